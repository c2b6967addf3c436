/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-serve: answers questions over HTTP (travaux serve starts it). */
#include "corpus/plain.h"
#include "indexer/index_command.h"
#include "indexer/sandbox.h"
#include "server.h"
#include "service.h"

#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void block_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL); /* tv_server_run waits for them */
    signal(SIGPIPE, SIG_IGN);
}

/* What it may read from now on: the folders that its indexes stand in, since one that is compacted or
 * rebuilt takes its place from beside it. One that only names others may be anywhere. */
static bool shut_in(const struct tv_server *server, struct tv_error *err)
{
    const struct tv_revision *r = &server->revision;
    const char **folders = tv_alloc(r->n_watched * sizeof *folders);
    bool known = true, ok = true;
    for (size_t i = 0; i < r->n_watched; i++) {
        char *path = realpath(r->watched[i].path, NULL);
        struct stat st;
        known &= path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
        folders[i] = path ? dirname(path) : NULL;
    }
    if (!known || tv_sandbox_missing())
        fprintf(stderr, "travaux serve: without %s: %s\n",
                known ? tv_sandbox_names(tv_sandbox_missing()) : "a sandbox",
                known ? "this kernel, or this build, has none"
                      : "the index names others, which may be anywhere");
    if (known)
        ok = tv_sandbox_enter_server(folders, r->n_watched, err);
    for (size_t i = 0; i < r->n_watched; i++)
        free((char *)(uintptr_t)folders[i]);
    free(folders);
    return ok;
}

static bool serve(const struct tv_settings *settings, struct tv_error *err)
{
    struct tv_server server;
    bool ok = tv_server_open(&server, settings, err) &&
              (settings->no_sandbox || shut_in(&server, err)) && tv_server_start(&server, err);
    if (ok) {
        fprintf(stderr, "travaux serve: http%s://%s/\n", settings->certificate ? "s" : "",
                server.address);
        tv_service_tell(server.service, "READY=1");
        tv_server_run(&server);
    }
    tv_server_stop(&server);
    return ok;
}

int main(int argc, char **argv)
{
    struct tv_settings settings;
    struct tv_thesaurus thesaurus = {0};
    struct tv_list operands = {0};
    struct tv_error err = {0};
    int status;
    if (!tv_command_line(&tv_command_serve, argc, argv, &settings, &operands, &status))
        return status;
    block_signals();
    settings.thesaurus = &thesaurus;
    bool ok = tv_thesaurus_add_usual(&thesaurus, &err) && serve(&settings, &err);
    tv_thesaurus_finish(&thesaurus);
    tv_options_finish(&tv_command_serve, &settings, &operands);
    if (!ok)
        tv_print_line(stderr, "travaux serve: %s", err.message);
    return ok ? TV_EXIT_FOUND : TV_EXIT_ERROR;
}
