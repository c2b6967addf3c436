/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The access log (access_log.h). */
#include "access_log.h"

#include "corpus/json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool tv_access_log_open(struct tv_access_log *log, const char *path, enum tv_log_format format,
                        struct tv_error *err)
{
    *log = (struct tv_access_log){.file = -1, .format = format};
    if (path && strcmp(path, "-") == 0)
        log->file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    else if (path)
        log->file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    return !path || log->file >= 0 || tv_fail(err, TV_IO, "%s: %s", path, strerror(errno));
}

void tv_access_log_close(struct tv_access_log *log)
{
    if (log->file >= 0)
        close(log->file);
    log->file = -1;
}

/* As Apache and nginx do it: what could end the field or the line stands as \xHH. */
static void put_escaped(struct tv_buffer *line, const char *text)
{
    for (const char *p = text ? text : "-"; *p; p++)
        if (*p < ' ' || *p == '"' || *p == '\\' || *p == 0x7F)
            tv_buffer_printf(line, "\\x%02X", (unsigned char)*p);
        else
            tv_buffer_putc(line, *p);
}

static void put_common(struct tv_buffer *line, const struct tv_access *a)
{
    char time[40] = "";
    struct tm tm;
    if (gmtime_r(&a->time, &tm))
        strftime(time, sizeof time, "%d/%b/%Y:%H:%M:%S +0000", &tm);
    put_escaped(line, a->address);
    tv_buffer_printf(line, " - - [%s] \"", time);
    put_escaped(line, a->method);
    tv_buffer_putc(line, ' ');
    put_escaped(line, a->target);
    tv_buffer_putc(line, ' ');
    put_escaped(line, a->version);
    tv_buffer_printf(line, "\" %u %zu\n", a->status, a->size);
}

static void put_json(struct tv_buffer *line, const struct tv_access *a)
{
    struct tv_json j = {.out = line};
    char time[40] = "";
    struct tm tm;
    if (gmtime_r(&a->time, &tm))
        strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &tm);
    tv_json_object(&j);
    tv_json_put_string(&j, "time", time);
    tv_json_put_string(&j, "address", a->address);
    tv_json_put_string(&j, "method", a->method);
    tv_json_put_string(&j, "target", a->target);
    tv_json_put_number(&j, "status", a->status);
    tv_json_put_number(&j, "bytes", a->size);
    tv_json_put_number(&j, "microseconds", a->microseconds);
    tv_json_end(&j);
    tv_buffer_putc(line, '\n');
}

void tv_access_log_write(const struct tv_access_log *log, const struct tv_access *access)
{
    struct tv_buffer line = {0};
    if (log->file < 0)
        return;
    if (log->format == TV_LOG_JSON)
        put_json(&line, access);
    else
        put_common(&line, access);
    ssize_t written = write(log->file, line.data, line.size);
    (void)written; /* a full disk must not stop answers */
    tv_buffer_finish(&line);
}
