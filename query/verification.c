/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verification (verification.h). Each claim becomes a trial for every source of its document; the
 * trials are sorted by archive, so that an archive is read once; the pool hands the members over. */
#include "verification.h"

#include "corpus/paths.h"
#include "indexer/pool.h"
#include "passages.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct trial {
    const char *archive, *member;
    struct tv_claim *claim;
    bool met; /* the member was there */
};

/* The trials of an archive; the pool asks for the next one before it is done with one. */
struct group {
    struct trial *trials;
    size_t n;
    const char *path; /* where the archive was found */
};

struct court {
    struct tv_verification *v;
    struct trial *trials;
    size_t n, capacity;
    size_t at; /* trials before this one have had their turn */
    struct tv_arena arena;
    struct tv_error *err;
};

static void doubt(struct tv_claim *claim, const char *format, const char *what)
{
    if (!claim->reason)
        claim->reason = tv_printf(format, what);
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
                           tv_arena_strdup(&c->arena, record.sources[i].member), claim, false};
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

/* nftw has no context. */
static struct {
    const char *name;
    char *found;
} lookup;

static int look_at(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    if (type != FTW_F || strcmp(path + ftw->base, lookup.name) != 0)
        return 0;
    lookup.found = tv_strdup(path);
    return 1;
}

/* A file of the archive's name somewhere below the folder; NULL where there is none. */
static char *find_moved(const char *folder, const char *archive)
{
    const char *slash = strrchr(archive, '/');
    lookup.name = slash ? slash + 1 : archive;
    lookup.found = NULL;
    nftw(folder, look_at, 16, FTW_PHYS);
    return lookup.found;
}

static int open_archive(struct court *c, const char *archive, const char **ret_path)
{
    int fd = open(archive, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *ret_path = archive;
    if (fd >= 0 || !c->v->moved_to)
        return fd;
    char *path = find_moved(c->v->moved_to, archive);
    fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    *ret_path = tv_arena_strdup(&c->arena, path);
    free(path);
    return fd;
}

/* The trials of the next archive; NULL: there are no more. */
static struct group *next_group(struct court *c)
{
    if (c->at == c->n)
        return NULL;
    struct group *g = tv_arena_alloc(&c->arena, sizeof *g);
    g->trials = &c->trials[c->at];
    while (c->at < c->n && strcmp(c->trials[c->at].archive, g->trials->archive) == 0) {
        c->at++;
        g->n++;
    }
    return g;
}

static bool next_archive(void *context, int *ret_fd, const char **ret_name, void **ret_tag)
{
    struct court *c = context;
    for (struct group *g; (g = next_group(c));) {
        int fd = open_archive(c, g->trials->archive, &g->path);
        if (fd >= 0) {
            *ret_fd = fd;
            *ret_name = g->path;
            *ret_tag = g;
            return true;
        }
        for (size_t i = 0; i < g->n; i++)
            doubt(g->trials[i].claim,
                  "the archive %s is not there (--archives DIR looks elsewhere)",
                  g->trials[i].archive);
    }
    return false;
}

/* Members */

static bool wanted(void *context, void *tag, const struct tv_found *found)
{
    (void)context;
    return is_of(tag, find_member(tag, found->path), found->path);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* The passage of the document that has this text: one with the same number, if there is one. */
static const struct tv_passage *find_text(const struct tv_document *doc,
                                          const struct tv_passage *passage)
{
    uint32_t i = passage->number - 1;
    if (i < doc->n_passages && strcmp(doc->passages[i].text, passage->text) == 0)
        return &doc->passages[i];
    for (size_t k = 0; k < doc->n_passages; k++)
        if (strcmp(doc->passages[k].text, passage->text) == 0)
            return &doc->passages[k];
    return NULL;
}

/* What is different about the passage in the document; NULL where nothing is. */
static const char *difference(const struct tv_document *doc, const struct tv_passage *passage)
{
    const struct tv_passage *found = find_text(doc, passage);
    if (!found)
        return "its text is not in the member";
    if (!same(found->place.article, passage->place.article) ||
        !same(found->place.paragraph, passage->place.paragraph) ||
        found->place.page != passage->place.page)
        return "its text is at another place in the member";
    return NULL;
}

static void compare(struct court *c, struct tv_claim *claim, const struct tv_document *doc)
{
    struct tv_text text;
    uint32_t first = claim->number ? claim->number : 1;
    uint32_t last = claim->number ? claim->number : UINT32_MAX;
    if (!tv_text_read(c->v->index, claim->id, first, last, &text, c->err))
        return;
    const char *different = NULL;
    for (size_t i = 0; !different && i < text.n_passages; i++)
        different = difference(doc, &text.passages[i]);
    if (strcmp(doc->sha256, text.record.doc.sha256) != 0)
        doubt(claim,
              different ? "the member has changed (SHA-256 now %s), and the passage with it"
                        : "the member has changed (SHA-256 now %s), but the passage is in it",
              doc->sha256);
    else if (different)
        doubt(claim, "the member is the same, but %s", different);
    else
        claim->proven = true;
    tv_text_finish(&text);
}

static bool try_member(void *context, void *tag, const struct tv_found *found,
                       struct tv_document *doc, const struct tv_error *why)
{
    struct court *c = context;
    struct group *g = tag;
    for (size_t i = find_member(g, found->path); is_of(g, i, found->path); i++) {
        g->trials[i].met = true;
        if (doc)
            compare(c, g->trials[i].claim, doc);
        else
            doubt(g->trials[i].claim, "the member cannot be read again: %s",
                  why ? why->message : "it was passed over");
    }
    return c->err->code == TV_OK;
}

static bool end_archive(void *context, void *tag, const struct tv_error *why)
{
    const struct group *g = tag;
    (void)context;
    for (size_t i = 0; i < g->n; i++)
        if (!g->trials[i].met && why)
            doubt(g->trials[i].claim, "the archive cannot be read to the member: %s", why->message);
        else if (!g->trials[i].met)
            doubt(g->trials[i].claim, "the archive has no member %s any more", g->trials[i].member);
    return true;
}

static bool hear(struct court *c, struct tv_error *err)
{
    char *program = tv_program_path("travaux-extract");
    struct tv_pool_client client = {c, next_archive, wanted, try_member, end_archive, NULL};
    struct tv_pool_options options = {.limits = TV_LIMITS_DEFAULT, .program = program};
    struct tv_pool *pool = tv_pool_create(&options, err);
    bool ok = pool && tv_pool_run(pool, &client, err) && err->code == TV_OK;
    tv_pool_destroy(pool);
    free(program);
    return ok;
}

bool tv_verify(struct tv_verification *verification, struct tv_error *err)
{
    struct court c = {.v = verification, .err = err};
    bool ok = true;
    for (size_t i = 0; ok && i < verification->n_claims; i++)
        ok = add_trials(&c, &verification->claims[i], err);
    if (ok && c.n)
        qsort(c.trials, c.n, sizeof *c.trials, by_place);
    ok = ok && (c.n == 0 || hear(&c, err));
    free(c.trials);
    tv_arena_finish(&c.arena);
    return ok;
}

void tv_claim_finish(struct tv_claim *claim)
{
    if (claim)
        free(claim->reason);
}
