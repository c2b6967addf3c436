/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Office Open XML packages (ooxml.h). */
#include "ooxml.h"

#include "properties.h"

#include <string.h>

/* Everything that is XML, but for parts that are large and never read. */
static bool wanted(const char *name)
{
    static const char *const unread[] = {"/theme/",          "/slidelayouts/", "/slidemasters/",
                                         "/embeddings/",     "/media/",        "/fonts/",
                                         "/handoutmasters/", "/calcchain.xml"};
    const char *dot = strrchr(name, '.');
    if (!dot || (strcmp(dot, ".xml") != 0 && strcmp(dot, ".rels") != 0))
        return false;
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        if (strstr(name, unread[i]))
            return false;
    }
    return true;
}

/* Whether parts have not been read too often yet, with this one. */
static bool spend(struct tv_ooxml *package, const struct tv_zip_part *part)
{
    package->read += part->size;
    return package->read <= 2 * (size_t)TV_ZIP_LIMIT;
}

struct reading {
    struct tv_relations *relations;
    const char *base;
};

static bool start(void *self, int token, const struct tv_xml_element *element)
{
    struct reading *r = self;
    const char *id = tv_xml_attribute(element, "Id");
    const char *type = tv_xml_attribute(element, "Type");
    const char *target = tv_xml_attribute(element, "Target");
    if (token && id && type && target && !tv_xml_is(element, "TargetMode", "External")) {
        char *name = (char *)tv_zip_resolve(&r->relations->by_id.arena, r->base, target, true);
        const char *slash = strrchr(type, '/');
        tv_map_put(&r->relations->by_id, id, name);
        tv_map_put(&r->relations->by_type, slash ? slash + 1 : type, name);
    }
    return true;
}

void tv_relations_read(struct tv_ooxml *package, const char *part, struct tv_relations *relations)
{
    static const struct tv_xml_word words[] = {{"Relationship", "", 1}};
    static const struct tv_xml_reader reader = {.words = words, .n_words = 1, .start = start};
    *relations = (struct tv_relations){0};
    struct tv_buffer name = {0};
    const char *slash = strrchr(part, '/');
    size_t folder = slash ? (size_t)(slash - part) + 1 : 0;
    tv_buffer_add(&name, part, folder);
    tv_buffer_printf(&name, "_rels/%s.rels", part + folder);
    const struct tv_zip_part *rels = tv_zip_find(&package->zip, name.data);
    struct reading r = {.relations = relations, .base = part};
    struct tv_error ignored = {0}; /* what could be read is what there is */
    if (rels && spend(package, rels))
        tv_xml_read(rels->bytes, rels->size, rels->name, &reader, &r, &ignored);
    tv_buffer_finish(&name);
}

void tv_relations_finish(struct tv_relations *relations)
{
    tv_map_finish(&relations->by_id);
    tv_map_finish(&relations->by_type);
}

bool tv_ooxml_open(struct tv_ooxml *package, const struct tv_member *member,
                   struct tv_extraction *x, struct tv_error *err)
{
    if (!tv_zip_open(&package->zip, member, wanted, err))
        return false;
    struct tv_relations top;
    tv_relations_read(package, "", &top);
    const char *main = tv_map_get(&top.by_type, "officeDocument");
    const struct tv_zip_part *part = tv_zip_find(&package->zip, main);
    const struct tv_zip_part *core =
        tv_zip_find(&package->zip, tv_map_get(&top.by_type, "core-properties"));
    if (core)
        tv_properties_read(x, core->bytes, core->size, "document properties");
    if (part) {
        package->main = part->name;
        tv_relations_read(package, part->name, &package->relations);
    }
    tv_relations_finish(&top);
    return part || tv_fail(err, TV_REFUSED, "damaged package: it has no main part");
}

void tv_ooxml_finish(struct tv_ooxml *package)
{
    tv_relations_finish(&package->relations);
    tv_zip_finish(&package->zip);
}

bool tv_ooxml_read(struct tv_ooxml *package, const char *name, const struct tv_xml_reader *reader,
                   void *self, struct tv_error *err)
{
    const struct tv_zip_part *part = tv_zip_find(&package->zip, name);
    if (!part)
        return true;
    if (!spend(package, part))
        return tv_fail(err, TV_REFUSED, "refers to %s too often", part->name);
    return tv_xml_read(part->bytes, part->size, part->name, reader, self, err);
}

bool tv_ooxml_on(const struct tv_xml_element *element)
{
    const char *value = tv_xml_attribute(element, "val");
    return !value ||
           !(strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "off") == 0);
}
