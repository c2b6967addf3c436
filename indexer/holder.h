/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who holds an index: the process that has its lock, for a message. */
#ifndef TV_HOLDER_H
#define TV_HOLDER_H

#include <sys/types.h>

/* The process that has the lock of the index open, other than this one; 0 where none can be seen, as
 * that of another user cannot. */
pid_t tv_holder_of(const char *index);

#endif
