# What the tests of the command line have in common: documents written for them, and their index.

travaux() {
    "$TRAVAUX_BIN" "$@"
}

# live_in FOLDER: goes there, where home and index are from now on; nothing that its user has set counts
live_in() {
    cd "$1" || return
    unset XDG_DATA_HOME XDG_CONFIG_HOME NO_COLOR PAGER
    export HOME=$1 TRAVAUX_INDEX=$1/index
}

# A folder of documents, packed as $BATS_FILE_TMPDIR/docs.tar.gz, and an index of it.
make_index() {
    live_in "$BATS_FILE_TMPDIR"
    mkdir docs
    cat >docs/convention.md <<'END'
# Convention on Lighthouses

## Article 1 Definitions

For the purposes of this Convention, "lighthouse" means a tower with a lamp that helps mariners to find their way at night.

## Article 2 Illegal dimming

Each Party shall make it an offence to dim a lighthouse intentionally and without right.

## Article 19 Search and seizure of lamps

1. Each Party shall empower its authorities to search any tower in which a stored lamp is kept.

2. The measures shall include the power to:
   (a) seize a stored lamp or a part of it;
   (b) make and keep a drawing of that lamp;
   (c) restore the light before the next night.
END
    printf '%s\n\n' 'Statement on lighthouses' \
        'The delegation speaks for a country of many harbours, and thanks the Chair.' \
        'Real-time reporting of fog is a duty of every coast; the duty is shared. Mariners rely on it.' \
        'A tower =1+1 that nobody keeps is a danger.' >docs/statement.txt
    printf '%s\n\n' '关于灯塔的声明' '各国应当打击破坏灯塔的行为，并保护海员。灯塔公约是必要的。' >docs/声明.txt
    printf 'A text with \033[31mred\033[0m and \342\200\256override\342\200\254 in it about evilness and evilness alone.\n' >docs/evil.txt
    tar -czf docs.tar.gz docs
    travaux index docs.tar.gz 2>/dev/null >/dev/null
}

# The ID of the document that was read from this member.
id_of() {
    travaux search --format jsonl -n all lighthouse OR tower OR fog OR 灯塔 OR evilness |
        python3 -c '
import json, sys
for line in sys.stdin:
    d = json.loads(line)["document"]
    if d["member"].endswith(sys.argv[1]):
        print(d["id"])
        break' "$1"
}
