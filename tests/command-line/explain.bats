#!/usr/bin/env bats
# travaux explain: why a passage ranks where it does.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
}

# The best passage for a question.
best() {
    travaux search --format jsonl -n 1 "$@" | python3 -c '
import json, sys
print(json.loads(sys.stdin.readline())["passage"]["id"])'
}

@test "the first hit is number one, by the words that it has" {
    run travaux explain stored lamp "$(best stored lamp)"
    [ "$status" -eq 0 ]
    [[ "$output" == *"Number 1 of "*" passages that the question finds."* ]]
    [[ "$output" == *" lamp... in text and headings, "* ]]
    [[ "$output" == *" store... in text and headings, 1 time; in "* ]]
}

@test "words that it lacks are named, and a passage that is not found is status 1" {
    run travaux explain stored xylophone "$(best stored lamp)"
    [[ "$output" == *"Not in it: xylophon"* ]]
    run travaux explain xylophone "$(best stored lamp)"
    [ "$status" -eq 1 ]
    [[ "$output" == *"The question does not find it."* ]]
}

@test "JSON has the words with field, times, passages and weight, the weightiest first" {
    travaux explain --json stored lamp drawing "$(best stored lamp)" | python3 -c '
import json, sys
e = json.load(sys.stdin)
assert e["rank"] >= 1 and e["score"] > 0 and e["weight"] > 0, e
weights = [w["weight"] for w in e["words"]]
assert weights == sorted(weights, reverse=True) and weights[-1] > 0
assert {"term": "lamp", "as": "stem", "field": "text"}.items() <= [w for w in e["words"] if w["term"] == "lamp"][0].items()'
}

@test "the rank is that of the search" {
    id=$(travaux search --duplicates --format jsonl -n all lighthouse tower lamp | sed -n 3p |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["passage"]["id"])')
    travaux explain --json lighthouse tower lamp "$id" | grep -q '"rank": 3,'
}

@test "an ID without a passage, one that is not there, and a fault in the question are refused" {
    id=$(best lamp)
    run travaux explain lamp "${id%#*}"
    [ "$status" -eq 2 ]
    [[ "$output" == *"the passage behind its # is missing"* ]]
    run travaux explain lamp "${id%#*}#999"
    [ "$status" -eq 2 ]
    [[ "$output" == *"#999"* ]]
    run travaux explain '(lamp' "$id"
    [ "$status" -eq 2 ]
    run travaux explain lamp
    [ "$status" -eq 2 ]
}
