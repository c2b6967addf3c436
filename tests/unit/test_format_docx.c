/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TYPES                      \
    "<?xml version='1.0'?><Types " \
    "xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
#define RELS(inner)                                                               \
    "<?xml version='1.0'?><Relationships "                                        \
    "xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" inner \
    "</Relationships>"
#define REL(id, type, target)                                                           \
    "<Relationship Id='" id                                                             \
    "' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type \
    "' Target='" target "'/>"
#define NS                                                                    \
    "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' " \
    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
#define DOCUMENT(body) \
    "<?xml version='1.0'?><w:document " NS "><w:body>" body "</w:body></w:document>"
#define P(inner) "<w:p>" inner "</w:p>"
#define T(text) "<w:r><w:t>" text "</w:t></w:r>"
#define STYLED(style, text) P("<w:pPr><w:pStyle w:val='" style "'/></w:pPr>" T(text))
#define NUM(level, num, text)                                           \
    P("<w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" num \
      "'/></w:numPr></w:pPr>" T(text))

/* A document with this body and these parts beside it. */
static void assert_docx(const char *body, const struct file *more, size_t n, const char *expected)
{
    struct file files[8] = {
        {"[Content_Types].xml", TYPES},
        {"_rels/.rels", RELS(REL("r1", "officeDocument", "word/document.xml"))},
        {"word/_rels/document.xml.rels",
         RELS(REL("r1", "styles", "styles.xml") REL("r2", "numbering", "numbering.xml")
                  REL("r3", "footnotes", "/word/footnotes.xml"))},
        {"word/document.xml", body},
    };
    for (size_t i = 0; i < n; i++)
        files[4 + i] = more[i];
    assert_zip_extracts(files, 4 + n, expected);
}

#define ASSERT_DOCX(body, expected) assert_docx(DOCUMENT(body), NULL, 0, expected)

static void headings_are_known_by_outline_level_whatever_their_style_is_called(void **state)
{
    (void)state;
    const struct file styles = {
        "word/styles.xml",
        "<w:styles " NS ">"
        "<w:style w:type='paragraph' w:styleId='berschrift2'><w:name w:val='heading 2'/>"
        "<w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='Sub'><w:basedOn w:val='berschrift2'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='Named'><w:name w:val='heading 3'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='Titel'><w:name w:val='Title'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='A'><w:basedOn w:val='B'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='B'><w:basedOn w:val='A'/></w:style>"
        "</w:styles>"};
    assert_docx(DOCUMENT(STYLED("Titel", "Title") STYLED("berschrift2", "two")
                             STYLED("Sub", "based") STYLED("Named", "three") STYLED("A", "circular")
                                 P("<w:pPr><w:outlineLvl w:val='0'/></w:pPr>" T("direct"))),
                &styles, 1, "H1 Title\nH2 two\nH2 based\nH3 three\nP circular\nH1 direct\n");
}

static const struct file numbering = {
    "word/numbering.xml",
    "<w:numbering " NS "><w:abstractNum w:abstractNumId='0'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText "
    "w:val='%1.'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%1 "
    "(%2)'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:start w:val='4'/><w:numFmt w:val='upperRoman'/><w:lvlText "
    "w:val='%3'/></w:lvl>"
    "</w:abstractNum><w:abstractNum w:abstractNumId='1'>"
    "<w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText "
    "w:val='&#xF0B7;'/></w:lvl></w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
    "<w:startOverride w:val='7'/></w:lvlOverride></w:num>"
    "<w:num w:numId='3'><w:abstractNumId w:val='1'/></w:num></w:numbering>"};

static void list_items_get_the_numbers_that_word_shows(void **state)
{
    (void)state;
    assert_docx(DOCUMENT(NUM("0", "1", "a") NUM("1", "1", "b") NUM("1", "1", "c") NUM("2", "1", "d")
                             NUM("0", "1", "e") NUM("1", "1", "f") NUM("0", "2", "g")
                                 NUM("0", "3", "h") NUM("0", "99", "i")),
                &numbering, 1,
                "I1 <1.> a\nI2 <1 (a)> b\nI2 <1 (b)> c\nI3 <IV> d\nI1 <2.> e\nI2 <2 (a)> f\n"
                "I1 <7.> g\nI1 h\nP i\n");
}

static void tracked_changes_are_read_as_accepted(void **state)
{
    (void)state;
    ASSERT_DOCX(
        P(T("kept ") "<w:ins>" T("inserted ") "</w:ins><w:del><w:r><w:delText>gone</w:delText>"
                                              "<w:t>gone</w:t></w:r></w:del><w:moveFrom>" T(
                                                  "from") "</w:moveFrom>"
                                                          "<w:moveTo>" T("to") "</w:moveTo>")
            P("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" T("runs ")) P(T("on")),
        "P kept inserted to\nP runs on\n");
}

static void list_items_that_were_moved_away_are_not_counted(void **state)
{
    (void)state;
    assert_docx(DOCUMENT(NUM("0", "1", "one") P(
                    "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
                    "<w:rPr><w:moveFrom/></w:rPr></w:pPr><w:moveFrom>" T("gone") "</w:moveFrom>")
                             NUM("0", "1", "two")),
                &numbering, 1, "I1 <1.> one\nI1 <2.> two\n");
}

static void rows_that_were_deleted_are_left_out(void **state)
{
    (void)state;
    ASSERT_DOCX("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" P(
                    T("old")) "</w:tc></w:tr>"
                              "<w:tr><w:tc>" P(T("new")) "</w:tc></w:tr></w:tbl>",
                "C 1:2,1 new\n");
}

static void struck_out_text_of_drafts_stays(void **state)
{
    (void)state;
    ASSERT_DOCX(P("<w:r><w:rPr><w:strike/></w:rPr><w:t>[struck]</w:t></w:r>"), "P [struck]\n");
}

static void hidden_text_and_field_codes_are_left_out(void **state)
{
    (void)state;
    ASSERT_DOCX(
        P("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
          "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>shown </w:t></w:r>"
          "<w:r><w:fldChar "
          "w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>" T(
              "code") "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" T("result") "<w:r><w:"
                                                                                     "fldChar "
                                                                                     "w:"
                                                                                     "fldCharType='"
                                                                                     "end'/></"
                                                                                     "w:r>"),
        "P shown result\n");
}

static void text_of_hidden_styles_is_left_out(void **state)
{
    (void)state;
    const struct file styles = {"word/styles.xml",
                                "<w:styles " NS "><w:style w:type='paragraph' w:styleId='H'>"
                                "<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"};
    assert_docx(DOCUMENT(STYLED("H", "hidden") P(T("shown"))), &styles, 1, "P shown\n");
}

static void a_field_that_is_never_closed_hides_one_paragraph_at_most(void **state)
{
    (void)state;
    ASSERT_DOCX(P("<w:r><w:fldChar w:fldCharType='begin'/></w:r>") P(T("after")), "P after\n");
}

static void text_boxes_come_once_and_after_their_paragraph(void **state)
{
    (void)state;
    ASSERT_DOCX(
        P(T("before ") "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" P(T(
            "box")) "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" P(T("box")) "</"
                                                                                           "w:"
                                                                                           "txbxCon"
                                                                                           "tent></"
                                                                                           "mc:"
                                                                                           "Fallbac"
                                                                                           "k></"
                                                                                           "mc:"
                                                                                           "Alterna"
                                                                                           "teConte"
                                                                                           "nt></"
                                                                                           "w:r>" T(
                                                                                               "aft"
                                                                                               "e"
                                                                                               "r")),
        "P before after\nP box\n");
}

static void notes_follow_the_paragraph_that_refers_to_them(void **state)
{
    (void)state;
    const struct file notes = {"word/footnotes.xml",
                               "<w:footnotes " NS "><w:footnote w:type='separator' w:id='-1'>" P(
                                   T("---")) "</w:footnote><w:footnote w:id='2'>" P(T("One."))
                                   P(T("Two.")) "</w:footnote></w:footnotes>"};
    assert_docx(DOCUMENT(P(T("See") "<w:r><w:footnoteReference w:id='2'/></w:r>" T(" there."))
                             P(T("Next."))),
                &notes, 1, "P See there.\nP One.\nP Two.\nP Next.\n");
}

static void tables_are_cells_with_their_column_in_the_grid(void **state)
{
    (void)state;
    ASSERT_DOCX(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" P(T(
            "wide")) "</w:tc>"
                     "<w:tc>" P(T("third")) P(T(
                         "again")) "</w:tc></w:tr>"
                                   "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc>" P(T(
                                       "se"
                                       "co"
                                       "n"
                                       "d")) "<w:tbl><w:tr><w:tc>" P(T("inner")) "</w:tc></w:tr></"
                                                                                 "w:tbl>" P(T(
                                                                                     "afte"
                                                                                     "r")) "</"
                                                                                           "w:tc><"
                                                                                           "/w:tr>"
                                                                                           "</"
                                                                                           "w:"
                                                                                           "tbl"
                                                                                           ">" P(T(
                                                                                               "tex"
                                                                                               "t")),
        "C 1:1,1 wide\nC 1:1,3 third\nC 1:1,3 again\nC 1:2,2 second\nC 2:1,1 inner\n"
        "C 1:2,2 after\nP text\n");
}

static void content_in_wrappers_is_read(void **state)
{
    (void)state;
    ASSERT_DOCX("<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>" P(
                    "<w:smartTag><w:hyperlink>" T(
                        "tagged") "</w:hyperlink></w:smartTag>"
                                  "<w:r><w:tab/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:br/"
                                  "><w:t>c</w:t>"
                                  "<w:softHyphen/><w:t>d</w:t><w:sym w:font='Symbol' "
                                  "w:char='F061'/></w:r>") "</w:sdtContent></w:sdt>",
                "P tagged a-b cdα\n");
}

static void the_strict_variant_and_other_prefixes_are_read(void **state)
{
    (void)state;
    assert_docx(
        "<x:document xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main'><x:body><x:p>"
        "<x:r><x:t>strict</x:t></x:r></x:p></x:body></x:document>",
        NULL, 0, "P strict\n");
}

static void a_document_that_is_not_well_formed_is_refused(void **state)
{
    (void)state;
    assert_docx("<w:document " NS "><w:body>", NULL, 0,
                "refused: word/document.xml is damaged: line 1: Premature end of data in tag body "
                "line 1");
}

static void entities_do_not_expand(void **state)
{
    (void)state;
    assert_docx("<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>"
                "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><w:document " NS
                "><w:body>" P(T("x&b;&f;y&lt;&#65;")) "</w:body></w:document>",
                NULL, 0, "P xy<A\n");
}

static void a_package_that_is_cut_off_is_refused(void **state)
{
    (void)state;
    const struct file files[] = {{"[Content_Types].xml", TYPES},
                                 {"word/document.xml", DOCUMENT(P(T("text")))}};
    struct tv_buffer zip = zip_of(files, 2);
    char *actual = extracted(zip.data, zip.size / 2 + 60);
    assert_non_null(strstr(actual, "refused: damaged package"));
    free(actual);
    tv_buffer_finish(&zip);
}

static void assert_fact(const char *core, enum tv_fact_key key, const char *expected)
{
    const struct file files[] = {
        {"[Content_Types].xml", TYPES},
        {"_rels/.rels", RELS(REL("r1", "officeDocument", "word/document.xml")
                                 REL("r2", "metadata/core-properties", "docProps/core.xml"))},
        {"word/document.xml", DOCUMENT(P("<w:pPr><w:outlineLvl w:val='0'/></w:pPr>" T("Heading")))},
        {"docProps/core.xml", core},
    };
    struct tv_buffer zip = zip_of(files, 4);
    char *actual = extracted_fact(zip.data, zip.size, key);
    assert_string_equal(actual, expected);
    free(actual);
    tv_buffer_finish(&zip);
}

#define CORE(inner)                                                                                \
    "<cp:coreProperties "                                                                          \
    "xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties' "          \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/'>" inner \
    "</cp:coreProperties>"

static void properties_are_facts(void **state)
{
    (void)state;
    const char *core = CORE("<dc:title>Draft text</dc:title><dc:creator>A. Writer</dc:creator>"
                            "<dcterms:created>2021-05-06T07:08:09Z</dcterms:created>"
                            "<dc:language>fr</dc:language>");
    assert_fact(core, TV_FACT_TITLE, "Draft text");
    assert_fact(core, TV_FACT_AUTHORS, "A. Writer");
    assert_fact(core, TV_FACT_DATE, "2021-05-06T07:08:09Z");
    assert_fact(core, TV_FACT_LANGUAGE, "fr");
}

static void titles_and_authors_that_programs_fill_in_are_not_believed(void **state)
{
    (void)state;
    assert_fact(CORE("<dc:title>Microsoft Word - x</dc:title>"), TV_FACT_TITLE, "Heading");
    assert_fact(CORE("<dc:title>Document1</dc:title>"), TV_FACT_TITLE, "Heading");
    assert_fact(CORE("<dc:title>final.docx</dc:title>"), TV_FACT_TITLE, "Heading");
    assert_fact(CORE("<dc:creator>Administrator</dc:creator>"), TV_FACT_AUTHORS, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_are_known_by_outline_level_whatever_their_style_is_called),
        cmocka_unit_test(list_items_get_the_numbers_that_word_shows),
        cmocka_unit_test(tracked_changes_are_read_as_accepted),
        cmocka_unit_test(list_items_that_were_moved_away_are_not_counted),
        cmocka_unit_test(rows_that_were_deleted_are_left_out),
        cmocka_unit_test(struck_out_text_of_drafts_stays),
        cmocka_unit_test(hidden_text_and_field_codes_are_left_out),
        cmocka_unit_test(text_of_hidden_styles_is_left_out),
        cmocka_unit_test(a_field_that_is_never_closed_hides_one_paragraph_at_most),
        cmocka_unit_test(text_boxes_come_once_and_after_their_paragraph),
        cmocka_unit_test(notes_follow_the_paragraph_that_refers_to_them),
        cmocka_unit_test(tables_are_cells_with_their_column_in_the_grid),
        cmocka_unit_test(content_in_wrappers_is_read),
        cmocka_unit_test(the_strict_variant_and_other_prefixes_are_read),
        cmocka_unit_test(a_document_that_is_not_well_formed_is_refused),
        cmocka_unit_test(entities_do_not_expand),
        cmocka_unit_test(a_package_that_is_cut_off_is_refused),
        cmocka_unit_test(properties_are_facts),
        cmocka_unit_test(titles_and_authors_that_programs_fill_in_are_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
