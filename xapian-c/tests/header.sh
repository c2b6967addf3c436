#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The header stands alone, without a warning, in C and in C++, for every compiler that is here.
# usage: header.sh HEADER
set -eu

include()
{
    printf '#include "%s"\n' "$header"
}

header=$1
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only'
for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    for standard in c99 c17; do
        include | "$compiler" -x c -std=$standard $warnings -Wstrict-prototypes -
    done
    for standard in c++11 c++20; do
        include | "$compiler" -x c++ -std=$standard $warnings -
    done
done
