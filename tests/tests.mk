# What is proven, and how.  make test runs all of it; each part runs alone under the name below.
#
# Test programs are built per variant (V=...) in build/VARIANT/bin, from the same sources as the
# product, because they look inside the library.

TEST_CFLAGS := -I$(CURDIR)
VARIANT_LIB := $(LIB_OBJECTS) $(filter-out $(LIB_OBJECTS),$(SUPPORT_OBJECTS))
PLAYER      := $(call objects,sim/player.c sim/saved.c sim/checker.c)
CROWD       := $(call objects,$(wildcard tests/crowd/crowd*.c) tests/crowd/table.c tests/crowd/shrink.c)
ORACLE      := $(call objects,$(filter-out %_main.c,$(wildcard tests/oracle/*.c)))
MARKS       := $(call objects,tests/support/marks.c)
T           := $(O)/bin

RULE_TESTS  := $(call objects,$(wildcard tests/protocol/*.c) tests/support/world.c) $(MARKS)
VECTORS     := $(call objects,tests/vectors/run.c) $(MARKS)
ORACLE_RUN  := $(call objects,tests/oracle/vectors_main.c)
DIFFER      := $(call objects,tests/crowd/differ.c)
STRESS      := $(call objects,tests/crowd/stress.c)
HASHES      := $(call objects,tests/crowd/hashes.c)
FUZZ        := $(call objects,$(wildcard tests/fuzz/*.c))
FUZZ_RUN    := log commands scenario expr
TABLES      := $(call objects,tests/source/tables.c)
PUBLISHED   := $(call objects,tests/published/pcg.c)
MEASURE     := $(call objects,$(wildcard sim/measure/*.c))
DECIDE      := $(call objects,$(wildcard sim/decide/*.c) sim/measure/interval.c)
STORE       := $(call objects,$(wildcard sim/store/*.c))
CALENDAR    := $(call objects,$(wildcard sim/calendar*.c))
MODEL       := $(MODEL_OBJECTS)
FORM        := $(call objects,$(wildcard sim/scenario/form*.c) sim/unit.c)
UNITS       := calendar stream draw quantity people holders machines homes form trace fitted queues \
	measure fold stakes store coveragetable decide suitereport expr flakes
EXPR        := $(call objects,$(wildcard sim/expr/*.c) sim/unit.c sim/measure/metric.c)
TRACE_FILE  := $(call objects,sim/trace_file.c sim/trace_unit.c)
FITS        := $(call objects,$(wildcard tests/fits/*.c))
HOLD        := $(call objects,tests/bench/hold.c)
MARKET      := $(call objects,tests/bench/market/market.c)
BENCH       := $(call objects,$(filter-out tests/bench/hold%,$(wildcard tests/bench/*.c)))

-include $(patsubst %.o,%.d,$(RULE_TESTS) $(VECTORS) $(CROWD) $(ORACLE) $(ORACLE_RUN) $(DIFFER) \
	$(STRESS) $(HASHES) $(FUZZ) $(PUBLISHED) $(TABLES) $(BENCH) $(FITS) \
	$(CALENDAR) $(MODEL) $(HOLD) $(MARKET) $(call objects,$(wildcard tests/units/*.c)))

# Where real traces lie; what needs them is skipped where they don't.
TRACES ?= ../shared/data
export TRACES

# Tests hash and draw as they like; the product may wrap only where it says so.
ifeq ($(V),asan)
$(O)/tests/%.o: CFLAGS += -fno-sanitize=unsigned-integer-overflow
endif

# Variants that count which rules ran need the counter wherever the library is linked in.
MARKED := $(if $(findstring RULE_MARKS,$(OPT)),$(MARKS))
define link
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $(sort $^) $(1)
endef

$(T)/rules: $(RULE_TESTS) $(PLAYER) $(VARIANT_LIB)
	$(call link,-lcmocka -lcrypto)
$(T)/vectors: $(VECTORS) $(PLAYER) $(VARIANT_LIB)
	$(call link,-lcmocka)
$(T)/oracle-vectors: $(ORACLE_RUN) $(ORACLE)
	$(call link,-lcrypto -lcjson)
$(T)/differ: $(DIFFER) $(CROWD) $(ORACLE) $(PLAYER) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcrypto $(if $(MARKED),-lcmocka))
$(T)/stress: $(STRESS) $(CROWD) $(PLAYER) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka))
$(T)/hashes: $(HASHES) $(CROWD) $(PLAYER) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka))
$(T)/fuzz-log: $(call objects,tests/fuzz/log.c) $(PLAYER) $(VARIANT_LIB)
	$(call link,-fsanitize=fuzzer)
$(T)/fuzz-commands: $(call objects,tests/fuzz/commands.c) $(PLAYER) $(VARIANT_LIB)
	$(call link,-fsanitize=fuzzer)
$(T)/fuzz-scenario: $(call objects,tests/fuzz/scenario.c tests/units/form_example.c) $(FORM) $(PLAYER) \
		$(VARIANT_LIB)
	$(call link,-fsanitize=fuzzer -lm)
$(T)/fuzz-expr: $(call objects,tests/fuzz/expr.c) $(EXPR) $(PLAYER) $(MARKED_LIB) $(VARIANT_LIB)
	$(call link,-fsanitize=fuzzer -lm)
$(T)/pcg: $(PUBLISHED) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka))
$(T)/tables: $(TABLES) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka))
$(T)/bench: $(BENCH) $(VARIANT_LIB)
	$(call link)
$(T)/market: $(MARKET)
	$(call link,-lm)
$(T)/hold: $(HOLD) $(CALENDAR) $(SUPPORT_OBJECTS)
	$(call link,-lm)
$(T)/unit-calendar: $(call objects,tests/units/calendar.c) $(CALENDAR) $(SUPPORT_OBJECTS)
	$(call link,-lcmocka)
$(T)/unit-measure $(T)/unit-store: $(T)/unit-%: $(O)/tests/units/%.o $(MEASURE) $(STORE) $(PLAYER) \
		$(MODEL) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka $(SIM_LIBS))
$(T)/unit-fold $(T)/unit-stakes: $(T)/unit-%: $(O)/tests/units/%.o $(O)/tests/units/chance.o $(MEASURE) \
		$(STORE) $(PLAYER) $(MODEL) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka $(SIM_LIBS))
$(T)/unit-form: $(call objects,$(wildcard tests/units/form*.c)) $(FORM) $(PLAYER) \
		$(call objects,$(wildcard sim/scenario/tables*.c)) $(MODEL) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka -lgsl -lgslcblas -lm)
$(T)/unit-decide: $(call objects,$(wildcard tests/units/decide*.c)) $(DECIDE) $(SUPPORT_OBJECTS)
	$(call link,-lcmocka -lgsl -lgslcblas -lm)
# The small network of the rule tests counts rules, which need not be there.
$(MARKS): CFLAGS += -DSPHERON_RULE_MARKS
$(T)/unit-expr: $(call objects,$(wildcard tests/units/expr*.c) tests/support/world.c) $(MARKS) $(EXPR) \
		$(PLAYER) $(MARKED_LIB) $(VARIANT_LIB)
	$(call link,-lcmocka -lm)
$(T)/unit-quantity: $(call objects,tests/units/quantity.c sim/unit.c) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka)
$(patsubst %,$(T)/unit-%,stream draw people holders): \
		$(T)/unit-%: $(O)/tests/units/%.o $(O)/tests/units/statistics.o \
		$(MODEL) $(SUPPORT_OBJECTS)
	$(call link,-lcmocka -lgsl -lgslcblas -lm)
$(T)/unit-machines $(T)/unit-homes: $(T)/unit-%: $(O)/tests/units/%.o $(O)/tests/units/owners.o \
		$(O)/tests/units/statistics.o $(MODEL) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka -lgsl -lgslcblas -lm)
$(T)/unit-queues $(T)/unit-flakes: $(T)/unit-%: $(O)/tests/units/%.o $(O)/tests/units/statistics.o \
		$(filter-out $(O)/sim/main.o $(O)/sim/command% $(O)/sim/replay.o $(O)/sim/why/%,$(SIM_OBJECTS)) \
		$(MODEL) $(MARKED_LIB) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka $(SIM_LIBS))
$(T)/unit-coveragetable: $(O)/tests/units/coverage.o $(O)/sim/coverage.o $(PLAYER) $(MARKED_LIB) \
		$(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka)
$(T)/unit-trace: $(O)/tests/units/trace.o $(O)/tests/units/statistics.o $(TRACE_FILE) $(MODEL) \
		$(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka -lgsl -lgslcblas -lm)
$(T)/unit-fitted: $(O)/tests/units/fitted.o $(MODEL) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka -lgsl -lgslcblas -lm)
$(T)/fits: $(FITS) $(TRACE_FILE) $(MODEL) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka) -lgsl -lgslcblas -lm)
$(T)/unit-suitereport: $(call objects,$(wildcard tests/units/suite_report*.c) sim/decide/family.c \
		sim/json_out.c sim/suite/junit.c $(wildcard sim/suite/report_*.c) sim/suite/result.c) \
		$(PLAYER) $(VARIANT_LIB) $(MARKED)
	$(call link,-lcmocka -lgsl -lgslcblas -lm)
# The generator in the C++ library of its author.
$(T)/pcg-cpp: tests/units/pcg_cpp.cc
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)g++ -std=c++11 -O2 -o $@ $<
$(T)/race: tests/races/race.c
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) $(ALL_CFLAGS) -fopenmp -o $@ $<
# Makes databases of results that nobody has simulated.
$(T)/report-database: $(call objects,tests/report/database.c $(wildcard sim/store/*.c sim/measure/*.c)) \
		$(PLAYER) $(MODEL) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka) $(SIM_LIBS))
$(T)/spheron-sim: $(SIM_OBJECTS) $(MODEL_OBJECTS) $(MARKED_LIB) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka) $(SIM_LIBS))

# ---- the checks ----

NATIVE := gcc-O0 gcc-O3 clang-O0 clang-O3

CHECKS := mutants coverage sanitize differ stress units determinism program fuzz races rules source \
	vectors regressions published install fits results scenarios

.PHONY: test tests-build check-source check-rules bench bench-hold soak coverage mutants $(CHECKS:%=check-%)

# Each check works on one core and is heard when it ends; the long ones begin first.
test: deps-test
	@$(MAKE) --no-print-directory -j$(JOBS) -s tests-build
	@$(MAKE) --no-print-directory -j$(JOBS) -s -k --output-sync=target $(CHECKS:%=check-%) \
		|| { echo "make test: FAILED, see above"; exit 1; }
	@echo "make test: all $(words $(CHECKS)) checks passed"

# What the checks run is built before any of them starts, so that no two of them build the same file.
tests-build: all
	@$(MAKE) --no-print-directory V=marks $(B)/marks/bin/rules $(B)/marks/bin/vectors \
		$(B)/marks/bin/differ
	@$(MAKE) --no-print-directory V=stress $(B)/stress/bin/stress $(B)/stress/bin/differ \
		$(B)/stress/bin/pcg $(B)/stress/bin/tables $(B)/stress/bin/oracle-vectors \
		$(UNITS:%=$(B)/stress/bin/unit-%) $(B)/stress/bin/pcg-cpp \
		$(B)/stress/bin/report-database
	@$(MAKE) --no-print-directory V=bench $(B)/bench/bin/bench
	@$(MAKE) --no-print-directory V=asan $(patsubst %,$(B)/asan/bin/%,rules vectors differ stress \
		pcg tables spheron-sim unit-form unit-trace unit-expr)
	@$(MAKE) --no-print-directory V=fuzz $(FUZZ_RUN:%=$(B)/fuzz/bin/fuzz-%)
	@$(MAKE) --no-print-directory V=tsan $(B)/tsan/bin/spheron-sim $(B)/tsan/bin/race
	@$(MAKE) --no-print-directory V=stress $(B)/stress/bin/fits
	@for v in $(DETERMINISTIC); do \
		$(MAKE) --no-print-directory V=$$v $(B)/$$v/bin/hashes || exit 1; done
	@for v in $(NATIVE); do \
		$(MAKE) --no-print-directory V=$$v $(B)/$$v/bin/spheron-sim || exit 1; done

# Layers, sizes, words; the library in general registers only; its symbols.
check-source:
	@tests/source/check.sh --self-test
	@tests/source/check.sh .
	@$(MAKE) --no-print-directory -s lib
	@tests/source/check.sh --built $(B)
	@for f in $(LIB_SOURCES); do \
		gcc $(filter-out -MMD -MP,$(BASE)) -O2 -mgeneral-regs-only -S -o /dev/null $$f || exit 1; done
	@echo "check-source: layers, sizes, words, headers and symbols are as they should be; no floats"

# The text and the code name the same rules, and the tests that are about them ran them.
check-rules: $(B)/marks/bin/rules $(B)/marks/bin/vectors $(B)/stress/bin/tables
	@rm -f $(B)/claims
	@RULES_REPORT=$(B)/claims $(B)/marks/bin/vectors > $(B)/vectors.out || { cat $(B)/vectors.out; exit 1; }
	@RULES_REPORT=$(B)/claims $(B)/marks/bin/rules > $(B)/rules.out 2>&1 \
		|| { grep -v -e ' RUN ' -e ' OK ' -e '^   ' -e '^\[===' -e PASSED $(B)/rules.out; exit 1; }
	@grep -c ' OK ' $(B)/rules.out | sed 's/$$/ rule tests passed/'
	@$(B)/stress/bin/tables protocol/RULES.md
	@tests/source/rules.sh protocol/RULES.md $(B)/claims

ifeq ($(V),release)
$(B)/marks/bin/%: FORCE
	@$(MAKE) --no-print-directory -s V=marks $@
$(B)/stress/bin/%: FORCE
	@$(MAKE) --no-print-directory -s V=stress $@
$(B)/asan/bin/%: FORCE
	@$(MAKE) --no-print-directory -s V=asan $@
$(B)/fuzz/bin/%: FORCE
	@$(MAKE) --no-print-directory -s V=fuzz $@
$(B)/bench/bin/%: FORCE
	@$(MAKE) --no-print-directory -s V=bench $@
.PHONY: FORCE
FORCE:
endif

# The worked examples: by the library, by the naive implementation, and through the program with every
# step judged.
check-vectors: $(B)/marks/bin/vectors $(B)/stress/bin/oracle-vectors $(B)/bin/spheron-sim
	@$(B)/marks/bin/vectors
	@printf 'naive implementation: '; $(B)/stress/bin/oracle-vectors tests/vectors/vectors.json | tail -1
	@rm -rf $(B)/logs; mkdir -p $(B)/logs; $(B)/marks/bin/vectors --logs $(B)/logs
	@for log in $(B)/logs/*.log; do \
		$(B)/bin/spheron-sim replay --quiet --check every $$log 2> $(B)/replay.err \
			|| { cat $(B)/replay.err; exit 1; }; done
	@echo "replay: $$(ls $(B)/logs | wc -l) logs with every step judged, all invariants hold"

# A million random commands to both implementations; every (command, result) pair must happen.
DIFFER_SEEDS ?= 400
check-differ: $(B)/stress/bin/differ
	@$(B)/stress/bin/differ --seeds $(DIFFER_SEEDS) --commands 2500

STRESS_COMMANDS ?= 10000000
check-stress: $(B)/stress/bin/stress
	@$(B)/stress/bin/stress --commands $(STRESS_COMMANDS)

check-regressions: $(B)/stress/bin/differ $(B)/bin/spheron-sim
	@$(B)/stress/bin/differ --log $(wildcard tests/regressions/*.log)
	@for log in $(wildcard tests/regressions/*.log); do \
		$(B)/bin/spheron-sim replay --quiet --check every $$log 2> $(B)/regressions.err \
			|| { cat $(B)/regressions.err; exit 1; }; done

check-published: $(B)/stress/bin/pcg
	@$(B)/stress/bin/pcg tests/published/pcg64.txt

# Parts of the simulator, each by itself: sentences, and statistics with fixed seeds.  The generator
# draws what the C++ library of its author draws.
check-units: $(UNITS:%=$(B)/stress/bin/unit-%) $(B)/stress/bin/pcg-cpp
	@for u in $(UNITS); do \
		$(B)/stress/bin/unit-$$u > $(B)/unit-$$u.out 2>&1 \
			|| { grep -v -e ' RUN ' -e ' OK ' $(B)/unit-$$u.out; exit 1; }; done
	@sh tests/suite/reports.sh $(B)/stress/bin/unit-suitereport
	@$(B)/stress/bin/unit-stream --draws > $(B)/draws.c.txt
	@$(B)/stress/bin/pcg-cpp > $(B)/draws.cpp.txt
	@cmp $(B)/draws.c.txt $(B)/draws.cpp.txt
	@echo "units: $$(cat $(UNITS:%=$(B)/unit-%.out) | grep -c ' OK ') tests passed; $$(wc -l \
		< $(B)/draws.cpp.txt) streams draw what the generator's own library draws"

# Every number of model/fitted.h again from the data that it was taken from, if they are here.
check-fits: $(B)/stress/bin/fits
	@$(B)/stress/bin/fits $(TRACES)

check-install: all
	@sh tests/install/check.sh $(B)

export REPORT_DATABASE = $(abspath $(B)/stress/bin/report-database)
check-program: $(B)/bin/spheron-sim $(B)/stress/bin/report-database
	@for t in tests/sim/test_*.sh; do \
		sh $$t $(B)/bin/spheron-sim > $(B)/program.out || { grep -v '^ok' $(B)/program.out; exit 1; }; \
		tail -1 $(B)/program.out; done

# Address, undefined behaviour and unsigned overflow, but for the hash and the generator.
check-sanitize: $(B)/stress/bin/report-database $(patsubst %,$(B)/asan/bin/%,rules vectors differ stress pcg tables spheron-sim \
		unit-form unit-trace unit-expr)
	@$(B)/asan/bin/rules > $(B)/asan/rules.out 2>&1 || { tail -50 $(B)/asan/rules.out; exit 1; }
	@$(B)/asan/bin/vectors > /dev/null
	@$(B)/asan/bin/tables protocol/RULES.md > /dev/null
	@$(B)/asan/bin/pcg tests/published/pcg64.txt > /dev/null
	@$(B)/asan/bin/differ --seeds 12 --commands 2500 --no-table > /dev/null
	@$(B)/asan/bin/stress --commands 100000 > /dev/null
	@for u in form trace expr; do $(B)/asan/bin/unit-$$u > $(B)/asan/$$u.out 2>&1 \
		|| { tail -50 $(B)/asan/$$u.out; exit 1; }; done
	@for t in tests/sim/test_*.sh; do sh $$t $(B)/asan/bin/spheron-sim > $(B)/asan/program.out \
		|| { grep -v '^ok' $(B)/asan/program.out; exit 1; }; done
	@echo "sanitize: rule tests, examples, random commands and the program run clean"

# The same hashes and the same output, byte by byte, whoever compiled it.
DETERMINISTIC := $(NATIVE) m32 s390x
check-determinism:
	@for v in $(DETERMINISTIC); do \
		$(MAKE) --no-print-directory -s V=$$v $(B)/$$v/bin/hashes || exit 1; \
		run=; test $$v != s390x || run=qemu-s390x; \
		$$run $(B)/$$v/bin/hashes 20 2500 > $(B)/$$v/hashes.txt || exit 1; \
		cmp $(B)/gcc-O0/hashes.txt $(B)/$$v/hashes.txt || exit 1; done
	@echo "determinism: $$(wc -l < $(B)/gcc-O0/hashes.txt) seeds have the same hashes with $(DETERMINISTIC)"
	@for v in $(NATIVE); do \
		$(MAKE) --no-print-directory -s V=$$v $(B)/$$v/bin/unit-draw || exit 1; \
		$(B)/$$v/bin/unit-draw --bits > $(B)/$$v/draws.txt || exit 1; \
		cmp $(B)/gcc-O0/draws.txt $(B)/$$v/draws.txt || exit 1; done
	@echo "determinism: distributions draw the same bits with $(NATIVE)"

# A whole simulation, every table of its results, whoever compiled it.
check-results: $(NATIVE:%=$(B)/%/bin/spheron-sim)
	@for v in $(NATIVE); do \
		rm -rf $(B)/$$v/results; \
		$(B)/$$v/bin/spheron-sim run --quiet --jobs 2 --out $(B)/$$v/town.db tests/sim/town.json \
			> $(B)/$$v/town.out || exit 1; \
		$(B)/$$v/bin/spheron-sim export $(B)/$$v/town.db --csv $(B)/$$v/results > /dev/null 2>&1 || exit 1; \
		diff -r $(B)/gcc-O0/results $(B)/$$v/results || exit 1; \
		cmp $(B)/gcc-O0/town.out $(B)/$$v/town.out || exit 1; done
	@echo "results: $$(ls $(B)/gcc-O0/results | wc -l) tables of a simulated town are the same with $(NATIVE)"

# Every scenario test, as a pull request would run them, with every rule that a scenario can reach; and
# the same verdicts, numbers and moments whoever compiled the program.
check-scenarios: $(B)/bin/spheron-sim $(NATIVE:%=$(B)/%/bin/spheron-sim)
	@$(B)/bin/spheron-sim test scenarios/tests --profile pr --min-rule-coverage 100 --quiet \
		--record $(B)/scenarios.failed --junit $(B)/scenarios.xml > $(B)/scenarios.out 2>&1 \
		|| { grep -v '^PASS' $(B)/scenarios.out; exit 1; }
	@for v in $(NATIVE); do \
		$(B)/$$v/bin/spheron-sim test scenarios/tests --profile pr --tags=-market --quiet --json \
			--record $(B)/scenarios.failed 2> /dev/null \
			| sed 's/"seconds":[0-9.e+-]*/"seconds":0/g; s/"command":"[^"]*"//' > $(B)/$$v/scenarios.json; \
		cmp $(B)/gcc-O0/scenarios.json $(B)/$$v/scenarios.json || exit 1; done
	@echo "scenarios: $$(grep assertions $(B)/scenarios.out | tail -1); $$(grep '^rule coverage' \
		$(B)/scenarios.out); the same with $(NATIVE)"

# Threads that meet without knowing of each other; a race that is planted must be found.
check-races: $(B)/tsan/bin/spheron-sim $(B)/tsan/bin/race
	@sh tests/races/check.sh $(B)/tsan/bin/spheron-sim $(B)/tsan/bin/race

# Coverage-guided, from the worked examples on.
FUZZ_RUNS ?= 20000
check-fuzz: $(FUZZ_RUN:%=$(B)/fuzz/bin/fuzz-%) $(B)/marks/bin/vectors $(B)/stress/bin/unit-form
	@mkdir -p $(B)/fuzz/log $(B)/fuzz/commands $(B)/fuzz/examples
	@$(B)/marks/bin/vectors --logs $(B)/fuzz/examples
	@$(B)/fuzz/bin/fuzz-log -seed=1 -runs=$(FUZZ_RUNS) -max_len=16384 -verbosity=0 \
		-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/log $(B)/fuzz/examples 2> $(B)/fuzz/log.err \
		|| { tail -40 $(B)/fuzz/log.err; exit 1; }
	@$(B)/fuzz/bin/fuzz-commands -seed=1 -runs=$(FUZZ_RUNS) -max_len=2048 -verbosity=0 \
		-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/commands 2> $(B)/fuzz/commands.err \
		|| { tail -40 $(B)/fuzz/commands.err; exit 1; }
	@mkdir -p $(B)/fuzz/scenario $(B)/fuzz/scenarios
	@$(B)/stress/bin/unit-form --examples $(B)/fuzz/scenarios
	@$(B)/fuzz/bin/fuzz-scenario -seed=1 -runs=$(FUZZ_RUNS) -max_len=4096 -verbosity=0 \
		-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/scenario $(B)/fuzz/scenarios 2> $(B)/fuzz/scenario.err \
		|| { tail -40 $(B)/fuzz/scenario.err; exit 1; }
	@mkdir -p $(B)/fuzz/expr $(B)/fuzz/exprs
	@sed -n 's/.*"\(always\|never\|sometimes\|eventually\|that\|at_end\|of\|after\)": "\([^"]*\)".*/\2/p' \
		scenarios/tests/*/*.json | sort -u | awk '{ f = "$(B)/fuzz/exprs/" NR; print > f; close(f) }'
	@$(B)/fuzz/bin/fuzz-expr -seed=1 -runs=$(FUZZ_RUNS) -max_len=1024 -verbosity=0 \
		-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/expr $(B)/fuzz/exprs 2> $(B)/fuzz/expr.err \
		|| { tail -40 $(B)/fuzz/expr.err; exit 1; }
	@echo "fuzz: $(FUZZ_RUNS) inputs as log, commands, scenario and condition, nothing found"

check-mutants:
	@B=$(B)/mutants tests/mutants/run.sh -j 1

check-coverage:
	@JOBS=1 tests/coverage/coverage.sh

coverage: deps-test check-coverage
mutants: deps-test check-mutants

# A night's work: a hundred times more random commands, fuzzing for an hour.
soak: deps-test
	@$(MAKE) --no-print-directory -j$(JOBS) -s tests-build
	@$(MAKE) --no-print-directory -s check-stress STRESS_COMMANDS=200000000
	@$(MAKE) --no-print-directory -s check-differ DIFFER_SEEDS=10000
	@$(MAKE) --no-print-directory -s check-fuzz FUZZ_RUNS=2000000

# Ratios of one run: the library and the calendar by themselves, the simulator beside a marketplace in
# plain C and in SimPy, sizes, threads, common random numbers; then once more with a stopwatch, for where
# the time goes.  BENCH_ARGS=--quick takes a fifth of the time.
BENCH_PARTS ?= market agreement luck reference scale jobs suite
SIMPY       ?= /usr/bin/python3 tests/bench/market/market_simpy.py
BENCH_QUICK  = $(filter --quick,$(BENCH_ARGS))
bench: deps-build deps-bench
	@$(MAKE) --no-print-directory -s -j$(JOBS) V=bench $(patsubst %,$(B)/bench/bin/%,bench hold market)
	@$(MAKE) --no-print-directory -s -j$(JOBS) $(B)/bin/spheron-sim
	@$(MAKE) --no-print-directory -s -j$(JOBS) V=profile $(B)/profile/bin/spheron-sim
	@$(B)/bench/bin/bench $(BENCH_ARGS)
	@$(B)/bench/bin/hold --quick
	@$(B)/bin/spheron-sim bench $(BENCH_QUICK) --plain $(B)/bench/bin/market --simpy '$(SIMPY)' \
		--figures $(B)/bench.json $(BENCH_PARTS)
	@$(B)/profile/bin/spheron-sim bench $(BENCH_QUICK) --figures $(B)/profile.json profile
	@echo "bench: figures are in $(B)/bench.json and $(B)/profile.json"

# The calendar of the simulator in the hold model.
bench-hold: deps-build
	@$(MAKE) --no-print-directory -s -j$(JOBS) V=bench $(B)/bench/bin/hold
	@$(B)/bench/bin/hold $(BENCH_ARGS)
