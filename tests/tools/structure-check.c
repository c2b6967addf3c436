/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* structure-check: whether the passages of a document, in order, are its main text.
 *
 * usage: structure-check ARCHIVE...        prints each member whose passages lose, add or reorder
 *                                          letters of its blocks; status 1 if there is one
 *        structure-check --whole ARCHIVE   the same of the blocks of plain texts, beside their bytes:
 *                                          for texts that have no furniture
 *        structure-check --show ARCHIVE    prints the blocks of every member
 *        structure-check --time ARCHIVE    CPU time of reading and of structure, MB/s of plain text
 *
 * Compared are letters and digits, without case and accents; white space and the borders of passages do not count. */
#include "corpus/fold.h"
#include "corpus/utf8.h"
#include "indexer/charset.h"
#include "indexer/members.h"
#include "indexer/structure.h"

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
        printf("%c%u p%u %s| %s\n", types[b->type], b->level, b->page, b->label ? b->label : "",
               b->text);
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

static void check_letters(struct check *check, const char *path, const struct tv_extraction *x,
                          const struct tv_document *doc)
{
    struct tv_buffer blocks = {0}, passages = {0}, text = {0};
    add_blocks(x, &blocks);
    tv_document_text(doc, &text);
    add_letters(text.data, &passages);
    compare(check, path, &blocks, &passages);
    tv_buffer_finish(&blocks);
    tv_buffer_finish(&passages);
    tv_buffer_finish(&text);
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
        if (!check->mode)
            check_letters(check, member->path, &x, &doc);
        else if (strcmp(check->mode, "--show") == 0)
            show(&x, member->path);
        else if (strcmp(check->mode, "--whole") == 0)
            check_whole(check, member, &x);
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
