/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Passages from units (passages.h).
 *
 * A unit of up to TV_PASSAGE_MAX_WORDS (tv_passage_length) is one passage. A longer one is cut where its lines
 * end, and a line that is too long where its sentences end, into passages of about equal length:
 * a list is not left with its last item alone. */
#include "passages.h"

#include "corpus/facts.h"
#include "corpus/utf8.h"
#include "structure.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

static bool is_ideograph(int32_t c)
{
    return (c >= 0x3040 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) || c >= 0x20000;
}

static const bool in_word[0x80] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true};

size_t tv_count_words(const char *text, size_t n)
{
    size_t words = 0, ideographs = 0;
    bool within = false;
    for (size_t i = 0; i < n;) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x80) { /* most are */
            words += in_word[byte] & !within;
            within = in_word[byte];
            i++;
            continue;
        }
        int32_t c = tv_utf8_next(text, n, &i);
        bool ideograph = is_ideograph(c), letter = !ideograph && u_isalnum(c);
        words += letter && !within;
        ideographs += ideograph;
        within = letter;
    }
    return words + (ideographs + 1) / 2;
}

/* Bytes that count as a word at most. */
enum { MAX_WORD = TV_PASSAGE_MAX_BYTES / TV_PASSAGE_MAX_WORDS };

size_t tv_passage_length(const char *text, size_t n)
{
    size_t words = tv_count_words(text, n),
           most = (n + MAX_WORD) / MAX_WORD; /* with its line's end */
    return words > most ? words : most;
}

void tv_unit_add(struct tv_unit *unit, const struct tv_line *line)
{
    TV_GROW(unit->lines, unit->n_lines, unit->capacity);
    struct tv_line *copy = &unit->lines[unit->n_lines++];
    *copy = *line;
    copy->words = tv_passage_length(line->text, strlen(line->text));
    unit->words += copy->words;
}

void tv_unit_free(struct tv_unit *unit)
{
    free(unit->lines);
    *unit = (struct tv_unit){0};
}

/* The last border of what is seen as one character at or before limit, a border of code points. */
static size_t end_of_character(const char *text, size_t n, size_t limit)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t seen = limit + 64 < n ? limit + 64 : n; /* enough to tell what goes on behind limit */
    UText *utext = utext_openUTF8(NULL, text, (int64_t)seen, &status);
    UBreakIterator *characters = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &status);
    ubrk_setUText(characters, utext, &status);
    int32_t end = 0;
    if (U_SUCCESS(status))
        end = ubrk_isBoundary(characters, (int32_t)limit)
                  ? (int32_t)limit
                  : ubrk_preceding(characters, (int32_t)limit);
    ubrk_close(characters);
    utext_close(utext);
    return end > 0 ? (size_t)end : limit; /* one that is longer is cut */
}

/* Where a sentence that goes on and on (a preamble is one) can be cut: behind the last semicolon,
 * comma or word among about as many bytes as max words have. */
static size_t end_of_clause(const char *text, size_t n, size_t max)
{
    static const char *const marks[] = {"; ", "；", "؛ ", ", ", "，", "، ", " "};
    size_t limit = max * 7 < n ? max * 7 : n;
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        size_t size = strlen(marks[m]);
        for (size_t end = limit; end >= limit / 2 && end > size; end--)
            if (memcmp(text + end - size, marks[m], size) == 0)
                return end;
    }
    limit = (max - 1) * MAX_WORD;
    if (limit >= n)
        return n;
    while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80)
        limit--;
    return end_of_character(text, n, limit);
}

/* Where the next piece of text ends: at the last sentence's end within max words, else (one
 * sentence that is longer) at a clause's. Bytes from text; the whole if that is short enough. */
static size_t end_of_piece(UBreakIterator *sentences, const char *text, size_t n, size_t max)
{
    UErrorCode status = U_ZERO_ERROR;
    UText *utext = utext_openUTF8(NULL, text, (int64_t)n, &status);
    ubrk_setUText(sentences, utext, &status);
    size_t words = 0, from = 0;
    for (int32_t to; (to = ubrk_next(sentences)) != UBRK_DONE; from = (size_t)to) {
        words += tv_passage_length(text + from, (size_t)to - from);
        if (words > max)
            break;
    }
    utext_close(utext);
    if (from > 0 || U_FAILURE(status))
        return from ? from : n;
    return end_of_clause(text, n, max);
}

/* The unit's lines, those that are too long in pieces of up to max words; to be freed. */
static struct tv_unit cut_long_lines(const struct tv_unit *unit, struct tv_arena *arena, size_t max)
{
    struct tv_unit cut = {.place = unit->place};
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *sentences = NULL;
    for (size_t i = 0; i < unit->n_lines; i++) {
        struct tv_line line = unit->lines[i];
        if (line.words <= TV_PASSAGE_MAX_WORDS) {
            tv_unit_add(&cut, &line);
            continue;
        }
        if (!sentences)
            sentences = ubrk_open(UBRK_SENTENCE, "", NULL, 0, &status);
        const char *text = line.text;
        for (size_t n = strlen(text), end; n > 0 && sentences; text += end, n -= end) {
            end = end_of_piece(sentences, text, n, max);
            size_t trimmed = end;
            while (trimmed > 0 && text[trimmed - 1] == ' ')
                trimmed--;
            line.text = tv_arena_strndup(arena, text, trimmed);
            if (trimmed)
                tv_unit_add(&cut, &line);
        }
    }
    ubrk_close(sentences);
    return cut;
}

/* "3(a)-(c)" from "3(a)" and "3(c)"; "3(a)" from "3(a)" and "3(a)(ii)". */
static const char *span(struct tv_arena *arena, const char *first, const char *last)
{
    if (!first || !last || strcmp(first, last) == 0)
        return first;
    size_t n = strlen(first);
    if (strncmp(first, last, n) == 0)
        return first;
    const char *open = strrchr(first, '(');
    size_t common = open ? (size_t)(open - first) : 0;
    if (common && strncmp(first, last, common) == 0 && last[common] == '(')
        return tv_arena_printf(arena, "%s-%.*s)", first, (int)strcspn(last + common, ")"),
                               last + common);
    return first;
}

/* Of lines that were numbered and not: the paragraph of a passage that begins at the unit's
 * beginning is the unit's, whatever parts follow. */
static void set_place(const struct tv_unit *unit, size_t from, size_t to, struct tv_arena *arena,
                      struct tv_place *place)
{
    const struct tv_line *first = &unit->lines[from], *last = &unit->lines[to - 1];
    *place = unit->place;
    if (from > 0) {
        place->paragraph = span(arena, first->paragraph, last->paragraph);
        place->n_fresh = 0;
    }
    place->page = first->page;
    place->page_end = last->page_end;
    place->page_label = first->page_label;
    place->ordinal = first->ordinal;
    place->ordinal_end = last->ordinal;
}

/* The closer places within the passage, where its lines have other paragraphs than it has. */
static void set_parts(const struct tv_unit *unit, size_t from, size_t to, struct tv_arena *arena,
                      struct tv_passage *p)
{
    p->parts = tv_arena_alloc(arena, (to - from) * sizeof *p->parts);
    size_t offset = 0;
    for (size_t i = from; i < to; i++) {
        const char *now = unit->lines[i].paragraph;
        const char *before = p->n_parts ? p->parts[p->n_parts - 1].paragraph : p->place.paragraph;
        if (now && (!before || strcmp(now, before) != 0))
            p->parts[p->n_parts++] = (struct tv_part){offset, now};
        offset += strlen(unit->lines[i].text) + 1;
    }
}

static void add_passage(const struct tv_unit *unit, size_t from, size_t to, size_t *capacity,
                        struct tv_document *doc)
{
    TV_GROW(doc->passages, doc->n_passages, *capacity);
    struct tv_passage *p = &doc->passages[doc->n_passages++];
    *p = (struct tv_passage){.number = (uint32_t)doc->n_passages};
    set_place(unit, from, to, &doc->arena, &p->place);
    set_parts(unit, from, to, &doc->arena, p);
    struct tv_buffer text = {0};
    for (size_t i = from; i < to; i++) {
        if (i > from)
            tv_buffer_putc(&text, '\n');
        tv_buffer_puts(&text, unit->lines[i].text);
    }
    p->text = tv_arena_strndup(&doc->arena, text.data, text.size);
    tv_buffer_finish(&text);
}

static bool same_headings(const struct tv_place *a, const struct tv_place *b)
{
    if (a->n_headings != b->n_headings)
        return false;
    for (size_t i = 0; i < a->n_headings; i++)
        if (strcmp(a->headings[i], b->headings[i]) != 0)
            return false;
    return true;
}

/* A short unnumbered unit joins the unnumbered passage before it under the same headings: lists of
 * contents, lines of a title page, the last words of a speech. */
static bool join_previous(const struct tv_unit *unit, struct tv_document *doc)
{
    struct tv_passage *p = doc->n_passages ? &doc->passages[doc->n_passages - 1] : NULL;
    const struct tv_place *place = &unit->place;
    if (!p || unit->apart || place->n_fresh || p->place.article || p->place.paragraph ||
        p->n_parts || place->article || place->paragraph || !same_headings(&p->place, place))
        return false;
    size_t words = tv_passage_length(p->text, strlen(p->text));
    bool one_short = words < TV_PASSAGE_MIN_WORDS || unit->words < TV_PASSAGE_MIN_WORDS;
    if (!one_short || words + unit->words > TV_PASSAGE_MAX_WORDS)
        return false;
    for (size_t i = 0; i < unit->n_lines; i++) {
        p->text = tv_arena_printf(&doc->arena, "%s\n%s", p->text, unit->lines[i].text);
        p->place.page_end = unit->lines[i].page_end;
        p->place.ordinal_end = unit->lines[i].ordinal;
    }
    return true;
}

/* Groups lines from the first on, each group up to target words, and makes passages of them. */
static void group_lines(const struct tv_unit *unit, size_t target, size_t *capacity,
                        struct tv_document *doc)
{
    size_t from = 0, words = 0;
    for (size_t i = 0; i < unit->n_lines; i++) {
        size_t more = unit->lines[i].words;
        if (i > from && (words + more > TV_PASSAGE_MAX_WORDS || words >= target)) {
            add_passage(unit, from, i, capacity, doc);
            from = i;
            words = 0;
        }
        words += more;
    }
    if (from < unit->n_lines)
        add_passage(unit, from, unit->n_lines, capacity, doc);
}

static void cut_into_passages(struct tv_unit *unit, struct tv_document *doc)
{
    size_t pieces = (unit->words + TV_PASSAGE_MAX_WORDS - 1) / TV_PASSAGE_MAX_WORDS;
    if (pieces <= 1) {
        group_lines(unit, SIZE_MAX, &unit->passages_capacity, doc);
        return;
    }
    size_t target = unit->words / pieces, most = target + target / 8;
    struct tv_unit cut = cut_long_lines(unit, &doc->arena,
                                        most < TV_PASSAGE_MAX_WORDS ? most : TV_PASSAGE_MAX_WORDS);
    group_lines(&cut, target, &unit->passages_capacity, doc);
    free(cut.lines);
}

void tv_unit_finish(struct tv_unit *unit, struct tv_document *doc)
{
    if (!join_previous(unit, doc))
        cut_into_passages(unit, doc);
    unit->n_lines = 0;
    unit->words = 0;
    unit->apart = false;
}
