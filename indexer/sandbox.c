/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sandbox of a worker (sandbox.h).
 *
 * Three walls, so that one that falls is not the last: resource limits; Landlock, with a rule set that
 * handles everything and allows nothing; and a seccomp filter that lists what a parser needs. A call
 * that is not on the list fails with EPERM, since libraries ask for harmless things (a time zone, a
 * character set's file) and go on without; what only an attacker asks for ends the process. */
#include "sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers start threads, map terabytes and read /proc: there, Landlock and the size of files alone stand. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* What memory management, the socket and the files at hand need. */
static const int allowed[] = {
    SCMP_SYS(read),          SCMP_SYS(write),
    SCMP_SYS(readv),         SCMP_SYS(writev),
    SCMP_SYS(pread64),       SCMP_SYS(pwrite64),
    SCMP_SYS(recvmsg),       SCMP_SYS(sendmsg),
    SCMP_SYS(poll),          SCMP_SYS(ppoll),
    SCMP_SYS(close),         SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),    SCMP_SYS(lseek),
    SCMP_SYS(fcntl),         SCMP_SYS(ftruncate),
    SCMP_SYS(memfd_create),  SCMP_SYS(mmap),
    SCMP_SYS(munmap),        SCMP_SYS(mremap),
    SCMP_SYS(mprotect),      SCMP_SYS(madvise),
    SCMP_SYS(brk),           SCMP_SYS(futex),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),  SCMP_SYS(time),
    SCMP_SYS(getrandom),     SCMP_SYS(getpid),
    SCMP_SYS(gettid),        SCMP_SYS(tgkill),
    SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),
    SCMP_SYS(sched_yield),   SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sysinfo),       SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),
};

/* What nothing but an attack does here. */
static const int deadly[] = {
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
    SCMP_SYS(vfork),  SCMP_SYS(ptrace),   SCMP_SYS(process_vm_writev),
    SCMP_SYS(socket), SCMP_SYS(connect),  SCMP_SYS(bind),
    SCMP_SYS(listen), SCMP_SYS(mount),    SCMP_SYS(bpf),
};

static long landlock_version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

unsigned tv_sandbox_missing(void)
{
    unsigned missing = 0;
    if (landlock_version() < 1)
        missing |= TV_SANDBOX_LANDLOCK;
    if (SANITIZED || prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        missing |= TV_SANDBOX_SECCOMP;
    return missing;
}

const char *tv_sandbox_names(unsigned parts)
{
    static const char *const names[] = {"nothing", "Landlock", "seccomp", "Landlock and seccomp"};
    return names[parts & 3];
}

/* All that the first version of Landlock knows, and what later ones added, as far as there is it. */
static uint64_t all_access(long version)
{
    uint64_t first = (UINT64_C(1) << 13) - 1; /* EXECUTE to MAKE_SYM */
    uint64_t refer = UINT64_C(1) << 13, truncate = UINT64_C(1) << 14;
    return first | (version >= 2 ? refer : 0) | (version >= 3 ? truncate : 0);
}

static bool enter_landlock(struct tv_error *err)
{
    long version = landlock_version();
    if (version < 1)
        return true;
    struct landlock_ruleset_attr attr = {.handled_access_fs = all_access(version)};
    long rules = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    bool entered = rules >= 0 && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    if (!entered)
        tv_fail(err, TV_IO, "Landlock: %s", strerror(errno));
    if (rules >= 0)
        close((int)rules);
    return entered;
}

static int add_rules(scmp_filter_ctx filter)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
    return failed;
}

static bool enter_seccomp(struct tv_error *err)
{
    if (tv_sandbox_missing() & TV_SANDBOX_SECCOMP)
        return true;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int failed = filter ? add_rules(filter) : -ENOMEM;
    if (!failed)
        failed = seccomp_load(filter);
    if (filter)
        seccomp_release(filter);
    return !failed || tv_fail(err, TV_IO, "seccomp: %s", strerror(-failed));
}

static void limit(int resource, uint64_t most)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)resource, &now) < 0)
        return;
    if (most < now.rlim_max)
        now.rlim_max = most;
    now.rlim_cur = now.rlim_max;
    setrlimit((__rlimit_resource_t)resource, &now);
}

bool tv_sandbox_enter(uint64_t memory, uint64_t file, struct tv_error *err)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, file);
    if (!SANITIZED)
        limit(RLIMIT_DATA,
              memory); /* not RLIMIT_AS: archives that are mapped to be read do not count */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return tv_fail(err, TV_IO, "no_new_privs: %s", strerror(errno));
    return enter_landlock(err) && enter_seccomp(err);
}
