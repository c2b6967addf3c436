/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a PDF says of itself beside its pages: title, author, date and language, the labels of its pages,
 * its table of contents.
 *
 * Programs fill in titles and authors badly: the name of the file, of the program, of nobody. Such
 * values are left out, and a title that the first pages do not bear out is only a guess. Everything here may be damaged without the document being so: what cannot be
 * read is passed over. */
#include "pdf_page.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_XMP = 1 << 20,  /* bytes */
    MAX_DEPTH = 16,     /* of trees in the file */
    MAX_ENTRIES = 2000, /* of a table of contents */
    MAX_RANGES = 20000, /* of labels */
};

/* --- plausible values --- */

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcasecmp(s + n - m, end) == 0;
}

static bool is_one_of(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (strcasecmp(s, *words) == 0)
            return true;
    return false;
}

static bool is_file_name(const char *s)
{
    static const char *const ends[] = {".doc", ".docx", ".pdf",  ".rtf", ".odt", ".indd", ".qxd",
                                       ".wpd", ".xls",  ".ppt",  ".txt", ".htm", ".html", ".tex",
                                       ".dvi", ".pptx", ".xlsx", ".fm",  NULL};
    for (const char *const *end = ends; *end; end++)
        if (ends_with(s, *end))
            return true;
    if (strchr(s, '\\') || strstr(s, "://") || s[0] == '/')
        return true;
    return strchr(s, '_') || (!strchr(s, ' ') && s[strcspn(s, "0123456789")]);
}

static bool has_letters(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += isalpha((unsigned char)*s) || (*s & 0x80);
    return n >= 3;
}

/* The name of the file, without folders and ending, is what the title says. */
static bool is_name_of(const char *title, const char *path)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t n = strlen(title);
    return strncasecmp(name, title, n) == 0 && (name[n] == '.' || !name[n]);
}

static bool is_title(const char *s, const char *path)
{
    static const char *const empty[] = {"untitled",       "title",
                                        "titel",          "document",
                                        "dokument",       "no title",
                                        "no slide title", "layout 1",
                                        "slide 1",        "powerpoint presentation",
                                        "presentation",   "print",
                                        "full page fax",  "doc1",
                                        "(anonymous)",    "unbenannt",
                                        "sans titre",     "sin título",
                                        "mise en page 1", NULL};
    static const char *const starts[] = {"microsoft word",
                                         "microsoft powerpoint",
                                         "untitled",
                                         "microsoft excel",
                                         "print server",
                                         "scan",
                                         NULL};
    if (!has_letters(s) || is_one_of(s, empty) || is_file_name(s) || is_name_of(s, path))
        return false;
    for (const char *const *start = starts; *start; start++)
        if (strncasecmp(s, *start, strlen(*start)) == 0)
            return false;
    return strlen(s) < 400;
}

static bool is_author(const char *s)
{
    static const char *const nobody[] = {
        "administrator", "admin", "user",      "owner",   "unknown",  "author",  "default", "guest",
        "utente",        "test",  "anonymous", "usuario", "benutzer", "scanner", NULL};
    bool one_word = !strchr(s, ' ');
    return has_letters(s) && !is_one_of(s, nobody) && !strchr(s, '@') && !strchr(s, '\\') &&
           !(one_word && s[strcspn(s, "_0123456789")]) && strlen(s) < 300;
}

/* "D:20121031120000+01'00'" as "2012-10-31"; false if it is no date. */
static bool to_iso(const char *s, char ret_date[11])
{
    int year = 0, month = 0, day = 0;
    if (strncmp(s, "D:", 2) == 0)
        s += 2;
    int n = sscanf(s, "%4d%2d%2d", &year, &month, &day);
    if (strspn(s, "0123456789") < 4 || n < 1 || year < 1970 || year > 2100)
        return false;
    if (n < 3 || month < 1 || month > 12 || day < 1 || day > 31)
        snprintf(ret_date, 11, "%04d", year);
    else
        snprintf(ret_date, 11, "%04d-%02d-%02d", year, month, day);
    return true;
}

/* --- Info and XMP --- */

/* How many tenths of the title's words stand on the first two pages. Many a title was left over from
 * the document that this one was made from. */
static size_t tenths_borne_out(const struct tv_extraction *x, const char *title)
{
    size_t words = 0, found = 0;
    for (const char *p = title; *p && words < 64;) {
        char word[64];
        size_t n = strcspn(p, " .,:;()/-");
        if (n >= 3 && n < sizeof word) {
            memcpy(word, p, n);
            word[n] = '\0';
            bool seen = false;
            for (size_t i = 0; !seen && i < x->n_blocks && x->blocks[i].page <= 2; i++)
                seen = strcasestr(x->blocks[i].text, word) != NULL;
            words++;
            found += seen;
        }
        p += n + (p[n] != '\0');
    }
    return words > 0 ? 10 * found / words : 0;
}

static void state_trimmed(struct tv_extraction *x, enum tv_fact_key key, const char *origin,
                          const char *value, const char *path)
{
    char date[11];
    size_t tenths = key == TV_FACT_TITLE && is_title(value, path) ? tenths_borne_out(x, value) : 0;
    if (tenths >= 5)
        tv_extraction_state(x, key, tenths >= 7 ? TV_DECLARED : TV_GUESS, origin, value);
    else if (key == TV_FACT_AUTHORS && is_author(value))
        tv_extraction_state(x, key, TV_DECLARED, origin, value);
    else if (key == TV_FACT_DATE && to_iso(value, date))
        tv_extraction_state(x, key, TV_DECLARED, origin, date);
    else if (key == TV_FACT_LANGUAGE && strlen(value) >= 2 && strlen(value) < 36)
        tv_extraction_state(x, key, TV_DECLARED, origin, value);
}

static void state(struct tv_extraction *x, enum tv_fact_key key, const char *origin,
                  const char *value, const char *path)
{
    if (!value)
        return;
    value += strspn(value, " \t\r\n");
    size_t n = strlen(value);
    while (n > 0 && isspace((unsigned char)value[n - 1]))
        n--;
    char *trimmed = strndup(value, n);
    if (trimmed)
        state_trimmed(x, key, origin, trimmed, path);
    free(trimmed);
}

static void read_info(fz_context *ctx, pdf_document *pdf, const char *path, struct tv_extraction *x)
{
    pdf_obj *trailer = pdf_trailer(ctx, pdf), *info = pdf_dict_get(ctx, trailer, PDF_NAME(Info));
    pdf_obj *root = pdf_dict_get(ctx, trailer, PDF_NAME(Root));
    state(x, TV_FACT_TITLE, "PDF title", pdf_dict_get_text_string(ctx, info, PDF_NAME(Title)),
          path);
    state(x, TV_FACT_AUTHORS, "PDF author", pdf_dict_get_text_string(ctx, info, PDF_NAME(Author)),
          path);
    state(x, TV_FACT_DATE, "PDF creation date",
          pdf_dict_get_text_string(ctx, info, PDF_NAME(CreationDate)), path);
    state(x, TV_FACT_DATE, "PDF modification date",
          pdf_dict_get_text_string(ctx, info, PDF_NAME(ModDate)), path);
    state(x, TV_FACT_LANGUAGE, "PDF language", pdf_dict_get_text_string(ctx, root, PDF_NAME(Lang)),
          path);
}

/* The next node of a tree in document order. */
static xmlNode *next_node(xmlNode *node)
{
    if (node->children)
        return node->children;
    while (node && !node->next)
        node = node->parent && node->parent->type == XML_ELEMENT_NODE ? node->parent : NULL;
    return node ? node->next : NULL;
}

static bool is_dublin_core(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0 &&
           node->ns &&
           strcmp((const char *)node->ns->href, "http://purl.org/dc/elements/1.1/") == 0;
}

static void state_node(struct tv_extraction *x, enum tv_fact_key key, const char *origin,
                       xmlNode *node, const char *path)
{
    xmlChar *value = xmlNodeGetContent(node);
    state(x, key, origin, (const char *)value, path);
    xmlFree(value);
}

static void read_xml(const unsigned char *data, size_t size, const char *path,
                     struct tv_extraction *x)
{
    xmlDoc *doc = xmlReadMemory((const char *)data, (int)size, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                    XML_PARSE_RECOVER);
    for (xmlNode *node = doc ? xmlDocGetRootElement(doc) : NULL; node; node = next_node(node)) {
        if (is_dublin_core(node, "title"))
            state_node(x, TV_FACT_TITLE, "XMP title", node, path);
        else if (is_dublin_core(node, "creator"))
            state_node(x, TV_FACT_AUTHORS, "XMP creator", node, path);
    }
    xmlFreeDoc(doc);
}

static void read_xmp(fz_context *ctx, pdf_document *pdf, const char *path, struct tv_extraction *x)
{
    pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, pdf), PDF_NAME(Root));
    pdf_obj *metadata = pdf_dict_get(ctx, root, PDF_NAME(Metadata));
    if (!pdf_is_stream(ctx, metadata))
        return;
    fz_buffer *buffer = pdf_load_stream(ctx, metadata);
    unsigned char *data;
    size_t size = fz_buffer_storage(ctx, buffer, &data);
    if (size <= MAX_XMP)
        read_xml(data, size, path, x);
    fz_drop_buffer(ctx, buffer);
}

void tv_pdf_read_facts(fz_context *ctx, pdf_document *pdf, const char *path,
                       struct tv_extraction *x)
{
    fz_try(ctx) read_info(ctx, pdf, path, x);
    fz_catch(ctx)
    {
    }
    fz_try(ctx) read_xmp(ctx, pdf, path, x);
    fz_catch(ctx)
    {
    }
}

/* --- labels of pages --- */

/* Pages from `start` on are labelled prefix + number in a style, the number counting from `first`. */
struct range {
    int start, first;
    const char *style, *prefix;
};

struct ranges {
    struct range *list;
    size_t n, capacity;
};

static void add_ranges(fz_context *ctx, pdf_obj *node, int depth, struct tv_arena *arena,
                       struct ranges *out)
{
    pdf_obj *nums = pdf_dict_get(ctx, node, PDF_NAME(Nums));
    pdf_obj *kids = pdf_dict_get(ctx, node, PDF_NAME(Kids));
    for (int i = 0; i + 1 < pdf_array_len(ctx, nums) && out->n < MAX_RANGES; i += 2) {
        pdf_obj *dict = pdf_array_get(ctx, nums, i + 1);
        pdf_obj *first = pdf_dict_gets(ctx, dict, "St");
        TV_GROW(out->list, out->n, out->capacity);
        out->list[out->n++] = (struct range){
            .start = pdf_array_get_int(ctx, nums, i),
            .first = first ? pdf_to_int(ctx, first) : 1,
            .style = tv_arena_strdup(arena, pdf_dict_get_name(ctx, dict, PDF_NAME(S))),
            .prefix = tv_arena_strdup(arena, pdf_dict_get_text_string(ctx, dict, PDF_NAME(P))),
        };
    }
    for (int i = 0; i < pdf_array_len(ctx, kids) && depth > 0 && out->n < MAX_RANGES; i++)
        add_ranges(ctx, pdf_array_get(ctx, kids, i), depth - 1, arena, out);
}

static int by_start(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

static void put_roman(struct tv_buffer *out, int n)
{
    static const struct {
        int value;
        const char *text;
    } parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                 {5, "v"},    {4, "iv"},   {1, "i"}};
    for (size_t i = 0; n > 0 && n < 5000 && i < sizeof parts / sizeof *parts;)
        if (n >= parts[i].value) {
            tv_buffer_puts(out, parts[i].text);
            n -= parts[i].value;
        } else {
            i++;
        }
}

static void put_letters(struct tv_buffer *out, int n)
{
    for (int i = 0; n > 0 && i <= (n - 1) / 26 && i < 16; i++)
        tv_buffer_putc(out, (char)('a' + (n - 1) % 26));
}

static const char *label_of(const struct range *range, int page, struct tv_arena *arena)
{
    struct tv_buffer text = {0};
    int number = range->first + (page - range->start);
    char style = range->style[0];
    if (style == 'D')
        tv_buffer_printf(&text, "%d", number);
    else if (style == 'r' || style == 'R')
        put_roman(&text, number);
    else if (style == 'a' || style == 'A')
        put_letters(&text, number);
    for (size_t i = 0; i < text.size && (style == 'R' || style == 'A'); i++)
        text.data[i] = (char)toupper((unsigned char)text.data[i]);
    char plain[16];
    const char *label = NULL;
    snprintf(plain, sizeof plain, "%d", page + 1);
    if (text.size + strlen(range->prefix) > 0)
        label = tv_arena_printf(arena, "%s%s", range->prefix, text.data ? text.data : "");
    tv_buffer_finish(&text);
    return label && strcmp(label, plain) != 0 ? label : NULL;
}

void tv_pdf_read_labels(fz_context *ctx, pdf_document *pdf, struct tv_pdf_document *doc)
{
    struct ranges ranges = {0};
    struct ranges *out = &ranges;
    fz_try(ctx)
    {
        pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, pdf), PDF_NAME(Root));
        add_ranges(ctx, pdf_dict_gets(ctx, root, "PageLabels"), MAX_DEPTH, &doc->arena, out);
    }
    fz_catch(ctx)
    {
        out->n = 0;
    }
    if (out->n > 0)
        qsort(out->list, out->n, sizeof *out->list, by_start);
    for (size_t i = 0; i < out->n; i++) {
        size_t end = i + 1 < out->n ? (size_t)out->list[i + 1].start : doc->n_pages;
        if (out->list[i].start < 0)
            continue;
        for (size_t p = (size_t)out->list[i].start; p < end && p < doc->n_pages; p++)
            doc->pages[p].label = label_of(&out->list[i], (int)p, &doc->arena);
    }
    free(out->list);
}

/* --- table of contents --- */

static void add_entries(fz_context *ctx, fz_outline *entry, unsigned level,
                        struct tv_pdf_document *doc)
{
    for (; entry && doc->n_outline < MAX_ENTRIES; entry = entry->next) {
        if (entry->title && entry->page.page >= 0)
            doc->outline[doc->n_outline++] = (struct tv_pdf_entry){
                .title = tv_arena_strdup(&doc->arena, entry->title),
                .level = level,
                .page = (unsigned)entry->page.page + 1,
            };
        if (level < MAX_DEPTH)
            add_entries(ctx, entry->down, level + 1, doc);
    }
}

void tv_pdf_read_outline(fz_context *ctx, pdf_document *pdf, struct tv_pdf_document *doc)
{
    fz_outline *outline = NULL;
    fz_var(outline);
    fz_try(ctx)
    {
        outline = fz_load_outline(ctx, &pdf->super);
        if (outline) {
            doc->outline = tv_arena_alloc(&doc->arena, MAX_ENTRIES * sizeof *doc->outline);
            add_entries(ctx, outline, 1, doc);
        }
    }
    fz_always(ctx) fz_drop_outline(ctx, outline);
    fz_catch(ctx)
    {
    }
}
