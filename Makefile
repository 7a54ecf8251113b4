# Spheron laboratory: library, simulator, tests.   make help
#
# Everything is built below build/.  A variant (V=release, asan, marks, coverage, ...) is the same
# sources with other flags in a directory of its own.

VERSION := 1.0.0
MAJOR   := 1
PREFIX  ?= /usr/local
DESTDIR ?=
B       := build
V       ?= release
O       := $(B)/$(V)
ifneq ($(filter default undefined,$(origin CC)),)
CC      := gcc
endif
JOBS    ?= $(shell nproc)
MAKEFLAGS += --no-builtin-rules --no-builtin-variables

# Lines of a build say what is made; VERBOSE=1 shows the commands.
Q       := $(if $(VERBOSE),,@)
say      = $(if $(VERBOSE),@:,@echo "  $(1)")

# Warnings are errors only where asked for (WERROR=1), so that a newer compiler still builds.
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef \
	-Wswitch-enum -Wwrite-strings $(if $(WERROR),-Werror)
BASE     := -std=c11 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -g -I. -MMD -MP

OPT_release   := -O2
OPT_debug     := -O0
OPT_marks     := -O1 -DSPHERON_RULE_MARKS
OPT_coverage  := -O0 -DSPHERON_RULE_MARKS --coverage
SANITIZE      := -fsanitize=address,undefined,unsigned-integer-overflow -fno-sanitize-recover=all
OPT_asan      := -O1 -DSPHERON_RULE_MARKS $(SANITIZE)
OPT_tsan      := -O1 -fsanitize=thread
# For long runs: optimised as a whole, some twelfth faster, three times as long to build.
OPT_fast      := -O3 -flto=auto -fipa-pta
OPT_stress    := -O3
OPT_bench     := -O3
# Where the time goes (sim/world/profile.h); slower, for looking at the clock all the time.
OPT_profile   := -O2 -DSPHERON_PROFILE
OPT_gcc-O0    := -O0
OPT_gcc-O3    := -O3
OPT_clang-O0  := -O0
OPT_clang-O3  := -O3
# The 64-bit packages have the kernel headers that 32-bit code includes as well.
OPT_m32       := -O2 -m32 -idirafter /usr/include/$(shell gcc -dumpmachine 2>/dev/null)
OPT_s390x     := -O2 -static
OPT_fuzz      := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
OPT           ?= $(OPT_$(V))

GCC_MAJOR = $(shell gcc -dumpversion 2>/dev/null | cut -d. -f1)
CFLAGS  ?=
ALL_CFLAGS = $(BASE) $(OPT) $(WARNINGS) $(CFLAGS)
# gcc would turn a loop over a name into a call of strlen; the library calls memory functions only.
LIB_CFLAGS = $(if $(findstring gcc,$(CC)),-fno-tree-loop-distribute-patterns)
ifneq ($(filter asan tsan fuzz clang-%,$(V)),)
CC      := clang
endif
# Said once, by the first compiler, is enough.
ifneq ($(filter asan tsan fast fuzz clang-% gcc-% m32 s390x profile,$(V)),)
WARNINGS := -w
endif
ifeq ($(V),s390x)
CC      := s390x-linux-gnu-gcc-$(GCC_MAJOR)
endif

# ---- sources ----

LIB_SOURCES := $(sort $(wildcard protocol/*.c)) support/json.c support/sha256.c
SUPPORT_SOURCES := $(sort $(wildcard support/*.c))
MODEL_SOURCES := $(sort $(wildcard model/*.c))
SIM_SOURCES := $(sort $(wildcard sim/*.c sim/*/*.c))
PUBLIC_HEADERS := number.h result.h param.h command.h event.h record.h spheron.h

objects = $(patsubst %.c,$(O)/%.o,$(1))
LIB_OBJECTS     := $(call objects,$(LIB_SOURCES))
SUPPORT_OBJECTS := $(call objects,$(SUPPORT_SOURCES))
MODEL_OBJECTS   := $(call objects,$(MODEL_SOURCES))
SIM_OBJECTS     := $(call objects,$(SIM_SOURCES)) $(O)/sim/expr/language.o
# What the simulator needs beyond the C library: replications run in parallel, results go into SQLite.
SIM_CFLAGS      := -fopenmp
SIM_LIBS        := -fopenmp -lsqlite3 -lgsl -lgslcblas -lm
PIC_OBJECTS     := $(patsubst %.c,$(O)/pic/%.o,$(LIB_SOURCES))
# The library once more, with a mark at every rule: spheron_marked_apply beside spheron_apply.
MARKED_OBJECTS  := $(patsubst %.c,$(O)/marked/%.o,$(LIB_SOURCES))
MARKED_LIB      := $(O)/marked/libspheron.o

.PHONY: all help lib install deps deps-build deps-bench deps-test run run-full run-log test clean
all: $(B)/bin/spheron-sim lib

help:
	@echo 'make            build the library and spheron-sim below build/'
	@echo 'make run        simulate the reference network at a tenth of its size; build/reference.html'
	@echo 'make run-full   the whole of it for a year; make run-log: who earned what in a small log, and why'
	@echo 'make test       all checks, in under 20 minutes on 2 cores'
	@echo 'make check-X    one of them: rules source vectors differ stress regressions mutants'
	@echo '                coverage determinism sanitize fuzz published install program units'
	@echo 'make bench      ratios to budgets, plain C and SimPy; make bench-hold: the calendar'
	@echo 'make soak       the random checks for hours'
	@echo 'make install    PREFIX=/usr/local DESTDIR='
	@echo 'make deps       install what building and testing need (Debian packages)'
	@echo 'make clean      remove build/'
	@echo 'Variables: CC CFLAGS JOBS PREFIX DESTDIR; WERROR=1 warnings are errors, VERBOSE=1 show commands'

$(O)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,compile $<$(if $(filter-out release,$(V)), for $(V)))
	$(Q)$(CC) $(ALL_CFLAGS) $(if $(filter protocol/%,$<),$(LIB_CFLAGS)) \
		$(if $(filter sim/%,$<),$(SIM_CFLAGS)) -c $< -o $@

$(O)/pic/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,compile $< for sharing)
	$(Q)$(CC) $(ALL_CFLAGS) $(LIB_CFLAGS) -fPIC -c $< -o $@

# Not optimised across files even where the rest is, since its names are yet to change.
$(O)/marked/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,compile $< with marks$(if $(filter-out release,$(V)), for $(V)))
	$(Q)$(CC) $(ALL_CFLAGS) $(LIB_CFLAGS) -fno-lto -DSPHERON_RULE_TABLE -c $< -o $@

-include $(LIB_OBJECTS:.o=.d) $(SUPPORT_OBJECTS:.o=.d) $(MODEL_OBJECTS:.o=.d) $(SIM_OBJECTS:.o=.d) \
	$(PIC_OBJECTS:.o=.d) $(MARKED_OBJECTS:.o=.d)

# The manual of conditions is printed by the program as well.
$(O)/sim/expr/language.c: sim/expr/LANGUAGE.md Makefile
	@mkdir -p $(@D)
	$(Q){ echo 'extern const char expr_language[];'; echo 'const char expr_language[] ='; \
		sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $<; echo ';'; } > $@
$(O)/sim/expr/language.o: $(O)/sim/expr/language.c
	$(call say,compile $<)
	$(Q)$(CC) $(ALL_CFLAGS) -c $< -o $@

# ---- library ----

lib: $(B)/lib/libspheron.a $(B)/lib/libspheron.so.$(VERSION)

# One object in which only spheron_* is global: names inside stay short, and nothing leaks out.
$(B)/lib/libspheron.a: $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(call say,library $@)
	$(Q)ld -r -o $(O)/libspheron.o $(LIB_OBJECTS)
	$(Q)objcopy --wildcard --keep-global-symbol='spheron_*' $(O)/libspheron.o
	$(Q)rm -f $@ && ar rcsD $@ $(O)/libspheron.o

$(B)/lib/libspheron.so.$(VERSION): $(PIC_OBJECTS) protocol/libspheron.map
	@mkdir -p $(@D)
	$(call say,library $@)
	$(Q)$(CC) -shared -Wl,-soname,libspheron.so.$(MAJOR) -Wl,--version-script=protocol/libspheron.map \
		-Wl,-z,defs -o $@ $(PIC_OBJECTS)
	$(Q)ln -sf libspheron.so.$(VERSION) $(B)/lib/libspheron.so.$(MAJOR)
	$(Q)ln -sf libspheron.so.$(MAJOR) $(B)/lib/libspheron.so

# For the simulator only (sim/coverage.h), which so has the library as it is sold, at full speed, and
# one that tells which rules its worlds reached.  Every spheron_x is called spheron_marked_x here.
$(MARKED_LIB): $(MARKED_OBJECTS)
	$(call say,library $@)
	$(Q)ld -r -o $@.plain $(MARKED_OBJECTS)
	$(Q)nm -g --defined-only $@.plain | sed -n 's/^.* \(spheron_\)\([a-z0-9_]*\)$$/\1\2 \1marked_\2/p' \
		> $@.names
	$(Q)objcopy --redefine-syms=$@.names --wildcard --keep-global-symbol='spheron_marked_*' $@.plain $@

install: all
	install -d $(DESTDIR)$(PREFIX)/include/spheron $(DESTDIR)$(PREFIX)/lib/pkgconfig \
		$(DESTDIR)$(PREFIX)/bin
	cd protocol && install -m 644 $(PUBLIC_HEADERS) $(DESTDIR)$(PREFIX)/include/spheron
	install -m 644 $(B)/lib/libspheron.a $(DESTDIR)$(PREFIX)/lib
	install -m 755 $(B)/lib/libspheron.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib
	ln -sf libspheron.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libspheron.so.$(MAJOR)
	ln -sf libspheron.so.$(MAJOR) $(DESTDIR)$(PREFIX)/lib/libspheron.so
	sed -e 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' protocol/spheron.pc.in \
		> $(DESTDIR)$(PREFIX)/lib/pkgconfig/spheron.pc
	install -m 755 $(B)/bin/spheron-sim $(DESTDIR)$(PREFIX)/bin

# ---- programs ----

$(B)/bin/spheron-sim: $(SIM_OBJECTS) $(MODEL_OBJECTS) $(SUPPORT_OBJECTS) $(MARKED_LIB) \
		$(B)/lib/libspheron.a
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $(SIM_OBJECTS) $(MODEL_OBJECTS) $(SUPPORT_OBJECTS) \
		$(MARKED_LIB) $(B)/lib/libspheron.a $(SIM_LIBS)

run: deps-build
	@$(MAKE) --no-print-directory -j$(JOBS) $(B)/bin/spheron-sim
	@$(B)/bin/spheron-sim run scenarios/reference.json --set 'population.scale=10 %' \
		--set 'time.horizon=150 d' --runs 6 --out $(B)/reference.db --report $(B)/reference.html

# The whole year at full size.
run-full: deps-build
	@$(MAKE) --no-print-directory -j$(JOBS) V=fast $(B)/fast/bin/spheron-sim
	@$(B)/fast/bin/spheron-sim run scenarios/reference.json --out $(B)/reference-full.db \
		--report $(B)/reference-full.html

run-log: deps-build
	@$(MAKE) --no-print-directory -j$(JOBS) $(B)/bin/spheron-sim
	@$(B)/bin/spheron-sim why earnings scenarios/small-network.log

# ---- what must be installed ----

DEPS_BUILD := gcc libc6-dev make binutils libgsl-dev libsqlite3-dev gnuplot-nox
DEPS_TEST   = pkg-config patch libcmocka-dev libssl-dev libcjson-dev libgsl-dev libpcg-cpp-dev clang llvm libclang-rt-dev libomp-dev g++ \
	chromium fonts-dejavu-core libxml2-utils perl python3-junitparser gcc-$(GCC_MAJOR)-multilib gcc-$(GCC_MAJOR)-s390x-linux-gnu libc6-dev-s390x-cross qemu-user
SUDO       := $(shell test "$$(id -u)" = 0 || echo sudo)

# SimPy has moved from one package to the other; without it, it is not compared with.
DEPS_BENCH  = python3-numpy $(shell apt-cache show python3-simpy3 > /dev/null 2>&1 && echo python3-simpy3 || echo python3-simpy)

# Installs what of a list is missing; says nothing if nothing is.
define install_missing
	@missing=$$(for p in $(1); do dpkg-query -W -f '$${Status}\n' $$p 2>/dev/null \
		| grep -q '^install ok' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
		echo "installing:" $$missing >&2; \
		$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends $$missing > /dev/null; \
	fi
endef

deps: deps-test
deps-build:
	$(call install_missing,$(DEPS_BUILD))
deps-bench: deps-build
	$(call install_missing,$(DEPS_BENCH))
deps-test: deps-build
	$(call install_missing,$(DEPS_TEST))

include tests/tests.mk

clean:
	rm -rf $(B)
