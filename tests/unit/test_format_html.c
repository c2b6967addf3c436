/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages: recognising them, what of them is main text, blocks, facts, and input that must not
 * hurt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unicode/ucnv.h>

#include "indexer/extraction.h"
#include "indexer/html/html_dates.h"
#include "indexer/html/html_lexer.h"
#include "indexer/html/html_words.h"

extern const struct tv_format tv_format_html;

static struct tv_extraction x;
static struct tv_buffer text;
static struct tv_error err;

static bool read_bytes(const void *bytes, size_t size)
{
    tv_extraction_finish(&x);
    tv_buffer_finish(&text);
    err = (struct tv_error){0};
    struct tv_member member = {.path = "page.html", .bytes = bytes, .size = size};
    bool done = tv_format_html.extract(&member, &x, &err);
    for (size_t i = 0; i < x.n_blocks; i++)
        tv_buffer_printf(&text, "%s%s%s%s", i ? "|" : "",
                         x.blocks[i].label ? x.blocks[i].label : "", x.blocks[i].label ? " " : "",
                         x.blocks[i].text);
    return done;
}

static bool read_html(const char *html)
{
    return read_bytes(html, strlen(html));
}

/* Blocks are joined by '|', labels stand before their text. */
static void assert_reads(const char *html, const char *expected)
{
    assert_true(read_html(html));
    assert_string_equal(text.data, expected);
}

static int teardown(void **state)
{
    (void)state;
    tv_extraction_finish(&x);
    tv_buffer_finish(&text);
    return 0;
}

#define PROSE                                                                                    \
    "<p>The committee met on Monday, and after a long debate it agreed to send the draft, with " \
    "three changes, to the member states, which have until June to answer.</p>"                  \
    "<p>Delegates said that the article on mutual assistance, which had been open since the "    \
    "first session, was settled at last, though two of them kept their reservations.</p>"        \
    "<p>The chair thanked all of them, and closed the session. The next one, she said, will "    \
    "take up the preamble, the definitions and the final clauses of the convention.</p>"
#define NAVIGATION \
    "<nav><ul><li><a href='/a'>Home</a></li><li><a href='/b'>World</a></li></ul></nav>"

static void assert_has(const char *part)
{
    if (!strstr(text.data, part))
        fail_msg("\"%s\" is not in: %s", part, text.data);
}

static void assert_lacks(const char *part)
{
    if (strstr(text.data, part))
        fail_msg("\"%s\" is in: %s", part, text.data);
}

static void assert_fact(enum tv_fact_key key, const char *value)
{
    assert_non_null(x.facts[key].value);
    assert_string_equal(x.facts[key].value, value);
    assert_non_null(x.facts[key].origin);
}

/* Recognising */

static int sureness(const char *path, const char *bytes, size_t size)
{
    struct tv_member member = {.path = path, .bytes = (const uint8_t *)bytes, .size = size};
    return tv_format_html.recognise(&member);
}

static int sure(const char *path, const char *bytes)
{
    return sureness(path, bytes, strlen(bytes));
}

static void pages_are_recognised_by_their_first_bytes(void **state)
{
    (void)state;
    assert_true(sure("a", "<!DOCTYPE html>\n<title>x</title>") >= 90);
    assert_true(sure("a", "\xEF\xBB\xBF  <!-- saved --><HTML lang=en><body>") >= 90);
    assert_true(sure("a", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>") >=
                90);
    assert_true(sure("a", "<h1>Treaty</h1><p>text") > 0);
    assert_true(sureness("a", "\xFF\xFE<\0h\0t\0m\0l\0>\0", 14) >= 90);
}

static void the_name_helps_to_recognise_a_page(void **state)
{
    (void)state;
    assert_true(sure("a.html", "<p>x") > sure("a", "<p>x"));
    assert_true(sure("a.HTM", "some text, then <b>a tag</b>") > 0);
    assert_int_equal(sure("a.txt", "some text, then <b>a tag</b>"), 0);
}

static void other_xml_is_not_taken_for_a_page(void **state)
{
    (void)state;
    assert_int_equal(sure("a.xml", "<?xml version='1.0'?><akomaNtoso xmlns='x'><p>a</p>"), 0);
    assert_int_equal(sure("a.xml", "<?xml version='1.0'?><article><title>a</title>"), 0);
    assert_int_equal(sure("a.xml", "<?xml version='1.0'?><div><head>a</head></div>"), 0);
    assert_int_equal(sure("a.xml", "<akomaNtoso><act>"), 0);
    assert_int_equal(sure("a.txt", "plain text, 3 < 4"), 0);
    assert_int_equal(sure("a", ""), 0);
}

/* Text */

static void a_page_without_furniture_comes_out_whole(void **state)
{
    (void)state;
    assert_reads(
        "<html><body><h1>Treaty</h1><header><h2>Preamble</h2><p>The Parties,</p></header>"
        "<article><h2>Article 1</h2>Stray text<p>One.<div>Two<p>Three</div></article>"
        "<p>Done <b>at</b> Vienna.<footer></footer>",
        "Treaty|Preamble|The Parties,|Article 1|Stray text|One.|Two|Three|Done at Vienna.");
}

/* Every word of a page of random structure, without furniture, comes out, in order. */
static void nothing_is_lost_from_a_page_without_furniture(void **state)
{
    (void)state;
    static const char *const tags[] = {"p",  "div", "section", "ul", "li", "b",  "em",      "h2",
                                       "td", "tr",  "table",   "h3", "ol", "dl", "article", "span"};
    unsigned seed = 1;
    for (int round = 0; round < 200; round++) {
        struct tv_buffer page = {0}, words = {0};
        tv_buffer_puts(&page, "<!DOCTYPE html><html><body>");
        for (int i = 0; i < 60; i++) {
            seed = seed * 1103515245u + 12345u;
            const char *tag = tags[seed >> 16 & 15];
            tv_buffer_printf(&page, seed >> 24 & 1 ? "<%s>" : "</%s>", tag);
            tv_buffer_printf(&page, " word%d ", i);
            tv_buffer_printf(&words, "word%d ", i);
        }
        assert_true(read_bytes(page.data, page.size));
        struct tv_buffer got = {0};
        for (size_t i = 0; i < x.n_blocks; i++)
            tv_buffer_printf(&got, "%s ", x.blocks[i].text);
        assert_string_equal(got.data, words.data);
        tv_buffer_finish(&page);
        tv_buffer_finish(&words);
        tv_buffer_finish(&got);
    }
}

static void furniture_is_left_out(void **state)
{
    (void)state;
    assert_true(read_html(
        "<body>" NAVIGATION "<div class='cookie-banner'>We store crumbs.</div><main>"
        "<h1>Talks end</h1><div class='share-bar'>Tell friends</div>" PROSE
        "<aside>Box of the day</aside><div class='related-articles'><p>Other tale, told long "
        "ago, about the sea and its ships, which sailed.</p></div>"
        "<div id='comments'><p>First of all, I think, this is wrong.</p></div></main>"
        "<form>Newsletter box</form><footer>Imprint and contact</footer>"));
    assert_has("Talks end");
    assert_has("The committee met on Monday");
    assert_has("final clauses of the convention.");
    static const char *const furniture[] = {"Home",  "crumbs",   "friends",    "Box of",
                                            "Other", "First of", "Newsletter", "Imprint"};
    for (size_t i = 0; i < sizeof furniture / sizeof *furniture; i++)
        assert_lacks(furniture[i]);
}

static void most_of_a_page_is_never_cut_for_its_class(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION "<div class='sidebar comments'>" PROSE "</div>"));
    assert_has("The committee met on Monday");
}

static void class_names_are_taken_word_by_word(void **state)
{
    (void)state;
    struct html_slice share = {"articleShare", 12}, shareholder = {"shareholder gradient", 20};
    assert_true(html_marks_in(share) & HTML_FURNITURE);
    assert_true(html_marks_in(share) & HTML_CONTENT);
    assert_int_equal(html_marks_in(shareholder), 0);
    struct html_slice id = {"sharing-with-a-single-developer", 31};
    assert_int_equal(html_marks_of_id(id), 0);
}

static void every_class_name_of_furniture_is_known(void **state)
{
    (void)state;
    static const char *const names[] = {
        "ad",     "addthis", "breadcrumbs", "catlinks",   "cookie",  "footer", "infobox",
        "login",  "menu",    "nav",         "newsletter", "pager",   "promo",  "related",
        "social", "similar", "taboola",     "tagcloud",   "toolbar", "yarpp",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct html_slice name = {names[i], strlen(names[i])};
        assert_true(html_marks_in(name) & HTML_FURNITURE);
    }
}

static void teasers_below_the_text_are_left_out(void **state)
{
    (void)state;
    struct tv_buffer page = {0};
    tv_buffer_puts(&page, "<body>" NAVIGATION "<div><div><h1>Talks end</h1>" PROSE "</div><div>");
    for (int i = 0; i < 9; i++)
        tv_buffer_printf(
            &page,
            "<div><h3><a href='/%d'>A storm comes up in the north</a></h3><p>It is said "
            "to be strong, and the boats stay in, for now at least, says port %d.</p>"
            "</div>",
            i, i);
    tv_buffer_puts(&page, "</div></div>");
    assert_true(read_bytes(page.data, page.size));
    tv_buffer_finish(&page);
    assert_has("final clauses");
    assert_lacks("storm");
    assert_lacks("boats");
}

static void links_under_a_heading_of_furniture_are_left_out(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION "<div>" PROSE
                          "<h3>Mehr zum Thema</h3><p><a href='/x'>Ein anderer Artikel</a></p>"
                          "<p>Read more: <a href='/y'>yet another one</a></p></div>"));
    assert_has("final clauses");
    assert_lacks("Mehr zum");
    assert_lacks("anderer");
    assert_lacks("another one");
}

static void lists_with_sentences_stay_though_they_are_linked(void **state)
{
    (void)state;
    assert_true(
        read_html("<body>" NAVIGATION "<div>" PROSE
                  "<ul><li>See <a href='/x'>the report of the third session</a>, page 2.</li>"
                  "<li><a href='/y'>The annex to it</a>, adopted in May, too.</li></ul>"
                  "<ul><li><a href='/1'>Sports</a></li><li><a href='/2'>Arts</a></li></ul>"
                  "</div>"));
    assert_has("third session");
    assert_has("annex");
    assert_lacks("Sports");
}

static void links_within_the_page_count_as_text(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION "<div>" PROSE
                          "<ul><li><a href='#s'>Scope of the treaty</a></li>"
                          "<li><a href='#u'>Use of terms</a></li></ul>" PROSE "</div>"));
    assert_has("Scope of the treaty|Use of terms");
}

static void the_lead_between_headline_and_text_is_kept(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION
                          "<div><h1>Talks end</h1><p>In Vienna, a draft was agreed, to the relief "
                          "of all.</p><ul><li><a href='/1'>Sports and arts</a></li>"
                          "<li><a href='/2'>Letters to the editor</a></li></ul></div>"
                          "<div>" PROSE PROSE "</div>"));
    assert_has("relief of all");
    assert_lacks("Letters to");
}

static void text_beside_the_text_is_not_lost(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION "<div><div>" PROSE PROSE
                          "</div><div><h2>Annex</h2><p>No list</p></div></div>"));
    assert_has("|Annex|No list");
}

static void comments_end_the_text(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION "<div>" PROSE
                          "<h3>12 Kommentare</h3><p>Ich finde, das ist alles falsch.</p></div>"));
    assert_has("final clauses");
    assert_lacks("falsch");
}

static void headings_with_nothing_left_below_them_go_too(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION "<div>" PROSE
                          "<h2>See also</h2><ul><li><a href='/x'>Budapest Convention</a></li></ul>"
                          "<h2>Article 5 (deleted)</h2><h2>Article 6</h2>" PROSE "</div>"));
    assert_lacks("See also");
    assert_has("Article 5 (deleted)|Article 6");
}

static void a_page_of_links_alone_keeps_them(void **state)
{
    (void)state;
    assert_reads("<body><nav><a href='/0'>Home</a></nav><ul><li><a href='/1'>Session one</a></li>"
                 "<li><a href='/2'>Session two</a></li></ul>",
                 "Session one|Session two");
}

static void hidden_text_and_programs_are_no_text(void **state)
{
    (void)state;
    assert_reads("<style>p{}</style><script>if (a<b) '<p>no</p>'</script><p>Seen"
                 "<p hidden>no</p><p style='color:red; DISPLAY : none'>no</p>"
                 "<p aria-hidden=true>no</p><noscript>no</noscript><template><p>no</template>"
                 "<p style='visibility:hidden'>no</p><textarea>no</textarea><select><option>no"
                 "</select><button>no</button><svg><text>no</text></svg><p>Seen too",
                 "Seen|Seen too");
}

static void a_page_that_hides_its_body_until_a_program_runs_is_read(void **state)
{
    (void)state;
    assert_reads("<body style='visibility:hidden'><p>Text", "Text");
}

static void a_page_without_text_is_refused(void **state)
{
    (void)state;
    assert_false(read_html("<html><head><title>x</title></head><body><script>go()</script>"));
    assert_int_equal(err.code, TV_REFUSED);
    assert_non_null(strstr(err.message, "no text in it"));
    assert_false(read_html("<frameset><frame src=a><noframes>no</noframes></frameset>"));
    assert_non_null(strstr(err.message, "frames"));
}

/* Markup */

static void end_tags_that_are_left_out_are_implied(void **state)
{
    (void)state;
    assert_reads("<p>one<p>two<ul><li>a<li>b<ul><li>c</ul><li>d</ul><dl><dt>e<dd>f</dl>",
                 "one|two|a|b|c|d|e|f");
    assert_true(read_html("<h1>a<h2>b</h2>c"));
    assert_int_equal(x.blocks[0].level, 1);
    assert_int_equal(x.blocks[1].level, 2);
    assert_int_equal(x.blocks[2].type, TV_BLOCK_PARAGRAPH);
}

static void end_tags_that_end_nothing_are_ignored(void **state)
{
    (void)state;
    assert_reads("<div><p>a</b></i></section> b</span> c</p></div></div>d", "a b c|d");
}

static void markup_is_told_from_text(void **state)
{
    (void)state;
    assert_reads("<p>a < b & c <!-- <p>no --> d <!-->e<? no ?> f <3 <![CDATA[g]]> </ no>h"
                 "<img alt='x > y'>i<a title=\"</p>\">j</a>",
                 "a < b & c d e f <3 g]]> hij");
}

static void character_references_are_resolved(void **state)
{
    (void)state;
    assert_reads(
        "<p>&lt;&amp;&gt; caf&eacute; &#1071;&#x4e2d; &hellip; &nosuch; AT&T x&amp=y &#150; "
        "a&nbsp;b &#0; &#x110000;",
        "<&> caf\u00e9 \u042f\u4e2d \u2026 &nosuch; AT&T x&amp=y \u2013 a b \ufffd \ufffd");
}

static void the_declared_character_set_is_used(void **state)
{
    (void)state;
    assert_reads(
        "<meta http-equiv=content-type content='text/html; charset=windows-1251'><p>\xc4\xe0.",
        "\u0414\u0430.");
    assert_reads("<meta charset=\"ISO-8859-2\"><p>\xb3\xf3"
                 "d\xbc.",
                 "\u0142\u00f3d\u017a.");
    assert_reads("<?xml version='1.0' encoding='koi8-r'?><html><p>\xe4\xc1.", "\u0414\u0430.");
}

/* A page in the character set `is` that declares another. */
static void assert_reads_though(const char *is, const char *declares, const char *expected)
{
    char page[8192], bytes[8192];
    int filled = snprintf(page, sizeof page,
                          "<script charset='utf-8'></script><meta charset='%s'>"
                          "<title>x</title><p>%s</p>",
                          declares, expected);
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = ucnv_convert(is, "UTF-8", bytes, sizeof bytes, page, filled, &status);
    assert_true(U_SUCCESS(status));
    assert_true(read_bytes(bytes, (size_t)n));
    if (strcmp(text.data, expected) != 0)
        fail_msg("%s declared as %s: \"%s\"", is, declares, text.data);
}

#define JAPANESE "条約の交渉は火曜日にジュネーブで終わり、各国は①通信データの提出に合意しました。"
#define CHINESE "条约谈判星期二在日内瓦结束，各国同意提供通信数据，人们对此表示欢迎，朱镕基说。"
#define ARABIC \
    "انتهت المفاوضات حول المعاهدة يوم الثلاثاء في جنيف ووافقت الدول على تقديم بيانات المرور."
#define RUSSIAN "Переговоры о договоре завершились во вторник в Женеве, и государства договорились."
#define FRENCH \
    "Les négociations sur le traité ont pris fin mardi à Genève, où les États l’ont agréé."

static void a_character_set_that_cannot_be_is_not_believed(void **state)
{
    (void)state;
    static const char *const pages[][3] = {
        {"Shift_JIS", "Shift_JIS", JAPANESE},    {"windows-31j", "iso-8859-1", JAPANESE},
        {"Shift_JIS", "utf-8", JAPANESE},        {"GB18030", "gb2312", CHINESE},
        {"GB18030", "utf-8", CHINESE},           {"GB18030", "windows-1252", CHINESE},
        {"windows-1256", "iso-8859-1", ARABIC},  {"windows-1256", "utf-8", ARABIC},
        {"windows-1251", "iso-8859-1", RUSSIAN}, {"windows-1251", "utf-8", RUSSIAN},
        {"windows-1252", "utf-8", FRENCH},       {"windows-1252", "iso-8859-1", FRENCH},
        {"UTF-8", "iso-8859-1", FRENCH},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        assert_reads_though(pages[i][0], pages[i][1], pages[i][2]);
}

static void a_page_in_utf8_stays_so_with_a_byte_of_something_else(void **state)
{
    (void)state;
    assert_reads("<p>Переговоры завершились \xe9", "Переговоры завершились \ufffd");
    assert_reads("<meta charset=windows-1251><p>Переговоры завершились \xe9",
                 "Переговоры завершились \ufffd");
}

static void the_detector_is_shown_text_however_long_the_head_is(void **state)
{
    (void)state;
    struct tv_buffer page = {0};
    tv_buffer_puts(&page, "<style>");
    for (int i = 0; i < 4000; i++)
        tv_buffer_puts(&page, "a b, ");
    tv_buffer_puts(&page, "</style><p>\xcf\xe5\xf0\xe5\xe3\xee\xe2\xee\xf0\xfb "
                          "\xee \xe4\xee\xe3\xee\xe2\xee\xf0\xe5 \xe2 "
                          "\xc6\xe5\xed\xe5\xe2\xe5");
    assert_reads(page.data, "Переговоры о договоре в Женеве");
    tv_buffer_finish(&page);
}

static void two_breaks_separate_paragraphs_and_one_does_not(void **state)
{
    (void)state;
    assert_reads("one<br>two<br> <br/>three<hr>four", "one two|three|four");
    assert_reads("<pre>one\ntwo\n\n\nthree</pre>", "one two|three");
}

/* Blocks */

static void headings_have_their_level(void **state)
{
    (void)state;
    assert_true(read_html("<h3><span>Scope</span></h3><h2><div>Use</div></h2><p>x"));
    assert_int_equal(x.blocks[0].type, TV_BLOCK_HEADING);
    assert_int_equal(x.blocks[0].level, 3);
    assert_int_equal(x.blocks[1].type, TV_BLOCK_HEADING);
    assert_int_equal(x.blocks[1].level, 2);
    assert_int_equal(x.blocks[2].type, TV_BLOCK_PARAGRAPH);
}

static void items_have_the_label_that_a_browser_prints(void **state)
{
    (void)state;
    assert_reads("<ol><li>x<li>y</ol>", "1. x|2. y");
    assert_reads("<ol start=9 type=i><li>x<li value=14>y<li>z</ol>", "ix. x|xiv. y|xv. z");
    assert_reads("<ol type=a start=26><li>x<li>y</ol>", "z. x|aa. y");
    assert_reads("<ol type=A><li>x</ol><ol type=I><li>x<li>y</ol>", "A. x|I. x|II. y");
    assert_reads("<ul><li>x</ul>", "x");
}

static void items_that_bring_their_number_get_no_second_one(void **state)
{
    (void)state;
    assert_reads("<ol><li>(a) x<li>2. y<li>iv) z<li>Art. w</ol>", "(a) x|2. y|iv) z|4. Art. w");
}

static void nested_items_have_depth_and_every_label(void **state)
{
    (void)state;
    assert_reads("<ol><li><p>x</p><p>more</p><ol type=a><li>y</ol><li><ol type=i><li>z</ol></ol>",
                 "1. x|more|a. y|2. |i. z");
    assert_int_equal(x.blocks[0].type, TV_BLOCK_ITEM);
    assert_int_equal(x.blocks[0].level, 1);
    assert_int_equal(x.blocks[2].level, 2);
    assert_int_equal(x.blocks[3].level, 1);
}

static void cells_know_table_row_and_column(void **state)
{
    (void)state;
    assert_true(read_html("<p>x</p><table><tr><th>Article<th>Text<tr><td>1<td><p>All</p><p>are</p>"
                          "</table><table><tr><td>a<td>b<tr><td>c<td>d</table>"));
    assert_string_equal(text.data, "x|Article|Text|1|All|are|a|b|c|d");
    assert_int_equal(x.blocks[0].type, TV_BLOCK_PARAGRAPH);
    static const uint32_t at[][3] = {{1, 1, 1}, {1, 1, 2}, {1, 2, 1}, {1, 2, 2}, {1, 2, 2},
                                     {2, 1, 1}, {2, 1, 2}, {2, 2, 1}, {2, 2, 2}};
    for (size_t i = 0; i < 9; i++) {
        const struct tv_block *cell = &x.blocks[i + 1];
        assert_int_equal(cell->type, TV_BLOCK_CELL);
        assert_int_equal(cell->table, at[i][0]);
        assert_int_equal(cell->row, at[i][1]);
        assert_int_equal(cell->column, at[i][2]);
    }
}

static void tables_for_layout_are_no_tables(void **state)
{
    (void)state;
    assert_true(read_html("<table><tr><td>a<td><h2>b</h2>c<tr><td>d<td>e</table>"
                          "<table><tr><td>one<td>row</table><table><tr><td>x<td>y<tr><td>z<td>"
                          "<table><tr><td>in</table></table>"));
    for (size_t i = 0; i < x.n_blocks; i++)
        assert_int_not_equal(x.blocks[i].type, TV_BLOCK_CELL);
}

/* Facts */

static void linked_data_gives_the_facts(void **state)
{
    (void)state;
    assert_true(read_html(
        "<html lang='de-AT'><script type='application/ld+json'>//<![CDATA[\n"
        "{\"@context\": \"https://schema.org\", \"@graph\": [{\"@type\": \"WebSite\", \"name\": "
        "\"no\"},"
        "{\"@type\": [\"NewsArticle\"], \"headline\": \"Talks &amp; more\n\", \"datePublished\": "
        "\"2022-03-01T09:00:00+01:00\", \"author\": [{\"name\": \"A. Bee\"}, \"C. Dee\"], "
        "\"publisher\": {\"name\": \"The Post\"}, \"mainEntityOfPage\": {\"@id\": "
        "\"https://post.example/1\"}}]}\n//]]></script><p>Text."));
    assert_fact(TV_FACT_TITLE, "Talks & more");
    assert_fact(TV_FACT_DATE, "2022-03-01T09:00:00+01:00");
    assert_fact(TV_FACT_AUTHORS, "A. Bee;C. Dee");
    assert_fact(TV_FACT_PUBLISHER, "The Post");
    assert_fact(TV_FACT_URL, "https://post.example/1");
    assert_fact(TV_FACT_LANGUAGE, "de-AT");
    assert_string_equal(x.facts[TV_FACT_DATE].origin, "JSON-LD datePublished");
    assert_int_equal(x.facts[TV_FACT_DATE].authority, TV_STATED);
}

static void damaged_linked_data_gives_what_it_can(void **state)
{
    (void)state;
    assert_true(read_html("<script type='application/ld+json'>{\"@type\": \"NewsArticle\",,, "
                          "\"datePublished\" : \"2020-01-02\" </script><p>Text."));
    assert_fact(TV_FACT_DATE, "2020-01-02");
}

static void meta_elements_give_the_facts(void **state)
{
    (void)state;
    assert_true(read_html("<meta property='og:title' content='Talks &quot;end&quot;'>"
                          "<meta name='DC.Date.Issued' content='2021-05-06'>"
                          "<meta name=author content='E. Eff'>"
                          "<meta property='article:author' content='https://facebook.example/e'>"
                          "<meta property='og:site_name' content='The Post'>"
                          "<meta http-equiv='content-language' content='fr'>"
                          "<link rel=canonical href='https://post.example/2'><p>Text."));
    assert_fact(TV_FACT_TITLE, "Talks \"end\"");
    assert_fact(TV_FACT_DATE, "2021-05-06");
    assert_fact(TV_FACT_AUTHORS, "E. Eff");
    assert_fact(TV_FACT_PUBLISHER, "The Post");
    assert_fact(TV_FACT_URL, "https://post.example/2");
    assert_fact(TV_FACT_LANGUAGE, "fr");
}

static bool read_with_prose(const char *head)
{
    char html[4096];
    assert_true(snprintf(html, sizeof html, "%s" PROSE, head) < (int)sizeof html);
    return read_html(html);
}

static void a_page_that_says_it_is_a_published_article_is_news(void **state)
{
    (void)state;
    static const char *const news[] = {
        "<script type='application/ld+json'>{\"@type\": \"ReportageNewsArticle\"}</script>",
        "<script type='application/ld+json'>{\"@type\": "
        "\"http://schema.org/BlogPosting\"}</script>",
        ("<meta property='og:type' content='Article'><meta property='article:published_time' "
         "content='2021-05-06'>"),
    };
    for (size_t i = 0; i < sizeof news / sizeof *news; i++) {
        assert_true(read_with_prose(news[i]));
        assert_fact(TV_FACT_KIND, "news");
        assert_int_equal(x.facts[TV_FACT_KIND].authority, TV_GUESS);
    }
    static const char *const others[] = {
        "<script type='application/ld+json'>{\"@type\": \"Article\"}</script>",
        "<meta property='og:type' content='article'>",
        ("<meta property='og:type' content='website'><meta property='article:published_time' "
         "content='2021-05-06'>"),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_true(read_with_prose(others[i]));
        assert_null(x.facts[TV_FACT_KIND].value);
    }
}

static void the_name_of_the_site_is_no_part_of_the_title(void **state)
{
    (void)state;
    assert_true(read_html("<title>Talks end - The Post</title><h1>Talks end</h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks end");
    assert_true(read_html("<title>Talks on the treaty end early | The Post</title>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on the treaty end early");
    assert_true(read_html("<title>Talks - Day 3</title>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks - Day 3");
}

static void the_name_of_the_site_is_known_by_its_host_where_nothing_else_says_it(void **state)
{
    (void)state;
    static const char page[] = "<meta property='og:title' content='Talks end | %s'>%s<link "
                               "rel=canonical href='https://www.fog-jaeger.example/talks'>" PROSE;
    static const struct {
        const char *name, *meta, *title;
    } cases[] = {
        {"Fog Jäger Online", "", "Talks end"},
        {"Fog-Jaeger", "", "Talks end"},
        {"Jäger im Fog", "", "Talks end | Jäger im Fog"},
        {"Fog Jäger tell how they won and what it cost them", "",
         "Talks end | Fog Jäger tell how they won and what it cost them"},
        {"Example", "", "Talks end | Example"},
        {"Fog Jäger", "<meta property='og:site_name' content='Fog Jäger'>",
         "Talks end | Fog Jäger"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *html = tv_printf(page, cases[i].name, cases[i].meta);
        assert_true(read_html(html));
        assert_fact(TV_FACT_TITLE, cases[i].title);
        free(html);
    }
}

static void what_all_pages_of_a_site_are_called_is_no_title(void **state)
{
    (void)state;
    assert_true(read_html("<title>Talks on fog end</title><script type='application/ld+json'>"
                          "{\"@type\": \"WebPage\", \"name\": \"The Post\"}</script>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on fog end");
}

static void a_page_of_nothing_but_furniture_is_read_as_it_is(void **state)
{
    (void)state;
    assert_reads(
        "<body><nav><ul><li><a href=a>Drafts of the treaty</a></li><li><a href=b>Statements"
        "</a></li></ul></nav>",
        "Drafts of the treaty|Statements");
}

static void a_heading_that_is_a_part_of_the_title_is_it_wherever_the_site_is_named(void **state)
{
    (void)state;
    assert_true(read_html("<title>The Post » World » Talks end</title><h1>The Post</h1>" NAVIGATION
                          "<div><h2>Talks end</h2>" PROSE "</div>"));
    assert_fact(TV_FACT_TITLE, "Talks end");
    assert_true(
        read_html("<title>Talks end | The Post – News</title><h1>The Post – News</h1>" NAVIGATION
                  "<div><h1>Talks end</h1>" PROSE "</div>"));
    assert_fact(TV_FACT_TITLE, "Talks end");
    assert_true(read_html("<title>Talks end - How fog won</title><h1>Talks end</h1>"
                          "<h2>How fog won</h2>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks end");
    assert_true(read_html("<title>条约谈判今天在日内瓦结束-邮报网</title>" PROSE));
    assert_fact(TV_FACT_TITLE, "条约谈判今天在日内瓦结束");
}

static void what_stands_above_a_title_in_its_heading_is_no_part_of_it(void **state)
{
    (void)state;
    assert_true(read_html("<meta property='og:title' content='Geneva: Talks on fog end'><h1>"
                          "<span class='head__kicker'>Geneva</span><span>: </span>"
                          "<span>Talks on fog end</span></h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on fog end");
    assert_true(
        read_html("<title>The Post</title><script type='application/ld+json'>"
                  "{\"@type\": \"NewsArticle\", \"headline\": \"Talks on fog end\"}</script>"
                  "<h2><time>Jun 17 </time>Talks on fog end</h2>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on fog end");
    assert_true(read_html("<title>Talks on fog end</title><h1><span class=kicker>Talks on fog end"
                          "</span></h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on fog end");
}

static void headings_that_nobody_sees_and_signs_of_links_are_no_titles(void **state)
{
    (void)state;
    assert_true(read_html("<meta property='og:title' content='Talks on fog end: Why | Fog'>"
                          "<script type='application/ld+json'>{\"@type\": \"WebPage\", \"name\": "
                          "\"Talks on fog end: Why | Fog\"}</script>"
                          "<h2 class='screen-reader-text'>Talks on fog end: Why | Fog</h2>"
                          "<h1>Talks on fog end</h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on fog end");
    assert_true(read_html("<title>Talks on fog — The Post</title>"
                          "<h1>Talks on fog<a href='#talks'>¶</a></h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on fog");
    assert_non_null(strstr(text.data, "Talks on fog|"));
}

static void of_several_titles_that_are_declared_the_one_that_readers_see_is_it(void **state)
{
    (void)state;
    static const char json[] = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", "
                               "\"headline\": \"%s\"}</script><title>%s</title>%s<h1>%s</h1>" PROSE;
    static const char og[] = "<meta property='og:title' content='%s'>";
    char page[4096], meta[256];
    snprintf(meta, sizeof meta, og, "Talks on the fog treaty end after seven days");
    snprintf(page, sizeof page, json, "Fog talks: what you need to know", "Fog talks", meta,
             "Talks on the fog treaty end after seven days");
    assert_true(read_html(page));
    assert_fact(TV_FACT_TITLE, "Talks on the fog treaty end after seven days");
    snprintf(page, sizeof page, json, "Fog - The Post", "Fog - The Post", "", "Fog");
    assert_true(read_html(page));
    assert_fact(TV_FACT_TITLE, "Fog");
}

static void a_heading_that_is_marked_as_the_headline_is_the_title(void **state)
{
    (void)state;
    assert_true(read_html("<title>style guide - example.org</title>"
                          "<h2 itemprop='headline'>Write for those who read</h2>" PROSE));
    assert_fact(TV_FACT_TITLE, "Write for those who read");
    assert_true(read_html("<title>policy: The Post's policy</title><h1>policy</h1><meta "
                          "property='og:title' content=\"The Post's policy\"><h3>The Post's "
                          "policy</h3>" PROSE));
    assert_fact(TV_FACT_TITLE, "The Post's policy");
}

static void a_symbol_is_read_from_the_identifier_or_the_end_of_the_title(void **state)
{
    (void)state;
    assert_true(read_html("<meta name='dcterms.identifier' content='A/AC.999/12/Rev.1'>" PROSE));
    assert_fact(TV_FACT_SYMBOL, "A/AC.999/12/Rev.1");
    assert_true(read_html("<title>Convention on fog (A/AC.999/26)</title>" PROSE));
    assert_fact(TV_FACT_SYMBOL, "A/AC.999/26");
    assert_true(read_html("<title>What A/AC.999/26 (the fog) says (not much)</title>" PROSE));
    assert_null(x.facts[TV_FACT_SYMBOL].value);
}

static void the_heading_of_an_article_of_a_treaty_is_no_title(void **state)
{
    (void)state;
    assert_true(read_html(
        "<title>Position of Fogland</title><h1>Article 24. Keeping of the lamps</h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Position of Fogland");
}

static void a_heading_is_cut_to_the_title_element_that_it_ends_with(void **state)
{
    (void)state;
    assert_true(read_html("<title>Talks on fog end in Geneva without a text</title><meta "
                          "property='og:title' content='Press releases'><h1>Press release of the "
                          "office:Talks on fog end in Geneva without a text</h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Talks on fog end in Geneva without a text");
}

static void the_only_headline_beats_a_title_that_is_not_like_it(void **state)
{
    (void)state;
    assert_true(read_html("<meta property='og:title' content='Press releases'>"
                          "<h1>Committee settles mutual assistance</h1>" PROSE));
    assert_fact(TV_FACT_TITLE, "Committee settles mutual assistance");
}

static void a_time_element_near_the_text_gives_the_date(void **state)
{
    (void)state;
    assert_true(read_html("<body>" NAVIGATION "<div><time datetime='2001-01-01'>old</time></div>"
                          "<ul><li>a</li><li>b</li><li>c</li></ul><div><h1>Talks end</h1>"
                          "<time datetime='2022-02-03T10:00'>3 Feb</time>" PROSE "</div>"));
    assert_fact(TV_FACT_DATE, "2022-02-03T10:00");
    assert_int_equal(x.facts[TV_FACT_DATE].authority, TV_DECLARED);
}

static void the_address_gives_a_date(void **state)
{
    (void)state;
    assert_true(read_html("<link rel=canonical href='https://a.example/2019/07/08/x'><p>Text."));
    assert_fact(TV_FACT_DATE, "2019-07-08");
    assert_int_equal(x.facts[TV_FACT_DATE].authority, TV_GUESS);
    assert_true(read_html("<link rel=canonical href='https://a.example/2019/77/88/x'><p>Text."));
    assert_null(x.facts[TV_FACT_DATE].value);
}

static void a_date_that_readers_see_is_the_last_resort(void **state)
{
    (void)state;
    assert_true(read_html("<h1>Talks end</h1><p>Vienna, 12. März 2021, 10:00 Uhr</p>" PROSE));
    assert_fact(TV_FACT_DATE, "12. März 2021");
    assert_int_equal(x.facts[TV_FACT_DATE].authority, TV_GUESS);
}

static void the_printed_day_beats_a_time_in_utc(void **state)
{
    (void)state;
    static const char page[] = "<meta property='article:published_time' content='%s'><h1>Talks end"
                               "</h1><p>5 November 2021</p>" PROSE;
    char html[2048];
    snprintf(html, sizeof html, page, "2021-11-04T23:00:00Z");
    assert_true(read_html(html));
    assert_fact(TV_FACT_DATE, "5 November 2021");
    snprintf(html, sizeof html, page, "2021-11-02T23:00:00Z");
    assert_true(read_html(html));
    assert_fact(TV_FACT_DATE, "2021-11-02T23:00:00Z");
}

static void assert_date_in(const char *s, const char *date)
{
    struct html_slice found = html_date_in((struct html_slice){s, strlen(s)});
    if (!date) {
        assert_null(found.data);
        return;
    }
    assert_non_null(found.data);
    assert_int_equal(found.size, strlen(date));
    assert_memory_equal(found.data, date, found.size);
}

static void dates_are_found_in_several_languages(void **state)
{
    (void)state;
    assert_date_in("On 12.11.2020 at 9:30", "12.11.2020");
    assert_date_in("Posted November 12, 2020 by", "November 12, 2020");
    assert_date_in("publicado el 12 de noviembre de 2020", "12 de noviembre de 2020");
    assert_date_in("12 ноября 2020 г.", "12 ноября 2020");
    assert_date_in("发布时间：2020年11月12日", "2020年11月12");
    assert_date_in("2020-11-12T10:00", "2020-11-12");
    assert_date_in("see page 12, chapter 2020", NULL);
    assert_date_in("1990 to 2020", NULL);
    assert_date_in("Resolution 55 of 2003", NULL);
}

static void a_byline_gives_the_authors(void **state)
{
    (void)state;
    assert_true(read_html("<h1>Talks end</h1><span class='byline'>Von Erika Muster</span>" PROSE));
    assert_fact(TV_FACT_AUTHORS, "Erika Muster");
    assert_int_equal(x.facts[TV_FACT_AUTHORS].authority, TV_GUESS);
}

/* Hostile input. What takes quadratic time does not end while anybody waits. */

static void repeat(struct tv_buffer *page, const char *part, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tv_buffer_puts(page, part);
}

static void endless_markup_is_read_in_linear_time(void **state)
{
    (void)state;
    static const char *const parts[][2] = {
        {"<div>", ""},
        {"<x>", "</y>"},
        {"<ol><li>", ""},
        {"<table><tr><td>", ""},
        {"<a href=x>", ""},
        {"<!--", ""},
        {"</", ""},
        {"&am", ""},
        {"<p a='", ""},
        {"<script></s", ""},
        {"<span class=byline>", ""},
        {"<h2><p>", "</h3>"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct tv_buffer page = {0};
        tv_buffer_puts(&page, "<html><p>Text.");
        repeat(&page, parts[i][0], 200000);
        repeat(&page, parts[i][1], 200000);
        assert_true(read_bytes(page.data, page.size));
        assert_has("Text.");
        tv_buffer_finish(&page);
    }
}

static void a_tag_of_endless_attributes_is_read_in_linear_time(void **state)
{
    (void)state;
    struct tv_buffer page = {0};
    tv_buffer_puts(&page, "<p ");
    for (int i = 0; i < 200000; i++)
        tv_buffer_printf(&page, "a%d=x ", i);
    tv_buffer_puts(&page, ">Text.");
    assert_true(read_bytes(page.data, page.size));
    assert_string_equal(text.data, "Text.");
    tv_buffer_finish(&page);
}

static void deep_text_is_not_lost(void **state)
{
    (void)state;
    struct tv_buffer page = {0};
    repeat(&page, "<div>", 2000);
    tv_buffer_puts(&page, "Deep<p>and more</p>");
    repeat(&page, "</div>", 2000);
    tv_buffer_puts(&page, "<p>and back");
    assert_true(read_bytes(page.data, page.size));
    assert_string_equal(text.data, "Deep|and more|and back");
    tv_buffer_finish(&page);
}

static void what_is_too_deep_closes_nothing_above_it(void **state)
{
    (void)state;
    struct tv_buffer page = {0};
    tv_buffer_puts(&page, "<div hidden>");
    repeat(&page, "<div>", 2000);
    repeat(&page, "</div>", 2000);
    tv_buffer_puts(&page, "still hidden</div>seen");
    assert_true(read_bytes(page.data, page.size));
    assert_string_equal(text.data, "seen");
    tv_buffer_finish(&page);
}

static void a_page_may_be_cut_off_anywhere(void **state)
{
    (void)state;
    static const char page[] =
        "<!DOCTYPE html><!-- c --><title>T</title><meta name='a' content=\"b\"><script>s</script>"
        "<ol type=a><li value=3>x &eacute; &#x41;</ol><table><tr><td><![CDATA[y]]></table></p>";
    for (size_t n = 0; n < sizeof page; n++) {
        char *copy = malloc(n + 1);
        memcpy(copy, page, n);
        read_bytes(copy, n);
        free(copy);
    }
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_are_recognised_by_their_first_bytes),
        TEST(the_name_helps_to_recognise_a_page),
        TEST(other_xml_is_not_taken_for_a_page),
        TEST(a_page_without_furniture_comes_out_whole),
        TEST(nothing_is_lost_from_a_page_without_furniture),
        TEST(furniture_is_left_out),
        TEST(most_of_a_page_is_never_cut_for_its_class),
        TEST(class_names_are_taken_word_by_word),
        TEST(every_class_name_of_furniture_is_known),
        TEST(teasers_below_the_text_are_left_out),
        TEST(links_under_a_heading_of_furniture_are_left_out),
        TEST(lists_with_sentences_stay_though_they_are_linked),
        TEST(links_within_the_page_count_as_text),
        TEST(the_lead_between_headline_and_text_is_kept),
        TEST(text_beside_the_text_is_not_lost),
        TEST(comments_end_the_text),
        TEST(headings_with_nothing_left_below_them_go_too),
        TEST(a_page_of_links_alone_keeps_them),
        TEST(hidden_text_and_programs_are_no_text),
        TEST(a_page_that_hides_its_body_until_a_program_runs_is_read),
        TEST(a_page_without_text_is_refused),
        TEST(end_tags_that_are_left_out_are_implied),
        TEST(end_tags_that_end_nothing_are_ignored),
        TEST(markup_is_told_from_text),
        TEST(character_references_are_resolved),
        TEST(the_declared_character_set_is_used),
        TEST(a_character_set_that_cannot_be_is_not_believed),
        TEST(a_page_in_utf8_stays_so_with_a_byte_of_something_else),
        TEST(the_detector_is_shown_text_however_long_the_head_is),
        TEST(two_breaks_separate_paragraphs_and_one_does_not),
        TEST(headings_have_their_level),
        TEST(items_have_the_label_that_a_browser_prints),
        TEST(items_that_bring_their_number_get_no_second_one),
        TEST(nested_items_have_depth_and_every_label),
        TEST(cells_know_table_row_and_column),
        TEST(tables_for_layout_are_no_tables),
        TEST(linked_data_gives_the_facts),
        TEST(damaged_linked_data_gives_what_it_can),
        TEST(meta_elements_give_the_facts),
        TEST(a_page_that_says_it_is_a_published_article_is_news),
        cmocka_unit_test(the_name_of_the_site_is_no_part_of_the_title),
        TEST(the_name_of_the_site_is_known_by_its_host_where_nothing_else_says_it),
        TEST(what_all_pages_of_a_site_are_called_is_no_title),
        TEST(a_page_of_nothing_but_furniture_is_read_as_it_is),
        TEST(a_heading_that_is_a_part_of_the_title_is_it_wherever_the_site_is_named),
        TEST(what_stands_above_a_title_in_its_heading_is_no_part_of_it),
        TEST(headings_that_nobody_sees_and_signs_of_links_are_no_titles),
        TEST(of_several_titles_that_are_declared_the_one_that_readers_see_is_it),
        TEST(a_heading_that_is_marked_as_the_headline_is_the_title),
        TEST(a_symbol_is_read_from_the_identifier_or_the_end_of_the_title),
        TEST(the_heading_of_an_article_of_a_treaty_is_no_title),
        TEST(a_heading_is_cut_to_the_title_element_that_it_ends_with),
        TEST(the_only_headline_beats_a_title_that_is_not_like_it),
        TEST(a_time_element_near_the_text_gives_the_date),
        TEST(the_address_gives_a_date),
        TEST(a_date_that_readers_see_is_the_last_resort),
        TEST(the_printed_day_beats_a_time_in_utc),
        TEST(dates_are_found_in_several_languages),
        TEST(a_byline_gives_the_authors),
        TEST(endless_markup_is_read_in_linear_time),
        TEST(a_tag_of_endless_attributes_is_read_in_linear_time),
        TEST(deep_text_is_not_lost),
        TEST(what_is_too_deep_closes_nothing_above_it),
        TEST(a_page_may_be_cut_off_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
