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

finish
