/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "shared.h"

#include "corpus/facts.h"

static const char *language_in(const char *text)
{
    const char *language = tv_language_in(text, strlen(text));
    return language ? language : "none";
}

static void a_language_is_known_by_its_codes_and_names(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"en", "en"},       {"eng", "en"},      {"English", "en"}, {"pt-BR", "pt"},
        {"zh_Hans", "zh"},  {"cmn_hans", "zh"}, {"Arabic", "ar"},  {"العربية", "ar"},
        {"Français", "fr"}, {"русский", "ru"},  {"ger", "de"},     {"deu_1996", "de"},
        {"DEUTSCH", "de"},  {"nb-NO", "no"},    {"中文", "zh"},    {"arb", "ar"},
        {"pes_1", "fa"},    {"sr-Latn", "sr"},  {"yor", "yo"},     {"fr_FR.UTF-8", "fr"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_text(tv_language_of(pairs[i][0]), pairs[i][1]);
}

static void what_names_no_language_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"", "x", "qqq", "Klingonese", "|", "article one", "---"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (tv_language_of(names[i]))
            fail_msg("%s gives %s", names[i], tv_language_of(names[i]));
}

static void a_code_has_its_english_name(void **state)
{
    char name[TV_LANGUAGE_NAME_SIZE];
    (void)state;
    for (size_t i = 0; tv_language_code(i); i++)
        assert_non_null(tv_language_name(tv_language_code(i), name));
    assert_text(tv_language_name("ar", name), "Arabic");
    assert_null(tv_language_name("qqq", name));
    assert_null(
        tv_language_name("no language, and far too long to be the code of one anywhere", name));
}

static void a_sentence_tells_its_language(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Each State shall adopt the measures that are necessary to protect its networks.", "en"},
        {"Chaque État prend les mesures qui sont nécessaires pour protéger ses réseaux.", "fr"},
        {"Cada Estado adoptará las medidas que sean necesarias para proteger sus redes.", "es"},
        {"Jeder Staat trifft die Maßnahmen, die zum Schutz seiner Netze erforderlich sind.", "de"},
        {"Каждое государство принимает меры, которые необходимы для защиты его сетей.", "ru"},
        {"每个国家应采取必要措施保护其网络。", "zh"},
        {"تتخذ كل دولة التدابير اللازمة لحماية شبكاتها.", "ar"},
        {"Elke staat neemt de maatregelen die nodig zijn om zijn netwerken te beschermen.", "nl"},
        {"Cada Estado adota as medidas que são necessárias para proteger as suas redes.", "pt"},
        {"Ogni Stato adotta le misure che sono necessarie per proteggere le proprie reti.", "it"},
        {"Każde państwo podejmuje środki, które są niezbędne do ochrony jego sieci.", "pl"},
        {"هر دولت باید اقداماتی را که برای حفاظت از "
         "شبکه‌های "
         "خود "
         "لازم "
         "است "
         "انجام "
         "دهد.",
         "fa"},
        {"Кожна держава вживає заходів, які є необхідними для захисту її мереж.", "uk"},
        {"各国は自国のネットワークを守るために必要な措置をとる。", "ja"},
        {"각국은 자국의 네트워크를 보호하기 위하여 필요한 조치를 취한다.", "ko"},
        {"Κάθε κράτος λαμβάνει τα αναγκαία μέτρα.", "el"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(language_in(pairs[i][0]), pairs[i][1]) != 0)
            fail_msg("%s gives %s", pairs[i][0], language_in(pairs[i][0]));
}

static void too_little_text_tells_no_language(void **state)
{
    (void)state;
    assert_string_equal(language_in(""), "none");
    assert_string_equal(language_in("12 (a), 2020"), "none");
    assert_string_equal(language_in("Xyzzy plugh frobnitz"), "none");
    assert_null(tv_language_in("\xff\xfe\xff", 3));
}

static void all_versions_of_the_universal_declaration_are_told_apart(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/udhr.tar.gz");
    const char *path;
    size_t n = 0;
    if (!a)
        return;
    for (; (path = next_file(a, ".html")); n++) {
        char code[4] = "";
        memcpy(code, path, 3);
        struct tv_buffer text = read_file(a);
        assert_text(tv_language_in(text.data + text.size / 2, text.size / 2), tv_language_of(code));
        tv_buffer_finish(&text);
    }
    archive_read_free(a);
    assert_int_equal(n, 12);
}

/* The text of an XML file's last third: what stands between tags. */
static void strip_tags(struct tv_buffer *text)
{
    size_t out = 0;
    bool tag = false;
    for (size_t i = 0; i < text->size; i++) {
        tag = tag ? text->data[i] != '>' : text->data[i] == '<';
        if (!tag && text->data[i] != '>')
            text->data[out++] = text->data[i];
    }
    text->size = out;
}

static void resolutions_of_the_security_council_tell_their_language(void **state)
{
    (void)state;
    struct archive *a = open_shared("corpora/un-security-council-2020-2022.tar.xz");
    const char *path;
    size_t n = 0, right = 0;
    if (!a)
        return;
    for (; (path = next_file(a, ".xml")); n++) {
        char folder[32] = "";
        const char *start = strchr(path, '/') + 1;
        size_t size = strcspn(start, "/");
        memcpy(folder, start, size < 31 ? size : 31);
        struct tv_buffer text = read_file(a);
        strip_tags(&text);
        const char *found = tv_language_in(text.data, text.size),
                   *expected = tv_language_of(folder);
        right += found && expected && !strcmp(found, expected);
        tv_buffer_finish(&text);
    }
    archive_read_free(a);
    assert_true(n > 900);
    assert_true(right * 100 >= n * 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_language_is_known_by_its_codes_and_names),
        cmocka_unit_test(what_names_no_language_is_refused),
        cmocka_unit_test(a_code_has_its_english_name),
        cmocka_unit_test(a_sentence_tells_its_language),
        cmocka_unit_test(too_little_text_tells_no_language),
        cmocka_unit_test(all_versions_of_the_universal_declaration_are_told_apart),
        cmocka_unit_test(resolutions_of_the_security_council_tell_their_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
