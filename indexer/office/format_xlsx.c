/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XLSX: SpreadsheetML in a package (ECMA-376 part 1, 18). A sheet is a heading and a table. Numbers
 * are written plainly, whatever their format shows, but for dates, which are made ISO 8601. Hidden
 * sheets are left out. */
#include "flow.h"
#include "ooxml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum token {
    SHEET = 1,
    WORKBOOK_PROPERTIES,
    FORMAT,       /* a number format */
    CELL_FORMATS, /* the list of formats that cells refer to */
    CELL_FORMAT,
    STRING,
    ROW,
    CELL,
    VALUE,
    INLINE,
    TEXT,
    LEFT_OUT
};

#define S "spreadsheetml"
static const struct tv_xml_word words[] = {
    {"c", S, CELL},
    {"cellXfs", S, CELL_FORMATS},
    {"extLst", S, LEFT_OUT},
    {"headerFooter", S, LEFT_OUT},
    {"is", S, INLINE},
    {"numFmt", S, FORMAT},
    {"rPh", S, LEFT_OUT},
    {"row", S, ROW},
    {"sheet", S, SHEET},
    {"si", S, STRING},
    {"t", S, TEXT},
    {"v", S, VALUE},
    {"workbookPr", S, WORKBOOK_PROPERTIES},
    {"xf", S, CELL_FORMAT},
};

struct sheet {
    const char *name, *part;
};

struct xlsx {
    struct tv_ooxml package;
    struct tv_flow flow;
    struct sheet *sheets;
    size_t n_sheets, sheets_capacity;
    struct tv_buffer strings; /* each with a NUL behind it */
    size_t *offsets;          /* of the strings */
    size_t n_strings, strings_capacity;
    bool *dates; /* of the cell formats: whether they show dates */
    size_t n_formats, formats_capacity;
    struct tv_map date_formats; /* IDs of those that the workbook defines */
    struct tv_arena arena;
    struct tv_buffer value;
    bool date_1904, in_cell_formats, in_text, in_string;
    char type; /* of the cell: 's'hared, 'i'nline, 't'ext, 'b'oolean, 'e'rror, 'n'umber */
    size_t format;
    uint32_t row, column;
};

/* Dates */

/* Whether a format like "[$-409]d\ mmm\ yyyy" shows a date. */
static bool shows_date(const char *code)
{
    for (const char *p = code; *p; p++) {
        if (*p == '"' || *p == '[') {
            const char *close = strchr(p + 1, *p == '"' ? '"' : ']');
            if (!close)
                return false;
            p = close;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            if (!*++p)
                return false;
        } else if (*p == 'y' || *p == 'Y' || *p == 'd' || *p == 'D') {
            return true;
        }
    }
    return false;
}

static bool is_builtin_date(long id)
{
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
           (id >= 50 && id <= 54) || id == 57 || id == 58;
}

/* The civil date of a number of days since 1970-01-01 (proleptic Gregorian, years from March). */
static void civil(long days, int *ret_year, int *ret_month, int *ret_day)
{
    long z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    long day = z - era * 146097;
    long year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    long of_year = day - (365 * year + year / 4 - year / 100);
    long month = (5 * of_year + 2) / 153;
    *ret_day = (int)(of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year + era * 400 + (*ret_month <= 2));
}

/* A number of days, with a fraction for the time of day. */
static void add_date(struct xlsx *s, double serial)
{
    char text[32];
    int year, month, day;
    civil((long)floor(serial) - (s->date_1904 ? 24107 : 25569), &year, &month, &day);
    long minutes = lround((serial - floor(serial)) * 24 * 60);
    int n = snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    if (minutes > 0 && minutes < 24 * 60)
        snprintf(text + n, sizeof text - (size_t)n, " %02ld:%02ld", minutes / 60, minutes % 60);
    tv_flow_puts(&s->flow, text);
}

/* Cells */

/* "AB12" is column 28. */
static uint32_t column_of(const char *reference)
{
    uint32_t column = 0;
    for (; reference && *reference >= 'A' && *reference <= 'Z' && column < 1u << 20; reference++)
        column = column * 26 + (uint32_t)(*reference - 'A' + 1);
    return column;
}

static void begin_cell(struct xlsx *s, const struct tv_xml_element *element)
{
    static const struct {
        const char *name;
        char type;
    } types[] = {{"s", 's'}, {"inlineStr", 'i'}, {"str", 't'}, {"b", 'b'}, {"e", 'e'}, {"d", 't'}};
    const char *type = tv_xml_attribute(element, "t");
    uint32_t column = column_of(tv_xml_attribute(element, "r"));
    s->type = 'n';
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, type) == 0)
            s->type = types[i].type;
    }
    long format = tv_xml_number(element, "s", 0);
    s->format = format < 0 ? 0 : (size_t)format;
    s->column = column ? column : s->column + 1;
    tv_buffer_clear(&s->value);
}

static void add_number(struct xlsx *s)
{
    char *end, text[32];
    double number = strtod(s->value.data, &end);
    bool date = s->format < s->n_formats && s->dates[s->format];
    if (*end) {
        tv_flow_puts(&s->flow, s->value.data);
    } else if (date && number >= 1 && number < 2958466) { /* the year 10000 */
        add_date(s, number);
    } else {
        snprintf(text, sizeof text, "%.15g", number);
        tv_flow_puts(&s->flow, text);
    }
}

static void add_shared(struct xlsx *s)
{
    unsigned long i = strtoul(s->value.data, NULL, 10);
    if (i < s->n_strings)
        tv_flow_puts(&s->flow, s->strings.data + s->offsets[i]);
}

static void end_cell(struct xlsx *s)
{
    if (s->value.size == 0 || s->type == 'e')
        return;
    tv_flow_cell_at(&s->flow, s->row, s->column);
    tv_flow_open(&s->flow);
    if (s->type == 's')
        add_shared(s);
    else if (s->type == 'n')
        add_number(s);
    else if (s->type == 'b')
        tv_flow_puts(&s->flow, s->value.data[0] == '1' ? "TRUE" : "FALSE");
    else
        tv_flow_puts(&s->flow, s->value.data);
    tv_flow_close(&s->flow);
}

static void begin_row(struct xlsx *s, const struct tv_xml_element *element)
{
    long row = tv_xml_number(element, "r", (long)s->row + 1);
    s->row = row > 0 ? (uint32_t)row : s->row + 1;
    s->column = 0;
}

/* The workbook, its formats and its strings */

static void add_sheet(struct xlsx *s, const struct tv_xml_element *element)
{
    const char *state = tv_xml_attribute(element, "state");
    const char *id = tv_xml_attribute_in(element, "relationships", "id");
    const char *part = tv_map_get(&s->package.relations.by_id, id);
    if (!part || (state && strcmp(state, "visible") != 0))
        return;
    TV_GROW(s->sheets, s->n_sheets, s->sheets_capacity);
    const char *name = tv_arena_strdup(&s->arena, tv_xml_attribute(element, "name"));
    s->sheets[s->n_sheets++] = (struct sheet){.name = name, .part = part};
}

static void add_format(struct xlsx *s, const struct tv_xml_element *element)
{
    const char *code = tv_xml_attribute(element, "formatCode");
    if (code && shows_date(code))
        tv_map_put(&s->date_formats, tv_xml_attribute(element, "numFmtId"), s);
}

static void add_cell_format(struct xlsx *s, const struct tv_xml_element *element)
{
    const char *id = tv_xml_attribute(element, "numFmtId");
    TV_GROW(s->dates, s->n_formats, s->formats_capacity);
    s->dates[s->n_formats++] =
        id && (is_builtin_date(strtol(id, NULL, 10)) || tv_map_get(&s->date_formats, id));
}

static void begin_string(struct xlsx *s)
{
    TV_GROW(s->offsets, s->n_strings, s->strings_capacity);
    s->offsets[s->n_strings++] = s->strings.size;
    s->in_string = true;
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct xlsx *s = self;
    switch ((enum token)token) {
    case SHEET:
        add_sheet(s, element);
        break;
    case WORKBOOK_PROPERTIES: {
        const char *value = tv_xml_attribute(element, "date1904");
        s->date_1904 = value && (value[0] == '1' || value[0] == 't');
        break;
    }
    case FORMAT:
        add_format(s, element);
        break;
    case CELL_FORMATS:
        s->in_cell_formats = true;
        break;
    case CELL_FORMAT:
        if (s->in_cell_formats)
            add_cell_format(s, element);
        break;
    case STRING:
        begin_string(s);
        break;
    case ROW:
        begin_row(s, element);
        break;
    case CELL:
        begin_cell(s, element);
        break;
    case VALUE:
        s->in_text = s->type != 'i';
        break;
    case TEXT:
        s->in_text = s->in_string || s->type == 'i';
        break;
    case INLINE:
        break;
    case LEFT_OUT:
        return false;
    }
    return true;
}

static void end(void *self, int token)
{
    struct xlsx *s = self;
    if (token == CELL)
        end_cell(s);
    else if (token == VALUE || token == TEXT)
        s->in_text = false;
    else if (token == CELL_FORMATS)
        s->in_cell_formats = false;
    else if (token == STRING) {
        tv_buffer_putc(&s->strings, '\0');
        s->in_string = false;
    }
}

static void text(void *self, const char *s, size_t n)
{
    struct xlsx *x = self;
    if (x->in_text)
        tv_buffer_add(x->in_string ? &x->strings : &x->value, s, n);
}

static const struct tv_xml_reader reader = {words, sizeof words / sizeof *words, start, end, text};

static bool read_related(struct xlsx *s, const char *type, struct tv_error *err)
{
    const char *part = tv_map_get(&s->package.relations.by_type, type);
    return tv_ooxml_read(&s->package, part, &reader, s, err);
}

static bool read_sheet(struct xlsx *s, const struct sheet *sheet, struct tv_error *err)
{
    /* Not through the flow: the name of a sheet is no guess at the title. */
    tv_extraction_add(
        s->flow.x, &(struct tv_block){.type = TV_BLOCK_HEADING, .level = 1, .text = sheet->name});
    tv_flow_table(&s->flow);
    s->row = 0;
    bool ok = tv_ooxml_read(&s->package, sheet->part, &reader, s, err);
    tv_flow_table_end(&s->flow);
    return ok && tv_flow_check(&s->flow, err);
}

static void finish(struct xlsx *s)
{
    tv_ooxml_finish(&s->package);
    tv_flow_finish(&s->flow);
    tv_buffer_finish(&s->strings);
    tv_buffer_finish(&s->value);
    tv_map_finish(&s->date_formats);
    tv_arena_finish(&s->arena);
    free(s->sheets);
    free(s->offsets);
    free(s->dates);
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct xlsx s = {.flow = {.x = x}};
    bool ok = tv_ooxml_open(&s.package, member, x, err) &&
              tv_ooxml_read(&s.package, s.package.main, &reader, &s, err) &&
              read_related(&s, "styles", err) && read_related(&s, "sharedStrings", err);
    for (size_t i = 0; ok && i < s.n_sheets; i++)
        ok = read_sheet(&s, &s.sheets[i], err);
    finish(&s);
    return ok;
}

static int recognise(const struct tv_member *member)
{
    return tv_package_of(member) == TV_PACKAGE_XLSX ? 95 : 0;
}

const struct tv_format tv_format_xlsx = {"xlsx", recognise, extract};
