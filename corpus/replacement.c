/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A replacement for an index (replacement.h).
 *
 * A leftover is a folder PATH.building-PID whose lock nobody holds; or, if nobody came to make the
 * lock's file, whose process is gone. So is a file PATH.building-lock that nobody has locked. Who
 * removes such a file holds its lock, so that nobody takes for his what is about to go. */
#include "replacement.h"

#include "memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file that Xapian's writers lock in a database. */
static const char LOCK_FILE[] = "flintlock";

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st;
    (void)type;
    (void)place;
    remove(path);
    return 0;
}

void tv_remove_folder(const char *path)
{
    nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static bool lock_file(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/* Takes the lock of a database. -1 with errno: ENOENT where there is no database, EAGAIN while another
 * holds it. */
static int lock_database(const char *path)
{
    char *name = tv_printf("%s/%s", path, LOCK_FILE);
    int fd = open(name, O_WRONLY | O_CLOEXEC);
    free(name);
    if (fd < 0 || lock_file(fd))
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* A zombie is gone, too: in many containers nobody waits for processes whose parents are gone. */
static bool is_gone(int pid)
{
    char name[32], stat[64] = "";
    if (kill(pid, 0) < 0)
        return errno == ESRCH;
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    FILE *file = fopen(name, "re");
    size_t n = file ? fread(stat, 1, sizeof stat - 1, file) : 0;
    if (file)
        fclose(file);
    stat[n] = '\0';
    const char *state = strrchr(stat, ')'); /* "7 (name) Z ..." */
    return state && state[1] == ' ' && (state[2] == 'Z' || state[2] == 'X');
}

static bool is_left(const char *path, int pid)
{
    int fd = lock_database(path);
    if (fd < 0)
        return errno == ENOENT && pid > 0 && is_gone(pid);
    close(fd);
    return true;
}

static void remove_if_left(const char *path, int pid)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 && is_left(path, pid)) /* it is a folder */
        tv_remove_folder(path);
    else if (fd >= 0 && lock_file(fd))
        unlink(path);
    if (fd >= 0)
        close(fd);
}

/* The folder that holds path; to be freed. */
static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return tv_strdup(".");
    return slash == path ? tv_strdup("/") : tv_printf("%.*s", (int)(slash - path), path);
}

static void remove_leftovers(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *parent = parent_of(path);
    char *prefix = tv_printf("%s.building-", slash ? slash + 1 : path);
    DIR *dir = opendir(parent);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (strncmp(e->d_name, prefix, strlen(prefix)) != 0)
            continue;
        char *left = tv_printf("%s/%s", parent, e->d_name);
        remove_if_left(left, atoi(e->d_name + strlen(prefix)));
        free(left);
    }
    if (dir)
        closedir(dir);
    free(prefix);
    free(parent);
}

bool tv_replacement_init(struct tv_replacement *ret_replacement, const char *path, bool replace,
                         struct tv_error *err)
{
    char *real = realpath(path, NULL);
    if (!real && errno != ENOENT)
        return tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    struct tv_replacement r = {
        .path = real ? real : tv_strdup(path), .lock = -1, .replace = replace && real};
    for (size_t n = strlen(r.path); n > 1 && r.path[n - 1] == '/'; n--)
        r.path[n - 1] = '\0';
    r.building = tv_printf("%s.building-%d", r.path, (int)getpid());
    remove_leftovers(r.path);
    *ret_replacement = r;
    return true;
}

/* Whether the name is still that of the open file. */
static bool is_file_at(int fd, const char *name)
{
    struct stat at, open;
    return stat(name, &at) == 0 && fstat(fd, &open) == 0 && at.st_dev == open.st_dev &&
           at.st_ino == open.st_ino;
}

char *tv_replacement_claim(const char *path)
{
    return tv_printf("%s.building-lock", path);
}

/* Locks the place where there is no index yet. -1 with errno. */
static int claim_place(struct tv_replacement *r)
{
    char *name = tv_replacement_claim(r->path);
    int fd;
    bool locked = false;
    while ((fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666)) >= 0) {
        locked = lock_file(fd);
        if (!locked || is_file_at(fd, name))
            break;
        close(fd); /* who held it was done, and removed it */
    }
    if (locked) {
        r->claim = name;
        return fd;
    }
    int error = errno;
    if (fd >= 0)
        close(fd);
    free(name);
    errno = error;
    return -1;
}

bool tv_replacement_lock(struct tv_replacement *r, struct tv_error *err)
{
    r->lock = lock_database(r->path);
    if (r->lock < 0 && errno == ENOENT)
        r->lock = claim_place(r);
    if (r->lock >= 0)
        return true;
    if (errno == EAGAIN)
        return tv_fail(err, TV_LOCKED, "%s: another process is writing to this index", r->path);
    return tv_fail(err, TV_IO, "%s: cannot be locked: %s", r->path, strerror(errno));
}

/* Makes sure that the folder which holds path keeps its names through a loss of power. */
static void sync_parent(const char *path)
{
    char *parent = parent_of(path);
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(parent);
}

bool tv_replacement_put(struct tv_replacement *r, struct tv_error *err)
{
    unsigned how = r->replace ? RENAME_EXCHANGE : 0;
    if (renameat2(AT_FDCWD, r->building, AT_FDCWD, r->path, how) == 0) {
        sync_parent(r->path);
        r->done = true;
        if (r->replace)
            tv_remove_folder(r->building); /* now the old one */
        return true;
    }
    if (errno == EEXIST || errno == ENOTEMPTY)
        return tv_fail(err, TV_LOCKED, "%s: another run made it meanwhile: run this one again",
                       r->path);
    if (r->replace && (errno == EINVAL || errno == ENOSYS))
        return tv_fail(err, TV_IO,
                       "%s: its file system cannot exchange folders: build a new index elsewhere",
                       r->path);
    return tv_fail(err, TV_IO, "%s cannot take the place of %s: %s", r->building, r->path,
                   strerror(errno));
}

void tv_replacement_finish(struct tv_replacement *r)
{
    if (r->building && !r->done)
        tv_remove_folder(r->building);
    if (r->claim)
        unlink(r->claim);
    if (r->lock >= 0)
        close(r->lock);
    free(r->claim);
    free(r->path);
    free(r->building);
    *r = (struct tv_replacement){.lock = -1};
}
