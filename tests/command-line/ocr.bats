#!/usr/bin/env bats
# Pages that are images: said so, and read with --ocr.

bats_require_minimum_version 1.5.0
load common

setup() {
    [ -x "$TRAVAUX_BUILD/indexer/travaux-extract-ocr" ] || skip "built without OCR"
    live_in "$BATS_TEST_TMPDIR"
    unset TESSDATA_PREFIX
    mkdir docs
    "$TRAVAUX_BUILD/tests/tools/scan-pdf" image 'The delegation of lighthouses asks for' \
        'a second lamp before the winter begins,' 'and for keepers who know the fog.' >docs/scan.pdf
    "$TRAVAUX_BUILD/tests/tools/scan-pdf" text 'The text of lighthouses is here.' >docs/text.pdf
    tar -czf docs.tar.gz -C docs scan.pdf text.pdf
    touch -d 2001-01-01 docs.tar.gz
}

@test "a scanned document is refused as one, and read when OCR is asked for" {
    run -3 --separate-stderr travaux index --json docs.tar.gz
    [ "$(jq -c '[.indexed, .refused]' <<<"$output")" = '[1,1]' ]
    [[ $stderr == *'scan.pdf: refused: pages are images without a text layer (OCR would be needed): 1 of 1'* ]]
    run -0 travaux index --json --ocr docs.tar.gz
    [ "$(jq -c '[.indexed, .unchanged, .refused]' <<<"$output")" = '[1,1,0]' ]
    run -0 travaux search --format jsonl 'keepers fog'
    [ "$(jq -r .document.member <<<"$output")" = scan.pdf ]
    [[ $(jq -r .passage.text <<<"$output") == *'a second lamp before the winter begins, and for keepers who know the fog.'* ]]
    travaux verify "$(jq -r .passage.id <<<"$output")"
    run -0 travaux index --json --ocr docs.tar.gz
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = '[0,2]' ]
    run -0 travaux index --json docs.tar.gz
    [ "$(jq -c '[.indexed, .unchanged, .refused]' <<<"$output")" = '[0,2,0]' ]
}

@test "OCR without models is refused with what to install, and nothing is done" {
    run -2 --separate-stderr env TESSDATA_PREFIX="$BATS_TEST_TMPDIR" "$TRAVAUX_BIN" index --ocr docs.tar.gz
    [[ $stderr == *"no model of tesseract in $BATS_TEST_TMPDIR (install tesseract-ocr-eng"* ]]
    run -2 --separate-stderr env TESSDATA_PREFIX="$BATS_TEST_TMPDIR" "$TRAVAUX_BIN" extract --ocr docs.tar.gz
    [[ $stderr == *'no model of tesseract'* ]]
}
