/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pdf-extract [-n] FILE...: what the extractor finds in files, one JSON object a line: the facts of a
 * file, then its blocks, or the reason why it was refused. With -n nothing is printed, to measure
 * time. For developers; never installed. */
#include "indexer/extraction.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_string(const char *s)
{
    putchar('"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            putchar('\\');
        if ((unsigned char)*s >= 0x20)
            putchar(*s);
    }
    putchar('"');
}

static void put_member(const char *key, const char *value)
{
    if (!value)
        return;
    printf(", \"%s\": ", key);
    put_string(value);
}

static void print_block(const struct tv_block *block)
{
    static const char *const types[] = {"heading", "paragraph", "item", "cell"};
    printf("{\"type\": \"%s\", \"page\": %" PRIu32, types[block->type], block->page);
    put_member("page_label", block->page_label);
    if (block->level)
        printf(", \"level\": %u", block->level);
    if (block->table)
        printf(", \"table\": %" PRIu32 ", \"row\": %" PRIu32 ", \"column\": %" PRIu32, block->table,
               block->row, block->column);
    put_member("label", block->label);
    put_member("text", block->text);
    puts("}");
}

static void print(const char *path, const struct tv_extraction *x)
{
    static const char *const keys[TV_FACT_COUNT] = {
        [TV_FACT_TITLE] = "title",
        [TV_FACT_DATE] = "date",
        [TV_FACT_LANGUAGE] = "language",
        [TV_FACT_AUTHORS] = "authors",
    };
    printf("{\"file\": ");
    put_string(path);
    for (size_t i = 0; i < TV_FACT_COUNT; i++)
        if (keys[i])
            put_member(keys[i], x->facts[i].value);
    put_member("title_origin", x->facts[TV_FACT_TITLE].origin);
    puts("}");
    for (size_t i = 0; i < x->n_blocks; i++)
        print_block(&x->blocks[i]);
}

static uint8_t *read_file(const char *path, size_t *ret_size)
{
    struct tv_buffer bytes = {0};
    char chunk[65536];
    size_t n;
    FILE *file = fopen(path, "rb");
    while (file && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
        tv_buffer_add(&bytes, chunk, n);
    if (file)
        fclose(file);
    *ret_size = bytes.size;
    return (uint8_t *)tv_buffer_steal(&bytes);
}

int main(int argc, char **argv)
{
    bool quiet = argc > 1 && strcmp(argv[1], "-n") == 0;
    for (int i = quiet ? 2 : 1; i < argc; i++) {
        struct tv_member member = {.path = argv[i]};
        struct tv_extraction x = {0};
        struct tv_error err = {0};
        uint8_t *bytes = read_file(argv[i], &member.size);
        member.bytes = bytes;
        bool done = tv_extract_member(&member, &x, &err);
        if (!quiet && done) {
            print(argv[i], &x);
        } else if (!quiet) {
            printf("{\"file\": ");
            put_string(argv[i]);
            put_member("refused", err.message);
            puts("}");
        }
        tv_extraction_finish(&x);
        free(bytes);
    }
}
