#!/bin/sh
# spheron-sim bisect: the first thing in which two runs differ is found, whatever makes them differ; two runs
# that are the same are said to be.  That it is the first is seen in the streams, which diff compares here.
. "$(dirname "$0")/lib.sh"

export NO_COLOR=1
cd "$T" || exit 1

has() { grep -qF -- "$2" "$1"; }
same_text() { [ "$1" = "$2" ]; }

cat > town.json << 'END'
{ "name": "town", "time": { "horizon": "6 d" }, "random": { "seed": 7, "runs": 2 },
  "population": {
    "providers": [ { "class": "dc", "count": 8, "machines": 2 },
      { "class": "gateway", "count": 2, "gateway": true, "list": "gateway", "machines": 1 } ],
    "fizz": [ { "class": "home", "count": 10 } ],
    "demand": [ { "class": "jobs", "orders": "60 /d", "tenants": 20 } ],
    "operators": [ { "class": "honest", "count": 3 } ] },
  "events": [ { "at": "3 d", "do": "link.down", "class": "dc", "count": 1, "for": "10 min" } ] }
END
sed 's/"3 d"/"4 d"/' town.json > later.json

# ---- streams ----

run bisect --stream town.json
check "--stream prints a run" status 0
cp "$T/out" stream
check "each line is a JSON object" eval 'python3 -c "import json, sys
for line in open(sys.argv[1]): assert json.loads(line)[\"at_ms\"] >= 0" stream'
check "it begins with the genesis" eval 'head -1 stream | grep -q "\"do\":\"genesis\""'
check "it has an era a day" same_text 6 "$(grep -c '^{"at_ms":[0-9]*,"era":' stream | tr -d ' ')"
"$PROGRAM" run town.json --runs 1 --json --quiet --log log > run.json 2> /dev/null
EVENTS=$(sed -n 's/.*"events":\([0-9]*\),"partial".*/\1/p' run.json)
check "it has every event that the run had" same_text "$EVENTS" "$(grep -c '"event":' stream | tr -d ' ')"
check "and every command" same_text "$(wc -l < log | tr -d ' ')" "$(grep -c '"command":' stream | tr -d ' ')"
"$PROGRAM" replay log > receipts 2> /dev/null
check "in the order of a replay, with the same answers" eval 'python3 -c "import json
def deep(x): return json.dumps(x)
told = [json.loads(l) for l in open(\"stream\")]
played = [json.loads(l) for l in open(\"receipts\")]
mine = []
for l in told:
    kind = list(l)[1]
    if kind == \"command\": mine.append([l[\"command\"][\"do\"], l[\"result\"]])
    if kind == \"deadline\": mine.append([l[\"deadline\"][\"due\"], None])
    if kind == \"event\": mine[-1].append([l[\"event\"]] + [v for k, v in l.items() if k not in (\"at_ms\", \"event\", \"layer\")])
theirs = [[p.get(\"do\", p.get(\"due\")), p.get(\"r\")] + p.get(\"ev\", []) for p in played if \"n\" in p or \"due\" in p]
assert deep(mine) == deep(theirs)"'
check "its end has the hash of the state" eval 'tail -1 stream | grep -qF "$("$PROGRAM" replay --quiet --hash log 2> /dev/null \
	| grep -oE "[0-9a-f]{64}" | tail -1)"'

# ---- nothing differs ----

run bisect town.json --against town.json
check "a scenario does not differ from itself" status 0
check "which is said, with the number of events" out "no difference in $EVENTS events"
run bisect town.json --against "$PROGRAM"
check "this program does not differ from itself" status 0
check "through a pipe it has the same events" out "no difference in $EVENTS events"
run bisect town.json --run 1 --seed 9 --against "$PROGRAM"
check "another run under another seed does not, either" status 0
run bisect town.json --against-set params.quorum_bp=3000
check "a parameter that nothing depends on makes no difference" status 0

# ---- something does ----

# The number of events before the first line that differs, as diff sees it.
agree() {
	"$PROGRAM" bisect --stream "$@" > other 2> /dev/null
	first=$(diff stream other | sed -n '1s/^\([0-9]*\).*/\1/p')
	head -$((first - 1)) stream | grep -c '"event":' | tr -d ' '
}
run bisect town.json --against later.json
check "an event that comes later makes a difference" status 5
check "which is found where it is" matches "$T/out" "part at 3d00h of run 0"
check "behind as many events as diff finds" out "$(agree later.json) events agree"
check "the last that both have is shown" out "last in common"
check "both sides are named" out "later.json"
check "it says whom it concerns, and of which class" out "provider 1 (dc)"
check "and how their states differ behind it" matches "$T/out" "provider 1  up 0 | 1"
run bisect town.json --against-set events.0.at=4d
check "the same is found for another value" matches "$T/out" "part at 3d00h of run 0"
cp "$T/out" once
run bisect town.json --against-set events.0.at=4d
check "and found again, byte by byte" same "$T/out" once

run bisect town.json --against-set 'params.cooldown_s=5 h'
check "another parameter is passed over at the genesis" status 5
check "until it matters" matches "$T/out" "differs in  cooldown_until [0-9]+ [|] [0-9]+"
check "an event that moves nothing is of no layer" matches "$T/out" "^layer       the rest"
check "parameters are not told of" no_out "  param "
run bisect town.json --against-set params.trust_start=5
check "a difference in the market is one of that layer" matches "$T/out" "^layer       market; the ledger differs from era 1 on"

# ---- another build ----

# A build in which one event comes out otherwise.
cat > build << END
#!/bin/sh
"$PROGRAM" "\$@" | awk '/"event":"LeaseClosed"/ && !n++ { sub(/"reason":[0-9]+/, "\"reason\":99") } { print }'
END
chmod +x build
run bisect town.json --against build
check "another build that differs is told apart" status 5
check "by the event in which it does" matches "$T/out" "differs in  reason [0-9] [|] 99"
check "in the layer that it is of" matches "$T/out" "^layer       market"
awk '/"event":"LeaseClosed"/ { exit } /"event":/ { n++ } END { print n }' stream > before
check "after all that are the same" out "$(cat before) events agree"
cat > short << END
#!/bin/sh
"$PROGRAM" "\$@" | head -100
END
chmod +x short
run bisect town.json --against ./short
check "a build that ends early differs there" status 5
check "and is said to have ended" out "has ended"
printf '#!/bin/sh\nexit 3\n' > failing
chmod +x failing
run bisect town.json --against ./failing
check "a build that fails is refused" both 2 "ended with exit status 3"

# ---- refusals ----

run bisect --help
check "--help begins with examples" matches "$T/out" "spheron-sim bisect tests/"
run bisect
check "without a scenario it asks for one" both 2 "which scenario?"
run bisect town.json
check "without anything to compare with it asks for that" both 2 "compared with what?"
run bisect town.json --against later.json --against-set params.trust_start=5
check "it compares in one way at a time" both 2 "choose one"
run bisect town.json --against nowhere
check "what is not there can't be compared with" both 2 "--against nowhere"
run bisect town.json --against-set params.trust_strat=5
check "a parameter that is not there is refused" both 2 "trust_start"
run bisect town.json --cell 2 --against later.json
check "so is a cell" both 2 "--cell 2"
run bisect town.json --run x --against later.json
check "and a run that is no number" both 2 "--run x"
check "each of these says one line" one_error

finish
