/* Dump, binary records and hashes (RULES.md chapter 5): ENC-07, HASH-01 to HASH-04. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

typedef unsigned __int128 wide_t;

/* The records of chapter 2.3 in their order, how many leading fields are the key, the fields. */
static const struct row {
	const char *name;
	unsigned keys;
	const char *fields;
} rows[] = {
	{ "meta", 0,
		"t:u64 b:u64 t0:u64 b0:u64 era:u32 era_end:u64 beacon:hex32 version:u32 "
		"must:u32 vote_end:u64 bonded:u128 council:u32 conv_num:u128 conv_den:u128 "
		"next_order:u64 next_bid:u64 next_unbond:u32 next_prop:u32 next_challenge:u32" },
	{ "param", 1, "id:u16 value:u128 pending:u8 next:u128" },
	{ "token", 1, "id:u8 decimals:u8 pay:u8 minted:u128" },
	{ "account", 1, "id:u32 roles:u8 orders:u32" },
	{ "provider", 1,
		"id:u32 owner:u32 tokens:u8 gateway:u8 region:u16 cpu:u32 score:u32 "
		"cpu_model:u8 mem:u32 sto:u32 sto_tier:u8 down:u32 up_mbps:u32 used_cpu:u32 "
		"used_mem:u32 used_sto:u32 status:u8 up:u8 vdown:u8 paused:u8 "
		"cooldown_until:u64 measured_s:u32 up_s:u32 wsec:u128 dsec:u128 "
		"uptime_ppm:u32 seen:u8 good:u32 bad:u32 slashes:u32 slash_mark:u32 "
		"leases:u32 points_total:u128 tier:u8 rise:u16 fall:u16 region_bad:u8 "
		"version:u32 commission_bp:u16 commission_era:u32 shares:u128 acc:u128 "
		"gen:u32 holders:u32 apr_ppm:u128 fleases:u32 verified:u8 down_since:u64 "
		"chal_from:u64 m_start:u64 m_end:u64 m_from:u64 m_used:u32 m_next:u32 "
		"subnet_bp:u16 subnet_cpu:u32 subnet_mem:u32 subnet_gpus:u16 subnet_seq:u32 "
		"objections:u32 subnet_next:u8 next_bp:u16 next_cpu:u32 next_mem:u32 "
		"next_gpus:u16 members:u32 ok0:u16 n0:u16 ok1:u16 n1:u16 ok2:u16 n2:u16 "
		"ok3:u16 n3:u16" },
	{ "fizz", 1,
		"id:u32 owner:u32 gateway:u32 region:u16 cpu:u32 score:u32 cpu_model:u8 "
		"mem:u32 sto:u32 sto_tier:u8 down:u32 up_mbps:u32 used_cpu:u32 used_mem:u32 "
		"used_sto:u32 status:u8 up:u8 vdown:u8 paused:u8 cooldown_until:u64 "
		"measured_s:u32 up_s:u32 wsec:u128 dsec:u128 uptime_ppm:u32 seen:u8 good:u32 "
		"bad:u32 slashes:u32 slash_mark:u32 leases:u32 points_total:u128 p_cpu:u64 "
		"p_mem:u64 p_sto:u64 p_gpu:u64 n:u16 alive:u16 sf0:u64 sf1:u64 sf2:u64 "
		"sf3:u64 fails:u16 objected:u32" },
	{ "gpu", 3, "kind:u8 id:u32 model:u16 count:u16 price:u32 used:u16" },
	{ "order", 1,
		"id:u64 tenant:u32 state:u8 created_b:u64 close_b:u64 closed:u8 ttl_b:u64 "
		"expected:u64 matcher:u8 mode:u8 select:u8 token:u8 max_price:u128 blocks:u64 "
		"region:u16 strict:u8 tiers:u8 cpu:u32 mem:u32 sto:u32 gpu:u16 gpus:u16 "
		"min_compute:u8 min_sto:u8 min_conn:u8 min_gpu:u8 min_uptime:u32 min_rep:u32 "
		"max_slashes:u32 desired:u32" },
	{ "bid", 1, "id:u64 order:u64 provider:u32 fizz:u32 gpu:u16 price:u128 t:u64 eligible:u8" },
	{ "lease", 1,
		"id:u64 tenant:u32 provider:u32 fizz:u32 token:u8 price:u128 blocks:u64 "
		"start_b:u64 start_t:u64 cpu:u32 mem:u32 sto:u32 gpu:u16 gpus:u16 user_bp:u16 "
		"protocol_bp:u16 provider_bp:u16 gateway_bp:u16 stream:u8 settled:u128 upd:u8 "
		"u_price:u128 u_blocks:u64 u_cpu:u32 u_mem:u32 u_sto:u32 u_gpus:u16" },
	{ "delegation", 2, "provider:u32 acct:u32 gen:u32 shares:u128 idx:u128" },
	{ "poolgen", 2, "provider:u32 gen:u32 acc:u128" },
	{ "unbond", 1, "id:u32 kind:u8 provider:u32 acct:u32 mature:u64" },
	{ "proposal", 1,
		"id:u32 kind:u8 acct:u32 end:u64 vote_mode:u8 quorum_bp:u16 majority_bp:u16 "
		"total:u128 yes:u128 no:u128 abstain:u128 payload:hex32" },
	{ "vote", 2, "prop:u32 acct:u32 choice:u8 power:u128" },
	{ "challenge", 1,
		"id:u32 provider:u32 acct:u32 kind:u8 state:u8 deadline:u64 penalty:u128" },
	{ "operator", 1, "acct:u32 active:u8 since_b:u64" },
	{ "task", 1,
		"order:u64 state:u8 expected:u64 stake:u128 opened_b:u64 deadline_b:u64 "
		"forget_t:u64" },
	{ "attest", 2, "order:u64 acct:u32 bid:u64 stake:u128 slashed:u8" },
	{ "release", 1, "version:u32 due:u32" },
	{ "bucket", 3, "name:u8 owner:u64 token:u8 amount:u128" },
};

#define N_ROWS (sizeof rows / sizeof rows[0])

/* Reads a dump line by the table above and writes it in binary, knowing nothing of the library. */
struct recoder {
	uint8_t bytes[1 << 20]; /* of all records so far */
	size_t size;
	unsigned kind; /* of the last record */
	wide_t key[3];
	unsigned count[N_ROWS];
};

static void put_number(struct recoder *r, wide_t v, unsigned bits)
{
	for (unsigned i = 0; i < bits; i += 8, v >>= 8)
		r->bytes[r->size++] = (uint8_t)v;
	assert_true(v == 0);
}

static void put_hex(struct recoder *r, const char *hex)
{
	for (unsigned i = 0; i < 32; i++) {
		unsigned byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		r->bytes[r->size++] = (uint8_t)byte;
	}
}

/* The value at *p, a number or a string; u128 and hex32 are always strings. */
static const char *take_value(struct recoder *r, const char *p, const char *type, wide_t *v)
{
	bool string = *p == '"';

	assert_int_equal(string, strcmp(type, "u128") == 0 || strcmp(type, "hex32") == 0);
	p += string;
	*v = 0;
	if (strcmp(type, "hex32") == 0) {
		put_hex(r, p);
		p += 64;
	} else {
		for (; *p >= '0' && *p <= '9'; p++)
			*v = *v * 10 + (unsigned)(*p - '0');
		put_number(r, *v, (unsigned)strtoul(type + 1, NULL, 10));
	}
	assert_true(!string || *p == '"');
	return p + string;
}

/* A record must come after the one before it. */
static void expect_ascending(struct recoder *r, unsigned kind, const wide_t key[3])
{
	bool after = kind > r->kind;

	for (unsigned i = 0; i < rows[kind].keys && kind == r->kind && !after; i++) {
		assert_true(key[i] >= r->key[i]);
		after = key[i] > r->key[i];
	}
	assert_true(after || r->size == 0);
	memcpy(r->key, key, sizeof r->key);
	r->kind = kind;
}

static bool recode(void *ctx, const struct spheron_record *record)
{
	char line[8192], name[32], type[16], expected[64];
	struct recoder *r = ctx;
	wide_t key[3] = { 0, 0, 0 }, v;
	const char *p = line, *f;
	unsigned kind = record->kind, i = 0;
	bool first = r->size == 0;

	spheron_record_write(record, line, sizeof line);
	snprintf(expected, sizeof expected, "{\"k\":\"%s\"", rows[kind].name);
	assert_memory_equal(p, expected, strlen(expected));
	p += strlen(expected);
	put_number(r, kind, 8);
	for (f = rows[kind].fields; *f; i++) {
		int used;

		assert_int_equal(sscanf(f, "%31[^:]:%15[^ ]%n", name, type, &used), 2);
		f += used + (f[used] == ' ');
		snprintf(expected, sizeof expected, ",\"%s\":", name);
		assert_memory_equal(p, expected, strlen(expected));
		p = take_value(r, p + strlen(expected), type, &v);
		if (i < rows[kind].keys)
			key[i] = v;
	}
	assert_string_equal(p, "}");
	if (first) {
		assert_int_equal(kind, 0);
		r->kind = 0;
	} else {
		expect_ascending(r, kind, key);
	}
	r->count[kind]++;
	return true;
}

static void recode_all(struct world *w, struct recoder *r)
{
	memset(r, 0, sizeof *r);
	assert_true(spheron_walk(world_state(w), recode, r));
}

static void expect_hash(struct world *w, const uint8_t wanted[32])
{
	uint8_t hash[32];

	spheron_hash(world_state(w), hash);
	assert_memory_equal(hash, wanted, 32);
}

/* Nodes, GPUs, members and delegations, made in another order than that of their keys. */
static void make_nodes(struct world *w)
{
	a_provider(w, 3, "'gpus':[[36,2,1600],[51,1,30000]],'gateway':1");
	a_provider(w, 1, "'gpus':[[40,1,5]]");
	a_provider(w, 2, "");
	a_fizz(w, 5, 1, "'gpus':[[36,1,1]],'p_cpu':7");
	a_fizz(w, 4, 1, "");
	ok(w, "{'do':'deleg.add','from':5,'provider':3,'amount':'1000000000000000000'}");
	ok(w, "{'do':'deleg.add','from':5,'provider':2,'amount':'1000000000000000000'}");
	ok(w, "{'do':'deleg.add','from':1,'provider':3,'amount':'1000000000000000000'}");
	ok(w, "{'do':'deleg.add','from':4,'provider':2,'amount':'2000000000000000000'}");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':3}");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':2}");
	ok(w, "{'do':'provider.reinstate','provider':2}");
	ok(w, "{'do':'stake.add','from':1,'provider':2,'amount':'60000000000000000000000'}");
	ok(w, "{'do':'deleg.add','from':4,'provider':2,'amount':'3000000000000000000'}");
	ok(w, "{'do':'stake.unbond','from':3,'provider':1,'amount':'1000000000000000000'}");
	ok(w, "{'do':'deleg.unbond','from':4,'provider':2,'shares':'1000000000000000000'}");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':2}");
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':2}");
}

/* A lease each for a provider and a Fizz node, open orders with bids, tasks with attestations. */
static void make_orders(struct world *w)
{
	ok(w, "{'do':'avs.register','from':5,'amount':'3000000000000000000'}");
	ok(w, "{'do':'avs.register','from':2,'amount':'2000000000000000000'}");
	ok(w, "{'do':'avs.register','from':4,'amount':'5000000000000000000'}");
	at(w, 2);
	for (unsigned i = 0; i < 3; i++)
		an_order(w, 6, i == 0 ? "'mode':0" : "");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':2,'price':'100000000000000'}");
	ok(w, "{'do':'bid.place','from':3,'order':1,'provider':1,'fizz':2,'price':'100000000000000'"
	      "}");
	ok(w, "{'do':'bid.place','from':3,'order':3,'provider':1,'price':'100000000000000'}");
	ok(w, "{'do':'bid.place','from':1,'order':3,'provider':2,'price':'90000000000000'}");
	at(w, 8);
	ok(w, "{'do':'avs.attest','from':5,'order':3,'bid':3}");
	ok(w, "{'do':'avs.attest','from':2,'order':3,'bid':4}");
	ok(w, "{'do':'avs.attest','from':4,'order':2,'bid':1}");
	ok(w, "{'do':'avs.attest','from':2,'order':2,'bid':1}");
	ok(w, "{'do':'avs.attest','from':4,'order':1,'bid':2}");
	ok(w, "{'do':'avs.attest','from':2,'order':1,'bid':2}");
	an_order(w, 6, "'select':1,'region':5");
}

static struct world *a_world_of_everything(void)
{
	struct world *w = world_begin("");

	ok(w, "{'do':'token.add','decimals':3}");
	make_nodes(w);
	make_orders(w);
	ok(w, "{'do':'prop.submit','from':5,'kind':2,'name':'draw_mode','value':1}");
	ok(w, "{'do':'prop.submit','from':5,'kind':6,'value':9}");
	ok(w, "{'do':'prop.vote','from':4,'prop':5,'choice':2}");
	ok(w, "{'do':'prop.vote','from':3,'prop':5,'choice':1}");
	ok(w, "{'do':'prop.vote','from':1,'prop':4,'choice':0}");
	ok(w, "{'do':'challenge.open','from':5,'provider':2,'kind':3}");
	ok(w, "{'do':'challenge.open','from':5,'provider':1,'kind':0}");
	ok(w, "{'do':'release.set','version':2}");
	ok(w, "{'do':'release.set','version':5}");
	at(w, 12);
	ok(w, "{'do':'advance'}");
	return w;
}

static void a_dump_has_the_records_of_the_table_by_ascending_key(void **state)
{
	static const unsigned wanted[] = { 1, 196, 4, 7, 3, 2, 4, 4, 2, 2, 4, 2, 2, 2, 3, 2, 3, 3,
		6, 2 };
	struct world *w = a_world_of_everything();
	static struct recoder r;

	(void)state;
	CLAIM("ENC-07");
	recode_all(w, &r);
	for (unsigned i = 0; i < N_ROWS - 1; i++)
		if (r.count[i] != wanted[i])
			fail_msg("%u records %s, not %u", r.count[i], rows[i].name, wanted[i]);
	assert_true(r.count[N_ROWS - 1] > 20);
	world_end(w);
}

static void the_hash_is_that_of_all_records_in_binary(void **state)
{
	struct world *w = a_world_of_everything();
	static struct recoder r;
	uint8_t hash[32];
	char hex[65], event[96];

	(void)state;
	CLAIM("HASH-01");
	CLAIM("HASH-02");
	CLAIM("HASH-03");
	recode_all(w, &r);
	SHA256(r.bytes, r.size, hash);
	expect_hash(w, hash);
	for (unsigned i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	ok(w, "{'do':'q.state'}");
	snprintf(event, sizeof event, "['Answer','%s']", hex);
	expect_event(w, event);
	world_end(w);
}

static void a_small_state_has_this_hash(void **state)
{
	static const uint8_t wanted[32] = { 0xdc, 0x9a, 0xb6, 0x2f, 0xad, 0xeb, 0xae, 0x6f, 0xa6,
		0x2f, 0xe7, 0x16, 0xcb, 0xc0, 0x7e, 0x6d, 0xa6, 0xc5, 0x90, 0xa7, 0xf4, 0xcf, 0xb8,
		0x4f, 0x01, 0x10, 0x65, 0xe7, 0x1b, 0xda, 0x39, 0x47 };
	struct world *w = world_begin("");

	(void)state;
	CLAIM("HASH-02");
	ok(w, "{'do':'account.open'}");
	ok(w, "{'do':'token.mint','token':0,'to':1,'amount':'5000000'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'2000000'}");
	expect_hash(w, wanted); /* example V74 */
	world_end(w);
}

static void a_binary_record_is_little_endian(void **state)
{
	static const uint8_t wanted[] = { 20, 3, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 1,
		0x10, 0x0f, 0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 0x09, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03,
		0x02, 0x01 };
	struct spheron_record r = { .kind = SPHERON_RECORD_BUCKET };
	struct world *w = world_unstarted();
	uint8_t bytes[SPHERON_RECORD_BYTES];

	(void)state;
	CLAIM("HASH-01");
	r.u.bucket.name = 3;
	r.u.bucket.owner = 0x1122334455667788;
	r.u.bucket.token = 1;
	r.u.bucket.amount = (struct spheron_u128){ 0x090a0b0c0d0e0f10, 0x0102030405060708 };
	assert_int_equal(spheron_record_bytes(&r, bytes), sizeof wanted);
	assert_memory_equal(bytes, wanted, sizeof wanted);
	world_end(w);
}

static bool no_zero_bucket(void *ctx, const struct spheron_record *r)
{
	(void)ctx;
	if (r->kind == SPHERON_RECORD_BUCKET)
		assert_true((r->u.bucket.amount.lo | r->u.bucket.amount.hi) != 0);
	return true;
}

static void empty_buckets_are_left_out(void **state)
{
	struct world *w = world_begin("");
	static struct recoder r;

	(void)state;
	recode_all(w, &r);
	assert_int_equal(r.count[20], 0);
	a_rich_account(w, 1);
	CLAIM("ENC-07");
	recode_all(w, &r);
	assert_int_equal(r.count[20], 3);
	ok(w, "{'do':'token.transfer','from':1,'token':2,'to':0,'amount':'100000000000000000000'}");
	recode_all(w, &r);
	assert_int_equal(r.count[20], 3);
	spheron_walk(world_state(w), no_zero_bucket, NULL);
	world_end(w);
}

static bool first_lines(void *ctx, const struct spheron_record *r)
{
	char *text = ctx, line[8192];

	if (r->kind == SPHERON_RECORD_PARAM && r->u.param.id != 7)
		return true;
	spheron_record_write(r, line, sizeof line);
	snprintf(text + strlen(text), 8192 - strlen(text), "%s\n", line);
	return true;
}

static void a_dump_of_a_small_state_reads_so(void **state)
{
	struct world *w = world_begin("'b':3");
	char text[8192] = "";

	(void)state;
	CLAIM("ENC-07");
	ok(w, "{'do':'token.mint','token':1,'to':0,'amount':'7'}");
	spheron_walk(world_state(w), first_lines, text);
	assert_string_equal(text,
		"{\"k\":\"meta\",\"t\":1000000,\"b\":3,\"t0\":1000000,\"b0\":3,\"era\":0,"
		"\"era_end\":1086400,\"beacon\":"
		"\"0000000000000000000000000000000000000000000000000000000000000000\","
		"\"version\":1,\"must\":1,\"vote_end\":0,\"bonded\":\"0\",\"council\":1,"
		"\"conv_num\":\"1000000000000\",\"conv_den\":\"1\",\"next_order\":1,"
		"\"next_bid\":1,\"next_unbond\":1,\"next_prop\":1,\"next_challenge\":1}\n"
		"{\"k\":\"param\",\"id\":7,\"value\":\"1000\",\"pending\":0,\"next\":\"0\"}\n"
		"{\"k\":\"token\",\"id\":0,\"decimals\":6,\"pay\":1,\"minted\":\"0\"}\n"
		"{\"k\":\"token\",\"id\":1,\"decimals\":18,\"pay\":1,\"minted\":\"7\"}\n"
		"{\"k\":\"token\",\"id\":2,\"decimals\":18,\"pay\":0,\"minted\":\"0\"}\n"
		"{\"k\":\"account\",\"id\":0,\"roles\":63,\"orders\":0}\n"
		"{\"k\":\"bucket\",\"name\":0,\"owner\":0,\"token\":1,\"amount\":\"7\"}\n");
	world_end(w);
}

static void counters_are_folded_to_now_in_dump_and_hash(void **state)
{
	struct world *w = world_begin("'params':{'trust_start':5,'cooldown_s':0}");
	static struct recoder r;
	uint8_t hash[32];

	(void)state;
	a_provider(w, 1, "");
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	CLAIM("HASH-03");
	recode_all(w, &r);
	SHA256(r.bytes, r.size, hash);
	expect_hash(w, hash);
	expect_field(w, "provider", 1, 0, "wsec", "6400000000");
	/* Somebody looked in between: the same. */
	world_end(w);
	w = world_begin("'params':{'trust_start':5,'cooldown_s':0}");
	a_provider(w, 1, "");
	CLAIM("HASH-03");
	for (unsigned second = 1; second <= 1000; second += 333) {
		at(w, second);
		ok(w, "{'do':'q.state'}");
		ok(w, "{'do':'q.rate','kind':0,'id':1}");
	}
	expect_hash(w, hash);
	world_end(w);
}

/* The payload of the proposal is the hash of this text. */
static void expect_payload(struct world *w, unsigned prop, const char *text)
{
	uint8_t hash[32];
	char hex[65];

	SHA256((const uint8_t *)text, strlen(text), hash);
	for (unsigned i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	expect_field(w, "proposal", prop, 0, "payload", hex);
}

static void a_proposal_carries_the_hash_of_its_arguments(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("HASH-04");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	expect_payload(w, 2, "[2,\"draw_mode\",\"1\",0,0,10000,[]]");
	ok(w,
		"{'do':'prop.submit','from':1,'kind':3,'target':%u,'bp':77,"
		"'harmed':[[0,5],[1,'1000000000000000000000000000000']]}",
		p);
	expect_payload(w, 3,
		"[3,\"\",\"0\",1,0,77,[[0,\"5\"],"
		"[1,\"1000000000000000000000000000000\"]]]");
	/* Also of those that it does not use. */
	ok(w,
		"{'do':'prop.submit','from':1,'kind':4,'target':%u,'name':'a\\'b\\\\','value':'7',"
		"'fizz':9,'bp':65535,'harmed':[[9,'0'],[ 4294967295 , 3]]}",
		p);
	expect_payload(w, 4, "[4,\"a\\\"b\\\\\",\"7\",1,9,65535,[[9,\"0\"],[4294967295,\"3\"]]]");
	world_end(w);
}

static void applications_are_hashed_with_all_attributes(void **state)
{
	struct world *w = world_begin("'params':{'auto_approve':0,'vote_mode':1,'vote_s':100}");

	(void)state;
	a_rich_account(w, 1);
	CLAIM("HASH-04");
	ok(w, "{'do':'provider.register','from':1,'region':258,'cpu':9}");
	expect_payload(w, 1, "[258,9,0,1,0,0,0,0,0,[],1,0]");
	ok(w, "{'do':'prop.vote','prop':1,'choice':1}");
	at(w, 100);
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':2,'cpu':3,'score':4,"
	      "'cpu_model':5,'mem':6,'sto':7,'sto_tier':1,'down':8,'up':9,"
	      "'gpus':[[10,11,12],[36,2,1600]],'tokens':3,'gateway':1}");
	expect_payload(w, 2, "[1,2,3,4,5,6,7,1,8,9,[[10,11,12],[36,2,1600]],3,1]");
	world_end(w);
}

int test_hash(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_has_the_records_of_the_table_by_ascending_key),
		cmocka_unit_test(the_hash_is_that_of_all_records_in_binary),
		cmocka_unit_test(a_small_state_has_this_hash),
		cmocka_unit_test(a_binary_record_is_little_endian),
		cmocka_unit_test(empty_buckets_are_left_out),
		cmocka_unit_test(a_dump_of_a_small_state_reads_so),
		cmocka_unit_test(counters_are_folded_to_now_in_dump_and_hash),
		cmocka_unit_test(a_proposal_carries_the_hash_of_its_arguments),
		cmocka_unit_test(applications_are_hashed_with_all_attributes),
	};

	return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
