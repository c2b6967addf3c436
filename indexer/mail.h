/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mail (RFC 5322, MIME) and mailboxes in memory: what a message says of itself, and its parts, as a
 * row. GMime reads the message; nothing else of the project knows of GMime.
 *
 * Always true: of alternatives one is among the parts; signatures are not; parts nested more than
 * TV_MAIL_DEPTH deep are left out. */
#ifndef TV_MAIL_H
#define TV_MAIL_H

#include "corpus/memory.h"
#include "extraction.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TV_MAIL_DEPTH = 32 };

enum tv_mail_role {
    TV_MAIL_BODY, /* text that is shown: text/plain or text/html */
    TV_MAIL_ATTACHMENT,
    TV_MAIL_ENCRYPTED,
};

struct tv_mail_part {
    enum tv_mail_role role;
    const char *name;         /* attachment: of its file; never NULL */
    const char *content_type; /* "text/plain; charset=koi8-r" */
    bool html;
    void *object; /* private */
};

struct tv_mail {
    const char *subject, *date; /* date: YYYY-MM-DD, where it was sent; NULL: not said */
    const char *authors;        /* separated by ';' */
    const char *language;
    struct tv_mail_part *parts;
    size_t n_parts, capacity;
    struct tv_arena arena;
    void *message; /* private */
};

/* Whether a member is a message; whether it is a mailbox (mbox), and not a single message. */
bool tv_is_mail(const struct tv_member *member);
bool tv_is_mailbox(const struct tv_member *member);

/* The next message of a mailbox: *at (0 at first) moves behind it. False at the end. */
bool tv_mailbox_next(const struct tv_member *mailbox, size_t *at, const uint8_t **ret_bytes,
                     size_t *ret_size);

/* Reads a message; *mail is zero-initialised by the caller, who finishes it in any case. False when
 * it is none, or a maze of parts within parts. */
bool tv_mail_read(const uint8_t *bytes, size_t size, struct tv_mail *mail);
void tv_mail_finish(struct tv_mail *mail);

/* Appends what the part holds, transfer encoding undone. */
void tv_mail_content(const struct tv_mail_part *part, struct tv_buffer *out);

#endif
