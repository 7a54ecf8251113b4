#!/bin/sh
# What the sources must look like, and what the built library may contain.
#
#   check.sh TREE            the text of the sources: layers, sizes, words
#   check.sh --built BUILD   libspheron in BUILD/lib: symbols, data, what it needs
#   check.sh --self-test     plants each offence and expects it to be found
#
# Prints one line per offence, "FILE:LINE: what is wrong", and a count at the end.
set -u
export LC_ALL=C

bad=0
offence() {
  echo "$*"
  bad=$((bad + 1))
}

# Runs an awk program over files; every line that it prints is an offence.
each_line() {
  program=$1
  shift
  [ $# -gt 0 ] || return 0
  out=$(awk "$program" "$@")
  [ -z "$out" ] && return 0
  echo "$out"
  bad=$((bad + $(echo "$out" | wc -l)))
}

# analysis -> sim -> model -> protocol -> support; reference-node stands beside sim.  Includes point
# to the same layer or down, by their path from the top.
layers='
function rank(dir) {
  return dir == "support" ? 1 : dir == "protocol" ? 2 : dir == "model" ? 3 : dir == "sim" ? 4 : \
    dir == "reference-node" ? 4 : dir == "analysis" ? 5 : dir == "tests" ? 9 : 0
}
FNR == 1 { split(FILENAME, part, "/"); mine = part[1] }
/^[ \t]*#[ \t]*include[ \t]*"/ {
  split($0, quoted, "\""); target = quoted[2]
  if (split(target, to, "/") == 1) { if (mine != "protocol" && mine != "tests") print FILENAME ":" FNR ": include \"" target "\" by its path from the top"; next }
  if (rank(to[1]) == 0 || rank(to[1]) > rank(mine) || (rank(to[1]) == rank(mine) && to[1] != mine))
    print FILENAME ":" FNR ": " mine " may not include " target
}'

# The library uses the language and its freestanding headers, bool and memory functions.
library_headers='
/^[ \t]*#[ \t]*include[ \t]*</ && !/<(stdint|stddef|stdbool|string|limits)\.h>/ {
  print FILENAME ":" FNR ": the library may not use " $2
}'

no_floats='
{ code = $0; gsub(/"[^"]*"/, "", code); sub(/\/\*.*/, "", code); sub(/^[ \t]*\*.*/, "", code); sub(/\/\/.*/, "", code) }
code ~ /(^|[^A-Za-z0-9_])(float|double|__int128|_Float[0-9]+)([^A-Za-z0-9_]|$)/ {
  print FILENAME ":" FNR ": no floats and no __int128 here"
}'

sizes='
function width(s,  i, n) {
  n = 0
  for (i = 1; i <= length(s); i++) n = substr(s, i, 1) == "\t" ? int(n / 8 + 1) * 8 : n + 1
  return n
}
FNR == 1 { begun = 0; told = 0 }
FNR == 1001 { print FILENAME ": more than 1,000 lines" }
width($0) > 110 { print FILENAME ":" FNR ": wider than 110 columns" }
/[ \t]$/ { print FILENAME ":" FNR ": blanks at the end" }
/^\{/ { begun = FNR }
/^\}/ { if (begun && FNR - begun > 60) print FILENAME ":" begun ": a function of " FNR - begun " lines"; begun = 0 }'

words='
/^[ \t]*default:/ && FILENAME !~ /^(support\/json\.c$|tests\/)/ { print FILENAME ":" FNR ": no default: in a switch, name the cases" }
/(TO''DO|FIX''ME|HA''CK|(^|[^X])X''XX([^X]|$))/ { print FILENAME ":" FNR ": unfinished" }'

check_text() {
  cd "$1" || exit 2
  all=$(find support protocol model sim analysis reference-node tests -name '*.[ch]' 2>/dev/null | sort)
  product=$(echo "$all" | grep -v '^tests/')
  library=$(echo "$all" | grep '^protocol/'; ls support/json.[ch] support/sha256.[ch] support/wrap.h 2>/dev/null)
  # shellcheck disable=SC2086
  {
    each_line "$layers" $all
    each_line "$library_headers" $library
    each_line "$no_floats" $library
    each_line "$sizes" $all
    each_line "$words" $all
  }
  for header in $(echo "$product" | grep '\.h$'); do
    case $(head -c 2 "$header") in
    '/*') ;;
    *) offence "$header: a header begins by saying what it is" ;;
    esac
    echo "#include \"$header\"" | ${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -I. -Wall -Wextra -Werror \
      -fsyntax-only -x c - 2>/dev/null || offence "$header: does not compile alone"
  done
  for header in protocol/number.h protocol/result.h protocol/param.h protocol/command.h \
    protocol/event.h protocol/record.h protocol/spheron.h; do
    [ -f $header ] || continue
    echo "#include \"$header\"" | ${CXX:-c++} -std=c++11 -I. -Wall -Wextra -Werror -fsyntax-only -x c++ - \
      2>/dev/null || offence "$header: does not compile as C++"
  done
}

# No function but memory's from outside, nothing writable inside, no name but ours to the outside.
check_built() {
  archive=$1/lib/libspheron.a
  shared=$(echo "$1"/lib/libspheron.so.*.*.*)
  for symbol in $(nm -u "$archive" | awk '$1 == "U" { print $2 }' | sort -u); do
    case $symbol in
    memcpy | memset | memcmp | memmove) ;;
    *) offence "$archive: calls $symbol" ;;
    esac
  done
  # Constant tables that hold addresses are in .data.rel.ro, which is read-only once loaded.
  for section in $(size -A "$archive" | awk '$1 ~ /^\.(data|bss|tdata|tbss|sdata|sbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print $1 }') \
    $(nm "$archive" | awk '$2 == "C" { print $3 }'); do
    offence "$archive: something writable in $section"
  done
  for symbol in $(nm -g --defined-only "$archive" | awk 'NF == 3 { print $3 }') \
    $(nm -D --defined-only "$shared" | awk 'NF == 3 { print $3 }'); do
    case $symbol in
    spheron_*) ;;
    *) offence "$symbol is visible outside the library" ;;
    esac
  done
  for needed in $(readelf -d "$shared" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'); do
    case $needed in
    libc.so*) ;;
    *) offence "$shared: needs $needed" ;;
    esac
  done
}

# Every offence above, planted in a small tree of its own.
self_test() {
  script=$1
  tree=$(mktemp -d)
  missed=0
  plant() {
    rm -rf "$tree"
    mkdir -p "$tree/$(dirname "$2")"
    printf "$3" >"$tree/$2"
    if sh "$script" "$tree" >"$tree/said"; then
      echo "not found: $1"
      missed=$((missed + 1))
    fi
  }
  plant 'include upwards' protocol/a.c '#include "sim/player.h"\n'
  plant 'include sideways' sim/a.c '#include "reference-node/a.h"\n'
  plant 'include without path' sim/a.c '#include "player.h"\n'
  plant 'stdio in the library' protocol/a.c '#include <stdio.h>\n'
  plant 'a clock in the library' protocol/a.c '#include <time.h>\n'
  plant 'a float' protocol/a.c 'static double a;\n'
  plant 'a wide integer' protocol/a.c 'unsigned __int128 a;\n'
  plant 'a long file' sim/a.c "$(yes '\n' | head -1001 | tr -d '\n')"
  plant 'a wide line' sim/a.c "/* $(yes x | head -110 | tr -d '\n') */\n"
  plant 'a long function' sim/a.c "int f(void)\n{\n$(yes '\t;\n' | head -61 | tr -d '\n')}\n"
  plant 'a blank at the end' sim/a.c 'int a; \n'
  plant 'a default' sim/a.c '\tdefault:\n'
  plant 'a header that needs another' sim/a.h '/* a. */\nuint32_t a;\n'
  plant 'a header without introduction' sim/a.h 'typedef int a;\n'
  plant 'a header that C++ refuses' protocol/spheron.h '/* a. */\nstruct a { int class; };\n'
  rm -rf "$tree"
  [ $missed -eq 0 ]
}

case ${1:-} in
--built)
  check_built "$2"
  ;;
--self-test)
  self_test "$0" || exit 1
  echo "check-source: each planted offence was found"
  exit 0
  ;;
'')
  sed -n '2,8p' "$0" >&2
  exit 2
  ;;
*)
  check_text "$1"
  ;;
esac
[ $bad -eq 0 ] || echo "check-source: $bad offences"
[ $bad -eq 0 ]
