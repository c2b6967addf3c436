/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A replacement for an index: it is made beside the index's place and put there in one step, so that
 * there is a whole index at every moment, the old one or the new, whatever ends the process. Readers
 * that have the old one open go on with it until they open it again. */
#ifndef TV_REPLACEMENT_H
#define TV_REPLACEMENT_H

#include "error.h"

struct tv_replacement {
    char *path;     /* the place; links in it are followed */
    char *building; /* the folder beside it, to be made by the caller: PATH.building-PID */
    int lock;       /* of the index that stands at the place, or of the place; -1: not held */
    char *claim;    /* the file that is locked where no index stands: PATH.building-lock; or NULL */
    bool replace;
    bool done;
};

/* Takes *ret_replacement (not initialised before) to be at path, and removes what processes that were
 * killed left beside it. replace: there may be an index at the place, which is to go. */
bool tv_replacement_init(struct tv_replacement *ret_replacement, const char *path, bool replace,
                         struct tv_error *err);

/* Locks the index that stands at the place against writers, or, where there is none, the place against
 * others who would build one, until tv_replacement_finish. TV_LOCKED: one is at work. For who holds no
 * lock on it by Xapian. */
bool tv_replacement_lock(struct tv_replacement *r, struct tv_error *err);

/* The name of the file that is locked while an index is built where none was; to be freed. */
char *tv_replacement_claim(const char *path);

/* Puts the building at the place; it must be on the disk. What was there is removed. */
bool tv_replacement_put(struct tv_replacement *r, struct tv_error *err);

/* Gives the lock back, and removes the building unless it stands at the place now. */
void tv_replacement_finish(struct tv_replacement *r);

/* Removes a folder and what is in it, following no links; nothing where there is none. */
void tv_remove_folder(const char *path);

#endif
