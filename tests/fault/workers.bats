#!/usr/bin/env bats
# A parser that breaks costs one member, which is named with the reason and not tried again; the index
# gets everything else. The parser is travaux-extract, made to break when it is told to.

bats_require_minimum_version 1.5.0

load ../command-line/common

setup() {
    live_in "$BATS_TEST_TMPDIR"
    mkdir bin docs
    cp "$TRAVAUX_INDEX_BIN" bin/travaux-index
    cp "$FAULTY_EXTRACT" bin/travaux-extract
    for i in 1 2 3; do
        printf 'The keeper of tower %d shall light the lamp at dusk.\n' $i >docs/$i.txt
    done
}

# index ARGUMENT...: runs it; $output is the summary, the report is in report.jsonl
index() {
    run --separate-stderr bin/travaux-index --json --report report.jsonl "$@"
}

is_sanitized() {
    nm -D "$TRAVAUX_INDEX_BIN" | grep -q __asan_init
}

# Each member's outcome and, where it was refused, the reason.
outcomes() {
    jq -r '"\(.member): \(.outcome)" + if .outcome == "refused" then " (\(.reason))" else "" end' report.jsonl
}

# pack NAME: docs/ as a tar with its members in order
pack() {
    (cd docs && tar -cf ../"$1" -- *)
    touch -d '2020-01-01' "$1"
}

@test "a member that breaks the reader while it is unpacked is named with the signal, and the rest is read" {
    printf 'FAULT unpack abort' >docs/2.txt
    pack docs.tar
    index docs.tar
    [ "$status" -eq 3 ]
    [ "$(outcomes)" = "1.txt: indexed
2.txt: refused (the parser was ended by signal 6 (Aborted))
3.txt: indexed" ]
    [ "$(jq .members <<<"$output")" -eq 3 ]
}

@test "a member that breaks what looks at its first bytes is named, and the rest is read" {
    printf 'FAULT open abort' >docs/2.zip
    pack docs.tar
    index docs.tar
    [ "$status" -eq 3 ]
    [[ "$(outcomes)" == *"2.zip: refused (the parser was ended by signal 6"*"3.txt: indexed" ]]
}

@test "a member that breaks its extractor is named, and the rest is read" {
    printf 'FAULT parse abort' >docs/2.txt
    pack docs.tar
    index docs.tar
    [ "$status" -eq 3 ]
    [[ "$(outcomes)" == *"2.txt: refused (the parser was ended by signal 6"*"3.txt: indexed" ]]
}

@test "a nested archive that cannot be read on gives what came before, and the outer one is read on" {
    mkdir inner
    printf 'Fog is a danger.\n' >inner/a.txt
    printf 'x' >inner/fault-header-abort
    printf 'Oil is dear.\n' >inner/z.txt
    (cd inner && tar -cf ../docs/2.tar a.txt fault-header-abort z.txt)
    rm docs/2.txt
    pack docs.tar
    index docs.tar
    [ "$status" -eq 3 ]
    [ "$(outcomes)" = "1.txt: indexed
2.tar/a.txt: indexed
2.tar: refused (the parser was ended by signal 6 (Aborted))
3.txt: indexed" ]
}

@test "several members that break the reader in different ways cost just themselves" {
    printf 'FAULT unpack abort' >docs/2.txt
    printf 'FAULT open abort 2' >docs/4.txt
    printf 'FAULT unpack fork' >docs/5.txt
    printf 'FAULT parse abort' >docs/6.txt
    printf 'The last tower.\n' >docs/9.txt
    pack docs.tar
    index docs.tar
    [ "$(jq -c '[.members, .indexed, .refused]' <<<"$output")" = "[7,3,4]" ]
    [[ "$(outcomes)" == *"9.txt: indexed" ]]
}

@test "what hangs is ended after the time for one member, wherever it hangs" {
    printf 'FAULT unpack hang' >docs/2.txt
    printf 'FAULT open hang' >docs/4.txt
    printf 'FAULT parse hang' >docs/5.txt
    pack docs.tar
    index --seconds 3 docs.tar
    [ "$status" -eq 3 ]
    [ "$(outcomes | grep -c 'refused (takes longer than 3 seconds, the limit)')" -eq 3 ]
    [ "$(jq .indexed <<<"$output")" -eq 2 ]
}

@test "what broke a reader is not tried again until it or the program changes" {
    printf 'FAULT unpack abort' >docs/2.txt
    printf 'FAULT open abort' >docs/4.txt
    printf 'FAULT parse abort' >docs/5.txt
    touch -d '2019-01-01' docs/*
    pack docs.tar
    index docs.tar
    [ "$(jq -c '[.indexed, .refused]' <<<"$output")" = "[2,3]" ]
    printf 'One more tower.\n' >docs/9.txt
    pack docs.tar
    touch -d '2020-01-02' docs.tar
    index --seconds 3 docs.tar
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.indexed, .unchanged, .refused]' <<<"$output")" = "[1,5,0]" ]
    printf 'FAULT parse abort, too' >docs/2.txt
    pack docs.tar
    index docs.tar
    [ "$(jq -c '[.indexed, .unchanged, .refused]' <<<"$output")" = "[0,5,1]" ]
}

@test "what broke a reader is tried again by another version of the program" {
    printf 'FAULT unpack abort' >docs/2.txt
    printf 'FAULT parse abort' >docs/3.txt
    pack docs.tar
    index docs.tar
    [ "$(jq -c '[.indexed, .refused]' <<<"$output")" = "[1,2]" ]
    index docs.tar
    [ "$(jq -c '[.unchanged, .refused]' <<<"$output")" = "[3,0]" ]
    # another version is the same program with another number in it
    version=$(bin/travaux-index --version | grep -o '[0-9.]*$')
    LC_ALL=C sed -i "s/\([\x00 ]\)${version//./\\.}/\1${version%?}x/g" bin/travaux-index
    bin/travaux-index --version | grep -q "${version%?}x"
    index docs.tar
    [ "$(jq -c '[.unchanged, .refused]' <<<"$output")" = "[1,2]" ]
}

@test "an archive that breaks more readers than the limit is refused from there" {
    for i in 1 2 3 4 5; do
        printf 'FAULT unpack abort %d' $i >docs/5$i.txt
    done
    pack docs.tar
    index --faults 3 docs.tar
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.indexed, .refused]' <<<"$output")" = "[3,4]" ]
    [[ "$stderr" == *"docs.tar: refused: the archive cannot be read to its end"* ]]
}

@test "a parser that opens, connects, forks, executes or allocates without bound is stopped" {
    "$TRAVAUX_INDEX_BIN" -d other --require-sandbox docs/1.txt >/dev/null 2>&1 || skip "the sandbox lacks a part here"
    for what in open connect fork exec allocate; do
        printf 'FAULT parse %s' $what >docs/$what.txt
    done
    pack docs.tar
    index --memory 200000000 docs.tar
    [ "$(jq -c '[.indexed, .refused]' <<<"$output")" = "[3,5]" ]
    run outcomes
    [[ "$output" != *"status 99"* ]]
    [[ "$output" == *"connect.txt: refused (the parser was ended by signal 31"* ]]
    [[ "$output" == *"allocate.txt: refused (needs more memory than"* ]]
}

@test "no worker outlives the program, even one that hangs while that is killed" {
    printf 'FAULT parse hang' >docs/2.txt
    pack docs.tar
    mkfifo report
    bin/travaux-index --report report docs.tar 2>/dev/null &
    pid=$!
    exec 5<>report
    read -r _ <&5 # the first member is done: the second hangs, or soon will
    kill -KILL $pid
    wait $pid || true
    exec 5<&-
    for _ in $(seq 100); do
        pgrep -f "$BATS_TEST_TMPDIR/bin/travaux-extract" >/dev/null || break
        sleep 0.05
    done
    run pgrep -f "$BATS_TEST_TMPDIR/bin/travaux-extract"
    [ "$status" -eq 1 ]
}

@test "a worker whose program has ended before it looked reads nothing of what that sent" {
    # nonsense, which a worker refuses with a status other than 0, from a program that is there, or not
    cat >start.py <<'EOF'
import os, socket, subprocess, sys
program, stays = sys.argv[1], sys.argv[2] == "stays"
mine, worker = socket.socketpair()
mine.sendall(b"\xff" * 64)
note = os.memfd_create("note")
os.ftruncate(note, 4096)
if not stays:
    mine.close()
def place():
    os.dup2(os.dup(worker.fileno()), 3)
    os.dup2(os.dup(note), 4)
worker, note = socket.socket(fileno=os.dup2(worker.detach(), 20)), os.dup2(note, 21)
sys.exit(subprocess.run([program, "--worker", str(1 << 32), str(1 << 28)], preexec_fn=place, close_fds=False).returncode)
EOF
    run python3 start.py "$FAULTY_EXTRACT" stays
    [ "$status" -eq 5 ]
    run python3 start.py "$FAULTY_EXTRACT" ended
    [ "$status" -eq 0 ]
}

@test "a document with more passages than the limit is refused, and one with just so many is not" {
    for i in 1 2 3 4; do
        printf '%d. The keeper of tower %d shall light the lamp at dusk, and put it out at dawn.\n\n' $i $i
    done >docs/1.txt
    pack docs.tar
    index --passages 3 docs.tar
    [[ "$(outcomes)" == "1.txt: refused (has 4 passages; the limit is 3)"* ]]
    touch -d '2020-01-02' docs.tar
    rm -r index
    index --passages 4 docs.tar
    [ "$status" -eq 0 ]
}

@test "a worker that sends what is no message is replaced, and costs the member that it had" {
    for what in garble without-file out-of-turn nonsense; do
        printf 'FAULT parse %s' $what >docs/parse-$what.txt
        printf 'FAULT unpack %s' $what >docs/unpack-$what.txt
    done
    pack docs.tar
    index --seconds 20 docs.tar
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.members, .indexed, .refused]' <<<"$output")" = "[11,3,8]" ]
    [ "$(outcomes | grep -c 'refused (takes longer')" -eq 0 ]
}

@test "a manifest that breaks the reader is named, and the archive is read without it and with the others" {
    pack docs.tar
    printf 'FAULT manifest abort' >docs.manifest.csv
    printf 'member,title\n1.txt,The first tower\n' >docs.tar.manifest.csv
    touch -d '2020-01-01' docs.*
    index docs.tar
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.indexed, .ignored, .refused]' <<<"$output")" = "[3,1,1]" ]
    [[ "$stderr" == *"docs.tar: read without the manifest $PWD/docs.manifest.csv: the parser was ended by signal 6"* ]]
    [ "$(jq -r 'select(.outcome == "refused") | .archive' report.jsonl)" = "$PWD/docs.manifest.csv" ]
    [ "$(travaux search --format jsonl 'tower 1' | jq -r 'select(.document.member == "1.txt") | .document.title')" = "The first tower" ]
    run --separate-stderr bin/travaux-extract docs.tar
    [ "$status" -eq 3 ]
    [ "$(jq -r .title <<<"${lines[0]}")" = "The first tower" ]
    [[ "$stderr" == *"docs.tar: read without the manifest docs.manifest.csv: the parser was ended by signal 6"* ]]
}

@test "a worker that no longer listens costs no more than the member that it was to get" {
    printf 'FAULT parse deaf' >docs/1.txt
    printf 'member,title\n2.txt,"%s"\n' "$(head -c 500000 /dev/zero | tr '\0' x)" >docs/manifest.csv
    pack docs.tar
    index --jobs 1 --seconds 4 docs.tar
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.members, .indexed, .ignored, .refused]' <<<"$output")" = "[4,2,1,1]" ]
}

@test "what this process holds is bounded, whatever workers send while the first member takes its time" {
    is_sanitized && skip "sanitizers need memory without bound"
    printf 'FAULT parse hang' >docs/0.txt
    for i in $(seq 10 29); do
        printf 'FAULT parse flood %d' $i >docs/$i.txt
    done
    pack docs.tar
    ulimit -d 600000 # KiB
    index --jobs 2 --seconds 4 docs.tar
    [ "$status" -eq 3 ]
    [ "$(jq -c '[.members, .indexed, .refused]' <<<"$output")" = "[24,3,21]" ]
}

@test "the kernel bounds a worker's processes, files, memory and processor time, and takes it first where memory is short" {
    is_sanitized && skip "sanitizers start processes and need memory without bound"
    printf 'FAULT parse hang' >docs/2.txt
    pack docs.tar
    mkfifo report
    bin/travaux-index --memory 300000000 --member-size 1000000 --seconds 9 --report report docs.tar 2>/dev/null 3>&- &
    pid=$!
    exec 5<>report
    read -r _ <&5
    for worker in $(pgrep -P $pid); do
        limits=$(awk -F '  +' '{ print $1 ": " $2 }' /proc/"$worker"/limits)
        [[ $limits == *"Max processes: 0"* ]]
        [[ $limits == *"Max file size: 1000000"* ]]
        [[ $limits == *"Max data size: 300000000"* ]]
        [[ $limits == *"Max core file size: 0"* ]]
        [ "$(cat /proc/"$worker"/oom_score_adj)" = 1000 ]
        grep -q '^NoNewPrivs:.1' /proc/"$worker"/status
        echo "$limits" | grep '^Max cpu time' >>cpu
    done
    kill -KILL $pid
    grep -q 'Max cpu time: [0-9]' cpu
}

@test "an archive that is cut short while it is read gives what was read, is refused from there, and is whole the next time" {
    printf 'The first tower.\n' >docs/000.txt
    printf 'FAULT parse hang' >docs/001.txt # the reader goes on until its queue is full
    for i in $(seq 1000 2199); do
        printf 'The keeper of tower %d shall light the lamp at dusk.\n' "$i"
    done | split -l 1 -a 3 - docs/x
    pack docs.tar
    cp -p docs.tar whole.tar
    mkfifo report
    bin/travaux-index --seconds 2 --json --report report docs.tar >out 2>err 3>&- &
    pid=$!
    exec 5<>report
    read -r _ <&5
    truncate -s 1000K docs.tar
    cat <&5 >/dev/null 3>&- &
    reading=$!
    status=0
    wait $pid || status=$?
    kill $reading
    [ "$status" -eq 3 ]
    grep -q 'docs.tar: refused: the archive cannot be read to its end: .*the file was cut short or cannot be read' err
    [ "$(jq .indexed out)" -gt 100 ]
    travaux check
    mv whole.tar docs.tar
    index --seconds 2 docs.tar
    [ "$(jq -c '[.members, .indexed + .unchanged, .refused]' <<<"$output")" = "[1205,1205,0]" ]
}

@test "where the kernel lacks a part of the sandbox, that is said once, the other parts stand, and it can be insisted on" {
    is_sanitized && skip "sanitizers leave out the other part"
    printf 'FAULT parse connect' >docs/2.txt
    pack docs.tar
    run --separate-stderr "$WITHOUT_LANDLOCK" bin/travaux-index --require-sandbox docs.tar
    [ "$status" -eq 2 ]
    [[ "$stderr" == *"the parsers' sandbox lacks Landlock on this kernel, and --require-sandbox was given"* ]]
    [ ! -e index ]
    run --separate-stderr "$WITHOUT_LANDLOCK" bin/travaux-index --json docs.tar
    [ "$status" -eq 3 ]
    [ "$(grep -c Landlock <<<"$stderr")" -eq 1 ]
    [[ "$stderr" == *"2.txt: refused: the parser was ended by signal 31"* ]]
    [ "$(jq -c '[.indexed, .refused]' <<<"$output")" = "[2,1]" ]
}
