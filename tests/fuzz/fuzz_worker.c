/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Frames of any content, as a worker gets them: it must answer, or say that they make no sense. The
 * bytes of members and archives are the input itself. */
#include "corpus/memory.h"
#include "frames.h"
#include "indexer/channel.h"
#include "indexer/process.h"
#include "indexer/worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Takes what the worker sends, so that it need not wait. */
static void *drain(void *end)
{
    char bytes[1 << 16];
    while (recv(*(int *)end, bytes, sizeof bytes, 0) > 0)
        ;
    return NULL;
}

/* Cuts the input into frames: a byte for the type, two for the size. Other types are sent, too. */
static void send_frames(int to, const uint8_t *bytes, size_t size, int file)
{
    static const uint32_t types[] = {TV_FRAME_READ, TV_FRAME_PARSE, TV_FRAME_MANIFEST,
                                     TV_FRAME_END};
    struct tv_channel channel = {.fd = to};
    while (size >= 3) {
        uint32_t type = types[bytes[0] % 64 ? bytes[0] % 3 : 3];
        size_t n = (size_t)bytes[1] << 8 | bytes[2];
        n = n < size - 3 ? n : size - 3;
        struct tv_buffer frame = {0};
        tv_buffer_add(&frame, bytes + 3, n);
        tv_channel_send(&channel, type, &frame, tv_frame_has_fd(type) ? file : -1, NULL);
        tv_buffer_finish(&frame);
        bytes += 3 + n;
        size -= 3 + n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct tv_note note = {0};
    pthread_t thread;
    int ends[2], file = memfd_create("input", MFD_CLOEXEC);
    if (size > 60000 || file < 0 || write(file, bytes, size) != (ssize_t)size ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
        pthread_create(&thread, NULL, drain, &ends[1]) != 0)
        abort();
    send_frames(ends[1], bytes, size, file);
    shutdown(ends[1], SHUT_WR);
    int status = tv_worker_serve(ends[0], &note);
    if (status != 0 && status != TV_WORKER_NO_SENSE)
        abort();
    pthread_join(thread, NULL);
    close(ends[1]);
    close(file);
    return 0;
}
