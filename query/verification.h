/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verification: archives read again, to prove that a member is the same and a passage is in it.
 *
 * The archives are parsed by travaux-extract, as for the index; each is read once. A claim is proven
 * by the bytes of its document wherever they are found, and refuted by what was found in their
 * place: the finding that tells most. */
#ifndef TV_VERIFICATION_H
#define TV_VERIFICATION_H

#include "corpus/options.h"
#include "index.h"

/* What was found, in ascending order of what it tells. */
enum tv_finding {
    TV_FOUND_NOTHING,       /* the index has no source of it */
    TV_FOUND_NO_ARCHIVE,    /* the archive is not there */
    TV_FOUND_BROKEN,        /* the archive cannot be read to the member */
    TV_FOUND_NO_MEMBER,     /* the archive has no such member any more */
    TV_FOUND_UNREADABLE,    /* the member is there, and is refused now */
    TV_FOUND_CHANGED,       /* the member has other bytes */
    TV_FOUND_OTHER_PASSAGE, /* the member is the same, and is read otherwise */
    TV_FOUND_PROOF,
};

/* What is to be proven: a passage of a document, or all of them (number 0). */
struct tv_claim {
    char id[TV_ID_SIZE + 1];
    uint32_t number;
    enum tv_finding finding;
    char *reason;  /* what was found, in words; NULL where it is proof or nothing */
    char *nearest; /* lines, each with '\n', on the passage that is most like it; or NULL */
};

struct tv_verification {
    struct tv_index *index;
    const struct tv_list *moved_to; /* folders in which to look for archives, too; NULL */
    struct tv_claim *claims;
    size_t n_claims;
    /* Called now and then, while archives are read; NULL. */
    void (*progress)(size_t proven, size_t claims, const char *archive);
};

/* Whether the folders of --archives are folders. */
bool tv_check_archives(const struct tv_list *folders, struct tv_error *err);

/* Proves or refutes every claim. False when it could not be done at all. */
bool tv_verify(struct tv_verification *verification, struct tv_error *err);

void tv_claim_finish(struct tv_claim *claim);

#endif
