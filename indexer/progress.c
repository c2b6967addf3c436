/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Progress (progress.h). How much is done is told by bytes of the archives, since nobody knows how many
 * members there are; the rate is that of the whole run. */
#include "progress.h"

#include "corpus/plain.h"
#include "index_command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 20, NAME = 40, COLUMNS = 80 };

static const double BAR_SECONDS = 0.1, LINE_SECONDS = 60;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* From 0 to 1; -1: nothing has to be read. */
static double share_of(const struct tv_ingest_state *state)
{
    if (state->total == 0)
        return -1;
    return state->done < state->total ? (double)state->done / (double)state->total : 1;
}

static void put_time(struct tv_buffer *out, double seconds)
{
    unsigned long s = (unsigned long)(seconds + 0.5);
    if (s >= 3600)
        tv_buffer_printf(out, ", %lu:%02lu:%02lu left", s / 3600, s / 60 % 60, s % 60);
    else
        tv_buffer_printf(out, ", %lu:%02lu left", s / 60, s % 60);
}

static void put_name(struct tv_buffer *out, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    tv_buffer_puts(out, ": ");
    tv_plain(name, strnlen(name, NAME), false, out);
}

void tv_progress_text(const struct tv_ingest_state *state, double seconds, struct tv_buffer *out)
{
    const uint64_t *outcomes = state->counts.outcomes;
    uint64_t read = 0;
    double share = share_of(state);
    for (int i = 0; i < TV_OUTCOME_COUNT; i++)
        read += i == TV_OUTCOME_REMOVED ? 0 : outcomes[i];
    if (!state->archive) {
        tv_buffer_printf(out, "%" PRIu64 " members, %" PRIu64 " refused; writing the index", read,
                         outcomes[TV_OUTCOME_REFUSED]);
        return;
    }
    if (share >= 0)
        tv_buffer_printf(out, "%.0f%%, ", share * 100);
    tv_buffer_printf(out, "%" PRIu64 " members", read);
    if (seconds > 0)
        tv_buffer_printf(out, ", %.0f/s", (double)read / seconds);
    tv_buffer_printf(out, ", %" PRIu64 " refused", outcomes[TV_OUTCOME_REFUSED]);
    if (share > 0 && seconds >= 1)
        put_time(out, seconds / share - seconds);
    put_name(out, state->archive);
}

void tv_progress_bar(const struct tv_ingest_state *state, double seconds, unsigned columns,
                     struct tv_buffer *out)
{
    double share = state->archive ? share_of(state) : 1;
    size_t begin = out->size, filled = share > 0 ? (size_t)(share * BAR) : 0;
    if (columns > 2 * BAR) {
        tv_buffer_putc(out, '[');
        for (size_t i = 0; i < BAR; i++)
            tv_buffer_putc(out, i < filled ? '#' : '.');
        tv_buffer_puts(out, "] ");
    }
    tv_progress_text(state, seconds, out);
    /* A character of several bytes may make the line shorter than it could be, never wider. */
    size_t most = columns > 1 ? columns - 1 : 0;
    if (out->size - begin > most) {
        out->size = begin + most;
        while (out->size > begin && ((unsigned char)out->data[out->size] & 0xc0) == 0x80)
            out->size--;
        out->data[out->size] = '\0';
    }
}

static unsigned columns_of_terminal(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS;
}

void tv_progress_init(struct tv_progress *p, int when)
{
    bool terminal = isatty(STDERR_FILENO);
    p->kind = when == TV_WHEN_NEVER                ? TV_PROGRESS_NONE
              : when == TV_WHEN_ALWAYS || terminal ? TV_PROGRESS_BAR
                                                   : TV_PROGRESS_LINES;
    p->begin = now();
    p->shown = p->kind == TV_PROGRESS_LINES ? p->begin : 0;
    p->visible = false;
}

void tv_progress_clear(struct tv_progress *p)
{
    if (p->visible)
        fputs("\r\033[K", stderr);
    p->visible = false;
}

void tv_progress_show(struct tv_progress *p, const struct tv_ingest_state *state)
{
    double time = now();
    bool bar = p->kind == TV_PROGRESS_BAR;
    if (p->kind == TV_PROGRESS_NONE ||
        (time - p->shown < (bar ? BAR_SECONDS : LINE_SECONDS) && (state->archive || !bar)))
        return;
    struct tv_buffer out = {0};
    p->shown = time;
    p->visible = bar;
    if (bar)
        tv_progress_bar(state, time - p->begin, columns_of_terminal(), &out);
    else
        tv_progress_text(state, time - p->begin, &out);
    fprintf(stderr, bar ? "\r\033[K%s" : "travaux index: %s\n", out.data);
    tv_buffer_finish(&out);
}
