#!/usr/bin/env bats
# The promises of corpus/sample: it says what it is, its lists are right, and packing it is
# deterministic. SAMPLE and PACK_SAMPLE come from meson.

bats_require_minimum_version 1.5.0

setup() {
    export LC_ALL=C.UTF-8
    SAMPLE=${SAMPLE:-$BATS_TEST_DIRNAME/../../corpus/sample}
    PACK_SAMPLE=${PACK_SAMPLE:-$BATS_TEST_DIRNAME/../../tools/pack-sample}
    cd "$SAMPLE"
}

# The text of a document, whatever its character set.
text_of() {
    case $1 in
    *windows-125?.txt) iconv -f "$(basename "$1" .txt)" "$1" ;;
    *utf-16le.txt) iconv -f UTF-16 "$1" ;;
    *) cat "$1" ;;
    esac
}

# The value of a key (column of expected.jsonl) for every document, one a line.
expected() {
    python3 -c 'import json, sys
for line in open("expected.jsonl", encoding="utf-8"):
    print(json.loads(line)[sys.argv[1]])' "$1"
}

@test "every document says that it was written for the sample" {
    expected member | while read -r member; do
        text_of "$member" | tr '\n' ' ' | grep -qE \
            'invented|inventée|inventadas|erfunden|вымышлены|虚构|مختلقة' ||
            { echo "no notice: $member"; false; }
    done
}

@test "expected.jsonl lists every document and nothing else" {
    expected member | sort >"$BATS_TEST_TMPDIR/listed"
    find drafts letters news odd positions records -type f \
        ! -name empty.txt ! -name notes.bin | sort >"$BATS_TEST_TMPDIR/found"
    diff "$BATS_TEST_TMPDIR/listed" "$BATS_TEST_TMPDIR/found"
}

@test "the README names every document" {
    expected member | while read -r member; do
        grep -qF "\`$member\`" README.md || { echo "not in README.md: $member"; false; }
    done
}

@test "every symbol stands in its document" {
    python3 - <<'END'
import json
for line in open("expected.jsonl", encoding="utf-8"):
    document = json.loads(line)
    if document["symbol"]:
        text = open(document["member"], encoding="utf-8").read()
        assert document["symbol"] in text, document["member"]
END
}

@test "every query expects a document, and an article that the document has" {
    python3 - <<'END'
import csv, json
documents = {d["member"]: d for d in map(json.loads, open("expected.jsonl", encoding="utf-8"))}
rows = list(csv.DictReader(open("queries.tsv", encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
assert [int(r["number"]) for r in rows] == list(range(1, 26))
for row in rows:
    document = documents[row["member"]]
    assert not row["article"] or row["article"] in document["articles"], row
    assert int(row["rank-limit"]) in (1, 3), row
END
}

@test "articles are listed in the order of the text" {
    python3 - <<'END'
import json, re
for line in open("expected.jsonl", encoding="utf-8"):
    document = json.loads(line)
    if document["language"] != "en" or "articles" not in document:
        continue
    text = open(document["member"], encoding="utf-8").read()
    found = re.findall(r"(?m)^(?:### |<h3>| *<num>| {20,})Article (\d+(?: bis)?)(?=[.<\s]*)", text)
    assert found == document["articles"], document["member"]
END
}

@test "the edge cases are what their names say" {
    [ "$(head -c 3 odd/bom.txt | od -An -tx1)" = " ef bb bf" ]
    [ "$(head -c 2 odd/utf-16le.txt | od -An -tx1)" = " ff fe" ]
    run ! iconv -f UTF-8 odd/windows-1251.txt
    run ! iconv -f UTF-8 odd/windows-1252.txt
    cmp odd/duplicate-a.txt odd/duplicate-b.txt
    [ ! -s odd/empty.txt ]
    [ "$(wc -c <odd/notes.bin)" -eq 16 ]
}

@test "the second draft is wrapped at 76 columns" {
    run ! grep -nE '^.{77}' drafts/second-draft.txt
}

@test "packing twice gives the same bytes, whatever the time zone and the locale" {
    "$PACK_SAMPLE" "$BATS_TEST_TMPDIR/one"
    TZ=Asia/Tokyo LC_ALL=C "$PACK_SAMPLE" "$BATS_TEST_TMPDIR/two"
    diff -r "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
}

@test "the archives hold every document, byte for byte" {
    "$PACK_SAMPLE" "$BATS_TEST_TMPDIR/packed"
    mkdir "$BATS_TEST_TMPDIR/unpacked"
    for archive in drafts.tar.gz positions.zip news.tar.xz records.tar.bz2 letters.cpio.gz odd.7z; do
        bsdtar -xf "$BATS_TEST_TMPDIR/packed/$archive" -C "$BATS_TEST_TMPDIR/unpacked"
    done
    for folder in drafts letters news odd positions records; do
        diff -r "$folder" "$BATS_TEST_TMPDIR/unpacked/$folder"
    done
    gzip -dc "$BATS_TEST_TMPDIR/packed/report.txt.gz" | cmp - records/report-4.txt
    bsdtar -xOf "$BATS_TEST_TMPDIR/packed/mixed.tar.zst" press.zip | bsdtar -tf - |
        grep -qx news/hospital-ransom.html
}
