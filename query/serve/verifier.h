/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The verifier: the process that checks citations against their archives for the server, which is
 * shut in and reaches no archive.
 *
 * It is started before the server opens anything, so that it has no socket, token or key, and is shut
 * in, too: it reads the indexes and the folders of archives that it is told, runs the programs of
 * Travaux, and has no network. Each claim is proven in a child of its own by what travaux verify does:
 * archives are parsed by travaux-extract alone. A child that breaks or takes too long costs its answer.
 *
 * One thread asks, one claim at a time. What it was told is kept as long as the index and the archives
 * are as they were; an answer about an archive that is not in its place is not kept, since it may come
 * back anywhere. */
#ifndef TV_VERIFIER_H
#define TV_VERIFIER_H

#include "indexer/channel.h"
#include "settings.h"
#include "verdict.h"

enum { TV_VERDICTS_KEPT = 256 };

/* An answer, and what it depends on. */
struct tv_kept_verdict {
    char id[TV_ID_SIZE + 1];
    uint32_t number;
    uint64_t fingerprint; /* of index and archives; 0: nothing is kept here */
    struct tv_verdict verdict;
};

struct tv_verifier {
    struct tv_channel channel;
    struct tv_kept_verdict kept[TV_VERDICTS_KEPT];
    size_t next;    /* whose turn it is to be forgotten */
    uint64_t asked; /* claims that nothing was kept of */
};

/* Starts the process, where the settings name folders of archives. Before the first thread. */
bool tv_verifier_start(struct tv_verifier *verifier, const struct tv_settings *settings,
                       struct tv_error *err);

/* Whether there are archives that it can check against. */
bool tv_verifier_is_there(const struct tv_verifier *verifier);

/* Checks a passage, or all of a document (number 0). generation: of the index that the record is from. */
bool tv_verifier_ask(struct tv_verifier *verifier, const struct tv_record *record, uint32_t number,
                     uint64_t generation, struct tv_verdict *ret_verdict, struct tv_error *err);

/* Lets who waits for an answer go without one; from any thread. */
void tv_verifier_hurry(struct tv_verifier *verifier);
void tv_verifier_stop(struct tv_verifier *verifier);

/* What the process does from then on: answers until the other end of the socket is closed. */
void tv_verifier_serve(const struct tv_settings *settings, int socket) __attribute__((noreturn));

enum tv_verifier_frame {
    TV_FRAME_CLAIM = 100, /* id, number */
    TV_FRAME_VERDICT,     /* tv_put_verdict */
    TV_FRAME_NO_VERDICT,  /* message */
};

#endif
