/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who holds an index (holder.h). Xapian's lock is of an open file, not of a process, so that the kernel
 * does not say whose it is: /proc says who has the file open. */
#include "holder.h"

#include "corpus/memory.h"
#include "corpus/replacement.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_open(pid_t pid, const char *file)
{
    char target[PATH_MAX], *folder = tv_printf("/proc/%d/fd", (int)pid);
    bool open = false;
    DIR *fds = opendir(folder);
    for (struct dirent *entry; fds && !open && (entry = readdir(fds));) {
        ssize_t n = readlinkat(dirfd(fds), entry->d_name, target, sizeof target - 1);
        open = n > 0 && strlen(file) == (size_t)n && memcmp(target, file, (size_t)n) == 0;
    }
    if (fds)
        closedir(fds);
    free(folder);
    return open;
}

/* Who has the file open, but for this process; 0: nobody. */
static pid_t holder_of_file(const char *file)
{
    pid_t holder = 0;
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && !holder && (entry = readdir(processes));) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (pid > 0 && pid != getpid() && has_open(pid, file))
            holder = pid;
    }
    if (processes)
        closedir(processes);
    return holder;
}

pid_t tv_holder_of(const char *index)
{
    char *lock = tv_printf("%s/flintlock", index), *claim = tv_replacement_claim(index);
    char *file = realpath(lock, NULL);
    file = file ? file : realpath(claim, NULL);
    pid_t holder = file ? holder_of_file(file) : 0;
    free(file);
    free(claim);
    free(lock);
    return holder;
}
