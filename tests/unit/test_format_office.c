/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Presentations, spreadsheets, OpenDocument and EPUB. */
#include "extracting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TYPES "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
#define RELS(inner)                                                                              \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" inner \
    "</Relationships>"
#define REL(id, type, target)                                                           \
    "<Relationship Id='" id                                                             \
    "' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type \
    "' Target='" target "'/>"
#define OOXML_NS                                                            \
    "xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' " \
    "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' "      \
    "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"

/* PPTX */

#define SLIDE(shapes) "<p:sld " OOXML_NS "><p:cSld><p:spTree>" shapes "</p:spTree></p:cSld></p:sld>"
#define SHAPE(placeholder, paragraphs)                                                 \
    "<p:sp><p:nvSpPr><p:nvPr>" placeholder "</p:nvPr></p:nvSpPr><p:txBody>" paragraphs \
    "</p:txBody></p:sp>"
#define A(properties, text) "<a:p><a:pPr " properties "</a:pPr><a:r><a:t>" text "</a:t></a:r></a:p>"

static void slides_are_pages_in_the_order_of_the_presentation(void **state)
{
    (void)state;
    const struct file files[] = {
        {"[Content_Types].xml", TYPES},
        {"_rels/.rels", RELS(REL("r1", "officeDocument", "ppt/presentation.xml"))},
        {"ppt/_rels/presentation.xml.rels",
         RELS(REL("r7", "slide", "slides/a.xml") REL("r8", "slide", "slides/b.xml"))},
        {"ppt/presentation.xml",
         "<p:presentation " OOXML_NS "><p:sldIdLst><p:sldId id='256' r:id='r8'/>"
         "<p:sldId id='257' r:id='r7'/></p:sldIdLst></p:presentation>"},
        {"ppt/slides/a.xml", SLIDE(SHAPE("<p:ph type='ctrTitle'/>", A(">", "Last"))
                                       SHAPE("<p:ph type='sldNum'/>", A(">", "2")))},
        {"ppt/slides/b.xml",
         SLIDE(SHAPE("<p:ph type='title'/>", A(">", "First") A(">", "line")) SHAPE(
             "<p:ph idx='1'/>", A(">", "item") A("lvl='1'><a:buAutoNum type='romanLcParenBoth'/>",
                                                 "n")) SHAPE("", A(">", "free")))},
        {"ppt/slides/_rels/b.xml.rels", RELS(REL("r1", "notesSlide", "../notesSlides/n.xml"))},
        {"ppt/notesSlides/n.xml", SLIDE(SHAPE("<p:ph type='body'/>", A(">", "note"))
                                            SHAPE("<p:ph type='hdr'/>", A(">", "header")))},
    };
    ASSERT_FILES(files,
                 "H1 p1 First line\nI1 p1 item\nI2 p1 <(i)> n\nP p1 free\nP p1 note\nH1 p2 Last\n");
}

/* XLSX */

#define S                                                                \
    "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' " \
    "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"

static void sheets_are_headings_and_tables_with_their_strings_numbers_and_dates(void **state)
{
    (void)state;
    const struct file files[] = {
        {"[Content_Types].xml", TYPES},
        {"_rels/.rels", RELS(REL("r1", "officeDocument", "xl/workbook.xml"))},
        {"xl/_rels/workbook.xml.rels",
         RELS(REL("r1", "worksheet", "worksheets/sheet1.xml") REL("r2", "styles", "styles.xml")
                  REL("r3", "sharedStrings", "sharedStrings.xml"))},
        {"xl/workbook.xml", "<workbook " S "><sheets><sheet name='Votes' r:id='r1'/>"
                            "<sheet name='Hidden' state='hidden' r:id='r1'/></sheets></workbook>"},
        {"xl/styles.xml",
         "<styleSheet " S "><numFmts><numFmt numFmtId='170' formatCode='d\\.m\\.yy'/></numFmts>"
         "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf "
         "numFmtId='170'/></cellXfs></styleSheet>"},
        {"xl/sharedStrings.xml",
         "<sst " S "><si><t>one</t></si><si><r><t>rich </t></r><r><t>text</t></r>"
         "<rPh><t>reading</t></rPh></si></sst>"},
        {"xl/worksheets/sheet1.xml",
         "<worksheet " S "><sheetData><row r='2'><c r='B2' t='s'><v>1</v></c><c "
         "t='inlineStr'><is><t>in</t></is></c>"
         "<c r='E2' s='1'><v>44147</v></c><c s='2'><v>44147.5</v></c></row>"
         "<row r='4'><c r='AA4'><f>1+2</f><v>0.30000000000000004</v></c><c t='b'><v>1</v></c>"
         "<c t='e'><v>#REF!</v></c><c t='s'><v>99</v></c></row></sheetData></worksheet>"},
    };
    ASSERT_FILES(files, "H1 Votes\nC 1:2,2 rich text\nC 1:2,3 in\nC 1:2,5 2020-11-12\n"
                        "C 1:2,6 2020-11-12 12:00\nC 1:4,27 0.3\nC 1:4,28 TRUE\n");
}

/* OpenDocument */

#define ODF_NS                                                         \
    "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' " \
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "     \
    "xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' "   \
    "xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' "  \
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "   \
    "xmlns:dc='http://purl.org/dc/elements/1.1/'"
#define CONTENT(inner)                                        \
    "<office:document-content " ODF_NS "><office:body>" inner \
    "</office:body></office:document-content>"
#define ODF_STYLES                                                                                \
    "<office:document-styles " ODF_NS "><office:styles>"                                          \
    "<text:outline-style><text:outline-level-style text:level='1' style:num-format='I' "          \
    "style:num-suffix='.'/>"                                                                      \
    "</text:outline-style><text:list-style style:name='L'>"                                       \
    "<text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix=')'/>"    \
    "<text:list-level-style-number text:level='2' style:num-format='a' text:display-levels='2'/>" \
    "</text:list-style><style:style style:name='Hid' style:family='paragraph'>"                   \
    "<style:text-properties text:display='none'/></style:style><style:style style:name='T' "      \
    "style:family='text'><style:text-properties "                                                 \
    "text:display='none'/>"                                                                       \
    "</style:style><style:style style:name='P1' style:family='paragraph' "                        \
    "style:parent-style-name='Title'/>"                                                           \
    "<style:style style:name='Title' style:family='paragraph'/></office:styles>"                  \
    "<office:master-styles><text:p>footer</text:p></office:master-styles></"                      \
    "office:document-styles>"

static void assert_odf(const char *body, const char *expected)
{
    const struct file files[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"styles.xml", ODF_STYLES},
        {"content.xml", body},
    };
    ASSERT_FILES(files, expected);
}

#define ASSERT_ODT(text, expected) \
    assert_odf(CONTENT("<office:text>" text "</office:text>"), expected)
#define TP(text) "<text:p>" text "</text:p>"
#define LI(inner) "<text:list-item>" inner "</text:list-item>"

static void headings_and_lists_of_odt_are_numbered(void **state)
{
    (void)state;
    ASSERT_ODT(
        "<text:p text:style-name='P1'>Title</text:p><text:h text:outline-level='1'>one</text:h>"
        "<text:h text:outline-level='1'>two</text:h>"
        "<text:list text:style-name='L'>" LI(TP("a") TP("more")) LI(TP("b") "<text:list>" LI(
            TP("c")) "</text:list>") "</text:list><text:list "
                                     "text:style-name='L'>" LI(TP("new")) "</text:list>"
                                                                          "<text:list "
                                                                          "text:style-name='L' "
                                                                          "text:continue-"
                                                                          "numbering='true'>" LI(
                                                                              TP("on")) "</"
                                                                                        "text:"
                                                                                        "list>",
        "H1 Title\nH1 <I.> one\nH1 <II.> two\nI1 <1)> a\nI1 more\nI1 <2)> b\nI2 <2.a> c\n"
        "I1 <1)> new\nI1 <2)> on\n");
}

static void notes_deletions_comments_and_hidden_text_of_odt(void **state)
{
    (void)state;
    ASSERT_ODT(
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:p text:style-name='Hid'>hidden</text:p>"
        "<text:p>x<text:s text:c='3'/>y<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body>" TP(
            "note") "</text:note-body></text:note>"
                    "<office:annotation><dc:creator>N</dc:creator>" TP(
                        "comment") "</office:annotation>"
                                   "<text:span text:style-name='T'>hidden</text:span> z</text:p>",
        "P x y z\nP note\n");
}

static void columns_of_odf_tables_count_covered_and_repeated_cells(void **state)
{
    (void)state;
    assert_odf(CONTENT("<office:spreadsheet><table:table table:name='S'><table:table-row "
                       "table:number-rows-repeated='4'>"
                       "<table:table-cell "
                       "table:number-columns-repeated='3'/></table:table-row><table:table-row>"
                       "<table:table-cell table:number-columns-spanned='2'>" TP(
                           "a") "</table:table-cell>"
                                "<table:covered-table-cell/><table:table-cell>" TP(
                                    "b") "</table:table-cell>"
                                         "</table:table-row></table:table></office:spreadsheet>"),
               "H1 S\nC 1:5,1 a\nC 1:5,3 b\n");
}

static void slides_of_odp_are_pages(void **state)
{
    (void)state;
    assert_odf(CONTENT("<office:presentation><draw:page><draw:frame><draw:text-box>" TP(
                   "a") "</draw:text-box></draw:frame>"
                        "</draw:page><draw:page>" TP("b") "</draw:page></office:presentation>"),
               "P p1 a\nP p2 b\n");
}

static void authors_of_notes_in_flat_odf_are_not_the_documents(void **state)
{
    (void)state;
    const char *flat =
        "<office:document "
        "xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
        "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:meta>"
        "<dc:creator>One</dc:creator></office:meta><office:body><office:text>"
        "<text:p>a<office:annotation><dc:creator>Two</dc:creator></office:annotation>"
        "</text:p></office:text></office:body></office:document>";
    char *authors = extracted_fact(flat, strlen(flat), TV_FACT_AUTHORS);
    assert_string_equal(authors, "One");
    free(authors);
}

static void flat_odf_is_read(void **state)
{
    (void)state;
    const char *flat =
        "<office:document " ODF_NS
        "><office:body><office:text>" TP("flat") "</office:text></office:body></office:document>";
    assert_extracts(flat, strlen(flat), "P flat\n");
}

static void encrypted_odf_is_refused(void **state)
{
    (void)state;
    const struct file files[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml", "garbage"},
        {"META-INF/manifest.xml", "<m:manifest xmlns:m='urn:x'><m:encryption-data/></m:manifest>"},
    };
    ASSERT_FILES(files, "refused: password-protected");
}

/* EPUB */

#define CONTAINER                                                                    \
    "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>" \
    "<rootfile full-path='OPS/book.opf'/></rootfiles></container>"
#define OPF                                                                                        \
    "<package xmlns='http://www.idpf.org/2007/opf' "                                               \
    "xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata>"                                       \
    "<dc:title>A "                                                                                 \
    "book</dc:title><dc:creator>One</dc:creator><dc:creator>Two</dc:creator></metadata><manifest>" \
    "<item id='a' href='a%20b.xhtml' media-type='application/xhtml+xml'/><item id='b' "            \
    "href='../b.xhtml'/>"                                                                          \
    "<item id='n' href='nav.xhtml' properties='nav'/></manifest>"                                  \
    "<spine><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/></spine></package>"
#define HTML(body)                                                                          \
    "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'>" \
    "<head><title>no</title></head><body>" body "</body></html>"

static void assert_epub(const char *a, const char *b, const char *expected)
{
    const struct file files[] = {
        {"mimetype", "application/epub+zip"},
        {"META-INF/container.xml", CONTAINER},
        {"OPS/book.opf", OPF},
        {"OPS/nav.xhtml", HTML("<p>contents</p>")},
        {"OPS/a b.xhtml", a},
        {"b.xhtml", b},
    };
    ASSERT_FILES(files, expected);
}

static void books_are_read_in_the_order_of_their_spine(void **state)
{
    (void)state;
    assert_epub(HTML("<p>second</p>"), HTML("<h1>first</h1>"), "H1 first\nP second\n");
}

static void xhtml_of_books_keeps_its_structure(void **state)
{
    (void)state;
    assert_epub(
        HTML("<div>loose <b>text</b><p>para<br/>graph<a epub:type='noteref' "
             "href='#n'>1</a></p>tail</div>"
             "<ol start='3' type='a'><li>x<ul><li>y</li></ul></li><li><p>z</p><p>zz</p></li></ol>"),
        HTML("<table><tr><td rowspan='2'>a</td><th "
             "colspan='2'>b</th></tr><tr><td>c</td><td>d</td></tr></table>"
             "<span epub:type='pagebreak'>7</span><p hidden=''>no</p><script>no</script>"),
        "C 1:1,1 a\nC 1:1,2 b\nC 1:2,2 c\nC 1:2,3 d\nP loose text\nP para graph\nP tail\n"
        "I1 <c.> x\nI2 y\nI1 <d.> z\nI1 zz\n");
}

static void xhtml_of_books_that_is_not_well_formed_is_read_as_html(void **state)
{
    (void)state;
    assert_epub("<html><body><p>one &eacute; <p>two & three<br>four</body>",
                HTML("<p>a&nbsp;b&#8212;c</p>"), "P a b—c\nP one é\nP two & three four\n");
}

static void encrypted_books_are_refused(void **state)
{
    (void)state;
    const struct file files[] = {
        {"mimetype", "application/epub+zip"},
        {"META-INF/container.xml", CONTAINER},
        {"OPS/book.opf", OPF},
        {"b.xhtml", "garbage"},
        {"META-INF/encryption.xml", "<encryption><CipherReference URI='b.xhtml'/></encryption>"},
    };
    ASSERT_FILES(files, "refused: password-protected (digital rights management)");
}

static void authors_of_books_are_all_stated(void **state)
{
    (void)state;
    const struct file files[] = {
        {"mimetype", "application/epub+zip"},
        {"META-INF/container.xml", CONTAINER},
        {"OPS/book.opf", OPF},
        {"b.xhtml", HTML("<p>x</p>")},
    };
    struct tv_buffer zip = zip_of(files, 4);
    char *authors = extracted_fact(zip.data, zip.size, TV_FACT_AUTHORS);
    assert_string_equal(authors, "One; Two");
    free(authors);
    tv_buffer_finish(&zip);
}

/* Limits */

/* Spaces, which a few hundred kilobytes unpack to. */
static void packages_that_unpack_to_too_much_are_refused(void **state)
{
    (void)state;
    size_t size = 257u << 20;
    char *content = tv_realloc(NULL, size + 1, 1);
    memset(content, ' ', size);
    content[size] = '\0';
    const struct file files[] = {{"mimetype", "application/vnd.oasis.opendocument.text"},
                                 {"content.xml", content}};
    ASSERT_FILES(files, "refused: unpacks to more than 256 MiB");
    free(content);
}

/* One string of a megabyte, in a hundred and thirty cells. */
static void text_that_is_repeated_without_end_is_refused(void **state)
{
    (void)state;
    struct tv_buffer strings = {0}, sheet = {0};
    tv_buffer_puts(&strings, "<sst " S "><si><t>");
    for (size_t i = 0; i < 1u << 20; i++)
        tv_buffer_putc(&strings, 'x');
    tv_buffer_puts(&strings, "</t></si></sst>");
    tv_buffer_puts(&sheet, "<worksheet " S "><sheetData><row>");
    for (size_t i = 0; i < 130; i++)
        tv_buffer_puts(&sheet, "<c t='s'><v>0</v></c>");
    tv_buffer_puts(&sheet, "</row></sheetData></worksheet>");
    const struct file files[] = {
        {"[Content_Types].xml", TYPES},
        {"_rels/.rels", RELS(REL("r1", "officeDocument", "xl/workbook.xml"))},
        {"xl/_rels/workbook.xml.rels",
         RELS(REL("r1", "worksheet", "sheet1.xml") REL("r3", "sharedStrings", "strings.xml"))},
        {"xl/workbook.xml",
         "<workbook " S "><sheets><sheet name='A' r:id='r1'/></sheets></workbook>"},
        {"xl/strings.xml", strings.data},
        {"xl/sheet1.xml", sheet.data},
    };
    ASSERT_FILES(files, "refused: more than 128 MiB of text");
    tv_buffer_finish(&strings);
    tv_buffer_finish(&sheet);
}

static void other_archives_are_no_documents(void **state)
{
    (void)state;
    const struct file files[] = {{"readme.txt", "text"}, {"word/x.xml", "<x/>"}};
    ASSERT_FILES(files, "ignored: not a document of a known format");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slides_are_pages_in_the_order_of_the_presentation),
        cmocka_unit_test(sheets_are_headings_and_tables_with_their_strings_numbers_and_dates),
        cmocka_unit_test(headings_and_lists_of_odt_are_numbered),
        cmocka_unit_test(notes_deletions_comments_and_hidden_text_of_odt),
        cmocka_unit_test(columns_of_odf_tables_count_covered_and_repeated_cells),
        cmocka_unit_test(slides_of_odp_are_pages),
        cmocka_unit_test(authors_of_notes_in_flat_odf_are_not_the_documents),
        cmocka_unit_test(flat_odf_is_read),
        cmocka_unit_test(encrypted_odf_is_refused),
        cmocka_unit_test(books_are_read_in_the_order_of_their_spine),
        cmocka_unit_test(xhtml_of_books_keeps_its_structure),
        cmocka_unit_test(xhtml_of_books_that_is_not_well_formed_is_read_as_html),
        cmocka_unit_test(encrypted_books_are_refused),
        cmocka_unit_test(authors_of_books_are_all_stated),
        cmocka_unit_test(packages_that_unpack_to_too_much_are_refused),
        cmocka_unit_test(text_that_is_repeated_without_end_is_refused),
        cmocka_unit_test(other_archives_are_no_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
