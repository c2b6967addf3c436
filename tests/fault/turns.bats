#!/usr/bin/env bats
# Several processes at one index, and signals: each waits its turn or says why it cannot go on, and who
# reads never notices.

bats_require_minimum_version 1.5.0
load ../command-line/common

setup() {
    live_in "$BATS_TEST_TMPDIR"
    mkdir bin docs more
    cp "$TRAVAUX_INDEX_BIN" bin/travaux-index
    cp "$FAULTY_EXTRACT" bin/travaux-extract
    printf 'The keeper of the tower shall light the lamp at dusk.\n' >docs/a.txt
    printf 'FAULT parse hang' >more/a.txt
    printf 'The keeper of the harbour shall ring the bell in fog.\n' >more/b.txt
    bin/travaux-index docs >/dev/null
}

# A writer that is at its work, and stays at it, as $writer; it has parsed one member, and hangs at another.
start_writer() {
    mkfifo report
    printf 'A tower.\n' >more/0.txt
    bin/travaux-index --report report "$@" more >writer.out 2>writer.err 3>&- &
    writer=$!
    exec 5<>report
    read -r _ <&5
}

@test "a second writer is told which process is writing, and does nothing" {
    start_writer --seconds 60
    run bin/travaux-index docs
    [ "$status" -eq 2 ]
    [[ "$output" == *"process $writer is writing to this index; --wait waits for it"* ]]
    kill -KILL $writer
}

@test "a second writer that waits goes on when the first is done" {
    start_writer --seconds 2
    printf 'Oil is dear.\n' >docs/b.txt
    run --separate-stderr bin/travaux-index --wait --json docs
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"process $writer is writing to this index; waiting"* ]]
    [ "$(jq .indexed <<<"$output")" -eq 1 ]
    wait $writer || [ $? -eq 3 ]
    [ "$(travaux search --format jsonl oil OR bell | wc -l)" -eq 2 ]
}

@test "a signal ends a run with what is done committed, and the next run does the rest" {
    start_writer --seconds 60
    kill -TERM $writer
    status=0
    wait $writer || status=$?
    [ "$status" -eq 143 ]
    [ "$(travaux search --format jsonl 'A tower' | jq -r .document.member | sort | head -n 1)" = 0.txt ]
    run travaux check
    [ "$status" -eq 0 ]
    rm more/a.txt
    run --separate-stderr bin/travaux-index --json more
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = "[1,1]" ]
}

@test "an archive that is removed after a run over it was stopped leaves nothing behind" {
    printf 'A tower.\n' >0.txt
    tar -cf more.tar 0.txt -C more a.txt b.txt
    rm more/*
    mv more.tar more/
    mkfifo report
    bin/travaux-index --seconds 60 --report report more >/dev/null 2>&1 3>&- &
    writer=$!
    exec 5<>report
    read -r _ <&5
    kill -TERM $writer
    wait $writer || true
    [ "$(travaux search --format jsonl 'A tower' | jq -r .document.member | sort | head -n 1)" = 0.txt ]
    rm more/more.tar
    bin/travaux-index more
    [ "$(travaux search --format jsonl 'A tower' | jq -r .document.member)" = a.txt ]
}

@test "a writer that is killed leaves the lock to the next" {
    start_writer --seconds 60
    kill -KILL $writer
    wait $writer || true
    rm more/a.txt
    run bin/travaux-index more
    [ "$status" -eq 0 ]
}

@test "who reads while others write sees the old state, then the new one, and never an error" {
    (
        for i in $(seq 12); do
            printf 'The keeper of tower %d shall light the lamp.\n' "$i" >"docs/t$i.txt"
            bin/travaux-index docs >/dev/null 2>&1 3>&- || exit 1
        done
        : >done
    ) &
    before=1
    until [ -e done ]; do
        run --separate-stderr travaux search --format jsonl -n all keeper
        [ "$status" -eq 0 ]
        [ -z "$stderr" ]
        now=$(wc -l <<<"$output")
        [ "$now" -ge "$before" ]
        before=$now
    done
    wait
    [ "$(travaux search --format jsonl -n all keeper | wc -l)" -eq 13 ]
}

# As start_writer, but it stops where it is until it is told to go on.
stop_writer() {
    start_writer --seconds 2 "$@"
    kill -STOP $writer
}

# Waits for the turn of a second run, as $second, and lets the writer go on once that is told to wait.
wait_for_writer() {
    bin/travaux-index --wait --json --report second.report docs >second.out 2>second.err 3>&- &
    second=$!
    until grep -q "process $writer is writing to this index; waiting" second.err; do
        kill -0 $second
    done
    kill -CONT $writer
    wait $writer || [ $? -eq 3 ]
    wait $second || [ $? -eq 3 ]
}

@test "of two first runs at the same time, the second is told who makes the index, or waits; nothing is lost or told twice" {
    rm -r index
    stop_writer
    run bin/travaux-index docs
    [ "$status" -eq 2 ]
    [[ "$output" == *"process $writer is writing to this index; --wait waits for it"* ]]
    wait_for_writer
    [ "$(jq -c '[.members, .indexed]' second.out)" = "[1,1]" ]
    [ "$(wc -l <second.report)" -eq 1 ]
    [ "$(travaux search --format jsonl -n all keeper OR tower | wc -l)" -eq 3 ]
    [ "$(echo index*)" = index ]
}

@test "a first run that is killed leaves nothing in the way of the next" {
    rm -r index
    start_writer --seconds 60
    kill -KILL $writer
    wait $writer || true
    run bin/travaux-index docs
    [ "$status" -eq 0 ]
    [ "$(echo index*)" = index ]
}

@test "while an index is rebuilt nobody else writes to it, and who waits for that writes to the new one" {
    bin/travaux-index --seconds 1 more >/dev/null 2>&1 || true
    stop_writer --rebuild
    printf 'The keeper of the pier shall mend the nets.\n' >docs/b.txt
    run bin/travaux-index docs
    [ "$status" -eq 2 ]
    [[ "$output" == *"process $writer is writing to this index"* ]]
    wait_for_writer
    [ "$(jq -c '[.indexed, .unchanged]' second.out)" = "[1,1]" ]
    [ "$(travaux search --format jsonl -n all 'keeper OR tower' | wc -l)" -eq 4 ]
    run travaux check
    [ "$status" -eq 0 ]
}

@test "who reads while an index is rebuilt sees the old one, then the new one, and never an error" {
    for i in $(seq 2 9); do
        printf 'The keeper of tower %d shall light the lamp.\n' "$i" >"docs/t$i.txt"
    done
    bin/travaux-index docs >/dev/null
    (
        for _ in $(seq 8); do
            bin/travaux-index --rebuild >/dev/null 2>&1 3>&- || exit 1
        done
        : >done
    ) &
    rebuilding=$!
    while kill -0 $rebuilding 2>/dev/null; do
        run --separate-stderr travaux search --format jsonl -n all keeper
        [ "$status" -eq 0 ]
        [ -z "$stderr" ]
        [ "$(wc -l <<<"$output")" -eq 9 ]
    done
    [ -e done ]
}

@test "two signals end a run at once, with the index as it was when it was last committed" {
    start_writer --seconds 60
    kill -STOP $writer
    kill -INT $writer
    kill -TERM $writer
    kill -CONT $writer
    status=0
    wait $writer || status=$?
    [ "$status" -eq 130 ] || [ "$status" -eq 143 ]
    [ ! -s writer.out ]
    run travaux search tower
    [ "$(grep -c A.tower <<<"$output")" -eq 0 ]
    rm more/a.txt
    run --separate-stderr bin/travaux-index --json more
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = "[2,0]" ]
}

@test "a signal to all processes, as a terminal or service sends it, costs no member" {
    start_writer --json --seconds 60
    kill -TERM $(pgrep -P $writer) # those first, to see what becomes of them
    kill -INT $(pgrep -P $writer)
    kill -TERM $writer
    wait $writer || [ $? -eq 143 ]
    [ "$(jq -c '[.indexed, .refused]' writer.out)" = "[1,0]" ] || [ ! -s writer.out ]
    run ! grep refused writer.err
    printf 'The keeper of the quay shall count the boats.\n' >more/a.txt
    run --separate-stderr bin/travaux-index --json more
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = "[2,1]" ]
}

@test "a run that is stopped for longer than a member may take, and told to go on, loses nothing" {
    printf 'FAULT parse rest' >more/a.txt
    start_writer --json --seconds 3
    resting=
    until [ -n "$resting" ]; do
        for worker in $(pgrep -P $writer); do
            grep -q '^State:.T' /proc/"$worker"/status && resting=$worker
        done
        kill -0 $writer
    done
    kill -STOP $writer
    read -r -t 4 _ <&5 || true # nothing comes
    kill -CONT $writer "$resting"
    wait $writer
    [ "$(jq -c '[.indexed, .refused]' writer.out)" = "[3,0]" ]
}
