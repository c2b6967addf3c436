/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verification (verification.h). Each claim becomes a trial for every source of its document; the
 * trials are sorted by archive, so that an archive is read once; the pool hands the members over.
 * What is then not proven is tried with the files below moved_to that may be its archives. */
#include "verification.h"

#include "corpus/citation.h"
#include "corpus/paths.h"
#include "indexer/ocr.h"
#include "indexer/pool.h"
#include "ingested.h"
#include "nearest.h"
#include "passages.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A passage that is less like another is none to show. */
static const double LEAST_LIKENESS = 0.3;

struct trial {
    const char *archive, *member;
    struct tv_claim *claim;
};

/* The trials of an archive, by member, and a file that may be it. */
struct group {
    struct trial *trials;
    size_t n;
    uint64_t size; /* when it was ingested; 0: not known */
    const char *path;
};

/* A file that may be an archive that has moved. */
struct candidate {
    const char *path, *name;
    uint64_t size;
};

struct court {
    struct tv_verification *v;
    struct tv_claim **claims; /* by ID */
    struct trial *trials;
    size_t n, capacity;
    struct candidate *candidates;
    size_t n_candidates, candidates_capacity;
    struct group *groups;
    size_t n_groups, groups_capacity;
    size_t at; /* groups before this one have had their turn */
    size_t proven;
    struct tv_arena arena;
    struct tv_error *err;
};

/* Findings */

/* Keeps a finding that tells more than what was found before. True: it is kept. */
static bool find(struct tv_claim *claim, enum tv_finding finding, const char *format,
                 const char *what)
{
    if (finding <= claim->finding)
        return false;
    tv_claim_finish(claim);
    claim->finding = finding;
    claim->reason = format ? tv_printf(format, what) : NULL;
    return true;
}

static bool is_proven(const struct tv_claim *claim)
{
    return claim->finding == TV_FOUND_PROOF;
}

static int by_id(const void *a, const void *b)
{
    const struct tv_claim *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* Where the claims on the document with this ID begin. */
static size_t claims_on(const struct court *c, const char *id)
{
    size_t low = 0, high = c->v->n_claims;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(c->claims[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_on(const struct court *c, size_t i, const char *id)
{
    return i < c->v->n_claims && strcmp(c->claims[i]->id, id) == 0;
}

/* Trials */

static bool add_trials(struct court *c, struct tv_claim *claim, struct tv_error *err)
{
    struct tv_record record = {0};
    if (!tv_index_record(c->v->index, claim->id, &record, err))
        return false;
    for (size_t i = 0; i < record.n_sources; i++) {
        TV_GROW(c->trials, c->n, c->capacity);
        c->trials[c->n++] =
            (struct trial){tv_arena_strdup(&c->arena, record.sources[i].archive),
                           tv_arena_strdup(&c->arena, record.sources[i].member), claim};
    }
    tv_record_finish(&record);
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct trial *x = a, *y = b;
    int order = strcmp(x->archive, y->archive);
    return order ? order : strcmp(x->member, y->member);
}

/* How many trials of the group come before those of this member. */
static size_t find_member(const struct group *g, const char *member)
{
    size_t low = 0, high = g->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(g->trials[middle].member, member) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_of(const struct group *g, size_t i, const char *member)
{
    return i < g->n && strcmp(g->trials[i].member, member) == 0;
}

/* Archives */

static void add_group(struct court *c, const struct group *group, const char *path)
{
    TV_GROW(c->groups, c->n_groups, c->groups_capacity);
    c->groups[c->n_groups] = *group;
    c->groups[c->n_groups++].path = path;
}

/* The group that begins with the trial at *at, which is moved behind it. */
static struct group next_group(const struct court *c, size_t *at)
{
    struct group g = {.trials = &c->trials[*at]};
    while (*at < c->n && strcmp(c->trials[*at].archive, g.trials->archive) == 0) {
        ++*at;
        g.n++;
    }
    return g;
}

static bool all_proven(const struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (!is_proven(g->trials[i].claim))
            return false;
    return true;
}

static void list_candidates(struct court *c)
{
    const struct tv_list *folders = c->v->moved_to;
    char **roots = tv_alloc((folders->n + 1) * sizeof *roots);
    memcpy(roots, folders->items, folders->n * sizeof *roots);
    FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; fts && (e = fts_read(fts));) {
        if (e->fts_info != FTS_F)
            continue;
        const char *path = tv_arena_strdup(&c->arena, e->fts_path), *slash = strrchr(path, '/');
        TV_GROW(c->candidates, c->n_candidates, c->candidates_capacity);
        c->candidates[c->n_candidates++] =
            (struct candidate){path, slash ? slash + 1 : path, (uint64_t)e->fts_statp->st_size};
    }
    if (fts)
        fts_close(fts);
    free(roots);
}

/* Notes the size that an archive had when it was ingested. */
static bool note_size(void *context, const char *key, const struct tv_archive_entry *entry)
{
    struct court *c = context;
    size_t low = 0, high = c->n_groups;
    (void)key;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(c->groups[middle].path, entry->path);
        if (order == 0)
            c->groups[middle].size = entry->size;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return true;
}

static void add_moved(struct court *c, const struct group *g)
{
    const char *slash = strrchr(g->path, '/'), *name = slash ? slash + 1 : g->path;
    for (size_t i = 0; i < c->n_candidates; i++)
        if (strcmp(c->candidates[i].name, name) == 0 ||
            (g->size && c->candidates[i].size == g->size))
            add_group(c, g, c->candidates[i].path);
}

static bool looks_elsewhere(const struct court *c)
{
    return c->v->moved_to && c->v->moved_to->n > 0;
}

/* That an archive is not there. */
static void miss(const struct court *c, const struct group *g, int error)
{
    const char *format = error != ENOENT && error != ENOTDIR ? "the archive %s cannot be opened"
                         : looks_elsewhere(c)
                             ? "the archive %s is not there, and --archives has none like it"
                             : "the archive %s is not there (--archives DIR looks elsewhere)";
    for (size_t i = 0; i < g->n; i++)
        find(g->trials[i].claim, TV_FOUND_NO_ARCHIVE, format, g->path);
}

static bool next_archive(void *context, int *ret_fd, const char **ret_name, void **ret_tag)
{
    struct court *c = context;
    while (c->at < c->n_groups) {
        struct group *g = &c->groups[c->at++];
        int fd = open(g->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd >= 0) {
            const char *slash = strrchr(g->path, '/');
            *ret_fd = fd;
            *ret_name = slash ? slash + 1 : g->path;
            *ret_tag = g;
            return true;
        }
        miss(c, g, errno);
    }
    return false;
}

/* Members */

/* The document by its bytes, or whatever now has its name. */
static bool wanted(void *context, void *tag, const struct tv_found *found)
{
    struct court *c = context;
    struct group *g = tag;
    char id[TV_ID_SIZE + 1] = "";
    if (found->has_bytes)
        tv_document_id(found->digest, id);
    for (size_t i = claims_on(c, id); is_on(c, i, id); i++)
        if (!is_proven(c->claims[i]))
            return true;
    for (size_t i = find_member(g, found->path); is_of(g, i, found->path); i++)
        if (!is_proven(g->trials[i].claim))
            return true;
    return false;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_place(const struct tv_passage *a, const struct tv_passage *b)
{
    return same(a->place.article, b->place.article) &&
           same(a->place.paragraph, b->place.paragraph) && a->place.page == b->place.page;
}

/* The passage of the document that has this text: the one at the same place, if there is one. */
static const struct tv_passage *find_text(const struct tv_document *doc,
                                          const struct tv_passage *passage)
{
    const struct tv_passage *found = NULL;
    for (size_t i = 0; i < doc->n_passages; i++) {
        const struct tv_passage *p = &doc->passages[i];
        if (strcmp(p->text, passage->text) != 0)
            continue;
        if (same_place(p, passage))
            return p;
        found = found ? found : p;
    }
    return found;
}

/* Lines about the passage that is most like the one of the index. */
static char *tell_nearest(const struct tv_document *doc, const struct tv_passage *passage)
{
    struct tv_buffer out = {0};
    double likeness = 0;
    const struct tv_passage *found = find_text(doc, passage);
    const struct tv_passage *near =
        found ? found : tv_nearest(doc, passage->text, LEAST_LIKENESS, &likeness);
    if (!near)
        return tv_printf("passage #%u: nothing like it is in the member\n", passage->number);
    tv_buffer_printf(&out, "passage #%u: %s #%u", passage->number,
                     found ? "the same text is" : "nearest is", near->number);
    struct tv_buffer place = {0};
    tv_cite_place(doc, near, NULL, &place);
    tv_buffer_printf(&out, "%s%s", place.size ? ", " : "", place.size ? place.data : "");
    tv_buffer_finish(&place);
    if (!found) {
        tv_buffer_printf(&out, ", %.0f%% alike\nindex:   ", likeness * 100);
        tv_parting(passage->text, near->text, &out);
        tv_buffer_puts(&out, "\narchive: ");
        tv_parting(near->text, passage->text, &out);
    }
    tv_buffer_putc(&out, '\n');
    return tv_buffer_steal(&out);
}

/* The first passage of those claimed that the document does not have at its place; NULL: it has all. */
static const struct tv_passage *first_missing(const struct tv_document *doc,
                                              const struct tv_text *text)
{
    for (size_t i = 0; i < text->n_passages; i++) {
        const struct tv_passage *found = find_text(doc, &text->passages[i]);
        if (!found || !same_place(found, &text->passages[i]))
            return &text->passages[i];
    }
    return NULL;
}

static void compare(struct court *c, struct tv_claim *claim, const struct tv_document *doc)
{
    struct tv_text text;
    uint32_t first = claim->number ? claim->number : 1;
    uint32_t last = claim->number ? claim->number : UINT32_MAX;
    if (is_proven(claim) || !tv_text_read(c->v->index, claim->id, first, last, &text, c->err))
        return;
    const struct tv_passage *missing = first_missing(doc, &text);
    bool told;
    if (strcmp(doc->sha256, text.record.doc.sha256) != 0)
        told = find(claim, TV_FOUND_CHANGED,
                    missing ? "the member has changed (SHA-256 now %s), and the passage with it"
                            : "the member has changed (SHA-256 now %s), but the passage is in it",
                    doc->sha256);
    else if (missing)
        told = find(claim, TV_FOUND_OTHER_PASSAGE, "the member is the same, but %s",
                    "the passage is not in it as the index has it");
    else
        told = find(claim, TV_FOUND_PROOF, NULL, NULL);
    c->proven += is_proven(claim);
    if (told && missing)
        claim->nearest = tell_nearest(doc, missing);
    tv_text_finish(&text);
}

static void try_claim(struct court *c, struct tv_claim *claim, const struct tv_document *doc,
                      const struct tv_error *why)
{
    if (doc)
        compare(c, claim, doc);
    else if (why)
        find(claim, TV_FOUND_UNREADABLE, "the member cannot be read again: %s", why->message);
}

static bool try_member(void *context, void *tag, const struct tv_found *found,
                       struct tv_document *doc, const struct tv_error *why)
{
    struct court *c = context;
    struct group *g = tag;
    char id[TV_ID_SIZE + 1] = "";
    if (found->has_bytes)
        tv_document_id(found->digest, id);
    for (size_t i = claims_on(c, id); is_on(c, i, id); i++)
        try_claim(c, c->claims[i], doc, why);
    for (size_t i = find_member(g, found->path); is_of(g, i, found->path); i++)
        try_claim(c, g->trials[i].claim, doc, why);
    if (c->v->progress)
        c->v->progress(c->proven, c->v->n_claims, g->path);
    return c->err->code == TV_OK && c->proven < c->v->n_claims;
}

static bool end_archive(void *context, void *tag, const struct tv_error *why)
{
    const struct group *g = tag;
    (void)context;
    for (size_t i = 0; i < g->n; i++)
        if (why)
            find(g->trials[i].claim, TV_FOUND_BROKEN,
                 "the archive cannot be read to the member: %s", why->message);
        else
            find(g->trials[i].claim, TV_FOUND_NO_MEMBER, "the archive has no member %s any more",
                 g->trials[i].member);
    return true;
}

/* Reads the groups' archives. */
static bool hear(struct court *c, struct tv_error *err)
{
    if (c->at == c->n_groups)
        return true;
    /* a passage may have been read off an image */
    char *program = tv_ocr_program(NULL);
    program = program ? program : tv_program_path("travaux-extract");
    struct tv_pool_client client = {.context = c,
                                    .next = next_archive,
                                    .wanted = wanted,
                                    .member = try_member,
                                    .end = end_archive};
    struct tv_pool_options options = {.limits = TV_LIMITS_DEFAULT, .program = program};
    struct tv_pool *pool = tv_pool_create(&options, err);
    bool ok = pool && tv_pool_run(pool, &client, err) && err->code == TV_OK;
    tv_pool_destroy(pool);
    free(program);
    return ok;
}

/* First where they were, then where they may be; groups stay where they are while they are heard. */
static bool hear_all(struct court *c, struct tv_error *err)
{
    for (size_t at = 0; at < c->n;) {
        struct group g = next_group(c, &at);
        add_group(c, &g, g.trials->archive);
    }
    if (!hear(c, err) || !looks_elsewhere(c))
        return err->code == TV_OK;
    size_t n = c->n_groups;
    list_candidates(c);
    if (!tv_ingested_archives(c->v->index, note_size, c, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct group g = c->groups[i];
        if (!all_proven(&g))
            add_moved(c, &g);
    }
    return hear(c, err);
}

bool tv_verify(struct tv_verification *verification, struct tv_error *err)
{
    struct court c = {.v = verification, .err = err};
    bool ok = true;
    size_t n = verification->n_claims;
    c.claims = tv_alloc((n ? n : 1) * sizeof *c.claims);
    for (size_t i = 0; i < n; i++)
        c.claims[i] = &verification->claims[i];
    qsort(c.claims, n, sizeof(struct tv_claim *), by_id);
    for (size_t i = 0; ok && i < n; i++)
        ok = add_trials(&c, &verification->claims[i], err);
    if (ok && c.n)
        qsort(c.trials, c.n, sizeof *c.trials, by_place);
    ok = ok && hear_all(&c, err);
    free(c.claims);
    free(c.trials);
    free(c.candidates);
    free(c.groups);
    tv_arena_finish(&c.arena);
    return ok;
}

bool tv_check_archives(const struct tv_list *folders, struct tv_error *err)
{
    for (size_t i = 0; i < folders->n; i++) {
        struct stat st;
        if (stat(folders->items[i], &st) != 0)
            return tv_fail(err, TV_NOT_FOUND, "--archives: %s: %s", folders->items[i],
                           strerror(errno));
        if (!S_ISDIR(st.st_mode))
            return tv_fail(err, TV_USAGE, "--archives: %s is no folder; name the one it is in",
                           folders->items[i]);
    }
    return true;
}

void tv_claim_finish(struct tv_claim *claim)
{
    if (!claim)
        return;
    free(claim->reason);
    free(claim->nearest);
    claim->reason = claim->nearest = NULL;
}
