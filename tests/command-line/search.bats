#!/usr/bin/env bats
# travaux search: questions, filters, formats, errors.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
}

@test "no arguments: a short help on standard error, status 2" {
    run --separate-stderr travaux
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"usage: travaux COMMAND"* ]]
}

@test "the first hit is the article that is about the question" {
    run travaux search 'dim a lighthouse without right' -n 1
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "1. Convention on Lighthouses, art. 2" ]
}

@test "a hit says kind and ID, and has the whole passage when it goes to a pipe" {
    run travaux search fog harbours -n 1
    [[ "${lines[1]}" == *"; "????????????"#"* ]]
    [[ "$output" != *$'\033'* ]]
}

@test "nothing found is status 1 without output" {
    run travaux search xylophone
    [ "$status" -eq 1 ]
    [ -z "$output" ]
}

@test "words alone are ranked, not all required" {
    run travaux search xylophone fog
    [ "$status" -eq 0 ]
}

@test "AND, NOT, phrases and prefixes mean what they say" {
    run travaux search 'xylophone AND fog'
    [ "$status" -eq 1 ]
    run travaux search '"stored lamp" NOT drawing' -n all --format trec
    [ "${#lines[@]}" -eq 1 ]
    run travaux search '"lamp stored"'
    [ "$status" -eq 1 ]
    run travaux search 'mari*' -n all --format jsonl
    [ "${#lines[@]}" -eq 2 ]
}

@test "a phrase of a heading is found in the passage that it stands above, one of a title in the first" {
    run travaux search '"seizure of lamps"' -n all --format trec
    [ "${#lines[@]}" -eq 1 ]
    run travaux search '"seizure of lamps"' -n all --format jsonl
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"art. 19(1)"* ]]
    run travaux search '"convention on lighthouses"' -n all --format jsonl
    [ "${#lines[@]}" -eq 1 ]
    [[ "$output" == *"art. 1"* ]]
    run travaux search 'title:"convention on lighthouses"' -n all --format jsonl
    [ "${#lines[@]}" -eq 4 ]
}

@test "a field keeps to its article" {
    run travaux search 'article:19 lamp' -n all
    [[ "$output" == *"art. 19(1)"* ]]
    [[ "$output" != *"art. 1 "* ]]
    [[ "$output" != *"art. 2"* ]]
}

@test "NOT alone finds passages, and never the record of a document" {
    run travaux search 'NOT tower' -n all --format jsonl
    [ "$status" -eq 0 ]
    [[ "$output" != *'"text": "",'* ]]
}

@test "Chinese is found without blanks between its words" {
    run travaux search 破坏灯塔 -n 1
    [ "$status" -eq 0 ]
    [[ "$output" == *"打击破坏灯塔的行为"* ]]
}

@test "an unclosed quotation mark is shown with its place" {
    run --separate-stderr travaux search 'stored "lamp'
    [ "$status" -eq 2 ]
    [ "${stderr_lines[0]}" = "travaux search: the quotation mark is not closed" ]
    [ "${stderr_lines[1]}" = '    stored "lamp' ]
    [ "${stderr_lines[2]}" = '           ^' ]
}

@test "the place is right behind wide characters" {
    run --separate-stderr travaux search '灯塔 (fog'
    [ "${stderr_lines[2]}" = '         ^' ]
}

@test "an unknown field, kind, date or option is named" {
    run travaux search 'colour:red'
    [ "$status" -eq 2 ]
    [[ "$output" == *'there is no field "colour" ('*'date, kind, language, state, '*'title)'* ]]
    run travaux search --kind novel fog
    [ "$status" -eq 2 ]
    [[ "$output" == *"there is no kind 'novel': treaty,"* ]]
    run travaux search --since sometime fog
    [ "$status" -eq 2 ]
    run travaux search --foo
    [ "$status" -eq 2 ]
    [ "$output" = "travaux search: unknown option '--foo' (see travaux search --help)" ]
}

@test "a question without a word is refused" {
    run travaux search '...'
    [ "$status" -eq 2 ]
    run travaux search
    [ "$status" -eq 2 ]
}

@test "filters alone are a question" {
    run travaux search --kind treaty --format trec
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    [[ "${lines[0]}" == "1 Q0 docs/convention.md 1 "* ]]
}

@test "--document keeps to one document, by the start of its ID" {
    id=$(id_of statement.txt)
    run travaux search --document "${id:0:6}" tower --format trec
    [ "${#lines[@]}" -eq 1 ]
    [[ "${lines[0]}" == *statement.txt* ]]
}

@test "-n and --offset page through the same list" {
    all=$(travaux search lighthouse tower lamp -n 3 --format jsonl)
    paged=$(for i in 0 1 2; do travaux search lighthouse tower lamp -n 1 --offset $i --format jsonl; done)
    [ "$all" = "$paged" ]
}

@test "json has hits, total and facets" {
    travaux search lamp --format json | python3 -c '
import json, sys
a = json.load(sys.stdin)
assert a["query"] == "lamp" and a["corrected"] is None
assert a["total"] == sum(a["facets"]["kind"].values())
for h in a["hits"]:
    text = h["passage"]["text"]
    assert any(text[s:e].lower().startswith("lamp") for s, e in h["passage"]["highlights"])
    assert h["document"]["sha256"][:4] and h["citation"].startswith("Convention on Lighthouses, art. ")'
}

@test "topics are plain words, each line with its topic, also where a line has syntax in it" {
    printf '7\tdim? "a lighthouse AND (\n8\tFOG\n\n9\t...\n' >"$BATS_TEST_TMPDIR/t.tsv"
    run travaux search --topics "$BATS_TEST_TMPDIR/t.tsv" --format trec
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" == "7 Q0 docs/convention.md 1 "*" travaux" ]]
    [[ "$output" == *$'\n'"8 Q0 docs/statement.txt 1 "* ]]
    run travaux search --topics "$BATS_TEST_TMPDIR/t.tsv"
    [ "$status" -eq 2 ]
}

@test "a document is one line of a run" {
    run travaux search --format trec lighthouse lamp tower
    [ "$(cut -d' ' -f3 <<<"$output" | sort | uniq -d)" = "" ]
}

@test "csv of all hits has a head, and no cell is a formula" {
    travaux search --format csv -n all tower lamp | python3 -c '
import csv, sys
rows = list(csv.DictReader(sys.stdin))
assert len(rows) > 3
assert all(v[:1] not in "=+-@" for r in rows for v in r.values() if v)'
}

@test "nothing from a document can steer the terminal" {
    run travaux search evilness --color always
    [ "$status" -eq 0 ]
    [[ "$output" != *$'\033[31m'* ]]
    [[ "$output" != *$'\342\200\256'* ]]
    [[ "$output" == *$'\033[1m'*evilness* ]]
}

@test "NO_COLOR and --color never leave colours out" {
    run env NO_COLOR=1 "$TRAVAUX_BIN" search fog
    [[ "$output" != *$'\033'* ]]
    run travaux search fog --color never
    [[ "$output" != *$'\033'* ]]
}

@test "an index that is not there is said with the command that makes one" {
    run travaux search -d "$BATS_TEST_TMPDIR/none" fog
    [ "$status" -eq 2 ]
    [[ "$output" == *"no index at $BATS_TEST_TMPDIR/none; travaux index -d"* ]]
}

@test "several indexes are searched as one" {
    mkdir "$BATS_TEST_TMPDIR/more"
    printf 'More fog\n\nFog and lighthouses on the other coast of the sea.\n' >"$BATS_TEST_TMPDIR/more/more.txt"
    travaux index -d "$BATS_TEST_TMPDIR/other" "$BATS_TEST_TMPDIR/more" 2>/dev/null
    run travaux search -d "$TRAVAUX_INDEX" -d "$BATS_TEST_TMPDIR/other" fog --format trec
    [ "${#lines[@]}" -eq 2 ]
    printf 'auto %s\nauto %s\n' "$TRAVAUX_INDEX" "$BATS_TEST_TMPDIR/other" >"$BATS_TEST_TMPDIR/stub"
    run travaux search -d "$BATS_TEST_TMPDIR/stub" fog --format trec
    [ "${#lines[@]}" -eq 2 ]
}

@test "a reader that goes away ends it quietly" {
    run bash -c '"$TRAVAUX_BIN" search lamp -n all --format jsonl 2>&1 | head -c 10'
    [ "${#output}" -eq 10 ]
}

@test "help of every command fits a screen and names its manual page" {
    for c in $(travaux --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
        run travaux help $c
        [ "$status" -eq 0 ]
        [ "$(wc -l <<<"$output")" -le 23 ]
        while read -r line; do [ "${#line}" -le 79 ]; done <<<"$output"
        [[ "$output" == *"man travaux-$c"* ]]
    done
}

@test "the help of travaux-index and travaux-extract is the one that travaux has of them" {
    for c in index extract; do
        [ "$(travaux $c --help)" = "$(travaux help $c)" ]
    done
}

@test "help query explains the query language on one screen" {
    run travaux help query
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -le 40 ]
    [[ "$output" == *"NEAR/5"*"state:"*"--language"* ]]
}

@test "an operator with nothing behind it, and NEAR without a number, are refused" {
    for question in '(lamp AND) fog' '(lamp NEAR/5) fog' 'lamp NEAR/x fog' 'lamp NEAR/ fog'; do
        run travaux search "$question"
        [ "$status" -eq 2 ] || { echo "taken: $question"; return 1; }
    done
}

@test "more phrases than are looked for are refused, with the place of the first that is too many" {
    local phrases
    phrases=$(printf '"of the" %.0s' $(seq 51))
    run travaux search "$phrases"
    [ "$status" -eq 2 ]
    [[ "${lines[0]}" == *"more than 50 phrases"* ]]
    run travaux search "${phrases#* * }"
    [ "$status" -lt 2 ]
}

@test "a named article comes first, with what is glued to its number" {
    run travaux search 'lamp art. 19(2)(a)' -n 1
    [[ "${lines[0]}" == *"art. 19"* ]]
    mkdir "$BATS_TEST_TMPDIR/d"
    printf 'Convention on ferries\n\nArticle 7\n\nThe ferry leaves when the bell has been rung.\n' >"$BATS_TEST_TMPDIR/d/named.txt"
    printf 'Notes\n\nArt. 7, art. 8, art. 9, art. 7 and art. 7(2)(c): art. by art. the 7 of us read art. 7.\n' >"$BATS_TEST_TMPDIR/d/notes.txt"
    printf 'Letters\n\nThere is art in c, art in 2 and art in 7 paintings, and all of that is art.\n' >"$BATS_TEST_TMPDIR/d/painting.txt"
    travaux index -d "$BATS_TEST_TMPDIR/i" "$BATS_TEST_TMPDIR/d" 2>/dev/null
    for question in 'art. 7' 'Article 7' 'art. 7(2)(c)'; do
        run travaux search -d "$BATS_TEST_TMPDIR/i" --format trec "$question"
        [[ "${lines[0]}" == *named.txt* ]]
        [[ "${lines[1]}" == *notes.txt* ]]
    done
}

@test "a word is found in a passage of another language, and does not upset the others" {
    mkdir "$BATS_TEST_TMPDIR/d"
    printf 'Lighthouses of the north\n\nThe keepers keep the lighthouses of the north in good order every winter and every summer, as they always have.\n' >"$BATS_TEST_TMPDIR/d/en.txt"
    printf 'Les phares du nord\n\nLes gardiens du phare de Lighthouses, une petite ville de la c\303\264te, sont toujours fid\303\250les \303\240 leur poste.\n' >"$BATS_TEST_TMPDIR/d/fr.txt"
    travaux index -d "$BATS_TEST_TMPDIR/i" "$BATS_TEST_TMPDIR/d" 2>/dev/null
    run travaux search -d "$BATS_TEST_TMPDIR/i" 'lighthouses keeper winter' --format trec
    [ "${#lines[@]}" -eq 2 ]
    [[ "${lines[0]}" == *en.txt* ]]
}

@test "--sort date has the newest first" {
    mkdir "$BATS_TEST_TMPDIR/s"
    printf 'Fog report\n\n12 March 2020\n\nFog, fog and more fog was reported by the keepers of the tower on the coast.\n' >"$BATS_TEST_TMPDIR/s/old.txt"
    printf 'Fog report\n\n12 March 2022\n\nThe keepers of the tower on the coast reported that there was some fog again.\n' >"$BATS_TEST_TMPDIR/s/new.txt"
    travaux index -d "$BATS_TEST_TMPDIR/i" "$BATS_TEST_TMPDIR/s" 2>/dev/null
    run travaux search -d "$BATS_TEST_TMPDIR/i" fog --sort date --format trec
    [[ "${lines[0]}" == *new.txt* ]]
    run travaux search -d "$BATS_TEST_TMPDIR/i" fog --until 2021 --format trec
    [ "${#lines[@]}" -eq 1 ]
    [[ "${lines[0]}" == *old.txt* ]]
    run travaux search -d "$BATS_TEST_TMPDIR/i" 'fog date:2022..' --format trec
    [[ "${lines[0]}" == *new.txt* ]]
    [ "${#lines[@]}" -eq 1 ]
}
