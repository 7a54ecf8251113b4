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
FUZZ        := $(call objects,tests/fuzz/log.c tests/fuzz/commands.c)
PUBLISHED   := $(call objects,tests/published/pcg.c)
BENCH       := $(call objects,$(wildcard tests/bench/*.c))

-include $(patsubst %.o,%.d,$(RULE_TESTS) $(VECTORS) $(CROWD) $(ORACLE) $(ORACLE_RUN) $(DIFFER) \
	$(STRESS) $(HASHES) $(FUZZ) $(PUBLISHED) $(BENCH))

# Variants that count which rules ran need the counter wherever the library is linked in.
MARKED := $(if $(findstring RULE_MARKS,$(OPT)),$(MARKS))
define link
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $(sort $^) $(1)
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
$(T)/pcg: $(PUBLISHED) $(call objects,support/pcg.c)
	$(call link)
$(T)/bench: $(BENCH) $(VARIANT_LIB)
	$(call link)
$(T)/spheron-sim: $(SIM_OBJECTS) $(VARIANT_LIB) $(MARKED)
	$(call link,$(if $(MARKED),-lcmocka))
