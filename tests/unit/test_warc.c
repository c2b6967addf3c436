/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Web archives are made here: records, gzipped by record, whole, in blocks, or not at all. */
#include "walking.h"

#include "indexer/warc.h"

#include <brotli/encode.h>
#include <zlib.h>

enum packing { PLAIN, BY_RECORD, WHOLE, IN_BLOCKS };

struct made {
    struct tv_buffer bytes, pending;
    enum packing packing;
};

static void add_gzip(struct tv_buffer *out, const char *bytes, size_t n, int bits)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)n};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    tv_buffer_reserve(out, n + 1000);
    z.next_out = (Bytef *)out->data + out->size;
    z.avail_out = (uInt)n + 1000;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->size += z.total_out;
    deflateEnd(&z);
}

static void add_bytes(struct made *m, const char *bytes, size_t n)
{
    if (m->packing == BY_RECORD)
        add_gzip(&m->bytes, bytes, n, 16 + MAX_WBITS);
    else
        tv_buffer_add(&m->pending, bytes, n);
}

static struct tv_buffer finish(struct made *m)
{
    enum { BLOCK = 77 };
    size_t step = m->packing == IN_BLOCKS ? BLOCK : m->pending.size;
    for (size_t at = 0; at < m->pending.size; at += step) {
        size_t n = m->pending.size - at < step ? m->pending.size - at : step;
        if (m->packing == PLAIN)
            tv_buffer_add(&m->bytes, m->pending.data + at, n);
        else
            add_gzip(&m->bytes, m->pending.data + at, n, 16 + MAX_WBITS);
    }
    tv_buffer_finish(&m->pending);
    return m->bytes;
}

static void add_record(struct made *m, const char *type, const char *uri, const char *more,
                       const void *block, size_t n)
{
    struct tv_buffer record = {0};
    tv_buffer_printf(&record,
                     "WARC/1.%d\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n"
                     "WARC-Date: 2021-02-03T04:05:06Z\r\n%sContent-Length: %zu\r\n\r\n",
                     m->packing == PLAIN, type, uri, more, n);
    tv_buffer_add(&record, block, n);
    tv_buffer_puts(&record, "\r\n\r\n");
    add_bytes(m, record.data, record.size);
    tv_buffer_finish(&record);
}

#define HTTP "Content-Type: application/http; msgtype=response\r\n"
#define OK "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=koi8-r\r\n"

static void add_response(struct made *m, const char *uri, const char *response)
{
    add_record(m, "response", uri, HTTP, response, strlen(response));
}

/* A crawl of three pages, one of which is gone, and what surrounds them. */
static struct tv_buffer make_crawl(enum packing packing)
{
    struct made m = {.packing = packing};
    add_record(&m, "warcinfo", "urn:info", "", "software: none", 14);
    add_record(&m, "request", "http://a.org/", HTTP, "GET / HTTP/1.1\r\n\r\n", 18);
    add_response(&m, "http://a.org/", OK "\r\nfirst page");
    add_response(&m, "http://a.org/gone", "HTTP/1.1 404 Not Found\r\n\r\nsorry");
    add_response(&m, "<http://a.org/dir/>", OK "\r\nsecond page");
    add_record(&m, "metadata", "http://a.org/", "", "via: x", 6);
    return finish(&m);
}

static void pages_come_out_of_every_packing(void **state)
{
    (void)state;
    for (enum packing packing = PLAIN; packing <= IN_BLOCKS; packing++) {
        struct tv_buffer crawl = make_crawl(packing);
        struct walked walked = walk_all("c.warc", &crawl);
        assert_true(walked.whole);
        assert_string_equal(walked.log.data, "http://a.org/=first page;"
                                             "http://a.org/gone!HTTP status 404;"
                                             "http://a.org/dir/=second page;");
        assert_string_equal(walked.url, "http://a.org/dir/");
        assert_int_equal(walked.fetched, 1612325106);
        tv_buffer_finish(&walked.log);
        tv_buffer_finish(&crawl);
    }
}

static void encodings_of_the_transfer_and_of_the_content_are_undone(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int bits;
    } codings[] = {
        {"gzip", 16 + MAX_WBITS}, {"x-gzip", 31}, {"deflate", MAX_WBITS}, {"deflate", -MAX_WBITS}};
    const char *text = "a page that was sent in few bytes";
    struct made m = {.packing = BY_RECORD};
    struct tv_buffer block = {0}, body = {0};
    for (size_t i = 0; i < 4; i++) {
        tv_buffer_clear(&block);
        tv_buffer_clear(&body);
        add_gzip(&body, text, strlen(text), codings[i].bits);
        tv_buffer_printf(&block,
                         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                         "Content-Encoding: %s\r\n\r\nA; x=y\r\n",
                         codings[i].name);
        tv_buffer_add(&block, body.data, 10);
        tv_buffer_printf(&block, "\r\n%zx\r\n", body.size - 10);
        tv_buffer_add(&block, body.data + 10, body.size - 10);
        tv_buffer_puts(&block, "\r\n0\r\n\r\n");
        add_record(&m, "response", "http://a.org/", HTTP, block.data, block.size);
    }
    uint8_t packed[200];
    size_t n = sizeof packed;
    BrotliEncoderCompress(5, 20, BROTLI_MODE_TEXT, strlen(text), (const uint8_t *)text, &n, packed);
    tv_buffer_clear(&block);
    tv_buffer_puts(&block, "HTTP/2 200\r\ncontent-encoding: br\r\n\r\n");
    tv_buffer_add(&block, packed, n);
    add_record(&m, "response", "http://a.org/", HTTP, block.data, block.size);
    struct tv_buffer crawl = finish(&m);
    struct walked walked = walk_all("c.warc.gz", &crawl);
    assert_true(walked.whole);
    assert_holds(walked, "http://a.org/=a page that was sent in few bytes;");
    assert_holds(walked, "http://a.org/ (5)=a page that was sent in few bytes;");
    assert_null(strchr(walked.log.data, '!'));
    tv_buffer_finish(&walked.log);
    tv_buffer_finish(&block);
    tv_buffer_finish(&body);
    tv_buffer_finish(&crawl);
}

static void encodings_that_the_crawler_has_undone_are_not_undone_again(void **state)
{
    (void)state;
    struct made m = {.packing = PLAIN};
    add_response(&m, "http://a.org/",
                 OK "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\nplain text");
    struct tv_buffer crawl = finish(&m);
    struct walked walked = walk_all("c.warc", &crawl);
    assert_string_equal(walked.log.data, "http://a.org/=plain text;");
    tv_buffer_finish(&walked.log);
    tv_buffer_finish(&crawl);
}

static void what_unpacks_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    char *zeroes = tv_alloc(SIZE);
    struct made m = {.packing = BY_RECORD};
    struct tv_buffer block = {0};
    tv_buffer_puts(&block, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
    add_gzip(&block, zeroes, SIZE, 16 + MAX_WBITS);
    add_record(&m, "response", "http://a.org/bomb", HTTP, block.data, block.size);
    add_response(&m, "http://a.org/", OK "\r\nfirst page");
    struct tv_buffer crawl = finish(&m);
    struct tv_limits limits = TV_LIMITS_DEFAULT;
    limits.member_size = 10000;
    struct walked walked = walk_within("c.warc.gz", crawl.data, crawl.size, limits);
    assert_true(walked.whole);
    assert_holds(walked, "http://a.org/bomb!larger than 10000 bytes");
    assert_holds(walked, "http://a.org/=first page;");
    tv_buffer_finish(&walked.log);
    tv_buffer_finish(&block);
    tv_buffer_finish(&crawl);
    free(zeroes);
}

static void a_revisit_gives_what_it_stands_for_again_if_that_is_here(void **state)
{
    (void)state;
    static const enum packing packings[] = {PLAIN, BY_RECORD};
    for (size_t i = 0; i < 2; i++) {
        struct made m = {.packing = packings[i]};
        const char *first = OK "\r\nfirst page";
        add_record(&m, "response", "http://a.org/", HTTP "WARC-Payload-Digest: sha1:ONE\r\n", first,
                   strlen(first));
        add_record(&m, "revisit", "http://a.org/", HTTP "WARC-Payload-Digest: sha1:ONE\r\n",
                   "HTTP/1.1 304 Not Modified\r\n\r\n", 29);
        add_record(&m, "revisit", "http://a.org/b", HTTP "WARC-Payload-Digest: sha1:TWO\r\n", "",
                   0);
        add_response(&m, "http://a.org/c", OK "\r\nlast page");
        struct tv_buffer crawl = finish(&m);
        struct walked walked = walk_all("c.warc", &crawl);
        assert_string_equal(walked.log.data, "http://a.org/=first page;"
                                             "http://a.org/ (2)=first page;"
                                             "http://a.org/b!revisit of a record elsewhere;"
                                             "http://a.org/c=last page;");
        tv_buffer_finish(&walked.log);
        tv_buffer_finish(&crawl);
    }
}

static void a_damaged_record_costs_itself_alone(void **state)
{
    (void)state;
    struct tv_buffer crawl = {0};
    size_t third = 0;
    for (int i = 1; i <= 3; i++) {
        struct made m = {.packing = BY_RECORD};
        char uri[32], page[2000] = OK "\r\n";
        snprintf(uri, sizeof uri, "http://a.org/%d", i);
        for (size_t n = strlen(page); n < sizeof page - 1; n++)
            page[n] = (char)('a' + (n * n + n / 7) % 23);
        add_response(&m, uri, page);
        struct tv_buffer record = finish(&m);
        tv_buffer_add(&crawl, record.data, record.size);
        tv_buffer_finish(&record);
        third = i == 2 ? crawl.size : third;
    }
    memset(crawl.data + third - 80, 0xAA, 60);
    struct walked walked = walk_all("c.warc.gz", &crawl);
    assert_true(walked.whole);
    assert_holds(walked, "http://a.org/1=");
    assert_holds(walked, "http://a.org/2!damaged");
    assert_holds(walked, "http://a.org/3=");
    tv_buffer_finish(&walked.log);
    tv_buffer_finish(&crawl);
}

static void a_wrong_length_costs_its_record_alone(void **state)
{
    (void)state;
    struct made m = {.packing = PLAIN};
    add_response(&m, "http://a.org/1", OK "\r\nfirst page");
    add_response(&m, "http://a.org/2", OK "\r\nsecond page");
    struct tv_buffer crawl = finish(&m);
    char *length = strstr(crawl.data, "Content-Length: ");
    memcpy(length + 16, "80", 2);
    struct walked walked = walk_all("c.warc", &crawl);
    assert_true(walked.whole);
    assert_string_equal(walked.log.data,
                        "http://a.org/1!damaged: its record is followed by what is no record;"
                        "http://a.org/2=second page;");
    tv_buffer_finish(&walked.log);
    tv_buffer_finish(&crawl);
}

static void a_truncated_archive_is_damaged_from_there(void **state)
{
    (void)state;
    for (enum packing packing = PLAIN; packing <= IN_BLOCKS; packing++) {
        struct tv_buffer crawl = make_crawl(packing);
        struct walked walked =
            walk_within("c.warc", crawl.data, crawl.size - 30, (struct tv_limits)TV_LIMITS_DEFAULT);
        assert_false(walked.whole);
        assert_int_equal(walked.err.code, TV_REFUSED);
        tv_buffer_finish(&walked.log);
        tv_buffer_finish(&crawl);
    }
}

static void arc_is_read_as_its_successor_is(void **state)
{
    (void)state;
    for (enum packing packing = PLAIN; packing <= WHOLE; packing++) {
        struct made m = {.packing = packing};
        const char *block = OK "\r\nold page";
        struct tv_buffer record = {0};
        const char *version =
            "filedesc://a.arc 0.0.0.0 19990101000000 text/plain 13\n1 0 Somebody\n\n";
        add_bytes(&m, version, strlen(version));
        tv_buffer_printf(&record, "http://a.org/old 1.2.3.4 19990203040506 text/html %zu\n%s\n",
                         strlen(block), block);
        add_bytes(&m, record.data, record.size);
        tv_buffer_finish(&record);
        struct tv_buffer crawl = finish(&m);
        struct walked walked = walk_all("a.arc", &crawl);
        assert_true(walked.whole);
        assert_string_equal(walked.log.data, "http://a.org/old=old page;");
        assert_int_equal(walked.fetched, 918014706);
        tv_buffer_finish(&walked.log);
        tv_buffer_finish(&crawl);
    }
}

static void addresses_with_blanks_are_read_from_both_kinds_of_arc(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "http://a.org/an old page 7 1.2.3.4 19990203040506 text/html %zu\n%s\n",
        "http://a.org/an old page 7 1.2.3.4 19990203040506 text/html; charset=utf-8 %zu\n%s\n",
        "http://a.org/an old page 7 1.2.3.4 19990203040506 text/html 200 - - 120 a.arc %zu\n%s\n",
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct made m = {.packing = PLAIN};
        const char *block = OK "\r\nold page";
        const char *version =
            "filedesc://a.arc 0.0.0.0 19990101000000 text/plain 13\n1 0 Somebody\n\n";
        struct tv_buffer record = {0};
        add_bytes(&m, version, strlen(version));
        tv_buffer_printf(&record, heads[i], strlen(block), block);
        add_bytes(&m, record.data, record.size);
        tv_buffer_finish(&record);
        struct tv_buffer crawl = finish(&m);
        struct walked walked = walk_all("a.arc", &crawl);
        assert_true(walked.whole);
        assert_string_equal(walked.log.data, "http://a.org/an old page 7=old page;");
        assert_int_equal(walked.fetched, 918014706);
        tv_buffer_finish(&walked.log);
        tv_buffer_finish(&crawl);
    }
}

static void what_pages_are_made_of_is_no_document(void **state)
{
    (void)state;
    struct made m = {.packing = PLAIN};
    add_response(&m, "http://a.org/x.css", "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\np {}");
    add_response(&m, "http://a.org/robots.txt", OK "\r\nUser-agent: *");
    struct tv_buffer crawl = finish(&m);
    struct walked walked = walk_all("c.warc", &crawl);
    assert_string_equal(walked.log.data, "http://a.org/x.css!no document: text/css;"
                                         "http://a.org/robots.txt!about the crawl, not from it;");
    tv_buffer_finish(&walked.log);
    tv_buffer_finish(&crawl);
}

static void address_and_charset_of_the_response_reach_the_document(void **state)
{
    (void)state;
    struct tv_member member = {.path = "http://a.org/",
                               .bytes = (const uint8_t *)"\xED\xC9\xD2",
                               .size = 3,
                               .url = "http://a.org/",
                               .fetched = 1612325106,
                               .content_type = "text/plain; charset=\"koi8-r\""};
    struct tv_extraction x = {0};
    struct tv_error err;
    assert_true(tv_extract_member(&member, &x, &err));
    assert_text(x.blocks[0].text, "Мир");
    assert_text(x.facts[TV_FACT_URL].value, "http://a.org/");
    assert_int_equal(x.facts[TV_FACT_URL].authority, TV_STATED);
    assert_text(x.facts[TV_FACT_DATE].value, "2021-02-03");
    assert_int_equal(x.facts[TV_FACT_DATE].authority, TV_OCCASION);
    tv_extraction_finish(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_come_out_of_every_packing),
        cmocka_unit_test(encodings_of_the_transfer_and_of_the_content_are_undone),
        cmocka_unit_test(encodings_that_the_crawler_has_undone_are_not_undone_again),
        cmocka_unit_test(what_unpacks_beyond_the_limit_is_refused),
        cmocka_unit_test(a_revisit_gives_what_it_stands_for_again_if_that_is_here),
        cmocka_unit_test(a_damaged_record_costs_itself_alone),
        cmocka_unit_test(a_wrong_length_costs_its_record_alone),
        cmocka_unit_test(a_truncated_archive_is_damaged_from_there),
        cmocka_unit_test(arc_is_read_as_its_successor_is),
        cmocka_unit_test(addresses_with_blanks_are_read_from_both_kinds_of_arc),
        cmocka_unit_test(what_pages_are_made_of_is_no_document),
        cmocka_unit_test(address_and_charset_of_the_response_reach_the_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
