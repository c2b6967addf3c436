/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML from memory as a stream of events: libxml2's SAX interface made safe and simple.
 *
 * A reader of a vocabulary names the elements it knows in a table of words; each gets a token. It
 * is told of elements (known or not) as they start and end, and of text between them; it can pass
 * over an element with everything in it. Nothing is built in memory, so size costs only time.
 *
 * Always true: no network, no files, no DTD is loaded; no entity but those of XML and HTML is
 * replaced (others are left out); elements nest at most TV_XML_DEPTH deep. */
#ifndef TV_XML_H
#define TV_XML_H

#include "corpus/error.h"
#include "corpus/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TV_XML_DEPTH = 256 };

struct tv_xml_attributes;

struct tv_xml_element {
    const char *name;  /* without prefix */
    const char *space; /* URI of its namespace, or "" */
    const struct tv_xml_attributes *attributes;
};

/* A word of a vocabulary. `space` is a part of the namespace's URI ("wordprocessingml"), since
 * several URIs name the same namespace; "" is any. Tables are sorted by name; a name may stand there
 * several times with different spaces. Tokens are above 0. */
struct tv_xml_word {
    const char *name, *space;
    int token;
};

struct tv_xml_reader {
    const struct tv_xml_word *words;
    size_t n_words;
    /* An element starts; token is 0 for a word that is not in the table. If it returns false,
     * everything in the element is passed over, and `end` is not called for it. */
    bool (*start)(void *self, int token, const struct tv_xml_element *element);
    void (*end)(void *self, int token); /* or NULL */
    /* Text, in as many pieces as it pleases libxml2. Or NULL. */
    void (*text)(void *self, const char *s, size_t n);
};

/* The value of the first attribute of that name (in any namespace), or NULL. Lives until the next
 * element. */
const char *tv_xml_attribute(const struct tv_xml_element *element, const char *name);

/* The same, in a namespace whose URI contains `space`. */
const char *tv_xml_attribute_in(const struct tv_xml_element *element, const char *space,
                                const char *name);

/* The attribute as a number, or `otherwise` if there is none. What is out of range is cut to it. */
long tv_xml_number(const struct tv_xml_element *element, const char *name, long otherwise);

/* Whether the attribute is there and equal to value. */
bool tv_xml_is(const struct tv_xml_element *element, const char *name, const char *value);

/* Reads a document. False with TV_REFUSED and a message that begins with `what` if it is not
 * well-formed. */
bool tv_xml_read(const void *bytes, size_t n, const char *what, const struct tv_xml_reader *reader,
                 void *self, struct tv_error *err);

/* The same for (X)HTML that is not well-formed: never fails but for depth. */
bool tv_xml_read_html(const void *bytes, size_t n, const char *what,
                      const struct tv_xml_reader *reader, void *self, struct tv_error *err);

/* The first element of a document, from its first bytes (at most 64 KiB are looked at): its name
 * without prefix, and its namespace's URI or "". False if it is no XML. */
bool tv_xml_root(const void *bytes, size_t n, char ret_name[64], char ret_space[256]);

#endif
