#include "sim/suite/bisect.h"

#include "sim/player.h"
#include "sim/suite/bisect_state.h"
#include "sim/suite/reports.h"
#include "support/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- finding ---- */

static struct tape *open_side(const struct bisect *b, int i)
{
	const struct bisect_side *s = &b->side[i];

	return s->cell ? tape_of_world(s->cell, b->run, 0) : tape_of_program(s->argv);
}

static void keep(char **to, const char *line)
{
	free(*to);
	*to = line ? must(strdup(line)) : NULL;
}

static bool is_step(const char *line)
{
	return line_kind(line) == LINE_COMMAND || line_kind(line) == LINE_DEADLINE;
}

static bool is_genesis(const char *line)
{
	return line_kind(line) == LINE_COMMAND && strstr(line, "\"do\":\"genesis\"");
}

/* Lines that need not be the same. */
static bool passed_over(const struct bisect *b, const char *x, const char *y)
{
	return b->any_genesis && ((is_genesis(x) && is_genesis(y))
			|| (line_kind(x) == LINE_END && line_kind(y) == LINE_END));
}

static void compare(struct bisect *b, struct tape *const tape[2])
{
	char *step = NULL;

	while (!b->differ) {
		const char *x = tape_line(tape[0]), *y = tape_line(tape[1]);

		b->lines++;
		if (!x && !y)
			break;
		if (x && y && (strcmp(x, y) == 0 || passed_over(b, x, y))) {
			b->events += line_kind(x) == LINE_EVENT;
			if (line_kind(x) == LINE_EVENT)
				keep(&b->common, x);
			else
				keep(&step, is_step(x) ? x : NULL);
			continue;
		}
		b->differ = true;
		keep(&b->side[0].line, x);
		keep(&b->side[1].line, y);
		for (int i = 0; i < 2; i++)
			if (b->side[i].line && line_kind(b->side[i].line) == LINE_EVENT)
				keep(&b->side[i].step, step);
	}
	free(step);
}

/* ---- layers ---- */

static struct json_value member(const char *line, const char *key)
{
	struct json_value root = json_root(line, strlen(line)), name, value;
	struct json_walk walk = json_walk(&root);

	while (json_next(&walk, &name, &value))
		if (name.size == strlen(key) && memcmp(name.data, key, name.size) == 0)
			return value;
	return (struct json_value) { JSON_NULL, "", 0 };
}

static bool same_member(const char *x, const char *y, const char *key)
{
	struct json_value a = member(x, key), b = member(y, key);

	return a.kind == b.kind && a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static const char *next_era(struct tape *s, const char *line)
{
	while (line && line_kind(line) != LINE_ERA)
		line = tape_line(s);
	return line;
}

/* Goes on from where they part, era by era, until both layers have parted. */
static void find_layers(struct bisect *b, struct tape *const tape[2])
{
	static const char *const layers[2] = { "ledger", "market" };
	const char *x = next_era(tape[0], b->side[0].line), *y = next_era(tape[1], b->side[1].line);

	while (x && y) {
		for (int layer = 0; layer < 2; layer++)
			if (!b->era[layer] && !same_member(x, y, layers[layer]))
				b->era[layer] = (uint32_t) strtoul(member(x, "era").data, NULL, 10);
		if (b->era[0] && b->era[1])
			break;
		x = next_era(tape[0], tape_line(tape[0]));
		y = next_era(tape[1], tape_line(tape[1]));
	}
}

void bisect_find(struct bisect *b)
{
	struct tape *tape[2] = { open_side(b, 0), NULL };

	if (tape[0])
		tape[1] = open_side(b, 1);
	b->failed = !tape[0] || !tape[1];
	if (!b->failed)
		compare(b, tape);
	if (b->differ)
		find_layers(b, tape);
	for (int i = 0; i < 2; i++)
		if (tape[i] && !tape_close(tape[i]))
			b->failed = true;
}

void bisect_free(struct bisect *b)
{
	for (int i = 0; i < 2; i++) {
		free(b->side[i].line);
		free(b->side[i].step);
	}
	free(b->common);
}

/* ---- telling ---- */

static bool is_key(const struct json_value *name, const char *key)
{
	return name->size == strlen(key) && memcmp(name->data, key, name->size) == 0;
}

/* "1d06h  LeaseClosed lease 5, reason 2, due 120". */
static void show_event(const char *line, FILE *out)
{
	struct json_value root = json_root(line, strlen(line)), name, value;
	struct json_walk walk = json_walk(&root);
	const char *before = " ";

	while (json_next(&walk, &name, &value)) {
		if (is_key(&name, "at_ms") || is_key(&name, "layer"))
			continue;
		if (is_key(&name, "event")) {
			fprintf(out, "%.*s", (int) value.size, value.data);
			continue;
		}
		fprintf(out, "%s%.*s %.*s", before, (int) name.size, name.data, (int) value.size, value.data);
		before = ", ";
	}
}

/* A command or a deadline as it stands in a log, and how it was answered. */
static void show_step(const char *line, FILE *out)
{
	const char *key = line_kind(line) == LINE_COMMAND ? "command" : "deadline";
	struct json_value what = member(line, key), result = member(line, "result");

	fprintf(out, "%s %.*s%s%.*s", key, (int) what.size, what.data, result.size ? ": " : "",
			(int) result.size, result.data);
}

static void show_line(const char *label, const char *line, const char *step, FILE *out)
{
	char at[DURATION_ROOM];

	fprintf(out, "%s\n  ", label);
	if (!line) {
		fputs("has ended\n", out);
		return;
	}
	fprintf(out, "%s (%" PRIu64 " ms)  ", report_duration(at, line_ms(line)), line_ms(line));
	switch (line_kind(line)) {
	case LINE_EVENT:
		show_event(line, out);
		break;
	case LINE_COMMAND:
	case LINE_DEADLINE:
		show_step(line, out);
		break;
	case LINE_ERA:
		fprintf(out, "close of era %.*s with other fingerprints", (int) member(line, "era").size,
				member(line, "era").data);
		break;
	case LINE_END:
		fprintf(out, "end of the run in the state %.*s", (int) member(line, "state").size,
				member(line, "state").data);
		break;
	case LINE_OTHER:
		fputs(line, out);
		break;
	}
	fputs("\n", out);
	if (step) {
		fputs("  of ", out);
		show_step(step, out);
		fputs("\n", out);
	}
}

/* Fields that differ, if both are the same kind of event. */
static void show_fields(const struct bisect *b, FILE *out)
{
	const char *x = b->side[0].line, *y = b->side[1].line, *before = "differs in  ";
	struct json_value root, name, value;
	struct json_walk walk;

	if (!x || !y || line_kind(x) != LINE_EVENT || line_kind(y) != LINE_EVENT
			|| !same_member(x, y, "event"))
		return;
	root = json_root(x, strlen(x));
	walk = json_walk(&root);
	while (json_next(&walk, &name, &value)) {
		char key[60];
		struct json_value other;

		snprintf(key, sizeof key, "%.*s", (int) name.size, name.data);
		if (same_member(x, y, key))
			continue;
		other = member(y, key);
		fprintf(out, "%s%s %.*s | %.*s", before, key, (int) value.size, value.data, (int) other.size,
				other.data);
		before = ", ";
	}
	fputs("\n", out);
}

static const char *layer_of(const char *line)
{
	struct json_value layer = line && line_kind(line) == LINE_EVENT ? member(line, "layer")
			: (struct json_value) { JSON_NULL, "", 0 };

	return layer.size == 6 ? layer.data[0] == 'm' ? "market" : "ledger" : "the rest";
}

static void show_layers(const struct bisect *b, FILE *out)
{
	static const char *const layers[2] = { "ledger", "market" };
	const char *x = layer_of(b->side[0].line), *y = layer_of(b->side[1].line);

	fprintf(out, "layer       %s%s%s", x, strcmp(x, y) != 0 ? " | " : "", strcmp(x, y) != 0 ? y : "");
	for (int i = 0; i < 2; i++)
		if (b->era[i])
			fprintf(out, "; the %s differs from era %u on", layers[i], b->era[i]);
		else
			fprintf(out, "; the %s never differs", layers[i]);
	fputs("\n", out);
}

void bisect_show(const struct bisect *b, FILE *out)
{
	char at[DURATION_ROOM];
	const char *first = b->side[0].line ? b->side[0].line : b->side[1].line;

	if (!b->differ) {
		fprintf(out, "no difference in %" PRIu64 " events\n", b->events);
		return;
	}
	fprintf(out, "%" PRIu64 " events agree; the two part at %s of run %u\n", b->events,
			report_duration(at, line_ms(first)), b->run);
	if (b->common)
		show_line("last in common", b->common, NULL, out);
	for (int i = 0; i < 2; i++)
		show_line(b->side[i].label, b->side[i].line, b->side[i].step, out);
	show_fields(b, out);
	show_layers(b, out);
	if (b->side[0].cell && b->side[1].cell)
		bisect_state_show(b, out);
}
