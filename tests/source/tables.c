/* tables - the tables of RULES.md against those of the library, row by row and cell by cell.
 *
 *	tables RULES.md
 *
 * Parameters and profiles (chapter 1), records and buckets (2.3, 0.4), results (0.5), commands with
 * their arguments and checks (4.1), events (4.2), deadlines (ENC-05).  Both sides must have the same
 * rows; the text is the constitution, so a difference is a bug in one of them.
 */
#include "protocol/field.h"
#include "support/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_MAX 10
#define CELL_ROOM 2048

static const char *rules;
static unsigned rows_compared, differences;

static void differs(const char *table, const char *row, const char *format, ...)
		__attribute__((format(printf, 3, 4)));

static void differs(const char *table, const char *row, const char *format, ...)
{
	va_list args;

	printf("%s, %s: ", table, row);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	differences++;
}

/* ---- rows of the text ---- */

struct row {
	char cell[CELLS_MAX][CELL_ROOM];
	unsigned cells;
};

/* Cell text without the blanks and back-quotes around it. */
static void copy_cell(char *out, const char *from, const char *to)
{
	size_t n = 0;

	while (from < to && *from == ' ')
		from++;
	while (to > from && to[-1] == ' ')
		to--;
	for (; from < to && n + 1 < CELL_ROOM; from++)
		if (*from != '`')
			out[n++] = *from;
	out[n] = 0;
}

/* The row at this line; where the next line is, or NULL at the end of the table. */
static const char *read_row(const char *line, struct row *row)
{
	const char *at = line + 1, *end = strchr(line, '\n');

	row->cells = 0;
	if (*line != '|' || !end)
		return NULL;
	while (at < end && row->cells < CELLS_MAX) {
		const char *bar = memchr(at, '|', (size_t) (end - at));

		if (!bar)
			break;
		copy_cell(row->cell[row->cells++], at, bar);
		at = bar + 1;
	}
	return end + 1;
}

/* The first row below this head row. */
static const char *table_below(const char *head)
{
	const char *at = strstr(rules, head);

	for (int lines = 0; at && lines < 2; lines++)
		at = strchr(at, '\n') + 1;
	if (!at) {
		printf("no table: %s\n", head);
		exit(1);
	}
	return at;
}

static void expect_cell(const char *table, const char *row, const char *text, const char *library)
{
	if (strcmp(text, library) != 0)
		differs(table, row, "text \"%s\", library \"%s\"", text, library);
}

/* ---- numbers as the text writes them ---- */

/* "2,000", "10^27", "25 x 10^20" as decimal digits. */
static void digits_of(char *out, const char *text)
{
	const char *power = strstr(text, "10^");
	size_t n = 0;

	if (power == text)
		out[n++] = '1';
	for (; *text && *text != ' ' && text != power; text++)
		if (*text != ',')
			out[n++] = *text;
	for (int zeros = power ? atoi(power + 3) : 0; zeros > 0; zeros--)
		out[n++] = '0';
	out[n] = 0;
}

static void expect_number(const char *row, const char *text, struct spheron_u128 value)
{
	char want[CELL_ROOM], have[SPHERON_DECIMAL_SIZE];

	digits_of(want, text);
	spheron_decimal(have, value);
	if (strcmp(want, have) != 0)
		differs("parameters", row, "text %s, library %s", text, have);
}

/* The n-th of "a; b; c". */
static void part_of(char *out, const char *list, unsigned n)
{
	const char *end;

	for (; n > 0 && (end = strchr(list, ';')); n--)
		list = end + 1;
	end = strchr(list, ';');
	copy_cell(out, list, end ? end : list + strlen(list));
}

/* ---- the tables ---- */

/* Members of the family whose name cell is "x.0 ... .n", or 1. */
static unsigned family(char *name)
{
	char *dots = strstr(name, ".0 ... .");
	unsigned members = dots ? (unsigned) atoi(dots + 8) + 1 : 1;

	if (dots)
		dots[1] = 0;
	return members;
}

static void compare_parameter(const struct row *row, const char *name, unsigned id, unsigned member)
{
	struct spheron_param_info info;
	char value[CELL_ROOM];

	rows_compared++;
	if (id >= SPHERON_PARAM_COUNT) {
		differs("parameters", name, "the library ends before it");
		return;
	}
	spheron_param_info(id, &info);
	expect_cell("parameters", name, name, info.name);
	expect_cell("parameters", name, row->cell[1], info.unit);
	part_of(value, row->cell[2], member);
	expect_number(name, value, spheron_param_default(SPHERON_PROFILE_SEED, id));
	expect_number(name, row->cell[3], info.min);
	expect_number(name, row->cell[4], info.max);
	expect_cell("parameters", name, row->cell[5],
			info.when == SPHERON_CLASS_G           ? "G"
					: info.when == SPHERON_CLASS_N ? "N"
								       : "E");
}

static void compare_parameters(void)
{
	const char *at = table_below("| parameter | unit |");
	static struct row row;
	unsigned id = 0;

	while ((at = read_row(at, &row))) {
		unsigned members = family(row.cell[0]);

		for (unsigned m = 0; m < members; m++) {
			char name[CELL_ROOM + 16];

			strcpy(name, row.cell[0]);
			if (members > 1)
				sprintf(name + strlen(name), "%u", m);
			compare_parameter(&row, name, id++, m);
		}
	}
	if (id != SPHERON_PARAM_COUNT)
		differs("parameters", "all", "text %u, library %d", id, SPHERON_PARAM_COUNT);
}

/* How many parameters there are of the name, or of the family "name.*". */
static unsigned members_of(const char *name, unsigned *first)
{
	size_t size = strcspn(name, "*");
	unsigned n = 0;

	for (unsigned id = 0; id < SPHERON_PARAM_COUNT; id++) {
		struct spheron_param_info info;

		spheron_param_info(id, &info);
		if (name[size] ? strncmp(info.name, name, size) != 0 : strcmp(info.name, name) != 0)
			continue;
		if (n++ == 0)
			*first = id;
	}
	return n;
}

static void compare_profile(enum spheron_profile profile, bool *listed)
{
	const char *at = table_below("| parameter | `seed` |");
	static struct row row;

	while ((at = read_row(at, &row))) {
		unsigned first = 0, members = members_of(row.cell[0], &first);

		rows_compared++;
		if (members == 0)
			differs("profiles", row.cell[0], "the library has no such parameter");
		for (unsigned m = 0; m < members; m++) {
			char value[CELL_ROOM];

			part_of(value, row.cell[1 + profile], m);
			expect_number(row.cell[0], value, spheron_param_default(profile, first + m));
			listed[first + m] = true;
		}
	}
}

/* A profile differs from seed where the table says so and nowhere else. */
static void compare_profiles(void)
{
	for (unsigned p = 0; p < SPHERON_PROFILE_COUNT; p++) {
		enum spheron_profile profile = (enum spheron_profile) p;
		bool listed[SPHERON_PARAM_COUNT] = { false };

		compare_profile(profile, listed);
		for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
			struct spheron_u128 a = spheron_param_default(SPHERON_PROFILE_SEED, i);
			struct spheron_u128 b = spheron_param_default(profile, i);

			if (!listed[i] && (a.lo != b.lo || a.hi != b.hi))
				differs("profiles", spheron_profile_name(profile),
						"parameter %u differs, but not in the text", i);
		}
	}
}

static const char *const type_names[] = { "u8", "u16", "u32", "u64", "u128", "hex20", "hex32", "str",
	"attr", "gpus", "harmed", "checks", "params", "amount", "bucket", "profile", "param",
	"answer" };

/* "id:u64, order:u64", as in 2.3. */
static void compare_records(void)
{
	const char *at = table_below("| no. | record |");
	static struct row row;
	unsigned kind = 0;

	for (; (at = read_row(at, &row)); kind++) {
		struct fields fields = record_fields((enum spheron_record_kind) kind);
		char text[4 * CELL_ROOM] = "", *end = text;

		rows_compared++;
		if (kind >= SPHERON_RECORD_COUNT)
			continue;
		for (unsigned i = 0; i < fields.count; i++)
			end += sprintf(end, "%s%.*s:%s", i ? ", " : "", fields.at[i].name_size,
					fields.at[i].name, type_names[fields.at[i].type]);
		expect_cell("records", row.cell[1], row.cell[1],
				spheron_record_name((enum spheron_record_kind) kind));
		expect_cell("records", row.cell[1], row.cell[2], text);
	}
	if (kind != SPHERON_RECORD_COUNT)
		differs("records", "all", "text %u, library %d", kind, SPHERON_RECORD_COUNT);
}

static void compare_buckets(void)
{
	const char *at = table_below("| no. | bucket |");
	static struct row row;
	unsigned n = 0;

	for (; (at = read_row(at, &row)); n++, rows_compared++)
		if (n < SPHERON_BUCKET_COUNT)
			expect_cell("buckets", row.cell[1], row.cell[1], spheron_bucket_text(n));
	if (n != SPHERON_BUCKET_COUNT)
		differs("buckets", "all", "text %u, library %d", n, SPHERON_BUCKET_COUNT);
}

static void compare_results(void)
{
	const char *at = table_below("| no. | result |");
	static struct row row;
	unsigned n = 0;

	for (; (at = read_row(at, &row)); n++, rows_compared++)
		if (n < SPHERON_RESULT_COUNT)
			expect_cell("results", row.cell[1], row.cell[1],
					spheron_result_name((enum spheron_result) n));
	if (n != SPHERON_RESULT_COUNT)
		differs("results", "all", "text %u, library %d", n, SPHERON_RESULT_COUNT);
}

/* "name:type=default" */
static int write_argument(char *out, enum spheron_verb verb, const struct field *f)
{
	int n;

	if (f->type == FIELD_attr)
		return sprintf(out, "ATTR");
	n = sprintf(out, "%.*s:%s", f->name_size, f->name, type_names[f->type]);
	if (f->required)
		return n;
	if (f->type == FIELD_str)
		return n + sprintf(out + n, verb == SPHERON_CMD_GENESIS ? "=seed" : "=\"\"");
	if (f->type == FIELD_gpus || f->type == FIELD_harmed)
		return n + sprintf(out + n, "=[]");
	if (f->type == FIELD_params)
		return n + sprintf(out + n, "={}");
	if (f->type == FIELD_hex32)
		return n + sprintf(out + n, "=0...0");
	return n + sprintf(out + n, "=%lu", (unsigned long) f->value);
}

static void compare_command(enum spheron_verb verb, struct row *row)
{
	struct fields fields = command_fields(verb);
	char text[2 * CELL_ROOM] = "", *end = text, *clock = strstr(row->cell[2], "t:u64, b:u64=0, ");
	const char *name = row->cell[0], *checks = spheron_verb_checks(verb);

	/* Every command carries the clock; only genesis lists it among its arguments. */
	if (verb == SPHERON_CMD_GENESIS && clock)
		memmove(clock, clock + 16, strlen(clock + 16) + 1);
	for (unsigned i = 0; i < fields.count; i++) {
		end += sprintf(end, i ? ", " : "");
		end += write_argument(end, verb, &fields.at[i]);
	}
	expect_cell("commands", name, name, spheron_verb_name(verb));
	expect_cell("commands", name, row->cell[2], fields.count ? text : "-");
	expect_cell("commands", name, row->cell[3], *checks ? checks : "-");
	expect_cell("commands", name, row->cell[5], spheron_verb_rules(verb));
}

static void compare_commands(void)
{
	const char *at = table_below("| command | sender |");
	static struct row row;
	unsigned verb = 0;

	for (; (at = read_row(at, &row)); verb++, rows_compared++)
		if (verb < SPHERON_VERB_COUNT)
			compare_command((enum spheron_verb) verb, &row);
	if (verb != SPHERON_VERB_COUNT)
		differs("commands", "all", "text %u, library %d", verb, SPHERON_VERB_COUNT);
}

/* "order, price*": amounts have a star. */
static void compare_events(void)
{
	const char *at = table_below("| event | fields in order |");
	static struct row row;
	unsigned kind = 0;

	for (; (at = read_row(at, &row)); kind++, rows_compared++) {
		struct fields fields = event_fields((enum spheron_event_kind) kind);
		char text[2 * CELL_ROOM] = "", *end = text;

		if (kind >= SPHERON_EVENT_COUNT)
			continue;
		for (unsigned i = 0; i < fields.count; i++)
			end += sprintf(end, "%s%.*s%s", i ? ", " : "", fields.at[i].name_size,
					fields.at[i].name,
					fields.at[i].type == FIELD_amount
							|| fields.at[i].type == FIELD_answer
						? "*" : "");
		expect_cell("events", row.cell[0], row.cell[0],
				spheron_event_name((enum spheron_event_kind) kind));
		expect_cell("events", row.cell[0], row.cell[1], text);
	}
	if (kind != SPHERON_EVENT_COUNT)
		differs("events", "all", "text %u, library %d", kind, SPHERON_EVENT_COUNT);
}

/* ENC-05 lists the texts of the deadlines by class, with a note on the first. */
static void compare_deadlines(void)
{
	const char *at = strstr(rules, "due texts by class: ");
	char text[CELL_ROOM] = "", *end = text;

	for (unsigned what = 1; what <= 11; what++)
		end += sprintf(end, "%s%s%s", what > 1 ? ", " : "",
				spheron_due_name((enum spheron_due_class) what),
				what == 1 ? " (id = era)" : "");
	rows_compared += 11;
	if (!at || strncmp(at + 20, text, strlen(text)) != 0)
		differs("deadlines", "ENC-05", "library: %s", text);
}

int main(int argc, char **argv)
{
	size_t size;
	char *text = argc == 2 ? file_read(argv[1], 1u << 22, &size) : NULL;

	if (!text) {
		puts("tables: where is RULES.md?");
		return 2;
	}
	rules = text;
	compare_parameters();
	compare_profiles();
	compare_records();
	compare_buckets();
	compare_results();
	compare_commands();
	compare_events();
	compare_deadlines();
	printf("tables: %u rows of the text compared with the library, %u differences\n",
			rows_compared, differences);
	free(text);
	return differences != 0;
}
