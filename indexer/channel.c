/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The typed pipe between travaux-index and travaux-extract (channel.h). */
#include "channel.h"

#include "bounds.h"

#include <errno.h>

#include <poll.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEADER = 8, CHUNK = 256 * 1024 };

bool tv_frame_has_fd(uint32_t type)
{
    return type == TV_FRAME_READ || type == TV_FRAME_PARSE || type == TV_FRAME_MEMBER ||
           type == TV_FRAME_MANIFEST;
}

static void attach(struct msghdr *message, char *control, size_t size, int fd)
{
    message->msg_control = control;
    message->msg_controllen = size;
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
}

bool tv_channel_send(struct tv_channel *c, uint32_t type, const struct tv_buffer *bytes, int fd,
                     struct tv_error *err)
{
    uint32_t header[2] = {type, (uint32_t)bytes->size};
    struct iovec parts[2] = {{header, HEADER}, {bytes->data, bytes->size}};
    alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof fd)] = {0};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    if (bytes->size > TV_MAX_FRAME)
        return tv_fail(err, TV_REFUSED, "too large: %zu bytes of text", bytes->size);
    if (fd >= 0)
        attach(&message, control, sizeof control, fd);
    while (parts[0].iov_len + parts[1].iov_len > 0) {
        ssize_t n = sendmsg(c->fd, &message, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return tv_fail(err, TV_IO, "sending to the other process: %s", strerror(errno));
        message.msg_control = NULL;
        message.msg_controllen = 0;
        for (size_t i = 0, left = (size_t)n; left > 0; i++) {
            size_t step = left < parts[i].iov_len ? left : parts[i].iov_len;
            parts[i].iov_base = (char *)parts[i].iov_base + step;
            parts[i].iov_len -= step;
            left -= step;
        }
    }
    return true;
}

static void keep_fds(struct tv_channel *c, struct msghdr *message)
{
    for (struct cmsghdr *h = CMSG_FIRSTHDR(message); h; h = CMSG_NXTHDR(message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
            continue;
        size_t n = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(h) + i * sizeof fd, sizeof fd);
            if (c->n_fds < sizeof c->fds / sizeof *c->fds)
                c->fds[c->n_fds++] = fd;
            else
                close(fd);
        }
    }
}

/* Drops what was taken, once it is most of the buffer. */
static void compact(struct tv_channel *c)
{
    if (c->taken < c->in.size / 2)
        return;
    memmove(c->in.data, c->in.data + c->taken, c->in.size - c->taken);
    c->in.size -= c->taken;
    c->taken = 0;
}

int tv_channel_fill(struct tv_channel *c, struct tv_error *err)
{
    if (c->taken)
        compact(c);
    tv_buffer_reserve(&c->in, CHUNK);
    alignas(struct cmsghdr) char control[CMSG_SPACE(16 * sizeof(int))];
    struct iovec part = {c->in.data + c->in.size, CHUNK};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t n = recvmsg(c->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n < 0) {
        tv_fail(err, TV_IO, "receiving from the other process: %s", strerror(errno));
        return -1;
    }
    keep_fds(c, &message);
    if (n == 0)
        return -1;
    c->in.size += (size_t)n;
    return 1;
}

int tv_channel_take(struct tv_channel *c, struct tv_frame *ret_frame, struct tv_error *err)
{
    uint32_t header[2];
    if (c->in.size - c->taken < HEADER)
        return 0;
    memcpy(header, c->in.data + c->taken, HEADER);
    if (header[1] > TV_MAX_FRAME) {
        tv_fail(err, TV_IO, "the other process sent what is no message");
        return -1;
    }
    if (c->in.size - c->taken - HEADER < header[1])
        return 0;
    bool has_fd = tv_frame_has_fd(header[0]);
    if (has_fd && c->n_fds == 0) {
        tv_fail(err, TV_IO, "the other process sent a message without its file");
        return -1;
    }
    *ret_frame = (struct tv_frame){header[0], header[1], c->in.data + c->taken + HEADER, -1};
    if (has_fd) {
        ret_frame->fd = c->fds[0];
        memmove(c->fds, c->fds + 1, --c->n_fds * sizeof *c->fds);
    }
    c->taken += HEADER + header[1];
    return 1;
}

bool tv_channel_receive(struct tv_channel *c, struct tv_frame *ret_frame, struct tv_error *err)
{
    for (;;) {
        int taken = tv_channel_take(c, ret_frame, err);
        if (taken != 0)
            return taken > 0;
        struct pollfd p = {.fd = c->fd, .events = POLLIN};
        if (poll(&p, 1, -1) < 0 && errno != EINTR)
            return tv_fail(err, TV_IO, "poll: %s", strerror(errno));
        if (tv_channel_fill(c, err) < 0)
            return false;
    }
}

void tv_channel_finish(struct tv_channel *c)
{
    while (c->n_fds)
        close(c->fds[--c->n_fds]);
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    tv_buffer_finish(&c->in);
    c->taken = 0;
}
