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

/* The first of the places, as seen from the folder of the running program, where `name` is. */
static char *beside(const char *const *places, size_t n, const char *name, int access_mode)
{
    char self[4096];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    if (size <= 0)
        return NULL;
    self[size] = '\0';
    *(strrchr(self, '/') + 1) = '\0';
    for (size_t i = 0; i < n; i++) {
        char *path = tv_printf("%s%s%s", self, places[i], name);
        if (access(path, access_mode) == 0)
            return path;
        free(path);
    }
    return NULL;
}

char *tv_program_path(const char *name)
{
    static const char *const places[] = {"",          "../indexer/", "../../indexer/",
                                         "../query/", "serve/",      "../libexec/travaux/"};
    char *path = beside(places, sizeof places / sizeof *places, name, X_OK);
    return path ? path : tv_strdup(name);
}

char *tv_data_path(const char *name)
{
    static const char *const places[] = {"../share/travaux/", "../corpus/", "../../corpus/"};
    return beside(places, sizeof places / sizeof *places, name, R_OK);
}

char *tv_config_path(const char *name)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (config && *config)
        return tv_printf("%s/travaux/%s", config, name);
    return home && *home ? tv_printf("%s/.config/travaux/%s", home, name) : NULL;
}
