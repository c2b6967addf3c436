/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux verify: citations proven against the archives that they were read from. */
#include "commands.h"
#include "id.h"
#include "passages.h"
#include "verification.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct values {
    struct tv_list indexes;
    struct tv_list archives;
    bool all;
    int progress;
};

static const struct tv_option options[] = {
    TV_OPTION_INDEX(struct values),
    {"all", 0, TV_OPTION_FLAG, offsetof(struct values, all), NULL, "every document of the index",
     NULL},
    {"archives", 0, TV_OPTION_LIST, offsetof(struct values, archives), "DIR",
     "look there for archives that have moved", NULL},
    {"progress", 0, TV_OPTION_CHOICE, offsetof(struct values, progress), "WHEN", "show progress",
     tv_color_names},
};

struct claims {
    struct tv_claim *items;
    size_t n, capacity;
};

static struct tv_claim *add_claim(struct claims *claims, const char *id, uint32_t number)
{
    TV_GROW(claims->items, claims->n, claims->capacity);
    struct tv_claim *claim = &claims->items[claims->n++];
    *claim = (struct tv_claim){.number = number};
    snprintf(claim->id, sizeof claim->id, "%s", id);
    return claim;
}

/* A claim for each of the operands; a passage that is claimed has to be in the index. */
static bool claim_operands(struct tv_index *index, const struct tv_list *operands,
                           struct claims *claims, struct tv_error *err)
{
    for (size_t i = 0; i < operands->n; i++) {
        struct tv_reference r;
        struct tv_text text;
        if (!tv_reference_of(index, operands->items[i], &r, err))
            return false;
        if (r.number) {
            if (!tv_passage_read(index, r.id, r.number, &text, err))
                return false;
            tv_text_finish(&text);
        }
        add_claim(claims, r.id, r.number);
    }
    return true;
}

static bool claim_all(struct tv_index *index, struct claims *claims, struct tv_error *err)
{
    struct xc_error xe = {0};
    struct xc_term term;
    struct xc_terms *ids = xc_terms_open(index->database, XC_TEXT(TV_PREFIX_DOCUMENT), &xe);
    enum xc_code code = ids ? XC_OK : xe.code;
    while (code == XC_OK && (code = xc_terms_next(ids, &term, &xe)) == XC_OK) {
        char id[TV_ID_SIZE + 1];
        snprintf(id, sizeof id, "%.*s", (int)term.term.size - 1, term.term.data + 1);
        add_claim(claims, id, 0);
    }
    xc_terms_destroy(ids);
    return code == XC_END || tv_fail_xapian(err, index->paths[0], &xe);
}

/* Lines about the nearest passage, indented. */
static void print_nearest(const char *lines)
{
    for (const char *line = lines; line && *line; line += strcspn(line, "\n") + 1)
        tv_print_line(stdout, "    %.*s", (int)strcspn(line, "\n"), line);
}

static void print_claim(const struct tv_claim *claim)
{
    char passage[TV_ID_SIZE + 16];
    if (claim->number)
        snprintf(passage, sizeof passage, "%s#%u", claim->id, claim->number);
    else
        snprintf(passage, sizeof passage, "%s", claim->id);
    if (claim->finding == TV_FOUND_PROOF) {
        printf("verified %s\n", passage);
        return;
    }
    tv_print_line(stdout, "FAILED %s: %s", passage,
                  claim->reason ? claim->reason : "the index has no source of it");
    print_nearest(claim->nearest);
}

/* Prints what came of the claims, failures alone where all documents were meant. */
static enum tv_exit print_claims(const struct claims *claims, bool all)
{
    size_t proven = 0;
    for (size_t i = 0; i < claims->n; i++) {
        bool is_proven = claims->items[i].finding == TV_FOUND_PROOF;
        proven += is_proven;
        if (!all || !is_proven)
            print_claim(&claims->items[i]);
    }
    if (all)
        printf("%zu documents verified, %zu failed\n", proven, claims->n - proven);
    return proven == claims->n ? TV_EXIT_FOUND : TV_EXIT_NOTHING;
}

/* How far it is, for a person who waits for more than a moment. */
static void show_progress(size_t proven, size_t claims, const char *archive)
{
    static time_t shown;
    time_t now = time(NULL);
    struct tv_buffer name = {0};
    if (!shown)
        shown = now;
    if (now == shown)
        return;
    shown = now;
    const char *slash = strrchr(archive, '/');
    tv_plain(slash ? slash + 1 : archive, strlen(slash ? slash + 1 : archive), false, &name);
    fprintf(stderr, "\r\033[K%zu of %zu verified: %.40s", proven, claims,
            name.data ? name.data : "");
    tv_buffer_finish(&name);
}

static bool wants_progress(const struct values *v)
{
    return v->progress == TV_COLOR_ALWAYS ||
           (v->progress == TV_COLOR_AUTO && isatty(STDERR_FILENO));
}

static enum tv_exit verify(const struct values *v, const struct tv_list *operands,
                           struct tv_index *index, struct tv_error *err)
{
    struct claims claims = {0};
    enum tv_exit status = TV_EXIT_ERROR;
    if (v->all ? claim_all(index, &claims, err) : claim_operands(index, operands, &claims, err)) {
        bool progress = wants_progress(v);
        struct tv_verification verification = {index, &v->archives, claims.items, claims.n,
                                               progress ? show_progress : NULL};
        bool done = tv_verify(&verification, err);
        if (progress)
            fputs("\r\033[K", stderr);
        if (done)
            status = print_claims(&claims, v->all);
    }
    for (size_t i = 0; i < claims.n; i++)
        tv_claim_finish(&claims.items[i]);
    free(claims.items);
    return status;
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    struct tv_index index;
    bool ok = v->all || operands->n ||
              tv_fail(err, TV_USAGE, "an ID#N or --all is missing (see travaux verify --help)");
    if (ok && v->all && operands->n)
        ok = tv_fail(err, TV_USAGE, "--all means every document; '%s' is one too many",
                     operands->items[0]);
    ok = ok && tv_check_archives(&v->archives, err);
    if (!ok || !tv_index_open(v->indexes.items, v->indexes.n, &index, err))
        return TV_EXIT_ERROR;
    enum tv_exit status = verify(v, operands, &index, err);
    tv_index_finish(&index);
    return status;
}

const struct tv_command tv_command_verify = {
    .name = "verify",
    .operands = "ID#N...",
    .summary = "Reads the archives again and proves that passages are in them",
    .details = "ID means all passages of a document.\n\n"
               "Exit status: 0 if all are proven, 1 if one is not, 2 on an error.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
