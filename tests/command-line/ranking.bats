#!/usr/bin/env bats
# The order of answers: what is promised of it. tools/evaluate measures how good it is.

bats_require_minimum_version 1.5.0
load common

# write NAME TITLE SENTENCE...: a document of paragraphs.
write() {
    local name=$1 title=$2
    shift 2
    printf '# %s\n' "$title" >"docs/$name"
    printf '\n%s\n' "$@" >>"docs/$name"
}

setup_file() {
    live_in "$BATS_FILE_TMPDIR"
    mkdir docs
    write ferry.md "Ferry timetable" \
        "The boats leave the northern pier each hour between six in the morning and nine at night."
    write pier.md "Notes on a pier" \
        "The boats leave the southern pier each hour, and now and then a ferry is among them at night."
    write ivory.md "Visite d'un port" \
        "Le port de la Côte d'Ivoire a été visité par les membres de la commission au mois de mars."
    write plage.md "Plage" "La plage de la côte est fermée depuis le mois de mai, et les forêts brûlent près de México."
    write plain.md "Plages" "Les plages de la cote ont ete fermees, et les forets de Mexico brulent encore en ce mois."
    write schoen.md "Schönes Wetter" "Das schöne Wetter über der Straße hält an, und die Brücken trocknen in der Sonne."
    write orchard.md "Orchard" "The apples of this orchard are picked in autumn by the whole village." \
        "The orchard lies behind the mill, and the apples are pressed there into juice and cider." \
        "In a good year the orchard gives apples for all, and what is left is sold in the town." \
        "Nobody may take apples from the orchard before the bell of the mill has been rung." \
        "An orchard of apples wants care in winter, too, when its trees are cut by hand."
    write cellar.md "Cellar" \
        "In the cellar below the mill stand barrels for apples that come from the orchard."
    write once.md "Short note" "A lighthouse stands there."
    write long.md "Long note" "A lighthouse stands there, and around it are meadows, a road, some sheds, a
wall of stones, a garden with cabbages and beans, a well that never runs dry, benches for the visitors,
a flagpole without a flag, boats that nobody has painted for years, nets hung up to dry in the wind, a
dog asleep before the door, and a great many gulls that wait for whatever may fall from the tables."
    write kept.md "Keepers" "Both keepers keep the keys that are kept by a keeper of the keep."
    write foreign.md "Wetterbericht" \
        "Der Wetterdienst meldet, dass das Schiff Kastanienblatt den Hafen am Montag verlassen hat."
    for i in 1 2 3 4; do
        write "town$i.md" "Letter $i from a town" "Bridges, tolls and ferries of town $i: the bridge costs the toll."
    done
    write bridge.md "Bridges and tolls" \
        "1. The bridge is paid by a toll, and the toll is for the bridge." \
        "2. Who crosses the bridge pays the toll, and the toll of the bridge is not small." \
        "3. A toll is taken at the bridge, and there is no bridge without a toll." \
        "4. The toll for the bridge grows, since the bridge is old."
    write deed1.md "Deed" "Neighbours of the mill lent ladders, ropes, carts and seven mules to the tannery."
    write deed2.md "Deed" "The tannery lent ladders, ropes, carts and seven mules to neighbours of the mill."
    local agenda=()
    for i in $(seq 2 30); do
        agenda+=("$i. Under item $i the council heard of roofs, pumps, lanes, pastures and the school's stove.")
    done
    write quoted.md "Minutes" "1. The harbour master asked who would pay the watchman of the long bridge
during winter nights, when no toll is taken, and was told that nobody had thought of it." "${agenda[@]}"
    write quoting.md "History of a bridge" \
        "1. The harbour master asked who would pay the watchman of the bridge during winter nights, when no
toll is taken, and was told of it." \
        "2. The watchman of the long bridge was told of the toll by the harbour master." \
        "3. During winter nights the harbour master took no toll from the watchman of the long bridge." \
        "4. Nobody thought of it, and nobody was told who would pay the watchman when no toll was taken." \
        "5. The harbour master asked the watchman of the long bridge, who had thought of the toll."
    write hive.md "Notes of May" \
        "In the hive the queen is fed by bees, and honey and wax fill the frames that hang there in rows."
    write swarm.md "Notes of June" \
        "A queen leaves with half of the bees, and honey, wax and frames stay behind in the hive for the rest."
    write winter.md "Notes of winter" \
        "What bees eat in winter is the honey of their frames; the queen sits amid them, in wax, and the hive is warm."
    write card.md "Notes on a card" \
        "The smoke of the queen rises over a hive of offices, stairs, lifts, clerks, ink and ledgers in rows."
    cat >docs/rules.md <<'END'
# Rules of the harbour

## Article 1 Use of terms

In these rules a vessel is whatever floats, and a berth is where it is made fast.

## Article 2

### Unlawful mooring

Whoever makes a vessel fast at a berth that is not given to it pays for each night twice what others pay.

### Of ropes, and lending them

A rope that is lent comes back dry.
END
    write mooring.md "Letters of a captain" \
        "Mooring there is unlawful: the unlawful mooring of boats, and mooring as such, is what they call unlawful." \
        "Of ropes, and lending them, of ropes that break, and of lending them to whoever asks, is all they talk."
    travaux index -d index --progress never docs >/dev/null 2>&1
}

# The members found, the best first.
found() {
    travaux search --format trec "$@" | cut -d' ' -f3
}

@test "words of the title count" {
    [ "$(found ferry timetable | head -n 1)" = ferry.md ]
    found timetable | grep -qx ferry.md
}

@test "of two passages with the same words the shorter one comes first" {
    [ "$(found lighthouse | head -n 1)" = once.md ]
}

@test "a document that says more about the question comes first" {
    [ "$(found orchard apples | head -n 1)" = orchard.md ]
}

# Whether a question finds the two documents.
both() { # QUESTION FILE FILE
    found "$1" | grep -qx "$2" && found "$1" | grep -qx "$3"
}

@test "diacritics make no difference, in either direction, in words, phrases, NEAR and words*" {
    for question in côte cote Côte mexico México forêts forets '"de la côte"' '"de la cote"' 'mois NEAR/20 côte' 'côte NEAR/20 mois' \
        'forets NEAR/5 mexico' 'forêts NEAR/5 México' 'côt*' 'cot*' 'la +côte' 'forêts AND México' 'forets AND mexico'; do
        both "$question" plage.md plain.md || { echo "not found: $question"; return 1; }
    done
    for question in 'schone brucken' 'schöne Brücken' '"schone wetter"' strasse 'Straße'; do
        found "$question" | grep -qx schoen.md || { echo "not found: $question"; return 1; }
    done
    found --language de title:schones | grep -qx schoen.md
    for question in title:schönes title:schones 'title:schönes Brücken'; do
        found "$question" | grep -qx schoen.md
    done
    found --language de title:schönes | grep -qx schoen.md
    [ "$(found 'côte fermée' | head -n 1)" = plage.md ]
    [ -z "$(found 'plage NOT cote' | grep plage.md)" ]
    [ -z "$(found 'plage NOT côte' | grep plain.md)" ]
}

@test "words are highlighted with and without diacritics, whichever were typed, and none is called misspelt" {
    for question in cote côte; do
        travaux search --format jsonl "$question" >hits
        [ "$(jq -r 'select(.document.title | startswith("Plage")) | [.passage.text[.passage.highlights[0][0]:.passage.highlights[0][1]]] | join(" ")' hits | sort)" = "$(printf 'cote\ncôte')" ]
        [ "$(travaux search --format json "$question" | jq .corrected)" = null ]
    done
}

@test "all forms of a word are found, the form asked for first" {
    found keeping | grep -qx kept.md
}

@test "a name is found in passages of any language" {
    [ "$(found the ship Kastanienblatt | head -n 1)" = foreign.md ]
}

@test "scores descend to the end, behind the best passages too" {
    travaux search --format trec --ranking pool=2 the orchard apples mill lighthouse boats pier |
        cut -d' ' -f5 >scores
    [ "$(wc -l <scores)" -gt 3 ]
    sort -gr scores | cmp - scores
}

@test "the order is the same whatever part of it is asked for" {
    travaux search --format jsonl -n 6 --duplicates orchard apples mill boats | jq -r .passage.id >whole
    for i in 0 1 2 3 4 5; do
        travaux search --format jsonl -n 1 --offset $i --duplicates orchard apples mill boats | jq -r .passage.id
    done >parts
    cmp whole parts
}

@test "what other documents say comes before a document's further passages, unless these are clearly better" {
    travaux search --format jsonl -n 6 bridge toll | jq -r .document.member >members
    [ "$(head -n 1 members)" = bridge.md ]
    [ "$(grep -c town members)" -ge 3 ]
    travaux search --format jsonl -n 6 --ranking further=1 bridge toll | jq -r .document.member >members
    [ "$(grep -c bridge.md members)" -eq 3 ]
}

@test "scores descend where further passages stand behind those of others" {
    travaux search --format jsonl -n 100 --ranking pool=8 bridge toll orchard | jq .score >scores
    [ "$(wc -l <scores)" -gt 8 ]
    sort -gr scores | cmp - scores
}

@test "a passage that is quoted comes before documents that say more about the matter" {
    quotation="the harbour master asked who would pay the watchman of the long bridge during winter nights, when
no toll is taken, and was told that nobody had thought of it"
    [ "$(found "$quotation" | head -n 1)" = quoted.md ]
}

@test "of passages with the same words the one that is quoted comes first" {
    [ "$(found tannery lent ladders ropes carts and seven mules to neighbours of the mill | head -n 1)" = deed2.md ]
    [ "$(found neighbours of the mill lent ladders ropes carts and seven mules to the tannery | head -n 1)" = deed1.md ]
}

@test "what stands below a heading that says just what the question does comes first" {
    [ "$(found unlawful mooring | head -n 1)" = rules.md ]
    [ "$(found "Of ropes and lending them" | head -n 1)" = rules.md ]
    [ "$(found "mooring unlawful" | head -n 1)" = mooring.md ]
}

@test "documents that are like others that are found come before one that is like none" {
    [ "$(found --ranking neighbours=0,feedback=0 queen hive smoke rows stairs | head -n 1)" = card.md ]
    [ "$(found --ranking neighbours_weight=0.9,feedback=0 queen hive smoke rows stairs | head -n 1)" = swarm.md ]
}

@test "where one document stands out, others neither lend it words nor bring it nearer to theirs" {
    local question='gulls dog garden cabbages meadows flagpole sheds benches nets beans lighthouse' id
    [ "$(found "$question" | head -n 2 | xargs)" = "long.md once.md" ]
    id=$(travaux search --format jsonl -n 1 "$question" | jq -r .passage.id)
    travaux explain --json "$question" "$id" | jq -e '.parts.feedback == 0 and .parts.neighbours == 0'
    found --ranking neighbours_weight=0.9,feedback=0,clear=1,vague=1 queen hive smoke rows stairs | head -n 1 |
        grep -qx card.md
}

@test "a setting that there is not is refused" {
    run -2 travaux search --ranking nonsense=1 word
    [[ "$output" == *nonsense=1* ]]
}
