/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verification: archives read again, to prove that a member is the same and a passage is in it.
 *
 * The archives are parsed by travaux-extract, as for the index. A document that was found at several
 * places is proven by any of them. */
#ifndef TV_VERIFICATION_H
#define TV_VERIFICATION_H

#include "index.h"

/* What is to be proven: a passage of a document, or all of them (number 0). */
struct tv_claim {
    char id[TV_ID_SIZE + 1];
    uint32_t number;
    bool proven;
    char *reason; /* why not, where it is not: the first thing that was found */
};

struct tv_verification {
    struct tv_index *index;
    const char *moved_to; /* a folder in which to look for archives, too; NULL */
    struct tv_claim *claims;
    size_t n_claims;
};

/* Proves or refutes every claim. False when it could not be done at all. */
bool tv_verify(struct tv_verification *verification, struct tv_error *err);

void tv_claim_finish(struct tv_claim *claim);

#endif
