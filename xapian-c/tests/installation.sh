#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installed by its tag, xapian-c comes alone and whole: a stranger builds the README's example with
# pkg-config, and it finds what the README says.
# usage: installation.sh BUILD-DIRECTORY README SANITIZERS
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DESTDIR="$work/root" meson install -C "$1" --no-rebuild --tags xapian-c >"$work/log"
(cd "$work/root" && find . ! -type d) | sed 's|.*/||' | sort >"$work/files"
printf '%s\n' LICENSE README.md libxapian-c.a libxapian-c.so libxapian-c.so.0 \
    libxapian-c.so.0.1.0 xapian-c.h xapian-c.pc | sort | diff -u - "$work/files"

pc=$(find "$work/root" -name xapian-c.pc)
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$work/root"
sanitize=
test "$3" = none || sanitize="-fsanitize=$3"

sed -n '/^```c$/,/^```$/p' "$2" | sed '1d;$d' >"$work/example.c"
cc -Wall -Wextra -Werror $sanitize "$work/example.c" $(pkg-config --cflags --libs xapian-c) \
    -o "$work/example"
library=$(find "$work/root" -name libxapian-c.so)
LD_LIBRARY_PATH="${library%/*}" "$work/example" "$work/db" 'cats OR law' >"$work/output"
cat "$work/output"
test "$(wc -l <"$work/output")" -eq 3
grep -q '^2 .* Nobody is above the <b>law</b> of the sea$' "$work/output"
grep -q '^3 .* The mat &amp; the <b>cat</b> of the <b>law</b>$' "$work/output"
if LD_LIBRARY_PATH="${library%/*}" "$work/example" "$work/db" '"above the law' 2>"$work/refused"; then
    exit 1
fi
grep -q '^XC_PARSE: the quotation mark is not closed$' "$work/refused"
