#!/usr/bin/env bats
# travaux show, cite and verify.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
    export CONVENTION STATEMENT
    CONVENTION=$(id_of convention.md)
    STATEMENT=$(id_of statement.txt)
}

# The number of the first passage of the convention whose text has this.
number_of() {
    travaux show "$CONVENTION" --format json | python3 -c '
import json, sys
print(next(p["number"] for p in json.load(sys.stdin)["passages"] if sys.argv[1] in p["text"]))' "$1"
}

@test "show has the whole document, in its order, under its headings" {
    run travaux show "$CONVENTION"
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "Convention on Lighthouses" ]
    [[ "$output" == *"Definitions"*"lighthouse\" means"*"Illegal dimming"*"offence to dim"*"seize a stored lamp"* ]]
    [[ "$output" == *"docs.tar.gz: docs/convention.md"* ]]
}

@test "show marks the passage asked for and has its neighbours" {
    n=$(number_of 'offence to dim')
    run travaux show "$CONVENTION#$n" --context 1
    [[ "$output" == *"> #$n  art. 2"* ]]
    [[ "$output" == *"> Each Party shall make it an offence"* ]]
    run travaux show "$CONVENTION#$n" --context 0
    [[ "$output" != *"#$((n - 1))"* ]]
}

@test "the start of an ID will do; one that fits several or none is refused" {
    run travaux show "${CONVENTION:0:5}"
    [ "$status" -eq 0 ]
    run travaux show aaaaaaaaaaaa
    [ "$status" -eq 2 ]
    [[ "$output" == *"no document aaaaaaaaaaaa"* ]]
    run travaux show 'NOT AN ID'
    [ "$status" -eq 2 ]
    run travaux show "$CONVENTION#999"
    [ "$status" -eq 2 ]
    [[ "$output" == *"has no passage 999; its passages are 1 to "* ]]
}

@test "cite prints the citation as it stands" {
    n=$(number_of 'offence to dim')
    run travaux cite "$CONVENTION#$n"
    [ "$output" = "Convention on Lighthouses, art. 2" ]
}

@test "cite has every style, and needs a passage" {
    n=$(number_of 'offence to dim')
    for style in text markdown html bibtex ris csl-json; do
        run travaux cite "$CONVENTION#$n" --style $style
        [ "$status" -eq 0 ]
        [[ "$output" == *"Convention on Lighthouses"* ]]
    done
    run travaux cite "$CONVENTION"
    [ "$status" -eq 2 ]
}

@test "several citations in CSL-JSON are one list" {
    travaux cite --style csl-json "$CONVENTION#1" "$CONVENTION#2" |
        python3 -c 'import json, sys; assert len(json.load(sys.stdin)) == 2'
}

@test "verify proves a passage that is in its archive" {
    run travaux verify "$CONVENTION#1" "$STATEMENT"
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "verified $CONVENTION#1" ]
    run travaux verify --all
    [ "$status" -eq 0 ]
    [[ "$output" == *"documents verified, 0 failed" ]]
}

@test "verify finds an archive that has moved with --archives" {
    mv "$BATS_FILE_TMPDIR/docs.tar.gz" "$BATS_TEST_TMPDIR/docs.tar.gz"
    run travaux verify "$CONVENTION#1"
    there=$status said=$output
    run travaux verify --archives "$BATS_TEST_TMPDIR" "$CONVENTION#1"
    mv "$BATS_TEST_TMPDIR/docs.tar.gz" "$BATS_FILE_TMPDIR/docs.tar.gz"
    [ "$there" -eq 1 ]
    [[ "$said" == *"FAILED $CONVENTION#1: the archive "*" is not there"* ]]
    [ "$status" -eq 0 ]
}

@test "verify says what changed: the member, or the passage with it" {
    cp "$BATS_FILE_TMPDIR/docs.tar.gz" "$BATS_TEST_TMPDIR/keep"
    sed -i 's/at night\./at night by sea./' "$BATS_FILE_TMPDIR/docs/convention.md"
    tar -C "$BATS_FILE_TMPDIR" -czf "$BATS_FILE_TMPDIR/docs.tar.gz" docs
    run travaux verify "$CONVENTION#$(number_of 'at night.')" "$CONVENTION#$(number_of 'offence to dim')"
    cp "$BATS_TEST_TMPDIR/keep" "$BATS_FILE_TMPDIR/docs.tar.gz"
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"the member has changed (SHA-256 now "*"), and the passage with it" ]]
    [[ "${lines[1]}" =~ ^"    passage #1: nearest is #1, art. 1, "[89][0-9]"% alike"$ ]]
    [[ "${lines[2]}" == "    index:   ..."*" way at night." ]]
    [[ "${lines[3]}" == "    archive: ..."*" way at night by sea." ]]
    [[ "${lines[4]}" == *"the member has changed (SHA-256 now "*"), but the passage is in it" ]]
}

# Runs verify while the archive holds the folder "other", and puts the archive back.
verify_other() {
    cp "$BATS_FILE_TMPDIR/docs.tar.gz" "$BATS_TEST_TMPDIR/keep"
    tar -C "$BATS_TEST_TMPDIR/other" -czf "$BATS_FILE_TMPDIR/docs.tar.gz" docs
    run travaux verify "$@"
    cp "$BATS_TEST_TMPDIR/keep" "$BATS_FILE_TMPDIR/docs.tar.gz"
}

@test "verify says that there is nothing like it any more, or that the member is refused now" {
    mkdir -p "$BATS_TEST_TMPDIR/other/docs"
    echo 'Something else altogether is written here now, about quite another subject.' >"$BATS_TEST_TMPDIR/other/docs/convention.md"
    verify_other "$CONVENTION#1"
    [ "$status" -eq 1 ]
    [[ "${lines[1]}" == "    passage #1: nothing like it is in the member" ]]
    : >"$BATS_TEST_TMPDIR/other/docs/convention.md"
    verify_other "$CONVENTION#1"
    [ "$status" -eq 1 ]
    [[ "$output" == *"the member cannot be read again: "* ]]
}

@test "verify proves a passage by its bytes, whatever the member is called now" {
    mkdir -p "$BATS_TEST_TMPDIR/other/docs"
    tar -xzOf "$BATS_FILE_TMPDIR/docs.tar.gz" docs/convention.md >"$BATS_TEST_TMPDIR/other/docs/renamed.md"
    verify_other "$CONVENTION#1"
    [ "$status" -eq 0 ]
}

@test "verify says that an archive ends before the member" {
    cp "$BATS_FILE_TMPDIR/docs.tar.gz" "$BATS_TEST_TMPDIR/keep"
    truncate -s 60 "$BATS_FILE_TMPDIR/docs.tar.gz"
    run travaux verify "$CONVENTION#1"
    cp "$BATS_TEST_TMPDIR/keep" "$BATS_FILE_TMPDIR/docs.tar.gz"
    [ "$status" -eq 1 ]
    [[ "$output" == *"the archive cannot be read to the member: "* ]]
}

@test "verify finds an archive that has another name by its size, and a loose file likewise" {
    mkdir -p "$BATS_TEST_TMPDIR/loose" "$BATS_TEST_TMPDIR/elsewhere/deep"
    printf 'Fog\n\nFog is on the coast and everywhere else today, says the keeper.\n' >"$BATS_TEST_TMPDIR/loose/a.txt"
    tar -C "$BATS_FILE_TMPDIR" -cf "$BATS_TEST_TMPDIR/loose/b.tar" docs/statement.txt
    travaux index -d "$BATS_TEST_TMPDIR/index" "$BATS_TEST_TMPDIR/loose" >"$BATS_TEST_TMPDIR/said"
    run travaux verify -d "$BATS_TEST_TMPDIR/index" --all
    [ "$output" = "2 documents verified, 0 failed" ]
    mv "$BATS_TEST_TMPDIR/loose/a.txt" "$BATS_TEST_TMPDIR/elsewhere/deep/c"
    mv "$BATS_TEST_TMPDIR/loose/b.tar" "$BATS_TEST_TMPDIR/elsewhere/deep/d"
    run travaux verify -d "$BATS_TEST_TMPDIR/index" --all
    [ "$status" -eq 1 ]
    [ "${lines[2]}" = "0 documents verified, 2 failed" ]
    run travaux verify -d "$BATS_TEST_TMPDIR/index" --all --archives "$BATS_TEST_TMPDIR/elsewhere"
    [ "$status" -eq 0 ]
    [ "$output" = "2 documents verified, 0 failed" ]
    run travaux verify -d "$BATS_TEST_TMPDIR/index" --all --archives "$BATS_TEST_TMPDIR/loose"
    [ "$status" -eq 1 ]
    [[ "${lines[0]}" == *"is not there, and --archives has none like it" ]]
}

@test "verify has an original from another folder where the archive in its place has changed" {
    mkdir -p "$BATS_TEST_TMPDIR/other/docs"
    cp "$BATS_FILE_TMPDIR/docs.tar.gz" "$BATS_TEST_TMPDIR/docs.tar.gz"
    echo 'Something else altogether is written here now.' >"$BATS_TEST_TMPDIR/other/docs/convention.md"
    verify_other --archives "$BATS_TEST_TMPDIR" "$CONVENTION#1"
    [ "$status" -eq 0 ]
}

@test "verify says that a member is gone" {
    cp "$BATS_FILE_TMPDIR/docs.tar.gz" "$BATS_TEST_TMPDIR/keep"
    tar -C "$BATS_FILE_TMPDIR" -czf "$BATS_FILE_TMPDIR/docs.tar.gz" docs/evil.txt
    run travaux verify "$CONVENTION#1"
    cp "$BATS_TEST_TMPDIR/keep" "$BATS_FILE_TMPDIR/docs.tar.gz"
    [ "$status" -eq 1 ]
    [[ "$output" == *"the archive has no member docs/convention.md any more" ]]
}
