/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A library to be preloaded into travaux-index, which makes the operating system fail as told by
 * TRAVAUX_FAULT (for tools/torture):
 *
 *     kill:N     ends the process with SIGKILL instead of its Nth change of a file
 *     enospc:N   that change and every one after it finds the disk full
 *     eio:N      the Nth read of a file, and every one after it, fails
 *     abort:N    aborts the program instead, as libxapian does where it cannot go on
 *     trace:PATH writes a line a change to PATH: its name and the file's path
 *
 * A change is a write, a sync, a truncation or a renaming of a regular file; memory files, pipes and
 * terminals do not count. Other programs that inherit it are left alone. */
#undef _FILE_OFFSET_BITS /* both names of each function are wanted */

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static enum { NOTHING, KILL, ENOSPC_FROM, EIO_FROM, ABORT, TRACE } fault;
static long changes, reads, at;
static FILE *trace;

#define EXPORT __attribute__((visibility("default")))
#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void read_order(void)
{
    static const char *const names[] = {NULL, "kill:", "enospc:", "eio:", "abort:", "trace:"};
    const char *order = getenv("TRAVAUX_FAULT");
    char self[4096] = "";
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0 || !order ||
        strcmp(strrchr(self, '/') + 1, "travaux-index") != 0)
        return;
    for (int i = 1; i < 6; i++)
        if (strncmp(order, names[i], strlen(names[i])) == 0) {
            order += strlen(names[i]);
            fault = (__typeof__(fault))i;
            at = strtol(order, NULL, 10);
        }
    if (fault == TRACE)
        trace = fopen(order, "we");
}

static bool path_of(int fd, char path[4096])
{
    struct stat st;
    char link[64];
    if (fault == NOTHING || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_nlink == 0)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, 4095);
    path[n > 0 ? n : 0] = '\0';
    return n > 0 && !(trace && fd == fileno(trace));
}

/* Whether a change may happen. */
static bool may_change(const char *what, const char *path)
{
    changes++;
    if (fault == KILL && changes == at)
        raise(SIGKILL);
    if (fault == ABORT && changes == at)
        abort();
    if (fault == TRACE)
        fprintf(trace, "%s %s\n", what, path), fflush(trace);
    if (fault != ENOSPC_FROM || changes < at)
        return true;
    errno = ENOSPC;
    return false;
}

static bool may(const char *what, int fd)
{
    char path[4096];
    return !path_of(fd, path) || may_change(what, path);
}

static bool may_read(int fd)
{
    char path[4096];
    if (fault != EIO_FROM || !path_of(fd, path) || ++reads < at)
        return true;
    errno = EIO;
    return false;
}

EXPORT ssize_t write(int fd, const void *bytes, size_t n)
{
    return may("write", fd) ? REAL(write)(fd, bytes, n) : -1;
}

EXPORT ssize_t writev(int fd, const struct iovec *parts, int n)
{
    return may("write", fd) ? REAL(writev)(fd, parts, n) : -1;
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
    return may("write", fd) ? REAL(pwrite)(fd, bytes, n, offset) : -1;
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
    return may("write", fd) ? REAL(pwrite64)(fd, bytes, n, offset) : -1;
}

EXPORT ssize_t pread(int fd, void *bytes, size_t n, off_t offset)
{
    return may_read(fd) ? REAL(pread)(fd, bytes, n, offset) : -1;
}

EXPORT ssize_t pread64(int fd, void *bytes, size_t n, off64_t offset)
{
    return may_read(fd) ? REAL(pread64)(fd, bytes, n, offset) : -1;
}

EXPORT int fsync(int fd)
{
    return may("sync", fd) ? REAL(fsync)(fd) : -1;
}

EXPORT int fdatasync(int fd)
{
    return may("sync", fd) ? REAL(fdatasync)(fd) : -1;
}

EXPORT int ftruncate(int fd, off_t size)
{
    return may("truncate", fd) ? REAL(ftruncate)(fd, size) : -1;
}

EXPORT int ftruncate64(int fd, off64_t size)
{
    return may("truncate", fd) ? REAL(ftruncate64)(fd, size) : -1;
}

EXPORT int rename(const char *from, const char *to)
{
    return fault == NOTHING || may_change("rename", to) ? REAL(rename)(from, to) : -1;
}
