#!/bin/bash
# Plants the bugs of tests/mutants/*.patch one by one and runs the suite against each.  See usage()
# below and README.md.
#
# The checkout is never written to: a bug is planted in a copy of protocol/ and support/, only what
# it touches is compiled anew, and that is linked with the objects of the unmutated build.
set -u -o pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd) || exit 2
root=$(cd "$here/../.." && pwd) || exit 2
least=40 # patches that must exist

usage()
{
	cat <<'END'
Examples:
  tests/mutants/run.sh                each bug until a part of the suite finds it, and the canary
  tests/mutants/run.sh 07             one bug (or 7, or a part of its name), untidied
  tests/mutants/run.sh --all-layers   each bug against every part of the suite, and a table
  tests/mutants/run.sh --list         the bugs and the rules they break

run.sh [-j N] [--all-layers] [--list] [BUG...]
  -j N           jobs at once (as many as there are processors)
  --all-layers   go on after a bug was found
  --list         list, run nothing

Parts of the suite, cheapest first: the worked vectors; the rule tests; a random crowd, played to
the library and to the naive implementation.  With BUG... neither the unmutated build nor the
canary is tried, and the programs with the bug stay in build/mutants/bugs/.

Environment: CC (gcc), CFLAGS (-O2), B (build/mutants), SEEDS (40) and COMMANDS (2500) of the crowd.

Exit: 0 all found; 1 a bug was not found, a patch is stale or fewer than 40 exist, the unmutated
build is not green, or the canary passes; 2 usage, or the build failed.
END
}

die()
{
	echo "run.sh: $*" >&2
	exit 2
}

# ---- settings ----

: "${CC:=gcc}" "${CFLAGS:=-O2}" "${B:=build/mutants}" "${SEEDS:=40}" "${COMMANDS:=2500}"
[[ $B == /* ]] || B=$root/$B
flags="-std=c11 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -DSPHERON_RULE_MARKS $CFLAGS"
base=$B/base-$(cksum <<<"$CC $flags" | cut -d' ' -f1) # one for each way to compile
bugs=$B/bugs
export CC CFLAGS B SEEDS COMMANDS ALL_LAYERS

jobs=$(nproc) ALL_LAYERS=${ALL_LAYERS:-} list= worker= wanted=()
while [[ $# -gt 0 ]]; do
	case $1 in
	-j) [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "-j needs a number of jobs"; jobs=$2; shift ;;
	-j[1-9]*) jobs=${1#-j} ;;
	--all-layers) ALL_LAYERS=1 ;;
	--list) list=1 ;;
	--worker) worker=$2; shift 2; break ;; # for itself: one job of the pool
	-h | --help) usage; exit 0 ;;
	-*) usage >&2; exit 2 ;;
	*) wanted+=("$1") ;;
	esac
	shift
done

# ---- patches ----

name_of()
{
	basename "$1" .patch
}

# The first rule that the words in front of the patch name.
rule_of()
{
	sed '/^--- /,$d' "$1" | grep -oE '\b[A-Z]+-[0-9]{2}\b' | head -1
}

files_of()
{
	sed -nE 's|^\+\+\+ b/([^	 ]*).*|\1|p' "$1"
}

# What is wrong with the form of a patch, nothing if it is all right.
fault_of()
{
	local rule f

	rule=$(rule_of "$1")
	[[ -n $rule ]] || { echo "does not say which rule it breaks"; return; }
	grep -qF "**$rule**" "$root/protocol/RULES.md" || { echo "RULES.md has no $rule"; return; }
	[[ -n $(files_of "$1") ]] || { echo "changes no file"; return; }
	for f in $(files_of "$1"); do
		[[ $f =~ ^(protocol/[a-z0-9_]+|support/(json|sha256))\.[ch]$ ]] \
			|| { echo "touches $f, which is not the library"; return; }
	done
}

select_patches()
{
	local p n w

	for p in "$here"/[0-9][0-9]-*.patch; do
		n=$(name_of "$p")
		[[ ${#wanted[@]} -eq 0 ]] && echo "$p"
		for w in "${wanted[@]}"; do
			[[ $w =~ ^[0-9]$ ]] && w=0$w
			if [[ $w =~ ^[0-9]+$ ]]; then
				[[ $n == "$w"-* ]] && echo "$p"
			else
				[[ $n == *"$w"* ]] && echo "$p"
			fi
		done
	done
}

# ---- building ----

cd "$root" || exit 2
without_main() { grep -L '^int main(' "$@"; }

library="$(without_main protocol/*.c support/*.c) sim/player.c sim/saved.c sim/checker.c"
vectors="tests/vectors/run.c tests/support/marks.c"
rules="$(echo tests/protocol/*.c tests/support/*.c)"
crowd="$(without_main tests/oracle/*.c tests/crowd/*.c) tests/crowd/differ.c tests/support/marks.c \
tests/mutants/no_shrink.c"

objects_of() { sed 's/\.c\b/.o/g' <<<"$*"; }

# The unmutated objects; those of the library in an archive, from which a link takes what it needs.
build_base()
{
	mkdir -p "$base" || return
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -r -R -j"$jobs" -f - all O="$base" \
		COMPILE="$CC $flags -I. -MMD -MP" LIBRARY="$(objects_of $library)" \
		OTHERS="$(objects_of $vectors $rules $crowd)" <<'END'
.RECIPEPREFIX = >
OBJECTS := $(sort $(addprefix $(O)/,$(LIBRARY) $(OTHERS)))
all: $(O)/library.a $(OBJECTS)
$(O)/%.o: %.c
> @mkdir -p $(@D)
> $(COMPILE) -c $< -o $@
$(O)/library.a: $(addprefix $(O)/,$(LIBRARY))
> @rm -f $@; ar rcs $@ $^
-include $(OBJECTS:.o=.d)
END
}

# link_program DIR NAME SOURCE...: with what was compiled in DIR in place of the unmutated objects.
link_program()
{
	local dir=$1 name=$2 objects= o

	shift 2
	for o in $(objects_of "$@"); do
		[[ -f $dir/$o ]] && objects+=" $dir/$o" || objects+=" $base/$o"
	done
	for o in $(objects_of $library); do
		[[ -f $dir/$o ]] && objects+=" $dir/$o"
	done
	$CC $CFLAGS -o "$dir/$name" $objects "$base/library.a" -Wl,--wrap=shrink_and_save \
		-lcmocka -lcrypto
}

link_vectors() { link_program "$1" vectors $vectors; }
link_rules() { link_program "$1" rules $rules; }
link_crowd() { link_program "$1" crowd $crowd; }

# What must be compiled anew when these files change.
touched_by()
{
	local f d

	for f; do
		if [[ $f == *.c ]]; then
			echo "$f"
		else
			for d in $(cd "$base" && grep -rlE "(^| )(\./)?$f( |$)" --include='*.d' .); do
				d=${d#./}
				echo "${d%.d}.c"
			done
		fi
	done | sort -u | grep -xF "$(printf '%s\n' $library $vectors $rules $crowd)"
}

# Plants a bug in DIR and compiles what it touches.  Says what went wrong and fails if it does not
# take.
plant()
{
	local dir=$1 patch=$2 changed= f at

	rm -rf "$dir"
	mkdir -p "$dir" && cp -r protocol support "$dir" || return
	if ! (cd "$dir" && patch -p1 -F1 -s -t --no-backup-if-mismatch <"$patch") >"$dir/log" 2>&1; then
		echo "stale: does not apply ($(grep -m1 -iE 'hunk|find|patch' "$dir/log"))"
		return 1
	fi
	for f in $(touched_by $(files_of "$patch")); do
		mkdir -p "$dir/${f%/*}"
		[[ -f $dir/$f ]] && at=$dir || at=$root
		if ! (cd "$at" && $CC $flags -I"$dir" -I"$root" -c "$f" -o "$dir/${f%.c}.o") \
			>"$dir/log" 2>&1; then
			echo "does not compile ($(grep -m1 error "$dir/log"))"
			return 1
		fi
		cmp -s "$dir/${f%.c}.o" "$base/${f%.c}.o" || changed=1
	done
	[[ -n $changed ]] || { echo "changes nothing in the program"; return 1; }
}

# ---- the parts of the suite ----
# Each takes the directory of the programs, and succeeds if the suite passes.  Otherwise the last
# line it prints says what found the bug.

ended_by()
{
	case $1 in
	124) echo "does not end" ;;
	13[0-9]) echo "stopped by signal $(($1 - 128))" ;;
	*) echo "exit code $1" ;;
	esac
}

# A bug may well make a program run forever, or through all memory.
limited()
{
	[[ $CFLAGS == *sanitize* ]] || ulimit -v 2000000
	ulimit -c 0
	timeout "$@"
}

part_vectors()
{
	local status

	(limited 120 "$1/vectors" tests/vectors/vectors.json) >"$1/vectors.out" 2>&1
	status=$?
	[[ $status -eq 0 ]] && return
	grep -m1 -oE '^FAIL [A-Z0-9]+' "$1/vectors.out" | cut -d' ' -f2 | grep . || ended_by $status
	return 1
}

# A group of rule tests.
part_group()
{
	local status

	(limited 120 "$1/rules" "$2") >"$1/rules.out" 2>&1
	status=$?
	[[ $status -eq 0 ]] && return
	echo "$2: $(grep -aE '^\[  FAILED  \] [a-z_0-9]+$' "$1/rules.out" | head -1 \
		| cut -d' ' -f6 | grep . || ended_by $status)"
	return 1
}

part_rules()
{
	local group

	for group in $(cat "$base/groups"); do
		part_group "$1" "$group" || return
	done
}

# One log of the crowd.
part_seed()
{
	local status

	(limited 120 "$1/crowd" --seeds 1 --from "$2" --commands "$COMMANDS" --no-table) \
		>"$1/crowd.out" 2>&1
	status=$?
	[[ $status -eq 0 ]] && return
	echo "seed $2$(sed -nE 's/^FAIL .*command=([0-9]+)$/, command \1/p' "$1/crowd.out" \
		| grep -m1 . || echo " ($(ended_by $status))")"
	return 1
}

part_crowd()
{
	local seed

	for ((seed = 1; seed <= SEEDS; seed++)); do
		part_seed "$1" $seed || return
	done
}

# ---- one bug ----

say_part() { case $1 in rules) echo "rule tests" ;; *) echo "$1" ;; esac; }

# Writes DIR.result: "found PART..." or "not found" or "bad", and says one line.
try_bug()
{
	local patch=$1 dir what part finders= told= began=$SECONDS

	dir=$bugs/$(name_of "$patch")
	rm -f "$dir.result"
	what=$(fault_of "$patch")
	[[ -z $what ]] && what=$(plant "$dir" "$patch")
	if [[ -n $what ]]; then
		echo bad >"$dir.result"
		printf '%-34s %-10s FAILED: %s\n' "$(name_of "$patch")" "$(rule_of "$patch")" "$what"
		return
	fi
	for part in vectors rules crowd; do
		if ! link_$part "$dir" >"$dir/log" 2>&1; then
			echo bad >"$dir.result"
			echo "$(name_of "$patch") FAILED: does not link ($(head -1 "$dir/log"))"
			return
		fi
		what=$(part_$part "$dir") && continue
		finders+=" $part"
		told+="${told:+; }$(say_part $part): ${what##*$'\n'}"
		[[ -n $ALL_LAYERS ]] || break
	done
	echo "${finders:- nothing}" >"$dir.result"
	printf '%-34s %-10s %s (%d s)\n' "$(name_of "$patch")" "$(rule_of "$patch")" \
		"${told:+found by }${told:-NOT FOUND}" $((SECONDS - began))
	[[ ${#wanted[@]} -gt 0 || -n ${KEEP:-} ]] || rm -rf "$dir"
}

# ---- the unmutated build must pass ----

# Each part of the green run is a job of its own; they tell how long a group takes, too.
try_green()
{
	local what=$1 which=$2 dir=$base/green/$1-$2 began told=

	mkdir -p "$dir" && ln -sf "$base/$([[ $what == group ]] && echo rules || echo crowd)" "$dir/"
	began=$(date +%s%N)
	told=$(part_"$what" "$dir" "$which") || echo "$what $told" >>"$base/red"
	[[ $what == group ]] && echo "$(($(date +%s%N) - began)) $which" >>"$base/times"
	return 0
}

green_jobs()
{
	local group seed

	for group in $(cat "$base/groups"); do
		echo "green group $group"
	done
	for ((seed = 1; seed <= SEEDS; seed++)); do
		echo "green seed $seed"
	done
}

pool()
{
	KEEP=${wanted[*]:-} xargs -P "$jobs" -L 1 "$here/run.sh" --worker
}

check_green()
{
	rm -rf "$base/red" "$base/times" "$base/green"
	part_vectors "$base" >"$base/told" || sed 's/^/vectors /' "$base/told" >>"$base/red"
	green_jobs | pool
	if [[ -s $base/red ]]; then
		echo "The unmutated build is not green, so nothing can be said about bugs:"
		sed 's/^/  /; s/group/rule tests/' "$base/red"
		exit 1
	fi
	sort -n "$base/times" | cut -d' ' -f2 >"$base/groups" # cheapest first from here on
	echo "unmutated build: green (vectors, $(wc -l <"$base/groups") groups of rule tests," \
		"$SEEDS logs of the crowd)"
}

if [[ -n $worker ]]; then
	case $worker in
	green) try_green "$@" ;;
	bug) try_bug "$1" ;;
	esac
	exit
fi

# ---- all of it ----

mapfile -t patches < <(select_patches)
[[ ${#patches[@]} -gt 0 ]] || die "no such bug: ${wanted[*]:-}"
if [[ -n $list ]]; then
	for p in "${patches[@]}"; do
		printf '%-34s %s\n' "$(name_of "$p")" "$(sed '/^--- /,$d' "$p" | tr '\n' ' ')"
	done
	exit
fi

build_base && link_vectors "$base" && link_rules "$base" && link_crowd "$base" \
	|| die "the unmutated build failed"
mkdir -p "$bugs"
if [[ ${#wanted[@]} -eq 0 || ! -s $base/groups ]]; then
	grep -oE 'X\([a-z][a-z0-9_]*\)' tests/protocol/groups.h | tr -d 'X()' >"$base/groups"
fi
[[ -s $base/groups ]] || die "no groups in tests/protocol/groups.h"

if [[ ${#wanted[@]} -eq 0 ]]; then
	check_green
	ALL_LAYERS=1 try_bug "$here/canary.patch"
fi
printf 'bug %s\n' "${patches[@]}" | pool

# ---- counting ----

results=()
for p in "${patches[@]}"; do
	results+=("$bugs/$(name_of "$p").result")
done
count() { cat "${results[@]}" 2>/dev/null | grep -cE "$1"; }

found=$(count 'vectors|rules|crowd')
failed=0
[[ $found -eq ${#patches[@]} ]] || failed=1
canary="not tried"
if [[ ${#wanted[@]} -eq 0 ]]; then
	canary="failed as it must"
	# Every part of the suite must be able to fail.
	if [[ $(cat "$bugs/canary.result") != " vectors rules crowd" ]]; then
		canary="PASSED: a part of the suite cannot fail"
		failed=1
	fi
	if [[ ${#patches[@]} -lt $least ]]; then
		echo "There must be $least planted bugs, and there are ${#patches[@]}."
		failed=1
	fi
fi
if [[ -n $ALL_LAYERS ]]; then
	echo "found by vectors $(count vectors), rule tests $(count rules), crowd $(count crowd);" \
		"by one of them only: vectors $(count '^ vectors$'), rule tests $(count '^ rules$')," \
		"crowd $(count '^ crowd$'); not by the vectors: $(count '^ (rules|crowd)')"
fi
echo "$SECONDS seconds"
echo "${#patches[@]} planted bug$([[ ${#patches[@]} -eq 1 ]] || echo s), $found found (vectors $(count '^ vectors')," \
	"rules $(count '^ rules'), crowd $(count '^ crowd')); canary $canary"
exit $failed
