#!/usr/bin/env bats
# What people see: output on a terminal of a given width, made by script(1).

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
    mkdir "$BATS_FILE_TMPDIR/more"
    printf '%s\n\n' 'اتفاقية المنارات' \
        'تلتزم كل دولة طرف بأن تبقي المنارات مضاءة طوال الليل، وأن تبلغ البحارة في الوقت المناسب بكل ضباب يقترب من الساحل، وأن تتعاون الدول في ذلك.' >"$BATS_FILE_TMPDIR/more/ar.txt"
    printf '%s\n\n' '灯塔守护人的声明' \
        '各国应当在夜间保持灯塔明亮，并及时向海员通报接近海岸的大雾（包括冬季的大雾）；各国应当为此开展合作，交流经验，并保护守护人。' >"$BATS_FILE_TMPDIR/more/zh.txt"
    travaux index -d "$BATS_FILE_TMPDIR/index" "$BATS_FILE_TMPDIR/more" >"$BATS_FILE_TMPDIR/said"
}

# A command on a terminal of so many columns, without its carriage returns.
on_terminal() { # COLUMNS COMMAND...
    local columns=$1
    shift
    TERM=xterm PAGER=${PAGER-cat} SHELL=/bin/bash script -qec "stty cols $columns rows 24; $(printf '%q ' "$@")" /dev/null </dev/null | tr -d '\r'
}

# The widest line, in columns, of what is not an escape sequence.
widest() {
    python3 -c '
import re, sys, unicodedata
def width(c):
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1
text = re.sub(r"\x1b\[[0-9;]*m", "", sys.stdin.read())
print(max(sum(map(width, line)) for line in text.split("\n")))'
}

@test "no line is wider than the terminal, in Latin, Arabic and Chinese letters" {
    for columns in 40 80; do
        for words in lighthouse المنارات 灯塔 xyzzy '(fog'; do
            on_terminal $columns "$TRAVAUX_BIN" search "$words" >screen
            [ "$(widest <screen)" -le $columns ]
        done
        for id in $(travaux search -n all 'NOT xyzzy' --format jsonl | jq -r .document.id | sort -u); do
            on_terminal $columns "$TRAVAUX_BIN" show "$id" >screen
            [ "$(grep -v 'tar.gz:\|SHA-256\|.txt: ' screen | widest)" -le $columns ]
        done
    done
}

@test "lines are filled: a wrapped passage uses the width it has" {
    on_terminal 60 "$TRAVAUX_BIN" search 灯塔守护人 -n 1 >screen
    [ "$(widest <screen)" -ge 56 ]
}

@test "what was found is bold on a terminal, and nothing is with NO_COLOR, --color never or a dumb terminal" {
    on_terminal 80 "$TRAVAUX_BIN" search fog | grep -q $'\033\[1mfog\033\[0m'
    NO_COLOR=1 on_terminal 80 "$TRAVAUX_BIN" search fog >screen
    run ! grep -q $'\033' screen
    on_terminal 80 "$TRAVAUX_BIN" search fog --color never >screen
    run ! grep -q $'\033' screen
    NO_COLOR=1 on_terminal 80 "$TRAVAUX_BIN" search fog --color always | grep -q $'\033\[1m'
    on_terminal 80 env TERM=dumb "$TRAVAUX_BIN" search fog >screen
    run ! grep -q $'\033' screen
}

@test "a passage that is cut says so, and how to see the rest; in a pipe it is whole" {
    long=$(printf 'Fog number %s was seen from the coast. ' $(seq 40))
    mkdir -p "$BATS_TEST_TMPDIR/l"
    printf 'Reports\n\n%s\n' "$long" >"$BATS_TEST_TMPDIR/l/long.txt"
    travaux index -d "$BATS_TEST_TMPDIR/i" "$BATS_TEST_TMPDIR/l" >"$BATS_TEST_TMPDIR/said"
    on_terminal 60 "$TRAVAUX_BIN" search -d "$BATS_TEST_TMPDIR/i" fog 17 >screen
    grep -q ' \.\.\.' screen
    grep -q 'travaux show ID#N' screen
    run travaux search -d "$BATS_TEST_TMPDIR/i" fog 17
    [[ "$output" != *"..."* ]]
    [[ "$output" == *"number 1 was"*"number 40 was"* ]]
}

@test "a list that is cut says how many there are and how to get them, in every format" {
    for format in text jsonl csv bibtex; do
        on_terminal 80 "$TRAVAUX_BIN" search -n 1 --format $format 'lamp OR tower OR fog' >screen
        grep -q '1 of [0-9]* passages; .*-n all' screen
    done
}

@test "long text goes through the pager, unless there is none" {
    PAGER='sed s/^/paged:/' on_terminal 80 "$TRAVAUX_BIN" show "$(id_of convention.md)" | grep -q '^paged:.*Definitions'
    PAGER= on_terminal 80 "$TRAVAUX_BIN" show "$(id_of convention.md)" | grep -q 'Definitions'
    PAGER=no-such-pager on_terminal 80 "$TRAVAUX_BIN" show "$(id_of convention.md)" | grep -q 'Definitions'
    run travaux show "$(id_of convention.md)"
    [[ "$output" == *Definitions* ]]
}

@test "neither documents, names of members, queries nor arguments can steer the terminal" {
    evil=$'\033[31m\302\233b\342\200\256c\007'
    mkdir -p "$BATS_TEST_TMPDIR/e/d"
    printf 'Title\033[31m of evil\n\nEvilness \033[31mand \342\200\256evilness\342\200\254 are in this text about evilness alone.\n' >"$BATS_TEST_TMPDIR/e/d/$evil.txt"
    tar -C "$BATS_TEST_TMPDIR/e" -cf "$BATS_TEST_TMPDIR/$evil.tar" d
    {
        on_terminal 80 "$TRAVAUX_BIN" index -d "$BATS_TEST_TMPDIR/i" --progress always --report /dev/stdout "$BATS_TEST_TMPDIR/$evil.tar"
        on_terminal 80 "$TRAVAUX_BIN" search -d "$BATS_TEST_TMPDIR/i" evilness
        on_terminal 80 "$TRAVAUX_BIN" search -d "$BATS_TEST_TMPDIR/i" evilness --format markdown
        on_terminal 80 "$TRAVAUX_BIN" status -d "$BATS_TEST_TMPDIR/i"
        id=$(travaux search -d "$BATS_TEST_TMPDIR/i" evilness --format jsonl | jq -r .document.id)
        on_terminal 80 "$TRAVAUX_BIN" show -d "$BATS_TEST_TMPDIR/i" "$id"
        for style in text markdown html bibtex ris csl-json; do
            on_terminal 80 "$TRAVAUX_BIN" cite -d "$BATS_TEST_TMPDIR/i" "$id#1" --style $style
        done
        on_terminal 80 "$TRAVAUX_BIN" extract "$BATS_TEST_TMPDIR/$evil.tar"
        rm "$BATS_TEST_TMPDIR/$evil.tar"
        on_terminal 80 "$TRAVAUX_BIN" verify -d "$BATS_TEST_TMPDIR/i" "$id" --progress always
        on_terminal 80 "$TRAVAUX_BIN" search "(fog $evil"
        on_terminal 80 "$TRAVAUX_BIN" search "colour:$evil"
        on_terminal 80 "$TRAVAUX_BIN" search --kind "$evil" fog
        on_terminal 80 "$TRAVAUX_BIN" search --topics "$evil" --format trec
        on_terminal 80 "$TRAVAUX_BIN" show "$evil"
        on_terminal 80 "$TRAVAUX_BIN" "$evil"
        on_terminal 80 "$TRAVAUX_BIN" help "$evil"
        on_terminal 80 "$TRAVAUX_BIN" status "--$evil"
        on_terminal 80 "$TRAVAUX_BIN" check -d "$evil"
        on_terminal 80 "$TRAVAUX_BIN" index -d "$BATS_TEST_TMPDIR/j" "$evil"
        on_terminal 80 "$TRAVAUX_BIN" extract "$evil"
    } >all || true
    [ "$(grep -c evilness all)" -ge 3 ]
    python3 - <<'END'
import re
text = re.sub(r"\x1b\[[0-9;]*[mK]", lambda m: m[0] if m[0] == "\x1b[31m" else "", open("all", encoding="utf-8").read())
bad = [hex(ord(c)) for c in text if c not in "\n\r" and (ord(c) < 32 or 0x7f <= ord(c) < 0xa0 or 0x202a <= ord(c) <= 0x202e)]
assert not bad, (bad, [l for l in text.split("\n") if "\x1b" in l or "\u202e" in l or "\x9b" in l])
END
}
