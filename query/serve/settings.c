/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Settings: the options of travaux serve (settings.h). */
#include "settings.h"

#define AT(member) offsetof(struct tv_settings, member)

/* Each limit with its reason in its help or beside it. */
static const struct tv_settings defaults = {
    .listen = "127.0.0.1:8080",
    .cache = 64,
    .postings = 64, /* of the terms of some thousand questions over half a million passages */
    .connections = 1000,
    .per_address = 100,
    .queue = 500,
    .header = 32768,
    .target = 8192,   /* what browsers and proxies agree on */
    .question = 2000, /* bytes: much longer than anybody types, far below the parser's own limits */
    .hits = 1000,     /* an export */
    .depth = 10000,   /* what lies deeper costs as much as all before it, and nobody pages there */
    .request_time = 15,
    .reply_time = 60,
    .wait = 5000,
    .search_time = 5000, /* many times what the dearest question takes */
    .verify_time = 20,   /* a gigabyte or two; less than proxies wait */
    .verify_queue = 16,
    .drain_time = 10,
};

static const char *const log_formats[] = {"common", "json", NULL};

static const struct tv_option options[] = {
    {"index", 'd', TV_OPTION_LIST, AT(indexes), "PATH",
     "the index or indexes (default: $TRAVAUX_INDEX)", NULL},
    {"archives", 0, TV_OPTION_LIST, AT(archives), "DIR",
     "of archives that the page may check citations against", NULL},
    {"listen", 'l', TV_OPTION_TEXT, AT(listen), "ADDR:PORT", "default 127.0.0.1:8080; port 0: any",
     NULL},
    {"host", 0, TV_OPTION_LIST, AT(hosts), "NAME", "a name that it answers to, beside localhost",
     NULL},
    {"cors", 0, TV_OPTION_TEXT, AT(cors), "ORIGIN", "whose scripts may read answers; *: anybody's",
     NULL},
    {"tokens", 0, TV_OPTION_TEXT, AT(tokens), "FILE", "of bearer tokens that let clients ask",
     NULL},
    {"certificate", 0, TV_OPTION_TEXT, AT(certificate), "FILE", "for HTTPS, with --key (PEM)",
     NULL},
    {"key", 0, TV_OPTION_TEXT, AT(key), "FILE", "of the certificate (PEM)", NULL},
    {"access-log", 0, TV_OPTION_TEXT, AT(access_log), "FILE", "a line a request; -: here", NULL},
    {"log-format", 0, TV_OPTION_CHOICE, AT(log_format), "FORMAT", "common or json", log_formats},
    {"behind-proxy", 0, TV_OPTION_FLAG, AT(behind_proxy), NULL,
     "log the address that X-Forwarded-For ends with", NULL},
    {"no-sandbox", 0, TV_OPTION_FLAG, AT(no_sandbox), NULL, "do without Landlock and seccomp",
     NULL},
    {"threads", 0, TV_OPTION_NUMBER, AT(threads), "N", "that search (default: one a core)", NULL},
    {"cache", 0, TV_OPTION_NUMBER, AT(cache), "MB", "room for answers to be kept (default: 64)",
     NULL},
    {"postings", 0, TV_OPTION_NUMBER, AT(postings), "MB",
     "room for what is read of words; 0: none is kept (default: 64)", NULL},
    {"connections", 0, TV_OPTION_POSITIVE, AT(connections), "N", "most at a time (default: 1000)",
     NULL},
    {"per-address", 0, TV_OPTION_NUMBER, AT(per_address), "N",
     "most from one address; 0: all (default: 100)", NULL},
    {"queue", 0, TV_OPTION_POSITIVE, AT(queue), "N",
     "most requests that wait for a thread (default: 500)", NULL},
    {"max-header", 0, TV_OPTION_POSITIVE, AT(header), "BYTES",
     "most of a request's line and headers (default: 32768)", NULL},
    {"max-url", 0, TV_OPTION_POSITIVE, AT(target), "BYTES", "most of a URL (default: 8192)", NULL},
    {"max-question", 0, TV_OPTION_POSITIVE, AT(question), "BYTES",
     "most of a question (default: 2000)", NULL},
    {"max-hits", 0, TV_OPTION_POSITIVE, AT(hits), "N", "most of one answer (default: 1000)", NULL},
    {"max-depth", 0, TV_OPTION_POSITIVE, AT(depth), "N",
     "most that can be paged through (default: 10000)", NULL},
    {"request-time", 0, TV_OPTION_POSITIVE, AT(request_time), "SECONDS",
     "in which a request has to arrive (default: 15)", NULL},
    {"reply-time", 0, TV_OPTION_POSITIVE, AT(reply_time), "SECONDS",
     "in which a reply has to be taken (default: 60)", NULL},
    {"wait", 0, TV_OPTION_POSITIVE, AT(wait), "MS",
     "that a request waits for a thread (default: 5000)", NULL},
    {"search-time", 0, TV_OPTION_NUMBER, AT(search_time), "MS",
     "after which an answer is given up; 0: never (default: 5000)", NULL},
    {"verify-time", 0, TV_OPTION_POSITIVE, AT(verify_time), "SECONDS",
     "in which a citation has to be checked (default: 20)", NULL},
    {"verify-queue", 0, TV_OPTION_POSITIVE, AT(verify_queue), "N",
     "most checks of citations that wait (default: 16)", NULL},
    {"drain-time", 0, TV_OPTION_NUMBER, AT(drain_time), "SECONDS",
     "left to what is under way at the end (default: 10)", NULL},
};

const struct tv_command tv_command_serve = {
    .name = "serve",
    .operands = "",
    .summary = "Answers questions over HTTP: a page and a JSON API",
    .details = "Says on standard error where the page is, and follows the index while it is\n"
               "written to. SIGTERM ends it when what is under way is done.\n",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .defaults = &defaults,
    .values_size = sizeof(struct tv_settings),
};
