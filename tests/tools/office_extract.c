/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* office-extract [--blocks] [--repeat N] FILE...: what the extractors make of files, one JSON
 * object a line; with --repeat, how fast, in MB of file a second, on standard error. For
 * measurements and judging by eye; not installed. */
#include "indexer/extraction.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool read_file(const char *path, struct tv_buffer *out)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    size_t n;
    do {
        tv_buffer_reserve(out, 65536);
        n = fread(out->data + out->size, 1, 65536, f);
        out->size += n;
    } while (n > 0);
    fclose(f);
    return true;
}

static json_t *facts_of(const struct tv_extraction *x)
{
    static const char *const names[TV_FACT_COUNT] = {"kind",     "title",   "symbol",    "date",
                                                     "language", "session", "publisher", "url",
                                                     "states",   "authors"};
    json_t *facts = json_object();
    for (size_t i = 0; i < TV_FACT_COUNT; i++) {
        if (x->facts[i].value)
            json_object_set_new(facts, names[i], json_string(x->facts[i].value));
    }
    return facts;
}

static json_t *text_of(const struct tv_extraction *x)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i < x->n_blocks; i++) {
        if (x->blocks[i].label)
            tv_buffer_printf(&text, "%s ", x->blocks[i].label);
        tv_buffer_printf(&text, "%s\n", x->blocks[i].text);
    }
    json_t *string = json_stringn(text.data ? text.data : "", text.size);
    tv_buffer_finish(&text);
    return string;
}

static void print_blocks(const struct tv_extraction *x)
{
    static const char types[] = "HPIC";
    for (size_t i = 0; i < x->n_blocks; i++) {
        const struct tv_block *b = &x->blocks[i];
        printf("%c%u", types[b->type], b->level);
        if (b->page)
            printf(" p%u", b->page);
        if (b->table)
            printf(" [%u:%u,%u]", b->table, b->row, b->column);
        if (b->label)
            printf(" <%s>", b->label);
        printf(" %s\n", b->text);
    }
}

static void show(const char *path, const struct tv_extraction *x, bool ok,
                 const struct tv_error *err, bool blocks)
{
    json_t *o = json_object();
    json_object_set_new(o, "member", json_string(path));
    json_object_set_new(o, "format", x->format ? json_string(x->format) : json_null());
    if (ok)
        json_object_set_new(o, "facts", facts_of(x));
    else
        json_object_set_new(o, err->code == TV_IGNORED ? "ignored" : "refused",
                            json_string(err->message));
    if (ok && !blocks)
        json_object_set_new(o, "text", text_of(x));
    json_dumpf(o, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(o);
    if (ok && blocks)
        print_blocks(x);
}

int main(int argc, char **argv)
{
    bool blocks = false;
    long repeat = 1;
    struct timespec from, to;
    size_t bytes = 0;
    double seconds = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--blocks") == 0) {
            blocks = true;
            continue;
        }
        if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc) {
            repeat = strtol(argv[++i], NULL, 10);
            continue;
        }
        struct tv_buffer file = {0};
        if (!read_file(argv[i], &file)) {
            fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 2;
        }
        struct tv_member member = {
            .path = argv[i], .bytes = (uint8_t *)file.data, .size = file.size};
        for (long n = 0; n < repeat; n++) {
            struct tv_extraction x = {0};
            struct tv_error err = {0};
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
            bool ok = tv_extract_member(&member, &x, &err);
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
            seconds +=
                (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
            bytes += file.size;
            if (n == 0)
                show(argv[i], &x, ok, &err, blocks);
            tv_extraction_finish(&x);
        }
        tv_buffer_finish(&file);
    }
    if (repeat > 1)
        fprintf(stderr, "%.1f MB/s\n", (double)bytes / 1e6 / seconds);
    return 0;
}
