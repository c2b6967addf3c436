#!/usr/bin/env bats
# Completions: what travaux offers, and that bash, zsh and fish show it.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
    mkdir "$BATS_FILE_TMPDIR/bin"
    ln -s "$TRAVAUX_BIN" "$BATS_FILE_TMPDIR/bin/travaux"
    export PATH=$BATS_FILE_TMPDIR/bin:$PATH
    export COMPLETIONS=$BATS_TEST_DIRNAME/../../query/completions
}

# What bash puts in the place of the last word, one candidate a line.
in_bash() {
    bash --norc -c 'source "$COMPLETIONS/travaux.bash"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _travaux && printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

in_fish() {
    HOME=$BATS_TEST_TMPDIR fish --no-config -c '
        source $COMPLETIONS/travaux.fish; complete -C $argv[1]' "$1"
}

# What zsh makes of a line when Tab is pressed behind it, in a terminal of its own.
in_zsh() {
    zsh -f -c '
        zmodload zsh/zpty
        zpty terminal zsh -f -i
        zpty -w terminal "PS1= PROMPT_EOL_MARK= fpath=($COMPLETIONS \$fpath); autoload -Uz compinit && compinit -D -u; \
            show() { print -r -- \"<\$BUFFER>\"; zle kill-whole-line }; zle -N show; bindkey ^X show; print ready:\$((1+1))"
        local text all
        while zpty -r terminal text; do [[ $text == *ready:2* ]] && break; done
        zpty -w -n terminal "$1"$'"'\t\x18'"'
        while zpty -r terminal text "*>"; do all+=$text; [[ $text == *"<"*">"* ]] && break; done
        print -r -- "${all##*<}"
        zpty -d terminal' zsh "$1"
}

@test "every command, and every option of every command, is offered" {
    for c in $(travaux --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
        travaux complete '' | grep -q "^$c"$'\t'
        for option in $(travaux $c --help | grep -o -- '--[a-z][a-z-]*' | sort -u); do
            travaux complete $c -- 2>/dev/null | grep -q "^$option\b" || travaux complete $c - | grep -q "^$option\b"
        done
    done
}

@test "values are offered by what an option takes" {
    [ "$(travaux complete search --kind '' | sort | tr '\n' ' ')" = "draft news position record treaty " ]
    [ "$(travaux complete search --state BRA)" = $'BRA\tBrazil' ]
    [ "$(travaux complete search --state Brazi)" = $'Brazil\tBRA' ]
    [ "$(travaux complete search --language ar)" = $'ar\tArabic' ]
    [ "$(travaux complete search --format=mark)" = "--format=markdown" ]
    [ "$(travaux complete search --format = mark)" = "markdown" ]
    [ "$(travaux complete cite --style bib)" = "bibtex" ]
    [ "$(travaux complete index --report '')" = ":files" ]
    [ "$(travaux complete verify --archives '')" = ":directories" ]
    [ "$(travaux complete index '')" = ":files" ]
    [ "$(travaux complete help quer)" = $'query\tThe query language' ]
}

@test "the start of an ID is completed, with the document's title" {
    id=$(id_of convention.md)
    [ "$(travaux complete show "${id:0:5}")" = "$id"$'\tConvention on Lighthouses' ]
    [ "$(travaux complete search -d "$TRAVAUX_INDEX" --document "${id:0:5}")" = "$id"$'\tConvention on Lighthouses' ]
}

@test "where there is nothing to offer, nothing is printed" {
    run travaux complete nonsense ''
    [ "$status" -eq 0 ] && [ -z "$output" ]
    run travaux complete search --since 2
    [ "$status" -eq 0 ] && [ -z "$output" ]
    run travaux complete show -d /nowhere ab
    [ "$status" -eq 0 ] && [ -z "$output" ]
}

@test "bash completes commands, options, values, names with blanks, and files" {
    [ "$(in_bash travaux sea)" = search ]
    [ "$(in_bash travaux search --lang)" = --language ]
    [ "$(in_bash travaux search --kind tr)" = treaty ]
    [ "$(in_bash travaux search --kind = tr)" = treaty ]
    [ "$(in_bash travaux search --state 'South A')" = 'South\ Africa' ]
    cd "$BATS_FILE_TMPDIR"
    [ "$(in_bash travaux index docs.t)" = docs.tar.gz ]
    [ "$(in_bash travaux verify --archives do)" = docs ]
}

@test "fish completes commands, options, values and files, each with what it means" {
    command -v fish >/dev/null || skip "needs fish"
    [[ "$(in_fish 'travaux sea')" == search$'\t'* ]]
    [[ "$(in_fish 'travaux search --lang')" == --language$'\t'* ]]
    [ "$(in_fish 'travaux search --kind tr')" = treaty ]
    [ "$(in_fish 'travaux search --kind=tr')" = --kind=treaty ]
    [ "$(in_fish 'travaux search --state FR' | head -n 1)" = $'FRA\tFrance' ]
    cd "$BATS_FILE_TMPDIR"
    [[ "$(in_fish 'travaux index docs.t')" == docs.tar.gz* ]]
}

@test "zsh completes commands, options, values and files" {
    command -v zsh >/dev/null || skip "needs zsh"
    [ "$(in_zsh 'travaux sea')" = 'travaux search >' ]
    [ "$(in_zsh 'travaux search --lang')" = 'travaux search --language >' ]
    [ "$(in_zsh 'travaux search --kind tr')" = 'travaux search --kind treaty >' ]
    [ "$(in_zsh 'travaux search --kind=tr')" = 'travaux search --kind=treaty >' ]
    [ "$(in_zsh 'travaux search --state Brazi')" = 'travaux search --state Brazil >' ]
    cd "$BATS_FILE_TMPDIR"
    [ "$(in_zsh 'travaux index docs.t')" = 'travaux index docs.tar.gz >' ]
}
