/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The typed pipe between travaux-index and travaux-extract: frames over a Unix stream socket, some
 * of which carry a file descriptor.
 *
 * A frame is a type and a size (32 bits each, in the machine's order: both ends are the same
 * program's) and so many bytes. What a frame's bytes are is said beside its type; numbers and
 * strings in them are those of corpus/codec.h. */
#ifndef TV_CHANNEL_H
#define TV_CHANNEL_H

#include "corpus/error.h"
#include "corpus/memory.h"

#include <stdbool.h>
#include <stdint.h>

enum tv_frame_type {
    /* to a worker */
    TV_FRAME_READ = 1, /* + fd of an archive; name, limits, how many of its members not to send
                       since they were sent before, culprits (fingerprint, reason) not to be tried:
                       send what is in it */
    TV_FRAME_PARSE,    /* + fd of a member's bytes; path, mtime, url, fetched, content type, what
                       manifests say, most passages: send what it is */
    /* from a worker that reads */
    TV_FRAME_MEMBER,  /* + fd; path, size, mtime, url, fetched, content type, what manifests say,
                      sha256 */
    TV_FRAME_NOTHING, /* a member without bytes: path, code and message why; of a culprit its
                      fingerprint */
    TV_FRAME_END,     /* of the archive; code (0: all was read) and message */
    /* from a worker that parses */
    TV_FRAME_DOCUMENT, /* tv_put_whole, but for id and sha256 */
    TV_FRAME_FAILED,   /* code, message */
    TV_FRAME_ALIVE,    /* nothing: it begins a member, or goes on with one that takes long */
    /* to a worker, before TV_FRAME_READ */
    TV_FRAME_MANIFEST, /* + fd of one beside that archive; path, what it calls the archive */
};

struct tv_frame {
    uint32_t type, size;
    const char *bytes; /* of the channel, until the next call */
    int fd;            /* -1 none; the receiver closes it */
};

/* One end. Zero-initialised but for fd. */
struct tv_channel {
    int fd;
    struct tv_buffer in; /* received and not yet taken */
    size_t taken;        /* of it */
    int fds[64];         /* received and not yet taken */
    unsigned n_fds;
};

/* Whether frames of this type carry a file descriptor. */
bool tv_frame_has_fd(uint32_t type);

/* Sends one frame whole, waiting as long as it takes. fd -1: none. */
bool tv_channel_send(struct tv_channel *c, uint32_t type, const struct tv_buffer *bytes, int fd,
                     struct tv_error *err);

/* Receives what is there, without waiting. 1: something; 0: nothing now; -1: the other end is gone,
 * or *err (TV_IO). */
int tv_channel_fill(struct tv_channel *c, struct tv_error *err);

/* Takes the next whole frame. 1: *ret_frame; 0: none yet; -1: *err, what came is not a frame. */
int tv_channel_take(struct tv_channel *c, struct tv_frame *ret_frame, struct tv_error *err);

/* Waits for the next frame. false at the end, and on failure (err->code is then not TV_OK). */
bool tv_channel_receive(struct tv_channel *c, struct tv_frame *ret_frame, struct tv_error *err);

/* Closes the socket and every file descriptor that was not taken. */
void tv_channel_finish(struct tv_channel *c);

#endif
