/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The records of a web archive (warc.h).
 *
 * Records are read from a *window*: of a plain file it is the file, of a gzipped one a buffer that
 * zlib fills. A gzipped file is a row of gzip members, and in most archives each record is one;
 * where a member begins in the window is remembered (`border`), for only there a record can be gone
 * back to, and a record that ends too early is seen by the next one beginning at a border.
 *
 * When something is wrong, the next record is looked for: in a plain file and in unpacked bytes by
 * its first line, behind bytes that cannot be unpacked by a gzip member that begins with one. That
 * search starts behind the beginning of the member that was wrong, as its end may have been taken
 * from the next; what is so read twice is at most the size of the file in total. */
#include "warc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <zlib.h>

enum {
    WINDOW = 256 << 10,
    LOOK = 64, /* bytes that tell that a record begins; no gzip member that holds one is shorter */
    LINE = 1024, /* of the line with which a record of an ARC begins, as far as it is looked at */
    NEWLINES = 256, /* between records; two are usual */
};

struct tv_warc {
    const uint8_t *bytes; /* the file */
    size_t size;
    bool gzip, arc;
    /* The window: unread is from `from` to `to`. */
    uint8_t *room; /* gzip */
    const uint8_t *window;
    size_t from, to;
    /* Unpacking. */
    z_stream z;
    bool inflating; /* within a gzip member */
    bool broken;    /* the bytes at `at` cannot be unpacked */
    size_t at;      /* in the file: what is unpacked next */
    size_t member;  /* in the file: the last gzip member's beginning */
    size_t border;  /* in the window: the same; SIZE_MAX when it is read and gone */
    size_t reread;  /* bytes gone back in the file while looking for a record */
    /* Records. */
    struct tv_buffer head;
    size_t start;  /* of the record, in the file (as far as known) */
    size_t block;  /* of the record, in the window of a plain file */
    uint64_t left; /* of the record's block */
    bool lost;     /* what comes next is not known to be a record */
    bool told;     /* and the reader of records knows that something is wrong */
};

/* The window. */

static bool is_gzip(const uint8_t *p, size_t n)
{
    return n >= 10 && memcmp(p, "\x1F\x8B\x08", 3) == 0 && (p[3] & 0xE0) == 0;
}

/* Begins the gzip member at `at`; false at the file's end, or at what is none. */
static bool begin_member(struct tv_warc *w)
{
    if (!is_gzip(w->bytes + w->at, w->size - w->at)) {
        for (size_t i = w->at; i < w->size && !w->broken; i++) /* zeroes may fill up a file */
            w->broken = w->bytes[i] != 0;
        if (!w->broken)
            w->at = w->size;
        return false;
    }
    inflateReset(&w->z);
    w->inflating = true;
    w->member = w->at;
    w->border = w->to;
    return true;
}

static void make_room(struct tv_warc *w)
{
    memmove(w->room, w->room + w->from, w->to - w->from);
    w->border = w->border != SIZE_MAX && w->border >= w->from ? w->border - w->from : SIZE_MAX;
    w->to -= w->from;
    w->from = 0;
}

/* Unpacks more into the window. False when there is no more. */
static bool fill(struct tv_warc *w)
{
    if (!w->gzip || w->broken || (!w->inflating && w->at >= w->size))
        return false;
    if (w->from > 0)
        make_room(w);
    if (!w->inflating && !begin_member(w))
        return false;
    size_t ahead = w->size - w->at;
    w->z.next_in = (z_const Bytef *)(uintptr_t)(w->bytes + w->at);
    w->z.avail_in = ahead < (1u << 30) ? (uInt)ahead : 1u << 30;
    w->z.next_out = w->room + w->to;
    w->z.avail_out = (uInt)(WINDOW - w->to);
    int status = inflate(&w->z, Z_NO_FLUSH);
    w->at = (size_t)(w->z.next_in - w->bytes);
    w->to = WINDOW - w->z.avail_out;
    if (status == Z_STREAM_END)
        w->inflating = false;
    else if (status != Z_OK || (w->at == w->size && w->z.avail_out > 0))
        w->broken = true;
    return true;
}

/* How many bytes are in the window: n or more, but where no more come. n is at most LOOK. */
static size_t look(struct tv_warc *w, size_t n)
{
    while (w->to - w->from < n && fill(w))
        ;
    return w->to - w->from;
}

/* Records. */

static bool is_scheme(const uint8_t *p, size_t n)
{
    size_t i = 0;
    while (i < n && ((p[i] | 0x20) >= 'a' && (p[i] | 0x20) <= 'z'))
        i++;
    return i > 1 && i + 2 < n && p[i] == ':' && (memcmp(p, "dns", 3) == 0 || p[i + 1] == '/');
}

/* Whether a record of an ARC begins here: with a line of URL, address, date, type ... length. */
static bool is_arc_head(const uint8_t *p, size_t n)
{
    n = n < LINE ? n : LINE;
    if (!is_scheme(p, n))
        return false;
    const uint8_t *end = memchr(p, '\n', n);
    if (!end)
        return true; /* it goes on beyond what is seen of it */
    size_t blanks = 0;
    for (const uint8_t *q = p; q < end; q++)
        blanks += *q == ' ';
    while (end > p && end[-1] == '\r')
        end--;
    return blanks >= 4 && end[-1] >= '0' && end[-1] <= '9';
}

static bool is_warc_head(const uint8_t *p, size_t n)
{
    return n >= 8 && memcmp(p, "WARC/", 5) == 0 && p[5] >= '0' && p[5] <= '1' && p[6] == '.';
}

static bool is_head(const struct tv_warc *w, const uint8_t *p, size_t n)
{
    return w->arc ? is_arc_head(p, n) : is_warc_head(p, n);
}

static void skip_newlines(struct tv_warc *w)
{
    for (int i = 0; i < NEWLINES && look(w, 1); i++, w->from++)
        if (w->window[w->from] != '\r' && w->window[w->from] != '\n')
            return;
}

/* Whether what is ahead, behind newlines, is a record or the end of it all. */
static bool is_at_border(struct tv_warc *w)
{
    skip_newlines(w);
    size_t n = look(w, LOOK);
    const uint8_t *p = w->window + w->from;
    if (n == 0)
        return !w->broken;
    size_t zeroes = 0;
    while (zeroes < n && p[zeroes] == 0)
        zeroes++;
    return is_head(w, p, n) || zeroes == n;
}

/* The place in the file of what is next, if it can be gone to; else SIZE_MAX. */
static size_t place(const struct tv_warc *w)
{
    if (!w->gzip)
        return w->from;
    return w->border == w->from ? w->member : SIZE_MAX;
}

/* Finding a record behind damage. */

/* Looks in what is unpacked for a line with which a record begins. */
static bool find_head(struct tv_warc *w)
{
    bool line = w->from == 0 || w->window[w->from - 1] == '\n';
    while (look(w, LOOK)) {
        const uint8_t *p = w->window + w->from, *end = w->window + w->to;
        if (line && is_head(w, p, (size_t)(end - p)))
            return true;
        const uint8_t *next = memchr(p, '\n', (size_t)(end - p));
        line = next != NULL;
        w->from = (size_t)((next ? next + 1 : end) - w->window);
    }
    return false;
}

/* Whether the gzip member at that place begins with a record; it is then the next. */
static bool try_member(struct tv_warc *w, size_t at)
{
    w->at = at;
    w->from = w->to = 0;
    w->border = SIZE_MAX;
    w->inflating = w->broken = false;
    if (!begin_member(w))
        return false;
    uint8_t first[LOOK];
    w->z.next_in = (z_const Bytef *)(uintptr_t)(w->bytes + at);
    w->z.avail_in = (uInt)(w->size - at < 64 << 10 ? w->size - at : 64 << 10);
    w->z.next_out = first;
    w->z.avail_out = sizeof first;
    inflate(&w->z, Z_SYNC_FLUSH);
    w->inflating = false; /* it is begun anew */
    w->border = SIZE_MAX;
    return is_head(w, first, sizeof first - w->z.avail_out);
}

static bool find_member(struct tv_warc *w)
{
    size_t from = w->at;
    if (w->member < from && from - w->member <= w->size - w->reread) {
        w->reread += from - w->member;
        from = w->member + 1;
    }
    while (from < w->size) {
        const uint8_t *p = memchr(w->bytes + from, 0x1F, w->size - from);
        if (!p)
            break;
        from = (size_t)(p - w->bytes);
        if (is_gzip(p, w->size - from) && try_member(w, from))
            return true;
        from++;
    }
    w->at = w->size;
    w->from = w->to = 0;
    w->broken = false;
    w->inflating = false;
    return false;
}

static bool find_record(struct tv_warc *w)
{
    if (find_head(w))
        return true;
    return w->broken && find_member(w);
}

/* Heads. */

/* Appends the line ahead to the head, with its newline. False when there is none. */
static bool take_line(struct tv_warc *w)
{
    while (look(w, 1)) {
        const uint8_t *p = w->window + w->from;
        size_t n = w->to - w->from;
        const uint8_t *end = memchr(p, '\n', n);
        if (end)
            n = (size_t)(end - p) + 1;
        if (w->head.size + n > TV_WARC_HEAD)
            return false;
        tv_buffer_add(&w->head, p, n);
        w->from += n;
        if (end)
            return true;
    }
    return false;
}

/* Takes the lines up to an empty one. */
static bool take_head(struct tv_warc *w)
{
    for (;;) {
        size_t start = w->head.size;
        if (!take_line(w))
            return false;
        const char *line = w->head.data + start;
        if (strcmp(line, "\r\n") == 0 || strcmp(line, "\n") == 0)
            return true;
    }
}

/* Digits "20200131235959", or what begins them, as seconds since 1970; others are passed over. */
static int64_t time_of(const char *s)
{
    int fields[6] = {0, 1, 1, 0, 0, 0}, widths[6] = {4, 2, 2, 2, 2, 2};
    for (int i = 0; i < 6; i++) {
        s += strspn(s, "-:T ");
        int value = 0, n = 0;
        while (n < widths[i] && s[n] >= '0' && s[n] <= '9')
            value = value * 10 + (s[n++] - '0');
        if (n != widths[i])
            break;
        fields[i] = value;
        s += n;
    }
    if (fields[0] < 1990 || fields[1] > 12 || fields[2] > 31)
        return 0;
    struct tm tm = {.tm_year = fields[0] - 1900,
                    .tm_mon = fields[1] - 1,
                    .tm_mday = fields[2],
                    .tm_hour = fields[3],
                    .tm_min = fields[4],
                    .tm_sec = fields[5]};
    return (int64_t)timegm(&tm);
}

static bool size_of(const char *s, uint64_t *ret_size)
{
    uint64_t size = 0;
    size_t digits = strspn(s, "0123456789");
    if (digits == 0 || digits > 18 || s[digits])
        return false;
    for (; *s; s++)
        size = size * 10 + (uint64_t)(*s - '0');
    *ret_size = size;
    return true;
}

static enum tv_warc_type type_of(const char *name)
{
    static const struct {
        const char *name;
        enum tv_warc_type type;
    } types[] = {{"response", TV_WARC_RESPONSE},
                 {"resource", TV_WARC_RESOURCE},
                 {"conversion", TV_WARC_RESOURCE},
                 {"revisit", TV_WARC_REVISIT}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcasecmp(name, types[i].name) == 0)
            return types[i].type;
    return TV_WARC_OTHER;
}

/* A URI without the angle brackets that the grammar of WARC 1.0 puts around it. */
static const char *bare_uri(char *value)
{
    size_t n = strlen(value);
    if (n < 2 || value[0] != '<' || value[n - 1] != '>')
        return value;
    value[n - 1] = '\0';
    return value + 1;
}

static void take_field(const char *name, char *value, struct tv_warc_record *r, bool *sized)
{
    if (strcasecmp(name, "WARC-Type") == 0)
        r->type = type_of(value);
    else if (strcasecmp(name, "WARC-Target-URI") == 0)
        r->uri = bare_uri(value);
    else if (strcasecmp(name, "WARC-Record-ID") == 0)
        r->id = value;
    else if (strcasecmp(name, "WARC-Refers-To") == 0)
        r->refers_to = value;
    else if (strcasecmp(name, "WARC-Payload-Digest") == 0)
        r->digest = value;
    else if (strcasecmp(name, "WARC-Date") == 0)
        r->date = time_of(value);
    else if (strcasecmp(name, "Content-Type") == 0)
        r->content_type = value;
    else if (strcasecmp(name, "Content-Length") == 0)
        *sized = size_of(value, &r->size);
    else if (strcasecmp(name, "WARC-Truncated") == 0)
        r->truncated = true;
    else if (strcasecmp(name, "WARC-Segment-Number") == 0)
        r->segmented = true;
}

/* The next line of *text, without its end and with folded lines joined; NULL behind the last. */
static char *next_line(char **text)
{
    char *line = *text, *end = line;
    if (!*line)
        return NULL;
    while ((end = strchr(end, '\n')) && (end[1] == ' ' || end[1] == '\t'))
        *end = ' ';
    *text = end ? end + 1 : line + strlen(line);
    if (!end)
        end = line + strlen(line);
    while (end > line && strchr(" \t\r\n", end[-1]))
        end--;
    *end = '\0';
    return line;
}

static bool read_warc_head(struct tv_warc *w, struct tv_warc_record *r)
{
    bool sized = false;
    if (!take_head(w) || strlen(w->head.data) != w->head.size)
        return false;
    char *text = w->head.data;
    next_line(&text);
    for (char *line; (line = next_line(&text));) {
        char *colon = strchr(line, ':');
        if (!colon)
            continue;
        *colon = '\0';
        take_field(line, colon + 1 + strspn(colon + 1, " \t"), r, &sized);
    }
    return sized;
}

/* Cuts the last word off a line, and the blanks before it; NULL if there is none. */
static char *cut_word(char *line)
{
    size_t n = strlen(line);
    while (n && strchr(" \r\n", line[n - 1]))
        n--;
    line[n] = '\0';
    char *blank = strrchr(line, ' ');
    if (!blank)
        return NULL;
    *blank = '\0';
    return blank + 1;
}

static bool is_arc_date(const char *s)
{
    return strlen(s) == 14 && strspn(s, "0123456789") == 14 && (*s == '1' || *s == '2');
}

/* One line: URL, address, date, type, and in ARC 2 more; the length is last. It is read from its end,
 * since a URL can have blanks. */
static bool read_arc_head(struct tv_warc *w, struct tv_warc_record *r)
{
    enum { MAX_WORDS = 16 };
    if (!take_line(w) || strlen(w->head.data) != w->head.size)
        return false;
    char *line = w->head.data, *word = cut_word(line), *type = NULL;
    if (!word || !size_of(word, &r->size))
        return false;
    for (size_t i = 0; i < MAX_WORDS && (word = cut_word(line)) && !is_arc_date(word); i++)
        type = word;
    if (!word || !type || !is_arc_date(word))
        return false;
    r->date = time_of(word);
    if (!cut_word(line)) /* the address */
        return false;
    r->uri = line;
    r->content_type = strncasecmp(r->uri, "http", 4) == 0 ? "application/http" : type;
    if (strncmp(r->uri, "filedesc:", 9) != 0 && strncmp(r->uri, "dns:", 4) != 0)
        r->type = TV_WARC_RESPONSE;
    return true;
}

/* Passes over up to n bytes, giving them to `out` unless NULL. Returns how many there were; fewer
 * than n when the file ends, breaks, or a record begins at a border. */
static uint64_t pass(struct tv_warc *w, uint64_t n, struct tv_buffer *out)
{
    uint64_t done = 0;
    while (done < n && look(w, 1)) {
        if (w->border == w->from && is_head(w, w->window + w->from, look(w, LOOK)))
            break;
        size_t to = w->border != SIZE_MAX && w->border > w->from ? w->border : w->to;
        size_t some = n - done < to - w->from ? (size_t)(n - done) : to - w->from;
        if (out)
            tv_buffer_add(out, w->window + w->from, some);
        w->from += some;
        done += some;
    }
    return done;
}

/* Gets over what is left of the record at hand, and to the next, or to the end. */
static bool finish_record(struct tv_warc *w)
{
    uint64_t left = w->left;
    w->left = 0;
    if (pass(w, left, NULL) == left && is_at_border(w))
        return true;
    if (!w->gzip)
        w->from = w->block; /* its length may be what is wrong */
    return false;
}

enum tv_warc_status tv_warc_next(struct tv_warc *w, struct tv_warc_record *ret_record)
{
    w->start = w->gzip ? w->member : w->from;
    if (!w->lost && !finish_record(w))
        w->lost = true;
    if (w->lost) {
        bool told = w->told;
        w->told = w->lost = false;
        if (!find_record(w))
            return TV_WARC_DAMAGED;
        if (!told)
            return TV_WARC_SKIPPED;
    }
    size_t n = look(w, LOOK);
    if (n == 0 || w->window[w->from] == 0)
        return TV_WARC_END;
    struct tv_warc_record r = {.offset = place(w)};
    w->start = w->gzip ? w->member : w->from;
    tv_buffer_clear(&w->head);
    if (!(w->arc ? read_arc_head(w, &r) : read_warc_head(w, &r))) {
        w->lost = w->told = true;
        w->from += w->head.size == 0; /* or the same would be found again */
        return TV_WARC_SKIPPED;
    }
    w->left = r.size;
    w->block = w->from;
    *ret_record = r;
    return TV_WARC_RECORD;
}

/* Whether the block of the record at hand is all there, and a record or the end behind it. */
static bool read_block(struct tv_warc *w, struct tv_buffer *out, const char **ret_wrong)
{
    uint64_t left = w->left;
    w->left = 0;
    *ret_wrong = "ends too early";
    if (w->gzip ? pass(w, left, out) < left : left > w->to - w->from)
        return false;
    *ret_wrong = "is followed by what is no record";
    if (!w->gzip)
        w->from += left;
    if (!is_at_border(w))
        return false;
    if (!w->gzip) /* copied last, so that many wrong lengths cost little */
        tv_buffer_add(out, w->window + w->block, left);
    return true;
}

bool tv_warc_read(struct tv_warc *w, struct tv_buffer *out, struct tv_error *err)
{
    const char *wrong;
    if (read_block(w, out, &wrong))
        return true;
    w->lost = w->told = true;
    if (!w->gzip)
        w->from = w->block;
    return tv_fail(err, TV_REFUSED, "damaged: its record %s", wrong);
}

size_t tv_warc_offset(const struct tv_warc *w)
{
    return w->start;
}

void tv_warc_seek(struct tv_warc *w, size_t offset)
{
    w->lost = w->told = false;
    w->left = 0;
    if (!w->gzip) {
        w->from = offset;
        return;
    }
    w->from = w->to = 0;
    w->border = SIZE_MAX;
    w->at = offset;
    w->inflating = w->broken = false;
}

/* Opening. */

static bool is_either(const uint8_t *p, size_t n)
{
    return is_warc_head(p, n) || (n > 11 && memcmp(p, "filedesc://", 11) == 0);
}

bool tv_warc_is(const uint8_t *bytes, size_t size)
{
    if (!is_gzip(bytes, size))
        return is_either(bytes, size);
    uint8_t first[64];
    z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)bytes,
                  .avail_in = (uInt)(size < 64 << 10 ? size : 64 << 10),
                  .next_out = first,
                  .avail_out = sizeof first};
    if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
        return false;
    inflate(&z, Z_SYNC_FLUSH);
    inflateEnd(&z);
    return is_either(first, sizeof first - z.avail_out);
}

struct tv_warc *tv_warc_create(const uint8_t *bytes, size_t size)
{
    struct tv_warc *w = tv_alloc(sizeof *w);
    w->bytes = bytes;
    w->size = size;
    w->border = SIZE_MAX;
    w->gzip = is_gzip(bytes, size);
    if (w->gzip) {
        w->window = w->room = tv_alloc(WINDOW);
        inflateInit2(&w->z, 16 + MAX_WBITS);
    } else {
        w->window = bytes;
        w->to = size;
    }
    w->arc = look(w, LOOK) && w->window[0] == 'f';
    return w;
}

void tv_warc_destroy(struct tv_warc *w)
{
    if (!w)
        return;
    if (w->gzip)
        inflateEnd(&w->z);
    free(w->room);
    tv_buffer_finish(&w->head);
    free(w);
}
