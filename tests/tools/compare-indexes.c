/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Compares two databases through everything that libxapian can say of them, and a thousand ranked
 * queries: compare-indexes INDEX INDEX. Prints the first difference; status 1 if there is one. */
#include "xapian-c/bulk/tests/reference.h"

#include <stdio.h>
#include <stdlib.h>

static int say(char *problem)
{
    if (!problem)
        return 0;
    puts(problem);
    free(problem);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: compare-indexes INDEX INDEX\n", stderr);
        return 2;
    }
    return say(reference_check(argv[1])) || say(reference_check(argv[2])) ||
           say(reference_compare(argv[1], argv[2])) ||
           say(reference_compare_queries(argv[1], argv[2], 1000, 1));
}
