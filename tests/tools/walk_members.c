/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* walk-members FILE...: lists what is in containers, and says on standard error how fast they were
 * walked, members' bytes read but not parsed. */
#include "indexer/members.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct sums {
    uint64_t members, bytes;
};

static bool list(void *context, const struct tv_member *member, const struct tv_error *why)
{
    struct sums *sums = context;
    printf("%zu\t%s\t%s\n", member->size, member->path, why ? why->message : "");
    sums->members++;
    sums->bytes += member->size;
    return true;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool walk(const char *path)
{
    struct stat st;
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    struct sums sums = {0};
    struct tv_error err = {0};
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) < 0 || st.st_size == 0) {
        perror(path);
        return false;
    }
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    const char *base = strrchr(path, '/');
    struct tv_member file = {
        .path = base ? base + 1 : path, .bytes = bytes, .size = (size_t)st.st_size};
    double began = seconds();
    bool whole = tv_archive_walk(&file, &limits, list, &sums, &err);
    double took = seconds() - began;
    fprintf(stderr,
            "%s: %" PRIu64 " members, %" PRIu64 " bytes from %zu in %.3f s: %.0f MB/s in, "
            "%.0f MB/s out%s%s\n",
            path, sums.members, sums.bytes, file.size, took, (double)file.size / took / 1e6,
            (double)sums.bytes / took / 1e6, whole ? "" : "; ", err.message);
    munmap(bytes, file.size);
    close(fd);
    return whole;
}

int main(int argc, char **argv)
{
    bool whole = true;
    for (int i = 1; i < argc; i++)
        whole &= walk(argv[i]);
    return whole ? 0 : 3;
}
