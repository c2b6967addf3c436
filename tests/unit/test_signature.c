/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include "corpus/signature.h"

#include <stdio.h>
#include <string.h>

enum { SENTENCES = 40 };

static const char *const words[] = {"harbour", "lamp",  "keeper", "signal", "tower",  "fog",
                                    "mariner", "coast", "night",  "vessel", "beacon", "storm",
                                    "report",  "duty",  "party",  "oil",    "lens",   "rock"};

/* The n-th sentence of a story: six words that follow from its number. */
static void put_sentence(struct tv_buffer *out, uint32_t story, uint32_t n)
{
    uint32_t seed = story * 7919 + n * 104729 + 1;
    for (int i = 0; i < 12; i++) {
        seed = seed * 1664525 + 1013904223;
        tv_buffer_printf(out, "%s%s", i ? " " : "",
                         words[(seed >> 16) % (sizeof words / sizeof *words)]);
    }
    tv_buffer_puts(out, ". ");
}

/* A document of one passage: the sentences of a story, without every `without`-th (0: none). */
struct story {
    struct tv_document doc;
    struct tv_passage passage;
    struct tv_buffer text;
    struct tv_signature signature;
};

static struct story *story_create(uint32_t story, uint32_t without)
{
    struct story *s = tv_alloc(sizeof *s);
    for (uint32_t i = 1; i <= SENTENCES; i++)
        if (!without || i % without)
            put_sentence(&s->text, story, i);
    s->passage.text = s->text.data;
    s->doc = (struct tv_document){.kind = TV_KIND_NEWS, .passages = &s->passage, .n_passages = 1};
    s->doc.language = "en";
    tv_signature_make(&s->doc, &s->signature);
    return s;
}

static void story_destroy(struct story *s)
{
    tv_buffer_finish(&s->text);
    free(s);
}

static bool alike(const struct story *a, const struct story *b)
{
    return tv_near_duplicates(&a->doc, &a->signature, &b->doc, &b->signature);
}

static void a_story_with_sentences_dropped_is_the_same_story(void **state)
{
    (void)state;
    struct story *whole = story_create(1, 0), *cut = story_create(1, 10);
    assert_true(alike(whole, cut));
    assert_true(alike(cut, whole));
    assert_true(tv_signature_similarity(&whole->signature, &cut->signature) < 1);
    story_destroy(whole);
    story_destroy(cut);
}

static void different_stories_are_not_alike(void **state)
{
    (void)state;
    for (uint32_t i = 1; i < 50; i++) {
        struct story *a = story_create(i, 0), *b = story_create(i + 1, 0);
        assert_false(alike(a, b));
        story_destroy(a);
        story_destroy(b);
    }
}

static void case_and_punctuation_do_not_count(void **state)
{
    (void)state;
    struct story *a = story_create(1, 0), *b = story_create(1, 0);
    for (char *p = b->text.data; *p; p++)
        if (*p == '.')
            *p = ';';
        else if (p == b->text.data)
            *p = (char)(*p - 32);
    tv_signature_make(&b->doc, &b->signature);
    assert_true(a->signature.words == b->signature.words);
    story_destroy(a);
    story_destroy(b);
}

static void drafts_are_alike_only_word_for_word(void **state)
{
    (void)state;
    struct story *a = story_create(1, 0), *b = story_create(1, 0), *c = story_create(1, 20);
    a->doc.kind = b->doc.kind = c->doc.kind = TV_KIND_DRAFT;
    assert_true(alike(a, b));
    assert_false(alike(a, c));
    story_destroy(a);
    story_destroy(b);
    story_destroy(c);
}

static void what_two_states_say_is_never_one(void **state)
{
    static const char *norway[] = {"NOR"}, *chile[] = {"CHL"};
    (void)state;
    struct story *a = story_create(1, 0), *b = story_create(1, 0);
    a->doc.states = b->doc.states = norway;
    a->doc.n_states = b->doc.n_states = 1;
    assert_true(alike(a, b));
    b->doc.states = chile;
    assert_false(alike(a, b));
    story_destroy(a);
    story_destroy(b);
}

static void another_act_has_to_be_nearer(void **state)
{
    (void)state;
    struct story *a = story_create(1, 0), *b = story_create(1, 5);
    double similarity = tv_signature_similarity(&a->signature, &b->signature);
    assert_true(similarity >= TV_NEAR_DUPLICATE && similarity < TV_NEAR_DUPLICATE_ACT);
    assert_true(alike(a, b));
    a->doc.symbol = "A/AC.999/1";
    b->doc.symbol = "A/AC.999/2";
    assert_false(alike(a, b));
    story_destroy(a);
    story_destroy(b);
}

static void texts_without_a_word_or_with_few_are_alike_only_if_equal(void **state)
{
    (void)state;
    struct story *a = story_create(1, 0), *b = story_create(2, 0), *c = story_create(3, 0);
    struct story *d = story_create(4, 0);
    a->passage.text = b->passage.text = "...";
    c->passage.text = "the lamp is out";
    d->passage.text = "the lamp is lit";
    struct story *all[] = {a, b, c, d};
    for (size_t i = 0; i < 4; i++)
        tv_signature_make(&all[i]->doc, &all[i]->signature);
    assert_false(alike(a, b));
    assert_false(alike(c, d));
    assert_true(alike(c, c));
    for (size_t i = 0; i < 4; i++)
        story_destroy(all[i]);
}

static void note(void *context, const char *band)
{
    tv_buffer_printf(context, "%s ", band);
}

static void near_duplicates_share_a_band(void **state)
{
    (void)state;
    for (uint32_t i = 1; i < 50; i++) {
        struct story *a = story_create(i, 0), *b = story_create(i, 12);
        struct tv_buffer of_a = {0}, of_b = {0};
        tv_signature_bands(&a->signature, note, &of_a);
        tv_signature_bands(&b->signature, note, &of_b);
        bool shared = false;
        for (char *band = strtok(of_a.data, " "); band; band = strtok(NULL, " "))
            shared |= strstr(of_b.data, band) != NULL;
        assert_true(shared);
        tv_buffer_finish(&of_a);
        tv_buffer_finish(&of_b);
        story_destroy(a);
        story_destroy(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_with_sentences_dropped_is_the_same_story),
        cmocka_unit_test(different_stories_are_not_alike),
        cmocka_unit_test(case_and_punctuation_do_not_count),
        cmocka_unit_test(drafts_are_alike_only_word_for_word),
        cmocka_unit_test(what_two_states_say_is_never_one),
        cmocka_unit_test(another_act_has_to_be_nearer),
        cmocka_unit_test(texts_without_a_word_or_with_few_are_alike_only_if_equal),
        cmocka_unit_test(near_duplicates_share_a_band),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
