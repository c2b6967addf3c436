/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracted.h"

#include "indexer/passages.h"

static const char convention[] = "# Convention on Lighthouses\n\n"
                                 "## CHAPTER I\n\n### GENERAL\n\n"
                                 "## Article 1\n\n### Terms\n\nFor this Convention:\n\n"
                                 "(a) \"lamp\" means a light;\n\n(b) \"keeper\" means a person.\n\n"
                                 "## CHAPTER II\n\n### DUTIES\n\n"
                                 "## Article 2\n\n### Keepers\n\n"
                                 "1. Each Party shall keep a lamp:\n\n(a) at night;\n\n"
                                 "(i) in winter; and\n\n(ii) in summer;\n\n(b) in fog.\n\n"
                                 "2. Each Party may keep two.\n\n"
                                 "## Article 2 bis\n\nA lamp shall burn.\n";

static void articles_and_paragraphs_become_passages(void **state)
{
    (void)state;
    struct extracted *e = extract_text("lighthouses.md", convention);
    struct tv_passage *p = e->doc.passages;
    assert_int_equal(e->doc.n_passages, 4);
    assert_text(p[0].place.article, "1");
    assert_null(p[0].place.paragraph);
    assert_text(p[1].place.article, "2");
    assert_text(p[1].place.paragraph, "1");
    assert_text(p[2].place.paragraph, "2");
    assert_text(p[3].place.article, "2 bis");
    assert_int_equal(e->doc.kind, TV_KIND_TREATY);
    extracted_free(e);
}

static void headings_above_a_passage_follow_the_divisions(void **state)
{
    (void)state;
    struct extracted *e = extract_text("lighthouses.md", convention);
    const struct tv_place *place = &e->doc.passages[1].place;
    static const char *const expected[] = {"Convention on Lighthouses", "CHAPTER II", "DUTIES",
                                           "Article 2", "Keepers"};
    assert_int_equal(place->n_headings, 5);
    for (size_t i = 0; i < 5; i++)
        assert_text(place->headings[i], expected[i]);
    extracted_free(e);
}

static void sub_paragraphs_are_parts_with_their_own_places(void **state)
{
    (void)state;
    struct extracted *e = extract_text("lighthouses.md", convention);
    const struct tv_passage *p = &e->doc.passages[1];
    static const char *const expected[] = {"1(a)", "1(a)(i)", "1(a)(ii)", "1(b)"};
    assert_int_equal(p->n_parts, 4);
    for (size_t i = 0; i < 4; i++)
        assert_text(p->parts[i].paragraph, expected[i]);
    assert_memory_equal(p->text + p->parts[3].offset, "(b) in fog", 10);
    extracted_free(e);
}

/* All letters of a text, to compare texts that differ in white space and marks. */
static char *letters(const char *s)
{
    struct tv_buffer b = {0};
    for (; *s; s++)
        if (!strchr(" \n\r\t#*_", *s))
            tv_buffer_putc(&b, *s);
    return tv_buffer_steal(&b);
}

static void nothing_is_lost_between_passages(void **state)
{
    (void)state;
    struct extracted *e = extract_text("lighthouses.md", convention);
    struct tv_buffer text = {0};
    tv_document_text(&e->doc, &text);
    char *was = letters(convention), *is = letters(text.data);
    assert_string_equal(is, was);
    free(was);
    free(is);
    tv_buffer_finish(&text);
    extracted_free(e);
}

static void headings_that_repeat_or_stand_alone_are_not_lost(void **state)
{
    (void)state;
    static const char text[] =
        "# Part one\n\n## Duties\n\nKeep a lamp.\n\n"
        "# Part one\n\n## Duties\n\nKeep two.\n\n"
        "## Duties\n\n## Duties\n\n# Part one\n\n## Rights\n\nRest.\n\n# End\n";
    struct extracted *e = extract_text("lighthouses.md", text);
    struct tv_buffer all = {0};
    tv_document_text(&e->doc, &all);
    char *was = letters(text), *is = letters(all.data);
    assert_string_equal(is, was);
    free(was);
    free(is);
    tv_buffer_finish(&all);
    extracted_free(e);
}

static void long_paragraphs_are_cut_at_sentences_and_keep_their_place(void **state)
{
    (void)state;
    struct tv_buffer b = {0};
    tv_buffer_puts(&b, "## Article 1\n\n1. ");
    for (int i = 0; i < 60; i++)
        tv_buffer_printf(&b, "Lamp number %d shall be lit every evening before the sun sets. ", i);
    struct extracted *e = extract_text("long.md", b.data);
    assert_true(e->doc.n_passages >= 3);
    for (size_t i = 0; i < e->doc.n_passages; i++) {
        const struct tv_passage *p = &e->doc.passages[i];
        size_t n = strlen(p->text);
        assert_true(tv_count_words(p->text, n) <= TV_PASSAGE_MAX_WORDS);
        assert_int_equal(p->text[n - 1], '.');
        assert_text(p->place.article, "1");
        assert_text(p->place.paragraph, "1");
    }
    tv_buffer_finish(&b);
    extracted_free(e);
}

static void text_without_blanks_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const units[] = {"ไม่", "a", "e\u0301\u0323",
                                        "\U0001F468\u200D\U0001F469\u200D\U0001F467"};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        struct tv_buffer b = {0};
        size_t size = strlen(units[u]);
        while (b.size < 30000)
            tv_buffer_puts(&b, units[u]);
        struct extracted *e = extract_text("long.md", b.data);
        assert_true(e->doc.n_passages > 7);
        size_t total = 0;
        for (size_t i = 0; i < e->doc.n_passages; i++) {
            size_t n = strlen(e->doc.passages[i].text);
            assert_true(n <= TV_PASSAGE_MAX_BYTES);
            if (u > 0) /* NFC keeps those in one piece; of Thai, marks stay with their letter */
                assert_memory_equal(e->doc.passages[i].text, e->doc.passages[0].text,
                                    n < size ? n : size);
            total += n;
        }
        assert_int_equal(total, strlen(e->x.blocks[0].text));
        tv_buffer_finish(&b);
        extracted_free(e);
    }
}

static void paragraphs_of_a_speech_are_counted(void **state)
{
    (void)state;
    static const char speech[] = "Madam Chair, my delegation thanks you for the convening of this "
                                 "session, and all delegations for "
                                 "the constructive spirit in which they have worked through the "
                                 "long nights of the past week here.\n"
                                 "On the article on lamps, we hold that a lamp which is not lit is "
                                 "no lamp at all, and that no Party "
                                 "may be held to keep one where the sea is calm, the moon is full "
                                 "and no ship is expected to pass.\n";
    struct extracted *e = extract_text("BRA_2_2023.txt", speech);
    assert_int_equal(e->doc.n_passages, 1);
    assert_int_equal(e->doc.passages[0].place.ordinal, 1);
    assert_int_equal(e->doc.passages[0].place.ordinal_end, 2);
    assert_null(e->doc.passages[0].place.paragraph);
    extracted_free(e);
}

static void a_line_that_leads_to_paragraphs_stands_with_the_first(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("lead.md", "## Article 2\n\nFor the purposes of this Protocol,\n\n"
                                "1. \"Lamp\" means a light.\n\n2. \"Oil\" is oil.\n");
    assert_int_equal(e->doc.n_passages, 2);
    assert_text(e->doc.passages[0].place.paragraph, "1");
    assert_text(e->doc.passages[1].place.paragraph, "2");
    extracted_free(e);
}

static void a_speech_without_a_title_is_called_by_state_and_session(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("Session 77/BRA_77_2022.txt", "I thank you, Mr. President.\n");
    assert_text(e->doc.title, "Brazil, statement, session 77");
    extracted_free(e);
    e = extract_text("BRA_77_2022.txt", "Statement by Brazil\n\nI thank you, Mr. President.\n");
    assert_text(e->doc.title, "Statement by Brazil");
    extracted_free(e);
}

static void a_title_names_whose_position_it_is_and_not_what_it_is_about(void **state)
{
    (void)state;
    static const struct {
        const char *title, *first, *second;
    } cases[] = {
        {"Statement by the delegation of Brazil on the proposal of China", "BRA", NULL},
        {"Barbados, Jamaica and Samoa: joint proposal on article 14 bis", "BRB", "JAM"},
        {"Statement on behalf of the African Group", "AFGR", NULL},
        {"Выступление представителя Российской Федерации по статье 24", "RUS", NULL},
        {"Comments on the protection of personal data in the EU", NULL, NULL},
        {"AmCham EU proposals on lamps", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = tv_printf("# %s\n\nThe lamps are to be lit.\n", cases[i].title);
        struct extracted *e = extract_text("positions/x.md", text);
        assert_int_equal(e->doc.kind, TV_KIND_POSITION);
        assert_int_equal(e->doc.n_states > 0, cases[i].first != NULL);
        if (cases[i].first)
            assert_text(e->doc.states[0], cases[i].first);
        if (cases[i].second)
            assert_text(e->doc.states[1], cases[i].second);
        else
            assert_true(e->doc.n_states <= 1);
        extracted_free(e);
        free(text);
    }
}

static void words_are_counted_in_each_script(void **state)
{
    (void)state;
    assert_int_equal(tv_count_words("one, two-three", 14), 3);
    assert_int_equal(tv_count_words("", 0), 0);
    const char *chinese = "网络犯罪";
    assert_int_equal(tv_count_words(chinese, strlen(chinese)), 2);
    const char *russian = "Статья о лампах";
    assert_int_equal(tv_count_words(russian, strlen(russian)), 3);
}

static void a_treaty_named_by_its_file_has_that_title(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("convention-on-lighthouses.md",
                     "## Verdrag inzake vuurtorens\n\n#### Convention on Lighthouses\n\n"
                     "### Article 1\n\nA lamp shall burn.\n");
    assert_text(e->doc.title, "Convention on Lighthouses");
    extracted_free(e);
}

static void an_article_written_into_its_paragraph_is_found(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("plain.txt", "Article 1. Each Party shall keep a lamp burning.\n\n"
                                  "Article 2. Article 1 does not apply by day.\n");
    assert_int_equal(e->doc.n_passages, 2);
    assert_text(e->doc.passages[0].place.article, "1");
    assert_text(e->doc.passages[1].place.article, "2");
    assert_text(e->doc.passages[1].text, "Article 1 does not apply by day.");
    extracted_free(e);
}

static void a_remark_on_an_article_has_its_place_and_opens_no_article(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("statement.txt",
                     "1. On terms. The word has no settled meaning, and we shall say so here.\n\n"
                     "Article 1, subparagraph (a): replace \"lamp\" with \"light\".\n\n"
                     "2. On article 22, lamps by day. This is an indispensable power.\n\n"
                     "Article 28, paragraph 2: delete the paragraph.\n\n"
                     "We also note that fog is thick.\n\n"
                     "Article 31 (Lamps of ships). Under our law the lamps of ships are lit.\n");
    const struct tv_document *doc = &e->doc;
    assert_int_equal(doc->n_passages, 6);
    assert_null(doc->passages[0].place.article);
    assert_string_equal(doc->passages[1].place.article, "1");
    assert_string_equal(doc->passages[1].place.paragraph, "(a)");
    assert_string_equal(doc->passages[1].text,
                        "Article 1, subparagraph (a): replace \"lamp\" with \"light\".");
    assert_null(doc->passages[2].place.article);
    assert_string_equal(doc->passages[2].place.paragraph, "2");
    assert_string_equal(doc->passages[3].place.article, "28");
    assert_string_equal(doc->passages[3].place.paragraph, "2");
    assert_null(doc->passages[4].place.article);
    assert_string_equal(doc->passages[5].place.article, "31");
    assert_null(doc->passages[5].place.paragraph);
    extracted_free(e);
}

static void an_amendment_knows_article_and_paragraph(void **state)
{
    (void)state;
    struct extracted *e =
        extract_text("amendment.md", "## Article 4, Paragraph 8\n\nReplace the lamp.\n");
    assert_text(e->doc.passages[0].place.article, "4");
    assert_text(e->doc.passages[0].place.paragraph, "8");
    extracted_free(e);
}

/* Amendments to an article as a table of two columns; rows go on from each other. */
static const char amendments[] =
    "# Lamps\n\nArt. 26 Keepers\n\n"
    "| Text proposed | Amendment |\n|---|---|\n"
    "| 2. The keeper shall, in every night of the year and in fog: "
    "| 2. The keeper shall, in every night of the year but not in fog: |\n"
    "| (a) light the lamp; | (a) light two lamps; |\n"
    "| (b) stay awake. | |\n"
    "| 3. Lamps are red. | deleted |\n\n"
    "Justification\n\nFog hides any lamp.\n\n"
    "Recital 7\n\n"
    "| Text proposed | Amendment |\n|---|---|\n"
    "| (7) Lamps are dear, and the oil that is burnt in them is dearer than they. | (7) deleted "
    "|\n";

static const struct tv_passage *passage_with(const struct tv_document *doc, const char *text)
{
    for (size_t i = 0; i < doc->n_passages; i++)
        if (strstr(doc->passages[i].text, text))
            return &doc->passages[i];
    fail_msg("no passage has \"%s\"", text);
    return NULL;
}

static void assert_innermost(const struct tv_passage *p, const char *heading)
{
    assert_true(p->place.n_headings > 0);
    assert_text(p->place.headings[p->place.n_headings - 1], heading);
}

static void texts_side_by_side_are_passages_that_know_their_column(void **state)
{
    (void)state;
    struct extracted *e = extract_text("amendments.md", amendments);
    const struct tv_passage *p = passage_with(&e->doc, "year and in fog");
    assert_innermost(p, "Text proposed");
    assert_null(strstr(p->text, "but not in fog"));
    assert_innermost(passage_with(&e->doc, "but not in fog"), "Amendment");
    assert_innermost(passage_with(&e->doc, "two lamps"), "Amendment");
    assert_innermost(passage_with(&e->doc, "Fog hides"), "Justification");
    extracted_free(e);
}

static void a_table_of_texts_stands_in_the_article_above_it(void **state)
{
    (void)state;
    static const struct {
        const char *text, *article, *paragraph;
    } cases[] = {
        {"year and in fog", "26", "2"},        {"light the lamp", "26", "2(a)"},
        {"two lamps", "26", "2(a)"},           {"stay awake", "26", "2(b)"},
        {"Lamps are red", "26", "3"},          {"Fog hides", "26", NULL},
        {"Lamps are dear", NULL, "recital 7"},
    };
    struct extracted *e = extract_text("amendments.md", amendments);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct tv_place *place = &passage_with(&e->doc, cases[i].text)->place;
        if (cases[i].article)
            assert_text(place->article, cases[i].article);
        else
            assert_null(place->article);
        if (cases[i].paragraph)
            assert_text(place->paragraph, cases[i].paragraph);
        else
            assert_null(place->paragraph);
    }
    extracted_free(e);
}

static void labels_of_a_row_are_headings_of_its_texts(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "labels.md",
        "# Lamps\n\n| No. | Article | Text | Amendment |\n|---|---|---|---|\n"
        "| 7. | Article 4, paragraph 3 | A lamp shall burn from dusk to dawn in every "
        "night of the whole year | A lamp shall burn |\n"
        "| 8. | Article 5 | A keeper shall be awake from dusk to dawn in every night of "
        "the whole year | deleted |\n");
    const struct tv_passage *p = passage_with(&e->doc, "A lamp shall burn from");
    assert_text(p->place.article, "4");
    assert_text(p->place.paragraph, "3");
    assert_text(p->place.headings[1], "No. 7.");
    assert_text(p->place.headings[2], "Article 4, paragraph 3");
    assert_text(p->place.headings[3], "Text");
    p = passage_with(&e->doc, "deleted");
    assert_text(p->place.article, "5");
    assert_innermost(p, "Amendment");
    extracted_free(e);
}

static void the_head_of_an_empty_column_is_no_passage_of_its_own(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "new.md", "# Lamps\n\n| Text proposed | Amendment |\n|---|---|\n"
                  "| A lamp shall burn from dusk to dawn in each and every night | deleted |\n\n"
                  "# Oil\n\n| Text proposed | Amendment |\n|---|---|\n"
                  "| --- | The oil for lamps shall be clean and shall be paid by the Party |\n");
    assert_int_equal(e->doc.n_passages, 3);
    assert_innermost(&e->doc.passages[2], "Amendment");
    extracted_free(e);
}

static void rows_below_a_title_stand_below_it(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "titles.md", "# Lamps\n\n| Amendment 1 |\n| Article 9 |\n| Text proposed | Our text |\n"
                     "| A lamp shall burn from dusk to dawn in each and every night | none |\n"
                     "| Justification: |\n| Nights are dark. |\n"
                     "| Recital 3 |\n| Text proposed | Our text |\n| Lamps are dear. | none |\n");
    const struct tv_passage *p = passage_with(&e->doc, "A lamp shall burn");
    assert_text(p->place.article, "9");
    assert_text(p->place.headings[1], "Amendment 1");
    assert_innermost(p, "Text proposed");
    p = passage_with(&e->doc, "Nights are dark");
    assert_text(p->place.article, "9");
    assert_innermost(p, "Justification:");
    assert_null(passage_with(&e->doc, "Lamps are dear")->place.article);
    extracted_free(e);
}

static void a_table_of_figures_stays_together(void **state)
{
    (void)state;
    struct extracted *e = extract_text(
        "figures.md", "| State | Lamps | Keepers |\n|---|---|---|\n| Norway | 212 | 40 |\n"
                      "| Chile | 650 | 90 |\n");
    assert_int_equal(e->doc.n_passages, 1);
    assert_text(e->doc.passages[0].text, "State\nLamps\nKeepers\nNorway\n212\n40\nChile\n650\n90");
    extracted_free(e);
}

static void an_article_of_several_levels_gives_its_paragraph(void **state)
{
    (void)state;
    static const struct {
        const char *heading, *article, *paragraph;
    } cases[] = {
        {"Article 4(8)", "4", "8"},
        {"Art. 7 (1)", "7", "1"},
        {"Article 6.1.f", "6", "1(f)"},
        {"Article 4 – paragraph 8 – point a", "4", "8(a)"},
        {"Artikel 6 Absatz 1 Buchstabe g) neu", "6", "1(g)"},
        {"2. Zu Artikel 85 Absatz 2 des Entwurfs", "85", "2"},
        {"Article/ Artikel 9 (2) (d)", "9", "2(d)"},
        {"Article 24 bis, paragraph 3", "24 bis", "3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = tv_printf("# %s\n\nReplace the lamp.\n", cases[i].heading);
        struct extracted *e = extract_text("amendment.md", text);
        assert_text(e->doc.passages[0].place.article, cases[i].article);
        assert_text(e->doc.passages[0].place.paragraph, cases[i].paragraph);
        extracted_free(e);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_and_paragraphs_become_passages),
        cmocka_unit_test(headings_above_a_passage_follow_the_divisions),
        cmocka_unit_test(sub_paragraphs_are_parts_with_their_own_places),
        cmocka_unit_test(nothing_is_lost_between_passages),
        cmocka_unit_test(headings_that_repeat_or_stand_alone_are_not_lost),
        cmocka_unit_test(long_paragraphs_are_cut_at_sentences_and_keep_their_place),
        cmocka_unit_test(text_without_blanks_is_cut_between_characters),
        cmocka_unit_test(paragraphs_of_a_speech_are_counted),
        cmocka_unit_test(a_line_that_leads_to_paragraphs_stands_with_the_first),
        cmocka_unit_test(a_speech_without_a_title_is_called_by_state_and_session),
        cmocka_unit_test(a_title_names_whose_position_it_is_and_not_what_it_is_about),
        cmocka_unit_test(words_are_counted_in_each_script),
        cmocka_unit_test(a_treaty_named_by_its_file_has_that_title),
        cmocka_unit_test(an_article_written_into_its_paragraph_is_found),
        cmocka_unit_test(a_remark_on_an_article_has_its_place_and_opens_no_article),
        cmocka_unit_test(an_amendment_knows_article_and_paragraph),
        cmocka_unit_test(texts_side_by_side_are_passages_that_know_their_column),
        cmocka_unit_test(a_table_of_texts_stands_in_the_article_above_it),
        cmocka_unit_test(labels_of_a_row_are_headings_of_its_texts),
        cmocka_unit_test(the_head_of_an_empty_column_is_no_passage_of_its_own),
        cmocka_unit_test(rows_below_a_title_stand_below_it),
        cmocka_unit_test(a_table_of_figures_stays_together),
        cmocka_unit_test(an_article_of_several_levels_gives_its_paragraph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
