/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation and every system call of a load fails once, each in a load of its own. The library's
 * sources are compiled again for this test with these calls replaced by the ones here. (See meson.build.)
 */
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>

enum kind { ALLOCATION, CALL };

static struct {
    enum kind kind;
    unsigned long until; /* it fails; 0: never */
    bool failed;
} fault;

static bool fails(enum kind kind)
{
    if (kind != fault.kind || !fault.until || --fault.until)
        return false;
    errno = kind == ALLOCATION ? ENOMEM : EIO;
    fault.failed = true;
    return true;
}

void *fault_malloc(size_t size);
void *fault_calloc(size_t count, size_t size);
void *fault_realloc(void *memory, size_t size);
ssize_t fault_write(int fd, const void *bytes, size_t size);
ssize_t fault_pread(int fd, void *bytes, size_t size, off_t offset);
int fault_open(const char *path, int flags, ...);
int fault_fdatasync(int fd);
int fault_fsync(int fd);
int fault_rename(const char *from, const char *to);

void *fault_malloc(size_t size)
{
    return fails(ALLOCATION) ? NULL : malloc(size);
}

void *fault_calloc(size_t count, size_t size)
{
    return fails(ALLOCATION) ? NULL : calloc(count, size);
}

void *fault_realloc(void *memory, size_t size)
{
    return fails(ALLOCATION) ? NULL : realloc(memory, size);
}

/* Half of what is asked for, so that callers go on with the rest. */
ssize_t fault_write(int fd, const void *bytes, size_t size)
{
    return fails(CALL) ? -1 : write(fd, bytes, size > 1 ? size / 2 : size);
}

ssize_t fault_pread(int fd, void *bytes, size_t size, off_t offset)
{
    return fails(CALL) ? -1 : pread(fd, bytes, size > 1 ? size / 2 : size, offset);
}

int fault_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0600;
    va_end(arguments);
    return fails(CALL) ? -1 : open(path, flags, mode);
}

int fault_fdatasync(int fd)
{
    return fails(CALL) ? -1 : fdatasync(fd);
}

int fault_fsync(int fd)
{
    return fails(CALL) ? -1 : fsync(fd);
}

int fault_rename(const char *from, const char *to)
{
    return fails(CALL) ? -1 : rename(from, to);
}

/* Loads with the nth call of a kind failing, until a load has fewer. */
static void fail_each(const struct corpus *corpus, enum kind kind, unsigned long step)
{
    const struct xb_options options = {.threads = 1, .memory = 1};
    const struct xb_metadata metadata = {"key", 3, "value", 5};
    unsigned long count = 0;
    for (fault.failed = true; fault.failed; count += step) {
        fault.kind = kind;
        fault.until = count + 1;
        fault.failed = false;
        char *message = corpus_load(corpus, in_root("new"), &options, &metadata, 1);
        assert_int_equal(fault.failed, message != NULL);
        if (message)
            assert_int_equal(access(in_root("new"), F_OK), -1);
        else
            assert_well(reference_check(in_root("new")));
        free(message);
    }
    assert_true(count > 10 * step);
}

static void a_failing_allocation_leaves_nothing(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(1);
    corpus_fill(&corpus, 150, 30, 2000, false);
    fail_each(&corpus, ALLOCATION, 1);
    corpus_destroy(&corpus);
}

static void a_failing_allocation_among_spilled_runs_leaves_nothing(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(2);
    corpus_fill(&corpus, 2500, 60, 5000, false);
    corpus_shuffle(&corpus);
    fail_each(&corpus, ALLOCATION, 13);
    corpus_destroy(&corpus);
}

static void a_failing_system_call_leaves_nothing(void **state)
{
    (void)state;
    struct corpus corpus = corpus_create(3);
    corpus_fill(&corpus, 2500, 60, 5000, false);
    corpus_shuffle(&corpus);
    fail_each(&corpus, CALL, 11);
    corpus_destroy(&corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        bulk_test(a_failing_allocation_leaves_nothing),
        bulk_test(a_failing_allocation_among_spilled_runs_leaves_nothing),
        bulk_test(a_failing_system_call_leaves_nothing),
    };
    return cmocka_run_group_tests_name("bulk faults", tests, NULL, NULL);
}
