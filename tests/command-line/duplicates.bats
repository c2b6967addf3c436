#!/usr/bin/env bats
# Near-duplicates are one hit, and no document fills a page.

bats_require_minimum_version 1.5.0
load common

# A story as eight newspapers print it, each with a headline and cuts of its own; another story; a text
# renewed with other dates; and a draft with one word changed.
setup_file() {
    live_in "$BATS_FILE_TMPDIR"
    python3 - <<'EOF'
import os, random
WORDS = """harbour lamp keeper signal tower fog mariner coast night vessel beacon storm report duty oil
lens rock tide pilot crew chart shore anchor mist""".split()
def story(seed, n):
    rng = random.Random(seed)
    return ["The " + " ".join(rng.choice(WORDS) for _ in range(12)) + "." for _ in range(n)]
def write(folder, name, title, sentences):
    os.makedirs(folder, exist_ok=True)
    paragraphs = [" ".join(sentences[i:i + 4]) for i in range(0, len(sentences), 4)]
    with open(f"{folder}/{name}", "w") as f:
        f.write(title + "\n\n" + "\n\n".join(paragraphs) + "\n")
wire = story(1, 40)
for paper in range(8):
    cut = [s for i, s in enumerate(wire) if not paper or i % 13 != paper]
    write("wire", f"paper{paper}.txt", f"Headline number {paper} of a paper", cut)
write("other", "other.txt", "Another story", story(2, 40))
EOF
    tar -czf wire.tgz wire
    tar -czf other.tgz other
    travaux index --progress never wire.tgz other.tgz 2>/dev/null >/dev/null
}

# Reads hits as JSON Lines and evaluates a Python expression over the list `hits`.
of_hits() {
    python3 -c '
import json, sys
hits = [json.loads(line) for line in sys.stdin]
print(eval(sys.argv[1]))' "$1"
}

@test "a story in eight papers is one document among the hits" {
    run travaux search --format jsonl lamp keeper
    [ "$(of_hits 'len({h["document"]["id"] for h in hits})' <<<"$output")" -eq 2 ]
    [ "$(of_hits 'max(h["duplicates"]["count"] for h in hits)' <<<"$output")" -eq 7 ]
}

@test "the other papers are named, each once, by passages that match" {
    run travaux search --format jsonl lamp keeper -n 1
    [ "$(of_hits 'len({i.split("#")[0] for i in hits[0]["duplicates"]["ids"]})' <<<"$output")" -eq 7 ]
    id=$(of_hits 'hits[0]["duplicates"]["ids"][0]' <<<"$output")
    run travaux show "$id" --context 0
    [[ "$output" == *keeper* || "$output" == *lamp* ]]
}

@test "the text says how many more there are, once a document" {
    run travaux search lamp keeper
    [ "$(grep -c 'and 7 more with nearly the same text (--duplicates)' <<<"$output")" -eq 1 ]
}

@test "--duplicates and -n all show every one" {
    run travaux search --duplicates --format jsonl -n 100 lamp
    [ "$(of_hits 'len({h["document"]["id"] for h in hits})' <<<"$output")" -eq 9 ]
    [ "$(of_hits 'sum(h["duplicates"]["count"] for h in hits)' <<<"$output")" -eq 0 ]
    run travaux search --format jsonl -n all lamp
    [ "$(of_hits 'len({h["document"]["id"] for h in hits})' <<<"$output")" -eq 9 ]
}

@test "those that a filter leaves out do not count" {
    id=$(travaux search --format jsonl -n 1 lamp keeper | of_hits 'hits[0]["duplicates"]["ids"][0]')
    run travaux search --format jsonl --document "${id%#*}" lamp keeper
    [ "$(of_hits '{h["duplicates"]["count"] for h in hits}' <<<"$output")" = "{0}" ]
}

@test "a document has three hits, and says how many more there are" {
    run travaux search --format jsonl fog tide -n 100
    [ "$(of_hits 'max(sum(k["document"]["id"] == h["document"]["id"] for k in hits) for h in hits)' <<<"$output")" -eq 3 ]
    id=$(of_hits 'hits[0]["document"]["id"]' <<<"$output")
    more=$(of_hits "sum(h['more'] for h in hits if h['document']['id'] == '$id')" <<<"$output")
    run travaux search --format jsonl fog tide --document "$id"
    [ "${#lines[@]}" -eq $((more + 3)) ]
    run travaux search fog tide
    [[ "$output" == *"$more more in this document (--document $id)"* ]]
}

@test "pages follow each other without gap or repetition" {
    all=$(travaux search --format jsonl -n 6 lamp fog | of_hits '[h["passage"]["id"] for h in hits]')
    run travaux search --format jsonl -n 3 lamp fog
    first=$(of_hits '[h["passage"]["id"] for h in hits]' <<<"$output")
    run travaux search --format jsonl -n 3 --offset 3 lamp fog
    second=$(of_hits '[h["passage"]["id"] for h in hits]' <<<"$output")
    [ "$all" = "${first%]}, ${second#[}" ]
}

@test "an index that grew has the same groups as one made at once" {
    travaux index -d "$BATS_TEST_TMPDIR/grown" --progress never wire/paper0.txt other.tgz
    travaux index -d "$BATS_TEST_TMPDIR/grown" --progress never wire.tgz
    travaux index -d "$BATS_TEST_TMPDIR/once" --progress never wire/paper0.txt other.tgz wire.tgz
    run travaux search -d "$BATS_TEST_TMPDIR/grown" --format jsonl lamp keeper
    grown=$(of_hits 'sorted((h["passage"]["id"], h["duplicates"]["count"]) for h in hits)' <<<"$output")
    run travaux search -d "$BATS_TEST_TMPDIR/once" --format jsonl lamp keeper
    once=$(of_hits 'sorted((h["passage"]["id"], h["duplicates"]["count"]) for h in hits)' <<<"$output")
    [ "$grown" = "$once" ]
    [ "$(of_hits 'max(h["duplicates"]["count"] for h in hits)' <<<"$output")" -eq 7 ]
}

@test "a group outlives the document that was its first" {
    cp -r wire "$BATS_TEST_TMPDIR/papers"
    travaux index -d "$BATS_TEST_TMPDIR/index" --progress never "$BATS_TEST_TMPDIR/papers"
    rm "$BATS_TEST_TMPDIR/papers/paper0.txt" "$BATS_TEST_TMPDIR/papers/paper3.txt"
    travaux index -d "$BATS_TEST_TMPDIR/index" --progress never "$BATS_TEST_TMPDIR/papers"
    run travaux search -d "$BATS_TEST_TMPDIR/index" --format jsonl lamp
    [ "$(of_hits 'max(h["duplicates"]["count"] for h in hits)' <<<"$output")" -eq 5 ]
}
