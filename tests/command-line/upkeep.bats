#!/usr/bin/env bats
# travaux status, check and compact.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
}

@test "status counts documents, members and what became of them" {
    run travaux status
    [ "$status" -eq 0 ]
    [[ "$output" == *"4 documents, "*" passages"* ]]
    [[ "$output" == *"docs.tar.gz: 4 members, 4 indexed"* ]]
    travaux status --json | python3 -c '
import json, sys
s = json.load(sys.stdin)
assert s["documents"] == 4 and sum(s["kind"].values()) == 4, s
assert s["archives"][0]["indexed"] == 4 and s["size"] > 0 and s["schema"]'
}

@test "status --refused says what was refused and why" {
    printf 'PK\003\004 not really a zip' >"$BATS_TEST_TMPDIR/broken.zip"
    touch -d '1 hour ago' "$BATS_TEST_TMPDIR/broken.zip"
    run travaux index -d "$BATS_TEST_TMPDIR/index" "$BATS_TEST_TMPDIR/broken.zip"
    run travaux status -d "$BATS_TEST_TMPDIR/index" --refused
    [ "$status" -eq 0 ]
    [[ "$output" == *"refused: 1"*"broken.zip: "* ]]
}

@test "status of a folder of many documents is no longer than a few screens, and says what it leaves out" {
    mkdir "$BATS_TEST_TMPDIR/many"
    for i in $(seq 45); do printf 'Fog %s\n\nThe fog of day %s was reported from the tower on the coast.\n' $i $i >"$BATS_TEST_TMPDIR/many/$i.txt"; done
    travaux index -d "$BATS_TEST_TMPDIR/i" "$BATS_TEST_TMPDIR/many" >"$BATS_TEST_TMPDIR/said"
    run travaux status -d "$BATS_TEST_TMPDIR/i"
    [[ "$output" == *"archives: 45"*"1.txt: 1 member, 1 indexed"*"  and 5 more (--json lists all)"* ]]
    [ "$(grep -c '1 member,' <<<"$output")" -eq 40 ]
    [ "$(travaux status -d "$BATS_TEST_TMPDIR/i" --json | jq '.archives | length')" -eq 45 ]
}

@test "check finds a sound index sound" {
    run travaux check
    [ "$status" -eq 0 ]
    [[ "$output" == *", 0 faults" ]]
    run xapian-check "$TRAVAUX_INDEX"
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = "No errors found" ]
}

@test "check finds a damaged table" {
    cp -r "$TRAVAUX_INDEX" "$BATS_TEST_TMPDIR/damaged"
    truncate -s 4000 "$BATS_TEST_TMPDIR/damaged/postlist.glass"
    run travaux check -d "$BATS_TEST_TMPDIR/damaged"
    [ "$status" -ne 0 ]
}

@test "compact keeps every answer and leaves nothing beside the index" {
    before=$(travaux search lamp tower fog -n all --format jsonl)
    run travaux compact
    [ "$status" -eq 0 ]
    [ "$(travaux search lamp tower fog -n all --format jsonl)" = "$before" ]
    [ ! -e "$TRAVAUX_INDEX.compact" ]
    run travaux check
    [ "$status" -eq 0 ]
    run travaux index "$BATS_FILE_TMPDIR/docs.tar.gz"
    [ "$status" -eq 0 ]
}

@test "an index of another schema is refused with the command that rebuilds it" {
    mkdir "$BATS_TEST_TMPDIR/d"
    printf 'x\n' >"$BATS_TEST_TMPDIR/d/x.txt"
    command -v simpleindex >/dev/null || command -v xapian-metadata >/dev/null || skip "needs xapian-tools"
    cp -r "$TRAVAUX_INDEX" "$BATS_TEST_TMPDIR/old"
    xapian-metadata set "$BATS_TEST_TMPDIR/old" travaux.schema 0
    run travaux search -d "$BATS_TEST_TMPDIR/old" fog
    [ "$status" -eq 2 ]
    [[ "$output" == *"version 0 of the schema"*"travaux index --rebuild -d"* ]]
}
