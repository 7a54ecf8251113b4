# lib.sh - for the tests of the program: one line a check, in sentence form; the program as $1.
#
#	. "$(dirname "$0")/lib.sh"
#	run why earnings "$LOG"
#	check "why earnings succeeds" status 0
#	check "it names every provider" out "provider 4"
#	finish
#
# run puts standard output, standard error and the exit status of the program into $T/out, $T/err and
# $STATUS; a check that fails says what it saw.

PROGRAM=${1:?usage: $0 PROGRAM}
case $PROGRAM in /*) ;; *) PROGRAM=$PWD/$PROGRAM ;; esac
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
LOG=$ROOT/scenarios/small-network.log
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
CHECKS=0
FAILED=0

[ -x "$PROGRAM" ] || { echo "FAILED: $PROGRAM is not a program"; exit 1; }

run() {
	STATUS=0
	"$PROGRAM" "$@" > "$T/out" 2> "$T/err" || STATUS=$?
}

# The same, with standard input from a file.
run_with() {
	STATUS=0
	input=$1
	shift
	"$PROGRAM" "$@" < "$input" > "$T/out" 2> "$T/err" || STATUS=$?
}

# Conditions: each succeeds or fails, for check.
status() { [ "$STATUS" = "$1" ]; }
out() { grep -qF -- "$1" "$T/out"; }
says() { tr -s '\n ' '  ' < "$T/out" | tr -s ' ' | grep -qF -- "$1"; } # whatever the line breaks
no_out() { ! grep -qF -- "$1" "$T/out"; }
err() { grep -qF -- "$1" "$T/err"; }
silent() { [ ! -s "$T/out" ]; }
quiet() { [ ! -s "$T/err" ]; }
one_error() { [ "$(wc -l < "$T/err")" = 1 ]; }
same() { cmp -s "$1" "$2"; }
differ() { ! cmp -s "$1" "$2"; }
matches() { grep -qE -- "$2" "$1"; }
both() { status "$1" && err "$2" && silent; }

# A sentence, then a condition with its arguments.
check() {
	sentence=$1
	shift
	CHECKS=$((CHECKS + 1))
	if "$@"; then
		echo "ok: $sentence"
		return
	fi
	FAILED=$((FAILED + 1))
	echo "FAILED: $sentence"
	echo "    condition: $*"
	echo "    status: $STATUS"
	sed 's/^/    out: /' "$T/out" | cut -c1-200 | head -5
	sed 's/^/    err: /' "$T/err" | cut -c1-300 | head -5
}

finish() {
	echo "$(basename "$0"): $CHECKS checks, $FAILED failed"
	[ "$CHECKS" -gt 0 ] && [ "$FAILED" = 0 ]
	exit
}
