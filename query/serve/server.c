/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The server (server.h). */
#include "server.h"

#include "exchange.h"
#include "listener.h"
#include "service.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* How often it looks for a new revision of the index, in milliseconds. */
enum { LOOK_EVERY = 250 };

static void complain(void *cls, const char *format, va_list args)
{
    (void)cls;
    (void)format;
    (void)args; /* of what clients do wrong: the access log and the metrics have it */
}

static bool start_daemon(struct tv_server *s, struct tv_error *err)
{
    const struct tv_settings *o = s->settings;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, s->socket, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)s->connections, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)o->per_address, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT,
         (intptr_t)(o->request_time > o->reply_time ? o->request_time : o->reply_time), NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)o->header, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)complain, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)tv_exchange_begin, s},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)tv_exchange_end, s},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)tv_exchange_link, s},
        {MHD_OPTION_END, 0, NULL},
        {MHD_OPTION_END, 0, NULL},
        {MHD_OPTION_END, 0, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    size_t n = sizeof options / sizeof *options - 4;
    if (cores > 1)
        options[n++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)cores, NULL};
    if (s->certificate) {
        options[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, s->certificate};
        options[n] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, s->key};
    }
    s->daemon = MHD_start_daemon(
        (s->certificate ? MHD_USE_TLS : 0) | MHD_USE_EPOLL_INTERNAL_THREAD |
            MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
        0, NULL, NULL, tv_exchange_handle, s, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    return s->daemon ||
           tv_fail(err, TV_IO, "the HTTP server cannot be started: %s", strerror(errno));
}

static bool read_file(const char *path, char **ret_text, struct tv_error *err)
{
    struct tv_buffer text = {0};
    char chunk[4096];
    size_t n;
    FILE *file = fopen(path, "re");
    while (file && (n = fread(chunk, 1, sizeof chunk, file)))
        tv_buffer_add(&text, chunk, n);
    bool ok = (file && !ferror(file)) || tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
    if (file)
        fclose(file);
    if (ok)
        *ret_text = tv_buffer_steal(&text);
    tv_buffer_finish(&text);
    return ok;
}

static bool read_files(struct tv_server *s, struct tv_error *err)
{
    const struct tv_settings *o = s->settings;
    if (!o->certificate != !o->key)
        return tv_fail(err, TV_USAGE, "--certificate and --key belong together");
    return (!o->certificate ||
            (read_file(o->certificate, &s->certificate, err) && read_file(o->key, &s->key, err))) &&
           (!o->tokens || tv_tokens_read(o->tokens, &s->tokens, err));
}

/* Makes room for as many open files as there may be connections, and for what else is open: indexes,
 * above all, once for each thread. */
static bool make_room(struct tv_server *s, struct tv_error *err)
{
    enum { BESIDE = 64, OF_INDEX = 8 };
    uint64_t threads = s->settings->threads + (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t others = BESIDE + OF_INDEX * (threads + 3) * (s->settings->indexes.n + 1);
    uint64_t wanted = s->settings->connections + others;
    struct rlimit now;
    if (getrlimit(RLIMIT_NOFILE, &now) != 0)
        return tv_fail(err, TV_IO, "the limit of open files: %s", strerror(errno));
    if (now.rlim_cur < wanted) {
        now.rlim_cur = wanted < now.rlim_max ? wanted : now.rlim_max;
        setrlimit(RLIMIT_NOFILE, &now);
    }
    if (now.rlim_cur <= others)
        return tv_fail(err, TV_IO, "%llu files may be open, which is too few: ulimit -n %llu",
                       (unsigned long long)now.rlim_cur, (unsigned long long)wanted);
    s->connections = s->settings->connections;
    if (now.rlim_cur >= wanted)
        return true;
    s->connections = (uint32_t)(now.rlim_cur - others);
    fprintf(stderr, "travaux serve: %u connections at most, since %llu files may be open\n",
            s->connections, (unsigned long long)now.rlim_cur);
    return true;
}

bool tv_server_open(struct tv_server *s, const struct tv_settings *settings, struct tv_error *err)
{
    *s = (struct tv_server){.settings = settings, .socket = -1, .log = {.file = -1}, .service = -1};
    tv_cache_init(&s->cache, (size_t)settings->cache << 20);
    tv_links_init(&s->links);
    s->service = tv_service_open();
    return make_room(s, err) && tv_verifier_start(&s->verifier, settings, err) &&
           read_files(s, err) &&
           tv_access_log_open(&s->log, settings->access_log,
                              (enum tv_log_format)settings->log_format, err) &&
           tv_revision_init(&s->revision, settings->indexes.items, settings->indexes.n,
                            (size_t)settings->postings << 20, err) &&
           tv_listen(s, err);
}

bool tv_server_start(struct tv_server *s, struct tv_error *err)
{
    const struct tv_settings *o = s->settings;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t searching = o->threads ? o->threads : cores > 0 ? (size_t)cores : 1;
    return tv_workers_start(&s->workers, s, searching, o->queue, o->wait, err) &&
           (!tv_verifier_is_there(&s->verifier) ||
            tv_workers_start(&s->verifying, s, 1, o->verify_queue, o->verify_time * 1000, err)) &&
           start_daemon(s, err);
}

static void follow(struct tv_server *s)
{
    uint64_t before = atomic_load(&s->revision.generation);
    tv_revision_check(&s->revision);
    if (atomic_load(&s->revision.generation) != before)
        atomic_fetch_add(&s->metrics.updates, 1);
}

static void look_around(struct tv_server *s)
{
    follow(s);
    atomic_fetch_add(&s->metrics.cut_off, tv_links_cut(&s->links));
}

void tv_server_run(struct tv_server *s)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    struct pollfd end = {signalfd(-1, &signals, SFD_CLOEXEC), POLLIN, 0};
    while (poll(&end, 1, LOOK_EVERY) <= 0)
        look_around(s);
    close(end.fd);
}

/* Waits until no request is under way, but not for ever. */
static void drain(struct tv_server *s)
{
    enum { STEP = 10 };
    atomic_store(&s->draining, true);
    tv_service_tell(s->service, "STOPPING=1");
    MHD_quiesce_daemon(s->daemon);
    /* Nobody is to wait behind a door that does not open again; where it was handed over, the next
     * server opens it. A thread may still look at the socket: it cannot be closed yet. */
    if (!s->handed_over)
        shutdown(s->socket, SHUT_RDWR);
    for (uint32_t left = s->settings->drain_time * 1000; left >= STEP; left -= STEP) {
        if (atomic_load(&s->metrics.in_flight) == 0)
            return;
        tv_links_cut(&s->links);
        poll(NULL, 0, STEP);
    }
}

void tv_server_stop(struct tv_server *s)
{
    if (s->daemon)
        drain(s);
    tv_workers_stop(&s->workers);
    tv_verifier_hurry(&s->verifier);
    tv_workers_stop(&s->verifying);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    if (s->socket >= 0)
        close(s->socket);
    tv_verifier_stop(&s->verifier);
    tv_cache_finish(&s->cache);
    tv_revision_finish(&s->revision);
    tv_links_finish(&s->links);
    tv_access_log_close(&s->log);
    tv_tokens_finish(&s->tokens);
    free(s->certificate);
    free(s->key);
    if (s->service >= 0)
        close(s->service);
}
