#!/usr/bin/env bats
# tools/bench: that what it prints was measured on what it was given.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mkdir docs
    for i in $(seq 20); do
        printf 'Article %d\n\nEach Party shall keep lamp number %d alight, and oil for it in store.\n' "$i" "$i" >"docs/$i.txt"
    done
    tar -czf docs.tar.gz docs
}

bench() {
    run --separate-stderr "$TRAVAUX_TOOLS/bench" --build "$TRAVAUX_BUILD" --scratch . --repeat 1 "$@"
}

@test "an archive is measured whole, and the index is one" {
    bench --with travaux --size 0 docs.tar.gz
    [ "$status" -eq 0 ]
    [[ "$output" == *" in 20 files, "*" packed"* ]]
    [[ "$output" =~ travaux\ +[0-9.]+\ +[0-9.]+\ +[0-9.]+\ +[0-9]+\ +[0-9.]+\ +1\.00 ]]
    [ -z "$(find . -name 'bench-*')" ]
}

@test "the curve repeats texts with changed words until they are as large as asked" {
    bench --with travaux --curve 0.01,0.05 docs.tar.gz
    [ "$status" -eq 0 ]
    [ "$(grep -c '^0\.[01] MB in' <<<"$output")" -eq 2 ]
    [ "$(grep -c '^travaux' <<<"$output")" -eq 2 ]
}

@test "passages are counted for those that are given them" {
    command -v cc >/dev/null && [ -e /usr/include/sqlite3.h ] || skip "needs libsqlite3-dev"
    bench --with travaux,fts5 --size 0 docs.tar.gz
    [[ "$output" == *"; 20 passages in "* ]]
    [[ "$output" =~ fts5\ +[0-9.]+ ]]
}

@test "a contender that does not exist is named" {
    bench --with travaux,grep docs.tar.gz
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"no contender is called grep"* ]]
}
