/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The thesaurus (thesaurus.h): reading its files. */
#include "thesaurus.h"

#include "facts.h"
#include "fold.h"
#include "paths.h"
#include "utf8.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *tv_thesaurus_key(struct tv_arena *arena, const char *text, size_t size)
{
    char few[TV_FOLD_MAX * 64], *key = size < 64 ? few : tv_alloc(TV_FOLD_MAX * (size + 1));
    few[0] = 0;
    size_t used = 0;
    for (size_t i = 0; i < size;) {
        char folded[TV_FOLD_MAX];
        int32_t c = tv_utf8_next(text, size, &i);
        size_t n = tv_fold_char(folded, c);
        bool blank = n == 1 && folded[0] == ' ', ended = !used || key[used - 1] == ' ';
        if ((blank || tv_is_han(c)) && !ended)
            key[used++] = ' ';
        for (size_t k = 0; k < n && !blank; k++)
            key[used++] = folded[k];
        if (tv_is_han(c))
            key[used++] = ' ';
    }
    if (used && key[used - 1] != ' ')
        key[used++] = ' ';
    const char *copy = tv_arena_strndup(arena, key, used);
    if (key != few)
        free(key);
    return copy;
}

/* A file on its way. */
struct reading {
    struct tv_thesaurus *t;
    const char *path;
    size_t line;
    bool in_concept;
    size_t first; /* term of the concept, on which line it began */
    size_t began;
    struct tv_error *err;
};

static bool fail(const struct reading *r, size_t line, const char *reason, const char *what,
                 size_t size)
{
    return tv_fail(r->err, TV_SYNTAX, "%s:%zu: %s%.*s", r->path, line, reason, (int)size, what);
}

static bool is_utf8(const char *text, size_t size)
{
    for (size_t i = 0; i < size;)
        if (tv_utf8_next_or_error(text, size, &i) < 0)
            return false;
    return true;
}

static void trim(const char **text, size_t *size)
{
    while (*size && strchr(" \t\r", **text)) {
        ++*text;
        --*size;
    }
    while (*size && strchr(" \t\r", (*text)[*size - 1]))
        --*size;
}

static bool add_term(struct reading *r, const char *language, const char *text, size_t size)
{
    struct tv_thesaurus *t = r->t;
    trim(&text, &size);
    bool common = size && *text == '~';
    text += common;
    size -= common;
    if (size > TV_THESAURUS_TERM_MAX)
        return fail(r, r->line, "a term has at most 250 bytes", "", 0);
    const char *key = tv_thesaurus_key(&t->arena, text, size);
    if (!*key)
        return fail(r, r->line, "there is a term without a letter: ", text, size);
    TV_GROW(t->terms, t->n_terms, t->capacity);
    t->terms[t->n_terms++] = (struct tv_term){language, tv_arena_strndup(&t->arena, text, size),
                                              key, t->n_concepts, common};
    return true;
}

/* The language that a line begins with; NULL with *err. */
static const char *read_language(struct reading *r, const char *name, size_t size)
{
    char text[8] = "";
    if (size < sizeof text)
        memcpy(text, name, size);
    if (strcmp(text, "abbr") == 0)
        return "";
    const char *language = size == 2 ? tv_language_of(text) : NULL;
    if (!language)
        fail(r, r->line, "a line begins with a language (en, fr ...) or abbr, not with ", name,
             size < 40 ? size : 40);
    return language;
}

static bool read_terms(struct reading *r, const char *text, size_t size)
{
    size_t n = 0;
    while (n < size && text[n] != ' ' && text[n] != '\t')
        n++;
    const char *language = read_language(r, text, n);
    if (!language)
        return false;
    if (n == size)
        return fail(r, r->line, "there are no terms behind ", text, n);
    for (const char *p = text + n, *end = text + size; p < end;) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        const char *stop = bar ? bar : end;
        if (!add_term(r, language, p, (size_t)(stop - p)))
            return false;
        p = stop + 1;
    }
    return text[size - 1] != '|' || fail(r, r->line, "there is nothing behind the last |", "", 0);
}

static bool end_concept(struct reading *r)
{
    if (!r->in_concept)
        return true;
    r->in_concept = false;
    r->t->n_concepts++;
    return r->t->n_terms - r->first > 1 ||
           fail(r, r->began, "a concept needs two terms at least", "", 0);
}

static bool read_line(struct reading *r, const char *text, size_t size)
{
    const char *comment = memchr(text, '#', size);
    bool commented = comment != NULL;
    if (commented)
        size = (size_t)(comment - text);
    trim(&text, &size);
    if (!is_utf8(text, size))
        return fail(r, r->line, "the line is not UTF-8", "", 0);
    if (size == 0)
        return commented || end_concept(r);
    if (!r->in_concept) {
        r->in_concept = true;
        r->first = r->t->n_terms;
        r->began = r->line;
    }
    return read_terms(r, text, size);
}

static bool read_text(struct reading *r, const char *text, size_t size)
{
    const char *end = text + size;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end;
        r->line++;
        if (!read_line(r, text, (size_t)(stop - text)))
            return false;
        text = stop + 1;
    }
    return end_concept(r);
}

/* Reads a file, or a little more than the most that it may have. */
static bool read_all(FILE *file, struct tv_buffer *ret_text)
{
    size_t n;
    do {
        enum { STEP = 32768 };
        tv_buffer_reserve(ret_text, STEP + 1);
        n = fread(ret_text->data + ret_text->size, 1, STEP, file);
        ret_text->size += n;
    } while (n && ret_text->size <= TV_THESAURUS_FILE_MAX);
    return !ferror(file);
}

static bool add_file(struct tv_thesaurus *t, const char *path, struct tv_error *err)
{
    struct reading r = {.t = t, .path = path, .err = err};
    FILE *file = fopen(path, "re");
    if (!file)
        return tv_fail(err, errno == ENOENT ? TV_NOT_FOUND : TV_IO, "%s: %s", path,
                       strerror(errno));
    struct tv_buffer text = {0};
    bool ok = read_all(file, &text) || tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    if (ok && text.size > TV_THESAURUS_FILE_MAX)
        ok = tv_fail(err, TV_SYNTAX, "%s: a thesaurus has at most %d bytes", path,
                     TV_THESAURUS_FILE_MAX);
    ok = ok && read_text(&r, text.data, text.size);
    tv_buffer_finish(&text);
    fclose(file);
    return ok;
}

static int is_text(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 4, ".txt") == 0;
}

bool tv_thesaurus_add(struct tv_thesaurus *thesaurus, const char *path, struct tv_error *err)
{
    struct stat st;
    struct dirent **entries;
    if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
        return add_file(thesaurus, path, err);
    int n = scandir(path, &entries, is_text, alphasort);
    if (n < 0)
        return tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    bool ok = true;
    for (int i = 0; i < n; i++) {
        char *file = tv_printf("%s/%s", path, entries[i]->d_name);
        ok = ok && add_file(thesaurus, file, err);
        free(file);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

/* Adds what is there; takes the path over. */
static bool add_if_there(struct tv_thesaurus *t, char *path, struct tv_error *err)
{
    struct stat st;
    bool ok = !path || stat(path, &st) < 0 || tv_thesaurus_add(t, path, err);
    free(path);
    return ok;
}

bool tv_thesaurus_add_usual(struct tv_thesaurus *thesaurus, struct tv_error *err)
{
    return add_if_there(thesaurus, tv_data_path("thesaurus"), err) &&
           add_if_there(thesaurus, tv_config_path("thesaurus"), err);
}

void tv_thesaurus_finish(struct tv_thesaurus *thesaurus)
{
    if (!thesaurus)
        return;
    free(thesaurus->terms);
    tv_arena_finish(&thesaurus->arena);
    *thesaurus = (struct tv_thesaurus){0};
}
