/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pool of worker processes (pool.h).
 *
 * Everything under way stands in one queue, in the order in which it was found; each *job* is a
 * member or an archive's end. Jobs are handed to idle parsers from the first that waits, and told to
 * the client from the head as far as they are done. While the queue is long, the reader is not
 * listened to: it then waits in its send, and holds no more than one member. */
#include "pool.h"

#include "channel.h"
#include "corpus/codec.h"
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_QUEUE = 256, /* jobs: each may hold a file descriptor, of which there are 1,024 */
    MAX_PARSERS = 64,
    TICK = 250,           /* milliseconds between looks at the clock */
    READER_SECONDS = 600, /* without a sign of life from a reader that is listened to */
};
static const uint64_t MAX_QUEUED_BYTES = UINT64_C(256) << 20;

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE };

struct job {
    enum job_state state;
    bool is_end; /* of its archive, not a member */
    void *tag;
    struct tv_found found;
    struct tv_arena arena;  /* what `found` points to */
    int fd;                 /* the member's bytes, -1 none */
    struct tv_buffer bytes; /* the document, as the parser sent it */
    struct tv_error why;    /* code TV_OK: none */
    struct job *next;
};

struct worker {
    pid_t pid;
    struct tv_channel channel;
    struct job *job; /* what it parses */
    time_t since;    /* when it was given that, or last showed a sign of life */
};

struct tv_pool {
    struct tv_pool_options options;
    struct worker reader, *parsers;
    struct job *head, *tail;
    size_t queued;
    uint64_t queued_bytes;
    bool reading;   /* an archive is open in the reader */
    void *tag;      /* its */
    bool exhausted; /* the client has no more archives */
};

static time_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* Workers. */

static bool start(struct tv_pool *pool, struct worker *w, struct tv_error *err)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return tv_fail(err, TV_IO, "socketpair: %s", strerror(errno));
    char memory[24], file[24];
    snprintf(memory, sizeof memory, "%llu", (unsigned long long)pool->options.limits.memory);
    snprintf(file, sizeof file, "%llu", (unsigned long long)pool->options.limits.member_size);
    char *argv[] = {(char *)(uintptr_t)pool->options.program, "--worker", memory, file, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], TV_WORKER_FD);
    int failed = posix_spawn(&w->pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed) {
        close(ends[0]);
        w->pid = 0;
        return tv_fail(err, TV_IO, "%s: cannot be started: %s", argv[0], strerror(failed));
    }
    w->channel = (struct tv_channel){.fd = ends[0]};
    w->since = now();
    return true;
}

/* Ends a worker and says how it ended, for a message. */
static void stop(struct worker *w, bool kill_it, char *ret_reason, size_t size)
{
    int status = 0;
    tv_channel_finish(&w->channel);
    if (w->pid > 0) {
        if (kill_it)
            kill(w->pid, SIGKILL);
        while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    w->pid = 0;
    if (WIFSIGNALED(status))
        snprintf(ret_reason, size, "the parser was ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(ret_reason, size, "the parser ended with status %d", WEXITSTATUS(status));
}

/* The queue. */

static struct job *append(struct tv_pool *pool)
{
    struct job *job = tv_alloc(sizeof *job);
    job->fd = -1;
    job->tag = pool->tag;
    if (pool->tail)
        pool->tail->next = job;
    else
        pool->head = job;
    pool->tail = job;
    pool->queued++;
    return job;
}

static void close_job_file(struct tv_pool *pool, struct job *job)
{
    if (job->fd < 0)
        return;
    close(job->fd);
    job->fd = -1;
    pool->queued_bytes -= job->found.size;
}

static void pop(struct tv_pool *pool)
{
    struct job *job = pool->head;
    pool->head = job->next;
    if (!pool->head)
        pool->tail = NULL;
    pool->queued--;
    close_job_file(pool, job);
    tv_buffer_finish(&job->bytes);
    tv_arena_finish(&job->arena);
    free(job);
}

static void finish_job(struct job *job, enum tv_code code, const char *message)
{
    job->state = JOB_DONE;
    tv_fail(&job->why, code, "%s", message);
}

static bool tell(struct job *job, const struct tv_pool_client *client)
{
    const struct tv_error *why = job->why.code == TV_OK ? NULL : &job->why;
    if (job->is_end)
        return client->end(client->context, job->tag, why);
    if (why || job->bytes.size == 0)
        return client->member(client->context, job->tag, &job->found, NULL, why);
    struct tv_document doc = {0};
    struct tv_error broken;
    if (!tv_get_whole(job->bytes.data, job->bytes.size, &doc)) {
        tv_fail(&broken, TV_REFUSED, "the parser sent what is no document");
        return client->member(client->context, job->tag, &job->found, NULL, &broken);
    }
    tv_document_id(job->found.digest, doc.id);
    tv_hex(job->found.digest, sizeof job->found.digest, doc.sha256);
    bool go_on = client->member(client->context, job->tag, &job->found, &doc, NULL);
    tv_document_finish(&doc);
    return go_on;
}

/* Tells the client of what is done at the head. False: the client stops. */
static bool flush(struct tv_pool *pool, const struct tv_pool_client *client)
{
    while (pool->head && pool->head->state == JOB_DONE) {
        bool go_on = tell(pool->head, client);
        pop(pool);
        if (!go_on)
            return false;
    }
    return true;
}

/* What workers send. */

static void take_error(struct tv_reader *r, struct tv_error *ret)
{
    uint64_t code = tv_get_number(r);
    const char *message = tv_get_string(r);
    if (code != TV_OK || r->failed)
        tv_fail(ret, code == TV_IGNORED ? TV_IGNORED : TV_REFUSED, "%s",
                message ? message : "the parser sent what is no message");
}

/* A member, from the reader. False: what it sent is wrong. */
static bool take_member(struct tv_pool *pool, const struct tv_frame *frame,
                        const struct tv_pool_client *client)
{
    struct job *job = append(pool);
    struct tv_reader r = {
        .p = frame->bytes, .end = frame->bytes + frame->size, .arena = &job->arena};
    const char *path = tv_get_string(&r);
    job->found.path = path ? path : "unnamed";
    if (frame->type == TV_FRAME_NOTHING) {
        take_error(&r, &job->why);
        job->state = JOB_DONE;
    } else {
        job->fd = frame->fd;
        job->found.size = tv_get_number(&r);
        job->found.mtime = (int64_t)tv_get_number(&r);
        job->found.url = tv_get_string(&r);
        job->found.fetched = (int64_t)tv_get_number(&r);
        job->found.content_type = tv_get_string(&r);
        job->found.said = tv_get_string(&r);
        job->found.position = tv_get_number(&r);
        job->found.has_bytes = true;
        pool->queued_bytes += job->found.size;
        r.failed |= r.end - r.p != sizeof job->found.digest;
        if (!r.failed)
            memcpy(job->found.digest, r.p, sizeof job->found.digest);
        if (r.failed || !client->wanted(client->context, job->tag, &job->found)) {
            job->state = JOB_DONE;
            close_job_file(pool, job);
        }
    }
    return !r.failed;
}

static void end_archive(struct tv_pool *pool, const struct tv_error *why)
{
    struct job *job = append(pool);
    job->is_end = true;
    job->state = JOB_DONE;
    if (why)
        job->why = *why;
    pool->reading = false;
}

static bool handle_reader_frame(struct tv_pool *pool, const struct tv_frame *frame,
                                const struct tv_pool_client *client)
{
    if (pool->reading && (frame->type == TV_FRAME_MEMBER || frame->type == TV_FRAME_NOTHING))
        return take_member(pool, frame, client);
    if (frame->fd >= 0)
        close(frame->fd);
    if (!pool->reading || frame->type != TV_FRAME_END)
        return false;
    struct tv_arena arena = {0};
    struct tv_reader r = {.p = frame->bytes, .end = frame->bytes + frame->size, .arena = &arena};
    struct tv_error why = {0};
    take_error(&r, &why);
    end_archive(pool, why.code == TV_OK ? NULL : &why);
    tv_arena_finish(&arena);
    return true;
}

static bool is_full(const struct tv_pool *pool)
{
    return pool->queued >= MAX_QUEUE || pool->queued_bytes >= MAX_QUEUED_BYTES;
}

/* The reader died or went wrong: its archive ends here, and a new reader takes the next. */
static bool replace_reader(struct tv_pool *pool, struct tv_error *err)
{
    char reason[128];
    struct tv_error why;
    stop(&pool->reader, true, reason, sizeof reason);
    tv_fail(&why, TV_REFUSED, "the archive cannot be read to its end: %s", reason);
    if (pool->reading)
        end_archive(pool, &why);
    return start(pool, &pool->reader, err);
}

static bool serve_reader(struct tv_pool *pool, const struct tv_pool_client *client,
                         struct tv_error *err)
{
    struct tv_error broken = {0};
    struct tv_frame frame;
    int filled = tv_channel_fill(&pool->reader.channel, &broken), taken;
    pool->reader.since = now();
    while ((taken = tv_channel_take(&pool->reader.channel, &frame, &broken)) > 0)
        if (!handle_reader_frame(pool, &frame, client))
            return replace_reader(pool, err);
    return filled < 0 || taken < 0 ? replace_reader(pool, err) : true;
}

static bool replace_parser(struct tv_pool *pool, struct worker *w, const char *why,
                           struct tv_error *err)
{
    char reason[128];
    stop(w, true, reason, sizeof reason);
    if (w->job) {
        close_job_file(pool, w->job);
        finish_job(w->job, TV_REFUSED, why ? why : reason);
    }
    w->job = NULL;
    return start(pool, w, err);
}

static bool serve_parser(struct tv_pool *pool, struct worker *w, struct tv_error *err)
{
    struct tv_error broken = {0};
    struct tv_frame frame;
    int filled = tv_channel_fill(&w->channel, &broken);
    int taken = tv_channel_take(&w->channel, &frame, &broken);
    if (taken == 0 && filled >= 0)
        return true;
    if (taken <= 0 || !w->job ||
        (frame.type != TV_FRAME_DOCUMENT && frame.type != TV_FRAME_FAILED)) {
        if (taken > 0 && frame.fd >= 0)
            close(frame.fd);
        return replace_parser(pool, w, NULL, err);
    }
    if (frame.type == TV_FRAME_DOCUMENT) {
        tv_buffer_add(&w->job->bytes, frame.bytes, frame.size);
    } else {
        struct tv_arena arena = {0};
        struct tv_reader r = {.p = frame.bytes, .end = frame.bytes + frame.size, .arena = &arena};
        take_error(&r, &w->job->why);
        tv_arena_finish(&arena);
    }
    w->job->state = JOB_DONE;
    close_job_file(pool, w->job);
    w->job = NULL;
    return true;
}

/* What is handed to workers. */

/* Hands over the manifests beside the archive at hand; one that cannot be opened is as if it were not
 * there. */
static bool send_manifests(struct tv_pool *pool, const struct tv_pool_client *client)
{
    const struct tv_beside *beside = NULL;
    size_t n = client->beside ? client->beside(client->context, pool->tag, &beside) : 0;
    bool sent = true;
    for (size_t i = 0; i < n && sent; i++) {
        int fd = open(beside[i].path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0)
            continue;
        struct tv_buffer bytes = {0};
        tv_put_string(&bytes, beside[i].path);
        tv_put_string(&bytes, beside[i].as);
        sent = tv_channel_send(&pool->reader.channel, TV_FRAME_MANIFEST, &bytes, fd, NULL);
        tv_buffer_finish(&bytes);
        close(fd);
    }
    return sent;
}

static bool open_next(struct tv_pool *pool, const struct tv_pool_client *client)
{
    int fd;
    const char *name;
    if (!client->next(client->context, &fd, &name, &pool->tag)) {
        pool->exhausted = true;
        return true;
    }
    struct tv_buffer bytes = {0};
    tv_put_string(&bytes, name);
    tv_put_number(&bytes, pool->options.limits.member_size);
    tv_put_number(&bytes, pool->options.limits.total_size);
    tv_put_number(&bytes, pool->options.limits.members);
    tv_put_number(&bytes, pool->options.limits.depth);
    pool->reading = true;
    pool->reader.since = now();
    bool sent = send_manifests(pool, client) &&
                tv_channel_send(&pool->reader.channel, TV_FRAME_READ, &bytes, fd, NULL);
    tv_buffer_finish(&bytes);
    close(fd);
    return sent;
}

static struct job *first_waiting(const struct tv_pool *pool)
{
    struct job *job = pool->head;
    while (job && job->state != JOB_WAITING)
        job = job->next;
    return job;
}

static bool hand_out(struct tv_pool *pool, struct tv_error *err)
{
    for (unsigned i = 0; i < pool->options.parsers; i++) {
        struct worker *w = &pool->parsers[i];
        struct job *job = w->job ? NULL : first_waiting(pool);
        if (!job)
            continue;
        struct tv_buffer bytes = {0};
        tv_put_string(&bytes, job->found.path);
        tv_put_number(&bytes, (uint64_t)job->found.mtime);
        tv_put_string(&bytes, job->found.url);
        tv_put_number(&bytes, (uint64_t)job->found.fetched);
        tv_put_string(&bytes, job->found.content_type);
        tv_put_string(&bytes, job->found.said);
        w->job = job;
        w->since = now();
        job->state = JOB_RUNNING;
        bool sent = tv_channel_send(&w->channel, TV_FRAME_PARSE, &bytes, job->fd, NULL);
        tv_buffer_finish(&bytes);
        if (!sent && !replace_parser(pool, w, NULL, err))
            return false;
    }
    return true;
}

/* The clock. */

static bool look_at_clock(struct tv_pool *pool, struct tv_error *err)
{
    char reason[64];
    time_t time = now();
    for (unsigned i = 0; i < pool->options.parsers; i++) {
        struct worker *w = &pool->parsers[i];
        if (!w->job || time - w->since <= (time_t)pool->options.limits.seconds)
            continue;
        snprintf(reason, sizeof reason, "takes longer than %u seconds, the limit",
                 pool->options.limits.seconds);
        if (!replace_parser(pool, w, reason, err))
            return false;
    }
    if (pool->reading && !is_full(pool) && time - pool->reader.since > READER_SECONDS)
        return replace_reader(pool, err);
    return true;
}

static bool wait_and_serve(struct tv_pool *pool, const struct tv_pool_client *client,
                           struct tv_error *err)
{
    struct pollfd polls[MAX_PARSERS + 1];
    unsigned n = pool->options.parsers;
    for (unsigned i = 0; i < n; i++)
        polls[i] = (struct pollfd){.fd = pool->parsers[i].channel.fd, .events = POLLIN};
    polls[n] =
        (struct pollfd){.fd = is_full(pool) ? -1 : pool->reader.channel.fd, .events = POLLIN};
    if (poll(polls, n + 1, TICK) < 0 && errno != EINTR)
        return tv_fail(err, TV_IO, "poll: %s", strerror(errno));
    for (unsigned i = 0; i < n; i++)
        if (polls[i].revents && !serve_parser(pool, &pool->parsers[i], err))
            return false;
    if (polls[n].revents && polls[n].fd >= 0 && !serve_reader(pool, client, err))
        return false;
    return look_at_clock(pool, err);
}

bool tv_pool_run(struct tv_pool *pool, const struct tv_pool_client *client, struct tv_error *err)
{
    for (;;) {
        if (!pool->reading && !pool->exhausted && !is_full(pool) && !open_next(pool, client) &&
            !replace_reader(pool, err))
            return false;
        if (!hand_out(pool, err))
            return false;
        if (!flush(pool, client) || (pool->options.stop && *pool->options.stop))
            return true;
        if (pool->exhausted && !pool->reading && !pool->head)
            return true;
        if ((pool->head || pool->reading) && !wait_and_serve(pool, client, err))
            return false;
    }
}

struct tv_pool *tv_pool_create(const struct tv_pool_options *options, struct tv_error *err)
{
    struct tv_pool *pool = tv_alloc(sizeof *pool);
    pool->options = *options;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (pool->options.parsers == 0)
        pool->options.parsers = processors > 0 ? (unsigned)processors : 1;
    if (pool->options.parsers > MAX_PARSERS)
        pool->options.parsers = MAX_PARSERS;
    pool->parsers = tv_alloc(pool->options.parsers * sizeof *pool->parsers);
    pool->reader.channel.fd = -1;
    for (unsigned i = 0; i < pool->options.parsers; i++)
        pool->parsers[i].channel.fd = -1;
    bool started = start(pool, &pool->reader, err);
    for (unsigned i = 0; started && i < pool->options.parsers; i++)
        started = start(pool, &pool->parsers[i], err);
    if (started)
        return pool;
    tv_pool_destroy(pool);
    return NULL;
}

void tv_pool_destroy(struct tv_pool *pool)
{
    char reason[128];
    if (!pool)
        return;
    while (pool->head)
        pop(pool);
    stop(&pool->reader, true, reason, sizeof reason);
    for (unsigned i = 0; i < pool->options.parsers; i++)
        stop(&pool->parsers[i], true, reason, sizeof reason);
    free(pool->parsers);
    free(pool);
}
