/* SHA-256 (support/sha256.h) against the published examples and another implementation. */

#include "support/sha256.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static void fill(uint8_t *bytes, size_t size, uint64_t *seed)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)next_random(seed);
}

static void expect_digest(const char *message, size_t size, const char *wanted)
{
	uint8_t digest[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];

	sha256(message, size, digest);
	sha256_hex(hex, digest, SHA256_SIZE);
	assert_string_equal(hex, wanted);
}

static void the_published_examples_come_out(void **state)
{
	static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	static const char long_two[] = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
				       "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";
	char *million = malloc(1000000);

	(void)state;
	expect_digest("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_digest("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	expect_digest(two, strlen(two),
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	expect_digest(long_two, strlen(long_two),
		"cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
	assert_non_null(million);
	memset(million, 'a', 1000000);
	expect_digest(million, 1000000,
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

static void every_short_length_agrees_with_openssl(void **state)
{
	uint8_t message[200], digest[SHA256_SIZE], wanted[SHA256_SIZE];
	uint64_t seed = 1;

	(void)state;
	for (size_t size = 0; size <= sizeof message; size++) {
		fill(message, size, &seed);
		sha256(message, size, digest);
		SHA256(message, size, wanted);
		assert_memory_equal(digest, wanted, SHA256_SIZE);
	}
}

static void a_message_may_come_in_pieces(void **state)
{
	static uint8_t message[5000];
	uint8_t digest[SHA256_SIZE], wanted[SHA256_SIZE];
	uint64_t seed = 2;

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		size_t size = next_random(&seed) % sizeof message, at = 0;
		size_t most = 1 + next_random(&seed) % 200;
		struct sha256 s;

		fill(message, size, &seed);
		sha256_init(&s);
		while (at < size) {
			size_t piece = next_random(&seed) % (most + 1); /* 0 too */

			if (piece > size - at)
				piece = size - at;
			sha256_add(&s, message + at, piece);
			at += piece;
		}
		sha256_end(&s, digest);
		SHA256(message, size, wanted);
		assert_memory_equal(digest, wanted, SHA256_SIZE);
	}
}

static void pieces_may_end_at_the_borders_of_blocks(void **state)
{
	uint8_t message[192], digest[SHA256_SIZE], wanted[SHA256_SIZE];
	uint64_t seed = 3;

	(void)state;
	fill(message, sizeof message, &seed);
	for (size_t cut = 0; cut <= sizeof message; cut++) {
		struct sha256 s;

		sha256_init(&s);
		sha256_add(&s, message, cut);
		sha256_add(&s, message + cut, sizeof message - cut);
		sha256_end(&s, digest);
		SHA256(message, sizeof message, wanted);
		assert_memory_equal(digest, wanted, SHA256_SIZE);
	}
}

static void one_block_may_be_hashed_in_place(void **state)
{
	uint8_t block[64], message[55], digest[SHA256_SIZE], wanted[SHA256_SIZE];
	uint64_t seed = 4;

	(void)state;
	for (size_t size = 0; size <= sizeof message; size++) {
		fill(message, size, &seed);
		fill(block, sizeof block, &seed); /* what is behind the message does not count */
		memcpy(block, message, size);
		sha256_short(block, size, digest);
		SHA256(message, size, wanted);
		assert_memory_equal(digest, wanted, SHA256_SIZE);
	}
}

static void a_message_of_64_bytes_may_be_hashed_at_once(void **state)
{
	uint8_t message[64], digest[SHA256_SIZE], wanted[SHA256_SIZE];
	uint64_t seed = 6;

	(void)state;
	for (unsigned round = 0; round < 1000; round++) {
		fill(message, sizeof message, &seed);
		sha256_64(message, digest);
		SHA256(message, sizeof message, wanted);
		assert_memory_equal(digest, wanted, SHA256_SIZE);
	}
}

static void messages_with_the_same_beginning_share_its_work(void **state)
{
	uint8_t block[64], message[55], digest[SHA256_SIZE], wanted[SHA256_SIZE];
	uint64_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		struct sha256_begun begun;

		fill(message, SHA256_BEGUN, &seed);
		sha256_begin_short(&begun, message);
		memcpy(block, message, SHA256_BEGUN);
		/* Each size twice: ending one message must not spoil the beginning for another. */
		for (unsigned k = 0; k < 2 * (sizeof message - SHA256_BEGUN + 1); k++) {
			size_t size = SHA256_BEGUN + k / 2;

			fill(message + SHA256_BEGUN, size - SHA256_BEGUN, &seed);
			fill(block + SHA256_BEGUN, sizeof block - SHA256_BEGUN, &seed);
			memcpy(block + SHA256_BEGUN, message + SHA256_BEGUN, size - SHA256_BEGUN);
			sha256_end_short(&begun, block, size, digest);
			SHA256(message, size, wanted);
			assert_memory_equal(digest, wanted, SHA256_SIZE);
		}
	}
}

static void messages_need_not_be_aligned(void **state)
{
	static uint8_t room[300];
	uint8_t digest[SHA256_SIZE], wanted[SHA256_SIZE];
	uint64_t seed = 5;

	(void)state;
	fill(room, sizeof room, &seed);
	for (size_t offset = 0; offset < 9; offset++) {
		sha256(room + offset, 256, digest);
		SHA256(room + offset, 256, wanted);
		assert_memory_equal(digest, wanted, SHA256_SIZE);
	}
}

static void hex_is_lower_case_and_ends_in_nul(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x0f, 0xf0, 0x9a, 0xff };
	char text[12] = "###########";

	(void)state;
	sha256_hex(text, bytes, sizeof bytes);
	assert_string_equal(text, "000ff09aff");
	sha256_hex(text, bytes, 0);
	assert_string_equal(text, "");
}

int test_support_sha256(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_examples_come_out),
		cmocka_unit_test(every_short_length_agrees_with_openssl),
		cmocka_unit_test(a_message_may_come_in_pieces),
		cmocka_unit_test(pieces_may_end_at_the_borders_of_blocks),
		cmocka_unit_test(one_block_may_be_hashed_in_place),
		cmocka_unit_test(a_message_of_64_bytes_may_be_hashed_at_once),
		cmocka_unit_test(messages_with_the_same_beginning_share_its_work),
		cmocka_unit_test(messages_need_not_be_aligned),
		cmocka_unit_test(hex_is_lower_case_and_ends_in_nul),
	};

	return cmocka_run_group_tests_name("support_sha256", tests, NULL, NULL);
}
