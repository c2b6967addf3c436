/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pool of worker processes (pool.h).
 *
 * Everything under way stands in one queue, in the order in which it was found; each *job* is a
 * member or an archive's end. Jobs are handed to idle parsers from the first that waits, and told to
 * the client from the head as far as they are done. While the queue is long, the reader is not
 * listened to: it then waits in its send, and holds no more than one member. While much was sent of
 * what waits behind the head, only the head is handed out: so what this process holds is bounded,
 * whatever workers send. */
#include "pool.h"

#include "corpus/codec.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_QUEUE = 256, /* jobs: each may hold a file descriptor, of which there are 1,024 */
    MAX_PARSERS = 64,
    TICK = 250, /* milliseconds between looks at the clock */
    GAP = 2,    /* seconds after which they were not made, as by a process that was stopped */
    REASON_SIZE = 160,
};
static const uint64_t MAX_QUEUED_BYTES = UINT64_C(256) << 20, /* in members' files */
    MAX_HELD_BYTES = UINT64_C(256) << 20;                     /* in what workers sent of them */

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE };

struct job {
    enum job_state state;
    bool is_end; /* of its archive, not a member */
    void *tag;
    struct tv_found found;
    struct tv_arena arena;  /* what `found` points to */
    int fd;                 /* the member's bytes, -1 none */
    struct tv_buffer bytes; /* the document, as the parser sent it */
    uint64_t held;          /* bytes that workers sent of it */
    struct tv_error why;    /* code TV_OK: none */
    bool again;             /* a worker that never began it was waited for */
    struct job *next;
};

struct parser {
    struct tv_process process;
    struct job *job; /* what it parses */
    time_t since;    /* when it was given that */
    bool begun;      /* it has said that it began */
};

/* The archive at hand. */
struct reading {
    bool open;
    void *tag;
    const char *name;
    int fd;
    struct tv_beside beside[TV_MAX_BESIDE]; /* manifests that can be read, as far as is known */
    size_t n_beside;
    uint64_t taken;              /* members that the reader sent */
    struct tv_culprit *culprits; /* known and found */
    size_t n_culprits, capacity;
    unsigned faults; /* of them, found */
    struct tv_arena arena;
};

struct tv_pool {
    struct tv_pool_options options;
    struct tv_process reader;
    uint64_t attempts; /* of the reader, when last looked at */
    time_t since;      /* when it last showed a sign of life */
    struct parser *parsers;
    struct job *head, *tail;
    size_t queued;
    uint64_t queued_bytes, held;
    struct reading reading;
    bool exhausted; /* the client has no more archives */
    time_t looked;  /* at the clock */
};

static time_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* The queue. */

static struct job *append(struct tv_pool *pool)
{
    struct job *job = tv_alloc(sizeof *job);
    job->fd = -1;
    job->tag = pool->reading.tag;
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
    pool->held -= job->held;
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

static void hold(struct tv_pool *pool, struct job *job, const struct tv_frame *frame)
{
    job->held += frame->size;
    pool->held += frame->size;
}

/* A member, from the reader. False: what it sent is wrong. */
static bool take_member(struct tv_pool *pool, const struct tv_frame *frame,
                        const struct tv_pool_client *client)
{
    struct job *job = append(pool);
    struct tv_reader r = {
        .p = frame->bytes, .end = frame->bytes + frame->size, .arena = &job->arena};
    const char *path = tv_get_string(&r);
    job->found.path = path && *path ? path : "unnamed";
    hold(pool, job, frame);
    pool->reading.taken++;
    if (frame->type == TV_FRAME_NOTHING) {
        take_error(&r, &job->why);
        job->state = JOB_DONE;
        job->found.has_digest = r.p != r.end;
    } else {
        job->fd = frame->fd;
        job->found.size = tv_get_number(&r);
        job->found.mtime = (int64_t)tv_get_number(&r);
        job->found.url = tv_get_string(&r);
        job->found.fetched = (int64_t)tv_get_number(&r);
        job->found.content_type = tv_get_string(&r);
        job->found.said = tv_get_string(&r);
        job->found.position = tv_get_number(&r);
        job->found.has_bytes = job->found.has_digest = true;
        pool->queued_bytes += job->found.size;
    }
    r.failed |= job->found.has_digest && r.end - r.p != sizeof job->found.digest;
    if (!r.failed && job->found.has_digest)
        memcpy(job->found.digest, r.p, sizeof job->found.digest);
    if (job->state == JOB_WAITING &&
        (r.failed || !client->wanted(client->context, job->tag, &job->found))) {
        job->state = JOB_DONE;
        close_job_file(pool, job);
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
    close(pool->reading.fd);
    free(pool->reading.culprits);
    tv_arena_finish(&pool->reading.arena);
    pool->reading = (struct reading){0};
}

static bool handle_reader_frame(struct tv_pool *pool, const struct tv_frame *frame,
                                const struct tv_pool_client *client)
{
    if (pool->reading.open && (frame->type == TV_FRAME_MEMBER || frame->type == TV_FRAME_NOTHING))
        return take_member(pool, frame, client);
    if (frame->fd >= 0)
        close(frame->fd);
    if (!pool->reading.open || frame->type != TV_FRAME_END)
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
    return pool->queued >= MAX_QUEUE || pool->queued_bytes >= MAX_QUEUED_BYTES ||
           pool->held >= MAX_HELD_BYTES;
}

/* Does without a manifest beside the archive at hand. */
static void leave_out(struct reading *reading, size_t i, const char *reason,
                      const struct tv_pool_client *client)
{
    if (client->without)
        client->without(client->context, reading->tag, reading->beside[i].path, reason);
    memmove(&reading->beside[i], &reading->beside[i + 1],
            (--reading->n_beside - i) * sizeof *reading->beside);
}

/* Hands over the manifests beside the archive at hand. A reader that is gone is seen to be when it is
 * listened to. */
static void send_manifests(struct tv_pool *pool, const struct tv_pool_client *client)
{
    struct reading *reading = &pool->reading;
    for (size_t i = 0; i < reading->n_beside;) {
        int fd = open(reading->beside[i].path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0) {
            leave_out(reading, i, strerror(errno), client);
            continue;
        }
        struct tv_buffer bytes = {0};
        tv_put_string(&bytes, reading->beside[i].path);
        tv_put_string(&bytes, reading->beside[i].as);
        tv_channel_send(&pool->reader.channel, TV_FRAME_MANIFEST, &bytes, fd, NULL);
        tv_buffer_finish(&bytes);
        close(fd);
        i++;
    }
}

static void send_read(struct tv_pool *pool, const struct tv_pool_client *client)
{
    const struct reading *reading = &pool->reading;
    const struct tv_limits *limits = &pool->options.limits;
    struct tv_buffer bytes = {0};
    tv_put_string(&bytes, reading->name);
    tv_put_number(&bytes, limits->member_size);
    tv_put_number(&bytes, limits->total_size);
    tv_put_number(&bytes, limits->ratio);
    tv_put_number(&bytes, limits->members);
    tv_put_number(&bytes, limits->path);
    tv_put_number(&bytes, limits->depth);
    tv_put_number(&bytes, reading->taken);
    tv_put_number(&bytes, reading->n_culprits);
    for (size_t i = 0; i < reading->n_culprits; i++) {
        tv_put_string(&bytes, reading->culprits[i].reason);
        tv_buffer_add(&bytes, reading->culprits[i].fingerprint, TV_FINGERPRINT_SIZE);
    }
    pool->since = now();
    pool->attempts = 0;
    tv_process_allow(&pool->reader, &pool->options.limits);
    send_manifests(pool, client);
    tv_channel_send(&pool->reader.channel, TV_FRAME_READ, &bytes, reading->fd, NULL);
    tv_buffer_finish(&bytes);
}

static void add_culprit(struct reading *reading, const uint8_t *fingerprint, const char *reason)
{
    TV_GROW(reading->culprits, reading->n_culprits, reading->capacity);
    struct tv_culprit *culprit = &reading->culprits[reading->n_culprits++];
    memcpy(culprit->fingerprint, fingerprint, sizeof culprit->fingerprint);
    culprit->reason = tv_arena_strdup(&reading->arena, reason);
}

/* Whether the archive can be read on without what the reader was at when it ended. */
static bool can_go_on(struct tv_pool *pool, const struct tv_note *note, const char *reason,
                      const struct tv_pool_client *client)
{
    static const uint8_t nothing[TV_FINGERPRINT_SIZE];
    struct reading *reading = &pool->reading;
    if (note->in_manifest && note->in_manifest <= reading->n_beside) {
        leave_out(reading, (size_t)note->in_manifest - 1, reason, client);
        return true;
    }
    if (memcmp(note->fingerprint, nothing, sizeof nothing) == 0 ||
        ++reading->faults > pool->options.limits.faults)
        return false;
    add_culprit(reading, note->fingerprint, reason);
    return true;
}

/* The reader died, went wrong, or takes too long (why): a new one goes on behind what it was at. Where
 * the file itself cannot be read, no member is to blame, and nothing more can be read. */
static bool replace_reader(struct tv_pool *pool, const struct tv_pool_client *client,
                           const char *why, struct tv_error *err)
{
    char reason[REASON_SIZE];
    struct tv_error refusal;
    struct tv_note note = tv_process_note(&pool->reader);
    bool unreadable =
        tv_process_stop(&pool->reader, &pool->options.limits, reason, sizeof reason) == SIGBUS;
    bool goes_on =
        pool->reading.open && !unreadable && can_go_on(pool, &note, why ? why : reason, client);
    tv_fail(&refusal, unreadable ? TV_IO : TV_REFUSED, "the archive cannot be read to its end: %s",
            why ? why : reason);
    if (pool->reading.open && !goes_on)
        end_archive(pool, &refusal);
    if (!tv_process_start(&pool->reader, pool->options.program, &pool->options.limits, err))
        return false;
    if (goes_on)
        send_read(pool, client);
    return true;
}

static bool serve_reader(struct tv_pool *pool, const struct tv_pool_client *client,
                         struct tv_error *err)
{
    struct tv_error broken = {0};
    struct tv_frame frame;
    int filled = tv_channel_fill(&pool->reader.channel, &broken), taken;
    pool->since = now();
    while ((taken = tv_channel_take(&pool->reader.channel, &frame, &broken)) > 0)
        if (!handle_reader_frame(pool, &frame, client))
            return replace_reader(pool, client, NULL, err);
    return filled < 0 || taken < 0 ? replace_reader(pool, client, NULL, err) : true;
}

static bool replace_parser(struct tv_pool *pool, struct parser *w, const char *why,
                           struct tv_error *err)
{
    char reason[REASON_SIZE];
    tv_process_stop(&w->process, &pool->options.limits, reason, sizeof reason);
    if (w->job && !w->begun && !w->job->again) { /* it was broken before: another gets the member */
        w->job->state = JOB_WAITING;
        w->job->again = true;
    } else if (w->job) {
        close_job_file(pool, w->job);
        finish_job(w->job, TV_REFUSED, why ? why : reason);
    }
    w->job = NULL;
    return tv_process_start(&w->process, pool->options.program, &pool->options.limits, err);
}

static bool serve_parser(struct tv_pool *pool, struct parser *w, struct tv_error *err)
{
    struct tv_error broken = {0};
    struct tv_frame frame;
    int filled = tv_channel_fill(&w->process.channel, &broken);
    int taken;
    while ((taken = tv_channel_take(&w->process.channel, &frame, &broken)) > 0 &&
           frame.type == TV_FRAME_ALIVE) {
        w->since = now();
        w->begun = true;
        tv_process_allow(&w->process, &pool->options.limits);
    }
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
        hold(pool, w->job, &frame);
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

static void open_next(struct tv_pool *pool, const struct tv_pool_client *client)
{
    struct reading *reading = &pool->reading;
    const struct tv_culprit *culprits = NULL;
    if (!client->next(client->context, &reading->fd, &reading->name, &reading->tag)) {
        pool->exhausted = true;
        return;
    }
    reading->open = true;
    const struct tv_beside *beside = NULL;
    if (client->beside)
        reading->n_beside = client->beside(client->context, reading->tag, &beside);
    if (beside)
        memcpy(reading->beside, beside, reading->n_beside * sizeof *beside);
    size_t n = client->culprits ? client->culprits(client->context, reading->tag, &culprits) : 0;
    for (size_t i = 0; i < n; i++)
        add_culprit(reading, culprits[i].fingerprint, culprits[i].reason);
    send_read(pool, client);
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
        struct parser *w = &pool->parsers[i];
        struct job *job = w->job ? NULL : first_waiting(pool);
        if (!job || (pool->held >= MAX_HELD_BYTES && job != pool->head))
            continue;
        struct tv_buffer bytes = {0};
        tv_put_string(&bytes, job->found.path);
        tv_put_number(&bytes, (uint64_t)job->found.mtime);
        tv_put_string(&bytes, job->found.url);
        tv_put_number(&bytes, (uint64_t)job->found.fetched);
        tv_put_string(&bytes, job->found.content_type);
        tv_put_string(&bytes, job->found.said);
        tv_put_number(&bytes, pool->options.limits.passages);
        w->job = job;
        w->since = now();
        w->begun = false;
        job->state = JOB_RUNNING;
        tv_process_allow(&w->process, &pool->options.limits);
        bool sent = tv_channel_send(&w->process.channel, TV_FRAME_PARSE, &bytes, job->fd, NULL);
        tv_buffer_finish(&bytes);
        if (!sent && !replace_parser(pool, w, NULL, err))
            return false;
    }
    return true;
}

/* The clock. */

/* Whether a reader that is listened to has been at one thing for too long. */
static bool reader_is_stuck(struct tv_pool *pool, time_t time)
{
    if (!pool->reading.open || is_full(pool))
        pool->since = time;
    if (time == pool->since)
        return false;
    struct tv_note note = tv_process_note(&pool->reader);
    if (note.attempts != pool->attempts) {
        pool->since = time;
        tv_process_allow(&pool->reader, &pool->options.limits);
    }
    pool->attempts = note.attempts;
    return time - pool->since > (time_t)pool->options.limits.seconds;
}

/* Where nobody looked for long, workers may not have run, either: their time begins anew. */
static void forgive_gap(struct tv_pool *pool, time_t time)
{
    bool gap = time - pool->looked > GAP;
    for (unsigned i = 0; gap && i < pool->options.parsers; i++)
        pool->parsers[i].since = time;
    if (gap)
        pool->since = time;
    pool->looked = time;
}

static bool look_at_clock(struct tv_pool *pool, const struct tv_pool_client *client,
                          struct tv_error *err)
{
    char reason[REASON_SIZE];
    time_t time = now();
    snprintf(reason, sizeof reason, "takes longer than %u seconds, the limit",
             pool->options.limits.seconds);
    forgive_gap(pool, time);
    for (unsigned i = 0; i < pool->options.parsers; i++) {
        struct parser *w = &pool->parsers[i];
        if (!w->job || time - w->since <= (time_t)pool->options.limits.seconds)
            continue;
        if (!replace_parser(pool, w, reason, err))
            return false;
    }
    return !reader_is_stuck(pool, time) || replace_reader(pool, client, reason, err);
}

static bool wait_and_serve(struct tv_pool *pool, const struct tv_pool_client *client,
                           struct tv_error *err)
{
    struct pollfd polls[MAX_PARSERS + 1];
    unsigned n = pool->options.parsers;
    for (unsigned i = 0; i < n; i++)
        polls[i] = (struct pollfd){.fd = pool->parsers[i].process.channel.fd, .events = POLLIN};
    polls[n] =
        (struct pollfd){.fd = is_full(pool) ? -1 : pool->reader.channel.fd, .events = POLLIN};
    if (poll(polls, n + 1, TICK) < 0 && errno != EINTR)
        return tv_fail(err, TV_IO, "poll: %s", strerror(errno));
    for (unsigned i = 0; i < n; i++)
        if (polls[i].revents && !serve_parser(pool, &pool->parsers[i], err))
            return false;
    if (polls[n].revents && polls[n].fd >= 0 && !serve_reader(pool, client, err))
        return false;
    return look_at_clock(pool, client, err);
}

bool tv_pool_run(struct tv_pool *pool, const struct tv_pool_client *client, struct tv_error *err)
{
    for (;;) {
        if (!pool->reading.open && !pool->exhausted && !is_full(pool))
            open_next(pool, client);
        if (!hand_out(pool, err))
            return false;
        if (!flush(pool, client) || (pool->options.stop && *pool->options.stop))
            return true;
        if (pool->exhausted && !pool->reading.open && !pool->head)
            return true;
        if ((pool->head || pool->reading.open) && !wait_and_serve(pool, client, err))
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
    pool->reader = (struct tv_process)TV_PROCESS_NONE;
    for (unsigned i = 0; i < pool->options.parsers; i++)
        pool->parsers[i].process = (struct tv_process)TV_PROCESS_NONE;
    bool started = tv_process_start(&pool->reader, options->program, &options->limits, err);
    for (unsigned i = 0; started && i < pool->options.parsers; i++)
        started =
            tv_process_start(&pool->parsers[i].process, options->program, &options->limits, err);
    if (started)
        return pool;
    tv_pool_destroy(pool);
    return NULL;
}

void tv_pool_destroy(struct tv_pool *pool)
{
    char reason[REASON_SIZE];
    if (!pool)
        return;
    if (pool->reading.open)
        end_archive(pool, NULL);
    while (pool->head)
        pop(pool);
    tv_process_stop(&pool->reader, &pool->options.limits, reason, sizeof reason);
    for (unsigned i = 0; i < pool->options.parsers; i++)
        tv_process_stop(&pool->parsers[i].process, &pool->options.limits, reason, sizeof reason);
    free(pool->parsers);
    free(pool);
}
