/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Word 97 files, made here byte by byte: a compound file of two streams, in which text, properties
 * and tables have fixed places. */
#include "extracting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    SECTOR = 512,
    WORD_SIZE = 10 * SECTOR,
    TABLE_SIZE = 8 * SECTOR,
    FILE_SIZE = (1 + 2 + 10 + 8) * SECTOR,
    /* Places in the stream WordDocument. */
    TEXT = 0x600,
    CHARACTER_PAGE = 0x1000,
    PARAGRAPH_PAGE = 0x1200,
    /* Places in the table stream. */
    PIECES = 0,
    CHARACTERS = 0x80,
    PARAGRAPHS = 0x90,
    NOTE_REFERENCES = 0xA0,
    NOTES = 0xC0,
    STYLES = 0x100,
    LISTS = 0x400,
    OVERRIDES = 0x500,
};

struct maker {
    uint8_t word[WORD_SIZE], table[TABLE_SIZE];
    uint32_t n_text; /* characters so far; one byte each */
    unsigned n_characters, n_paragraphs;
    size_t free_characters, free_paragraphs; /* where the last properties in the pages begin */
};

static void put(uint8_t *p, size_t n, uint32_t value)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

static void set_table(struct maker *m, size_t which, uint32_t offset, uint32_t size)
{
    put(m->word + 154 + which * 8, 4, offset);
    put(m->word + 158 + which * 8, 4, size);
}

static void start(struct maker *m)
{
    memset(m, 0, sizeof *m);
    m->free_characters = m->free_paragraphs = SECTOR - 2;
    put(m->word, 2, 0xA5EC);
    put(m->word + 2, 2, 0xC1);
    put(m->word + 10, 2, 0x200);
    set_table(m, 12, CHARACTERS, 12);
    set_table(m, 13, PARAGRAPHS, 12);
    put(m->table + CHARACTERS + 8, 4, CHARACTER_PAGE / SECTOR);
    put(m->table + PARAGRAPHS + 8, 4, PARAGRAPH_PAGE / SECTOR);
    put(m->table + CHARACTERS + 4, 4, UINT32_MAX);
    put(m->table + PARAGRAPHS + 4, 4, UINT32_MAX);
}

/* Characters with these modifiers. */
static void run(struct maker *m, const char *text, const char *sprms, size_t n)
{
    uint8_t *page = m->word + CHARACTER_PAGE;
    size_t length = strlen(text);
    memcpy(m->word + TEXT + m->n_text, text, length);
    m->free_characters = (m->free_characters - n - 1) / 2 * 2;
    page[m->free_characters] = (uint8_t)n;
    memcpy(page + m->free_characters + 1, sprms, n);
    put(page + m->n_characters * 4, 4, TEXT + m->n_text);
    m->n_text += (uint32_t)length;
    put(page + ++m->n_characters * 4, 4, TEXT + m->n_text);
    /* The offsets stand behind the positions, of which there may be this many at most. */
    page[300 + m->n_characters - 1] = (uint8_t)(m->free_characters / 2);
}

/* The mark of a paragraph that began at `from`, of this style and with these modifiers. */
static void mark(struct maker *m, char c, uint16_t style, const char *sprms, size_t n)
{
    uint8_t *page = m->word + PARAGRAPH_PAGE;
    char text[2] = {c, '\0'};
    uint32_t from = m->n_paragraphs ? 0 : TEXT;
    run(m, text, "", 0);
    m->free_paragraphs = (m->free_paragraphs - n - 5) / 2 * 2;
    uint8_t *p = page + m->free_paragraphs;
    p[1] = (uint8_t)((n + 3) / 2);
    put(p + 2, 2, style);
    memcpy(p + 4, sprms, n);
    if (from)
        put(page, 4, from);
    put(page + ++m->n_paragraphs * 4, 4, TEXT + m->n_text);
    page[300 + m->n_paragraphs - 1] = (uint8_t)(m->free_paragraphs / 2);
}

#define RUN(m, text, sprms) run(m, text, sprms, sizeof(sprms) - 1)
#define PAR(m, style, sprms) mark(m, '\r', style, sprms, sizeof(sprms) - 1)

static void put_sector(uint8_t *file, uint32_t i, const void *bytes, size_t n)
{
    memcpy(file + (size_t)(i + 1) * SECTOR, bytes, n);
}

static void put_entry(uint8_t *entry, const char *name, uint8_t type, uint32_t right,
                      uint32_t child, uint32_t sector, uint32_t size)
{
    for (size_t i = 0; name[i]; i++)
        entry[i * 2] = (uint8_t)name[i];
    put(entry + 64, 2, (uint32_t)(strlen(name) + 1) * 2);
    entry[66] = type;
    put(entry + 68, 4, UINT32_MAX);
    put(entry + 72, 4, right);
    put(entry + 76, 4, child);
    put(entry + 116, 4, sector);
    put(entry + 120, 4, size);
}

static void put_header(uint8_t *file)
{
    memcpy(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    put(file + 0x1E, 2, 9);
    put(file + 0x20, 2, 6);
    put(file + 0x30, 4, 1);
    put(file + 0x3C, 4, 0xFFFFFFFE);
    put(file + 0x44, 4, 0xFFFFFFFE);
    memset(file + 0x4C, 0xFF, 109 * 4);
    put(file + 0x4C, 4, 0);
}

/* The compound file: the FAT in sector 0, the directory in 1, then the streams. */
static void put_file(const struct maker *m, const char *stream, uint8_t file[FILE_SIZE])
{
    uint8_t fat[SECTOR], directory[SECTOR] = {0};
    memset(file, 0, FILE_SIZE);
    memset(fat, 0xFF, sizeof fat);
    put_header(file);
    for (uint32_t i = 1; i < 20; i++)
        put(fat + i * 4, 4, i == 1 || i == 11 || i == 19 ? 0xFFFFFFFE : i + 1);
    put_entry(directory, "Root Entry", 5, UINT32_MAX, 1, 0xFFFFFFFE, 0);
    put_entry(directory + 128, stream, 2, 2, UINT32_MAX, 2, WORD_SIZE);
    put_entry(directory + 256, "1Table", 2, UINT32_MAX, UINT32_MAX, 12, TABLE_SIZE);
    put_sector(file, 0, fat, sizeof fat);
    put_sector(file, 1, directory, sizeof directory);
    put_sector(file, 2, m->word, WORD_SIZE);
    put_sector(file, 12, m->table, TABLE_SIZE);
}

/* Moves the offsets in a page behind its positions, `size` bytes each. */
static void end_page(uint8_t *page, unsigned n, size_t size)
{
    uint8_t offsets[100];
    memcpy(offsets, page + 300, n);
    memset(page + 300, 0, n);
    for (unsigned i = 0; i < n; i++)
        page[(n + 1) * 4 + i * size] = offsets[i];
    page[SECTOR - 1] = (uint8_t)n;
}

/* One piece of text, of which the last `n_notes` characters are notes. */
static void finish(struct maker *m, uint32_t n_notes, uint8_t file[FILE_SIZE])
{
    end_page(m->word + CHARACTER_PAGE, m->n_characters, 1);
    end_page(m->word + PARAGRAPH_PAGE, m->n_paragraphs, 13);
    put(m->word + 76, 4, m->n_text - n_notes);
    put(m->word + 80, 4, n_notes);
    set_table(m, 33, PIECES, 5 + 16);
    m->table[PIECES] = 2;
    put(m->table + PIECES + 1, 4, 16);
    put(m->table + PIECES + 9, 4, m->n_text);
    put(m->table + PIECES + 15, 4, TEXT * 2 | 0x40000000);
    put_file(m, "WordDocument", file);
}

static void assert_doc(struct maker *m, uint32_t n_notes, const char *expected)
{
    uint8_t file[FILE_SIZE];
    finish(m, n_notes, file);
    assert_extracts(file, sizeof file, expected);
}

/* A style: built-in number, base, and modifiers of paragraphs. */
static size_t put_style(uint8_t *p, unsigned builtin, unsigned base, const char *sprms, size_t n)
{
    put(p, 2, (uint32_t)(10 + 4 + 4 + n + n % 2));
    put(p + 2, 2, builtin);
    put(p + 4, 2, base << 4 | 1);
    put(p + 16, 2, (uint32_t)n + 2); /* behind an empty name */
    memcpy(p + 20, sprms, n);
    return 2 + 10 + 4 + 4 + n + n % 2;
}

/* 0 Normal, 1 heading 2, 2 based on it, 3 Title, 4 of list 1. */
static void put_styles(struct maker *m)
{
    uint8_t *p = m->table + STYLES;
    set_table(m, 1, STYLES, 0x200);
    put(p, 2, 4);
    put(p + 2, 2, 5);
    put(p + 4, 2, 10);
    p += 6;
    p += put_style(p, 0, 0xFFF, "", 0);
    p += put_style(p, 2, 0, "", 0);
    p += put_style(p, 0xFFE, 1, "", 0);
    p += put_style(p, 62, 0, "", 0);
    put_style(p, 0xFFE, 0, "\x0B\x46\x01\x00", 4);
}

static void text_is_read_with_its_characters(void **state)
{
    (void)state;
    struct maker m;
    start(&m);
    RUN(&m, "one\x0Btwo\x1Ethree\x1F \x93q\x94 \xE9", "");
    PAR(&m, 0, "");
    RUN(&m, "second", "");
    PAR(&m, 0, "");
    assert_doc(&m, 0, "P one two-three “q” é\nP second\n");
}

static void hidden_deleted_and_field_codes_are_left_out(void **state)
{
    (void)state;
    struct maker m;
    start(&m);
    RUN(&m, "hidden", "\x3C\x08\x01");
    RUN(&m, "deleted", "\x00\x08\x01");
    RUN(&m,
        "kept \x13"
        "CODE\x14result\x15.",
        "\x3C\x08\x00");
    PAR(&m, 0, "");
    assert_doc(&m, 0, "P kept result.\n");
}

static void headings_come_from_styles_and_outline_levels(void **state)
{
    (void)state;
    struct maker m;
    start(&m);
    put_styles(&m);
    RUN(&m, "Title", "");
    PAR(&m, 3, "");
    RUN(&m, "two", "");
    PAR(&m, 1, "");
    RUN(&m, "based", "");
    PAR(&m, 2, "");
    RUN(&m, "direct", "");
    PAR(&m, 0, "\x40\x26\x00");
    RUN(&m, "text", "");
    PAR(&m, 0, "");
    assert_doc(&m, 0, "H1 Title\nH2 two\nH2 based\nH1 direct\nP text\n");
}

/* One simple list, "(%1)" in small letters from 3, and one reference to it. */
static void put_list(struct maker *m)
{
    uint8_t *list = m->table + LISTS, *level = list + 2 + 28;
    set_table(m, 73, LISTS, 2 + 28);
    set_table(m, 74, OVERRIDES, 4 + 16 + 4);
    put(list, 2, 1);
    put(list + 2, 4, 77);
    list[2 + 26] = 1;
    put(level, 4, 3);
    level[4] = 4;
    put(level + 28, 2, 3);
    put(level + 30, 2, '(');
    put(level + 34, 2, ')');
    put(m->table + OVERRIDES, 4, 1);
    put(m->table + OVERRIDES + 4, 4, 77);
}

static void lists_are_numbered(void **state)
{
    (void)state;
    struct maker m;
    start(&m);
    put_styles(&m);
    put_list(&m);
    RUN(&m, "direct", "");
    PAR(&m, 0, "\x0B\x46\x01\x00");
    RUN(&m, "none", "");
    PAR(&m, 0, "");
    RUN(&m, "by style", "");
    PAR(&m, 4, "");
    RUN(&m, "no such list", "");
    PAR(&m, 0, "\x0B\x46\x09\x00");
    assert_doc(&m, 0, "I1 <(c)> direct\nP none\nI1 <(d)> by style\nP no such list\n");
}

static void tables_are_cells(void **state)
{
    (void)state;
    struct maker m;
    start(&m);
    RUN(&m, "a", "");
    mark(&m, '\a', 0, "\x16\x24\x01", 3);
    RUN(&m, "b", "");
    PAR(&m, 0, "\x16\x24\x01");
    RUN(&m, "bb", "");
    mark(&m, '\a', 0, "\x16\x24\x01", 3);
    mark(&m, '\a', 0, "\x16\x24\x01\x17\x24\x01", 6);
    RUN(&m, "c", "");
    mark(&m, '\a', 0, "\x16\x24\x01", 3);
    mark(&m, '\a', 0, "\x16\x24\x01\x17\x24\x01", 6);
    RUN(&m, "text", "");
    PAR(&m, 0, "");
    assert_doc(&m, 0, "C 1:1,1 a\nC 1:1,2 b\nC 1:1,2 bb\nC 1:2,1 c\nP text\n");
}

static void notes_follow_their_paragraph(void **state)
{
    (void)state;
    struct maker m;
    start(&m);
    RUN(&m, "See", "");
    RUN(&m, "\x02", "\x55\x08\x01");
    RUN(&m, " there.", "");
    PAR(&m, 0, "");
    RUN(&m, "Next.", "");
    PAR(&m, 0, "");
    RUN(&m, "\x02 Note.", "");
    PAR(&m, 0, "");
    set_table(&m, 2, NOTE_REFERENCES, 10);
    put(m.table + NOTE_REFERENCES, 4, 3);
    set_table(&m, 3, NOTES, 12);
    put(m.table + NOTES + 4, 4, 8);
    put(m.table + NOTES + 8, 4, 9);
    assert_doc(&m, 8, "P See there.\nP Note.\nP Next.\n");
}

static void encrypted_and_old_files_are_refused(void **state)
{
    (void)state;
    struct maker m;
    start(&m);
    RUN(&m, "text", "");
    put(m.word + 10, 2, 0x300);
    assert_doc(&m, 0, "refused: password-protected");
    start(&m);
    RUN(&m, "text", "");
    put(m.word, 2, 0xA5DC);
    assert_doc(&m, 0, "refused: a file of Word 6 or 95, which is too old to be read");
}

static void other_compound_files_are_told_apart(void **state)
{
    (void)state;
    static struct maker m;
    uint8_t file[FILE_SIZE];
    put_file(&m, "Workbook", file);
    assert_extracts(file, sizeof file, "ignored: an Excel 97 workbook, which is not read");
    put_file(&m, "EncryptedPackage", file);
    assert_extracts(file, sizeof file, "refused: password-protected");
}

static void files_that_are_cut_off_are_refused_or_give_what_is_left(void **state)
{
    (void)state;
    struct maker m;
    uint8_t file[FILE_SIZE];
    start(&m);
    RUN(&m, "text", "");
    PAR(&m, 0, "");
    finish(&m, 0, file);
    for (size_t n = SECTOR; n < FILE_SIZE; n += 61) {
        char *actual = extracted(file, n);
        assert_true(strncmp(actual, "refused: ", 9) == 0 || strcmp(actual, "P text\n") == 0 ||
                    strncmp(actual, "ignored: ", 9) == 0);
        free(actual);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_read_with_its_characters),
        cmocka_unit_test(hidden_deleted_and_field_codes_are_left_out),
        cmocka_unit_test(headings_come_from_styles_and_outline_levels),
        cmocka_unit_test(lists_are_numbered),
        cmocka_unit_test(tables_are_cells),
        cmocka_unit_test(notes_follow_their_paragraph),
        cmocka_unit_test(encrypted_and_old_files_are_refused),
        cmocka_unit_test(other_compound_files_are_told_apart),
        cmocka_unit_test(files_that_are_cut_off_are_refused_or_give_what_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
