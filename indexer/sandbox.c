/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sandboxes (sandbox.h).
 *
 * Three walls, so that one that falls is not the last: resource limits; Landlock, with a rule set that
 * handles everything and allows nothing; and a seccomp filter that lists what a parser needs. A call
 * that is not on the list fails with EPERM, since libraries ask for harmless things (a time zone, a
 * character set's file) and go on without; what only an attacker asks for ends the process. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
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

/* What a server needs besides: files to read, connections, threads. */
static const int allowed_to_servers[] = {
    SCMP_SYS(openat),
    SCMP_SYS(open),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(readlink),
    SCMP_SYS(getdents64),
    SCMP_SYS(fadvise64),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),
    SCMP_SYS(sendfile),
    SCMP_SYS(shutdown),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(signalfd4),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(prlimit64),
    SCMP_SYS(getrlimit),
    SCMP_SYS(membarrier),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_getscheduler),
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

const bool tv_sandbox_is_sanitized = SANITIZED;

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

/* Lets files below the folder be read. */
static bool allow_folder(long rules, const char *folder)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
                                                                LANDLOCK_ACCESS_FS_READ_DIR,
                                              .parent_fd = open(folder, O_PATH | O_CLOEXEC)};
    bool added = rule.parent_fd >= 0 &&
                 syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    int error = errno;
    if (rule.parent_fd >= 0)
        close(rule.parent_fd);
    errno = error;
    return added;
}

static bool enter_landlock(const char *const *folders, size_t n, struct tv_error *err)
{
    long version = landlock_version();
    if (version < 1)
        return true;
    struct landlock_ruleset_attr attr = {.handled_access_fs = all_access(version)};
    long rules = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    bool entered = rules >= 0;
    for (size_t i = 0; entered && i < n; i++)
        entered = allow_folder(rules, folders[i]);
    if (SANITIZED && entered && n)
        entered = allow_folder(rules, "/proc"); /* where leaks are looked for at the end */
    entered = entered && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    if (!entered)
        tv_fail(err, TV_IO, "Landlock: %s", strerror(errno));
    if (rules >= 0)
        close((int)rules);
    return entered;
}

/* Threads, and no processes; clone3 hides which, and without it the C library takes clone. */
static int allow_threads(scmp_filter_ctx filter)
{
    int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                  SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    return failed ? failed : seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int add_rules(scmp_filter_ctx filter, bool server)
{
    int failed = server ? allow_threads(filter) : 0;
    for (size_t i = 0; server && !failed && i < sizeof allowed_to_servers / sizeof(int); i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_to_servers[i], 0);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
    return failed;
}

static bool enter_seccomp(bool server, struct tv_error *err)
{
    if (tv_sandbox_missing() & TV_SANDBOX_SECCOMP)
        return true;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int failed = filter ? add_rules(filter, server) : -ENOMEM;
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
    return enter_landlock(NULL, 0, err) && enter_seccomp(false, err);
}

bool tv_sandbox_enter_server(const char *const *folders, size_t n, struct tv_error *err)
{
    limit(RLIMIT_CORE, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return tv_fail(err, TV_IO, "no_new_privs: %s", strerror(errno));
    return enter_landlock(folders, n, err) && enter_seccomp(true, err);
}
