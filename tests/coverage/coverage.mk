# Builds the tests with the library instrumented for gcov.  Called by coverage.sh:
#
#	make -f tests/coverage/coverage.mk -j2        (from the top of the tree)
#
# Only protocol/ is instrumented, and the one test that calls inline functions of its headers which
# nothing else can bring to their corners; everything else is compiled to be fast.

C := build/coverage
O := $(C)/o
CC := gcc
MAKEFLAGS += --no-builtin-rules --no-builtin-variables

BASE := -std=c11 -D_POSIX_C_SOURCE=200809L -g -I. -MMD -MP -Wall -Wextra -DSPHERON_RULE_MARKS
INSTRUMENTED := -O0 --coverage
PLAIN := -O1

objects = $(patsubst %.c,$(O)/%.o,$(1))
PROTOCOL := $(call objects,$(sort $(wildcard protocol/*.c)))
SUPPORT  := $(call objects,$(sort $(wildcard support/*.c)))
SIM      := $(call objects,$(filter-out sim/main.c,$(sort $(wildcard sim/*.c))))
ORACLE   := $(call objects,$(sort $(filter-out %_main.c,$(wildcard tests/oracle/*.c))))
RULES    := $(call objects,$(sort $(wildcard tests/protocol/*.c)) tests/support/world.c)
MARKS    := $(call objects,tests/support/marks.c)
CROWD    := $(call objects,$(filter-out %/differ.c %/stress.c %/hashes.c,$(wildcard tests/crowd/*.c)))
MAINS    := $(call objects,tests/vectors/run.c tests/crowd/differ.c tests/crowd/stress.c)
PROGRAMS := $(addprefix $(C)/,rules vectors differ stress)

all: $(PROGRAMS)
.PHONY: all

$(O)/protocol/%.o: protocol/%.c tests/coverage/coverage.mk
	@mkdir -p $(@D)
	$(CC) $(BASE) $(INSTRUMENTED) -c $< -o $@

$(O)/tests/protocol/test_index.o: PLAIN := $(INSTRUMENTED)
$(O)/%.o: %.c tests/coverage/coverage.mk
	@mkdir -p $(@D)
	$(CC) $(BASE) $(PLAIN) -c $< -o $@

# What a program does not need of the rest stays out of it.
$(C)/rest.a: $(SIM) $(SUPPORT) $(ORACLE) $(CROWD) $(MARKS)
	rm -f $@ && ar rcs $@ $^

$(C)/rules: $(RULES)
$(C)/vectors: $(O)/tests/vectors/run.o
$(C)/differ: $(O)/tests/crowd/differ.o
$(C)/stress: $(O)/tests/crowd/stress.o
$(PROGRAMS): $(PROTOCOL) $(C)/rest.a
	$(CC) --coverage -o $@ $(filter %.o,$^) $(C)/rest.a -lcmocka -lcrypto

-include $(patsubst %.o,%.d,$(PROTOCOL) $(SUPPORT) $(SIM) $(ORACLE) $(RULES) $(MARKS) $(CROWD) $(MAINS))
