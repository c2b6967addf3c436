/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* EPUB 2 and 3: the documents of the spine in their order, but for the table of contents. */
#include "flow.h"
#include "properties.h"
#include "xhtml.h"
#include "xml.h"
#include "zip.h"

#include <stdlib.h>
#include <string.h>

enum token { ROOT_FILE = 1, MANIFEST_ITEM, SPINE_ITEM, ENCRYPTED };

static const struct tv_xml_word words[] = {
    {"CipherReference", "", ENCRYPTED},
    {"item", "", MANIFEST_ITEM},
    {"itemref", "", SPINE_ITEM},
    {"rootfile", "", ROOT_FILE},
};

struct epub {
    struct tv_zip zip;
    const char *opf;         /* name of the part that describes the book */
    struct tv_map items;     /* names of parts, by ID */
    struct tv_map contents;  /* names of parts that are the table of contents */
    struct tv_map encrypted; /* names of parts that are */
    const char **spine;
    size_t n_spine, capacity;
    size_t read; /* bytes of parts, each as often as it was read */
};

static void add_item(struct epub *e, const struct tv_xml_element *element)
{
    const char *href = tv_xml_attribute(element, "href");
    const char *type = tv_xml_attribute(element, "media-type");
    const char *properties = tv_xml_attribute(element, "properties");
    if (!href || (type && !strstr(type, "html") && !strstr(type, "xml")))
        return;
    char *name = (char *)tv_zip_resolve(&e->items.arena, e->opf, href, true);
    tv_map_put(&e->items, tv_xml_attribute(element, "id"), name);
    if (properties && strstr(properties, "nav"))
        tv_map_put(&e->contents, name, name);
}

static void add_to_spine(struct epub *e, const struct tv_xml_element *element)
{
    const char *name = tv_map_get(&e->items, tv_xml_attribute(element, "idref"));
    if (!name || tv_map_get(&e->contents, name))
        return;
    TV_GROW(e->spine, e->n_spine, e->capacity);
    e->spine[e->n_spine++] = name;
}

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct epub *e = self;
    const char *path = tv_xml_attribute(element, "full-path");
    const char *uri = tv_xml_attribute(element, "URI");
    if (token == ROOT_FILE && !e->opf && path)
        e->opf = tv_zip_resolve(&e->items.arena, "", path, false);
    else if (token == MANIFEST_ITEM)
        add_item(e, element);
    else if (token == SPINE_ITEM)
        add_to_spine(e, element);
    else if (token == ENCRYPTED && uri)
        tv_map_put(&e->encrypted, tv_zip_resolve(&e->encrypted.arena, "", uri, true), e);
    return true;
}

static bool read_part(struct epub *e, const char *name, struct tv_error *err)
{
    static const struct tv_xml_reader reader = {
        .words = words, .n_words = sizeof words / sizeof *words, .start = start};
    const struct tv_zip_part *part = tv_zip_find(&e->zip, name);
    if (!part)
        return tv_fail(err, TV_REFUSED, "damaged package: it has no %s", name);
    return tv_xml_read(part->bytes, part->size, name, &reader, e, err);
}

static bool open_book(struct epub *e, struct tv_extraction *x, struct tv_error *err)
{
    if (tv_zip_find(&e->zip, "META-INF/encryption.xml") &&
        !read_part(e, "META-INF/encryption.xml", err))
        return false;
    if (!read_part(e, "META-INF/container.xml", err))
        return false;
    if (!e->opf)
        return tv_fail(err, TV_REFUSED, "META-INF/container.xml names no book");
    if (!read_part(e, e->opf, err))
        return false;
    const struct tv_zip_part *opf = tv_zip_find(&e->zip, e->opf);
    tv_properties_read(x, opf->bytes, opf->size, "book metadata");
    return true;
}

static bool read_book(struct epub *e, struct tv_flow *flow, struct tv_error *err)
{
    for (size_t i = 0; i < e->n_spine; i++) {
        const struct tv_zip_part *part = tv_zip_find(&e->zip, e->spine[i]);
        if (!part)
            continue;
        if (tv_map_get(&e->encrypted, e->spine[i]))
            return tv_fail(err, TV_REFUSED, "password-protected (digital rights management)");
        e->read += part->size;
        if (e->read > 2 * (size_t)TV_ZIP_LIMIT)
            return tv_fail(err, TV_REFUSED, "refers to %s too often", part->name);
        if (!tv_xhtml_read(part->bytes, part->size, part->name, flow, err))
            return false;
    }
    return tv_flow_check(flow, err);
}

static bool wanted(const char *name)
{
    static const char *const endings[] = {".xml", ".opf", ".xhtml", ".html", ".htm"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(dot, endings[i]) == 0)
            return true;
    }
    return false;
}

static bool extract(const struct tv_member *member, struct tv_extraction *x, struct tv_error *err)
{
    struct epub e = {0};
    struct tv_flow flow = {.x = x};
    bool ok = tv_zip_open(&e.zip, member, wanted, err) && open_book(&e, x, err) &&
              read_book(&e, &flow, err);
    tv_flow_finish(&flow);
    tv_map_finish(&e.items);
    tv_map_finish(&e.contents);
    tv_map_finish(&e.encrypted);
    tv_zip_finish(&e.zip);
    free(e.spine);
    return ok;
}

static int recognise(const struct tv_member *member)
{
    return tv_package_of(member) == TV_PACKAGE_EPUB ? 95 : 0;
}

const struct tv_format tv_format_epub = {"epub", recognise, extract};
