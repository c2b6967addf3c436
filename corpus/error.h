/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Errors: the one type that crosses the borders between modules.
 *
 * A function that can fail takes a `struct tv_error *` last and returns false or NULL when it
 * failed. The code is for the caller, the message is for the person: it names the file, member or
 * option it is about and, where there is something to do, says what. No function prints an error
 * that it also returns. */
#ifndef TV_ERROR_H
#define TV_ERROR_H

#include <stdbool.h>

enum tv_code {
    TV_OK,
    TV_USAGE,     /* the command line or a request is wrong */
    TV_NOT_FOUND, /* a file, index, document or passage that was asked for does not exist */
    TV_SYNTAX,    /* a query or a value cannot be parsed */
    TV_REFUSED,   /* a member is damaged, protected, empty or beyond a limit */
    TV_IGNORED,   /* a member is no document (an image, a program ...) */
    TV_LOCKED,    /* somebody else is writing to the index */
    TV_VERSION,   /* the index was made by another version of the schema */
    TV_DAMAGED,   /* the index is damaged */
    TV_DISK_FULL, /* no space left, or a quota reached */
    TV_IO,        /* a read, a write or a system call failed */
    TV_TIMEOUT,   /* it took longer than it may */
    TV_INTERNAL,  /* a mistake in Travaux itself */
};

enum { TV_MESSAGE_SIZE = 512 };

/* Zero-initialised means "no error". */
struct tv_error {
    enum tv_code code;
    char message[TV_MESSAGE_SIZE]; /* UTF-8, NUL-terminated, one line, no full stop at its end */
};

/* Fills *err (NULL is fine: nothing is filled) and returns false, so that a caller can write
 * `return tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));`. A message that is too long is
 * cut at a character's border. It is made harmless to print (plain.h). */
bool tv_fail(struct tv_error *err, enum tv_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
