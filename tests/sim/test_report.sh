#!/bin/sh
# spheron-sim report: one page that needs nothing else, readable on paper and telephone, or one clear line.
#
# The databases are made up by tests/report/database.c; REPORT_DATABASE says where that program is.
. "$(dirname "$0")/lib.sh"

MAKER=${REPORT_DATABASE:-$ROOT/build/stress/bin/report-database}
BROWSER=$(command -v chromium || command -v chromium-browser || true)
[ -x "$MAKER" ] || { echo "FAILED: $MAKER is not a program (make test builds it)"; exit 1; }

mkdir "$T/work"
cd "$T/work" || exit 1

make_database() { "$MAKER" "$@"; }
page_has() { grep -qF -- "$2" "$1"; }
page_lacks() { ! grep -qF -- "$2" "$1"; }
alone() { [ "$(ls -A "$1" | wc -l)" = "$2" ]; }
how_often() { [ "$(grep -oF -- "$2" "$1" | wc -l)" = "$3" ]; }

# ---- usage ----

run report --help
check "report --help succeeds" status 0
check "report --help begins with examples" [ "$(head -n 1 "$T/out")" = "Examples" ]
check "report --help lists --out" out "  --out"
run report
check "report asks for a database" both 2 "which database?"
run report a.db b.db
check "report takes one database" both 2 "one database at a time"
run report --oot x a.db
check "a misspelt option is answered with the nearest" both 2 "did you mean --out?"
run report nowhere.db
check "a database that is not there is refused" both 2 "nowhere.db: No such file"
check "in one line" one_error
echo "not a database, whatever its name says" > text.db
run report text.db
check "so is what is no database" both 2 "text.db: not a database of results"
check "and no page is left behind" [ ! -e text.html ]

# ---- the page ----

make_database a.db
cp a.db same.db
run report a.db
check "a page is drawn beside the database" status 0
check "and said to be there" err "a.html written"
check "nothing goes to standard output" silent
check "no draft is left behind" alone . 4
run report same.db --out other.html
check "--out says where to" same a.html other.html
run report a.db
check "the same database gives the same bytes" same a.html other.html
cp a.db before.db
run report a.db --out a.db
check "a page does not take the place of its database" both 2 "is the database itself"
check "which stays as it was" same a.db before.db

for chart in utilisation fill-rate time-to-lease time-down availability emission coverage pool token-price \
	apr-fan apr-spread provider-earnings provider-profit fizz-earnings fizz-profit providers-active \
	fizz-active providers-moves fizz-moves gini nakamoto slashed slashes; do
	check "there is the chart $chart" page_has a.html "<figure id=\"chart-$chart\">"
done
check "each chart is drawn for two widths" how_often a.html '<svg class="for-' 46
check "each drawing has a title and a description" how_often a.html '<desc id=' 46
check "availability is told by class of node" page_has a.html 'providers: gpu-server'
check "numbers have their intervals" page_has a.html '<b>93.91 %</b> <span class="interval">(93.60 % to 94.22 %)</span>'
check "captions say what is measured" page_has a.html "leases begun over orders that became a lease"
check "captions say how many runs there were" page_has a.html "Mean of 30 runs; band: 95 % interval of the mean."
check "captions say what is grey" page_has a.html "Grey: the warm-up of 20 eras"
check "the runway stands by the pool" page_has a.html '<span class="label">runway</span>'
check "the foot has the seed" page_has a.html "<dt>Seed</dt><dd>20250709</dd>"
check "the foot has the rules" page_has a.html "<dt>Rules profile</dt><dd>docs-2025-07</dd>"
check "the foot has the horizon" page_has a.html "120 eras of 24 h"
check "the foot has the version" page_has a.html "<dt>Program</dt><dd>$("$PROGRAM" --version | cut -d' ' -f2)</dd>"
check "the foot has the resolved scenario" page_has a.html "<summary>Resolved scenario</summary>"
check "the foot has the hash of the results, and has checked it" page_has a.html "(computed anew for this page: the same)"
"$PROGRAM" show --json a.db | tr ',' '\n' | sed -n 's/.*"name":"\([a-z0-9_.]*\.[a-z0-9_.]*\)".*/\1/p' > names
told() {
	while read -r name; do
		grep -q "<th scope=\"row\"><code>$(echo "$name" | sed 's/[._]/&<wbr>/g')</code>" a.html || return 1
	done < names
}
check "there are indicators to be told" [ "$(wc -l < names)" -gt 100 ]
check "the table tells all of them" told

# ---- nothing but the page ----

# Tags are what loads; text may say what it likes.
no_loading() {
	sed -n '/<body>/,$p' "$1" | grep -oE '<[^>]*>' > tags
	! grep -qiE '^<(script|link|img|iframe|object|embed|image|use)[ >]' tags \
		&& ! grep -qiE '(url\(|[ "](src|xlink:href|on[a-z]+)=)' tags \
		&& ! grep -oE 'href="[^"]*"' tags | grep -qv 'href="#' \
		&& ! sed 's| xmlns="http://www.w3.org/2000/svg"||g' tags | grep -qiE '="[a-z]*:?//' \
		&& ! sed '/<body>/,$d' "$1" | grep -qiE '<(script|link|base)|@import|@font-face|url\('
}
check "a page loads nothing" no_loading a.html
printf '<body>\n<img src=x>\n' > bad.html
no_loading bad.html && STATUS=1 || STATUS=0
check "the judge of that can say no" status 0
for trace in gnuplot GNUPLOT "$T" "$ROOT"; do
	check "a page does not tell of $trace" page_lacks a.html "$trace"
done

drawings() { awk '/^<svg class="for-/ { on = 1 } on { print } /^<\/svg>/ { on = 0; print "" }' "$1"; }
valid_xml() {
	{ echo '<all>'; drawings "$1"; echo '</all>'; } > all.xml
	if command -v xmllint > /dev/null 2>&1; then
		xmllint --noout --huge all.xml 2>> "$T/err"
	else
		python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse("all.xml")' 2>> "$T/err"
	fi
}
if command -v xmllint > /dev/null 2>&1 || command -v python3 > /dev/null 2>&1; then
	check "every drawing is valid XML" valid_xml a.html
else
	echo "skipped: no xmllint and no python3 to read XML with"
fi

# ---- databases of all kinds ----

judge() { # sentence, page, drawings
	check "$1: valid XML" valid_xml "$2"
	check "$1: nothing is loaded" no_loading "$2"
	printf '%s %s %s\n' "$2" "$3" "$1" >> pages
}

drawn() { # name, drawings, sentence, words for the maker
	name=$1 count=$2 sentence=$3
	shift 3
	make_database $name.db "$@"
	run report $name.db
	check "$sentence: is drawn" status 0
	judge "$sentence" $name.html $count
}
judge "30 runs" a.html 23
drawn one 23 "one run" runs=1
check "one run: the page says that there are no intervals" page_has one.html "One run: there are no intervals"
check "one run: and shows none" page_lacks one.html 'class="interval"'
drawn cells 60 "three cells" cells=3 runs=5
check "three cells: each is in the legends" page_has cells.html "2: params.<wbr>cooldown_<wbr>s=<wbr>2h"
check "three cells: the differences of two are told" how_often cells.html ", less cell 0" 2
check "three cells: a clear difference is called one" page_has cells.html "better</td>"
check "three cells: an unclear one is not" page_has cells.html "not clear</td>"
drawn many 60 "more cells than are drawn" cells=12 runs=1 eras=40
check "more cells than are drawn: the page says so" page_has many.html "Of 12 cells the first 8 are shown"
drawn nothing 1 "nothing measured" nothing
check "nothing measured: the page says why" page_has nothing.html "No value for fill rate: no order was decided."
drawn holes 23 "series with gaps" holes
drawn zero 23 "zeros" zero
drawn huge 23 "numbers of all sizes" huge
drawn long 60 "long names" long cells=8 runs=2 eras=40
drawn short 23 "a single era" eras=1 warmup=0 runs=2
drawn hours 23 "eras of an hour" eras=30 era_s=3600 warmup=3 runs=2
check "eras of an hour: time is told in hours" page_has hours.html "hours since the start"
drawn years 23 "2,000 eras" eras=2000 runs=2
check "2,000 eras: the page says that points stand for several" page_has years.html "Each point is the mean of 7 eras"
drawn partial 23 "a run that was stopped" partial nofinals
check "a run that was stopped: the page says so" page_has partial.html "29 of 30 runs reached the horizon"
check "a run that was stopped: classes of nodes are missing for a reason" page_has partial.html "nodes at the end were not recorded"
drawn hostile 23 "hostile names" hostile
drawn hostile-cells 60 "hostile names of cells" hostile cells=2 runs=2 eras=40
check "hostile names: nothing of them was run" [ ! -e backquote ]
check "hostile names: the title is text" page_has hostile.html "<h1>&lt;/title&gt;&lt;script&gt;"

# ---- what a browser makes of all of them ----

no_fault() { # page, width, drawings
	sed -n "s/^$1 $2: //p" verdicts > "$T/err"
	grep -q "^no faults | $2 wide, $3 drawings, " "$T/err"
}
if [ -n "$BROWSER" ]; then
	sed 's|\(<text>\)[^<]*100 %|\1100 % 100 % 100 % 100 % 100 % 100 % 100 %|g' a.html > bad.html
	# shellcheck disable=SC2046
	sh "$ROOT/tests/report/look.sh" "$BROWSER" bad.html $(cut -d' ' -f1 pages) > verdicts
	no_fault bad.html 1280 23 && STATUS=1 || STATUS=0
	check "the judge of layouts can say no" status 0
	while read -r page count sentence; do
		for width in 1280 390; do
			check "$sentence: readable $width pixels wide, no label over another" \
				no_fault "$page" $width "$count"
		done
	done < pages
else
	echo "skipped: no chromium to look at pages with (Debian: chromium)"
fi

# ---- the pen ----

mkdir "$T/empty" "$T/broken" "$T/out-of-ink"
printf '#!/bin/sh\necho "    line 0: no such terminal" >&2\nexit 1\n' > "$T/broken/gnuplot"
printf '#!/bin/sh\nexit 0\n' > "$T/out-of-ink/gnuplot"
chmod +x "$T/broken/gnuplot" "$T/out-of-ink/gnuplot"
run_in() {
	STATUS=0
	PATH=$1 "$PROGRAM" report a.db --out pen.html > "$T/out" 2> "$T/err" || STATUS=$?
}
run_in "$T/empty"
check "without gnuplot the program says so" both 70 "gnuplot is not installed"
check "in one line" one_error
check "and leaves no page" [ ! -e pen.html ]
run_in "$T/broken:$PATH"
check "what gnuplot complains of is told" both 70 "gnuplot failed: line 0: no such terminal"
echo before > pen.html
run_in "$T/out-of-ink:$PATH"
check "a gnuplot that draws nothing is a failure" both 70 "gnuplot failed"
check "and the page that was there stays" [ "$(cat pen.html)" = before ]
check "no draft is left behind" [ -z "$(ls -A | grep -F pen.html.)" ]
run report a.db --out nowhere/page.html
check "a page that can't be written is one clear line" both 70 "nowhere/page.html: No such file or directory"

finish
