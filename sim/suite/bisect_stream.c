#include "sim/suite/bisect_stream.h"

#include "sim/player.h"
#include "sim/suite/fingerprint.h"
#include "support/json.h"
#include "support/talk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMAND_TEXT = 16384, DUE_TEXT = 512 };

/* Texts one behind the other, each with a NUL. */
struct pile {
	char *text;
	size_t size, room;
};

struct tape {
	/* Of this program. */
	struct world *world;
	struct world_watch watch;
	struct pile lines, step;       /* not handed out yet; events whose command is yet to come */
	size_t at;
	uint64_t n_lines, n_step, until;
	struct fingerprint print;
	bool ended;

	/* Of another one. */
	FILE *pipe;
	pid_t child;
	const char *program;
	char *line;
	size_t room;
};

static void pile_put(struct pile *p, const char *text, size_t n)
{
	buffer_reserve(&p->text, &p->room, p->size + n + 1);
	memcpy(p->text + p->size, text, n);
	p->size += n;
	p->text[p->size] = 0;
}

static void pile_add(struct pile *p, const char *text)
{
	pile_put(p, text, strlen(text));
}

static void pile_head(struct pile *p, uint64_t at_ms, const char *kind)
{
	char text[80];

	snprintf(text, sizeof text, "{\"at_ms\":%" PRIu64 ",\"%s\":", at_ms, kind);
	pile_add(p, text);
}

/* ---- events ---- */

/* Names of an event's fields, in their order, with a blank behind each. */
static const char *const fields[SPHERON_EVENT_COUNT] = {
#define FIELD_NAME(type, name) #name " "
#define FIELD_NAMES(constant, text, member) [SPHERON_EVENT_##constant] = "" SPHERON_EV_##constant(FIELD_NAME),
	SPHERON_EVENTS(FIELD_NAMES)
#undef FIELD_NAMES
#undef FIELD_NAME
};

static void put_fields(struct pile *p, const struct spheron_event *event)
{
	char text[SPHERON_EVENT_TEXT_MAX];
	size_t n = spheron_event_write(event, text, sizeof text);
	struct json_value all = json_root(text, n), value;
	struct json_walk walk = json_walk(&all);
	const char *name = fields[event->kind];

	json_next(&walk, NULL, &value);
	for (; json_next(&walk, NULL, &value); name += strcspn(name, " ") + 1) {
		const char *quote = value.kind == JSON_STRING ? "\"" : "";

		pile_add(p, ",\"");
		pile_put(p, name, strcspn(name, " "));
		pile_add(p, "\":");
		pile_add(p, quote);
		pile_put(p, value.data, value.size);
		pile_add(p, quote);
	}
}

static void on_event(void *ctx, uint64_t now_ms, const struct spheron_event *event)
{
	struct tape *s = ctx;
	uint64_t market = s->print.sha[LAYER_MARKET].size;

	fingerprint_event(&s->print, now_ms, event);
	pile_head(&s->step, now_ms, "event");
	pile_add(&s->step, "\"");
	pile_add(&s->step, spheron_event_name(event->kind));
	pile_add(&s->step, "\",\"layer\":\"");
	pile_add(&s->step, s->print.sha[LAYER_MARKET].size != market ? "market"
			: event->kind == SPHERON_EVENT_MOVED ? "ledger" : "rest");
	pile_add(&s->step, "\"");
	put_fields(&s->step, event);
	pile_put(&s->step, "}", 2);
	s->n_step++;
}

/* ---- steps ---- */

/* A line has been written up to its last brace. */
static void end_line(struct tape *s)
{
	pile_put(&s->lines, "}", 2);
	s->n_lines++;
}

static void end_step(struct tape *s)
{
	end_line(s);
	pile_put(&s->lines, s->step.text, s->step.size);
	s->n_lines += s->n_step;
	s->step.size = s->n_step = 0;
	if (s->until && s->n_lines >= s->until)
		world_halt(s->world);
}

static void on_deadline(void *ctx, uint64_t now_ms, const struct spheron_due *due)
{
	struct tape *s = ctx;
	char text[DUE_TEXT], *end;
	size_t n = spheron_due_write(due, "", 0, text, sizeof text);

	text[n < sizeof text ? n : sizeof text - 1] = 0;
	end = strstr(text, ",\"ev\"");
	pile_head(&s->lines, now_ms, "deadline");
	pile_put(&s->lines, text, end ? (size_t) (end - text) : n);
	pile_add(&s->lines, end ? "}" : "");
	end_step(s);
}

static void on_command(void *ctx, uint64_t now_ms, const struct spheron_command *command,
		enum spheron_result result)
{
	struct tape *s = ctx;
	char text[COMMAND_TEXT];
	size_t n = spheron_command_write(command, text, sizeof text);

	pile_head(&s->lines, now_ms, "command");
	if (n < sizeof text)
		pile_put(&s->lines, text, n);
	else
		pile_add(&s->lines, "null");
	pile_add(&s->lines, ",\"result\":\"");
	pile_add(&s->lines, spheron_result_name(result));
	pile_add(&s->lines, "\"");
	end_step(s);
}

static void on_era(void *ctx, uint64_t now_ms)
{
	struct tape *s = ctx;
	struct fingerprint print;
	char text[40];

	fingerprint_era(&s->print, world_state(s->world));
	print = s->print;
	fingerprint_end(&print, world_state(s->world));
	pile_head(&s->lines, now_ms, "era");
	snprintf(text, sizeof text, "%u", world_era(s->world));
	pile_add(&s->lines, text);
	for (int layer = 0; layer < LAYER_COUNT; layer++) {
		pile_add(&s->lines, ",\"");
		pile_add(&s->lines, fingerprint_layer_text((enum fingerprint_layer) layer));
		pile_add(&s->lines, "\":\"");
		pile_add(&s->lines, print.hex[layer]);
		pile_add(&s->lines, "\"");
	}
	end_line(s);
}

static void put_end(struct tape *s)
{
	const char *fault = world_fault(s->world);
	char hash[65], text[160];

	if (world_halted(s->world))
		return;
	state_hash(world_state(s->world), hash);
	pile_head(&s->lines, world_now_ms(s->world), "end");
	snprintf(text, sizeof text, "true,\"events\":%" PRIu64 ",\"state\":\"%s\"",
			world_events(s->world), hash);
	pile_add(&s->lines, text);
	if (fault) {
		pile_add(&s->lines, ",\"fault\":\"");
		for (const char *at = fault; *at; at++)
			pile_put(&s->lines, *at == '"' || *at == '\\' ? "'" : at, 1);
		pile_add(&s->lines, "\"");
	}
	end_line(s);
}

/* ---- a run of this program ---- */

struct tape *tape_of_world(const struct cell *cell, uint32_t run, uint64_t until)
{
	struct tape *s = must(calloc(1, sizeof *s));

	s->until = until;
	s->watch = (struct world_watch) { .ctx = s, .event = on_event, .deadline = on_deadline,
		.command = on_command, .era = on_era, .first_moment_ms = UINT64_MAX };
	fingerprint_begin(&s->print);
	world_new_watched(&cell->plan, run, NULL, &s->watch, &s->world);
	return s;
}

struct world *tape_world(const struct tape *s)
{
	return s->world;
}

/* An era at a time, so that no more than that is kept. */
static const char *world_line(struct tape *s)
{
	const char *line;

	while (s->at == s->lines.size && !s->ended) {
		s->at = s->lines.size = 0;
		if (world_ended(s->world) || world_halted(s->world)) {
			s->ended = true;
			put_end(s);
		} else {
			world_run_era(s->world);
		}
	}
	if (s->at == s->lines.size)
		return NULL;
	line = s->lines.text + s->at;
	s->at += strlen(line) + 1;
	return line;
}

bool stream_run(const struct cell *cell, uint32_t run, FILE *out)
{
	struct tape *s = tape_of_world(cell, run, 0);
	const char *line;

	while ((line = tape_line(s)) && fputs(line, out) >= 0 && putc('\n', out) != EOF)
		;
	tape_close(s);
	return !line && fflush(out) == 0;
}

/* ---- another program ---- */

struct tape *tape_of_program(char *const *argv)
{
	struct tape *s = must(calloc(1, sizeof *s));
	int ends[2] = { -1, -1 };

	s->program = argv[0];
	fflush(stdout);
	if (pipe(ends) != 0 || (s->child = fork()) < 0) {
		talk_error("%s: %s", argv[0], strerror(errno));
		free(s);
		return NULL;
	}
	if (s->child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execv(argv[0], argv);
		talk_error("%s: %s", argv[0], strerror(errno));
		_exit(127);
	}
	close(ends[1]);
	s->pipe = must(fdopen(ends[0], "r"));
	return s;
}

static const char *program_line(struct tape *s)
{
	ssize_t n = getline(&s->line, &s->room, s->pipe);

	if (n <= 0) {
		s->ended = true;
		return NULL;
	}
	s->line[n - (s->line[n - 1] == '\n')] = 0;
	return s->line;
}

const char *tape_line(struct tape *s)
{
	return s->pipe ? program_line(s) : world_line(s);
}

static bool program_end(struct tape *s)
{
	bool all = s->ended;
	int status = 0;

	fclose(s->pipe);
	waitpid(s->child, &status, 0);
	if (!all || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return true;
	if (WIFEXITED(status))
		talk_error("%s ended with exit status %d; can it do \"bisect --stream\"?", s->program,
				WEXITSTATUS(status));
	else
		talk_error("%s was ended by signal %d", s->program, WTERMSIG(status));
	return false;
}

bool tape_close(struct tape *s)
{
	bool good = !s->pipe || program_end(s);

	if (s->world)
		world_free(s->world);
	free(s->lines.text);
	free(s->step.text);
	free(s->line);
	free(s);
	return good;
}

/* ---- lines ---- */

enum line_kind line_kind(const char *line)
{
	static const char *const kinds[] = { "command", "deadline", "event", "era", "end" };
	const char *at = strstr(line, ",\"");

	for (size_t i = 0; at && i < sizeof kinds / sizeof *kinds; i++) {
		size_t n = strlen(kinds[i]);

		if (strncmp(at + 2, kinds[i], n) == 0 && at[2 + n] == '"')
			return (enum line_kind) i;
	}
	return LINE_OTHER;
}

uint64_t line_ms(const char *line)
{
	return strncmp(line, "{\"at_ms\":", 9) == 0 ? strtoull(line + 9, NULL, 10) : 0;
}
