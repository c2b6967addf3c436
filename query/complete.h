/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Completions: what may stand in the place of a word of a command line of travaux. */
#ifndef TV_COMPLETE_H
#define TV_COMPLETE_H

/* Prints what may stand in the place of the last of these words, which follow "travaux". */
void tv_complete(int n, char **words);

#endif
