#!/bin/sh
# Reports of suites by readers that others have made: JUnit's by xmllint with its schema and by junitparser,
# TAP by Perl's TAP::Parser and prove, JSON by Python.
#
#	reports.sh UNIT     the unit test of reports, which writes examples
set -eu
UNIT=${1:?usage: $0 UNIT}
HERE=$(cd "$(dirname "$0")" && pwd)
PYTHON=${PYTHON:-/usr/bin/python3}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

fail() {
	echo "FAILED: $*"
	exit 1
}

"$UNIT" --examples "$T"

xmllint --noout --schema "$HERE/junit.xsd" "$T"/*.xml 2> "$T/xmllint.err" \
	|| { grep -v ' validates$' "$T/xmllint.err" | head -5; fail "JUnit is not valid by its schema"; }
# The schema refuses what it should: a count that is none, a case without a class, two reasons.
for change in 's/errors="[0-9]*"/errors="few"/' 's/ classname="[^"]*"//' 's|<failure |<error message="" type="a"/><failure |'; do
	sed "$change" "$T/three.xml" > "$T/changed.xml"
	! cmp -s "$T/changed.xml" "$T/three.xml" || fail "$change changes nothing"
	! xmllint --noout --schema "$HERE/junit.xsd" "$T/changed.xml" 2> /dev/null \
		|| fail "the schema takes JUnit after $change"
done
rm "$T/changed.xml"

# The two versions of TAP differ in their first line alone.
for tap in "$T"/*.tap; do
	[ "$(head -n 1 "$tap")" = "TAP version 13" ] || fail "$tap: version"
	[ "$(head -n 1 "${tap}14")" = "TAP version 14" ] || fail "${tap}14: version"
	sed 1d "$tap" > "$T/a"
	sed 1d "${tap}14" > "$T/b"
	cmp "$T/a" "$T/b"
done
perl "$HERE/read_tap.pl" "$T"/*.tap > "$T/tap.jsonl"

# prove says what the suite says.
judged() { prove --exec cat "$T/$1.tap" > "$T/prove.out" 2>&1; }
judged good || { cat "$T/prove.out"; fail "prove does not take a good suite"; }
for bad in three nasty many none uncovered interrupted stopped signal internal odd; do
	! judged $bad || fail "prove takes the suite $bad"
	! grep -qi 'parse error' "$T/prove.out" || { cat "$T/prove.out"; fail "prove cannot read $bad"; }
done
judged interrupted || true
grep -q 'Bailout called' "$T/prove.out" || fail "prove has not seen that it bails out"

"$PYTHON" "$HERE/read_reports.py" "$T/tap.jsonl" "$T"
