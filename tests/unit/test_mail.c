/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages and mailboxes, written out here. */
#include "walking.h"

#include "indexer/extraction.h"
#include "indexer/mail.h"

#define HEAD                                                               \
    "From: =?utf-8?Q?Ana_Ru=C3=ADz?= <ana@example.org>, bob@example.org\n" \
    "To: chair@example.org\nSubject: On lamps\n"                           \
    "Date: Tue, 05 Mar 2024 23:30:00 -0800\nMIME-Version: 1.0\n"
#define MIXED "Content-Type: multipart/mixed; boundary=\"B\"\n\n"
#define PLAIN "Content-Type: text/plain; charset=utf-8\n\n"
#define ATTACHED                                                   \
    "--B\nContent-Type: text/plain; name=annex.txt\n"              \
    "Content-Disposition: attachment; filename=\"../annex.txt\"\n" \
    "Content-Transfer-Encoding: base64\n\nVGhlIGFubmV4Lg==\n"

static bool extract(const char *text, struct tv_extraction *x, struct tv_error *err)
{
    struct tv_member member = {
        .path = "a.eml", .bytes = (const uint8_t *)text, .size = strlen(text)};
    return tv_extract_member(&member, x, err);
}

static struct walked walk(const char *path, const char *text)
{
    return walk_within(path, text, strlen(text), (struct tv_limits)TV_LIMITS_DEFAULT);
}

static void the_head_of_a_message_says_who_wrote_what_and_when(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err;
    assert_true(extract(HEAD PLAIN "Lamps need oil.\n", &x, &err));
    assert_string_equal(x.format, "mail");
    assert_text(x.facts[TV_FACT_TITLE].value, "On lamps");
    assert_text(x.facts[TV_FACT_AUTHORS].value, "Ana Ruíz;bob@example.org");
    assert_text(x.facts[TV_FACT_DATE].value, "2024-03-05");
    assert_int_equal(x.n_blocks, 1);
    assert_text(x.blocks[0].text, "Lamps need oil.");
    tv_extraction_finish(&x);
}

static void a_head_is_looked_for_in_the_first_bytes_alone(void **state)
{
    (void)state;
    enum { LINE = 100000 };
    struct tv_buffer text = {0};
    tv_buffer_puts(&text, "X-Lamp: ");
    tv_buffer_reserve(&text, LINE);
    memset(text.data + text.size, 'a', LINE);
    text.size += LINE;
    tv_buffer_puts(&text, "\n" HEAD PLAIN "Lamps need oil.\n");
    struct tv_member member = {.path = "a", .bytes = (const uint8_t *)text.data, .size = text.size};
    assert_false(tv_is_mail(&member));
    member.bytes += LINE + sizeof "X-Lamp: ";
    member.size -= LINE + sizeof "X-Lamp: ";
    assert_true(tv_is_mail(&member));
    tv_buffer_finish(&text);
}

static void of_alternatives_the_plain_text_is_read_once(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err;
    assert_true(extract(HEAD "Content-Type: multipart/alternative; boundary=A\n\n"
                             "--A\n" PLAIN "Plain lamps.\n"
                             "--A\nContent-Type: text/html\n\n<html><p>Rich lamps.</p></html>\n"
                             "--A--\n",
                        &x, &err));
    assert_int_equal(x.n_blocks, 1);
    assert_text(x.blocks[0].text, "Plain lamps.");
    tv_extraction_finish(&x);
}

static void a_page_is_read_where_there_is_no_plain_text(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err;
    assert_true(extract(HEAD "Content-Type: text/html; charset=iso-8859-1\n\n"
                             "<html><body><p>Caf\xE9s need lamps, too.</p></body></html>\n",
                        &x, &err));
    assert_int_equal(x.n_blocks, 1);
    assert_text(x.blocks[0].text, "Cafés need lamps, too.");
    assert_text(x.facts[TV_FACT_TITLE].value, "On lamps");
    tv_extraction_finish(&x);
}

static void quotations_and_signatures_stay_as_paragraphs_of_their_own(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err;
    assert_true(extract(HEAD PLAIN
                        "Yes.\n> Lamps need oil, as I wrote to all of you in the letter of last\n"
                        "> week on lamps.\n>> Do they?\n\nAs ever\nAna\n",
                        &x, &err));
    assert_text(x.blocks[1].text,
                "> Lamps need oil, as I wrote to all of you in the letter of last week on lamps.");
    assert_text(x.blocks[2].text, ">> Do they?");
    assert_text(x.blocks[x.n_blocks - 1].text, "Ana");
    tv_extraction_finish(&x);
}

static void attachments_are_members_below_their_message(void **state)
{
    (void)state;
    struct walked walked =
        walk("a.eml", HEAD MIXED "--B\n" PLAIN "See there.\n" ATTACHED "--B--\n");
    assert_true(walked.whole);
    assert_holds(walked, "a.eml=From: =?utf-8?Q?");
    assert_holds(walked, "a.eml/annex.txt=The annex.;");
    tv_buffer_finish(&walked.log);
}

static void a_mailbox_is_its_messages_by_number(void **state)
{
    (void)state;
    static const char box[] =
        "From ana@example.org Tue Mar  5 23:30:00 2024\n" HEAD MIXED "--B\n" PLAIN
        "Two.\nFrom here on it is the same message, and not another at 10:00 in 2024.\n" ATTACHED
        "--B--\n\n"
        "From bob@example.org Wed Mar  6 09:00:00 2024\nSubject: Re: On lamps\n\nShort.\n";
    struct walked walked = walk("in.mbox", box);
    assert_true(walked.whole);
    assert_holds(walked, "0001=From: =?utf-8");
    assert_holds(walked, "0001/annex.txt=The annex.;");
    assert_holds(walked, "0002=Subject: Re: On lamps\n\nShort.\n;");
    assert_null(strstr(walked.log.data, "0003"));
    tv_buffer_finish(&walked.log);
}

static void messages_within_messages_are_walked_to_the_limit(void **state)
{
    (void)state;
    struct tv_buffer mail = {0};
    for (int i = 0; i < 20; i++)
        tv_buffer_printf(&mail,
                         "From: a@example.org\nTo: b@example.org\nSubject: %d\n"
                         "Content-Type: message/rfc822\n\n",
                         i);
    tv_buffer_puts(&mail, HEAD PLAIN "The end.\n");
    struct walked walked = walk_all("a.eml", &mail);
    assert_true(walked.whole);
    assert_holds(walked, "a.eml/1.eml/2.eml/3.eml=");
    assert_null(strstr(walked.log.data, "/5.eml"));
    tv_buffer_finish(&walked.log);
    tv_buffer_finish(&mail);
}

static void multiparts_nested_without_end_are_refused_and_not_followed(void **state)
{
    (void)state;
    struct tv_buffer mail = {0};
    struct tv_extraction x = {0};
    struct tv_error err;
    tv_buffer_puts(&mail, HEAD);
    for (int i = 0; i < 50000; i++)
        tv_buffer_printf(&mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    tv_buffer_puts(&mail, PLAIN "The end.\n");
    assert_false(extract(mail.data, &x, &err));
    assert_int_equal(err.code, TV_REFUSED);
    tv_extraction_finish(&x);
    tv_buffer_finish(&mail);
}

static void an_encrypted_message_is_refused_as_such(void **state)
{
    (void)state;
    struct tv_extraction x = {0};
    struct tv_error err;
    assert_false(extract(HEAD "Content-Type: multipart/encrypted; boundary=E;"
                              " protocol=\"application/pgp-encrypted\"\n\n"
                              "--E\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
                              "--E\nContent-Type: application/octet-stream\n\nxxxx\n--E--\n",
                         &x, &err));
    assert_int_equal(err.code, TV_REFUSED);
    assert_string_equal(err.message, "encrypted");
    tv_extraction_finish(&x);
}

static void a_text_that_begins_with_a_colon_or_with_from_is_no_mail(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "From here on, lamps are lit.\nNote: all of them.\n",
        "Subject: Lamps\n\nThe lamps are lit.\n",
        "From: the keeper\nThe lamps are lit. Date: none.\n",
    };
    for (size_t i = 0; i < 3; i++) {
        struct tv_extraction x = {0};
        struct tv_error err;
        assert_true(extract(texts[i], &x, &err));
        assert_string_not_equal(x.format, "mail");
        tv_extraction_finish(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_of_a_message_says_who_wrote_what_and_when),
        cmocka_unit_test(a_head_is_looked_for_in_the_first_bytes_alone),
        cmocka_unit_test(of_alternatives_the_plain_text_is_read_once),
        cmocka_unit_test(a_page_is_read_where_there_is_no_plain_text),
        cmocka_unit_test(quotations_and_signatures_stay_as_paragraphs_of_their_own),
        cmocka_unit_test(attachments_are_members_below_their_message),
        cmocka_unit_test(a_mailbox_is_its_messages_by_number),
        cmocka_unit_test(messages_within_messages_are_walked_to_the_limit),
        cmocka_unit_test(multiparts_nested_without_end_are_refused_and_not_followed),
        cmocka_unit_test(an_encrypted_message_is_refused_as_such),
        cmocka_unit_test(a_text_that_begins_with_a_colon_or_with_from_is_no_mail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
