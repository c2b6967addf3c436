#!/usr/bin/env bats
# travaux index: what is taken in, what is passed over, what is dropped, and what is said of it.

bats_require_minimum_version 1.5.0
load common

setup() {
    live_in "$BATS_TEST_TMPDIR"
    mkdir docs
    printf 'The keeper shall light the lamp at dusk.\n' >docs/lamp.txt
    printf '# Oil\n\nEach Party shall store enough oil for the winter.\n' >docs/oil.md
    printf '\x7fELF\0\0\0\0' >docs/program
    : >docs/empty.txt
    pack
}

# Packs docs/ anew as docs.tar.gz, with a time that differs from the one before.
pack() {
    tar -czf docs.tar.gz docs
    touch -d "2020-01-01 00:00:${1:-00}" docs.tar.gz
}

# A count of the summary: count OUTCOME JSON
count() {
    jq -r ".$1" <<<"$2"
}

summary() {
    run --separate-stderr travaux index --json "$@"
    summary=$output
    total=$(jq '.indexed + .unchanged + .duplicate + .ignored + .refused' <<<"$summary")
    [ "$total" -eq "$(count members "$summary")" ]
}

hits() {
    travaux search --format jsonl "$1" | jq -r .document.member | sort | paste -sd ' '
}

@test "an archive is taken in, each member with one outcome, and status 3 says that something was refused" {
    summary docs.tar.gz --report report.jsonl
    [ "$status" -eq 3 ]
    [ "$(count indexed "$summary")" -eq 2 ]
    [ "$(count ignored "$summary")" -eq 1 ]
    [ "$(count refused "$summary")" -eq 1 ]
    [[ "$stderr" == *"docs/empty.txt: refused: empty file"* ]]
    [ "$(jq -r 'select(.outcome == "refused") | .member + ": " + .reason' report.jsonl)" = "docs/empty.txt: empty file" ]
    [ "$(wc -l <report.jsonl)" -eq 4 ]
    [ "$(hits 'winter oil')" = "docs/oil.md" ]
}

@test "an archive whose size, time and inode are as they were is not read again" {
    summary docs.tar.gz
    dd if=/dev/zero of=docs.tar.gz bs=1 count=20 conv=notrunc status=none # would be refused, if read
    touch -d '2020-01-01 00:00:00' docs.tar.gz
    summary docs.tar.gz
    [ "$status" -eq 0 ]
    [ "$(count unchanged "$summary")" -eq 4 ]
    touch docs.tar.gz
    summary docs.tar.gz
    [ "$status" -eq 3 ]
}

@test "what is new, changed and gone in a changed archive is followed" {
    summary docs.tar.gz
    printf 'The keeper shall light the lamp at dawn.\n' >docs/lamp.txt
    printf 'A foghorn is no lamp.\n' >docs/foghorn.txt
    rm docs/oil.md
    pack 07
    summary docs.tar.gz
    [ "$(count indexed "$summary")" -eq 2 ]
    [ "$(count removed "$summary")" -eq 1 ]
    [ "$(count unchanged "$summary")" -eq 2 ]
    [ "$(hits dusk)" = "" ]
    [ "$(hits dawn)" = "docs/lamp.txt" ]
    [ "$(hits foghorn)" = "docs/foghorn.txt" ]
    [ "$(hits oil)" = "" ]
}

@test "the same bytes in two archives are one document that stays while one of them has it" {
    cp docs/lamp.txt copy.txt
    summary docs.tar.gz copy.txt
    [ "$(count duplicate "$summary")" -eq 1 ]
    [ "$(hits dusk | wc -w)" -eq 1 ]
    rm docs/lamp.txt
    pack 09
    summary docs.tar.gz
    [ "$(count removed "$summary")" -eq 1 ]
    [ "$(hits dusk)" = "copy.txt" ]
    travaux index --remove copy.txt
    [ "$(hits dusk)" = "" ]
}

@test "a document that moves from one archive to another in one run is kept" {
    mkdir drop
    tar -czf drop/a.tar.gz docs
    printf 'Nothing yet.\n' >later.txt
    tar -cf drop/b.tar later.txt
    summary drop
    rm docs/lamp.txt
    tar -czf drop/a.tar.gz docs
    printf 'The keeper shall light the lamp at dusk.\n' >later.txt
    tar -cf drop/b.tar later.txt
    touch -d '2020-01-01' drop/a.tar.gz drop/b.tar
    summary drop
    [ "$(hits dusk)" = "later.txt" ]
}

@test "an archive that is gone from a folder is dropped, and one elsewhere is not" {
    mkdir drop
    cp docs/oil.md drop/oil.md
    cp docs.tar.gz drop/
    summary docs.tar.gz
    summary drop
    rm drop/docs.tar.gz drop/oil.md
    summary drop
    [ "$(count removed "$summary")" -eq 5 ]
    [ "$(hits winter)" = "docs/oil.md" ]
}

@test "archives within archives, compressed files and every format give the same documents" {
    bsdtar -a -cf docs.zip docs
    bsdtar -a -cf docs.7z docs
    bsdtar -a -cf docs.tar.xz docs
    bsdtar -a -cf docs.tar.zst docs
    bsdtar --format cpio -cf docs.cpio docs
    bsdtar -a -cf outer.tar.bz2 docs.zip
    gzip -c docs/lamp.txt >lamp.txt.gz
    for archive in docs.zip docs.7z docs.tar.xz docs.tar.zst docs.cpio outer.tar.bz2; do
        rm -rf index
        summary "$archive"
        [ "$(count indexed "$summary")" -eq 2 ]
        [ "$(hits winter | xargs basename)" = oil.md ]
    done
    summary lamp.txt.gz
    [ "$(count duplicate "$summary")" -eq 1 ]
}

@test "a truncated archive gives what it has, says so, and loses nothing that was known" {
    head -c 200000 /dev/urandom | base64 >docs/zzz.txt
    pack 11
    summary docs.tar.gz
    [ "$(count indexed "$summary")" -eq 3 ]
    head -c 3000 docs.tar.gz >cut && mv cut docs.tar.gz
    summary docs.tar.gz
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"docs.tar.gz: refused: damaged archive"* ]]
    [ "$(count removed "$summary")" -eq 0 ]
}

@test "a file that does not exist is named, and nothing is indexed" {
    run travaux index docs.tar.gz missing.zip
    [ "$status" -eq 2 ]
    [[ "$output" == *"missing.zip: No such file or directory"* ]]
    [ ! -e index ] || [ "$(hits lamp)" = "" ]
}

@test "an archive that the index does not know cannot be removed" {
    summary docs.tar.gz
    run travaux index --remove docs/lamp.txt
    [ "$status" -eq 2 ]
    [[ "$output" == *"is not in the index"* ]]
}

@test "an index of another schema is refused and left as it is" {
    summary docs.tar.gz
    xapian-metadata set index travaux.schema 999
    run travaux index docs.tar.gz
    [ "$status" -eq 2 ]
    [[ "$output" == *"another version of Travaux"* ]]
    [ "$(xapian-metadata get index travaux.schema)" = 999 ]
}

@test "extract prints what would be indexed, and why a member is not" {
    run --separate-stderr travaux extract docs.tar.gz
    [ "$status" -eq 3 ]
    [ "$(jq -r 'select(.refused).member' <<<"$output")" = docs/empty.txt ]
    [ "$(jq -r 'select(.ignored).member' <<<"$output")" = docs/program ]
    [ "$(jq -r 'select(.title == "Oil").passages[0].text' <<<"$output")" = "Each Party shall store enough oil for the winter." ]
}

@test "wrong options are explained" {
    run travaux index --jobs none docs.tar.gz
    [ "$status" -eq 2 ]
    [[ "$output" == *"--jobs: 'none' is no number"* ]]
    run travaux index
    [ "$status" -eq 2 ]
    [[ "$output" == *"is missing (see travaux index --help)"* ]]
}

@test "names in archives cannot steer the terminal" {
    mkdir "$BATS_TEST_TMPDIR/n"
    printf 'PK\003\004 not really a zip' >"$BATS_TEST_TMPDIR/n/"$'a\033[31m\302\233b\342\200\256c.zip'
    run travaux index -d "$BATS_TEST_TMPDIR/i" --progress always "$BATS_TEST_TMPDIR/n"
    [ "$status" -eq 3 ]
    [[ "$output" == *"a[31mbc.zip"*refused:* ]]
    [[ "$output" != *$'\033[31m'* && "$output" != *$'\302\233'* && "$output" != *$'\342\200\256'* ]]
}

@test "a large archive does not stand in memory as a whole" {
    cd "$BATS_TEST_TMPDIR"
    # 4,000 members of 100 kB, 400 MB, as holes in a file
    run python3 - "$TRAVAUX_BIN" <<'END'
import resource, subprocess, sys, tarfile
with open("large.tar", "wb") as out:
    for number in range(4000):
        member = tarfile.TarInfo(f"{number}.bin")
        member.size = 100_000
        out.write(member.tobuf())
        out.write(b"\n")
        out.seek(-member.size % 512 + member.size - 1, 1)
    out.write(bytes(1024))
command = [sys.argv[1], "index", "-d", "new", "--json", "large.tar"]
subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
print("MiB:", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
END
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == *'"members": 4000'* ]]
    [ "${lines[-1]#MiB: }" -lt 300 ]
}

@test "a member over the limit is refused with the limit" {
    run --separate-stderr travaux index --json --member-size 10 docs.tar.gz
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"larger than 10 bytes, the limit"* ]]
}

@test "neither the index nor what is left beside it is taken in with the folder that holds them" {
    mkdir -p drop/index.building-999999
    cp docs/lamp.txt drop/
    printf 'A lamp in a table.\n' >drop/index.building-999999/lamp.txt
    for i in 1 2; do
        summary -d drop/index drop
        [ "$(count members "$summary")" -eq 1 ]
    done
}

@test "a short run shows no progress in a log, and a bar when it is asked to" {
    printf 'A buoy is no lamp.\n' >buoy.txt
    run --separate-stderr travaux index buoy.txt docs/lamp.txt
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    run --separate-stderr travaux index --progress always docs.tar.gz
    [[ "$stderr" == *"] "*"members, "*" refused"*"writing the index"* ]]
    run --separate-stderr travaux index --progress never docs.tar.gz
    [[ "$stderr" != *"] "* ]]
}
