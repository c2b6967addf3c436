/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html-extract: what the HTML extractor makes of files, one JSON object a line, for measuring.
 *
 * usage: html-extract FILE...
 *        html-extract --bench ROUNDS FILE...   CPU time beside that of libxml2's bare parse
 *
 * "member" is the path as given; "text" is every block, joined by empty lines. */
#include "corpus/memory.h"
#include "indexer/extraction.h"

#include <ctype.h>
#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool read_file(const char *path, struct tv_buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    char bytes[65536];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        tv_buffer_add(out, bytes, n);
    fclose(file);
    return true;
}

static void set(json_t *object, const char *name, const char *value)
{
    if (value)
        json_object_set_new(object, name, json_string(value));
}

static const char *const months[12][6] = {
    {"jan", "ene", "janv", "gen", "styc", "січ"},  {"feb", "fév", "fev", "lut", "febr", "fév"},
    {"mar", "mär", "mrz", "maa", "marz", "mars"},  {"apr", "abr", "avr", "kwi", "apri", "avri"},
    {"may", "mai", "mei", "maj", "mag", "mayo"},   {"jun", "juin", "cze", "giu", "juni", "june"},
    {"jul", "juil", "lip", "lug", "july", "juli"}, {"aug", "ago", "aoû", "sie", "aou", "augu"},
    {"sep", "set", "wrz", "sept", "sep", "sep"},   {"oct", "okt", "out", "paź", "ott", "oct"},
    {"nov", "lis", "nove", "novi", "nov", "nov"},  {"dec", "dez", "dic", "déc", "gru", "dec"},
};

static int month_of(const char *s, size_t n)
{
    for (int m = 0; m < 12; m++)
        for (int k = 0; k < 6; k++)
            if (strlen(months[m][k]) <= n &&
                strncasecmp(s, months[m][k], strlen(months[m][k])) == 0)
                return m + 1;
    return 0;
}

/* A stand-in for the date parser that the structure module uses: numbers and European names. */
static bool plain_date(const char *s, char ret_date[11])
{
    int numbers[8], n = 0, month = 0, month_at = 0;
    for (size_t i = 0; s[i] && n < 3;) {
        if (isdigit((unsigned char)s[i])) {
            int v = 0;
            size_t from = i;
            while (isdigit((unsigned char)s[i]) && i - from < 8)
                v = v * 10 + (s[i++] - '0');
            if (i - from == 8) {
                snprintf(ret_date, 11, "%04u-%02u-%02u", (unsigned)v / 10000 % 10000,
                         (unsigned)v / 100 % 100, (unsigned)v % 100);
                return true;
            }
            numbers[n++] = v;
        } else if (isalpha((unsigned char)s[i])) {
            size_t from = i;
            while (isalpha((unsigned char)s[i]) || (s[i] & 0x80))
                i++;
            int m = month ? 0 : month_of(s + from, i - from);
            if (m)
                month = m, month_at = n;
        } else
            i++;
    }
    int y = 0, m = 0, d = 0;
    if (month && n >= 2) {
        m = month;
        d = numbers[0], y = numbers[1];
        if (d > 31)
            y = numbers[0], d = numbers[1];
        (void)month_at;
    } else if (n >= 3) {
        if (numbers[0] > 31)
            y = numbers[0], m = numbers[1], d = numbers[2];
        else
            d = numbers[0], m = numbers[1], y = numbers[2];
        if (m > 12) {
            int t = m;
            m = d, d = t;
        }
    }
    if (y < 100)
        y += 2000;
    if (m < 1 || m > 12 || d < 1 || d > 31 || y < 1900 || y > 2100)
        return false;
    snprintf(ret_date, 11, "%04d-%02d-%02d", y, m, d);
    return true;
}

static void print(const char *path, struct tv_extraction *x)
{
    struct tv_buffer text = {0};
    for (size_t i = 0; i < x->n_blocks; i++) {
        if (i)
            tv_buffer_puts(&text, "\n\n");
        if (x->blocks[i].label) {
            tv_buffer_puts(&text, x->blocks[i].label);
            tv_buffer_putc(&text, ' ');
        }
        tv_buffer_puts(&text, x->blocks[i].text);
    }
    json_t *object = json_object();
    set(object, "member", path);
    set(object, "text", text.data);
    set(object, "title", x->facts[TV_FACT_TITLE].value);
    set(object, "title_origin", x->facts[TV_FACT_TITLE].origin);
    set(object, "date_text", x->facts[TV_FACT_DATE].value);
    set(object, "date_origin", x->facts[TV_FACT_DATE].origin);
    set(object, "authors", x->facts[TV_FACT_AUTHORS].value);
    set(object, "publisher", x->facts[TV_FACT_PUBLISHER].value);
    set(object, "url", x->facts[TV_FACT_URL].value);
    set(object, "language", x->facts[TV_FACT_LANGUAGE].value);
    char date[11];
    if (x->facts[TV_FACT_DATE].value && plain_date(x->facts[TV_FACT_DATE].value, date))
        set(object, "date", date);
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
    tv_buffer_finish(&text);
}

static void extract(const char *path, bool quiet, const struct tv_buffer *bytes)
{
    extern const struct tv_format tv_format_html;
    struct tv_member member = {
        .path = path, .bytes = (const uint8_t *)bytes->data, .size = bytes->size};
    struct tv_extraction x = {0};
    struct tv_error err = {0};
    if (!tv_format_html.extract(&member, &x, &err)) {
        if (!quiet)
            fprintf(stderr, "%s: %s\n", path, err.message);
    }
    if (!quiet)
        print(path, &x);
    tv_extraction_finish(&x);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void bench(int rounds, int n, char **paths)
{
    struct tv_buffer *files = tv_alloc((size_t)n * sizeof *files);
    double size = 0;
    for (int i = 0; i < n; i++) {
        read_file(paths[i], &files[i]);
        size += (double)files[i].size * rounds / 1e6;
    }
    double start = seconds();
    for (int r = 0; r < rounds; r++)
        for (int i = 0; i < n; i++)
            xmlFreeDoc(
                htmlReadMemory(files[i].data, (int)files[i].size, NULL, NULL,
                               HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET));
    double bare = seconds() - start;
    start = seconds();
    for (int r = 0; r < rounds; r++)
        for (int i = 0; i < n; i++)
            extract(paths[i], true, &files[i]);
    double ours = seconds() - start;
    printf("%.1f MB: libxml2 tree %.1f MB/s, main text %.1f MB/s, ratio of CPU %.2f\n", size,
           size / bare, size / ours, ours / bare);
    for (int i = 0; i < n; i++)
        tv_buffer_finish(&files[i]);
    free(files);
}

int main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "--bench") == 0) {
        bench(atoi(argv[2]), argc - 3, argv + 3);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        struct tv_buffer bytes = {0};
        if (read_file(argv[i], &bytes))
            extract(argv[i], false, &bytes);
        tv_buffer_finish(&bytes);
    }
    return 0;
}
