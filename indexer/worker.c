/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The worker (worker.h): TV_FRAME_READ walks an archive and sends its members, each as a sealed
 * memory file; TV_FRAME_PARSE makes a document of one. It keeps no state between frames. */
#include "worker.h"

#include "beside.h"
#include "bounds.h"
#include "channel.h"
#include "corpus/codec.h"
#include "members.h"
#include "ocr.h"
#include "process.h"
#include "sandbox.h"
#include "structure.h"

#include <errno.h>
#include <openssl/evp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A manifest that was read, and is kept for the files to come: a folder's is about all of them. */
struct kept_manifest {
    struct tv_manifest *manifest;
    struct stat st;
};

struct worker {
    struct tv_channel channel;
    struct tv_buffer out;
    struct kept_manifest kept[TV_MAX_BESIDE];
    size_t next_kept;                   /* the oldest */
    struct tv_told told[TV_MAX_BESIDE]; /* of the archive to come */
    struct tv_arena told_arena;
    size_t n_told;
    unsigned n_manifests; /* that were handed over, told of or not */
    struct tv_note *note; /* shared with the pool */
};

/* An archive that is being read. */
struct reading {
    struct worker *worker;
    const struct tv_member *file;
    size_t passed; /* bytes of members since the file's pages were let go */
    uint64_t skip; /* members that were sent before */
    const struct culprit {
        const char *fingerprint, *reason;
    } * culprits;
    size_t n_culprits;
    const struct culprit *barred; /* by the guard just now, or NULL */
};

static bool send_error(struct worker *w, uint32_t type, const struct tv_error *why)
{
    tv_buffer_clear(&w->out);
    tv_put_number(&w->out, why->code);
    tv_put_string(&w->out, why->message);
    return tv_channel_send(&w->channel, type, &w->out, -1, NULL);
}

/* The file's bytes in memory, in *ret. */
static bool map(int fd, struct tv_member *ret, struct tv_error *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return tv_fail(err, TV_IO, "%s: %s", ret->path, strerror(errno));
    ret->size = (size_t)st.st_size;
    ret->bytes = (const uint8_t *)"";
    if (ret->size == 0)
        return true;
    void *p = mmap(NULL, ret->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) {
        ret->size = 0;
        return tv_fail(err, TV_IO, "%s: %s", ret->path, strerror(errno));
    }
    ret->bytes = p;
    return true;
}

static void unmap(struct tv_member *member)
{
    if (member->size)
        munmap((void *)(uintptr_t)member->bytes, member->size);
}

/* Reading. */

enum {
    FAULT = 64 << 10,  /* bytes that the kernel maps at once where one is looked at */
    LET_GO = 32 << 20, /* bytes after which pages are let go */
};

/* Lets the pages of the archive go now and then, since otherwise all of it would stand in memory at
 * last; the system has those that are read again at hand. */
static void let_go(struct reading *reading, size_t passed)
{
    reading->passed += passed;
    if (reading->passed < LET_GO || !reading->file->bytes)
        return;
    madvise((void *)(uintptr_t)reading->file->bytes, reading->file->size, MADV_DONTNEED);
    reading->passed = 0;
}

/* A memory file that holds the bytes; -1 with errno. */
static int memory_file(const struct tv_member *member)
{
    int fd = memfd_create("member", MFD_CLOEXEC);
    for (size_t done = 0; fd >= 0 && done < member->size;) {
        ssize_t n = write(fd, member->bytes + done, member->size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    return fd;
}

static bool send_nothing(struct worker *w, const char *path, const struct tv_error *why,
                         const struct culprit *culprit)
{
    tv_buffer_clear(&w->out);
    tv_put_string(&w->out, path);
    tv_put_number(&w->out, why->code);
    tv_put_string(&w->out, why->message);
    if (culprit)
        tv_buffer_add(&w->out, culprit->fingerprint, TV_FINGERPRINT_SIZE);
    return tv_channel_send(&w->channel, TV_FRAME_NOTHING, &w->out, -1, NULL);
}

static bool send_bytes(struct worker *w, const struct tv_member *member)
{
    int fd = memory_file(member);
    struct tv_error failure;
    if (fd < 0) {
        tv_fail(&failure, TV_REFUSED, "no memory for it: %s", strerror(errno));
        return send_nothing(w, member->path, &failure, NULL);
    }
    uint8_t digest[TV_FINGERPRINT_SIZE];
    if (member->digest)
        memcpy(digest, member->digest, sizeof digest);
    else
        EVP_Digest(member->bytes, member->size, digest, NULL, EVP_sha256(), NULL);
    tv_buffer_clear(&w->out);
    tv_put_string(&w->out, member->path);
    tv_put_number(&w->out, member->size);
    tv_put_number(&w->out, (uint64_t)(member->mtime > 0 ? member->mtime : 0));
    tv_put_string(&w->out, member->url);
    tv_put_number(&w->out, (uint64_t)(member->fetched > 0 ? member->fetched : 0));
    tv_put_string(&w->out, member->content_type);
    tv_put_string(&w->out, member->said);
    tv_put_number(&w->out, member->position);
    tv_buffer_add(&w->out, digest, sizeof digest);
    bool sent = tv_channel_send(&w->channel, TV_FRAME_MEMBER, &w->out, fd, NULL);
    close(fd);
    return sent;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static struct tv_manifest *find_manifest(const struct worker *w, const struct stat *st)
{
    for (size_t i = 0; i < TV_MAX_BESIDE; i++)
        if (w->kept[i].manifest && is_same_file(&w->kept[i].st, st))
            return w->kept[i].manifest;
    return NULL;
}

/* Reads a manifest in the place of the oldest: no more are told of one archive than are kept. */
static struct tv_manifest *keep_manifest(struct worker *w, const struct stat *st,
                                         const struct tv_member *file)
{
    struct kept_manifest *kept = &w->kept[w->next_kept];
    w->next_kept = (w->next_kept + 1) % TV_MAX_BESIDE;
    tv_manifest_destroy(kept->manifest);
    kept->manifest = tv_manifest_create();
    kept->st = *st;
    tv_manifest_read(kept->manifest, file, "");
    return kept->manifest;
}

static bool take_manifest(struct worker *w, const struct tv_frame *frame)
{
    if (w->n_manifests++ == 0)
        tv_arena_reset(&w->told_arena);
    struct tv_reader r = {
        .p = frame->bytes, .end = frame->bytes + frame->size, .arena = &w->told_arena};
    struct tv_member file = {.path = tv_get_string(&r)};
    const char *as = tv_get_string(&r);
    struct tv_error err = {0};
    struct stat st;
    if (!r.failed && file.path && w->n_told < TV_MAX_BESIDE && fstat(frame->fd, &st) == 0) {
        struct tv_manifest *m = find_manifest(w, &st);
        w->note->in_manifest = w->n_manifests;
        if (!m && map(frame->fd, &file, &err))
            m = keep_manifest(w, &st, &file);
        w->note->in_manifest = 0;
        if (m)
            w->told[w->n_told++] = (struct tv_told){m, as};
    }
    unmap(&file);
    close(frame->fd);
    return !r.failed && file.path;
}

static bool send_member(void *context, const struct tv_member *member, const struct tv_error *why)
{
    struct reading *reading = context;
    const struct culprit *culprit = reading->barred;
    reading->barred = NULL;
    let_go(reading, why ? 0 : member->size);
    if (reading->skip > 0) {
        reading->skip--;
        return true;
    }
    return why ? send_nothing(reading->worker, member->path, why, culprit)
               : send_bytes(reading->worker, member);
}

/* Notes what is attempted, unless that is known to break the reader. */
static bool note_attempt(void *context, const uint8_t fingerprint[TV_FINGERPRINT_SIZE],
                         struct tv_error *why)
{
    struct reading *reading = context;
    struct tv_note *note = reading->worker->note;
    let_go(reading, FAULT);
    for (size_t i = 0; i < reading->n_culprits; i++)
        if (memcmp(reading->culprits[i].fingerprint, fingerprint, TV_FINGERPRINT_SIZE) == 0) {
            reading->barred = why ? &reading->culprits[i] : NULL;
            return tv_fail(why, TV_REFUSED, "%s", reading->culprits[i].reason);
        }
    memcpy(note->fingerprint, fingerprint, TV_FINGERPRINT_SIZE);
    note->attempts++;
    return true;
}

/* Reads what is not to be sent or tried. The fingerprints stay where they are: in the frame. */
static void get_known(struct tv_reader *r, struct reading *reading)
{
    reading->skip = tv_get_number(r);
    size_t n = tv_get_count(r);
    struct culprit *culprits = tv_arena_alloc(r->arena, n * sizeof *culprits);
    for (size_t i = 0; i < n; i++) {
        culprits[i].reason = tv_get_string(r);
        r->failed |= r->end - r->p < TV_FINGERPRINT_SIZE;
        if (r->failed)
            return;
        culprits[i].fingerprint = r->p;
        r->p += TV_FINGERPRINT_SIZE;
    }
    reading->culprits = culprits;
    reading->n_culprits = n;
}

static bool read_archive(struct worker *w, const struct tv_frame *frame)
{
    struct reading reading = {.worker = w};
    struct tv_arena arena = {0};
    struct tv_reader r = {.p = frame->bytes, .end = frame->bytes + frame->size, .arena = &arena};
    struct tv_member file = {.path = tv_get_string(&r)};
    struct tv_limits limits = {.member_size = tv_get_number(&r),
                               .total_size = tv_get_number(&r),
                               .ratio = tv_get_number(&r),
                               .members = tv_get_number(&r),
                               .path = tv_get_number(&r),
                               .depth = tv_get_u32(&r)};
    struct tv_error err = {0};
    get_known(&r, &reading);
    bool sense = !r.failed && file.path;
    reading.file = &file;
    if (sense && map(frame->fd, &file, &err))
        tv_archive_walk_guarded(&file, &limits, w->told, w->n_told, send_member, note_attempt,
                                &reading, &err);
    w->n_told = w->n_manifests = 0;
    close(frame->fd);
    memset(w->note->fingerprint, 0, TV_FINGERPRINT_SIZE);
    unmap(&file);
    tv_arena_finish(&arena);
    return sense && send_error(w, TV_FRAME_END, &err);
}

/* Parsing. */

/* Sends it, if it has no more than that many passages. */
static bool send_document(struct worker *w, const struct tv_document *doc, uint64_t most)
{
    struct tv_error err = {0};
    if (doc->n_passages > most) {
        tv_fail(&err, TV_REFUSED, "has %zu passages; the limit is %llu", doc->n_passages,
                (unsigned long long)most);
        return send_error(w, TV_FRAME_FAILED, &err);
    }
    tv_buffer_clear(&w->out);
    tv_put_whole(&w->out, doc);
    if (tv_channel_send(&w->channel, TV_FRAME_DOCUMENT, &w->out, -1, &err))
        return true;
    return err.code == TV_REFUSED && send_error(w, TV_FRAME_FAILED, &err);
}

static void say_alive(struct worker *w)
{
    tv_buffer_clear(&w->out);
    tv_channel_send(&w->channel, TV_FRAME_ALIVE, &w->out, -1, NULL);
}

static bool parse_member(struct worker *w, const struct tv_frame *frame)
{
    struct tv_arena arena = {0};
    struct tv_reader r = {.p = frame->bytes, .end = frame->bytes + frame->size, .arena = &arena};
    struct tv_member member = {.path = tv_get_string(&r)};
    member.mtime = (int64_t)tv_get_number(&r);
    member.url = tv_get_string(&r);
    member.fetched = (int64_t)tv_get_number(&r);
    member.content_type = tv_get_string(&r);
    member.said = tv_get_string(&r);
    uint64_t most = tv_get_number(&r);
    struct tv_extraction x = {0};
    struct tv_document doc = {0};
    struct tv_error err = {0};
    bool sent;
    say_alive(w);
    if (r.failed || !member.path) {
        sent = false;
    } else if (map(frame->fd, &member, &err) && tv_extract_member(&member, &x, &err)) {
        tv_structure(&x, member.path, &doc);
        sent = send_document(w, &doc, most);
    } else {
        sent = send_error(w, TV_FRAME_FAILED, &err);
    }
    close(frame->fd);
    tv_document_finish(&doc);
    tv_extraction_finish(&x);
    unmap(&member);
    tv_arena_finish(&arena);
    return sent;
}

/* What is sent to all processes of a terminal or service, to end a run in order, is not for workers: the
 * pool ends them when it is done with them. */
static void leave_signals_to_pool(void)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_IGN);
}

/* Where memory runs out, the kernel is to end this process rather than any other. */
static void offer_to_killer(void)
{
    FILE *score = fopen("/proc/self/oom_score_adj", "we");
    if (score) {
        fputs("1000\n", score);
        fclose(score);
    }
}

/* What has to be done before the doors close. */
static bool prepare(int note, struct tv_note **ret_note, struct tv_error *err)
{
    uint8_t digest[TV_FINGERPRINT_SIZE];
    EVP_Digest("", 0, digest, NULL, EVP_sha256(), NULL); /* libcrypto reads its configuration now */
    void *page = mmap(NULL, sizeof **ret_note, PROT_READ | PROT_WRITE, MAP_SHARED, note, 0);
    if (page == MAP_FAILED)
        return tv_fail(err, TV_IO, "the note cannot be shared: %s", strerror(errno));
    close(note);
    *ret_note = page;
    leave_signals_to_pool();
    offer_to_killer();
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 ||
           tv_fail(err, TV_IO, "prctl: %s", strerror(errno));
}

/* The one worker of this process: OCR knows of none. */
static struct worker *the_worker;

static void send_alive(void)
{
    say_alive(the_worker);
}

int tv_worker_serve(int fd, struct tv_note *note)
{
    struct worker w = {.channel.fd = fd, .note = note};
    struct tv_error err = {0};
    struct tv_frame frame;
    bool going = true;
    the_worker = &w;
    tv_ocr_alive = send_alive;
    while (going && tv_channel_receive(&w.channel, &frame, &err)) {
        if (frame.type == TV_FRAME_READ)
            going = read_archive(&w, &frame);
        else if (frame.type == TV_FRAME_MANIFEST)
            going = take_manifest(&w, &frame);
        else if (frame.type == TV_FRAME_PARSE)
            going = parse_member(&w, &frame);
        else
            going = false;
    }
    for (size_t i = 0; i < TV_MAX_BESIDE; i++)
        tv_manifest_destroy(w.kept[i].manifest);
    tv_arena_finish(&w.told_arena);
    tv_channel_finish(&w.channel);
    tv_buffer_finish(&w.out);
    return going && err.code == TV_OK ? 0 : TV_WORKER_NO_SENSE;
}

/* Whether the program has ended before prepare(), whose signal then never comes. What it sent may
 * still wait to be read. */
static bool is_left_alone(int fd)
{
    struct pollfd channel = {.fd = fd};
    return poll(&channel, 1, 0) > 0 && channel.revents & POLLHUP;
}

int tv_worker_run(int fd, int note_fd, uint64_t memory, uint64_t file)
{
    struct tv_note *note = NULL;
    struct tv_error err = {0};
    if (prepare(note_fd, &note, &err) && tv_ocr_load(&err) && tv_sandbox_enter(memory, file, &err))
        return is_left_alone(fd) ? 0 : tv_worker_serve(fd, note);
    fprintf(stderr, "travaux-extract: %s\n", err.message);
    return TV_WORKER_NO_SANDBOX;
}
