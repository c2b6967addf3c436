/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Office Open XML packages (ECMA-376 part 2): parts and the relationships between them, which is
 * all that DOCX, PPTX and XLSX have in common. */
#ifndef TV_OOXML_H
#define TV_OOXML_H

#include "extraction.h"
#include "xml.h"
#include "zip.h"

/* The relationships of one part, by ID and by type. */
struct tv_relations {
    struct tv_map by_id;   /* names of parts */
    struct tv_map by_type; /* the first one of each type: "footnotes" of ".../footnotes" */
};

struct tv_ooxml {
    struct tv_zip zip;
    const char *main; /* name of the main part */
    struct tv_relations relations;
    size_t read; /* bytes of parts, each as often as it was read */
};

/* Opens the package, finds its main part and that one's relationships, and states its properties.
 * False with TV_REFUSED. *package is zero-initialised by the caller, who finishes it in any case. */
bool tv_ooxml_open(struct tv_ooxml *package, const struct tv_member *member,
                   struct tv_extraction *x, struct tv_error *err);
void tv_ooxml_finish(struct tv_ooxml *package);

/* The relationships of a part; none if it has none. The caller finishes them. */
void tv_relations_read(struct tv_ooxml *package, const char *part,
                       struct tv_relations *ret_relations);
void tv_relations_finish(struct tv_relations *relations);

/* Reads the part of that name, if it is there; false with TV_REFUSED if it is damaged, or if parts
 * are read again and again. */
bool tv_ooxml_read(struct tv_ooxml *package, const char *part, const struct tv_xml_reader *reader,
                   void *self, struct tv_error *err);

/* Whether an on-off element (<w:b/>, <w:b w:val="0"/>) says on. */
bool tv_ooxml_on(const struct tv_xml_element *element);

#endif
