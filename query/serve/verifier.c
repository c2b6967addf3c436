/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The verifier as the server sees it (verifier.h). */
#include "verifier.h"

#include "corpus/hash.h"
#include "revision.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

bool tv_verifier_start(struct tv_verifier *v, const struct tv_settings *settings,
                       struct tv_error *err)
{
    int ends[2];
    *v = (struct tv_verifier){.channel.fd = -1};
    if (!settings->archives.n)
        return true;
    if (!tv_check_archives(&settings->archives, err))
        return false;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return tv_fail(err, TV_IO, "socketpair: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        tv_verifier_serve(settings, ends[1]);
    }
    close(ends[1]);
    v->channel.fd = ends[0];
    return pid > 0 || tv_fail(err, TV_IO, "the verifier cannot be started: %s", strerror(errno));
}

bool tv_verifier_is_there(const struct tv_verifier *v)
{
    return v->channel.fd >= 0;
}

/* What is kept */

/* Of the index and the archives as they are now; 0 where an archive is not in its place. Their names
 * and times can be looked at from within the sandbox, their bytes cannot. */
static uint64_t fingerprint(const struct tv_record *record, uint64_t generation)
{
    uint64_t h = tv_hash(TV_HASH_START, &generation, sizeof generation);
    for (size_t i = 0; i < record->n_sources; i++) {
        const char *path = record->sources[i].archive;
        struct stat st;
        if (stat(path, &st) != 0)
            return 0;
        h = tv_hash(h, path, strlen(path) + 1);
        h = tv_hash(h, &st.st_dev, sizeof st.st_dev);
        h = tv_hash(h, &st.st_ino, sizeof st.st_ino);
        h = tv_hash(h, &st.st_size, sizeof st.st_size);
        h = tv_hash(h, &st.st_mtim, sizeof st.st_mtim);
        h = tv_hash(h, &st.st_ctim, sizeof st.st_ctim);
    }
    return h ? h : 1;
}

static const struct tv_verdict *find_kept(const struct tv_verifier *v, const char *id,
                                          uint32_t number, uint64_t print)
{
    for (size_t i = 0; i < TV_VERDICTS_KEPT; i++) {
        const struct tv_kept_verdict *k = &v->kept[i];
        if (print && k->fingerprint == print && k->number == number && strcmp(k->id, id) == 0)
            return &k->verdict;
    }
    return NULL;
}

static void keep(struct tv_verifier *v, const char *id, uint32_t number, uint64_t print,
                 const struct tv_verdict *verdict)
{
    struct tv_kept_verdict *k = &v->kept[v->next];
    if (!print || !verdict->finished)
        return;
    v->next = (v->next + 1) % TV_VERDICTS_KEPT;
    tv_verdict_finish(&k->verdict);
    memcpy(k->id, id, strlen(id) + 1);
    k->number = number;
    k->fingerprint = print;
    tv_verdict_copy(verdict, &k->verdict);
}

/* Asking */

static bool receive(struct tv_verifier *v, struct tv_verdict *ret_verdict, struct tv_error *err)
{
    struct tv_frame frame;
    if (!tv_channel_receive(&v->channel, &frame, err))
        return err->code == TV_OK ? tv_fail(err, TV_IO, "the verifier has ended") : false;
    if (frame.type == TV_FRAME_VERDICT && tv_get_verdict(frame.bytes, frame.size, ret_verdict))
        return true;
    return tv_fail(err, TV_IO, "%.*s",
                   frame.type == TV_FRAME_NO_VERDICT ? (int)strnlen(frame.bytes, frame.size) : 0,
                   frame.bytes);
}

bool tv_verifier_ask(struct tv_verifier *v, const struct tv_record *record, uint32_t number,
                     uint64_t generation, struct tv_verdict *ret_verdict, struct tv_error *err)
{
    const char *id = record->doc.id;
    uint64_t print = fingerprint(record, generation);
    const struct tv_verdict *kept = find_kept(v, id, number, print);
    if (kept) {
        tv_verdict_copy(kept, ret_verdict);
        return true;
    }
    struct tv_buffer claim = {0};
    v->asked++;
    tv_put_string(&claim, id);
    tv_put_number(&claim, number);
    bool ok = tv_channel_send(&v->channel, TV_FRAME_CLAIM, &claim, -1, err) &&
              receive(v, ret_verdict, err);
    tv_buffer_finish(&claim);
    if (ok)
        keep(v, id, number, print, ret_verdict);
    return ok;
}

void tv_verifier_hurry(struct tv_verifier *v)
{
    if (v->channel.fd >= 0)
        shutdown(v->channel.fd, SHUT_RDWR);
}

void tv_verifier_stop(struct tv_verifier *v)
{
    for (size_t i = 0; i < TV_VERDICTS_KEPT; i++)
        tv_verdict_finish(&v->kept[i].verdict);
    tv_channel_finish(&v->channel);
}
