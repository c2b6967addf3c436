#!/usr/bin/env bats
# The manual pages, as they are built and installed.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    export MANUAL=$TRAVAUX_BUILD/query/manual
}

commands() {
    travaux --help | sed -n 's/^  \([a-z]*\) .*/\1/p'
}

rendered() {
    mandoc -T utf8 "$MANUAL/$1" | col -b
}

@test "every command has a manual page, and travaux(1) names it" {
    [ "$(commands | wc -l)" -ge 10 ]
    for c in $(commands); do
        [ -s "$MANUAL/travaux-$c.1" ]
        rendered travaux.1 | grep -q "travaux-$c(1)"
    done
}

@test "a command's page explains every option of its help, and its exit status" {
    command -v mandoc >/dev/null || skip "needs mandoc"
    for c in $(commands); do
        page=$(rendered "travaux-$c.1")
        for option in $(travaux help $c | grep -oE -- '--[a-z][a-z-]*' | sort -u); do
            grep -qE -- "^ +(-., )?$option\b" <<<"$page"
        done
        grep -q '^EXIT STATUS' <<<"$page"
    done
}

@test "the pages are clean, and what they refer to is there" {
    command -v mandoc >/dev/null || skip "needs mandoc"
    cd "$MANUAL"
    run mandoc -T lint *.[157]
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "there are pages of the query language and of the formats" {
    rendered travaux-query.7 | grep -q NEAR/5
    rendered travaux-formats.5 | grep -q format_version
}
