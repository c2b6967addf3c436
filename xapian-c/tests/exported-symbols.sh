#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The shared library exports exactly the functions that the header declares.
# usage: exported-symbols.sh LIBRARY HEADER
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A declaration is what stands between XC_API and the next semicolon; its name, before the bracket.
awk '/^XC_API/ { open = 1 } open { text = text $0 " " } open && /;/ { print text; text = ""; open = 0 }' "$2" |
    sed -n 's/^XC_API [^(]*[ *]\(xc_[a-z0-9_]*\)(.*/\1/p' | sort >"$work/declared"
nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$work/exported"

test "$(wc -l <"$work/declared")" -gt 100
diff -u "$work/declared" "$work/exported"
readelf -d "$1" | grep -q 'SONAME.*\[libxapian-c\.so\.0\]'
