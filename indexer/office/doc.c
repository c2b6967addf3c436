/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Word 97 files (doc.h): header, pieces, and the pages of properties. */
#include "doc.h"

#include <stdlib.h>

/* Offsets into the header ([MS-DOC] 2.5). */
enum {
    FIB_FLAGS = 10,
    FIB_COUNTS = 76, /* ccpText and its sisters */
    FIB_TABLES = 154,
    PAGE_SIZE = 512,
    FLAG_ENCRYPTED = 0x100,
    FLAG_TABLE_1 = 0x200,
    FIRST_VERSION = 0xC1, /* of Word 97 */
};

bool tv_doc_table(const struct tv_doc *doc, enum tv_doc_table which, size_t *ret_offset,
                  size_t *ret_size)
{
    size_t offset = tv_u32(&doc->text, FIB_TABLES + (size_t)which * 8);
    size_t size = tv_u32(&doc->text, FIB_TABLES + (size_t)which * 8 + 4);
    if (size == 0 || offset >= doc->table.size)
        return false;
    size_t left = doc->table.size - offset;
    *ret_offset = offset;
    *ret_size = size < left ? size : left;
    return true;
}

struct tv_doc_plc tv_doc_plc_of(const struct tv_doc *doc, enum tv_doc_table which, size_t element)
{
    size_t offset, size;
    if (!tv_doc_table(doc, which, &offset, &size) || size < 4)
        return (struct tv_doc_plc){0};
    return (struct tv_doc_plc){
        .offset = offset, .n = (size - 4) / (element + 4), .element = element};
}

uint32_t tv_doc_plc_at(const struct tv_doc *doc, const struct tv_doc_plc *plc, size_t i)
{
    return tv_u32(&doc->table, plc->offset + i * 4);
}

static size_t element_at(const struct tv_doc_plc *plc, size_t i)
{
    return plc->offset + (plc->n + 1) * 4 + i * plc->element;
}

/* The element whose stretch this position is in; false if there is none. */
static bool plc_find(const struct tv_doc *doc, const struct tv_doc_plc *plc, uint32_t at,
                     size_t *ret_i)
{
    size_t low = 0, high = plc->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tv_doc_plc_at(doc, plc, middle + 1) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_i = low;
    return low < plc->n && tv_doc_plc_at(doc, plc, low) <= at;
}

/* The piece table stands behind modifiers that are not needed here ([MS-DOC] 2.9.38). */
static struct tv_doc_plc find_pieces(const struct tv_doc *doc)
{
    size_t at, size, n;
    if (!tv_doc_table(doc, TV_DOC_PIECES, &at, &size))
        return (struct tv_doc_plc){0};
    size_t end = at + size;
    while (at + 5 <= end && tv_u8(&doc->table, at) == 1)
        at += 3 + (size_t)tv_u16(&doc->table, at + 1);
    if (at + 5 > end || tv_u8(&doc->table, at) != 2)
        return (struct tv_doc_plc){0};
    n = tv_u32(&doc->table, at + 1);
    if (n > end - at - 5)
        n = end - at - 5;
    if (n < 16)
        return (struct tv_doc_plc){0};
    return (struct tv_doc_plc){.offset = at + 5, .n = (n - 4) / 12, .element = 8};
}

bool tv_doc_piece_at(const struct tv_doc *doc, uint32_t cp, struct tv_doc_piece *ret_piece)
{
    size_t i;
    if (!plc_find(doc, &doc->pieces, cp, &i))
        return false;
    uint32_t fc = tv_u32(&doc->table, element_at(&doc->pieces, i) + 2);
    bool narrow = fc & 0x40000000;
    fc &= 0x3FFFFFFF;
    *ret_piece = (struct tv_doc_piece){.from = tv_doc_plc_at(doc, &doc->pieces, i),
                                       .to = tv_doc_plc_at(doc, &doc->pieces, i + 1),
                                       .fc = narrow ? fc / 2 : fc,
                                       .wide = !narrow};
    return true;
}

/* A page of properties ([MS-DOC] 2.9.33, 2.9.23): the stretch that this file offset is in. Sets
 * from and to, and gives the offset of the page and the index of the stretch. */
static bool page_find(const struct tv_doc *doc, const struct tv_doc_plc *pages, uint32_t fc,
                      struct tv_doc_run *run, size_t *ret_page, size_t *ret_i)
{
    size_t i;
    if (!plc_find(doc, pages, fc, &i))
        return false;
    size_t page = (size_t)(tv_u32(&doc->table, element_at(pages, i)) & 0x3FFFFF) * PAGE_SIZE;
    size_t n = tv_u8(&doc->text, page + PAGE_SIZE - 1);
    for (i = 0; i < n && tv_u32(&doc->text, page + (i + 1) * 4) <= fc; i++)
        ;
    run->from = tv_u32(&doc->text, page + i * 4);
    run->to = tv_u32(&doc->text, page + (i + 1) * 4);
    *ret_page = page;
    *ret_i = page + (n + 1) * 4 + i; /* of one byte an element */
    return i < n && run->from <= fc;
}

bool tv_doc_characters_at(const struct tv_doc *doc, uint32_t fc, struct tv_doc_run *ret_run)
{
    size_t page, at;
    struct tv_doc_run run = {0};
    if (!page_find(doc, &doc->characters, fc, &run, &page, &at))
        return false;
    size_t offset = (size_t)tv_u8(&doc->text, at) * 2;
    if (offset) {
        run.offset = page + offset + 1;
        run.size = tv_u8(&doc->text, page + offset);
    }
    *ret_run = run;
    return true;
}

bool tv_doc_paragraph_at(const struct tv_doc *doc, uint32_t fc, struct tv_doc_run *ret_run)
{
    size_t page, at;
    struct tv_doc_run run = {0};
    if (!page_find(doc, &doc->paragraphs, fc, &run, &page, &at))
        return false;
    size_t n = tv_u8(&doc->text, page + PAGE_SIZE - 1);
    size_t i = at - page - (n + 1) * 4;
    size_t offset = (size_t)tv_u8(&doc->text, page + (n + 1) * 4 + i * 13) * 2;
    if (offset) {
        size_t words = tv_u8(&doc->text, page + offset), size = words * 2 - 1;
        offset++;
        if (words == 0)
            size = (size_t)tv_u8(&doc->text, page + offset++) * 2;
        run.style = tv_u16(&doc->text, page + offset);
        run.offset = page + offset + 2;
        run.size = size > 2 ? size - 2 : 0;
    }
    *ret_run = run;
    return true;
}

/* How long an operand is, by the three highest bits ([MS-DOC] 2.2.5.1). Two have lengths of their
 * own. */
static size_t operand_size(const struct tv_buffer *stream, size_t at, unsigned sprm)
{
    static const size_t sizes[8] = {1, 1, 2, 4, 2, 2, 0, 3};
    if (sprm >> 13 != 6)
        return sizes[sprm >> 13];
    if (sprm == 0xD608)
        return (size_t)tv_u16(stream, at) + 1;
    if (sprm == 0xC615 && tv_u8(stream, at) == 255) {
        size_t deleted = tv_u8(stream, at + 1);
        return 3 + deleted * 4 + (size_t)tv_u8(stream, at + 2 + deleted * 4) * 3;
    }
    return (size_t)tv_u8(stream, at) + 1;
}

bool tv_doc_sprm_next(const struct tv_buffer *stream, size_t *offset, size_t end,
                      unsigned *ret_sprm, uint32_t *ret_value)
{
    if (*offset + 3 > end || *offset >= stream->size)
        return false;
    unsigned sprm = tv_u16(stream, *offset);
    size_t size = operand_size(stream, *offset + 2, sprm);
    uint32_t value = tv_u32(stream, *offset + 2);
    *ret_sprm = sprm;
    *ret_value = size >= 4 ? value : value & ((1u << size * 8) - 1);
    *offset += 2 + size;
    return true;
}

static bool open_streams(struct tv_doc *doc, const struct tv_compound *compound,
                         struct tv_error *err)
{
    tv_compound_read(compound, "WordDocument", &doc->text);
    unsigned magic = tv_u16(&doc->text, 0), version = tv_u16(&doc->text, 2);
    unsigned flags = tv_u16(&doc->text, FIB_FLAGS);
    if (magic == 0xA5DC || (magic == 0xA5EC && version < FIRST_VERSION))
        return tv_fail(err, TV_REFUSED, "a file of Word 6 or 95, which is too old to be read");
    if (magic != 0xA5EC)
        return tv_fail(err, TV_REFUSED, "damaged: no header of a Word file");
    if (flags & FLAG_ENCRYPTED)
        return tv_fail(err, TV_REFUSED, "password-protected");
    if (!tv_compound_read(compound, flags & FLAG_TABLE_1 ? "1Table" : "0Table", &doc->table))
        return tv_fail(err, TV_REFUSED, "damaged: it has no table stream");
    return true;
}

static uint32_t count_at(const struct tv_doc *doc, size_t i)
{
    uint32_t n = tv_u32(&doc->text, FIB_COUNTS + i * 4);
    return n < doc->text.size ? n : (uint32_t)doc->text.size;
}

bool tv_doc_open(struct tv_doc *doc, const struct tv_compound *compound, struct tv_error *err)
{
    if (!open_streams(doc, compound, err))
        return false;
    doc->pieces = find_pieces(doc);
    if (doc->pieces.n == 0)
        return tv_fail(err, TV_REFUSED, "damaged: it does not say where its text is");
    doc->characters = tv_doc_plc_of(doc, TV_DOC_CHARACTER_PAGES, 4);
    doc->paragraphs = tv_doc_plc_of(doc, TV_DOC_PARAGRAPH_PAGES, 4);
    /* Text, footnotes, headers, macros, annotations, endnotes, text boxes: one after the other. */
    doc->n_text = count_at(doc, 0);
    doc->n_footnotes = count_at(doc, 1);
    doc->endnotes_at =
        doc->n_text + doc->n_footnotes + count_at(doc, 2) + count_at(doc, 3) + count_at(doc, 4);
    doc->n_endnotes = count_at(doc, 5);
    doc->boxes_at = doc->endnotes_at + doc->n_endnotes;
    doc->n_boxes = count_at(doc, 6);
    tv_doc_styles_read(doc);
    tv_doc_lists_read(doc);
    return true;
}

void tv_doc_finish(struct tv_doc *doc)
{
    tv_buffer_finish(&doc->text);
    tv_buffer_finish(&doc->table);
    tv_map_finish(&doc->lists);
    free(doc->styles);
    free(doc->overrides);
}
