/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Groups of near-duplicates (groups.h). */
#include "groups.h"

#include <string.h>

enum { CANDIDATES = (TV_BANDS + 1) * TV_BAND_MEMBERS };

struct finding {
    const struct tv_group_source *source;
    uint32_t candidates[CANDIDATES];
    size_t n;
};

static void add_candidates(void *context, const char *band)
{
    struct finding *f = context;
    uint32_t docids[TV_BAND_MEMBERS];
    size_t n = f->source->records(f->source->self, band, docids);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < f->n && f->candidates[k] != docids[i])
            k++;
        f->candidates[k] = docids[i];
        f->n += k == f->n;
    }
}

/* How like the record a candidate is, 0 where it is no near-duplicate; and the candidate's group. */
static double compare(const struct finding *f, const struct tv_record *record, uint32_t docid,
                      char ret_group[TV_ID_SIZE + 1])
{
    struct tv_record other = {0};
    double similarity = 0;
    if (!f->source->record(f->source->self, docid, &other))
        return 0;
    if (tv_near_duplicates(&record->doc, &record->signature, &other.doc, &other.signature))
        similarity = tv_signature_similarity(&record->signature, &other.signature);
    memcpy(ret_group, other.group[0] ? other.group : other.doc.id, TV_ID_SIZE + 1);
    tv_record_finish(&other);
    return similarity;
}

void tv_group_find(const struct tv_group_source *source, struct tv_record *record)
{
    struct finding f = {.source = source};
    double best = 0;
    uint32_t best_docid = 0;
    tv_signature_make(&record->doc, &record->signature);
    tv_signature_bands(&record->signature, add_candidates, &f);
    for (size_t i = 0; i < f.n; i++) {
        char group[TV_ID_SIZE + 1];
        double similarity = compare(&f, record, f.candidates[i], group);
        if (similarity == 0 || similarity < best ||
            (similarity == best && f.candidates[i] > best_docid))
            continue;
        best = similarity;
        best_docid = f.candidates[i];
        bool own = strcmp(group, record->doc.id) == 0;
        memcpy(record->group, own ? "" : group, own ? 1 : sizeof group);
    }
}
