/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux status: what is in an index, and what had to be refused. */
#include "commands.h"
#include "status.h"

#include <string.h>

struct values {
    struct tv_list indexes;
    bool json, refused;
};

static const struct tv_option options[] = {
    TV_OPTION_INDEX(struct values),
    {"json", 0, TV_OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON object an index",
     NULL},
    {"refused", 0, TV_OPTION_FLAG, offsetof(struct values, refused), NULL,
     "list what was refused, and why", NULL},
};

static void print_json(const struct tv_status *s, bool refused)
{
    struct tv_buffer text = {0};
    struct tv_json j = {.out = &text, .indent = 2};
    tv_json_status(&j, s, refused);
    puts(text.data);
    tv_buffer_finish(&text);
}

/* As text */

static void print_facet(const struct tv_status *s, enum tv_facet_kind kind, size_t most)
{
    const struct tv_facet *f = &s->facets.facets[kind];
    if (!f->n)
        return;
    printf("  by %s: ", tv_facet_name(kind));
    for (size_t i = 0; i < f->n && i < most; i++)
        printf("%s%s %u", i ? ", " : "", f->values[i].value, f->values[i].count);
    if (f->n > most)
        printf(", %zu more (--json lists all)", f->n - most);
    putchar('\n');
}

static void print_line(const char *label, const char *text)
{
    struct tv_buffer line = {0};
    tv_plain(text, strlen(text), false, &line);
    printf("%s%s", label, line.data ? line.data : "");
    tv_buffer_finish(&line);
}

static void print_archive(const struct tv_archive_status *a)
{
    uint64_t members = 0;
    for (size_t i = 0; i < TV_OUTCOME_COUNT; i++)
        members += a->counts[i];
    print_line("  ", a->entry.path);
    printf(": %llu member%s", (unsigned long long)members, members == 1 ? "" : "s");
    for (size_t i = 0; i < TV_OUTCOME_COUNT; i++)
        if (a->counts[i])
            printf(", %llu %s", (unsigned long long)a->counts[i],
                   tv_outcome_name((enum tv_outcome)i));
    puts(a->entry.complete  ? ""
         : a->entry.refused ? ", not read to its end"
                            : ", to be read again");
}

static void print_refusals(const struct tv_status *s)
{
    printf("refused: %zu\n", s->n_refusals);
    for (size_t i = 0; i < s->n_refusals; i++) {
        const struct tv_refusal *r = &s->refusals[i];
        print_line("  ", r->archive);
        if (r->member)
            print_line(": ", r->member);
        print_line(": ", r->reason);
        putchar('\n');
    }
}

/* So many archives are listed for people: of a folder of documents, each is one. */
enum { LISTED = 40 };

static void print_text(const struct tv_status *s, bool refused)
{
    char updated[TV_TIME_SIZE];
    tv_format_time(s->updated, updated);
    print_line("", s->path);
    printf(": schema %s", TV_SCHEMA_VERSION);
    if (s->size)
        printf(", %.1f MB, last written %s", (double)s->size / 1e6, updated);
    printf("\n%llu documents, %llu passages\n", (unsigned long long)s->documents,
           (unsigned long long)s->passages);
    print_facet(s, TV_FACET_KIND, SIZE_MAX);
    print_facet(s, TV_FACET_LANGUAGE, 10);
    print_facet(s, TV_FACET_STATE, 10);
    print_facet(s, TV_FACET_YEAR, 10);
    printf("archives: %zu\n", s->n_archives);
    for (size_t i = 0; i < s->n_archives && i < LISTED; i++)
        print_archive(&s->archives[i]);
    if (s->n_archives > LISTED)
        printf("  and %zu more (--json lists all)\n", s->n_archives - LISTED);
    if (refused)
        print_refusals(s);
    else if (s->n_refusals)
        printf("refused: %zu (--refused says what and why)\n", s->n_refusals);
}

static bool report(const struct values *v, const char *const *path, struct tv_error *err)
{
    struct tv_index index;
    if (!tv_index_open(path, path ? 1 : 0, &index, err))
        return false;
    struct tv_status s = {0};
    bool ok = tv_status_read(&index, &s, err);
    if (ok && v->json)
        print_json(&s, v->refused);
    else if (ok)
        print_text(&s, v->refused);
    tv_status_finish(&s);
    tv_index_finish(&index);
    return ok;
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    bool ok = operands->n == 0 ||
              tv_fail(err, TV_USAGE, "'%s' is one too many (see travaux status --help)",
                      operands->items[0]);
    if (ok && v->indexes.n == 0)
        ok = report(v, NULL, err);
    for (size_t i = 0; ok && i < v->indexes.n; i++)
        ok = report(v, &v->indexes.items[i], err);
    return ok ? TV_EXIT_FOUND : TV_EXIT_ERROR;
}

const struct tv_command tv_command_status = {
    .name = "status",
    .operands = "",
    .summary = "Says what is in the index, and what was refused",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
