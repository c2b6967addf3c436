/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The revision of the index (revision.h). */
#include "revision.h"

#include "corpus/hash.h"
#include "corpus/paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The program, whose pages may look different from those of another build. */
static uint64_t hash_program(void)
{
    struct stat st = {0};
    uint64_t h = tv_hash(TV_HASH_START, TRAVAUX_VERSION, sizeof TRAVAUX_VERSION);
    if (stat("/proc/self/exe", &st) == 0) {
        h = tv_hash(h, &st.st_mtim, sizeof st.st_mtim);
        h = tv_hash(h, &st.st_size, sizeof st.st_size);
    }
    return h;
}

/* What the tag tells apart: the program, the databases and their revisions. */
static void make_tag(struct tv_revision *r)
{
    uint64_t h = r->program;
    for (size_t i = 0; i < r->n_watched; i++) {
        struct xc_stats stats = {0};
        if (xc_database_stats(r->watched[i].database, &stats, NULL))
            continue;
        h = tv_hash(h, stats.uuid, strlen(stats.uuid));
        h = tv_hash(h, &stats.documents, sizeof stats.documents);
        h = tv_hash(h, &stats.revision, sizeof stats.revision);
        h = tv_hash(h, &r->watched[i].inode, sizeof r->watched[i].inode);
    }
    h = tv_hash(h, &r->changes, sizeof r->changes);
    pthread_mutex_lock(&r->lock);
    snprintf(r->tag, sizeof r->tag, "%016" PRIx64, h);
    pthread_mutex_unlock(&r->lock);
}

/* Opens what is at the path now. True if it is another database than before. */
static bool open_watched(struct tv_watched *w, const struct stat *st)
{
    struct xc_database *database = xc_database_open(w->path, NULL);
    if (!database)
        return false;
    xc_database_destroy(w->database);
    w->database = database;
    w->device = st->st_dev;
    w->inode = st->st_ino;
    return true;
}

static bool check_watched(struct tv_watched *w)
{
    struct stat st;
    bool changed = false;
    if (stat(w->path, &st))
        return false;
    if (!w->database || st.st_dev != w->device || st.st_ino != w->inode)
        return open_watched(w, &st);
    return xc_database_reopen(w->database, &changed, NULL) == XC_OK && changed;
}

/* Read once, for all who open the index at this revision. */
static void read_columns(struct tv_revision *r)
{
    struct tv_columns *columns =
        r->n_watched == 1 ? tv_columns_read(r->watched[0].database, r->most_of_sets) : NULL;
    pthread_mutex_lock(&r->lock);
    struct tv_columns *before = r->columns;
    r->columns = columns;
    pthread_mutex_unlock(&r->lock);
    tv_columns_release(before);
}

void tv_revision_check(struct tv_revision *r)
{
    bool changed = false;
    for (size_t i = 0; i < r->n_watched; i++)
        changed |= check_watched(&r->watched[i]);
    if (!changed)
        return;
    r->changes++;
    read_columns(r);
    make_tag(r);
    atomic_fetch_add(&r->generation, 1);
}

void tv_revision_tag(struct tv_revision *r, char ret_tag[TV_TAG_SIZE])
{
    pthread_mutex_lock(&r->lock);
    memcpy(ret_tag, r->tag, sizeof r->tag);
    pthread_mutex_unlock(&r->lock);
}

static bool open_index(const struct tv_revision *r, struct tv_index *ret_index,
                       struct tv_error *err)
{
    const char **paths = tv_alloc(r->n_watched * sizeof *paths);
    for (size_t i = 0; i < r->n_watched; i++)
        paths[i] = r->watched[i].path;
    bool ok = tv_index_open(paths, r->n_watched, ret_index, err);
    free(paths);
    return ok;
}

bool tv_revision_follow(struct tv_revision *r, struct tv_index *index, uint64_t *generation,
                        struct tv_error *err)
{
    uint64_t now = atomic_load(&r->generation);
    struct tv_index fresh;
    if (*generation == now)
        return true;
    /* opened anew, and not only reopened: another database may have taken the place of the old */
    if (!open_index(r, &fresh, err))
        return *generation != 0;
    pthread_mutex_lock(&r->lock);
    tv_columns_give(r->columns, &fresh);
    pthread_mutex_unlock(&r->lock);
    tv_index_finish(index);
    *index = fresh;
    *generation = now;
    return true;
}

bool tv_revision_init(struct tv_revision *r, const char *const *paths, size_t n,
                      size_t most_of_sets, struct tv_error *err)
{
    struct tv_index index;
    *r = (struct tv_revision){.n_watched = n ? n : 1, .most_of_sets = most_of_sets};
    r->program = hash_program();
    pthread_mutex_init(&r->lock, NULL);
    r->watched = tv_alloc(r->n_watched * sizeof *r->watched);
    for (size_t i = 0; i < r->n_watched; i++)
        r->watched[i].path = n ? tv_strdup(paths[i]) : tv_index_path(NULL);
    if (!open_index(r, &index, err))
        return false;
    tv_index_finish(&index);
    tv_revision_check(r);
    return true;
}

void tv_revision_finish(struct tv_revision *r)
{
    for (size_t i = 0; i < r->n_watched; i++) {
        xc_database_destroy(r->watched[i].database);
        free((char *)(uintptr_t)r->watched[i].path);
    }
    free(r->watched);
    tv_columns_release(r->columns);
    pthread_mutex_destroy(&r->lock);
}
