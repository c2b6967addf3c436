/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Settings: all that can be said about a server when it is started, its limits among them. The
 * table of options of travaux serve (settings.c) fills it in; nothing changes it afterwards. */
#ifndef TV_SETTINGS_H
#define TV_SETTINGS_H

#include "corpus/options.h"
#include "corpus/thesaurus.h"

struct tv_settings {
    struct tv_list indexes;
    struct tv_list archives; /* folders of archives that citations are checked against; none: not */
    const char *listen;      /* ADDRESS:PORT; port 0: any that is free */
    struct tv_list hosts;    /* names that it is reached by, beside its own address */
    const char *cors;        /* the origin whose scripts may read answers, or "*"; NULL: none */
    const char *tokens;      /* a file of them; NULL: anybody may ask */
    const char *certificate, *key; /* files, PEM; NULL: HTTP without TLS */
    bool behind_proxy;             /* the client's address is the last of X-Forwarded-For */
    bool no_sandbox;
    const char *access_log; /* a file, or "-" for standard output; NULL: none */
    int log_format;         /* enum tv_log_format */
    uint32_t threads;       /* that search; 0: one a core */
    uint32_t cache;         /* most megabytes of answers that are kept; 0: none */
    uint32_t postings;      /* most megabytes of postings and sets that are kept; 0: none */

    uint32_t connections; /* most at a time */
    uint32_t per_address; /* most at a time from one address; 0: any number */
    uint32_t queue;       /* most requests that wait for a thread; more are turned away (503) */
    uint32_t header;   /* most bytes of a request line and its headers, each with some overhead */
    uint32_t target;   /* most bytes of a URL */
    uint32_t question; /* most bytes of a question */
    uint32_t hits;     /* most hits of one answer */
    uint32_t depth;    /* most hits that can be paged through */
    uint32_t request_time; /* seconds in which a request must have arrived */
    uint32_t reply_time;   /* seconds in which a reply must have been taken */
    uint32_t wait;         /* milliseconds that a request waits for a thread at most */
    uint32_t search_time;  /* milliseconds after which an answer is given up; 0: never */
    uint32_t verify_time;  /* seconds in which a citation must have been checked */
    uint32_t verify_queue; /* most checks that wait; more are turned away */
    uint32_t drain_time;   /* seconds that are left to requests under way when it is told to end */
    const struct tv_thesaurus *thesaurus; /* no option: what is installed, and the user's own */
};

/* travaux serve; its `run` is NULL, since the program travaux-serve does it. */
extern const struct tv_command tv_command_serve;

#endif
