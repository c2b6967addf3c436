#!/usr/bin/env bats
# travaux explain: why a passage ranks where it does.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
    mkdir more
    echo "The keeper of the tower fills the lamp with oil and trims its wick when mariners are out at night." >more/keeper.txt
    echo "Oil for the lamp is stored below; the keeper carries it up the tower, and trims the wick." >more/oil.txt
    echo "A lamp without a wick gives no light to the lighthouse, and its keeper has oil to no end." >more/wick.txt
    travaux index more 2>/dev/null >/dev/null
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

# The parts of a score, as JSON, and whether they add up to it.
parts() { # OPTION... QUERY ID#N
    travaux explain --json "$@" | python3 -c '
import json, sys
e = json.load(sys.stdin)
assert abs(sum(e["parts"].values()) - e["score"]) < 1e-3, e
print(json.dumps([e["parts"], e["feedback"]]))'
}

@test "the parts of a score add up to it, for short questions, long ones and quotations" {
    local question=(stored lamp lighthouse tower) id
    for n in 1 2 3 4; do
        for id in $(travaux search --format jsonl "${question[@]:0:$n}" | jq -r .passage.id); do
            parts "${question[@]:0:$n}" "$id" >parts
            jq -e '.[0].words > 0 and .[0].document > 0' parts
        done
    done
    jq -e '.[0].feedback > 0 and .[0].neighbours != 0 and (.[1] | length) > 0' parts
    local text="for the purposes of this convention, lighthouse means a tower with a lamp that helps mariners to find their way at night"
    parts "$text" "$(best "$text")" >parts
    jq -e '.[0].quotation > 0 and .[0].neighbours == 0' parts
}

@test "the parts are told in words, with numbers that add up to the score" {
    travaux explain stored lamp lighthouse tower "$(best stored lamp lighthouse tower)" >told
    grep -q '[0-9]  its words$' told
    grep -q '[0-9]  its document as a whole$' told
    grep -q '[0-9]  words that the best documents have in common: ' told
    grep -q '[0-9]  nearer to what documents like its own have in the mean$' told
    python3 -c '
import re
told = open("told").read()
score = float(re.search(r"is ranked by (\d+\.\d+)", told).group(1))
parts = told.split("That is the sum of:\n")[1].split("\n\n")[0].splitlines()
assert abs(sum(float(p.split()[0]) for p in parts) - score) < .005 * (len(parts) + 1), told'
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
