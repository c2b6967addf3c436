#!/usr/bin/env bats
# Other words for what was typed: abbreviations, synonyms, names of states, other languages.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    live_in "$BATS_FILE_TMPDIR"
    mkdir docs
    printf '%s\n\n' 'Remarks of the first speaker' \
        'Providers have to take down child sexual abuse material within one day of a notice.' \
        'A request for mutual legal assistance takes ten months, and this is too long for us all.' >docs/en1.txt
    printf '%s\n\n' 'Remarks of the second speaker' \
        'The Swazi delegation reminded the Chair of the need for lamps at sea, as Swaziland had asked.' \
        'Nothing in these remarks has anything to do with crime of any kind.' >docs/en2.txt
    printf '%s\n\n' 'Замечания третьего оратора' \
        'Сбор в режиме реального времени данных о трафике должен разрешаться только судом, сказал оратор.' >docs/ru.txt
    printf '%s\n\n' 'Observaciones del cuarto orador' \
        'La obtención en tiempo real de datos de tráfico requiere la autorización de un juez, dijo el orador.' >docs/es.txt
    travaux index --progress never docs 2>/dev/null >/dev/null
}

# The members of the hits, in their order.
members() {
    travaux search --format jsonl "$@" | python3 -c '
import json, sys
print(*dict.fromkeys(json.loads(line)["document"]["member"].rsplit("/", 1)[-1] for line in sys.stdin))'
}

@test "an abbreviation finds what it is short for, and marks it" {
    [ "$(members CSAM)" = en1.txt ]
    run travaux search CSAM --format jsonl
    [[ "$output" == *'"highlights": [[28, 33], [34, 40], [41, 46], [47, 55]]'* ]]
    [ "$(members MLA)" = en1.txt ]
    [ "$(members mla)" = en1.txt ]
}

@test "JSON says what else was looked for" {
    run travaux search CSAM --format json
    [[ "$output" == *'"typed": "CSAM"'* ]]
    [[ "$output" == *'"child sexual abuse material"'* ]]
}

@test "--as-typed looks for the words alone, and so do quotation marks" {
    run travaux search --as-typed CSAM
    [ "$status" -eq 1 ]
    run travaux search '"CSAM"'
    [ "$status" -eq 1 ]
}

@test "a synonym does for a word that is required" {
    [ "$(members 'CSAM AND providers')" = en1.txt ]
    run travaux search 'CSAM AND lamps'
    [ "$status" -eq 1 ]
}

@test "a state is found by its former name and its adjective" {
    [ "$(members Eswatini)" = en2.txt ]
    [ "$(members "eswatini's lamps" | cut -d' ' -f1)" = en2.txt ]
}

@test "--translate finds passages in other languages; without it there are none" {
    run travaux search 'traffic data'
    [ "$status" -eq 1 ]
    found=$(members --translate 'real-time collection of traffic data')
    [[ "$found" == *ru.txt* && "$found" == *es.txt* ]]
    run travaux search --translate --format jsonl 'traffic data'
    [[ "$output" == *данных* ]]
    [[ "$output" != *'"highlights": [],'* ]]
}

@test "--translate --language keeps to passages in that language" {
    [ "$(members --translate --language es 'traffic data')" = es.txt ]
    [ "$(members --translate --language Russian 'real-time collection')" = ru.txt ]
}

@test "a thesaurus of one's own adds to it, as an option and as a file of the user's" {
    printf 'en  luminaire | lamps\n' >own.txt
    run travaux search luminaire
    [ "$status" -eq 1 ]
    [ "$(members --thesaurus own.txt luminaire)" = en2.txt ]
    mkdir -p config/travaux/thesaurus
    cp own.txt config/travaux/thesaurus/mine.txt
    [ "$(XDG_CONFIG_HOME=$PWD/config members luminaire)" = en2.txt ]
    rm -r config/travaux/thesaurus
    cp own.txt config/travaux/thesaurus
    [ "$(XDG_CONFIG_HOME=$PWD/config members luminaire)" = en2.txt ]
}

@test "a fault in a thesaurus is named with file and line" {
    printf 'en  luminaire | lamps\n\nqq  x | y\n' >bad.txt
    run travaux search --thesaurus bad.txt lamps
    [ "$status" -eq 2 ]
    [ "$output" = "travaux search: bad.txt:3: a line begins with a language (en, fr ...) or abbr, not with qq" ]
    run travaux search --thesaurus missing.txt lamps
    [ "$status" -eq 2 ]
    [[ "$output" == *"missing.txt: No such file"* ]]
}
