/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* travaux-serve: answers questions over HTTP (travaux serve starts it). */
#include "confined.h"
#include "corpus/plain.h"
#include "indexer/index_command.h"
#include "indexer/sandbox.h"
#include "server.h"
#include "service.h"

#include <signal.h>
#include <stdio.h>

static void block_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL); /* tv_server_run waits for them */
    signal(SIGPIPE, SIG_IGN);
}

static bool shut_in(const struct tv_settings *settings, struct tv_error *err)
{
    struct tv_folders folders;
    bool known = tv_folders_of_indexes(&settings->indexes, &folders), ok = true;
    if (!known || tv_sandbox_missing())
        fprintf(stderr, "travaux serve: without %s: %s\n",
                known ? tv_sandbox_names(tv_sandbox_missing()) : "a sandbox",
                known ? "this kernel, or this build, has none"
                      : "the index names others, which may be anywhere");
    if (known)
        ok = tv_sandbox_enter_server(folders.items, folders.n, err);
    tv_folders_finish(&folders);
    return ok;
}

static bool serve(const struct tv_settings *settings, struct tv_error *err)
{
    struct tv_server server;
    bool ok = tv_server_open(&server, settings, err) &&
              (settings->no_sandbox || shut_in(settings, err)) && tv_server_start(&server, err);
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
