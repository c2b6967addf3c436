/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For harnesses of the pipe between the programs: sends bytes, every fourth piece with a file. */
#ifndef TV_FUZZ_FRAMES_H
#define TV_FUZZ_FRAMES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

static inline void send_with_file(int to, const uint8_t *bytes, size_t size, int file)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof file)];
    } control = {0};
    struct iovec part = {(void *)(uintptr_t)bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (file >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof file);
        memcpy(CMSG_DATA(&control.header), &file, sizeof file);
    }
    (void)!sendmsg(to, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* No more than a socket's buffer takes. */
static inline void send_pieces(int to, const uint8_t *bytes, size_t size, int file)
{
    for (size_t at = 0, n; at < size; at += n) {
        n = size - at < 64 ? size - at : 64;
        send_with_file(to, bytes + at, n, bytes[at] % 4 == 0 ? file : -1);
    }
}

#endif
