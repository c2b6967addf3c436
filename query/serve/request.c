/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests: the target of a request, taken apart (request.h), by RFC 3986 and, for the query, the
 * rules of HTML forms. */
#include "request.h"

#include "corpus/utf8.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* More arguments than any form has. */
enum { ARGUMENTS_MAX = 100 };

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool is_text(const char *s, size_t size, bool lines)
{
    for (size_t i = 0; i < size;) {
        int32_t c = tv_utf8_next_or_error(s, size, &i);
        bool white = c == '\t' || c == '\n' || c == '\r';
        if ((c < ' ' && !(white && lines)) || (c >= 0x7F && c < 0xA0))
            return false;
    }
    return true;
}

/* Decodes size bytes; NULL where a '%' has no two digits behind it, or what comes out is no text. */
static const char *decode(struct tv_request *request, const char *s, size_t size, bool form)
{
    char *out = tv_arena_alloc(&request->arena, size + 1);
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        char c = s[i];
        if (c == '%') {
            if (size - i < 3 || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
                return NULL;
            c = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
            i += 2;
        } else if (c == '+' && form) {
            c = ' ';
        }
        out[n++] = c;
    }
    return is_text(out, n, form) ? out : NULL;
}

static bool add_argument(struct tv_request *request, const char *s, size_t size,
                         struct tv_problem *problem)
{
    const char *equals = memchr(s, '=', size);
    size_t name = equals ? (size_t)(equals - s) : size;
    size_t value = equals ? size - name - 1 : 0;
    struct tv_argument a = {decode(request, s, name, true),
                            decode(request, equals ? equals + 1 : "", value, true)};
    if (!a.name || !a.value)
        return tv_problem_set(problem, MHD_HTTP_BAD_REQUEST,
                              "the query of the URL is not percent-encoded UTF-8");
    if (request->n_arguments == ARGUMENTS_MAX)
        return tv_problem_set(problem, MHD_HTTP_BAD_REQUEST, "more than %d parameters",
                              ARGUMENTS_MAX);
    TV_GROW(request->arguments, request->n_arguments, request->capacity);
    request->arguments[request->n_arguments++] = a;
    return true;
}

static bool parse_query(struct tv_request *request, const char *query, struct tv_problem *problem)
{
    for (const char *p = query; *p;) {
        size_t size = strcspn(p, "&");
        if (size && !add_argument(request, p, size, problem))
            return false;
        p += size + (p[size] == '&');
    }
    return true;
}

/* A target may be a whole address, as proxies send it (RFC 9112, section 3.2.2). */
static const char *behind_authority(const char *target)
{
    size_t scheme = strncasecmp(target, "http://", 7) == 0    ? 7
                    : strncasecmp(target, "https://", 8) == 0 ? 8
                                                              : 0;
    const char *path = scheme ? target + scheme + strcspn(target + scheme, "/?") : target;
    return scheme && *path != '/' ? "/" : path;
}

bool tv_request_parse(struct tv_request *request, const struct tv_settings *settings,
                      struct tv_problem *problem)
{
    const char *target = behind_authority(request->target);
    size_t path = strcspn(target, "?");
    request->rest = "";
    if (strlen(request->target) > settings->target)
        return tv_problem_set(problem, MHD_HTTP_URI_TOO_LONG, "the URL has more than %u bytes",
                              settings->target);
    request->path = target[0] == '/' ? decode(request, target, path, false) : NULL;
    if (!request->path)
        return tv_problem_set(problem, MHD_HTTP_BAD_REQUEST,
                              "the path of the URL is not percent-encoded UTF-8");
    return parse_query(request, target[path] ? target + path + 1 : "", problem);
}

const char *tv_request_argument(const struct tv_request *request, const char *name)
{
    for (size_t i = 0; i < request->n_arguments; i++)
        if (strcmp(request->arguments[i].name, name) == 0)
            return request->arguments[i].value;
    return NULL;
}

void tv_request_finish(struct tv_request *request)
{
    free(request->target);
    free(request->arguments);
    tv_arena_finish(&request->arena);
    *request = (struct tv_request){0};
}

void tv_url_encode(const char *text, struct tv_buffer *out)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *p = text; *p; p++)
        if (memchr(plain, *p, sizeof plain - 1))
            tv_buffer_putc(out, *p);
        else
            tv_buffer_printf(out, "%%%02X", (unsigned char)*p);
}
