#!/usr/bin/env bats
# travaux index --rebuild: a new index in the place of the old one, or the old one as it was.

bats_require_minimum_version 1.5.0
load common

setup() {
    make_index
    cd "$BATS_TEST_TMPDIR" || return
    export TRAVAUX_INDEX=$BATS_TEST_TMPDIR/index
    cp -r "$BATS_FILE_TMPDIR/docs" "$BATS_FILE_TMPDIR/docs.tar.gz" .
    printf 'A buoy is no lighthouse, and a buoy needs no keeper.\n' >buoy.txt
    travaux index docs.tar.gz buoy.txt 2>/dev/null >/dev/null
    uuid=$(uuid_of index)
}

teardown() {
    rm -rf "$BATS_FILE_TMPDIR"/*
}

uuid_of() {
    xapian-delve "$1" | sed -n 's/^UUID = //p'
}

hits() {
    travaux search --format jsonl "$1" | jq -r .document.member | sort | paste -sd ' '
}

# Whether the index is the one that setup made, sound, and without leftovers beside it.
is_untouched() {
    [ "$(uuid_of index)" = "$uuid" ]
    [ "$(hits buoy)" = buoy.txt ]
    [ "$(find . -name 'index.building-*')" = "" ]
}

@test "it reads what the index was made of and puts a new index in its place" {
    before=$(travaux search --format jsonl 'lighthouse keeper')
    run --separate-stderr travaux index --rebuild --json
    [ "$status" -eq 0 ]
    [ "$(jq .indexed <<<"$output")" -eq 5 ]
    [ "$(uuid_of index)" != "$uuid" ]
    [ "$(travaux search --format jsonl 'lighthouse keeper')" = "$before" ]
    travaux check
    [ "$(find . -name 'index.building-*')" = "" ]
    run --separate-stderr travaux index --json docs.tar.gz
    [ "$(jq .indexed <<<"$output")" -eq 0 ]
}

@test "what is named beside it is taken in as well" {
    printf 'A foghorn is loud.\n' >foghorn.txt
    travaux index --rebuild foghorn.txt
    [ "$(hits foghorn)" = foghorn.txt ]
    [ "$(hits buoy)" = buoy.txt ]
}

@test "an index of another schema is rebuilt from what its ledger names" {
    xapian-metadata set index travaux.schema 999
    run travaux search buoy
    [ "$status" -eq 2 ]
    [[ "$output" == *"travaux index --rebuild"* ]]
    travaux index --rebuild
    [ "$(hits buoy)" = buoy.txt ]
}

@test "an archive that is gone is named, and the index stays as it was" {
    mv docs.tar.gz away.tar.gz
    run travaux index --rebuild
    [ "$status" -eq 2 ]
    [[ "$output" == *"docs.tar.gz is in the index and gone"* ]]
    is_untouched
    travaux index --rebuild --remove docs.tar.gz
    [ "$(hits lighthouse)" = buoy.txt ]
}

@test "an archive that was whole and is damaged now is named, and the index stays as it was" {
    head -c 400 docs.tar.gz >cut
    mv cut docs.tar.gz
    run travaux index --rebuild
    [ "$status" -eq 2 ]
    [[ "$output" == *"docs.tar.gz: is in the index and cannot be read any more"* ]]
    is_untouched
}

@test "nobody else can write to the index while it is rebuilt, or the rebuilding is refused" {
    exec {lock}>index/flintlock
    python3 -c 'import fcntl, struct, sys
fcntl.fcntl(int(sys.argv[1]), 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 1, 0))' "$lock"
    run travaux index --rebuild
    [ "$status" -eq 2 ]
    [[ "$output" == *"is writing to this index"* ]]
    exec {lock}>&-
    is_untouched
}

@test "a link to an index stays one, and the index that it leads to is replaced" {
    mkdir disk
    mv index disk/real
    ln -s disk/real index
    travaux index --rebuild
    [ -L index ]
    [ "$(uuid_of disk/real)" != "$uuid" ]
    [ "$(hits buoy)" = buoy.txt ]
    [ "$(find . -name '*.building-*')" = "" ]
}

@test "killed at any moment it leaves a whole index, and the next run removes what is left" {
    for i in $(seq 12); do
        timeout -s KILL "0.0$((i * 8))" "$(dirname "$TRAVAUX_BIN")/../indexer/travaux-index" --rebuild >/dev/null 2>&1 || true
        [ "$(hits buoy)" = buoy.txt ]
        travaux check
    done
    travaux index --rebuild
    [ "$(find . -name 'index.building-*')" = "" ]
}

@test "what a process left that ended before it locked anything is removed, though nobody has asked how it ended" {
    coproc python3 -c 'import os, sys
ended = os.posix_spawn("/bin/true", ["true"], {})
os.waitid(os.P_PID, ended, os.WEXITED | os.WNOWAIT)
print(ended, flush=True)
sys.stdin.read()'
    running=$COPROC_PID
    read -r ended <&"${COPROC[0]}"
    mkdir index.building-{"$ended","$running"}
    travaux index --rebuild
    [ "$(echo index.building-*)" = "index.building-$running" ]
    exec {COPROC[1]}>&-
    wait "$running"
}

@test "without an index and without archives it says what to do" {
    run travaux index --rebuild -d nothing
    [ "$status" -eq 2 ]
    [[ "$output" == *"nothing to build it from; name archives"* ]]
    run travaux index
    [ "$status" -eq 2 ]
    [[ "$output" == *"is missing (see travaux index --help)"* ]]
}
