#!/bin/sh
# spheron-sim golden, and assertions that results stay as they were: the files have what was measured,
# a change of a single unit is seen, reasons are kept, and nothing is written that can't be right.
. "$(dirname "$0")/lib.sh"

SOURCE_DATE_EPOCH=1795219200
export SOURCE_DATE_EPOCH
cp "$ROOT/tests/sim/town.json" "$T/town.json"
mkdir "$T/tests"
cd "$T" || exit 1
cat > tests/fees.json << 'END'
{
	"name": "town/fees", "include": [ "../town.json" ],
	"time": { "horizon": "4 d", "warmup": "0 d" }, "random": { "seed": 7, "runs": 3 },
	"events": [], "output": {},
	"assert": [
		{ "id": "money", "golden": { "file": "golden/fees.json" } },
		{ "id": "shares", "golden": { "file": "golden/fees.json", "rel": 0.01, "fingerprints": [],
			"metrics": [ "market.fill_rate", "market.lost.*" ] } }
	]
}
END
FILE=tests/golden/fees.json
NOW="$T/tests/golden/fees.json"
update() { run golden update --quiet "$@"; }
is_there() { [ -s "$1" ]; }
is_not_there() { [ ! -e "$1" ]; }
counts() { [ "$(grep -c -- "$2" "$1")" = "$3" ]; }
# Changes one line of the golden file.
spoil() { sed "$1" "$T/kept.json" > "$FILE"; }

# ---- before there is one ----

run test --quiet tests
check "a test whose golden file is not there fails as golden results do" status 5
check "it says that there is none" out "tests/golden/fees.json: there is no such file"
check "and how to make it" out "make it: spheron-sim golden update tests/fees.json --why"
run golden diff --quiet tests
check "golden diff exits with 5 if a file is not there" status 5
check "and writes none" is_not_there "$FILE"

# ---- what it takes to make one ----

update tests
check "golden update wants a reason" both 2 "--why: missing"
update tests --why "  x1 "
check "a reason has letters" both 2 "--why: a reason"
update tests --why "$(printf 'bad \377 bytes')"
check "and is UTF-8" both 2 "UTF-8"
run golden diff tests --why first
check "golden diff wants none, since it writes nothing" both 2 "goes with \"update\""
run golden
check "golden by itself asks what to do" both 2 "\"update\" or \"diff\""
run golden up tests
check "and knows two words only" both 2 "neither \"update\" nor \"diff\""
update nowhere.json --why first
check "a file that is not there is bad input" both 2 "nowhere.json"
check "none of these has made a file" is_not_there "$FILE"

# ---- making one ----

update tests --why 'first "fees"'
check "golden update makes what is not there" status 0
check "and says so" out "tests/golden/fees.json: town/fees: new, 3 runs with seed 7"
check "a file that two assertions share is made once" out "1 golden file: 1 new"
check "it says when and why" matches "$NOW" '"date": "2026-11-21", "why": "first \\"fees\\""'
check "it has the indicators that any of its assertions asks for" counts "$NOW" '"market.fill_rate"' 1
check "and no others" counts "$NOW" '"market.spent_day"' 0
check "all sums of money are in it" [ "$(grep -cE '(USD|SPON|ETH)": "[0-9]+"' "$FILE")" = 26 ]
check "and three fingerprints" [ "$(grep -cE '^		"(ledger|market|everything)": "[0-9a-f]{64}"' "$FILE")" = 3 ]
cp "$FILE" kept.json
run test --quiet tests
check "the test passes then" status 0
run golden diff --quiet tests
check "and nothing differs" status 0

# What spheron-sim run measures, by another way.
run run --quiet --json --out runs.db tests/fees.json
cp "$T/out" runs.json
run export --csv csv runs.db
python3 - "$FILE" runs.json csv/total.csv > sums.txt << 'END'
import csv, json, sys
golden, runs = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
money = {}
for row in csv.DictReader(open(sys.argv[3])):
    name = row["name"] + " " + row["token"]
    money[name] = money.get(name, 0) + int(row["amount"])
was = {name: int(units) for name, units in golden["money"].items()}
print("money", {n: v for n, v in was.items() if v or n in money} == money,
      sum(v > 0 for v in was.values()) > 5)
means = {m["name"]: m["mean"] for m in runs["cells"][0]["metrics"]}
print("metrics", all(v == means[n] or abs(v - means[n]) < 1e-12 * abs(v) for n, v in golden["metrics"].items()
                     if v is not None and means[n] is not None)
      and all((v is None) == (means[n] is None) for n, v in golden["metrics"].items()))
END
check "money is the sum over the runs, to the unit" grep -q "money True True" sums.txt
check "indicators are the means over the runs" grep -q "metrics True" sums.txt

# ---- what differs ----

gross=$(sed -n 's/.*"lease.gross USD": "\([0-9]*\)".*/\1/p' kept.json)
spoil "s/\"lease.gross USD\": \"$gross\"/\"lease.gross USD\": \"$((gross + 1))\"/"
run test --quiet tests
check "one unit of money that differs fails the test with status 5" status 5
check "it tells the first difference" \
	matches "$T/out" "money lease.gross USD: $gross instead of $((gross + 1))\$"
run golden diff --quiet tests
check "golden diff shows it, old to new" out "money lease.gross USD: $((gross + 1)) -> $gross"
check "and exits with 5" status 5

zeros=$(printf '%064d' 0)
spoil "s/\"ledger\": \"[0-9a-f]*\"/\"ledger\": \"$zeros\"/"
run test --quiet tests
check "a fingerprint that differs fails the test" out "fingerprint ledger: "
check "of the assertion that asks for it alone" counts "$T/out" "assert \"" 1
spoil "s/\"everything\": \"[0-9a-f]*\"/\"everything\": \"$zeros\"/"
run test --quiet tests
check "a layer that is not asked for may differ" status 0
run golden diff --quiet tests
check "but golden diff tells of it" out "fingerprint everything: 000000000000 -> "

rate=$(sed -n 's/.*"market.fill_rate": \([0-9.e-]*\),*/\1/p' kept.json)
near=$(echo "$rate" | awk '{ printf "%.10f", $1 * 1.005 }')
far=$(echo "$rate" | awk '{ printf "%.10f", $1 * 1.02 }')
spoil "s/\"market.fill_rate\": [0-9.e-]*/\"market.fill_rate\": $near/"
run test --quiet tests
check "an indicator may differ within its tolerance" status 0
spoil "s/\"market.fill_rate\": [0-9.e-]*/\"market.fill_rate\": $far/"
run test --quiet tests
check "and not beyond" out "metric market.fill_rate: $rate instead of $far"
spoil 's/"market.fill_rate": [0-9.e-]*/"market.fill_rate": null/'
run test --quiet tests
check "no value is not a value" out "metric market.fill_rate: $rate instead of null"
spoil 's/"market.lost.expired": 0/"market.lost.expired": null/'
run test --quiet tests
check "nor is it zero" out "metric market.lost.expired: 0 instead of null"
spoil '/"lease.net USD"/d'
run test --quiet tests
check "what the file lacks differs" matches "$T/out" "money lease.net USD: [0-9]+, and the file has none"
spoil 's/"lease.net USD"/"lease.nut USD"/'
run test --quiet tests
check "all differences are counted" out "(and 1 more)"

# ---- mending ----

cp kept.json "$FILE"
spoil 's/"lease.gross USD": "[0-9]*"/"lease.gross USD": "1"/'
update tests --why second
check "golden update writes what has changed" status 0
check "and shows it" matches "$T/out" "money lease.gross USD: 1 -> [0-9]+"
check "the reasons before are kept" out "1 golden file: 0 new, 1 changed"
whys=$(sed -n 's/.*"why": "\([a-z]*\).*/\1/p' "$FILE" | tr '\n' ' ')
check "in their order" [ "$whys" = "first second " ]
grep -v '"why"' "$FILE" | grep -v '^	\],' > now.txt
grep -v '"why"' kept.json | grep -v '^	\],' > then.txt
check "all else is what it was before it was spoiled" same now.txt then.txt
cp "$FILE" twice.json
update tests --why third
check "a file in which nothing changes is left alone" same "$FILE" twice.json
check "and that is said" out "1 golden file: 0 new, 0 changed, 1 as it was"
sed 's/"lease.gross USD": "[0-9]*"/"lease.gross USD": "1"/' twice.json > "$FILE"
update tests --why fourth
whys=$(sed -n 's/.*"why": "\([a-z]*\).*/\1/p' "$FILE" | tr '\n' ' ')
check "all reasons are kept, and none is added where nothing changed" [ "$whys" = "first second fourth " ]

# ---- files that are none ----

broken() {
	printf '%s\n' "$1" > "$FILE"
	cp "$FILE" broken.json
	run test --quiet tests/fees.json
}
broken '<<<<<<< HEAD'
check "a file that is no JSON fails the test with the place" out "tests/golden/fees.json:1: "
check "as golden results do" status 5
update tests/fees.json --why again
check "golden update does not write over it" both 2 "mend it, or remove it"
check "it is still there" same "$FILE" broken.json
broken '{ "kind": "scenario" }'
check "a file of another kind is no golden file" out 'is not of kind "golden"'
broken '{ "kind": "golden", "format": 2 }'
check "nor is one of another format" out "is not of format 1"
broken '{ "kind": "golden", "format": 1 }'
check "nor is one in which something is missing" out '"scenario" is missing'
sed 's/"runs": 3/"runs": 3, "extra": 1/' kept.json > "$FILE"
run test --quiet tests/fees.json
check "nor one with more than there is" out "tests/golden/fees.json:9: a golden file has no such member"
spoil 's/"lease.gross USD": "/"lease.gross USD": "-/'
run test --quiet tests/fees.json
check "amounts are whole numbers of base units" out "is to be an amount in base units"
cp kept.json "$FILE"

# ---- other runs than those ----

run test --quiet --seed 8 tests
check "a night with another seed does not fail for it" status 0
check "but says that nothing was compared" out "not compared: the golden result is of seed 7"
run test --quiet --set random.seed=8 tests
check "a file that has another seed than its golden result does not pass" status 5
check "and is told so" out "seed 8 instead of 7: nothing was compared"
run test --quiet --set random.runs=2 tests
check "fewer runs can't be compared" out "2 runs instead of 3: nothing was compared"
run test --quiet --set random.runs=5 tests
check "of more runs the first are" status 0
run test --quiet --set name=renamed tests
check "a scenario that has changed is no failure by itself" status 0
run test --quiet --set params.cooldown_s=1h --set params.user_fee_bp=300 tests
check "where results differ, it is said that the scenario has changed" \
	out "the scenario has changed since; if that is meant: spheron-sim golden update"
sed 's/"id": "money"/"id": "cash"/; s/"events": /"limits": { "wall": "1 h" }, &/' tests/fees.json > x
mv x tests/fees.json
run golden diff --quiet tests
check "assertions and limits are not what a golden file is of" status 0

for jobs in 1 2 5; do
	rm -f "$FILE"
	run golden update --quiet --jobs $jobs --why 'first "fees"' tests
	check "$jobs threads make the same file" same "$FILE" kept.json
done

# ---- many ----

cat > tests/cells.json << 'END'
{
	"name": "town/cells", "include": [ "../town.json" ],
	"time": { "horizon": "2 d", "warmup": "0 d" }, "random": { "seed": 3, "runs": 1 },
	"events": [], "output": {},
	"matrix": { "axes": { "params.user_fee_bp": [ 0, 500 ] } },
	"assert": [ { "id": "same", "golden": { "file": "golden/cells.json", "fingerprints": [ "market" ] } } ]
}
END
update tests --why "one more"
check "cells of a matrix have a file each" is_there tests/golden/cells.cell0.json
check "with their number" is_there tests/golden/cells.cell1.json
check "that of the file itself is not made" is_not_there tests/golden/cells.json
check "files that are as they were are counted" out "3 golden files: 2 new, 0 changed, 1 as it was"
fee0=$(sed -n 's/.*"lease.user_fee USD": "\([0-9]*\)".*/\1/p' tests/golden/cells.cell0.json)
fee1=$(sed -n 's/.*"lease.user_fee USD": "\([0-9]*\)".*/\1/p' tests/golden/cells.cell1.json)
check "each has the results of its cell" [ "$fee0" = 0 ]
check "and not those of another" differ tests/golden/cells.cell0.json tests/golden/cells.cell1.json
run test --quiet tests
check "all of them pass" status 0

sed 's/town\/fees/town\/twin/' tests/fees.json > tests/twin.json
update tests --why "two of one"
check "two tests can't have one golden file" both 2 "it is of tests/fees.json and of tests/twin.json"
rm tests/twin.json
sed 's/"market.fill_rate"/"market.fil_rate"/; s/fees.json/typo.json/' tests/fees.json > tests/typo.json
update tests/typo.json --why "a typo"
check "a pattern that names no indicator is bad input" both 2 "did you mean market.fill_rate?"
check "and no file is made" is_not_there tests/golden/typo.json
sed 's/"runs": 3/"runs": 2/' tests/fees.json > x
mv x tests/fees.json
rm tests/typo.json
printf '{ "name": "bad", "tyme": {} }\n' > tests/bad.json
cp "$FILE" before.json
update tests --why "with a bad one"
check "if one scenario is not right, no golden file is written at all" both 2 "tests/bad.json"
check "those of others neither" same "$FILE" before.json
rm tests/bad.json
update tests/fees.json --why "two runs"
check "of how many runs it is may change" out "runs: 3 -> 2"
check "and of what scenario" matches "$T/out" "scenario: [0-9a-f]{12} -> [0-9a-f]{12}"
printf '{ "name": "nothing", "time": { "horizon": "1 d" } }\n' > nothing.json
mkdir none
mv nothing.json none
update none --why "nothing there"
check "where no assertion is golden, nothing is made" both 6 "no assertion is golden"

# A golden result of a run in which the script was answered otherwise: it is made, and said.
cat > script.json << 'END'
{
	"name": "script", "time": { "horizon": "1 d" },
	"script": [ { "at": "1 h", "do": "token.mint", "with": { "token": "SPON", "to": 77, "amount": "1 SPON" } } ],
	"assert": [ { "id": "same", "golden": { "file": "script.golden.json" } } ]
}
END
update script.json --why "wrong on purpose"
check "a script that goes otherwise is pointed out" err "run 0: script.0 was answered"
finish
