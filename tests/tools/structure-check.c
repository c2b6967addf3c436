/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* structure-check: whether the passages of a document, in order, are its main text.
 *
 * usage: structure-check ARCHIVE...        prints each member whose passages lose, add or reorder
 *                                          letters of its blocks, or go on from one article into
 *                                          another; status 1 if there is one
 *        structure-check --whole ARCHIVE   the same of the blocks of plain texts, beside their bytes:
 *                                          for texts that have no furniture
 *        structure-check --show ARCHIVE    prints the blocks of every member
 *        structure-check --time ARCHIVE    CPU time of reading and of structure, MB/s of plain text
 *
 * Compared are letters and digits, without case and accents; white space and the borders of passages do
 * not count. A heading that stands above a passage counts as often as the blocks have it, however often it is
 * said: that of a table's column stands above each of its texts. */
#include "corpus/fold.h"
#include "corpus/utf8.h"
#include "indexer/charset.h"
#include "indexer/labels.h"
#include "indexer/members.h"
#include "indexer/structure.h"
#include "indexer/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct check {
    const char *mode;
    size_t members, broken, passages, bytes;
    double reading, structure;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void add_letters(const char *s, struct tv_buffer *out)
{
    for (size_t i = 0, n = s ? strlen(s) : 0; i < n;) {
        char folded[TV_FOLD_MAX];
        size_t m = tv_fold_char(folded, tv_utf8_next(s, n, &i));
        if (m != 1 || *folded != ' ')
            tv_buffer_add(out, folded, m);
    }
}

static void show(const struct tv_extraction *x, const char *path)
{
    static const char types[] = "HPIC";
    printf("=== %s\n", path);
    for (size_t i = 0; i < x->n_blocks; i++) {
        const struct tv_block *b = &x->blocks[i];
        printf("%c%u p%u", types[b->type], b->level, b->page);
        if (b->table)
            printf(" t%u.%u.%u", b->table, b->row, b->column);
        printf(" %s| %s\n", b->label ? b->label : "", b->text);
    }
}

/* Prints the first place where two texts differ. */
static void compare(struct check *check, const char *path, const struct tv_buffer *was,
                    const struct tv_buffer *is)
{
    size_t i = 0;
    while (i < was->size && i < is->size && was->data[i] == is->data[i])
        i++;
    if (i == was->size && i == is->size)
        return;
    check->broken++;
    size_t from = i < 20 ? 0 : i - 20;
    printf("%s: at letter %zu of %zu: \"%.60s\" became \"%.60s\" (%zu letters)\n", path, i,
           was->size, was->data ? was->data + from : "", is->data ? is->data + from : "", is->size);
}

static void add_blocks(const struct tv_extraction *x, struct tv_buffer *out)
{
    for (size_t i = 0; i < x->n_blocks; i++) {
        add_letters(x->blocks[i].label, out);
        add_letters(x->blocks[i].text, out);
    }
}

static void check_whole(struct check *check, const struct tv_member *member,
                        const struct tv_extraction *x)
{
    struct tv_buffer text = {0}, bytes = {0}, blocks = {0};
    if (strcmp(x->format, "text") == 0) {
        tv_to_utf8(member->bytes, member->size, NULL, &text);
        add_letters(text.data, &bytes);
        add_blocks(x, &blocks);
        compare(check, member->path, &bytes, &blocks);
    }
    tv_buffer_finish(&text);
    tv_buffer_finish(&bytes);
    tv_buffer_finish(&blocks);
}

/* What a document is held against: the letters of its blocks but for the heads of columns, which
 * stand elsewhere, and what of it has been found. */
struct reading {
    struct tv_buffer letters;
    size_t at;
    struct tv_buffer said, owed; /* headings, each between '\n' */
    struct tv_buffer heads;      /* as these, behind the number of their table */
    uint32_t *tables;            /* of the block that a letter is in */
    size_t *ends;                /* of a block that begins at a letter and may be owed, or 0 */
};

static void add_line(struct tv_buffer *lines, const char *letters, size_t n)
{
    tv_buffer_putc(lines, '\n');
    tv_buffer_add(lines, letters, n);
    tv_buffer_puts(lines, "\n");
}

/* A heading in a cell may come later, when the column that it stands in goes on. */
static void read_blocks(const struct tv_extraction *x, struct reading *r)
{
    enum tv_cell *cells = tv_alloc((x->n_blocks + 1) * sizeof *cells);
    size_t *starts = tv_alloc((x->n_blocks + 1) * sizeof *starts);
    struct tv_designation d;
    tv_tables_read(x->blocks, x->n_blocks, cells);
    for (size_t i = 0; i < x->n_blocks; i++) {
        struct tv_buffer letters = {0};
        add_letters(x->blocks[i].label, &letters);
        add_letters(x->blocks[i].text, &letters);
        starts[i] = r->letters.size;
        if (cells[i] == TV_CELL_HEAD)
            tv_buffer_printf(&r->heads, "\n%u %.*s\n", x->blocks[i].table, (int)letters.size,
                             letters.data);
        else
            tv_buffer_add(&r->letters, letters.data, letters.size);
        tv_buffer_finish(&letters);
    }
    tv_buffer_puts(&r->letters, "");
    r->ends = tv_alloc((r->letters.size + 1) * sizeof *r->ends);
    r->tables = tv_alloc((r->letters.size + 1) * sizeof *r->tables);
    starts[x->n_blocks] = r->letters.size;
    for (size_t i = 0; i < x->n_blocks; i++) {
        if (cells[i] == TV_CELL_TEXT && tv_designation_at(x->blocks[i].text, &d))
            r->ends[starts[i]] = starts[i + 1];
        for (size_t k = starts[i]; k < starts[i + 1]; k++)
            r->tables[k] = x->blocks[i].table;
    }
    free(starts);
    free(cells);
}

static bool stands_at(const struct reading *r, size_t at, const char *letters, size_t n)
{
    return n <= r->letters.size - at && memcmp(r->letters.data + at, letters, n) == 0;
}

/* Behind a heading that has been said before, if one stands at `at`: one that the letters follow, else
 * the longest; 0 if there is none. */
static size_t behind_said(const struct reading *r, size_t at, const struct tv_buffer *letters)
{
    size_t longest = 0;
    for (const char *said = r->said.data; said && *said; said += strspn(said, "\n")) {
        size_t n = strcspn(said, "\n");
        if (n && stands_at(r, at, said, n)) {
            if (letters && stands_at(r, at + n, letters->data, letters->size))
                return at + n;
            longest = n > longest ? n : longest;
        }
        said += n;
    }
    return longest ? at + longest : 0;
}

/* Whether the letters are what comes next, but for headings that have been said or may come later, and
 * if so goes on behind them. */
static bool comes_next(struct reading *r, const struct tv_buffer *letters)
{
    size_t at = r->at, owed = r->owed.size, next;
    while (!stands_at(r, at, letters->data, letters->size)) {
        if ((next = r->ends[at]))
            add_line(&r->owed, r->letters.data + at, next - at);
        else
            next = behind_said(r, at, letters);
        if (!next) {
            r->owed.size = owed;
            if (owed)
                r->owed.data[owed] = '\0';
            return false;
        }
        at = next;
    }
    r->at = at + letters->size;
    return true;
}

static bool is_among(const struct tv_buffer *headings, const char *line)
{
    return headings->size && strstr(headings->data, line);
}

/* Whether a heading is the head of a column in the table that is being read. */
static bool is_head(const struct reading *r, const struct tv_buffer *letters)
{
    char *line = tv_printf("\n%u %s\n", r->tables[r->at], letters->data);
    bool head = is_among(&r->heads, line);
    free(line);
    return head;
}

/* Whether a heading begins with the head of its column and goes on with what comes next. */
static bool names_label(struct reading *r, const struct tv_buffer *letters)
{
    for (char *head = r->heads.data; head && *head; head += strspn(head, "\n")) {
        head += strspn(head, "\n");
        uint32_t table = (uint32_t)strtoul(head, &head, 10);
        size_t n = strcspn(++head, "\n");
        struct tv_buffer rest = {.data = letters->data + n, .size = letters->size - n};
        if (table == r->tables[r->at] && n && n < letters->size &&
            memcmp(head, letters->data, n) == 0 && comes_next(r, &rest)) {
            add_line(&r->said, rest.data, rest.size);
            return true;
        }
        head += n;
    }
    return false;
}

static bool read_heading(struct reading *r, const char *heading)
{
    struct tv_buffer letters = {0};
    add_letters(heading, &letters);
    tv_buffer_puts(&letters, "");
    char *line = tv_printf("\n%s\n", letters.data);
    bool right = is_head(r, &letters) || comes_next(r, &letters) || names_label(r, &letters) ||
                 is_among(&r->said, line) || is_among(&r->owed, line);
    tv_buffer_puts(&r->said, line);
    free(line);
    tv_buffer_finish(&letters);
    return right;
}

static bool read_text(struct reading *r, const char *text)
{
    struct tv_buffer letters = {0};
    add_letters(text, &letters);
    tv_buffer_add(&letters, "", 0);
    bool right = comes_next(r, &letters) || names_label(r, &letters);
    if (letters.size <
        200) /* a heading with nothing below it is a text, and may be said above others */
        add_line(&r->said, letters.data, letters.size);
    tv_buffer_finish(&letters);
    return right;
}

/* Whether what was to come later has come. */
static bool is_paid(const struct reading *r)
{
    bool paid = true;
    for (char *owed = r->owed.data; owed && *owed; owed += strcspn(owed, "\n") + 1) {
        owed += strspn(owed, "\n");
        char *line = tv_printf("\n%.*s\n", (int)strcspn(owed, "\n"), owed);
        paid &= !*owed || is_among(&r->said, line);
        free(line);
        if (!*owed)
            break;
    }
    return paid;
}

static void check_letters(struct check *check, const char *path, const struct tv_extraction *x,
                          const struct tv_document *doc)
{
    struct reading r = {0};
    read_blocks(x, &r);
    const char *wrong = NULL;
    for (size_t i = 0; i < doc->n_passages && !wrong; i++) {
        const struct tv_passage *p = &doc->passages[i];
        size_t fresh = tv_new_headings(i ? p - 1 : NULL, p);
        for (size_t h = p->place.n_headings - fresh; h < p->place.n_headings && !wrong; h++)
            wrong = read_heading(&r, p->place.headings[h]) ? NULL : p->place.headings[h];
        if (!wrong && !read_text(&r, p->text))
            wrong = p->text;
    }
    for (size_t next; !wrong && (next = behind_said(&r, r.at, NULL));)
        r.at = next;
    if (wrong || r.at < r.letters.size || !is_paid(&r)) {
        check->broken++;
        printf("%s: at letter %zu of %zu, instead of \"%.60s\" stands \"%.60s\"\n", path, r.at,
               r.letters.size, r.letters.data + r.at, wrong ? wrong : "");
    }
    tv_buffer_finish(&r.letters);
    tv_buffer_finish(&r.said);
    tv_buffer_finish(&r.heads);
    tv_buffer_finish(&r.owed);
    free(r.ends);
    free(r.tables);
}

/* A passage in which a line behind the first is the heading of an article. */
static void check_borders(struct check *check, const char *path, const struct tv_document *doc)
{
    struct tv_designation d;
    for (size_t i = 0; i < doc->n_passages; i++)
        for (const char *line = doc->passages[i].text; (line = strchr(line, '\n'));) {
            line++;
            char *alone = strndup(line, strcspn(line, "\n"));
            bool crosses = tv_designation_at(alone, &d) && d.division == TV_DIVISION_ARTICLE &&
                           d.alone && *d.number;
            free(alone);
            if (!crosses)
                continue;
            check->broken++;
            printf("%s: passage %zu goes on into \"%.40s\"\n", path, i + 1, line);
        }
}

static bool check_member(void *context, const struct tv_member *member, const struct tv_error *why)
{
    struct check *check = context;
    struct tv_extraction x = {0};
    struct tv_document doc = {0};
    struct tv_error err = {0};
    double start = seconds();
    if (!why && tv_extract_member(member, &x, &err)) {
        double read = seconds();
        tv_structure(&x, member->path, &doc);
        check->structure += seconds() - read;
        check->reading += read - start;
        check->members++;
        check->bytes += member->size;
        check->passages += doc.n_passages;
        if (!check->mode) {
            check_letters(check, member->path, &x, &doc);
            check_borders(check, member->path, &doc);
        } else if (strcmp(check->mode, "--show") == 0) {
            show(&x, member->path);
        } else if (strcmp(check->mode, "--whole") == 0) {
            check_whole(check, member, &x);
        }
    }
    tv_extraction_finish(&x);
    tv_document_finish(&doc);
    return true;
}

static bool check_file(struct check *check, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat st;
    if (!file || fstat(fileno(file), &st) < 0) {
        perror(path);
        return false;
    }
    uint8_t *bytes = tv_alloc((size_t)st.st_size + 1);
    struct tv_member member = {.path = path, .bytes = bytes, .mtime = st.st_mtime};
    member.size = fread(bytes, 1, (size_t)st.st_size, file);
    fclose(file);
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    struct tv_error err = {0};
    bool whole = tv_archive_walk(&member, &limits, check_member, check, &err);
    if (!whole)
        fprintf(stderr, "%s: %s\n", path, err.message);
    free(bytes);
    return whole;
}

int main(int argc, char **argv)
{
    struct check check = {0};
    bool whole = true;
    int first = 1;
    if (argc > 2 && strncmp(argv[1], "--", 2) == 0)
        check.mode = argv[first++];
    for (int i = first; i < argc; i++)
        whole &= check_file(&check, argv[i]);
    double size = (double)check.bytes / 1e6;
    fprintf(stderr, "%zu documents, %zu passages, %.1f MB; %zu not whole\n", check.members,
            check.passages, size, check.broken);
    if (check.mode && strcmp(check.mode, "--time") == 0)
        printf("reading %.2f s, %.1f MB/s; structure and metadata %.2f s, %.1f MB/s\n",
               check.reading, size / check.reading, check.structure, size / check.structure);
    return !whole || check.broken;
}
