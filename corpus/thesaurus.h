/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The thesaurus: words of the field that mean the same, in several languages.
 *
 * A file of it is text in UTF-8. '#' begins a comment that goes to the end of its line. Lines that
 * follow each other without an empty one are a concept: a language (ISO 639-1), or "abbr" for
 * abbreviations of any language, and behind a blank its terms, with '|' between them:
 *
 *     abbr  CSAM
 *     en    child sexual abuse material | child pornography
 *     fr    matériel pédopornographique
 *
 * "~" before a term: it is also a common word. It is found only where it is typed with the same
 * capitals (~DoS), and never looked for in the place of others.
 *
 * A language may have several lines. A term may be in several concepts, and a file may say more of
 * a concept that is in another: a question's word stands for all that its concepts have.
 *
 * corpus/thesaurus/ has what is installed. */
#ifndef TV_THESAURUS_H
#define TV_THESAURUS_H

#include "error.h"
#include "memory.h"

#include <stdbool.h>
#include <stddef.h>

struct tv_term {
    const char *language; /* "" for abbreviations */
    const char *text;
    const char
        *key; /* its words, folded (fold.h), each with a blank behind; a Han character is one */
    size_t concept;
    bool common; /* "~" */
};

/* Terms of the same concept stand together. Zero-initialised is empty. */
struct tv_thesaurus {
    struct tv_term *terms;
    size_t n_terms, capacity;
    size_t n_concepts;
    struct tv_arena arena;
};

/* Longer terms, and files, are refused. In bytes. */
enum { TV_THESAURUS_TERM_MAX = 250, TV_THESAURUS_FILE_MAX = 4 << 20 };

/* Adds what is in a file, or in the files of a folder whose names end with ".txt", in the order of
 * their names. TV_NOT_FOUND; TV_IO; TV_SYNTAX, with "file:line: reason". */
bool tv_thesaurus_add(struct tv_thesaurus *thesaurus, const char *path, struct tv_error *err);

/* Adds what is installed (or built) with this program, and the user's own,
 * $XDG_CONFIG_HOME/travaux/thesaurus, where there are such. */
bool tv_thesaurus_add_usual(struct tv_thesaurus *thesaurus, struct tv_error *err);

void tv_thesaurus_finish(struct tv_thesaurus *thesaurus);

/* The key of a text, in the arena. */
const char *tv_thesaurus_key(struct tv_arena *arena, const char *text, size_t size);

#endif
