/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How fast the tokeniser is: tokens-speed STEMMER FILE [TIMES]. Text of about a passage's length at a
 * time; prints MB/s of the whole, and how many tokens there were. */
#include "indexer/tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PASSAGE = 1500 };

static struct tv_buffer read_file(const char *path)
{
    struct tv_buffer b = {0};
    size_t n = 0;
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(2);
    }
    do {
        b.size += n;
        tv_buffer_reserve(&b, 1 << 20);
        n = fread(b.data + b.size, 1, 1 << 20, f);
    } while (n > 0);
    fclose(f);
    return b;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Where the passage that begins at i ends: at a character's border. */
static size_t end_of(const struct tv_buffer *text, size_t i)
{
    i = text->size - i < PASSAGE ? text->size : i + PASSAGE;
    while (i < text->size && ((unsigned char)text->data[i] & 0xC0) == 0x80)
        i++;
    return i;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fputs("usage: tokens-speed STEMMER FILE [TIMES]\n", stderr);
        return 2;
    }
    struct tv_buffer text = read_file(argv[2]);
    int times = argc > 3 ? atoi(argv[3]) : 1;
    struct tv_tokenizer *t = tv_tokenizer_create();
    struct tv_token_list list = {0};
    size_t n = 0;
    double start = now();
    for (int k = 0; k < times; k++) {
        for (size_t i = 0, end; i < text.size; i = end) {
            uint32_t position = 0;
            end = end_of(&text, i);
            tv_token_list_clear(&list);
            tv_tokenize(t, text.data + i, end - i, argv[1], "", &position, &list);
            n += list.n;
        }
    }
    double seconds = now() - start;
    printf("%.1f MB/s, %zu tokens\n", (double)text.size * times / 1e6 / seconds, n);
    tv_token_list_finish(&list);
    tv_tokenizer_destroy(t);
    tv_buffer_finish(&text);
    return 0;
}
