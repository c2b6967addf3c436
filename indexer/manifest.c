/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Manifests (manifest.h): rows by the path that they are about. A path may have several, from several
 * manifests; each value is taken from the first that has it. */
#include "manifest.h"

#include "charset.h"
#include "corpus/facts.h"
#include "corpus/states.h"
#include "manifest_table.h"
#include "map.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_COMPLAINTS = 20,   /* that are told one by one */
    MAX_ROWS = 250 * 1000, /* of all manifests that are kept together: about 75 MB */
};

struct row {
    const char *values[TV_FACT_COUNT];
    const char *origin, *path;
    struct file *file;
    unsigned long line;
    bool used;
    struct row *next, *next_of_file;
};

struct file {
    const char *path, *origin;
    struct row *rows, **end;
    size_t n_rows, n_complaints;
    struct tv_buffer complaints;
    struct file *next;
};

struct tv_manifest {
    struct tv_map rows; /* to struct row, by path */
    size_t n_rows, n_files;
    struct file *files, **end;
    struct tv_arena arena;
};

/* A manifest that is being read. */
struct reading {
    struct tv_manifest *m;
    struct file *file;
    const char *folder;
    bool nameless; /* no column names a member, and it was said */
};

static const struct {
    const char *name;
    enum tv_fact_key key;
} columns[] = {
    {"kind", TV_FACT_KIND},
    {"title", TV_FACT_TITLE},
    {"symbol", TV_FACT_SYMBOL},
    {"date", TV_FACT_DATE},
    {"language", TV_FACT_LANGUAGE},
    {"session", TV_FACT_SESSION},
    {"organisation", TV_FACT_PUBLISHER},
    {"organization", TV_FACT_PUBLISHER},
    {"publisher", TV_FACT_PUBLISHER},
    {"url", TV_FACT_URL},
    {"states", TV_FACT_STATES},
    {"state", TV_FACT_STATES},
    {"authors", TV_FACT_AUTHORS},
    {"author", TV_FACT_AUTHORS},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

struct tv_manifest *tv_manifest_create(void)
{
    struct tv_manifest *m = tv_alloc(sizeof *m);
    m->end = &m->files;
    return m;
}

void tv_manifest_destroy(struct tv_manifest *m)
{
    if (!m)
        return;
    for (struct file *f = m->files; f; f = f->next)
        tv_buffer_finish(&f->complaints);
    tv_map_finish(&m->rows);
    tv_arena_finish(&m->arena);
    free(m);
}

/* Paths are compared in NFC: archives made on a Mac have them in NFD. */
static char *composed(struct tv_arena *arena, const char *path)
{
    struct tv_extraction x = {0};
    tv_extraction_state(&x, TV_FACT_TITLE, TV_GUESS, "path", path);
    const char *clean = x.facts[TV_FACT_TITLE].value;
    char *copy = tv_arena_strdup(arena, clean ? clean : "");
    tv_extraction_finish(&x);
    return copy;
}

/* Reading. */

static void complain(struct file *file, unsigned long line, const char *what, const char *value)
{
    if (file->n_complaints++ >= MAX_COMPLAINTS)
        return;
    tv_buffer_printf(&file->complaints, "%sline %lu: %s", file->n_complaints > 1 ? "; " : "", line,
                     what);
    if (value)
        tv_buffer_printf(&file->complaints, " \"%.60s\"", value);
}

static bool are_states(const char *list)
{
    char code[TV_STATE_SIZE], name[128];
    while (*(list += strspn(list, "; "))) {
        size_t n = strcspn(list, ";");
        if (n >= sizeof name)
            return false;
        memcpy(name, list, n);
        name[n] = '\0';
        if (!tv_state_of(name, code))
            return false;
        list += n;
    }
    return true;
}

/* What is wrong with a value; NULL if nothing is. */
static const char *fault_of(enum tv_fact_key key, const char *value)
{
    char date[11];
    switch (key) {
    case TV_FACT_KIND:
        return tv_kind_of(value) != TV_KIND_COUNT
                   ? NULL
                   : "the kind is none of treaty, draft, position, news, record:";
    case TV_FACT_DATE:
        return tv_date_of(value, date) ? NULL : "not a date:";
    case TV_FACT_LANGUAGE:
        return tv_language_of(value) ? NULL : "not a language:";
    case TV_FACT_STATES:
        return are_states(value) ? NULL : "not a state or group of states:";
    default:
        return NULL;
    }
}

/* The path that a row is about. */
static const char *path_of(const struct reading *r, const char *member)
{
    member += strncmp(member, "./", 2) == 0 ? 2 : 0;
    char *path = composed(&r->m->arena, member);
    size_t n = strlen(path);
    while (n && path[n - 1] == '/')
        path[--n] = '\0';
    if (strcmp(path, ".") == 0)
        path = "";
    return tv_arena_printf(&r->m->arena, "%s%s%s", r->folder, *r->folder && *path ? "/" : "", path);
}

static bool has_row_of(const struct row *row, const struct file *file)
{
    for (; row; row = row->next)
        if (row->file == file)
            return true;
    return false;
}

static void keep_row(struct reading *r, struct row *row)
{
    struct row *first = tv_map_get(&r->m->rows, row->path), **end = &first;
    if (!first) {
        tv_map_put(&r->m->rows, row->path, row);
    } else {
        while (*end)
            end = &(*end)->next;
        *end = row;
    }
    r->m->n_rows++;
    *r->file->end = row;
    r->file->end = &row->next_of_file;
    r->file->n_rows++;
}

static bool is_member_column(const char *name)
{
    return strcasecmp(name, "member") == 0 || strcasecmp(name, "path") == 0 ||
           strcasecmp(name, "file") == 0 || strcasecmp(name, "filename") == 0;
}

static bool set_value(struct reading *r, struct row *row, const char *name, const char *value)
{
    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (strcasecmp(columns[i].name, name) != 0 || !value[strspn(value, " ")])
            continue;
        const char *clean = composed(&r->m->arena, value);
        const char *fault = fault_of(columns[i].key, clean);
        if (fault) {
            complain(r->file, row->line, fault, clean);
            return false;
        }
        row->values[columns[i].key] = clean;
    }
    return true;
}

static void take_row(void *context, unsigned long line, const char *const *names,
                     const char *const *values, size_t n)
{
    struct reading *r = context;
    if (r->m->n_rows == MAX_ROWS) {
        complain(r->file, line, "more rows than the limit", NULL);
        return;
    }
    struct row *row = tv_arena_alloc(&r->m->arena, sizeof *row);
    *row = (struct row){.origin = r->file->origin, .file = r->file, .line = line};
    const char *member = "";
    bool named = false;
    for (size_t i = 0; i < n && !named; i++)
        if ((named = is_member_column(names[i])))
            member = values[i];
    if (!named) {
        if (!r->nameless)
            complain(r->file, line, "there is no column \"member\"", NULL);
        r->nameless = true;
        return;
    }
    if (!member[strspn(member, " ")]) {
        complain(r->file, line, "no member is named", NULL);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (!set_value(r, row, names[i], values[i]))
            return;
    row->path = path_of(r, member);
    if (has_row_of(tv_map_get(&r->m->rows, row->path), r->file))
        complain(r->file, line, "a second row about", member);
    else
        keep_row(r, row);
}

static void take_fault(void *context, unsigned long line, const char *fault)
{
    struct reading *r = context;
    complain(r->file, line, fault, NULL);
}

void tv_manifest_read(struct tv_manifest *m, const struct tv_member *file, const char *folder)
{
    struct file *f = tv_arena_alloc(&m->arena, sizeof *f);
    *f = (struct file){.path = tv_arena_strdup(&m->arena, file->path)};
    f->origin = base_of(f->path);
    f->end = &f->rows;
    m->n_files++;
    *m->end = f;
    m->end = &f->next;
    struct reading r = {.m = m, .file = f, .folder = composed(&m->arena, folder)};
    struct tv_buffer utf8 = {0};
    tv_to_utf8(file->bytes, file->size, NULL, &utf8);
    tv_buffer_add(&utf8, "", 0);
    size_t n = strlen(file->path);
    bool json = n > 6 && strcasecmp(file->path + n - 6, ".jsonl") == 0;
    const struct tv_table_client client = {&r, take_row, take_fault};
    (json ? tv_table_read_json : tv_table_read_csv)(utf8.data, utf8.size, &client);
    tv_buffer_finish(&utf8);
}

/* Telling. */

static const struct file *find_file(const struct tv_manifest *m, const char *path)
{
    const struct file *f = m->files;
    while (f && strcmp(f->path, path) != 0)
        f = f->next;
    return f;
}

bool tv_manifest_is_full(const struct tv_manifest *m)
{
    return m->n_files >= TV_MAX_MANIFESTS;
}

bool tv_manifest_has(const struct tv_manifest *m, const char *path)
{
    return find_file(m, path) != NULL;
}

void tv_manifest_outcome(const struct tv_manifest *m, const char *path, bool all,
                         struct tv_error *ret_outcome)
{
    const struct file *f = find_file(m, path);
    struct file bad = {.n_complaints = f->n_complaints};
    tv_buffer_puts(&bad.complaints, f->complaints.data ? f->complaints.data : "");
    size_t used = f->n_rows;
    for (const struct row *row = f->rows; all && row; row = row->next_of_file) {
        if (row->used)
            continue;
        complain(&bad, row->line, "there is no member", row->path);
        used--;
    }
    if (bad.n_complaints > MAX_COMPLAINTS)
        tv_buffer_printf(&bad.complaints, "; and %zu more", bad.n_complaints - MAX_COMPLAINTS);
    if (bad.n_complaints)
        tv_fail(ret_outcome, TV_REFUSED, "a manifest, of which %zu rows are used: %s", used,
                bad.complaints.data);
    else
        tv_fail(ret_outcome, TV_IGNORED, "a manifest of %zu rows", f->n_rows);
    tv_buffer_finish(&bad.complaints);
}

bool tv_manifest_each(const struct tv_manifest *m, bool (*tell)(void *context, const char *path),
                      void *context)
{
    for (const struct file *f = m->files; f; f = f->next)
        if (!tell(context, f->path))
            return false;
    return true;
}

/* Saying. */

static void add(struct tv_said *said, struct row *row)
{
    for (; row; row = row->next) {
        row->used = true;
        for (size_t i = 0; i < TV_FACT_COUNT; i++) {
            if (said->values[i] || !row->values[i])
                continue;
            said->values[i] = row->values[i];
            said->origins[i] = row->origin;
        }
    }
}

void tv_manifest_say(struct tv_manifest *m, const char *path, struct tv_said *said)
{
    struct tv_arena arena = {0};
    if (!m->files)
        return;
    /* "a/b/c.txt", then what it is in: "a/b", "a", "" */
    char *key = composed(&arena, path), *slash;
    add(said, tv_map_get(&m->rows, key));
    for (; *key; add(said, tv_map_get(&m->rows, key))) {
        slash = strrchr(key, '/');
        *(slash ? slash : key) = '\0';
    }
    tv_arena_finish(&arena);
}

bool tv_said_put(const struct tv_said *said, struct tv_buffer *out)
{
    bool any = false;
    for (size_t i = 0; i < TV_FACT_COUNT; i++) {
        if (!said->values[i])
            continue;
        tv_buffer_printf(out, "%zu\t%s\t%s\n", i, said->origins[i], said->values[i]);
        any = true;
    }
    return any;
}

void tv_said_state(const char *text, struct tv_extraction *x)
{
    for (size_t size; text && *text; text += size + (text[size] == '\n')) {
        size = strcspn(text, "\n");
        char *rest;
        unsigned long key = strtoul(text, &rest, 10);
        const char *origin = rest + (*rest == '\t'), *value = origin + strcspn(origin, "\t\n");
        if (key >= TV_FACT_COUNT || *value != '\t')
            continue;
        const char *name = tv_arena_strndup(&x->arena, origin, (size_t)(value - origin));
        value++;
        tv_extraction_state(x, (enum tv_fact_key)key, TV_MANIFEST, name,
                            tv_arena_strndup(&x->arena, value, (size_t)(text + size - value)));
    }
}
