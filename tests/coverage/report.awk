# report.awk - what the tests left out, from the listings of gcov -b -c.
#
#	for f in *.gcno; do gcov --stdout -b -c $f; done | awk -f report.awk untaken.txt -
#
# A header's inline functions are listed once for every file that includes them; reached in one of
# them is reached.  Branches are told apart by file, line, function (macros make several on one line)
# and number; a branch that one copy of the function took is taken.
#
# The list of branches that need not be taken has two lines an entry, the line of code and, indented,
# how many of its branches and why:
#
#	protocol/file.c:function: the line of code without its indentation
#		1: cannot happen: the reason
#
# Same lines of one function are one entry.  The report fails if a line was not reached, if fewer than
# 95 % of the branches were taken, if an untaken branch is not listed, or if the list is out of date.
# The last two are notes only with -v notes=1, for a compiler that makes other branches of a condition.

function trim(s)
{
	gsub(/[ \t]+/, " ", s)
	sub(/^ /, "", s)
	sub(/ $/, "", s)
	return s
}

# The list does not agree with what was measured.
function disagree(what)
{
	if (notes)
		print "note: " what
	else
		fail(what)
}

function fail(what)
{
	print "FAIL " what
	failures++
}

# ---- the list ----

FILENAME != "-" && /^#/ || FILENAME != "-" && NF == 0 { next }
FILENAME != "-" && /^\t\t/ { reason[entry] = reason[entry] " " trim($0); next }
FILENAME != "-" && /^\t/ {
	allowed[entry] += $1 + 0
	reason[entry] = trim(substr($0, index($0, ":") + 1))
	next
}
FILENAME != "-" {
	entry = trim($0)
	if (entry in allowed)
		fail("listed twice: " entry)
	allowed[entry] = 0
	next
}

# ---- the listings ----

$1 == "-:" && $2 ~ /^0:Source:/ {
	file = substr($2, length("0:Source:") + 1)
	ours = file ~ /^protocol\//
	func_name = "?"
	next
}
!ours { next }
$1 == "function" && $3 == "called" { func_name = $2; next }
$1 == "branch" {
	key = file SUBSEP line SUBSEP func_name SUBSEP $2
	if (!(key in taken)) {
		taken[key] = 0
		branches[file]++
	}
	if ($3 == "taken")
		taken[key] += $4
	next
}
$1 == "call" || $1 == "unconditional" { next }
match($0, /^ *[^:]*: *[0-9]+:/) {
	count = trim(substr($0, 1, index($0, ":") - 1))
	rest = substr($0, index($0, ":") + 1)
	line = substr(rest, 1, index(rest, ":") - 1) + 0
	at = file SUBSEP line
	if (count == "-" && !(at in hit))
		next
	text[at] = trim(substr(rest, index(rest, ":") + 1))
	if (!(at in hit)) {
		hit[at] = 0
		lines[file]++
	}
	if (count ~ /^[0-9]/)
		hit[at] += count
}

# ---- the verdict ----

function share(part, whole)
{
	return whole ? sprintf("%6.2f %%", 100 * part / whole) : "       -"
}

# At 99.996 % "100.00 %" would be a lie; a rounded share is never shown as whole.
function row(name, l, ln, b, bn)
{
	printf "%-32s %5d of %5d %s   %5d of %5d %s\n", name, l, ln, share(l, ln), b, bn,
		share(b, bn)
}

END {
	for (at in hit) {
		split(at, part, SUBSEP)
		if (hit[at])
			lines_hit[part[1]]++
		else
			missed[++n_missed] = sprintf("%s:%05d: %s", part[1], part[2], text[at])
	}
	for (key in taken) {
		split(key, part, SUBSEP)
		if (taken[key]) {
			branches_hit[part[1]]++
		} else {
			name = part[1] ":" part[3] ": " text[part[1], part[2]]
			untaken_branches[name]++
			where[name] = where[name] " " part[2]
		}
	}
	printf "%-32s %-14s %-9s  %-14s %s\n", "", "        lines", "", "      branches", ""
	for (f in lines)
		names[++n_names] = f
	sort(names, n_names)
	for (i = 1; i <= n_names; i++) {
		f = names[i]
		row(f, lines_hit[f], lines[f], branches_hit[f], branches[f])
		l += lines_hit[f]
		ln += lines[f]
		b += branches_hit[f]
		bn += branches[f]
	}
	row("all", l, ln, b, bn)
	if (!ln)
		fail("no listings: nothing was measured")
	sort(missed, n_missed)
	for (i = 1; i <= n_missed; i++)
		fail("not reached: " missed[i])
	if (bn && b * 100 < bn * 95)
		fail("fewer than 95 % of the branches were taken")
	for (name in untaken_branches)
		if (untaken_branches[name] > allowed[name] + 0)
			unlisted[++n_unlisted] = sprintf("%s\n\t%d: (line%s)", name,
				untaken_branches[name], where[name])
	sort(unlisted, n_unlisted)
	for (i = 1; i <= n_unlisted; i++)
		disagree("untaken and not listed with a reason: " unlisted[i])
	for (name in allowed) {
		if (allowed[name] > untaken_branches[name] + 0)
			disagree("listed as " allowed[name] " untaken, but only " \
				untaken_branches[name] + 0 " are: " name)
		if (length(reason[name]) < 20)
			fail("listed without a reason: " name)
	}
	printf "coverage: %d of %d lines, %d of %d branches (%s), %d untaken ones listed with " \
		"reasons: %s\n", l, ln, b, bn, trim(share(b, bn)), bn - b,
		failures ? failures " FAILED" : "good"
	exit failures != 0
}

function sort(a, n,   i, j, x)
{
	for (i = 2; i <= n; i++) {
		x = a[i]
		for (j = i - 1; j > 0 && a[j] > x; j--)
			a[j + 1] = a[j]
		a[j + 1] = x
	}
}
