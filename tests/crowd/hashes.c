/* hashes - the state hash after each of a number of random logs, for comparing builds.
 *
 *	hashes [SEEDS] [COMMANDS]
 *
 * Also hashes everything that was printed on the way.  Two builds of the same sources must print the
 * same lines: any compiler, any optimisation, 32 and 64 bits, either byte order.
 */
#include "sim/player.h"
#include "support/sha256.h"
#include "tests/crowd/crowd.h"

#include <stdio.h>
#include <stdlib.h>

static void play(unsigned long seed, unsigned long commands)
{
	static struct spheron_command command;
	static char line[1u << 16];
	char hex[65], output[65];
	uint8_t digest[32];
	struct sha256 hash;
	struct crowd crowd;
	struct player p;

	player_begin(&p, &small_state);
	crowd_begin(&crowd, seed);
	sha256_init(&hash);
	for (unsigned long n = 0; n < commands; n++) {
		crowd_next(&crowd, p.state, &command);
		player_line(&p, line, spheron_command_write(&command, line, sizeof line));
		sha256_add(&hash, p.out, p.out_size);
	}
	state_hash(p.state, hex);
	sha256_end(&hash, digest);
	sha256_hex(output, digest, sizeof digest);
	printf("seed %lu state %s output %s\n", seed, hex, output);
	player_end(&p);
}

int main(int argc, char **argv)
{
	unsigned long seeds = argc > 1 ? strtoul(argv[1], NULL, 10) : 20;
	unsigned long commands = argc > 2 ? strtoul(argv[2], NULL, 10) : 2500;

	for (unsigned long seed = 1; seed <= seeds; seed++)
		play(seed, commands);
	return 0;
}
