#!/usr/bin/env bats
# What goes wrong is told with what to do: wrong options, indexes that are missing, damaged, not ours.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    make_index
}

setup() {
    cd "$BATS_TEST_TMPDIR"
}

refused() { # MESSAGE COMMAND...
    local message=$1
    shift
    run --separate-stderr travaux "$@"
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ "$stderr" == *"$message"* ]] || { echo "said: $stderr"; return 1; }
    [[ "${stderr_lines[0]}" == "travaux"* ]]
}

# Every command that reads an index, on this one.
all_refused() { # MESSAGE INDEX
    local id=aaaaaaaaaaaa
    refused "$1" search -d "$2" fog
    refused "$1" show -d "$2" $id
    refused "$1" cite -d "$2" $id#1
    refused "$1" verify -d "$2" --all
    refused "$1" status -d "$2"
    refused "$1" check -d "$2"
    refused "$1" compact -d "$2"
}

@test "an index that is not there is told with the command that makes one" {
    all_refused "no index at $PWD/none; travaux index -d '$PWD/none' ARCHIVE makes one" "$PWD/none"
    mkdir empty
    all_refused "travaux index -d 'empty' ARCHIVE makes one" empty
}

@test "a damaged index is told with what to do about it" {
    cp -r "$TRAVAUX_INDEX" damaged
    head -c 100 /dev/zero >damaged/iamglass
    all_refused "the index is damaged; remove it and index the archives anew" damaged
}

@test "what is no index is told" {
    : >file
    all_refused "file: this is no index of travaux" file
}

@test "what may not be read is told as such, and not as missing" {
    [ "$(id -u)" -eq 0 ] || skip "needs root, to become nobody"
    cp -r "$TRAVAUX_INDEX" closed
    chmod 700 closed
    chmod 755 "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_RUN_TMPDIR" "$BATS_SUITE_TMPDIR"
    setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$TRAVAUX_BIN" || skip "the build is closed to nobody"
    cd /
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$TRAVAUX_BIN" search -d "$BATS_TEST_TMPDIR/closed" fog
    [ "$status" -eq 2 ]
    [[ "$output" == *"closed: Permission denied" ]]
    chmod 555 "$BATS_TEST_TMPDIR/closed"
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$TRAVAUX_BIN" index -d "$BATS_TEST_TMPDIR/closed" /etc/hostname
    [ "$status" -eq 2 ]
    [[ "$output" == *"closed: Permission denied" ]]
}

@test "a command or option that is mistyped is told with the one that may be meant" {
    refused "there is no command 'serch'; is it 'search'?" serch fog
    refused "unknown option '--formt'; is it --format?" search --formt csv fog
    refused "'-d' stands before the command: travaux COMMAND [OPTION]..." -d x search fog
}

@test "what is missing or too much is told" {
    refused "a question is missing" search
    refused "an ID or ID#N is missing" show
    refused "an ID#N is missing" cite
    refused "an ID#N or --all is missing" verify
    refused "'x' is one too many" verify --all x
    refused "'x' is one too many" status x
    refused "'x' is one too many" check x
    refused "'x' is one too many" compact x
    refused "FILE... is missing" index
    refused "ARCHIVE... is missing" extract
}

@test "a value that is none is told with those that are" {
    refused "'xls' is none of text, json, jsonl, csv," search --format xls fog
    refused "'-1' is no number and not 'all'" search -n -1 fog
    refused "--limit needs a value" search fog -n
    refused "there is no kind 'novel': treaty, draft," search --kind novel fog
    refused "there is no state or group 'Ruritania'; a code such as FRA will do" search --state Ruritania fog
    refused "there is no language 'Klingon'; a code such as fr will do" search --language Klingon fog
    refused "--since: '2022-13' is no date; 2022, 2022-03 and 2022-03-05 are" search --since 2022-13 fog
    refused "--since 2023 is after --until 2022-05" search --since 2023 --until 2022-05 fog
    travaux search --since 2022 --until 2022-05 fog || [ $? -eq 1 ]
    refused "'mla' is none of text, markdown," cite --style mla abc#1
    refused "--archives: none: No such file" verify --archives none --all
    refused "name the one it is in" verify --archives "$BATS_FILE_TMPDIR/docs.tar.gz" --all
}

@test "an ID is taken in capitals, too; what is none says where IDs are found" {
    id=$(id_of convention.md)
    [ "$(travaux cite "${id^^}#1")" = "$(travaux cite "$id#1")" ]
    refused "'x y' is no ID of a document, nor of a passage (ID#N); travaux search prints them" show 'x y'
    refused "$id is a document; a passage is cited as $id#N" cite "$id"
}

@test "a full disk is told" {
    for command in "search lamp" "show $(id_of convention.md)" "status" "status --json"; do
        run bash -c "\"$TRAVAUX_BIN\" $command 2>&1 >/dev/full"
        [ "$status" -eq 2 ]
        [[ "$output" == *"standard output: No space left on device" ]]
    done
}

@test "a question of too many Chinese characters is refused, and taken in quotation marks" {
    local text
    text=$(printf '网络%.0s' {1..600})
    refused "more than 800 Chinese, Japanese or Korean characters of the question are not in quotation marks" search "$text"
    run travaux search "\"$text\""
    [ "$status" -eq 1 ]
    run travaux search "${text:0:801}"
    [ "$status" -lt 2 ]
}
