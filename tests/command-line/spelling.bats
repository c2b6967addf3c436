#!/usr/bin/env bats
# Did you mean: words that are in no document, spelled as the documents spell them.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    live_in "$BATS_FILE_TMPDIR"
    mkdir docs
    printf '%s\n\n' 'Remarks' \
        'The preservation of electronic evidence and the collection of traffic data need safeguards.' \
        'Extradition is refused where there is no dual criminality; jurisdiction and sovereignty remain.' \
        'Confidentiality of the request is a condition for assistance in document A/AC.291/22 of 2022.' >docs/en.txt
    printf '%s\n\n' 'Замечания' 'Конвенция о противодействии преступности вступает в силу после ратификации.' >docs/ru.txt
    printf '%s\n\n' 'Remarques' 'La coopération internationale exige des garanties, et la souveraineté demeure.' >docs/fr.txt
    travaux index --progress never docs 2>/dev/null >/dev/null
}

corrected() {
    travaux search --format json "$@" | python3 -c 'import json, sys; print(json.load(sys.stdin)["corrected"])'
}

@test "what people type wrong is told as it is in the documents" {
    while IFS='|' read -r typed meant; do
        found=$(corrected "$typed")
        [ "$found" = "$meant" ] || { echo "$typed: $found, not $meant"; return 1; }
    done <<'END_OF_WORDS'
preservtion|preservation
perservation|preservation
colection|collection
trafic|traffic
evidnece|evidence
electornic|electronic
extraditon|extradition
juristiction|jurisdiction
soverignty|sovereignty
sovereingty|sovereignty
confidentialty|confidentiality
criminalty|criminality
safegaurds|safeguards
asistance|assistance
конвенцыя|конвенция
преступнасти|преступности
cooperasion|coopération
END_OF_WORDS
}

@test "what is well spelled is never corrected, nor what has no word near it" {
    for q in extradition extradited 'dual criminality' xylophone 'collecting safeguard' ратификация CSAM Brazil; do
        [ "$(corrected "$q")" = None ]
    done
}

@test "numbers, symbols, fields, prefixes and short words are left alone" {
    for q in 'A/AC.291/23' 2023 'title:remraks' 'extradtio*' 'dta' 'S/RES/2551'; do
        [ "$(corrected "$q")" = None ]
    done
}

@test "the rest of the question stays as it was typed" {
    [ "$(corrected 'Extraditon AND (trafic OR "dual criminalty")')" = 'Extradition AND (traffic OR "dual criminality")' ]
    [ "$(corrected 'EXTRADITON, A/AC.291/22')" = 'EXTRADITION, A/AC.291/22' ]
}

@test "the text says so above the hits, and --as-typed does not" {
    run travaux search 'extraditon assistance'
    [ "${lines[0]}" = 'Did you mean: extradition assistance' ]
    run travaux search --as-typed 'extraditon assistance'
    [[ "$output" != *"Did you mean"* ]]
}

@test "words that came with an update are known, and those that went are not" {
    cp -r docs grown
    travaux index -d grown.index --progress never grown 2>/dev/null
    printf '%s\n\n' 'More' 'The lighthouse keeper polishes lanterns every evening at the harbour.' >grown/more.txt
    travaux index -d grown.index --progress never grown 2>/dev/null
    [ "$(corrected -d grown.index lantrens)" = lanterns ]
    rm grown/more.txt
    travaux index -d grown.index --progress never grown 2>/dev/null
    [ "$(corrected -d grown.index lantrens)" = None ]
}
