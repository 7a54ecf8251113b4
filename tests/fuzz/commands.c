/* libFuzzer target: bytes as commands of the embedding interface.
 *
 * Each command is taken from the bytes field by field, without text in between, so that the fuzzer
 * reaches deep states; the world begins with a few people and machines.  Invariants must hold. */

#include "protocol/field.h"
#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes not yet used. */
struct bytes {
	const uint8_t *at, *end;
};

static uint64_t take(struct bytes *b, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n && b->at < b->end; i++)
		v |= (uint64_t) *b->at++ << 8 * i;
	return v;
}

/* A number as commands like them: small, round, or all bits. */
static uint64_t number(struct bytes *b)
{
	uint64_t kind = take(b, 1), v;

	if (kind < 160)
		return kind % 16;
	if (kind < 200)
		return take(b, 1);
	if (kind < 240) {
		v = 1 + take(b, 1) % 9;
		for (uint64_t zeros = kind - 200; zeros > 0 && v < UINT64_MAX / 10; zeros--)
			v *= 10;
		return v;
	}
	return take(b, 8);
}

static void fill_gpus(struct bytes *b, struct spheron_gpus *gpus)
{
	static const uint16_t models[] = { 1, 36, 51, 66, 1000, 77 };

	gpus->count = (uint32_t) (take(b, 1) % 3);
	for (uint32_t i = 0; i < gpus->count; i++) {
		gpus->item[i].model = models[take(b, 1) % 6];
		gpus->item[i].count = (uint16_t) number(b);
		gpus->item[i].price = (uint32_t) number(b);
	}
}

static void fill(struct bytes *b, struct fields fields, char *args);

static void fill_field(struct bytes *b, const struct field *f, void *at)
{
	enum field_type type = (enum field_type) f->type;
	struct spheron_harmed *harmed = at;
	struct spheron_checks *checks = at;
	struct spheron_u128 *wide = at;

	if (type == FIELD_u8)
		*(uint8_t *) at = (uint8_t) number(b);
	else if (type == FIELD_u16)
		*(uint16_t *) at = (uint16_t) number(b);
	else if (type == FIELD_u32)
		*(uint32_t *) at = (uint32_t) number(b);
	else if (type == FIELD_u64)
		*(uint64_t *) at = number(b);
	else if (type == FIELD_u128)
		*wide = (struct spheron_u128) { number(b), number(b) % 64 };
	else if (type == FIELD_attr)
		fill(b, attr_fields(), at);
	else if (type == FIELD_gpus)
		fill_gpus(b, at);
	else if (type == FIELD_str)
		*(struct spheron_text *) at = (struct spheron_text) { "vote_s", 6, 0 };
	else if (type == FIELD_hex32)
		memset(at, (int) take(b, 1), 32);
	else if (type == FIELD_harmed) {
		memset(harmed, 0, sizeof *harmed);
		harmed->count = (uint32_t) (take(b, 1) % 3);
		for (uint32_t i = 0; i < harmed->count; i++)
			harmed->item[i] = (struct spheron_harm) { (uint32_t) number(b),
				{ number(b), 0 } };
	} else if (type == FIELD_checks) {
		checks->count = (uint32_t) (take(b, 1) % 4);
		for (uint32_t i = 0; i < checks->count; i++) {
			checks->item[i].fizz = (uint32_t) number(b);
			checks->item[i].alive = (uint8_t) take(b, 1) & 1;
			for (unsigned k = 0; k < 4; k++)
				checks->item[i].shortfall[k] = (uint32_t) (number(b) % 1200000);
		}
	}
}

static void fill(struct bytes *b, struct fields fields, char *args)
{
	for (unsigned i = 0; i < fields.count; i++)
		fill_field(b, &fields.at[i], args + fields.at[i].offset);
}

/* A command with ' for ". */
static void say(struct player *p, const char *line)
{
	char text[256];
	size_t n = 0;

	for (; line[n]; n++)
		text[n] = line[n] == '\'' ? '"' : line[n];
	player_line(p, text, n);
	if (p->result != SPHERON_OK)
		abort();
}

/* Two providers, one of them a gateway with a Fizz node, and a tenant. */
static void begin_world(struct player *p)
{
	static const char *const lines[] = {
		"{'t':1000,'do':'genesis','params':{'matcher_mode':2,'era_s':600,'unbonding_s':600,"
		"'vote_s':60,'min_stake_cpu':1000}}",
		"{'t':1000,'do':'account.open'}",
		"{'t':1000,'do':'account.open'}",
		"{'t':1000,'do':'account.open'}",
		"{'t':1000,'do':'token.mint','token':1,'to':1,'amount':'9000000000000000000'}",
		"{'t':1000,'do':'token.mint','token':1,'to':2,'amount':'9000000000000000000'}",
		"{'t':1000,'do':'token.mint','token':2,'to':2,'amount':'9000000000000000000'}",
		"{'t':1000,'do':'token.mint','token':0,'to':3,'amount':'9000000000'}",
		"{'t':1000,'from':1,'do':'provider.register','region':257,'cpu':64,'mem':4096,"
		"'gpus':[[36,2,1600]]}",
		"{'t':1000,'from':2,'do':'provider.register','region':258,'cpu':8,'gateway':1}",
		"{'t':1000,'from':1,'do':'stake.add','provider':1,'amount':'8000000000000000000'}",
		"{'t':1000,'from':2,'do':'stake.add','provider':2,'amount':'8000000000000000000'}",
		"{'t':1000,'from':2,'do':'fizz.register','gateway':2,'region':257,'cpu':8}",
		"{'t':1000,'from':3,'do':'escrow.deposit','token':0,'amount':'8000000000'}",
	};

	for (unsigned i = 0; i < sizeof lines / sizeof lines[0]; i++)
		say(p, lines[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct spheron_command command;
	struct bytes b = { data, data + size };
	struct spheron_capacity capacity = { 0 };
	struct spheron_violation violation;
	struct player p;
	void *scratch;

	player_begin(&p, &capacity);
	begin_world(&p);
	for (unsigned n = 0; b.at < b.end && n < 120; n++) {
		uint64_t when = take(&b, 1);

		command.t = spheron_clock(p.state).t + (when < 200 ? when % 8 : when * 10);
		command.has_b = 0;
		command.from = (uint32_t) (take(&b, 1) % 5);
		command.verb = (enum spheron_verb) (1 + take(&b, 1) % (SPHERON_VERB_COUNT - 1));
		fill(&b, command_fields(command.verb), (char *) &command.u);
		while (spheron_apply(p.state, &command, NULL) == SPHERON_FULL)
			p.state = state_grow(p.state);
	}
	scratch = must(malloc(spheron_check_size(p.state)));
	if (!spheron_check(p.state, scratch, &violation))
		abort();
	free(scratch);
	player_end(&p);
	return 0;
}
