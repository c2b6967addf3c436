/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was ingested, read (ingested.h). The keys are listed first, again from the start when the
 * index is changed meanwhile; an entry that is gone by the time it is read is passed over. */
#include "ingested.h"

#include <stdlib.h>
#include <string.h>

struct keys {
    struct tv_buffer bytes; /* each with its NUL */
    size_t n;
};

static enum xc_code collect(struct tv_index *index, const char *prefix, struct keys *keys,
                            struct xc_error *xapian)
{
    struct xc_term term;
    enum xc_code code = XC_OK;
    struct xc_terms *terms =
        xc_terms_open_metadata(index->database, prefix, strlen(prefix), xapian);
    if (!terms)
        return xapian->code;
    while ((code = xc_terms_next(terms, &term, xapian)) == XC_OK) {
        tv_buffer_add(&keys->bytes, term.term.data, term.term.size);
        tv_buffer_putc(&keys->bytes, '\0');
        keys->n++;
    }
    xc_terms_destroy(terms);
    return code;
}

static bool list_keys(struct tv_index *index, const char *prefix, struct keys *keys,
                      struct tv_error *err)
{
    struct xc_error xe = {0};
    enum xc_code code = collect(index, prefix, keys, &xe);
    for (int i = 0; code == XC_MODIFIED && i < XC_RETRIES; i++) {
        tv_buffer_clear(&keys->bytes);
        keys->n = 0;
        code = xc_database_reopen(index->database, NULL, &xe);
        if (code == XC_OK)
            code = collect(index, prefix, keys, &xe);
    }
    return code == XC_END || tv_fail_xapian(err, index->paths[0], &xe);
}

/* What is done with the bytes under a key; false stops. */
typedef bool entry_function(void *context, const char *key, const struct xc_str *bytes);

static bool each(struct tv_index *index, const char *prefix, entry_function *function,
                 void *context, struct tv_error *err)
{
    struct keys keys = {0};
    struct xc_error xe = {0};
    struct xc_str bytes;
    bool ok = list_keys(index, prefix, &keys, err), more = true;
    const char *key = keys.bytes.data;
    for (size_t i = 0; ok && more && i < keys.n; i++, key += strlen(key) + 1) {
        ok = !xc_database_metadata(index->database, key, strlen(key), &bytes, &xe) ||
             tv_fail_xapian(err, index->paths[0], &xe);
        if (ok && bytes.size)
            more = function(context, key, &bytes);
    }
    tv_buffer_finish(&keys.bytes);
    return ok;
}

struct archives {
    bool (*visit)(void *, const char *, const struct tv_archive_entry *);
    void *context;
    bool damaged;
};

static bool visit_archive(void *context, const char *key, const struct xc_str *bytes)
{
    struct archives *a = context;
    struct tv_arena arena = {0};
    struct tv_archive_entry entry;
    bool more = false;
    if (strlen(key) != strlen(TV_META_ARCHIVE) + TV_KEY_SIZE)
        return true;
    if (tv_get_archive_entry(bytes->data, bytes->size, &arena, &entry))
        more = a->visit(a->context, key + strlen(TV_META_ARCHIVE), &entry);
    else
        a->damaged = true;
    tv_arena_finish(&arena);
    return more;
}

static bool damaged(struct tv_index *index, struct tv_error *err)
{
    return tv_fail(
        err, TV_DAMAGED,
        "%s: an entry of the ledger cannot be read; remove the index and index the archives anew",
        index->paths[0]);
}

bool tv_ingested_archives(struct tv_index *index,
                          bool (*visit)(void *context, const char *key,
                                        const struct tv_archive_entry *entry),
                          void *context, struct tv_error *err)
{
    struct archives a = {visit, context, false};
    return each(index, TV_META_ARCHIVE, visit_archive, &a, err) &&
           (!a.damaged || damaged(index, err));
}

struct members {
    bool (*visit)(void *, const struct tv_member_entry *);
    void *context;
    bool damaged;
};

static bool visit_member(void *context, const char *key, const struct xc_str *bytes)
{
    struct members *m = context;
    struct tv_arena arena = {0};
    struct tv_member_entry entry;
    bool more = false;
    (void)key;
    if (tv_get_member_entry(bytes->data, bytes->size, &arena, &entry))
        more = m->visit(m->context, &entry);
    else
        m->damaged = true;
    tv_arena_finish(&arena);
    return more;
}

bool tv_ingested_members(struct tv_index *index, const char *archive_key,
                         bool (*visit)(void *context, const struct tv_member_entry *entry),
                         void *context, struct tv_error *err)
{
    struct members m = {visit, context, false};
    char *prefix = tv_printf(TV_META_MEMBER "%s", archive_key);
    bool ok = each(index, prefix, visit_member, &m, err) && (!m.damaged || damaged(index, err));
    free(prefix);
    return ok;
}

bool tv_id_of_sha256(const char *sha256, char ret_id[TV_ID_SIZE + 1])
{
    uint8_t digest[32];
    if (!sha256 || strlen(sha256) != TV_SHA256_SIZE ||
        strspn(sha256, "0123456789abcdef") != TV_SHA256_SIZE)
        return false;
    for (size_t i = 0; i < sizeof digest; i++) {
        char two[] = {sha256[2 * i], sha256[2 * i + 1], '\0'};
        digest[i] = (uint8_t)strtoul(two, NULL, 16);
    }
    tv_document_id(digest, ret_id);
    return true;
}
