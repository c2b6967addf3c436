/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Workers that send anything, as the pool sees them: the functions of process.h are here, and each
 * worker that is started sends the next part of the input and is gone. The pool must come to an end, and
 * tell of each member once. */
#include "frames.h"
#include "indexer/pool.h"
#include "indexer/process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    const uint8_t *bytes;
    size_t size;
    int file; /* what any member's bytes are */
    unsigned archives, ends, members;
} input;

/* How many bytes the next worker sends: told by the first two. */
static size_t next_part(void)
{
    size_t n = input.size < 2 ? 0 : (size_t)input.bytes[0] << 8 | input.bytes[1];
    input.bytes += input.size < 2 ? input.size : 2;
    input.size -= input.size < 2 ? input.size : 2;
    return n < input.size ? n : input.size;
}

bool tv_process_start(struct tv_process *p, const char *program, const struct tv_limits *limits,
                      struct tv_error *err)
{
    int ends[2];
    (void)program;
    (void)limits;
    *p = (struct tv_process)TV_PROCESS_NONE;
    if (input.size < 2 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return tv_fail(err, TV_IO, "no more workers");
    size_t n = next_part();
    send_pieces(ends[1], input.bytes, n, input.file);
    close(ends[1]);
    input.bytes += n;
    input.size -= n;
    p->channel.fd = ends[0];
    return true;
}

int tv_process_stop(struct tv_process *p, const struct tv_limits *limits, char *ret_reason,
                    size_t size)
{
    (void)limits;
    tv_channel_finish(&p->channel);
    if (size)
        *ret_reason = '\0';
    return input.size % 16 ? 0 : SIGBUS;
}

void tv_process_allow(const struct tv_process *p, const struct tv_limits *limits)
{
    (void)p;
    (void)limits;
}

struct tv_note tv_process_note(const struct tv_process *p)
{
    struct tv_note note = {.attempts = input.size, .in_manifest = input.size % 3};
    (void)p;
    note.fingerprint[0] = (uint8_t)input.size;
    return note;
}

static bool next(void *context, int *ret_fd, const char **ret_name, void **ret_tag)
{
    (void)context;
    if (input.archives == 3)
        return false;
    *ret_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    *ret_name = "archive";
    *ret_tag = &input;
    input.archives++;
    return true;
}

static size_t beside(void *context, void *tag, const struct tv_beside **ret_beside)
{
    static const struct tv_beside manifests[] = {{"/dev/null", "archive"}, {"/dev/zero", NULL}};
    (void)context;
    (void)tag;
    *ret_beside = manifests;
    return 2;
}

static bool wanted(void *context, void *tag, const struct tv_found *found)
{
    (void)context;
    (void)tag;
    return found->digest[0] % 2 == 0;
}

static bool member(void *context, void *tag, const struct tv_found *found, struct tv_document *doc,
                   const struct tv_error *why)
{
    (void)context;
    if (tag != &input || strlen(found->path) == 0 || (doc && why))
        abort();
    input.members++;
    return true;
}

static bool end(void *context, void *tag, const struct tv_error *why)
{
    (void)context;
    (void)why;
    if (tag != &input || ++input.ends > input.archives)
        abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct tv_pool_client client = {
        .next = next, .wanted = wanted, .member = member, .end = end, .beside = beside};
    struct tv_pool_options options = {.parsers = 1, .limits = TV_LIMITS_DEFAULT, .program = ""};
    struct tv_error err = {0};
    if (size > 60000)
        return 0;
    input = (__typeof__(input)){.bytes = bytes,
                                .size = size,
                                .file = input.file > 0 ? input.file
                                                       : open("/dev/null", O_RDONLY | O_CLOEXEC)};
    struct tv_pool *pool = tv_pool_create(&options, &err);
    if (pool && tv_pool_run(pool, &client, &err) && input.ends != 3)
        abort();
    tv_pool_destroy(pool);
    return 0;
}
