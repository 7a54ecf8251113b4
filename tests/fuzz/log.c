/* libFuzzer target: any bytes as a command log.
 *
 * Whatever they are, every line gets a receipt that reads back, the invariants hold at the end, and a
 * command that was read is the same after it was written and read again. */

#include "sim/player.h"
#include "support/talk.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_output(const struct player *p)
{
	const char *line = p->out, *end = p->out + p->out_size;

	while (line < end) {
		const char *lf = memchr(line, '\n', (size_t) (end - line));
		struct spheron_output output;

		require(spheron_output_read(line, (size_t) (lf - line), &output));
		line = lf + 1;
	}
}

static void check_command(const struct spheron_command *command)
{
	static char once[1u << 17], twice[1u << 17];
	static struct spheron_command again;
	struct spheron_fault fault;
	size_t n = spheron_command_write(command, once, sizeof once);

	if (n >= sizeof once)
		return;
	require(spheron_command_read(once, n, &again, &fault));
	spheron_command_write(&again, twice, sizeof twice);
	require(strcmp(once, twice) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spheron_capacity capacity = { 0 };
	const char *text = (const char *) data, *end = text + size;
	struct spheron_violation violation;
	struct player p;

	player_begin(&p, &capacity);
	for (unsigned n = 0; text < end && n < 200; n++) {
		const char *lf = memchr(text, '\n', (size_t) (end - text));
		size_t length = (size_t) ((lf ? lf : end) - text);

		player_line(&p, text, length);
		check_output(&p);
		if (!p.malformed)
			check_command(&p.command);
		text += length + 1;
	}
	if (spheron_clock(p.state).t != 0) {
		void *scratch = must(malloc(spheron_check_size(p.state)));

		require(spheron_check(p.state, scratch, &violation));
		free(scratch);
	}
	player_end(&p);
	return 0;
}
