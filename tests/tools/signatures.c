/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prints how alike texts are by their signatures, for tools/measure-duplicates. Reads lines of a name,
 * a tab and a text; writes lines of two names and their similarity, of the first text and each
 * other one, or with --all of any two from similarity .3 on. */
#include "corpus/signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct named {
    char *name;
    struct tv_signature signature;
};

static struct named read_named(char *line)
{
    char *tab = strchr(line, '\t');
    struct tv_passage passage = {.text = tab ? tab + 1 : ""};
    struct tv_document doc = {.passages = &passage, .n_passages = 1};
    struct named n = {.name = tv_strdup(line)};
    if (tab)
        n.name[tab - line] = '\0';
    tv_signature_make(&doc, &n.signature);
    return n;
}

int main(int argc, char **argv)
{
    bool all = argc > 1 && strcmp(argv[1], "--all") == 0;
    struct named *items = NULL;
    size_t n = 0, capacity = 0, room = 0;
    char *line = NULL;
    while (getline(&line, &room, stdin) > 0) {
        TV_GROW(items, n, capacity);
        items[n++] = read_named(line);
    }
    for (size_t i = 0; i < n && (all || i == 0); i++)
        for (size_t k = i + 1; k < n; k++) {
            double s = tv_signature_similarity(&items[i].signature, &items[k].signature);
            if (!all || s >= 0.3)
                printf("%s\t%s\t%.4f\n", items[i].name, items[k].name, s);
        }
    for (size_t i = 0; i < n; i++)
        free(items[i].name);
    free(items);
    free(line);
    return 0;
}
