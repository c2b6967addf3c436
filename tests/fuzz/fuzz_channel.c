/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Feeds any bytes to what reads the pipe between the programs, in both directions: the channel, and the
 * decoders of what its frames hold. Every fourth byte may bring a file along. */
#include "corpus/codec.h"
#include "frames.h"
#include "indexer/channel.h"
#include "indexer/ledger.h"

#include <fcntl.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void decode(const struct tv_frame *frame)
{
    struct tv_arena arena = {0};
    struct tv_document doc = {0};
    struct tv_archive_entry archive;
    struct tv_member_entry member;
    if (tv_get_whole(frame->bytes, frame->size, &doc))
        tv_document_finish(&doc);
    tv_get_archive_entry(frame->bytes, frame->size, &arena, &archive);
    tv_get_member_entry(frame->bytes, frame->size, &arena, &member);
    tv_arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static int file = -1;
    int ends[2];
    if (file < 0)
        file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (size > 60000 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return 0;
    struct tv_channel channel = {.fd = ends[0]};
    struct tv_frame frame;
    struct tv_error err = {0};
    send_pieces(ends[1], bytes, size, file);
    close(ends[1]);
    while (tv_channel_receive(&channel, &frame, &err)) {
        decode(&frame);
        if (frame.fd >= 0)
            close(frame.fd);
    }
    tv_channel_finish(&channel);
    return 0;
}
