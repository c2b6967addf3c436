/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A response of HTTP as a crawler kept it (http.h). */
#include "http.h"

#include "charset.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
    MAX_CODINGS = 4, /* of one body; more than one is rare */
    STEP = 64 << 10,
};

/* The head. */

/* The next line of *text up to `end`, NUL-terminated in place; NULL behind the last. */
static char *next_line(char **text, char *end)
{
    char *line = *text, *stop = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    if (!stop)
        return NULL;
    *text = stop + 1;
    while (stop > line && strchr(" \t\r", stop[-1]))
        stop--;
    *stop = '\0';
    return line;
}

static void take_field(char *line, struct tv_http *http)
{
    char *colon = strchr(line, ':');
    if (!colon)
        return;
    const char *value = colon + 1 + strspn(colon + 1, " \t");
    *colon = '\0';
    if (strcasecmp(line, "Content-Type") == 0)
        http->content_type = value;
    else if (strcasecmp(line, "Content-Encoding") == 0)
        http->content_encoding = value;
    else if (strcasecmp(line, "Transfer-Encoding") == 0)
        http->transfer_encoding = value;
}

static unsigned status_of(const char *line)
{
    const char *blank = strchr(line, ' ');
    if (strncasecmp(line, "HTTP/", 5) != 0 || !blank)
        return 0;
    blank += strspn(blank, " ");
    if (strspn(blank, "0123456789") != 3)
        return 0;
    return (unsigned)((blank[0] - '0') * 100 + (blank[1] - '0') * 10 + (blank[2] - '0'));
}

bool tv_http_read(struct tv_buffer *block, struct tv_http *ret_http)
{
    struct tv_http http = {0};
    char *text = block->data, *end = text + block->size, *line = next_line(&text, end);
    if (!line || (http.status = status_of(line)) == 0)
        return false;
    while ((line = next_line(&text, end)) && *line)
        take_field(line, &http);
    http.body = line ? text : end;
    http.size = (size_t)(end - http.body);
    *ret_http = http;
    return true;
}

/* Chunks (RFC 9112, 7.1). */

/* The size that the line at *at begins with; *at is then behind the line. False: none. */
static bool chunk_size(const char *body, size_t n, size_t *at, size_t *ret_size)
{
    size_t size = 0, digits = 0, i = *at;
    for (; i < n && digits < 16; i++, digits++) {
        const char *hex = "0123456789abcdef";
        const char *digit = body[i] ? strchr(hex, body[i] | 0x20) : NULL;
        if (!digit || (body[i] < '0'))
            break;
        size = size * 16 + (size_t)(digit - hex);
    }
    const char *newline = memchr(body + i, '\n', n - i);
    if (digits == 0 || !newline || !strchr(" \t\r\n;", body[i]))
        return false;
    *at = (size_t)(newline - body) + 1;
    *ret_size = size;
    return true;
}

/* Joins the chunks in place. False: the last one is missing. */
static bool join_chunks(struct tv_http *http)
{
    size_t from = 0, to = 0, size;
    while (chunk_size(http->body, http->size, &from, &size)) {
        bool whole = size <= http->size - from;
        if (!whole)
            size = http->size - from;
        memmove(http->body + to, http->body + from, size);
        to += size;
        from += size;
        if (size == 0 || !whole) {
            http->size = to;
            return whole;
        }
        while (from < http->size && (http->body[from] == '\r' || http->body[from] == '\n'))
            from++;
    }
    if (to)
        http->size = to;
    return to == 0; /* not in chunks (any more) */
}

/* Codings (RFC 9110, 8.4.1). A decoder appends to `out`, and says whether it came to the end. */

enum result { WHOLE, PARTIAL, TOO_LARGE };

static enum result inflate_body(const struct tv_http *http, int bits, uint64_t limit,
                                struct tv_buffer *out)
{
    z_stream z = {.next_in = (Bytef *)http->body, .avail_in = (uInt)http->size};
    enum result result = PARTIAL;
    int status = inflateInit2(&z, bits);
    while (status == Z_OK) {
        tv_buffer_reserve(out, STEP);
        z.next_out = (Bytef *)out->data + out->size;
        z.avail_out = STEP;
        status = inflate(&z, Z_NO_FLUSH);
        out->size += STEP - z.avail_out;
        if (out->size > limit) {
            result = TOO_LARGE;
            break;
        }
        if (status == Z_STREAM_END && z.avail_in > 2 && memcmp(z.next_in, "\x1F\x8B", 2) == 0)
            status = inflateReset(&z); /* gzip members in a row */
        else if (status == Z_STREAM_END)
            result = WHOLE;
    }
    inflateEnd(&z);
    return result;
}

static enum result inflate_any(const struct tv_http *http, uint64_t limit, struct tv_buffer *out)
{
    enum result result = inflate_body(http, 32 + MAX_WBITS, limit, out);
    if (result == PARTIAL && out->size == 0)
        result = inflate_body(http, -MAX_WBITS, limit, out); /* what some call deflate */
    return result;
}

static enum result unbrotli(const struct tv_http *http, uint64_t limit, struct tv_buffer *out)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    const uint8_t *in = (const uint8_t *)http->body;
    size_t ahead = http->size;
    BrotliDecoderResult status = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (state && status == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && out->size <= limit) {
        tv_buffer_reserve(out, STEP);
        uint8_t *next = (uint8_t *)out->data + out->size;
        size_t room = STEP;
        status = BrotliDecoderDecompressStream(state, &ahead, &in, &room, &next, NULL);
        out->size += STEP - room;
    }
    BrotliDecoderDestroyInstance(state);
    if (out->size > limit)
        return TOO_LARGE;
    return status == BROTLI_DECODER_RESULT_SUCCESS ? WHOLE : PARTIAL;
}

/* Whether a body that should be encoded is not: a text already. */
static bool is_plain(const struct tv_http *http)
{
    enum { SOME = 512 };
    size_t n = http->size < SOME ? http->size : SOME;
    size_t i = 0;
    while (i < n && ((unsigned char)http->body[i] >= 0x20 || strchr("\t\r\n\f", http->body[i])) &&
           http->body[i])
        i++;
    return i == n;
}

/* Undoes one coding. False with *err. */
static bool undo(struct tv_http *http, const char *coding, size_t n, uint64_t limit, bool partial,
                 struct tv_buffer *scratch, struct tv_error *err)
{
    struct tv_buffer out = {0};
    enum result result;
    if (n == 0 || (n == 8 && strncasecmp(coding, "identity", n) == 0) || is_plain(http))
        return true;
    if ((n == 4 && strncasecmp(coding, "gzip", n) == 0) ||
        (n == 6 && strncasecmp(coding, "x-gzip", n) == 0))
        result = inflate_body(http, 16 + MAX_WBITS, limit, &out);
    else if (n == 7 && strncasecmp(coding, "deflate", n) == 0)
        result = inflate_any(http, limit, &out);
    else if (n == 2 && strncasecmp(coding, "br", n) == 0)
        result = unbrotli(http, limit, &out);
    else
        return tv_fail(err, TV_REFUSED, "its content encoding \"%.*s\" is not known",
                       (int)(n < 40 ? n : 40), coding);
    if (result == PARTIAL && out.size == 0) { /* not encoded after all */
        tv_buffer_finish(&out);
        return true;
    }
    tv_buffer_add(&out, "", 0);
    tv_buffer_finish(scratch);
    *scratch = out;
    http->body = out.data;
    http->size = out.size;
    if (result == TOO_LARGE)
        return tv_fail(err, TV_REFUSED, "larger than %llu bytes, the limit for a member",
                       (unsigned long long)limit);
    if (result == PARTIAL && !partial)
        return tv_fail(err, TV_REFUSED, "damaged: its %.*s encoding ends too early", (int)n,
                       coding);
    return true;
}

/* Undoes the codings of a list, last first. */
static bool undo_all(struct tv_http *http, const char *list, uint64_t limit, bool partial,
                     struct tv_buffer *scratch, struct tv_error *err)
{
    size_t end = list ? strlen(list) : 0;
    for (int i = 0; end > 0; i++) {
        size_t from = end;
        while (from > 0 && list[from - 1] != ',')
            from--;
        const char *coding = list + from + strspn(list + from, " \t");
        size_t n = strcspn(coding, ", \t");
        if (i == MAX_CODINGS)
            return tv_fail(err, TV_REFUSED, "encoded more than %d times", MAX_CODINGS);
        if (!undo(http, coding, n, limit, partial, scratch, err))
            return false;
        end = from ? from - 1 : 0;
    }
    return true;
}

bool tv_http_decode(struct tv_http *http, uint64_t limit, bool partial, struct tv_buffer *scratch,
                    struct tv_error *err)
{
    const char *transfer = http->transfer_encoding;
    if (transfer && strcasestr(transfer, "chunked") && !join_chunks(http) && !partial)
        return tv_fail(err, TV_REFUSED, "damaged: its last chunk is missing");
    return undo_all(http, http->content_encoding, limit, partial, scratch, err);
}
