#!/usr/bin/env bats
# Manifests: in an archive, beside it, in a folder; what changes in them is indexed anew.

setup() {
    bats_require_minimum_version 1.5.0
    load common
    live_in "$BATS_TEST_TMPDIR"
    mkdir -p docs/sub
    printf '%s\n\n' 'On lamps' 'The delegation of lighthouses thanks the Chair, and asks for more lamps.' >docs/a.txt
    printf '%s\n\n' 'On fog' 'The delegation of lighthouses thanks the Chair, and asks for less fog.' >docs/sub/b.txt
}

# Files change again within the clock's tick in a test: make them old.
settle() {
    find "$BATS_TEST_TMPDIR" -maxdepth 2 -type f -not -path '*/index*' -exec touch -d "${1:-2001-01-01}" {} +
}

titles() {
    travaux search --format jsonl -n all lighthouses | jq -r '.document | "\(.member) \(.title)"' | sort
}

@test "a manifest in an archive says what its members are, wherever it stands in it" {
    printf 'member,title,kind,states\na.txt,Lamps and more,draft,BRA;CARICOM\n' >docs/manifest.csv
    printf 'member,date\nb.txt,May 2021\n' >docs/sub/manifest.csv
    tar -czf docs.tar.gz -C docs a.txt sub manifest.csv
    run -0 travaux index --json docs.tar.gz
    [ "$(jq -c '[.members, .indexed, .ignored, .refused]' <<<"$output")" = '[4,2,2,0]' ]
    travaux search --format jsonl -n all lighthouses >hits
    [ "$(jq -c '.document | select(.member == "a.txt") | [.title, .kind, .states]' hits)" = '["Lamps and more","draft",["BRA","CARICOM"]]' ]
    [ "$(jq -r '.document | select(.member == "sub/b.txt") | .date' hits)" = 2021-05 ]
}

@test "a bad row is reported with its line, and the rest is used" {
    printf 'member,title,date\na.txt,Lamps,never\nsub/b.txt,Fog,2021\nc.txt,C,2022\n' >docs/manifest.csv
    tar -czf docs.tar.gz -C docs a.txt sub manifest.csv
    run -3 --separate-stderr travaux index --json docs.tar.gz
    [ "$(jq -c '[.indexed, .refused]' <<<"$output")" = '[2,1]' ]
    [[ $stderr == *'manifest.csv: refused: a manifest, of which 1 rows are used: line 2: not a date: "never"; line 4: there is no member "c.txt"'* ]]
    [ "$(titles)" = $'a.txt a\nsub/b.txt Fog' ] || [ "$(titles)" = $'a.txt On lamps\nsub/b.txt Fog' ]
}

@test "a change of a manifest beside an archive indexes the documents that it is about, and no others" {
    tar -czf docs.tar.gz -C docs a.txt sub
    printf 'member,title\na.txt,First\n' >docs.manifest.csv
    settle
    run -0 travaux index --json docs.tar.gz
    [ "$(jq -c '[.archives, .indexed, .ignored]' <<<"$output")" = '[2,2,1]' ]
    [[ $(titles) == 'a.txt First'* ]]
    run -0 travaux index --json docs.tar.gz
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = '[0,3]' ]
    printf '{"member": "a.txt", "title": "Second"}\n' >docs.manifest.jsonl
    rm docs.manifest.csv
    settle 2002-02-02
    run -0 travaux index --json docs.tar.gz
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = '[1,1]' ]
    [[ $(titles) == 'a.txt Second'* ]]
    [ "$(titles | wc -l)" = 2 ]
    rm docs.manifest.jsonl
    run -0 travaux index --json docs.tar.gz
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = '[1,1]' ]
    [[ $(titles) != *Second* ]]
    travaux check
}

@test "a manifest in a folder is about its files, those below it, and what is in its archives" {
    tar -czf docs/sub/inner.tar.gz -C docs/sub b.txt
    rm docs/sub/b.txt
    printf 'member,title\na.txt,Loose\nsub,All of sub\nsub/inner.tar.gz/b.txt,Packed\n' >docs/manifest.csv
    run -0 travaux index docs
    [ "$(titles)" = $'a.txt Loose\nb.txt Packed' ]
}

@test "a manifest beside an archive goes before the one in it" {
    printf 'member,title,date\na.txt,Within,2001\n' >docs/manifest.csv
    tar -czf docs.tar.gz -C docs a.txt manifest.csv
    printf 'member,title\na.txt,Beside\n' >docs.tar.gz.manifest.csv
    run -0 travaux extract docs.tar.gz
    [ "$(jq -c 'select(.member == "a.txt") | [.title, .date]' <<<"$output")" = '["Beside","2001"]' ]
}

@test "extract --explain says where each value was taken from" {
    mkdir -p positions/Kenya
    printf '%s\n\n' 'Statement on lamps' 'Nairobi, 17 May 2021' 'The delegation of lighthouses thanks the Chair, and asks for lamps.' >positions/Kenya/1.txt
    printf 'member,symbol,authors\n1.txt,A/AC.999/7,A. Bee\n' >positions/Kenya/manifest.csv
    tar -czf all.tar.gz positions
    travaux extract --explain all.tar.gz | jq -c 'select(.id) | .origins' >origins
    [ "$(jq -r '[.kind, .title, .symbol, .date, .language, .states, .authors, .url] | map(. // "-") | join("|")' origins)" = \
        'folder|head of the text|manifest.csv|head of the text|text|folder|manifest.csv|-' ]
    [ "$(travaux extract all.tar.gz | jq -c 'select(.id) | .origins')" = null ]
}
