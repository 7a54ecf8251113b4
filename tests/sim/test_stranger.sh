#!/bin/sh
# test_stranger.sh - spheron-sim test before people who have not read its manual: claims that would be
# green for nothing, names that no shell likes, inputs that are no files.
set -u
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1

# A network without anybody in which orders come: three a day.
scenario() {
	cat > "$1" <<-END
	{
		"name": "stranger", "time": { "horizon": "1 d" }, $2
		"population": {
			"demand": [ { "class": "orders", "orders": "3 /d", "tenants": 1, "kinds": [ { "threads": 1 } ],
				"retries": 0, "leaves": "0 %" } ],
			"verifier": { "proofs": "0 /d", "checks": "0 /d" }
		},
		"incidents": { "every_year": 0 },
		"assert": [
			{ "id": "a", $3 }
		]
	}
	END
}

# The claim, what is said of it.
refused() {
	scenario claim.json "" "$1"
	run test --quiet --record record claim.json
	check "$2" status 2
	check "... and why" says "$3"
}

# ---- green for nothing ----

refused '"prob": { "of": "era > 9 eras", "at_least": "0 %" }' \
	"a probability of at least 0 % is no claim" "so nothing is claimed; above 0 % belongs here"
refused '"prob": { "of": "era > 9 eras", "at_most": "100 %" }' \
	"nor is one of at most 100 %" "so nothing is claimed; below 100 % belongs here"
refused '"prob": { "of": "era > 9 eras", "at_most": "5 %", "alpha": 0 }' \
	"a test that never errs is no test" "assert.a.prob.alpha: 0 is too small"
refused '"mean": { "of": "burned", "at_most": "5 SPON", "beta": "0 %" }' \
	"neither one that is never wrong about false claims" "assert.a.mean.beta: 0 % is too small"
refused '"paired": { "of": "burned", "expect": "higher", "against": { "random.seed": 2 } }' \
	"pairs have the same luck" '"random" is no part of what is simulated'
refused '"paired": { "of": "burned", "expect": "higher", "against": { "assert.0.id": "b" } }' \
	"what is asserted makes no other setting" '"assert" is no part of what is simulated'

refused '"always": "1 == 1"' "a claim about nothing is none" '"1 == 1" says nothing of the network'
refused '"always": "provider.uptime_ppm <= 100"' "a share of 100 is no 100 %" "write 100 %"
refused '"never": "provider.leases > 5 %"' "nobody counts in percent" "a count cannot be compared with a share"
refused '"mean": { "of": "market.fill_rate", "at_most": "95" }' "nor is a mean of shares 95" "write 95 %"
refused '"at_end": "avg(market.fill_rate, from 20 d to 10 d) >= 0"' \
	"a window that ends before it begins" "there is nothing in this window"
refused '"at_end": "burned in 9 SPON..0 SPON"' "a range from above to below" "nothing lies in this range"

# ---- what word processors make of signs ----

refused '"at_end": "burned ≥ 0 SPON"' "a sign from a textbook" '"≥" means nothing here; write >='
refused '"at_end": "burned >= 0 spon"' "a unit in small letters" "did you mean SPON?"

# ---- commands that are printed can be copied ----

mkdir "it's a folder"
scenario "it's a folder/no \$ or \`.json" "" '"at_end": "era < 0 eras"'
run test --quiet --record record "it's a folder" --set "time.horizon=2 d" --seed 7
check "a claim that is wrong fails" status 1
grep -o 'spheron-sim replay-run.*' "$T/out" | sed "s|^spheron-sim|'$PROGRAM'|" > replay.sh
STATUS=0
sh replay.sh > "$T/out" 2> "$T/err" || STATUS=$?
check "what replays it is a command for a shell, whatever the file is called" status 0
check "... of the same luck" out "seed 7"
check "... and with the options that the test had" out "to its end: 2 d"
run test --quiet --record record "it's a folder"
grep -o '^again.*spheron-sim test.*' "$T/out" | sed "s|^.*spheron-sim|'$PROGRAM'|" > again.sh
STATUS=0
sh again.sh > "$T/out" 2> "$T/err" || STATUS=$?
check "so is what repeats it" status 1

# ---- no files, no reports ----

mkfifo pipe.json
run test --quiet pipe.json
check "nobody waits for a pipe" both 2 "pipe.json: is a pipe; a test is read more than once"
scenario good.json '"tags": ["a"],' '"at_end": "era == 1 eras"'
scenario includes.json '"include": ["pipe.json"],' '"at_end": "era == 1 eras"'
run test --quiet --record record includes.json
check "nor for one that is included" says "is a pipe; a scenario is a file"
run test --quiet --record record --add-coverage good.json good.json
check "coverage of others that is none is said before anything runs" both 2 "good.json"
run test --quiet --record record --junit "$T/none/junit.xml" good.json
check "a report that is not written is no pass" status 70
check "... in words, too" out "exit 70: a report could not be written"
scenario tags.json '"tags": ["a", "b,c"],' '"at_end": "era == 1 eras"'
run test --quiet --record record tags.json
check "a tag that no option could name" says "tags.1: --tags could never name it"
check "... is a mistake" status 2
refused '"golden": { "file": "" }' "a golden result without a name" "assert.a.golden.file: \"\" is too short"
{ printf '\377\376'; printf '{\0}\0'; } > wide.json
run test --quiet --record record wide.json
check "a file in UTF-16" says "this is UTF-16; save it as UTF-8"
scenario minus.json '"script": [ { "at": "0 s", "do": "token.mint",
	"with": { "token": "SPON", "to": 0, "amount": "-5 SPON" } } ],' '"at_end": "era == 1 eras"'
run test --quiet --record record minus.json
check "an amount below 0 in a script" says 'amount: "-5 SPON": a quantity has no sign'

# ---- what is chosen ----

scenario cells.json '"matrix": { "axes": { "params.trust_start": [4, 5] } },' '"at_end": "era == 1 eras"'
run test --quiet --record record cells.json --filter '*trust_start=5*'
check "a cell of a matrix is found by the name that reports give it" out "1 test: 1 passed; 1 left out"
run test --quiet --record record cells.json --filter stranger --filter strangr
check "one misspelt filter of two is told" both 6 "--filter strangr: no test is called that; did you mean stranger?"
run test --quiet --record record cells.json tags.json --list
check "a list of what can't be run is no list" status 2
check "... and the mistake is on standard error" err "tags.1"
run test --list --json good.json
check "a list is not JSON" both 2 "--list prints lines of text"
run test --quiet --record "$T/none/record" good.json
check "a record that is not written is no pass, if it was asked for" status 70
mkdir folder
cp good.json folder/a.json
scenario folder/b.json '"tags": ["b"],' '"at_end": "era == 1 eras"'
sed -i 's/"stranger"/"other"/' folder/b.json
run test --quiet --record record folder --filter stranger --tags b
check "a name and a tag that no test has both" both 6 "--filter and --tags together leave no test"

# ---- scripts ----

# Somebody, two providers, and a step that is looked at.
script() {
	scenario script.json '"script": [
		{ "at": "0 s", "do": "account.open", "as": "alice" },
		{ "at": "0 s", "do": "token.mint", "with": { "token": "SPON", "to": "$alice", "amount": "9000 SPON" } },
		{ "at": "1 h", "from": "alice", "do": "provider.register", "as": "alpha", "with": { "region": 1, "cpu": 8 } },
		{ "at": "1 h", "do": "account.open", "as": "bob" },
		{ "at": "1 h", "from": "bob", "do": "provider.register", "as": "beta", "with": { "region": 1, "cpu": 8 } },
		{ "at": "2 h", "do": "token.mint", "with": { "token": "SPON", "to": "$bob", "amount": "900 SPON" } },
		{ "at": "2 h", "from": "bob", "do": "stake.add", '"$1"' } ],' "$2"
	run test --quiet --record record script.json
}

script '"with": { "provider": "$beta", "amount": "500SPON" }' '"at_end": "provider('"'beta'"').stake == 500 SPON"'
check "a unit may stand right behind its number" status 0
script '"with": { "provider": "$beta", "amount": "500 SPON" }, "every": "1 h"' '"at_end": "era == 1 eras"'
check "what is repeated says how often" says "script.6.times: missing; how often in all?"
script '"with": { "provider": "$alice", "amount": "500 SPON" }' '"at_end": "provider('"'beta'"').stake == 500 SPON"'
check "an account is no provider, though one has its number" \
	says 'provider: "alice" is an account; a provider belongs here'
script '"with": { "provider": "$beta", "amount": "500 SPON" }' '"at_end": "provider('"'alice'"').stake == 500 SPON"'
check "nor in a claim" says '"alice" is an account; a provider belongs here'
script '"with": { "provider": "$beta", "amount": "500 SPON" }' \
	'"eventually": "any(provider, stake > 501 SPON)", "within": "24 h", "allow_empty": true'
check "what had the whole run to come true has not" status 1
check "... and was asked" out "it had not come true until then"

finish
