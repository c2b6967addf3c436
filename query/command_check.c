/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux check: whether an index is sound: Xapian's own check of its files, then what the schema
 * promises: each record has all its passages, each document in the ledger its record. */
#include "commands.h"
#include "ingested.h"
#include "passages.h"

#include <string.h>
#include <sys/stat.h>

struct values {
    struct tv_list indexes;
};

static const struct tv_option options[] = {TV_OPTION_INDEX(struct values)};

struct check {
    struct tv_index *index;
    const char *archive; /* whose members are looked at */
    uint64_t documents, members, faults;
    struct tv_error *err; /* of the index; the first */
};

static void fault(struct check *c, const char *format, const char *what)
{
    struct tv_buffer line = {0};
    tv_plain(what, strlen(what), false, &line);
    printf(format, line.data ? line.data : "");
    putchar('\n');
    tv_buffer_finish(&line);
    c->faults++;
}

/* Xapian's check, of what is one database on this disk. */
static bool check_files(struct check *c, const char *path, struct tv_error *err)
{
    struct stat st;
    struct xc_error xe = {0};
    if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
        fprintf(stderr, "travaux check: %s names other databases, whose files are not checked\n",
                path);
        return true;
    }
    struct xc_report *report = xc_check(path, 0, &xe);
    if (!report)
        return tv_fail_xapian(err, path, &xe);
    if (report->errors)
        fault(c, "%s", report->text.data);
    xc_report_destroy(report);
    return true;
}

static bool term_documents(struct check *c, const char *id, uint32_t *ret_n)
{
    char term[sizeof TV_PREFIX_DOCUMENT + TV_ID_SIZE];
    struct xc_error xe = {0};
    struct xc_term_stats stats;
    int size = snprintf(term, sizeof term, TV_PREFIX_DOCUMENT "%s", id);
    if (xc_database_term_stats(c->index->database, term, (size_t)size, &stats, &xe))
        return tv_fail_xapian(c->err, c->index->paths[0], &xe);
    *ret_n = stats.documents;
    return true;
}

static bool check_record(struct check *c, uint32_t docid, struct tv_buffer *data)
{
    struct tv_record record = {0};
    uint32_t n = 0;
    if (!tv_index_read(c->index, docid, data, c->err))
        return false;
    c->documents++;
    if (!tv_get_record(data->data ? data->data : "", data->size, &record)) {
        char number[16];
        snprintf(number, sizeof number, "%u", docid);
        fault(c, "Xapian document %s is a record that cannot be read", number);
        return true;
    }
    bool ok = term_documents(c, record.doc.id, &n);
    if (ok && n != record.n_passages + 1)
        fault(c, "document %s has not the passages that its record promises", record.doc.id);
    tv_record_finish(&record);
    return ok;
}

static bool check_records(struct check *c)
{
    struct xc_error xe = {0};
    struct xc_occurrence record;
    struct tv_buffer data = {0};
    struct xc_postings *records =
        xc_postings_open(c->index->database, XC_TEXT(TV_TERM_RECORD), &xe);
    enum xc_code code = records ? XC_OK : xe.code;
    bool ok = true;
    while (ok && code == XC_OK && (code = xc_postings_next(records, &record, &xe)) == XC_OK)
        ok = check_record(c, record.docid, &data);
    xc_postings_destroy(records);
    tv_buffer_finish(&data);
    if (ok && code == XC_MODIFIED)
        return tv_fail(c->err, TV_IO, "%s is being changed; check it when it is not",
                       c->index->paths[0]);
    return ok && (code == XC_END || tv_fail_xapian(c->err, c->index->paths[0], &xe));
}

static bool check_member(void *context, const struct tv_member_entry *entry)
{
    struct check *c = context;
    char id[TV_ID_SIZE + 1];
    uint32_t n = 0;
    c->members++;
    if (entry->outcome != TV_OUTCOME_INDEXED && entry->outcome != TV_OUTCOME_DUPLICATE)
        return true;
    if (tv_id_of_sha256(entry->sha256, id) && !term_documents(c, id, &n))
        return false;
    if (n == 0)
        fault(c, "%s is in the ledger, but its document is not in the index", entry->path);
    return true;
}

static bool check_archive(void *context, const char *key, const struct tv_archive_entry *entry)
{
    struct check *c = context;
    (void)entry;
    return tv_ingested_members(c->index, key, check_member, c, c->err);
}

static bool check(struct check *c, const char *const *path, struct tv_error *err)
{
    struct tv_index index;
    if (!tv_index_open(path, path ? 1 : 0, &index, err))
        return false;
    *c = (struct check){.index = &index, .err = err};
    bool ok = check_files(c, index.paths[0], err) && check_records(c) &&
              tv_ingested_archives(&index, check_archive, c, err) && !err->code;
    if (ok)
        printf("%s: %llu documents, %llu members in the ledger, %llu faults\n", index.paths[0],
               (unsigned long long)c->documents, (unsigned long long)c->members,
               (unsigned long long)c->faults);
    tv_index_finish(&index);
    return ok;
}

static enum tv_exit run(const void *values, const struct tv_list *operands, struct tv_error *err)
{
    const struct values *v = values;
    struct check c = {0};
    uint64_t faults = 0;
    if (operands->n) {
        tv_fail(err, TV_USAGE, "'%s' is one too many (see travaux check --help)",
                operands->items[0]);
        return TV_EXIT_ERROR;
    }
    for (size_t i = 0; i < v->indexes.n || (i == 0 && v->indexes.n == 0); i++) {
        if (!check(&c, v->indexes.n ? &v->indexes.items[i] : NULL, err))
            return TV_EXIT_ERROR;
        faults += c.faults;
    }
    return faults ? TV_EXIT_NOTHING : TV_EXIT_FOUND;
}

const struct tv_command tv_command_check = {
    .name = "check",
    .operands = "",
    .summary = "Says whether the index is sound",
    .details = "Exit status: 0 if it is, 1 if faults were found, 2 if it cannot be read.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .values_size = sizeof(struct values),
    .run = run,
};
