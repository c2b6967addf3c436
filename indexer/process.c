/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Worker processes (process.h). */
#include "process.h"

#include "worker.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int make_note(void)
{
    int fd = memfd_create("note", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, sizeof(struct tv_note)) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int spawn(struct tv_process *p, const char *program, const struct tv_limits *limits,
                 int socket)
{
    char memory[24], file[24];
    snprintf(memory, sizeof memory, "%" PRIu64, limits->memory);
    snprintf(file, sizeof file, "%" PRIu64, limits->member_size);
    char *argv[] = {(char *)(uintptr_t)program, "--worker", memory, file, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, TV_WORKER_FD);
    posix_spawn_file_actions_adddup2(&actions, p->note, TV_WORKER_NOTE_FD);
    int failed = posix_spawn(&p->pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

bool tv_process_start(struct tv_process *p, const char *program, const struct tv_limits *limits,
                      struct tv_error *err)
{
    const struct timeval patience = {.tv_sec = limits->seconds}; /* with one that does not listen */
    int ends[2];
    *p = (struct tv_process)TV_PROCESS_NONE;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return tv_fail(err, TV_IO, "socketpair: %s", strerror(errno));
    p->channel.fd = ends[0];
    setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    p->note = make_note();
    int failed = p->note < 0 ? errno : spawn(p, program, limits, ends[1]);
    close(ends[1]);
    if (!failed)
        return true;
    p->pid = 0;
    return tv_fail(err, TV_IO, "%s: cannot be started: %s", program, strerror(failed));
}

void tv_process_allow(const struct tv_process *p, const struct tv_limits *limits)
{
    clockid_t clock;
    struct timespec used;
    struct rlimit limit;
    if (p->pid <= 0 || clock_getcpuclockid(p->pid, &clock) != 0 ||
        clock_gettime(clock, &used) < 0 || prlimit(p->pid, RLIMIT_CPU, NULL, &limit) < 0)
        return; /* it is gone, which will be seen */
    rlim_t most = (rlim_t)used.tv_sec + (rlim_t)limits->seconds * TV_CPU_FACTOR;
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    prlimit(p->pid, RLIMIT_CPU, &limit, NULL);
}

static void explain_signal(int number, char *ret_reason, size_t size)
{
    const char *what = number == SIGSYS    ? "it asked for what no parser needs"
                       : number == SIGBUS  ? "the file was cut short or cannot be read"
                       : number == SIGXCPU ? "it took too long"
                       : number == SIGXFSZ ? "a member is larger than the limit"
                       : number == SIGKILL ? "killed from outside, or for want of memory"
                                           : strsignal(number);
    snprintf(ret_reason, size, "the parser was ended by signal %d (%s)", number, what);
}

int tv_process_stop(struct tv_process *p, const struct tv_limits *limits, char *ret_reason,
                    size_t size)
{
    int status = 0;
    tv_channel_finish(&p->channel);
    if (p->pid > 0) {
        kill(p->pid, SIGKILL); /* which changes nothing about one that died by itself */
        while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    p->pid = 0;
    if (WIFSIGNALED(status))
        explain_signal(WTERMSIG(status), ret_reason, size);
    else if (WEXITSTATUS(status) == TV_WORKER_NO_MEMORY)
        snprintf(ret_reason, size, "needs more memory than %" PRIu64 " bytes, the limit",
                 limits->memory);
    else
        snprintf(ret_reason, size, "the parser ended with status %d", WEXITSTATUS(status));
    if (p->note >= 0)
        close(p->note);
    p->note = -1;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

struct tv_note tv_process_note(const struct tv_process *p)
{
    struct tv_note note;
    if (p->note >= 0 && pread(p->note, &note, sizeof note, 0) == sizeof note)
        return note;
    return (struct tv_note){0};
}
