/* A program of somebody else: uses the installed library by its public header alone. */

#include <spheron/spheron.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned events;

static void count(void *ctx, const struct spheron_event *event)
{
	(void) ctx;
	(void) event;
	events++;
}

int main(void)
{
	static const char line[] = "{\"t\":1000,\"do\":\"account.open\"}";
	struct spheron_capacity capacity;
	struct spheron_sink sink;
	struct spheron_command command;
	struct spheron_fault fault;
	struct spheron *state;
	enum spheron_result r;
	void *memory;

	memset(&capacity, 0, sizeof capacity);
	memset(&sink, 0, sizeof sink);
	sink.event = count;
	capacity.accounts = 4;
	memory = malloc(spheron_size(&capacity));
	state = spheron_init(memory, &capacity);
	if (!spheron_command_read(line, strlen(line), &command, &fault))
		return 1;
	r = spheron_apply(state, &command, &sink);
	printf("%s %s, %u event, version %s\n", spheron_verb_name(command.verb),
			spheron_result_name(r), events, spheron_version());
	free(memory);
	return r != SPHERON_OK || events != 1;
}
