#!/bin/sh
# spheron-sim test as a pipeline uses it: choosing, sharding, repeating, reports, coverage, watching; and
# that what it says does not depend on how many runs are done at a time.
. "$(dirname "$0")/lib.sh"

cd "$T" || exit 1
mkdir -p s/a s/b s/c

# ---- a suite ----

# A provider that registers and stakes; $1: file, $2: name, $3: tags, $4: claims.
script_test() {
	cat > "$1" <<END
{
	"name": "$2",
	"tags": [$3],
	"time": { "horizon": "1 d" },
	"script": [
		{ "at": "0 s", "do": "account.open", "as": "alice" },
		{ "at": "0 s", "do": "token.mint", "with": { "token": "SPON", "to": "\$alice", "amount": "10_000 SPON" } },
		{ "at": "1 h", "from": "alice", "do": "provider.register", "as": "alpha",
			"with": { "region": 1, "cpu": 8, "score": 30000, "mem": "32 GB", "sto": 500, "down": "1 Gbps", "up": "1 Gbps" } },
		{ "at": "2 h", "from": "alice", "do": "stake.add", "with": { "provider": "\$alpha", "amount": "500 SPON" } }
	],
	"assert": [ $4 ]
}
END
}
STAKED='{ "id": "staked", "at_end": "provider('\''alpha'\'').stake == 500 SPON" }'
script_test s/a/stake.json stake/added '"stake", "quick"' "$STAKED"
script_test s/a/once.json stake/once '"quick"' '{ "id": "one", "sometimes": "ProviderRegistered" }'
script_test s/b/commission.json commission/none '"slow"' '{ "id": "none", "never": "CommissionSet" }'
cat > s/b/orders.frag.json <<'END'
{
	"$comment": "Orders come as a Poisson stream, three a day; nobody provides anything.",
	"kind": "fragment",
	"population": {
		"demand": [ { "class": "orders", "orders": "3 /d", "tenants": 1, "kinds": [ { "threads": 1 } ],
			"hours": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
			"days": [1, 1, 1, 1, 1, 1, 1], "dispersion": 0, "hour_dispersion": 0, "batch": 1,
			"budget": 2, "fizz": "0 %", "retries": 0, "leaves": "0 %" } ],
		"verifier": { "proofs": "0 /d", "checks": "0 /d" }
	},
	"incidents": { "every_year": 0 }
}
END
cat > s/b/chance.json <<'END'
{
	"name": "orders/chance",
	"tags": ["slow", "chance"],
	"include": ["orders.frag.json"],
	"time": { "horizon": "1 d" },
	"profiles": { "short": { "runs": 7, "max_runs": 300, "alpha": "10 %", "beta": "10 %" } },
	"assert": [
		{ "id": "busy days", "prob": { "of": "count(OrderCreated) > 0", "at_least": "85 %", "margin": "5 %" } },
		{ "id": "orders", "mean": { "of": "count(OrderCreated)", "at_least": "2", "at_most": "4" } }
	]
}
END
cat > s/c/matrix.json <<'END'
{
	"name": "orders/matrix",
	"tags": ["slow"],
	"include": ["../b/orders.frag.json"],
	"time": { "horizon": "1 d" },
	"random": { "runs": 5 },
	"matrix": { "axes": { "population.demand.0.orders": ["30 /d", "60 /d", "90 /d"] } },
	"assert": [ { "id": "some come", "at_end": "count(OrderCreated) > 5" } ]
}
END
cat > s/c/golden-test.json <<'END'
{
	"name": "orders/golden",
	"include": ["../b/orders.frag.json"],
	"time": { "horizon": "1 d" },
	"random": { "runs": 2 },
	"assert": [ { "id": "as before", "golden": { "file": "golden.json", "metrics": ["market.orders_day"] } } ]
}
END
cat > s/c/plain.json <<'END'
{ "name": "plain", "include": ["../b/orders.frag.json"], "time": { "horizon": "1 d" } }
END
run golden update s/c/golden-test.json --why "first" --quiet
check "golden results are made" status 0

# The program without progress, remembering in a file of its own.
test_() { run test --quiet --record "$T/record" "$@"; }
# What is printed, without seconds, and without the command that repeats it.
timeless() { sed -E 's/[0-9]+\.[0-9]+ s/N s/g; /^again/d' "$T/out"; }
lines() { [ "$(grep -cE "$1" "$T/out")" = "$2" ]; }

# ---- all of it ----

test_ s
check "a suite of true claims passes" status 0
check "it has a line for each test and each cell of a matrix" lines '^PASS ' 8
check "the cells are named" out "orders/matrix [population.demand.0.orders=60 /d]"
check "nothing else is told of them" [ "$(grep -vc '^PASS' "$T/out")" = 6 ]
check "files that assert nothing and fragments are told to be left out" err "2 files without assertions left out"
check "golden results are no tests" no_out "c/golden.json"
check "with seeds of the files nothing can flake" out "declared flake rate: 0 (fixed seeds)"
check "the end says what its exit code means" out "exit 0: all that was asked holds"
timeless > first
for jobs in 1 2 4; do
	test_ s --jobs $jobs
	timeless > again
	check "with $jobs at a time the same is said, byte by byte" same first again
	test_ s --jobs $jobs --json
	sed -E 's/"seconds": ?[0-9.e-]+/"seconds": N/g; /"command":/d' "$T/out" > json.$jobs
	check "the same JSON, too" same json.1 json.$jobs
done
mkdir empty
cp s/c/plain.json empty/
sed -i 's|\.\./b|../s/b|' empty/plain.json
test_ empty
check "a folder without assertions is no success" status 6
check "and it is said why" err "no file has assertions or a script"
rm empty/*
test_ empty
check "nor is an empty folder" both 6 "there is no test: no scenario files here"
test_ s/nowhere
check "a path that is not there is a mistake" both 2 "s/nowhere: No such file or directory"
test_
check "so is no path" both 2 "which scenario files"
test_ s/c/plain.json
check "a file that is named has to assert something" status 2
check "and it is said so" out "a test has assertions or a script"
test_ s/a/stake.json s/a s/a/stake.json
check "a file that is named several times is judged once" lines '^PASS ' 2

# Links in circles, and links to nowhere.
mkdir -p l/m
cp s/a/stake.json l/
cp s/a/once.json l/m/
ln -s . l/m/here
ln -s .. l/m/up
test_ l
check "links in circles are followed once" lines '^PASS ' 2
ln -s nowhere.json l/gone.json
test_ l
check "a link to nowhere is a file that can't be read" status 2
rm l/gone.json
mkfifo l/pipe.json
test_ l
check "what is no file is none, whatever it is called" status 0
chmod 000 l/m
if [ ! -r l/m ]; then # the administrator may read everything
	test_ l
	check "a folder that can't be read is not passed over" status 2
fi
chmod 755 l/m

# ---- choosing ----

test_ s --list
check "--list tells each test" lines 'assertion' 8
check "with its file" out "stake/added  s/a/stake.json"
check "and runs nothing" no_out "PASS"
cp "$T/out" list
test_ s --filter 'stake/*' --list
check "--filter takes names" lines '^stake/' 2
check "and no others" lines . 2
test_ s --filter '*chance*' --filter 'stake/once' --list
check "--filter may be repeated" lines . 2
test_ s --filter 's/b/*' --list
check "--filter takes files as well" lines . 2
test_ s --filter 'stake/addde'
check "a filter that matches nothing is an error with the nearest name" both 6 "did you mean stake/added?"
test_ s --tags quick --list
check "--tags takes what has the tag" lines . 2
test_ s --tags quick,chance --list
check "any of several" lines . 3
test_ s --tags slow,-chance --list
check "a minus takes away" lines . 4
test_ s --tags=-slow --list
check "only a minus: all the others" lines . 3
test_ s --tags slwo
check "a tag that nothing has is an error with the nearest" both 6 "did you mean slow?"
test_ s --tags quick --filter '*chance*'
check "a choice that leaves nothing is an error" status 6

for n in 1 2 3 4 5; do
	: > union
	i=1
	while [ $i -le $n ]; do
		run test s --list --shard $i/$n
		cat "$T/out" >> union
		i=$((i + 1))
	done
	sort union > union.sorted
	sort list > list.sorted
	check "$n shards are the whole suite, each test once" same list.sorted union.sorted
done
test_ s --shard 9/9
check "a shard without a test is an error" both 6 "no test falls into this shard"
for shard in 0/2 3/2 1/0 1 a/b 1/2/3 -1/2; do
	test_ s --shard="$shard"
	check "--shard $shard is refused" both 2 "--shard $shard"
done

# ---- failing, and again ----

script_test s/a/wrong.json stake/wrong '"quick"' '{ "id": "more", "at_end": "provider('\''alpha'\'').stake > 500 SPON" }'
test_ s
check "one claim that is false fails the suite" status 1
check "the rest is judged all the same" lines '^PASS ' 8
check "it is told with what was expected and seen" out "500 SPON > 500 SPON"
check "and how to look at it" out "spheron-sim replay-run 's/a/wrong.json'"
check "and how to run what failed again" out "--rerun-failed"
test_ s --rerun-failed
check "--rerun-failed runs that alone" lines '^(PASS|FAIL) ' 1
check "and it fails again" status 1
script_test s/a/wrong.json stake/wrong '"quick"' "$STAKED"
test_ s --rerun-failed
check "once mended it passes" status 0
test_ s --rerun-failed
check "then nothing is left to be run again, which is no success" both 6 "none of these tests failed last time"
run test --quiet --record "$T/no-record" s --rerun-failed
check "nor is it when nothing was ever run" both 6 "is not there; it is written by a run without that option"

script_test s/a/wrong.json stake/wrong '"quick"' '{ "id": "more", "at_end": "provider('\''alpha'\'').stake > 500 SPON" }'
sed 's/"name": "[^"]*"/"name": "commission\/wrong"/' s/a/wrong.json > s/b/wrong.json
test_ s
check "two fail" lines '^FAIL ' 2
script_test s/a/wrong.json stake/wrong '"quick"' "$STAKED"
test_ s/a --rerun-failed
check "one is mended and run by itself" status 0
test_ s --rerun-failed
check "the other is not forgotten by that" status 1
check "and is run alone" lines '^(PASS|FAIL) ' 1
rm s/a/wrong.json s/b/wrong.json

# The first in order fails at once, the second would take minutes.
mkdir f
script_test f/a.json fast/passes '"x"' "$STAKED"
script_test f/b.json fast/fails '"x"' '{ "id": "more", "at_end": "provider('\''alpha'\'').stake > 500 SPON" }'
sed 's|"name": "plain"|"name": "fast/long", "random": { "runs": 1000000 }|; s|"\.\./b/|"../s/b/|; s|"1 d" } }|"1 d" }, "assert": [ { "id": "time", "at_end": "time > 0 s" } ] }|' \
	s/c/plain.json > f/c.json
for jobs in 1 2 4; do
	test_ f --fail-fast --jobs $jobs
	check "--fail-fast with $jobs at a time ends with the failure" status 1
	check "what was before it is told, what is behind it is not" \
		[ "$(grep -oE '^(PASS|FAIL|ERROR) +[a-z/]+' "$T/out" | tr -s ' \n' ' ')" = "PASS fast/passes FAIL fast/fails " ]
	check "and that some did not run" out "some did not run"
done
script_test f/b.json fast/fails '"x"' "{ \"id\": \"x\" }"
test_ f --fail-fast
check "a file that is none stops it as well" status 2

# ---- seeds, profiles, settings ----

test_ s/b/chance.json --profile short
check "a profile of the file's own is taken" status 0
check "with its runs" matches "$T/out" ' [1-9][0-9] +runs'
for profile in pr nightly; do
	test_ s --profile $profile
	check "--profile $profile is known of every file" status 0
done
test_ s --profile nigthly
check "another one is an error with the nearest" both 2 "did you mean nightly?"
test_ s --profile shrot
check "the files' own are suggested, too" status 2
test_ s/b/chance.json --seed 7
timeless > seven
check "--seed 7 is told" matches "$T/out" 'seed.* 7'
test_ s/b/chance.json --set random.seed=7
timeless | grep -E '^(PASS|FAIL|UNDECIDED)' > set-seven
grep -E '^(PASS|FAIL|UNDECIDED)' seven > seven.tests
check "and is what --set random.seed=7 is" same seven.tests set-seven
SOURCE_DATE_EPOCH=1751328000
export SOURCE_DATE_EPOCH
test_ s/b/chance.json --seed today
timeless > today
check "--seed today is the date" matches "$T/out" 20250701
check "fresh seeds have a flake rate" matches "$T/out" 'declared flake rate: .*[1-9]'
SOURCE_DATE_EPOCH=1751371200
test_ s/b/chance.json --seed today
timeless > later
check "the same all day" same today later
SOURCE_DATE_EPOCH=1751414400
test_ s/b/chance.json --seed today
check "the next day it is another" matches "$T/out" 20250702
unset SOURCE_DATE_EPOCH
for seed in -1 x 1.5 "" 99999999999999999999999; do
	test_ s --seed="$seed"
	check "--seed '$seed' is refused" status 2
done
test_ s/c/matrix.json --set random.runs=2
check "--set changes all files" lines ' 2 runs' 3
test_ s/a/stake.json --set population.demand.0.orders=5
check "--set that does not fit is an error" status 2

# ---- reports ----

script_test s/a/wrong.json stake/wrong '"quick"' '{ "id": "more <&>", "at_end": "provider('\''alpha'\'').stake > 500 SPON" }'
printf '{' > s/a/broken.json
summary=$T/summary.md
echo "before" > "$summary"
GITHUB_STEP_SUMMARY=$summary
export GITHUB_STEP_SUMMARY
test_ s --junit junit.xml --markdown report.md --annotations github
unset GITHUB_STEP_SUMMARY
check "a file that is none is worse than a false claim" status 2
valid_junit() { xmllint --noout --schema "$ROOT/tests/suite/junit.xsd" "$1" 2> /dev/null; }
check "JUnit is valid by the common schema" valid_junit junit.xml
check "it has a failure" [ "$(xmllint --xpath 'count(//failure)' junit.xml)" = 1 ]
check "and an error" [ "$(xmllint --xpath 'count(//error)' junit.xml)" = 1 ]
check "the failure's text says what was seen" \
	[ -n "$(xmllint --xpath 'string(//failure)' junit.xml | grep '500 SPON > 500 SPON')" ]
check "and so does its message" [ -n "$(xmllint --xpath 'string(//failure/@message)' junit.xml | grep '500 SPON')" ]
check "annotations stand at the line of the claim" matches "$T/out" '^::error file=s/a/wrong.json,line=[0-9]+'
check "the step's summary is added to" [ "$(head -n 1 "$summary")" = before ]
check "with the failure" matches "$summary" 'stake/wrong'
check "--markdown writes the same by itself" [ "$(tail -n +2 "$summary")" = "$(cat report.md)" ]
test_ s --tap
check "TAP ends with the same code" status 2
cp "$T/out" suite.tap
prove --exec cat suite.tap > prove.out 2>&1
check "prove sees that it fails" [ $? != 0 ]
check "and can read all of it" [ "$(grep -ci 'parse error' prove.out)" = 0 ]
rm s/a/wrong.json s/a/broken.json
test_ s --tap
cp "$T/out" suite.tap
taken_by_prove() { prove --exec cat suite.tap > prove.out 2>&1; }
check "prove takes what passes" taken_by_prove
test_ s --annotations gitlab
check "annotations for others are refused" both 2 "only github is known"
test_ s --tap --json
check "one thing is printed, not two" both 2 "only one of them"
test_ s --json
check "JSON says the exit code" matches "$T/out" '"exit(_code|_status)?": ?0'

# ---- coverage ----

test_ s --coverage whole.cov
reached() { sed -n 's/^rule coverage \([0-9]*\).*/\1/p' "$T/out"; }
check "coverage is written" [ -s whole.cov ]
percent=$(sed -n 's/^rule coverage \([0-9]*\)\/\([0-9]*\).*/\1 \2/p' "$T/out" | awk '{ print int(100 * $1 / $2) }')
whole=$(reached)
test_ s --coverage one.cov --shard 1/2
check "a shard reaches some rules" [ "$(reached)" -gt 0 ]
test_ s --coverage two.cov --shard 2/2 --add-coverage one.cov
check "both shards together reach what the whole does" [ "$(reached)" = "$whole" ]
check "their files say the same" same whole.cov two.cov
test_ s --min-rule-coverage "$percent"
check "--min-rule-coverage that is reached passes" status 0
test_ s --min-rule-coverage $((percent + 1))
check "a percent more fails" status 1
check "and it is said by how much" out "rules were reached"
test_ s/a/once.json --add-coverage whole.cov --min-rule-coverage "$percent"
check "what others have reached counts" status 0
test_ s/a/once.json --add-coverage nowhere.cov
check "coverage that cannot be read is no success" [ "$STATUS" != 0 ]
echo nonsense > bad.cov
test_ s/a/once.json --add-coverage bad.cov
check "nor is coverage that is none" [ "$STATUS" != 0 ]
for percent in 101 -1 x; do
	test_ s --min-rule-coverage="$percent"
	check "--min-rule-coverage $percent is refused" status 2
done

# ---- watching ----

"$PROGRAM" test s --watch --quiet --record "$T/record" > watched 2> watched.err &
pid=$!
# So many totals have been told.
told() {
	tries=0
	while [ "$(grep -c '^exit ' watched)" -lt "$1" ] && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	[ "$(grep -c '^exit ' watched)" = "$1" ]
}
STATUS=0
check "--watch begins with the whole suite" told 1
check "which passes" [ "$(grep -c '^PASS' watched)" = 8 ]
sleep 1.1
script_test s/a/once.json stake/once '"quick"' '{ "id": "two", "sometimes": "ProviderRegistered", "min_count": 2 }'
check "a file that changes is run again" told 2
check "and it alone" [ "$(grep -cE '^(PASS|FAIL)' watched)" = 9 ]
check "with its new verdict" [ "$(grep -c '^FAIL *stake/once' watched)" = 1 ]
sleep 1.1
script_test s/a/once.json stake/once '"quick"' '{ "id": "one", "sometimes": "ProviderRegistered" }'
check "and again when it is mended" told 3
kill -INT $pid
wait $pid || STATUS=$?
check "Ctrl-C ends it with 130" status 130
for option in "--json" "--tap" "--list" "--shard 1/2" "--junit x.xml"; do
	# shellcheck disable=SC2086
	test_ s --watch $option
	check "--watch and $option do not go together" both 2 "--watch goes with text only"
done
finish
