/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as a TREC run: `topic Q0 MEMBER rank score travaux`, one line a document, which stands
 * where its best passage does (output.h). */
#include "output.h"

#include <stdlib.h>
#include <string.h>

static void print_trec(const struct tv_output *out, const struct tv_printed *printed)
{
    struct tv_buffer member = {0};
    for (size_t i = 0; i < printed->answer->n_hits; i++) {
        const struct tv_hit *hit = &printed->answer->hits[i];
        const char *path = hit->record->sources[0].member;
        tv_buffer_clear(&member);
        tv_plain(path, strlen(path), false, &member);
        fprintf(out->file, "%s Q0 %s %u %.6f travaux\n", printed->topic ? printed->topic : "1",
                member.data ? member.data : "", hit->rank, hit->score);
    }
    tv_buffer_finish(&member);
}

const struct tv_format tv_format_trec = {
    .name = "trec", .topics = true, .per_document = 1, .answer = print_trec};
