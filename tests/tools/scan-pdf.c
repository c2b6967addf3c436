/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes a PDF of one page for the tests of the command line: scan-pdf text|image LINE... >FILE. The
 * lines are its text, or an image of it. */
#include "../unit/make_pdf.h"
#include "../unit/scan.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void write_lines(struct pdf_maker *m, char **lines)
{
    pdf_page(m);
    for (float y = 100; *lines; lines++, y += 18)
        pdf_text(m, PLAIN, 12, 70, y, *lines);
}

int main(int argc, char **argv)
{
    struct pdf_maker m = {0};
    if (argc < 3)
        return 2;
    write_lines(&m, argv + 2);
    struct tv_buffer pdf = pdf_finish(&m);
    if (strcmp(argv[1], "image") == 0) {
        struct tv_buffer scan = scan_of(&pdf, 0);
        tv_buffer_finish(&pdf);
        pdf = scan;
    }
    bool written = fwrite(pdf.data, 1, pdf.size, stdout) == pdf.size;
    tv_buffer_finish(&pdf);
    return written ? 0 : 1;
}
