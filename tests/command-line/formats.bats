#!/usr/bin/env bats
# What programs read: JSON against its schemas, citations in pandoc, spreadsheets.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    unset XDG_DATA_HOME
    export TRAVAUX_INDEX=$BATS_FILE_TMPDIR/index HOME=$BATS_FILE_TMPDIR
    export SAMPLE=$TRAVAUX_BUILD/corpus/sample
    travaux index --json --report report.jsonl "$SAMPLE"/*.* >summary.json 2>/dev/null || [ $? -eq 3 ]
}

setup() {
    cd "$BATS_FILE_TMPDIR"
}

valid() { # [--lines] SCHEMA: standard input; prints how many
    /usr/bin/python3 -W ignore "$BATS_TEST_DIRNAME/validate.py" "$@"
}

@test "every schema is a schema, and its version is the one that is printed" {
    for f in "$BATS_TEST_DIRNAME"/../../query/schema/*.json; do
        /usr/bin/python3 - "$f" <<'END'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
assert "/schema/1/" in schema["$id"], schema["$id"]
END
    done
    travaux status --json | python3 -c 'import json, sys; assert json.load(sys.stdin)["format_version"] == 1'
}

@test "the validator notices what is missing, wrong or new" {
    travaux search --format json --kind draft >good.json
    valid search <good.json
    run ! valid search < <(sed 's/"total"/"totals"/' good.json)
    run ! valid search < <(sed 's/"rank": 1,/"rank": "1",/' good.json)
    run ! valid search < <(sed 's/"citation":/"new": 1, "citation":/' good.json)
}

@test "search: json and jsonl of every document are valid" {
    travaux search --format json -n all 'NOT xyzzy' | valid search
    [ "$(travaux search --format jsonl -n all 'NOT xyzzy' | valid --lines search-hit)" -gt 100 ]
    travaux search --format json xyzzy | valid search
    printf '1\tdual criminality\n' >topics
    travaux search --topics topics --format jsonl | valid --lines search-hit
}

@test "status, show, summary and report are valid" {
    travaux status --json | valid status
    travaux status --json --refused | valid status
    valid index-summary <summary.json
    [ "$(valid --lines index-report <report.jsonl)" -gt 50 ]
    travaux search --format jsonl -n all 'NOT xyzzy' | jq -r .document.id | sort -u >ids
    [ "$(xargs "$TRAVAUX_BIN" show --format json <ids | jq -c . | valid --lines show)" -eq "$(wc -l <ids)" ]
}

@test "extract: documents, what is refused and what is ignored are valid" {
    travaux extract "$SAMPLE"/*.* >extract.jsonl 2>/dev/null || [ $? -eq 3 ]
    [ "$(valid --lines extract <extract.jsonl)" -gt 50 ]
    travaux extract --explain "$SAMPLE"/positions.zip | valid --lines extract
    grep -q '"refused"' extract.jsonl
    grep -q '"ignored"' extract.jsonl
}

@test "search exports everything in every style, each passage once" {
    total=$(travaux search --format jsonl -n all 'NOT xyzzy' | wc -l)
    [ "$total" -gt 100 ]
    [ "$(travaux search --format csl-json -n all 'NOT xyzzy' | jq length)" -eq "$total" ]
    [ "$(travaux search --format csl-json -n all 'NOT xyzzy' | jq -r '.[].id' | sort -u | wc -l)" -eq "$total" ]
    [ "$(travaux search --format bibtex -n all 'NOT xyzzy' | grep -c '^@[a-z]*{')" -eq "$total" ]
    [ "$(travaux search --format ris -n all 'NOT xyzzy' | grep -c '^TY  - ')" -eq "$total" ]
    [ "$(travaux search --format html -n all 'NOT xyzzy' | grep -c '<figure ')" -eq "$total" ]
    [ "$(travaux search --format markdown -n all 'NOT xyzzy' | grep -c '^> — ')" -eq "$total" ]
    [ "$(travaux search --format csv -n all 'NOT xyzzy' | python3 -c 'import csv, sys; print(len(list(csv.DictReader(sys.stdin))))')" -eq "$total" ]
}

@test "nothing found is an empty list in CSL-JSON, and status 1" {
    run travaux search --format csl-json xyzzy
    [ "$status" -eq 1 ]
    [ "$output" = "[]" ]
}

@test "CSL-JSON is valid" {
    travaux search --format csl-json -n all 'NOT xyzzy' | valid csl-json
}

# A file of citations as what pandoc can read. Debian's pandoc reads no RIS; bibutils makes BibTeX of it.
for_pandoc() { # STYLE FILE
    case $1 in
    ris) ris2xml -i utf8 "$2" 2>/dev/null | xml2bib -i utf8 -nb 2>/dev/null ;;
    *) cat "$2" ;;
    esac
}

@test "pandoc reads every citation of CSL-JSON, BibTeX and RIS, with its title, author and date" {
    command -v pandoc >/dev/null || skip "needs pandoc"
    for style in csl-json bibtex ris; do
        travaux search --format $style -n all 'NOT xyzzy' >all.$style
        for_pandoc $style all.$style >for-pandoc
        format=bibtex
        [ $style != csl-json ] || format=csljson
        pandoc -f $format -t csljson for-pandoc >$style.json
    done
    python3 - csl-json.json bibtex.json ris.json <<'END'
import json, re, sys, unicodedata
def plain(text):
    return re.sub(r"\W+", "", re.sub(r"<[^>]*>", "", unicodedata.normalize("NFC", text or ""))).casefold()
def key(item):
    # by letters: xml2bib takes "Trinidad and Tobago" and "Côte d'Ivoire" apart
    names = " ".join(v for a in item.get("author", []) for v in a.values())
    names = sorted(plain(re.sub(r"\band\b", "", names)))
    issued = item.get("issued", {}).get("date-parts", [[]])[0]
    return plain(item["title"]), [int(n) for n in issued], names
lists = [sorted((key(i) for i in json.load(open(f))), key=str) for f in sys.argv[1:]]
assert len(lists[0]) > 100
for name, other in zip(sys.argv[2:], lists[1:]):
    assert len(other) == len(lists[0]), (name, len(other), len(lists[0]))
    for a, b in zip(lists[0], other):
        assert a == b, (name, a, b)
END
}

@test "the language of a citation is that of the passage" {
    mkdir "$BATS_TEST_TMPDIR/d"
    { printf 'Agreement on ferries\n\nArticle 1\n\n'
      for i in 1 2 3; do printf 'The ferries of both shores leave their piers at the hour that the council of the harbour has set for them (%s).\n\n' $i; done
      printf 'Article 2\n\nLes bacs des deux rives quittent leurs quais aux heures que le conseil du port a fixées pour eux, et ils ne partent pas quand le brouillard est épais.\n'
    } >"$BATS_TEST_TMPDIR/d/ferries.txt"
    travaux index -d "$BATS_TEST_TMPDIR/i" "$BATS_TEST_TMPDIR/d" 2>/dev/null
    run travaux search -d "$BATS_TEST_TMPDIR/i" -n 1 --format bibtex brouillard
    [[ "$output" == *"language = {fr}"* ]]
    run travaux search -d "$BATS_TEST_TMPDIR/i" -n 1 --format ris council harbour
    [[ "$output" == *"LA  - en"* ]]
}

@test "pandoc --citeproc cites from all of them, with no complaint" {
    command -v pandoc >/dev/null || skip "needs pandoc"
    passage=$(travaux search --format jsonl -n 1 --kind draft criminality | jq -r '.passage.id')
    for style in csl-json bibtex ris; do
        travaux cite "$passage" --style $style >one.$style
        extension=bib
        [ $style != csl-json ] || extension=json
        for_pandoc $style one.$style >"one.$extension"
        printf -- '---\nnocite: "@*"\n---\n\nText.\n' >article.md
        run --separate-stderr pandoc --citeproc --bibliography "one.$extension" article.md -t plain
        [ "$status" -eq 0 ]
        [ -z "$stderr" ]
        [[ "$output" == *"$(travaux show "$passage" --format json | jq -r '.document.title' | cut -d' ' -f1)"* ]]
    done
}
