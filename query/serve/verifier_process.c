/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The process of the verifier (verifier.h). It waits for claims, and for the children that it makes of
 * itself for them; it reads nothing from archives, and nothing that comes from them but a verdict. */
#include "confined.h"
#include "corpus/paths.h"
#include "indexer/sandbox.h"
#include "verifier.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct verifier {
    const struct tv_settings *settings;
    struct tv_channel channel;
};

struct claim {
    char id[TV_ID_SIZE + 1];
    uint32_t number;
};

static bool read_claim(const struct tv_frame *frame, struct claim *ret_claim)
{
    struct tv_arena arena = {0};
    struct tv_reader r = {frame->bytes, frame->bytes + frame->size, &arena, false};
    const char *id = tv_get_string(&r);
    uint32_t number = tv_get_u32(&r);
    bool ok = frame->type == TV_FRAME_CLAIM && !r.failed && id && strlen(id) == TV_ID_SIZE;
    if (ok) {
        memcpy(ret_claim->id, id, TV_ID_SIZE + 1);
        ret_claim->number = number;
    }
    tv_arena_finish(&arena);
    return ok;
}

static bool send_verdict(struct verifier *v, const struct tv_verdict *verdict)
{
    struct tv_buffer bytes = {0};
    struct tv_error err = {0};
    tv_put_verdict(&bytes, verdict);
    bool sent = tv_channel_send(&v->channel, TV_FRAME_VERDICT, &bytes, -1, &err);
    tv_buffer_finish(&bytes);
    return sent;
}

static bool send_failure(struct verifier *v, const char *message)
{
    struct tv_buffer bytes = {0};
    struct tv_error err = {0};
    tv_buffer_puts(&bytes, message);
    bool sent = tv_channel_send(&v->channel, TV_FRAME_NO_VERDICT, &bytes, -1, &err);
    tv_buffer_finish(&bytes);
    return sent;
}

/* What travaux verify does. */
static bool prove(struct verifier *v, const struct claim *claim, struct tv_verdict *ret_verdict,
                  struct tv_error *err)
{
    const struct tv_list *paths = &v->settings->indexes;
    struct tv_claim proven = {.number = claim->number};
    struct tv_index index;
    memcpy(proven.id, claim->id, sizeof proven.id);
    if (!tv_index_open(paths->items, paths->n, &index, err))
        return false;
    struct tv_verification verification = {&index, &v->settings->archives, &proven, 1, NULL};
    bool ok = tv_verify(&verification, err);
    if (ok)
        *ret_verdict = (struct tv_verdict){true, proven.finding, proven.reason, proven.nearest,
                                           (int64_t)time(NULL)};
    tv_index_finish(&index);
    return ok;
}

/* In the child, whom the alarm ends. It answers by itself. */
static void answer(struct verifier *v, const struct claim *claim)
{
    struct tv_verdict verdict = {0};
    struct tv_error err = {0};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(v->settings->verify_time);
    bool ok = prove(v, claim, &verdict, &err);
    alarm(0); /* an answer goes out whole */
    ok = ok ? send_verdict(v, &verdict) : send_failure(v, err.message);
    tv_verdict_finish(&verdict);
    _exit(ok ? 0 : 1);
}

/* True if the child, which answers by itself, did so; else it is answered for. */
static bool hear(struct verifier *v, const struct claim *claim)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        answer(v, claim);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (pid < 0)
        return send_failure(v, "there is no room for another process");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGALRM)
        return send_failure(v, "the check broke off");
    struct tv_verdict unfinished = {.time = (int64_t)time(NULL)};
    return send_verdict(v, &unfinished);
}

/* Leaves what the server's process was given: the socket of a service manager above all. */
static int leave(int socket)
{
    enum { CHANNEL = 3 };
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    if (socket != CHANNEL)
        dup2(socket, CHANNEL);
    fcntl(CHANNEL, F_SETFD, FD_CLOEXEC);
    close_range(CHANNEL + 1, ~0U, 0);
    return CHANNEL;
}

static bool shut_in(const struct tv_settings *settings, struct tv_error *err)
{
    struct tv_folders folders;
    bool known = tv_folders_of_indexes(&settings->indexes, &folders);
    for (size_t i = 0; i < settings->archives.n; i++)
        tv_folders_add(&folders, settings->archives.items[i]);
    char *program = tv_program_path("travaux-extract");
    bool ok = !known || settings->no_sandbox ||
              tv_sandbox_enter_starter(folders.items, folders.n, program, err);
    free(program);
    tv_folders_finish(&folders);
    return ok;
}

void tv_verifier_serve(const struct tv_settings *settings, int socket)
{
    struct verifier v = {.settings = settings, .channel.fd = leave(socket)};
    struct tv_error err = {0};
    struct tv_frame frame;
    struct claim claim;
    if (!shut_in(settings, &err)) {
        fprintf(stderr, "travaux serve: the verifier: %s\n", err.message);
        _exit(1);
    }
    while (tv_channel_receive(&v.channel, &frame, &err) && read_claim(&frame, &claim) &&
           hear(&v, &claim))
        ;
    tv_channel_finish(&v.channel);
    _exit(0);
}
