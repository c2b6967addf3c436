/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extracted.h"

/* The cells, as row,column text. */
static void assert_table(const char *path, const char *table, const char *expected)
{
    struct extracted *e = extract_text(path, table);
    struct tv_buffer cells = {0};
    assert_string_equal(e->x.format, "csv");
    for (size_t i = 0; i < e->x.n_blocks; i++) {
        const struct tv_block *b = &e->x.blocks[i];
        assert_int_equal(b->type, TV_BLOCK_CELL);
        tv_buffer_printf(&cells, "%u,%u %s|", b->row, b->column, b->text);
    }
    assert_string_equal(cells.data, expected);
    tv_buffer_finish(&cells);
    extracted_free(e);
}

static void each_cell_knows_its_row_and_column(void **state)
{
    (void)state;
    assert_table("a.csv", "State,Text\nFogland,lit\n,\"dark, and \"\"cold\"\"\"\n",
                 "1,1 State|1,2 Text|2,1 Fogland|2,2 lit|3,2 dark, and \"cold\"|");
}

static void semicolons_and_tabs_are_known(void **state)
{
    (void)state;
    assert_table("a.CSV", "a;b, c;\r\nd;e\r\n", "1,1 a|1,2 b, c|2,1 d|2,2 e|");
    assert_table("a.tsv", "a\tb\nc\td", "1,1 a|1,2 b|2,1 c|2,2 d|");
}

static void a_cell_of_several_lines_is_one(void **state)
{
    (void)state;
    assert_table("a.csv", "a,\"two\nlines\"\nb,c\n", "1,1 a|1,2 two lines|2,1 b|2,2 c|");
}

static void an_open_quotation_mark_loses_nothing(void **state)
{
    (void)state;
    assert_table("a.csv", "a,\"b\nc,d\n", "1,1 a|1,2 b c,d|");
}

static void what_is_named_like_a_table_and_has_one_column_is_text(void **state)
{
    (void)state;
    struct extracted *e = extract_text("a.csv", "One line\nand another, with a comma\n");
    assert_string_equal(e->x.format, "text");
    extracted_free(e);
}

static void a_table_is_called_what_its_file_is(void **state)
{
    (void)state;
    struct extracted *e = extract_text("votes/Statement on lamps.csv", "Statement,State\nx,y\n");
    assert_string_equal(e->doc.title, "Statement on lamps");
    extracted_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cell_knows_its_row_and_column),
        cmocka_unit_test(semicolons_and_tabs_are_known),
        cmocka_unit_test(a_cell_of_several_lines_is_one),
        cmocka_unit_test(an_open_quotation_mark_loses_nothing),
        cmocka_unit_test(what_is_named_like_a_table_and_has_one_column_is_text),
        cmocka_unit_test(a_table_is_called_what_its_file_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
