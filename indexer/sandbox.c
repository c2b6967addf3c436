/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sandboxes (sandbox.h).
 *
 * Three walls, so that one that falls is not the last: resource limits; Landlock, with a rule set that
 * handles everything and allows nothing; and a seccomp filter that lists what a parser needs. A call
 * that is not on the list fails with EPERM, since libraries ask for harmless things (a time zone, a
 * character set's file) and go on without; what only an attacker asks for ends the process. */
#include "sandbox.h"

#include "corpus/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
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

/* What starting workers and reading files takes none of. */
static const int denied_to_starters[] = {
    SCMP_SYS(socket), SCMP_SYS(connect),           SCMP_SYS(bind),  SCMP_SYS(listen),
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_writev), SCMP_SYS(mount), SCMP_SYS(bpf),
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

enum { READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };

/* Gives access to a file, or to what is below a folder. */
static bool allow(long rules, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access,
                                              .parent_fd = open(path, O_PATH | O_CLOEXEC)};
    bool added = rule.parent_fd >= 0 &&
                 syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    int error = errno;
    if (rule.parent_fd >= 0)
        close(rule.parent_fd);
    errno = error;
    return added;
}

static bool allow_if_there(long rules, const char *path, uint64_t access)
{
    return allow(rules, path, access) || errno == ENOENT;
}

/* A rule set that allows nothing yet; 0: this kernel has none; -1 with *err. */
static long create_rules(struct tv_error *err)
{
    long version = landlock_version();
    if (version < 1)
        return 0;
    struct landlock_ruleset_attr attr = {.handled_access_fs = all_access(version)};
    long rules = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0)
        tv_fail(err, TV_IO, "Landlock: %s", strerror(errno));
    return rules;
}

/* Puts the rule set up, if all that is to be allowed could be, and closes it. */
static bool put_up(long rules, bool ok, struct tv_error *err)
{
    bool entered = ok && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    if (!entered)
        tv_fail(err, TV_IO, "Landlock: %s", strerror(errno));
    close((int)rules);
    return entered;
}

static bool allow_folders(long rules, const char *const *folders, size_t n)
{
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = allow(rules, folders[i], READ);
    if (SANITIZED && ok && n)
        ok = allow(rules, "/proc", READ); /* where leaks are looked for at the end */
    return ok;
}

static bool enter_landlock(const char *const *folders, size_t n, struct tv_error *err)
{
    long rules = create_rules(err);
    return rules == 0 || (rules > 0 && put_up(rules, allow_folders(rules, folders, n), err));
}

/* Lets programs be run: those of the system, as far as there are such folders, and those beside one. */
static bool allow_programs(long rules, const char *program)
{
    static const char *const system[] = {"/usr", "/lib", "/lib64"};
    char *folder = tv_strdup(program);
    bool ok = allow(rules, dirname(folder), READ | LANDLOCK_ACCESS_FS_EXECUTE);
    for (size_t i = 0; ok && i < sizeof system / sizeof *system; i++)
        ok = allow_if_there(rules, system[i], READ | LANDLOCK_ACCESS_FS_EXECUTE);
    free(folder);
    return ok && allow_if_there(rules, "/etc/ld.so.cache", LANDLOCK_ACCESS_FS_READ_FILE) &&
           allow_if_there(rules, "/dev/null",
                          LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
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

static bool deny_to_starters(struct tv_error *err)
{
    if (tv_sandbox_missing() & TV_SANDBOX_SECCOMP)
        return true;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = filter ? 0 : -ENOMEM;
    for (size_t i = 0; !failed && i < sizeof denied_to_starters / sizeof(int); i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, denied_to_starters[i], 0);
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

static bool renounce_privileges(struct tv_error *err)
{
    limit(RLIMIT_CORE, 0);
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ||
           tv_fail(err, TV_IO, "no_new_privs: %s", strerror(errno));
}

bool tv_sandbox_enter(uint64_t memory, uint64_t file, struct tv_error *err)
{
    limit(RLIMIT_FSIZE, file);
    if (!SANITIZED) {
        limit(RLIMIT_DATA, memory); /* not RLIMIT_AS: archives that are mapped do not count */
        limit(RLIMIT_NPROC, 0);
    }
    return renounce_privileges(err) && enter_landlock(NULL, 0, err) && enter_seccomp(false, err);
}

bool tv_sandbox_enter_server(const char *const *folders, size_t n, struct tv_error *err)
{
    return renounce_privileges(err) && enter_landlock(folders, n, err) && enter_seccomp(true, err);
}

bool tv_sandbox_enter_starter(const char *const *folders, size_t n, const char *program,
                              struct tv_error *err)
{
    if (!renounce_privileges(err))
        return false;
    long rules = create_rules(err);
    bool entered =
        rules == 0 ||
        (rules > 0 &&
         put_up(rules, allow_folders(rules, folders, n) && allow_programs(rules, program), err));
    return entered && deny_to_starters(err);
}
