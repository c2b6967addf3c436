#!/usr/bin/env bats
# Crawls and mail on the command line: what is in them is found, with its address, date and author.

bats_require_minimum_version 1.5.0
load common

setup() {
    live_in "$BATS_TEST_TMPDIR"
}

# record TYPE URI BLOCK-FILE DIGEST
record() {
    printf 'WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2021-02-03T04:05:06Z\r\n' "$1" "$2"
    printf 'WARC-Payload-Digest: sha1:%s\r\nContent-Type: application/http; msgtype=response\r\n' "$4"
    printf 'Content-Length: %d\r\n\r\n' "$(wc -c <"$3")"
    cat "$3"
    printf '\r\n\r\n'
}

make_crawl() {
    {
        printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n'
        printf '<!doctype html><html><title>Lamps</title><body><h1>Lamps</h1>'
        printf '<p>The keepers of all towers agreed, after a long day of talks, that lamps need oil.</p></body></html>'
    } >page
    printf 'HTTP/1.1 404 Not Found\r\n\r\nno such lamp' >gone
    printf 'HTTP/1.1 304 Not Modified\r\n\r\n' >same
    {
        record response https://lamps.example/news/ page ONE | gzip
        record response https://lamps.example/gone gone TWO | gzip
        record revisit https://lamps.example/again same ONE | gzip
    } >crawl.warc.gz
}

make_mailbox() {
    cat >in.mbox <<'END'
From ana@example.org Tue Mar  5 23:30:00 2024
From: Ana Ruiz <ana@example.org>
To: chair@example.org
Subject: Our position on lamps
Date: Tue, 05 Mar 2024 23:30:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain

Lamps need oil.
--B
Content-Type: text/plain
Content-Disposition: attachment; filename=annex.txt

The annex lists the harbours.
--B--

From bob@example.org Wed Mar  6 09:00:00 2024
From: Bob <bob@example.org>
To: chair@example.org
Subject: Re: Our position on lamps
Date: Wed, 06 Mar 2024 09:00:00 +0000

Wood will do.
END
}

@test "a page of a crawl is found and cited with its address and the day it was fetched" {
    make_crawl
    run --separate-stderr travaux index --json crawl.warc.gz
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.indexed, .duplicate, .ignored, .refused]' <<<"$output")" = "[1,1,1,0]" ]
    run travaux search --format jsonl towers
    [ "$(jq -r '.document | [.url, .date, .member] | join(" ")' <<<"$output")" = \
        "https://lamps.example/news/ 2021-02-03 https://lamps.example/news/" ]
}

@test "responses other than 200 are ignored with their status" {
    make_crawl
    travaux index --report report.jsonl crawl.warc.gz
    [ "$(jq -r 'select(.outcome == "ignored") | .member + ": " + .reason' report.jsonl)" = \
        "https://lamps.example/gone: HTTP status 404" ]
}

@test "a crawl that has not changed is not indexed again" {
    make_crawl
    travaux index crawl.warc.gz
    touch crawl.warc.gz
    run --separate-stderr travaux index --json crawl.warc.gz
    [ "$(jq -c '[.indexed, .unchanged]' <<<"$output")" = "[0,2]" ] # what is ignored for its status has no bytes to be compared
}

@test "a truncated crawl gives what it has, and is refused from there" {
    make_crawl
    truncate -s -20 crawl.warc.gz
    run --separate-stderr travaux index --json crawl.warc.gz
    [ "$status" -eq 3 ]
    [ "$(jq .indexed <<<"$output")" -eq 1 ]
    [[ "$stderr" == *crawl.warc.gz*damaged* ]]
}

@test "the messages of a mailbox and their attachments are found, each with author and date" {
    make_mailbox
    tar -czf mail.tar.gz in.mbox
    travaux index mail.tar.gz
    run travaux search --format jsonl oil
    [ "$(jq -r '.document | [.member, .title, .date] | join(" ")' <<<"$output")" = \
        "in.mbox/0001 Our position on lamps 2024-03-05" ]
    run travaux search --format jsonl harbours
    [ "$(jq -r .document.member <<<"$output")" = "in.mbox/0001/annex.txt" ]
    run travaux extract mail.tar.gz
    [ "$(jq -r 'select(.member == "in.mbox/0002") | .authors[0]' <<<"$output")" = "Bob" ]
}

@test "every page of the shared crawls that was fetched well is a document with its address and date" {
    data=${TRAVAUX_SHARED_DATA:-$BATS_TEST_DIRNAME/../../../shared/data}/corpora
    [ -e "$data/crawl-gov-uk.warc.gz" ] || skip "no shared data"
    for crawl in "$data"/crawl-*.warc.gz; do
        travaux extract "$crawl" >members.jsonl || true
        jq -r 'select(.id) | select(.url and .date) | .member' members.jsonl | sort >read
        python3 - "$crawl" <<'END' | sort >pages
import gzip, re, sys
for record in re.split(rb"(?m)^WARC/1\.\d\r\n", gzip.open(sys.argv[1]).read())[1:]:
    head, _, block = record.partition(b"\r\n\r\n")
    http = block.split(b"\r\n\r\n")[0]
    if (b"WARC-Type: response" in head and re.match(rb"HTTP/1\.\d 200", http)
            and re.search(rb"(?i)content-type: *(text/html|application/xhtml)", http)):
        print(re.search(rb"WARC-Target-URI: (\S+)", head)[1].decode())
END
        [ "$(wc -l <pages)" -gt 0 ]
        [ -z "$(comm -13 read <(sort -u pages))" ]
    done
}

@test "the furniture of the shared news article is neither found nor cited" {
    article=${TRAVAUX_SHARED_DATA:-$BATS_TEST_DIRNAME/../../../shared/data}/corpora/news-us-rejects-treaty.txt
    [ -e "$article" ] || skip "no shared data"
    travaux extract "$article" | jq -r '.title, .text' >text
    run -1 grep -E 'Off On|Article Highlights|Explore more|Backup Software|React Native|HRTech' text
    [ "$(head -1 text)" = 'US Rejects UN Cybercrime Treaty Over Human Rights Concerns' ]
    travaux index "$article" >/dev/null
    for teaser in 'React Native CLI' 'backup software' 'HR analytics' 'DevOps' '"Explore more"' '"Article Highlights"'; do
        run -1 travaux search --format jsonl "$teaser AND NOT zzz"
    done
    run -0 travaux search -n all --format jsonl 'treaty human rights surveillance'
    [ "$(jq -r .document.kind <<<"$output" | sort -u)" = news ]
}
