#!/bin/sh
# Scenario files that must not pass, each for one reason (tests/suite/wrong): their exit codes and every
# word that is said of them.
#
#	UPDATE=1 test_wrong.sh PROGRAM     writes what is expected anew; read the difference before it is kept
. "$(dirname "$0")/lib.sh"

WRONG=$ROOT/tests/suite/wrong
cd "$WRONG" || exit 1

# What is said of a test, without what differs from machine to machine: times, coverage, totals.
said_of() {
	awk '/^rule coverage/ { exit } { sub(/ +[0-9.]+ s$/, ""); print }' "$T/out"
	sed 's/^/stderr: /' "$T/err"
}

# The program on one of the files, with further options if there are any beside it.
judge() {
	options=
	[ ! -f "$1.args" ] || read -r options < "$1.args"
	# Options are meant to be split.
	# shellcheck disable=SC2086
	run test "$1.json" --quiet --record "$T/record" $options
	{ echo "$STATUS"; said_of; } > "$T/said"
}

as_expected() {
	cmp -s "$T/said" "$1.want" && return
	diff "$1.want" "$T/said" | head -10
	return 1
}
not_passed() { [ "$STATUS" != 0 ] && ! grep -q '^PASS' "$T/said"; }
# What is wrong with a file is one line that says where, as far as a line is to blame.
one_reason() {
	[ "$STATUS" != 2 ] && return
	[ "$(grep -c '^    because' "$T/said")" = 1 ] || grep -q '^stderr: spheron-sim: --' "$T/said"
}
reasoned() { grep -q '"$comment"' "$1.json" || grep -qF "| $1 |" README.md; }

FILES=0
for file in *.json; do
	name=${file%.json}
	FILES=$((FILES + 1))
	judge "$name"
	[ -z "${UPDATE:-}" ] || cp "$T/said" "$name.want"
	check "$name: it is said why it is wrong" reasoned "$name"
	check "$name: told as expected" as_expected "$name"
	case $name in matrix-one-cell) check "$name: fails" [ "$STATUS" = 1 ] ;; *) check "$name: nothing passes" not_passed ;; esac
	check "$name: one reason" one_reason
done
for want in *.want; do
	check "${want%.want} is there" [ -f "${want%.want}.json" ]
done
check "there are at least sixty of them" [ "$FILES" -ge 60 ]
for code in 1 2 3 4 5 6; do
	check "some end with $code" grep -qx "$code" *.want
done
check "none ends with 0" [ -z "$(sed -n '1{/^0$/p}' *.want; for w in *.want; do head -1 "$w" | grep -x 0; done)" ]

# ---- a folder of them ----

OPTIONED=$(find . -name '*.args' | wc -l)
run test . --quiet --record "$T/all"
check "all of them together: the worst is told, files that are none" status 2
check "every file is judged, but for a fragment, a golden file and one that asserts nothing" \
	[ "$(grep -cE '^(PASS|FAIL|UNDECIDED|ERROR) ' "$T/out")" = $((FILES - 3 + 1)) ]
check "it is told how many are left out" err "2 files without assertions left out"
check "what passes is one cell of the matrix, and files that are wrong by their options" \
	[ "$(grep -c '^PASS' "$T/out")" = $((OPTIONED + 1)) ]
check "those that did not pass are remembered" \
	[ "$(grep -c '^failed ' "$T/all")" = $((FILES - 3 - OPTIONED)) ]

# ---- output that cannot be written ----

run test always.json --quiet --record "$T/record" --junit /dev/full
check "a report that cannot be written ends with 70, though a test failed" status 70
check "and it is said which" err "/dev/full"
run test always.json --quiet --record "$T/record" --markdown "$T/no/such/folder/x.md"
check "so does a folder that is not there" status 70
check "and it is said which" err "$T/no/such/folder/x.md"
run test always.json --quiet --record "$T/record" --coverage "$T/no/such/folder/x"
check "and coverage that cannot be kept" status 70
if [ -w /dev/full ]; then
	STATUS=0
	"$PROGRAM" test always.json --quiet --record "$T/record" > /dev/full 2> "$T/err" || STATUS=$?
	: > "$T/out"
	check "standard output that is full ends with 70, too" status 70
fi

# ---- signals ----

# A test that is done at once, and one that would take minutes.
mkdir "$T/two"
sed 's/"name": "[^"]*"/"name": "short"/; s/500 SPON" }$/0 SPON" }/' always.json > "$T/two/a.json"
sed 's/"name": "[^"]*"/"name": "long"/; s/"limits": {.*}/"tags": ["long"]/; s/"365 d"/"36500 d"/' \
	limit-wall.json > "$T/two/b.json"

# $1: signal.  Sent when the first verdict is there.
interrupted() {
	: > "$T/out"
	STATUS=0
	"$PROGRAM" test "$T/two" --quiet --record "$T/two.record" > "$T/out" 2> "$T/err" &
	pid=$!
	tries=0
	while ! grep -q '^PASS' "$T/out" && [ "$tries" -lt 300 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	sleep 0.2
	kill -"$1" "$pid"
	wait "$pid" || STATUS=$?
}
for signal in INT TERM; do
	interrupted $signal
	[ $signal = INT ] && code=130 || code=143
	check "$signal: ends with $code" status $code
	check "$signal: what was finished is told" matches "$T/out" '^PASS +short '
	check "$signal: what was not is no pass" matches "$T/out" '^ERROR +long '
	check "$signal: and it is said why" out "interrupted"
	check "$signal: the end says so, too" matches "$T/out" "^exit $code"
	check "$signal: it is run again by --rerun-failed" matches "$T/two.record" '/b.json 0$'
	check "$signal: what passed is not" [ "$(grep -c 'a.json' "$T/two.record")" = 0 ]
done

# As JSON nothing is printed before the end, so there is nothing to wait for.
"$PROGRAM" test "$T/two" --quiet --record "$T/two.record" --json --junit "$T/junit.xml" > "$T/out" 2> "$T/err" &
pid=$!
sleep 1
kill -INT $pid
STATUS=0
wait $pid || STATUS=$?
check "as JSON: ends with 130" status 130
check "as JSON: the test that was not finished is told" out '"interrupted'
valid_junit() { xmllint --noout --schema "$ROOT/tests/suite/junit.xsd" "$T/junit.xml" 2> /dev/null; }
check "JUnit is written all the same, and valid" valid_junit
check "with the test that was not finished as an error" matches "$T/junit.xml" '<error '
finish
