#!/bin/sh
# Installs below a folder of its own and builds a stranger's program against what lies there: static
# and shared, as C and as C++, found by pkg-config.
unset MAKEFLAGS MAKELEVEL # it is nobody's part
set -eu
build=$1
root=$(pwd)/$build/install-test
rm -rf "$root"
make --no-print-directory -s install B="$build" PREFIX=/opt/spheron DESTDIR="$root"

export PKG_CONFIG_LIBDIR="$root/opt/spheron/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root"
flags=$(pkg-config --cflags spheron)
libs=$(pkg-config --libs spheron)
test "$(pkg-config --modversion spheron)" = "$("$root"/opt/spheron/bin/spheron-sim --version | cut -d' ' -f2)"

# shellcheck disable=SC2086
{
  cc -std=c11 -Wall -Wextra -Werror $flags tests/install/embed.c "$root/opt/spheron/lib/libspheron.a" -o "$root/static"
  cc -std=c11 -Wall -Wextra -Werror $flags tests/install/embed.c $libs -o "$root/shared"
  c++ -std=c++11 -Wall -Wextra -Werror $flags -x c++ tests/install/embed.c -x none $libs -o "$root/cpp"
}
expected="account.open OK, 1 event, version $(pkg-config --modversion spheron)"
for program in static shared cpp; do
  said=$(LD_LIBRARY_PATH="$root/opt/spheron/lib" "$root/$program")
  if [ "$said" != "$expected" ]; then
    echo "install: the $program program said \"$said\", not \"$expected\""
    exit 1
  fi
done
echo "install: a stranger's program works, static, shared and as C++"
