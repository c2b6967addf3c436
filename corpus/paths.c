/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paths of the index and of programs (paths.h). */
#include "paths.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *tv_index_path(const char *option)
{
    const char *variable = getenv("TRAVAUX_INDEX"), *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (option)
        return tv_strdup(option);
    if (variable && *variable)
        return tv_strdup(variable);
    if (data && *data)
        return tv_printf("%s/travaux/index", data);
    return tv_printf("%s/.local/share/travaux/index", home && *home ? home : ".");
}

char *tv_program_path(const char *name)
{
    static const char *const places[] = {"", "../indexer/", "../query/", "serve/",
                                         "../libexec/travaux/"};
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return tv_strdup(name);
    self[n] = '\0';
    *(strrchr(self, '/') + 1) = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char *path = tv_printf("%s%s%s", self, places[i], name);
        if (access(path, X_OK) == 0)
            return path;
        free(path);
    }
    return tv_strdup(name);
}
