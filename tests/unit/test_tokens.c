/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tokeniser against libxapian's own term generator and query parser. */
#include "shared.h"

#include "corpus/facts.h"
#include "corpus/schema.h"
#include "corpus/utf8.h"
#include "indexer/tokens.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <xapian-c.h>

static struct xc_error xerror;
static struct tv_tokenizer *tokenizer;
static struct tv_token_list tokens;
static struct xc_document *document;
static struct xc_termgenerator *generator;
static char generator_stemmer[16];

#define OK(call)                            \
    do {                                    \
        if ((call) != XC_OK)                \
            fail_msg("%s", xerror.message); \
    } while (0)

static int set_up(void **state)
{
    (void)state;
    tokenizer = tv_tokenizer_create();
    document = xc_document_create(&xerror);
    return document ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    tv_token_list_finish(&tokens);
    tv_tokenizer_destroy(tokenizer);
    xc_termgenerator_destroy(generator);
    xc_document_destroy(document);
    return 0;
}

static void choose_generator(const char *stemmer)
{
    struct xc_termgenerator_options options = {.language = stemmer, .ngrams = true};
    if (generator && strcmp(generator_stemmer, stemmer) == 0)
        return;
    xc_termgenerator_destroy(generator);
    generator = xc_termgenerator_create(&options, &xerror);
    assert_non_null(generator);
    snprintf(generator_stemmer, sizeof generator_stemmer, "%s", stemmer);
}

/* What the library makes of a text, into document; returns the last position. */
static uint32_t generate(const char *text, size_t n, const char *stemmer, const char *prefix,
                         uint32_t position)
{
    choose_generator(stemmer);
    OK(xc_document_clear(document, &xerror));
    OK(xc_termgenerator_begin(generator, document, &xerror));
    OK(xc_termgenerator_set_position(generator, position, &xerror));
    OK(xc_termgenerator_text(generator, text, n, prefix, strlen(prefix), 1, &xerror));
    OK(xc_termgenerator_position(generator, &position, &xerror));
    return position;
}

static int compare_bytes(const char *a, size_t n, const char *b, size_t m)
{
    int order = memcmp(a, b, n < m ? n : m);
    return order ? order : (n > m) - (n < m);
}

static int by_term_and_position(const void *a, const void *b)
{
    const struct tv_token *x = a, *y = b;
    int order = compare_bytes(x->term, x->size, y->term, y->size);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

/* That the sorted tokens from *i on are as many, and at the positions, that the library says. */
static bool is_next(const struct tv_token_list *list, size_t *i, const struct xc_term *term)
{
    size_t wdf = 0, n_positions = 0;
    for (; *i < list->n; (*i)++, wdf++) {
        const struct tv_token *t = &list->tokens[*i];
        if (compare_bytes(t->term, t->size, term->term.data, term->term.size) != 0)
            break;
        if (t->position &&
            (n_positions == term->n_positions || term->positions[n_positions++] != t->position))
            return false;
    }
    return wdf == term->wdf && n_positions == term->n_positions;
}

static int clipped(size_t n)
{
    return (int)(n < 2000 ? n : 2000);
}

static void assert_same_with(const char *text, size_t n, const char *stemmer, const char *prefix,
                             uint32_t position)
{
    const struct xc_term *terms;
    size_t n_terms, i = 0;
    uint32_t expected = generate(text, n, stemmer, prefix, position);
    OK(xc_document_terms(document, &terms, &n_terms, &xerror));
    tv_token_list_clear(&tokens);
    tv_tokenize(tokenizer, text, n, stemmer, prefix, &position, &tokens);
    if (tokens.n)
        qsort(tokens.tokens, tokens.n, sizeof *tokens.tokens, by_term_and_position);
    for (size_t k = 0; k < n_terms; k++)
        if (!is_next(&tokens, &i, &terms[k]))
            fail_msg("%s: term '%s' differs in '%.*s'", stemmer, terms[k].term.data, clipped(n),
                     text);
    if (i != tokens.n)
        fail_msg("%s: token '%.*s' too many in '%.*s'", stemmer, (int)tokens.tokens[i].size,
                 tokens.tokens[i].term, clipped(n), text);
    assert_int_equal(position, expected);
}

static void assert_same(const char *text, const char *stemmer)
{
    assert_same_with(text, strlen(text), stemmer, "", 0);
}

/* What the tokens are, in their order: term, and @position if there is one, with blanks between. */
static void assert_tokens(const char *text, const char *stemmer, const char *prefix,
                          const char *expected)
{
    struct tv_token_list list = {0};
    struct tv_buffer all = {0};
    uint32_t position = 0;
    tv_tokenize(tokenizer, text, strlen(text), stemmer, prefix, &position, &list);
    tv_buffer_puts(&all, "");
    for (size_t i = 0; i < list.n; i++) {
        tv_buffer_printf(&all, "%s%.*s", i ? " " : "", (int)list.tokens[i].size,
                         list.tokens[i].term);
        if (list.tokens[i].position)
            tv_buffer_printf(&all, "@%u", list.tokens[i].position);
    }
    assert_string_equal(all.data, expected);
    tv_buffer_finish(&all);
    tv_token_list_finish(&list);
}

static void words_have_positions_and_stems_have_none(void **state)
{
    (void)state;
    assert_tokens("Preserving data, 24 hours.", "en", "",
                  "preserving@1 data@2 24@3 hours@4 Zpreserv Zdata Zhour");
    assert_tokens("", "en", "", "");
}

static void a_prefix_stands_before_words_and_within_stems(void **state)
{
    (void)state;
    assert_tokens("Lamps", "en", "S", "Slamps@1 ZSlamp");
    assert_same_with("Lamps and U.N. 中文 C++", 26, "en", "XLONG", 7);
}

static void without_a_stemmer_there_are_no_stems(void **state)
{
    (void)state;
    assert_tokens("Lamps", "none", "", "lamps@1");
}

static void chinese_comes_singly_with_positions_and_in_pairs_without(void **state)
{
    (void)state;
    assert_tokens("网络犯", "none", "", "网@1 网络 络@2 络犯 犯@3");
}

static void acronyms_apostrophes_numbers_and_suffixes_are_parts_of_words(void **state)
{
    (void)state;
    assert_tokens("U.S.A. AT&T don’t 1,000.5 C++ R&D", "none", "",
                  "usa@1 at&t@2 don't@3 1,000.5@4 c++@5 r&d@6");
}

static void positions_go_on_from_one_text_to_the_next(void **state)
{
    (void)state;
    struct tv_token_list list = {0};
    uint32_t position = 0;
    tv_tokenize(tokenizer, "a b", 3, "none", "", &position, &list);
    assert_int_equal(position, 2);
    position += 100;
    tv_tokenize(tokenizer, "c", 1, "none", "", &position, &list);
    assert_int_equal(list.n, 3);
    assert_int_equal(list.tokens[2].position, 103);
    assert_int_equal(position, 103);
    tv_token_list_finish(&list);
}

static void a_list_can_be_used_again(void **state)
{
    (void)state;
    struct tv_token_list list = {0};
    for (int i = 0; i < 3; i++) {
        uint32_t position = 0;
        for (int k = 0; k < 1000; k++)
            tv_tokenize(tokenizer, "convention", 10, "en", "S", &position, &list);
        assert_int_equal(list.n, 2000);
        for (size_t k = 0; k < 2000; k += 2) {
            assert_memory_equal(list.tokens[k].term, "Sconvention", 11);
            assert_memory_equal(list.tokens[k + 1].term, "ZSconvent", 9);
        }
        tv_token_list_clear(&list);
        assert_int_equal(list.n, 0);
    }
    tv_token_list_finish(&list);
}

static const struct {
    const char *stemmer, *text;
} texts[] = {
    {"en", "Each State Party shall adopt such measures as may be necessary to enable its competent "
           "authorities to order the expeditious preservation of specified electronic data "
           "(incl. traffic data) for up to ninety (90) days; see art. 25(1)(b), A/AC.291/22/Rev.1 "
           "and the U.S.A.'s proposal. Isn't \"C++\" named? fish+chips, AT&T, e-mail: a_b@c.org "
           "10.5% 1,000,000 3.14.15 F.B.I U.N. I.B.Mx A.B.1"},
    {"fr", "L’État partie requis peut, à titre exceptionnel, refuser l'entraide judiciaire s’il "
           "estime que l’exécution de la demande porterait atteinte à sa souveraineté ; les coûts, "
           "œuvres et garçons n° 5 y sont énumérés aujourd’hui."},
    {"es", "¿Qué medidas adoptarán los Estados partes? La niña señaló que la acción penal — según "
           "el artículo 4.º— prescribiría a los años; ¡los pingüinos también!"},
    {"ru", "Каждое Государство-участник принимает такие законодательные меры, какие могут "
           "потребоваться для того, чтобы признать преступлениями умышленные деяния, "
           "в т.ч. ёлки и «подъезд» № 7; С.С.С.Р. и США."},
    {"ar", "تعتمد كل دولة طرف ما قد يلزم من تدابير تشريعية لتجريم الدخول غير المشروع، "
           "والـمُعَاهَدَةُ والاتفاقيّات في المادة ٢٤ (٣٫٥) و١٬٠٠٠ شخص؛ أليس كذلك؟"},
    {"none", "各缔约国均应采取必要的立法措施，将下列故意行为规定为犯罪：非法访问（第6条）、ＡＢＣ和"
             "U.N.网络。"
             "データを保存する。カタカナ、ﾊﾝｶｸ。한국어 문장도 있다 abc中文def's中文 x"},
    {"de", "Die Vertragsstaaten prüfen Maßnahmen gegen Straßenkriminalität; Österreichs Äußerung "
           "z.B. zu Art. 5 Abs. 2 S.1 „Übermittlung“ war größer als GROẞ und ß."},
    {"tr", "İstanbul'da IŞIK ılık; ĞÜŞİÖÇ sözleşmesi."},
    {"en",
     "a'中 b a'中 a·b a‧b ד״ר x\u200by 1\u200b2 1,a a,1 1;2 1⁄2 co\u00adop naïve nai\u0308ve "
     "½ ² x² Ⅷ ① ǅ ʰ ﬁ __init__ #tag C# a++++ a+++ +a a+b &c R&D& 'tis rock'n'roll ''x'' a''b"},
};

static void texts_give_the_terms_of_the_library(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            assert_same(texts[i].text, texts[k].stemmer);
}

static void words_of_every_length_give_the_terms_of_the_library(void **state)
{
    (void)state;
    static const char *const ends[] = {"",  "+",  "++", "+++",     "++++",
                                       "é", "中", "'s", "\u200bs", "'"};
    for (size_t n = 1; n < 80; n++)
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
            char text[128];
            memset(text, 'w', n);
            snprintf(text + n, sizeof text - n, "%s", ends[e]);
            assert_same(text, "en");
            for (size_t i = 0; i < n; i++)
                text[i] = i % 2 ? '.' : 'W';
            assert_same(text, "en");
        }
}

static void long_acronyms_that_are_none_take_no_longer_than_other_text(void **state)
{
    (void)state;
    enum { N = 4000000 };
    struct tv_token_list list = {0};
    uint32_t position = 0;
    char *text = tv_alloc(N + 1);
    for (size_t i = 0; i < N; i++)
        text[i] = i % 2 ? '.' : 'A';
    text[N] = 'x';
    tv_tokenize(tokenizer, text, N + 1, "none", "", &position, &list);
    assert_int_equal(position, N / 2 + 1);
    tv_token_list_finish(&list);
    free(text);
}

static bool is_scalar(uint32_t c)
{
    return c < 0xD800 || (c > 0xDFFF && c < 0x110000);
}

/* The text's '_' stands for each of the characters from first on, in a line each. */
static void assert_same_for_block(const char *context, uint32_t first, uint32_t n,
                                  const char *stemmer)
{
    struct tv_buffer text = {0};
    tv_buffer_puts(&text, "");
    for (uint32_t c = first ? first : 1; c < first + n; c++)
        for (const char *p = context; is_scalar(c) && *p; p++) {
            char bytes[4] = {*p};
            size_t size = *p == '_' ? tv_utf8_put(bytes, (int32_t)c) : 1;
            tv_buffer_add(&text, bytes, size);
        }
    assert_same_with(text.data, text.size, stemmer, "", 0);
    tv_buffer_finish(&text);
}

/* The last three are for what joins and ends words, none of which is beyond the first two planes. */
static void every_character_gives_the_terms_of_the_library(void **state)
{
    (void)state;
    enum { BLOCK = 64 };
    for (uint32_t c = 0; c < 0x110000; c += BLOCK) {
        assert_same_for_block("_ \n", c, BLOCK, "en");
        assert_same_for_block("a_b \n", c, BLOCK, "en");
        if (c >= 0x20000)
            continue;
        assert_same_for_block("1_2 \n", c, BLOCK, "en");
        assert_same_for_block("A._ \n", c, BLOCK, "en");
        assert_same_for_block("a+_ \n", c, BLOCK, "en");
    }
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void random_texts_give_the_terms_of_the_library(void **state)
{
    (void)state;
    static const char *const alphabet[] = {
        "a",          "b",          "s",    "A",      "B",      "Z",      "1",      "2",
        ".",          ".",          ",",    ";",      "'",      "’",      "‛",      "&",
        "·",          "״",          "‧",    "+",      "+",      "#",      "_",      "-",
        "@",          " ",          " ",    "\n",     "é",      "É",      "İ",      "ß",
        "\u0301",     "ж",          "Ж",    "ع",      "ـ",      "\u064e", "٣",      "٬",
        "中",         "文",         "ー",   "、",     "。",     "ｱ",      "Ａ",     "１",
        "한",         "〇",         "《",   "\u200b", "\u200d", "\u2060", "\ufeff", "\u037e",
        "\u2044",     "\ufe10",     "½",    "²",      "Ⅷ",      "ǅ",      "ʰ",      "\U00020000",
        "\U0001F600", "\U0010FFFF", "\x01", "\u00ad", "ﷺ",      "ing",    "tion",
    };
    uint32_t seed = 1;
    struct tv_buffer text = {0};
    for (int i = 0; i < 60000; i++) {
        tv_buffer_clear(&text);
        tv_buffer_puts(&text, "");
        for (uint32_t n = next_random(&seed) % 24; n; n--)
            tv_buffer_puts(&text,
                           alphabet[next_random(&seed) % (sizeof alphabet / sizeof *alphabet)]);
        assert_same_with(text.data, text.size, i % 3 == 2 ? "ar" : "en", i % 7 ? "" : "S", 0);
    }
    tv_buffer_finish(&text);
}

/* More words than the stems' cache has room for, each after one that begins with it: some of these
 * pairs get into the same place. */
static void stems_are_right_after_others_were_forgotten(void **state)
{
    (void)state;
    struct tv_buffer text = {0};
    uint32_t seed = 7;
    for (int i = 0; i < 8; i++) {
        tv_buffer_clear(&text);
        for (int k = 0; k < 10000; k++) {
            uint32_t number = next_random(&seed);
            tv_buffer_printf(&text, "keeping%uingsx keeping%uings ", number, number);
        }
        assert_same_with(text.data, text.size, "en", "", 0);
    }
    tv_buffer_finish(&text);
}

static bool has_token(const struct tv_token_list *list, struct xc_str term)
{
    for (size_t i = 0; i < list->n; i++)
        if (compare_bytes(list->tokens[i].term, list->tokens[i].size, term.data, term.size) == 0)
            return true;
    return false;
}

static void assert_found_by_parser(const char *text, const char *stemmer)
{
    struct xc_parser_options options = {
        .language = stemmer,
        .default_op = XC_OP_OR,
        .flags = XC_PARSE_NGRAMS | XC_PARSE_NO_CHECKS,
    };
    struct tv_token_list list = {0};
    uint32_t position = 0;
    const struct xc_str *terms;
    size_t n;
    struct xc_parser *parser = xc_parser_create(&options, &xerror);
    assert_non_null(parser);
    struct xc_parsed *parsed = xc_parser_parse(parser, text, strlen(text), &xerror);
    if (!parsed)
        fail_msg("%s", xerror.message);
    OK(xc_query_list_terms(parsed->query, &terms, &n, &xerror));
    tv_tokenize(tokenizer, text, strlen(text), stemmer, "", &position, &list);
    assert_true(n > 5);
    for (size_t i = 0; i < n; i++)
        if (!has_token(&list, terms[i]))
            fail_msg("'%s' of the query is no token of '%s'", terms[i].data, text);
    xc_parsed_destroy(parsed);
    xc_parser_destroy(parser);
    tv_token_list_finish(&list);
}

static void what_the_query_parser_looks_for_is_among_the_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *stemmer, *text;
    } words[] = {
        {"en",
         "each state party shall preserve electronic data for 90 days 1,000.5 isn't at&t u.s. "
         "usa U.S.A. Convention"},
        {"fr", "l’entraide judiciaire s'il estime que les coûts œuvres garçons aujourd’hui Nord"},
        {"es", "qué medidas adoptarán los estados partes niña acción años según pingüinos"},
        {"ru",
         "каждое государство принимает такие законодательные меры какие могут потребоваться ёлки"},
        {"ar", "تعتمد كل دولة طرف ما قد يلزم من تدابير تشريعية لتجريم الدخول المادة ٢٤"},
        {"none", "各缔约国 均应采取 必要的 立法措施 データを保存する 한국어 第6条"},
        {"de",
         "die vertragsstaaten prüfen maßnahmen gegen straßenkriminalität äußerung größer über "
         "und auch noch"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_found_by_parser(words[i].text, words[i].stemmer);
}

/* Files that others made, from ../shared/data, if it is there (or from $TRAVAUX_SHARED_DATA). */

static void read_member(struct archive *a, struct tv_buffer *bytes)
{
    la_ssize_t n;
    tv_buffer_clear(bytes);
    do {
        tv_buffer_reserve(bytes, 65536);
        n = archive_read_data(a, bytes->data + bytes->size, 65536);
        bytes->size += n > 0 ? (size_t)n : 0;
    } while (n > 0);
}

/* Tags become blanks; the text ends where it is no UTF-8. */
static void make_text(struct tv_buffer *b)
{
    bool tag = false;
    for (size_t i = 0; i < b->size; i++) {
        tag = b->data[i] == '<' || (tag && b->data[i] != '>');
        if (tag)
            b->data[i] = ' ';
    }
    for (size_t i = 0, at; i < b->size;) {
        at = i;
        if (tv_utf8_next_or_error(b->data, b->size, &i) < 0)
            b->size = at;
    }
}

/* For one of so many members. */
static void assert_same_for_members(const char *name, size_t every)
{
    struct archive *a = open_shared(name);
    if (!a)
        return;
    struct archive_entry *entry;
    struct tv_buffer bytes = {0};
    size_t n = 0;
    for (; archive_read_next_header(a, &entry) == ARCHIVE_OK; n++) {
        if (n % every)
            continue;
        read_member(a, &bytes);
        make_text(&bytes);
        const char *stemmer = tv_stemmer_of(tv_language_in(bytes.data, bytes.size));
        assert_same_with(bytes.data, bytes.size, stemmer, "", 0);
    }
    assert_true(n > 10);
    tv_buffer_finish(&bytes);
    archive_read_free(a);
}

static void resolutions_give_the_terms_of_the_library(void **state)
{
    (void)state;
    assert_same_for_members("corpora/un-security-council-2020-2022.tar.xz", 4);
}

static void statements_give_the_terms_of_the_library(void **state)
{
    (void)state;
    assert_same_for_members("corpora/un-general-debate-2018-2022.zip", 4);
}

static void declarations_in_twelve_languages_give_the_terms_of_the_library(void **state)
{
    (void)state;
    assert_same_for_members("corpora/udhr.tar.gz", 1);
}

static void arabic_paragraphs_give_the_terms_of_the_library(void **state)
{
    (void)state;
    assert_same_for_members("retrieval/xquad-ar.tar.gz", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_positions_and_stems_have_none),
        cmocka_unit_test(a_prefix_stands_before_words_and_within_stems),
        cmocka_unit_test(without_a_stemmer_there_are_no_stems),
        cmocka_unit_test(chinese_comes_singly_with_positions_and_in_pairs_without),
        cmocka_unit_test(acronyms_apostrophes_numbers_and_suffixes_are_parts_of_words),
        cmocka_unit_test(positions_go_on_from_one_text_to_the_next),
        cmocka_unit_test(a_list_can_be_used_again),
        cmocka_unit_test(texts_give_the_terms_of_the_library),
        cmocka_unit_test(words_of_every_length_give_the_terms_of_the_library),
        cmocka_unit_test(long_acronyms_that_are_none_take_no_longer_than_other_text),
        cmocka_unit_test(every_character_gives_the_terms_of_the_library),
        cmocka_unit_test(random_texts_give_the_terms_of_the_library),
        cmocka_unit_test(stems_are_right_after_others_were_forgotten),
        cmocka_unit_test(what_the_query_parser_looks_for_is_among_the_tokens),
        cmocka_unit_test(resolutions_give_the_terms_of_the_library),
        cmocka_unit_test(statements_give_the_terms_of_the_library),
        cmocka_unit_test(declarations_in_twelve_languages_give_the_terms_of_the_library),
        cmocka_unit_test(arabic_paragraphs_give_the_terms_of_the_library),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
