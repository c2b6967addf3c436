/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Titles and dates at a document's head (titles.h).
 *
 * The head is the first few blocks, up to the first long paragraph: letterheads, the name of a
 * body, a session, a symbol, a date, and somewhere among them the title. Each block has a score:
 * what names a kind of document ("Statement by", "Draft", "Strategy"), what is set as a heading, and
 * what the file is named after is likely to be it; numbers, symbols, bodies and names of divisions
 * are not. A title that a cover page spreads over several short lines is put together again. */
#include "titles.h"

#include "corpus/facts.h"
#include "corpus/states.h"
#include "corpus/utf8.h"
#include "kinds.h"
#include "labels.h"
#include "passages.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

enum {
    HEAD_BLOCKS = 16,
    FOOT_BLOCKS = 6,
    LONG_PARAGRAPH = 30, /* words: the head ends here */
    MAX_TITLE = 40,      /* words */
    MAX_HEADING = 100,   /* words of one that is set as a heading: treaties between states */
    LONG_TITLE = 25,     /* words from which it is more likely prose */
    MAX_DATE_LINE = 14,  /* words of a line in which a date may be the document's */
    MIN_SHARED = 10,     /* bytes that a title and a file's name share, or half the name */
    COVER_LINE = 4,      /* words of a line of a cover page that is a part of its title */
    MAX_COVER_LINES = 3, /* that are put before the line that names the kind */
};

/* How many bytes two names share from their beginning: letters and digits in lower case, with a
 * hyphen for what stands between words, which is how files are named. */
static size_t common_slug(const char *a, const char *b)
{
    size_t shared = 0;
    for (;;) {
        bool gap_a = false, gap_b = false;
        for (; *a && !isalnum((unsigned char)*a) && (unsigned char)*a < 0x80; a++)
            gap_a = true;
        for (; *b && !isalnum((unsigned char)*b) && (unsigned char)*b < 0x80; b++)
            gap_b = true;
        if (!*a || !*b || (gap_a != gap_b && shared) ||
            tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return shared;
        shared += 1 + gap_a;
        a++;
        b++;
    }
}

/* Words of a line, as far as its letters tell. */
struct line {
    size_t letters, digits;
    size_t single, longer; /* words of one letter, and of more */
    size_t mixed; /* words that go on in capitals: "polICy", what a font's own code makes */
};

static void end_word(struct line *line, size_t size, bool mixed)
{
    line->single += size == 1;
    line->longer += size > 1;
    line->mixed += mixed;
}

static struct line letters_of(const char *s)
{
    struct line line = {0};
    size_t size = 0;
    bool lower = false, mixed = false;
    for (size_t i = 0, n = strlen(s); i <= n;) {
        int32_t c = i < n ? tv_utf8_next(s, n, &i) : (i++, ' ');
        line.digits += c >= '0' && c <= '9';
        if (u_isalpha(c)) {
            line.letters++;
            size++;
            mixed |= lower && u_isupper(c) && size > 2;
            lower |= u_islower(c) != 0;
        } else if (size) {
            end_word(&line, size, mixed);
            size = 0;
            lower = mixed = false;
        }
    }
    return line;
}

/* Whether there is a telephone number in it: a zero and digits, joined by hyphens. */
static bool has_telephone(const char *s)
{
    for (const char *p = s; (p = strpbrk(p, "0123456789")); p += strspn(p, "0123456789-")) {
        size_t n = strspn(p, "0123456789-"), hyphens = 0, digits = 0;
        for (size_t i = 0; i < n; i++) {
            hyphens += p[i] == '-';
            digits += p[i] != '-';
        }
        if (*p == '0' && hyphens && digits > 8)
            return true;
    }
    return false;
}

/* Whether it is words: two letters at least, not mostly digits, and not spaced out as "S E C U R E"
 * nor garbled; and not the name of a picture, an address or a telephone number. */
static bool has_words(const char *s)
{
    if (strstr(s, ".jpg") || strstr(s, ".png") || strstr(s, "://") || has_telephone(s))
        return false;
    struct line line = letters_of(s);
    return line.letters >= 2 && line.letters * 2 >= line.digits && line.longer > 0 &&
           (line.single < 3 || line.single <= line.longer) && line.mixed * 2 <= line.longer;
}

static bool begins_with_state(const char *text)
{
    struct tv_state_hit hit;
    return tv_states_in_text(text, strnlen(text, 120), &hit, 1) && hit.offset == 0;
}

static bool is_cover_line(const struct tv_block *b)
{
    char date[11];
    size_t n = strlen(b->text), words = tv_count_words(b->text, n);
    struct tv_named_kind kind = tv_kind_in_title(b->text);
    return words > 0 && words <= COVER_LINE && has_words(b->text) && !tv_date_of(b->text, date) &&
           !kind.body && !strchr(".,;:)", b->text[n - 1]) && !isdigit((unsigned char)*b->text);
}

/* Whether the title of a cover page goes on over the lines above block i to the kind that it names. */
static bool is_end_of_cover(const struct tv_extraction *x, size_t i, struct tv_named_kind kind)
{
    const struct tv_block *b = &x->blocks[i], *above = b - 1;
    return i > 0 && (kind.policy || (kind.named && !kind.first)) && is_cover_line(b) &&
           is_cover_line(above) && above->page == b->page && above->type == b->type;
}

/* Whether it says of what follows that it was approved, translated or annexed, or counts issues. */
static bool is_formula(const char *text)
{
    static const char *const words[] = {"approved",     "adopted by", "translat",  "unofficial",
                                        "non-official", "annex ",     "appendix ", "vol.",
                                        "no.",          "n.b."};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Whether a sentence ends within it and another begins. */
static bool is_prose(const char *text)
{
    for (const char *p = text; (p = strstr(p, ". ")); p++)
        if (p - text > 4 && islower((unsigned char)p[-1]) && islower((unsigned char)p[-2]) &&
            islower((unsigned char)p[-3]) && isupper((unsigned char)p[2]))
            return true;
    return false;
}

static bool is_name_of_state(const char *text)
{
    char code[TV_STATE_SIZE];
    return tv_state_of(text, code);
}

/* Below 0: no title. */
static int score(const struct tv_extraction *x, size_t i, const char *stem)
{
    const struct tv_block *b = &x->blocks[i];
    struct tv_designation d;
    char date[11];
    size_t n = strlen(b->text), words = tv_count_words(b->text, n);
    bool heading = b->type == TV_BLOCK_HEADING;
    if (n == 0 || words == 0 || words > (heading ? MAX_HEADING : MAX_TITLE) ||
        !has_words(b->text) || tv_date_of(b->text, date) ||
        (tv_designation_at(b->text, &d) && d.division) || strstr(b->text, "....") ||
        is_name_of_state(b->text) || is_prose(b->text))
        return -1;
    struct tv_named_kind kind = tv_kind_in_title(b->text);
    bool sentence = strchr(".,;", b->text[n - 1]) != NULL;
    int points = kind.first || kind.policy ? 6 : kind.named ? 4 : kind.body ? -4 : 0;
    points += heading * 3 - sentence * 3 - (words > LONG_TITLE && !heading ? 3 : 0) +
              (words >= COVER_LINE);
    points +=
        kind.named && !kind.first && !sentence && words <= LONG_TITLE && begins_with_state(b->text)
            ? 6
            : 0;
    size_t shared = common_slug(b->text, stem), enough = strlen(stem) / 2;
    points += shared >= (enough > MIN_SHARED ? enough : MIN_SHARED) ? 10 : 0;
    points += heading && b->level == 1 ? 4 : 0;
    struct tv_enumerator e;
    points -= tv_enumerator_at(b->text, &e) ? 4 : 0;
    points -= is_formula(b->text) ? 8 : 0;
    size_t offset;
    bool dated = tv_date_in(b->text, date, &offset) && strlen(date) == 10;
    bool filed = dated && isdigit((unsigned char)b->text[offset]) &&
                 strspn(b->text + offset, "0123456789./-") > strlen("1.1.24");
    points -= dated && (filed || !kind.named) ? 4 : 0;
    points += is_end_of_cover(x, i, kind) ? 1 : words < 2 ? -2 : 0;
    return points;
}

static size_t head_of(const struct tv_extraction *x)
{
    size_t i = 0;
    size_t most = x->n_front && x->n_front < HEAD_BLOCKS ? x->n_front : HEAD_BLOCKS;
    while (i < x->n_blocks && i < most &&
           !tv_is_contents_heading(x->blocks[i].text, strlen(x->blocks[i].text)) &&
           (x->blocks[i].type == TV_BLOCK_HEADING ||
            tv_count_words(x->blocks[i].text, strlen(x->blocks[i].text)) < LONG_PARAGRAPH))
        i++;
    return i;
}

/* Putting together what a cover page spreads out. */

static bool is_capitals(const char *s)
{
    for (; *s; s++)
        if (islower((unsigned char)*s))
            return false;
    return true;
}

/* Whether the title cannot end, or the line cannot begin, where they do: "Strategy of", "for
 * Germany". */
static bool is_cut(const char *title, const char *line)
{
    static const char *const links[] = {"of",  "for", "on",  "and", "the", "to",   "de",  "la",
                                        "du",  "des", "sur", "et",  "y",   "para", "und", "der",
                                        "für", "&",   "in",  "von", "les", "del",  "el"};
    const char *last = strrchr(title, ' ');
    last = last ? last + 1 : title;
    size_t first = strcspn(line, " ");
    bool capitals = is_capitals(title) && is_capitals(line);
    const char *open = strrchr(title, '(');
    if (open && !strchr(open, ')') && strchr(line, ')'))
        return true;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (strcasecmp(last, links[i]) == 0 ||
            (first == strlen(links[i]) &&
             (capitals ? strncasecmp(line, links[i], first) : strncmp(line, links[i], first)) == 0))
            return true;
    return false;
}

static bool ends_with_stop(const char *s)
{
    size_t n = strlen(s);
    return n && s[n - 1] == '.';
}

static const char *whole_title(const struct tv_extraction *x, size_t i, size_t head,
                               struct tv_arena *arena)
{
    const struct tv_block *b = &x->blocks[i];
    struct tv_named_kind kind = tv_kind_in_title(b->text);
    const char *title = b->text;
    bool part = is_end_of_cover(x, i, kind);
    for (size_t k = i; part && k > 0 && k + MAX_COVER_LINES > i; k--) {
        const struct tv_block *above = &x->blocks[k - 1];
        if (!is_cover_line(above) || above->page != b->page || above->type != b->type)
            break;
        title = tv_arena_printf(arena, "%s %s", above->text, title);
    }
    for (size_t k = i + 1; k < head && k <= i + 2; k++) {
        const char *below = x->blocks[k].text;
        if (x->blocks[k].page != b->page || ends_with_stop(below) || !is_cut(title, below))
            break;
        title = tv_arena_printf(arena, "%s %s", title, below);
    }
    return title;
}

/* What ends with a colon is the title of what follows it, and whose it is follows a title. */
static const char *without_end(const char *title, struct tv_arena *arena)
{
    const char *copyright = strstr(title, "©");
    size_t size = copyright && copyright > title ? (size_t)(copyright - title) : strlen(title);
    while (size && strchr(" :", title[size - 1]))
        size--;
    return tv_arena_strndup(arena, title, size);
}

/* Who delivered a statement is not what it is called. */
static const char *without_speaker(const char *title, struct tv_arena *arena)
{
    static const char *const clauses[] = {
        " delivered by ",    " as delivered by ", " prononcée par ",   " prononcé par ",
        " pronunciada por ", " gehalten von ",    " pronunciado por ", " vorgetragen von "};
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
        const char *at = strstr(title, clauses[i]);
        if (!at || at == title)
            continue;
        size_t n = (size_t)(at - title);
        while (n && strchr(" ,;", title[n - 1]))
            n--;
        return tv_arena_strndup(arena, title, n);
    }
    return title;
}

const char *tv_title_at_head(const struct tv_extraction *x, const char *stem,
                             struct tv_arena *arena)
{
    size_t best = SIZE_MAX, head = head_of(x);
    int most = 2; /* a short line by itself is not enough */
    for (size_t i = 0; i < head; i++) {
        int points = score(x, i, stem);
        if (points > most) {
            best = i;
            most = points;
        }
    }
    if (best == SIZE_MAX)
        return NULL;
    return without_end(without_speaker(whole_title(x, best, head, arena), arena), arena);
}

const char *tv_heading_like(const struct tv_extraction *x, const char *title)
{
    size_t n = strlen(title);
    for (size_t i = 0, head = head_of(x); i < head; i++) {
        const struct tv_block *b = &x->blocks[i];
        if (b->type == TV_BLOCK_HEADING && strncmp(b->text, title, n) == 0)
            return b->text;
    }
    return NULL;
}

/* Dates. */

/* Whether the date at s is the first of a span: "17-28 April 2023", which is when a session was. */
static bool is_span(const char *s)
{
    static const char *const links[] = {"-",   "–",  "—",    "to ", "au ",
                                        "al ", "a ", "bis ", "до ", "至"};
    size_t digits = strspn(s, "0123456789");
    if (digits == 0 || digits > 2)
        return false;
    s += digits;
    s += strspn(s, " .");
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        size_t n = strlen(links[i]);
        if (strncmp(s, links[i], n) == 0)
            return isdigit((unsigned char)s[n + strspn(s + n, " ")]);
    }
    return false;
}

/* Behind the date that begins at s: its year, or else its first word. */
static const char *behind_date(const char *s, const char date[11])
{
    char year[5] = {0};
    memcpy(year, date, 4);
    const char *at = strstr(s, year);
    s = at ? at + 4 : s;
    return s + strcspn(s, " ;,)");
}

/* The last date in a line that is no span; of spans, the month. False if there is none. */
static bool last_date(const char *text, bool spans, char ret_date[11])
{
    char date[11];
    bool found = false;
    for (size_t offset; tv_date_in(text, date, &offset); text = behind_date(text + offset, date)) {
        if (strlen(date) > 4 && is_span(text + offset) == spans) {
            memcpy(ret_date, date, sizeof date);
            found = true;
        }
    }
    if (found && spans)
        ret_date[7] = '\0';
    return found;
}

/* The first of blocks[from..to) that has a date among few words. */
static bool date_among(const struct tv_extraction *x, size_t from, size_t to, bool spans,
                       char ret_date[11])
{
    for (size_t i = from; i < to; i++) {
        const char *text = x->blocks[i].text;
        if (tv_count_words(text, strlen(text)) <= MAX_DATE_LINE && last_date(text, spans, ret_date))
            return true;
    }
    return false;
}

bool tv_date_alone_at_head(const struct tv_extraction *x, char ret_date[11])
{
    for (size_t i = 0, head = head_of(x); i < head; i++)
        if (tv_date_of(x->blocks[i].text, ret_date) && strlen(ret_date) > 4)
            return true;
    return false;
}

bool tv_date_at_head(const struct tv_extraction *x, char ret_date[11])
{
    size_t head = head_of(x), foot = x->n_blocks > FOOT_BLOCKS ? x->n_blocks - FOOT_BLOCKS : 0;
    return tv_date_alone_at_head(x, ret_date) || date_among(x, 0, head, false, ret_date) ||
           date_among(x, foot > head ? foot : head, x->n_blocks, false, ret_date) ||
           date_among(x, 0, head, true, ret_date);
}
