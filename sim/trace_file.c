#include "sim/trace_file.h"

#include "model/gpu_name.h"
#include "sim/trace_unit.h"
#include "support/csv.h"
#include "support/nearest.h"
#include "support/sha256.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_MAX ((size_t) 1 << 30)
#define CELL_ROOM 256

/* A file that is being loaded. */
struct load {
	const struct trace_spec *spec;
	struct trace_fault *fault;
	struct trace_found found;
	struct csv csv;
	struct trace *trace;
	ptrdiff_t column[TRACE_ROLES_N]; /* of the file, -1: none */
	ptrdiff_t *only;                    /* columns of spec->only */
	const struct trace_unit *unit[TRACE_ROLES_N];
	const char *cell[TRACE_ROLES_N]; /* of this row; of the row before until it is replaced */
	double number[TRACE_ROLES_N];
	double first_s, last_s;             /* of the rows that were kept */
	bool any;
};

enum row { ROW_GOOD, ROW_LEFT_OUT, ROW_BAD };

/* ---- what goes wrong ---- */

static bool refuse(struct trace_fault *fault, const char *format, ...)
		__attribute__((format(printf, 2, 3)));

static bool refuse(struct trace_fault *fault, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault->why, sizeof fault->why, format, args);
	va_end(args);
	for (char *c = fault->why; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return false;
}

/* About a cell of the row at hand. */
static enum row bad_cell(struct load *l, enum trace_role role, const char *wanted)
{
	const struct trace_column *c = &l->spec->column[role];

	refuse(l->fault, "%s:%llu: %s is \"%.60s\" in column \"%.60s\"; %s", l->spec->file,
			(unsigned long long) l->csv.line, trace_role_name(role), l->cell[role],
			c->column ? c->column : "(always)", wanted);
	return ROW_BAD;
}

static bool no_memory(struct load *l)
{
	return refuse(l->fault, "%s: not enough memory for it", l->spec->file);
}

/* ---- which roles a kind has ---- */

#define BIT(role) (1u << TRACE_ROLE_##role)

static const struct kind_roles {
	unsigned needs, may;
	unsigned one_of; /* and one of these at least */
} kind_roles[TRACE_KIND_COUNT] = {
	[TRACE_ORDERS] = { BIT(TIME), BIT(START) | BIT(CPU) | BIT(MEM) | BIT(STO) | BIT(GPUS) | BIT(SHARE)
			| BIT(GPU) | BIT(QUALITY), BIT(DURATION) | BIT(END) },
	[TRACE_MACHINES] = { 0, BIT(MEM) | BIT(STO) | BIT(GPU) | BIT(COUNT), BIT(CPU) | BIT(GPUS) },
	[TRACE_AVAILABILITY] = { BIT(ENTITY) | BIT(TIME), BIT(UP), BIT(DURATION) | BIT(END) },
	[TRACE_SERIES] = { BIT(TIME) | BIT(VALUE), 0, 0 },
};

const char *trace_role_name(enum trace_role role)
{
	static const char *const names[] = {
#define ROLE_NAME(constant, text) text,
		TRACE_ROLES(ROLE_NAME)
#undef ROLE_NAME
	};

	return role < TRACE_ROLES_N ? names[role] : NULL;
}

const char *trace_gap_name(enum trace_gap gap)
{
	static const char *const names[] = {
#define GAP_NAME(constant, text) text,
		TRACE_GAPS(GAP_NAME)
#undef GAP_NAME
	};

	return gap < TRACE_GAPS_N ? names[gap] : NULL;
}

static bool given(const struct trace_column *c)
{
	return c->column || c->always;
}

static bool check_roles(const struct trace_spec *spec, struct trace_fault *fault)
{
	const struct kind_roles *k = &kind_roles[spec->kind];
	const char *kind = trace_kind_name(spec->kind);
	bool one = !k->one_of;

	for (unsigned role = 0; role < TRACE_ROLES_N; role++) {
		const struct trace_column *c = &spec->column[role];

		if (given(c) && !((k->needs | k->may | k->one_of) >> role & 1))
			return refuse(fault, "%s: a trace of %s has no \"%s\"", spec->file, kind,
					trace_role_name(role));
		if (!given(c) && (k->needs >> role & 1))
			return refuse(fault, "%s: a trace of %s needs a column for \"%s\"", spec->file,
					kind, trace_role_name(role));
		if (given(c) && !trace_unit(role, c->unit))
			return refuse(fault, "%s: \"%.40s\" is no unit of \"%s\"; it is one of %s",
					spec->file, c->unit, trace_role_name(role),
					trace_units(role));
		one = one || (given(c) && (k->one_of >> role & 1));
	}
	if (!one)
		return refuse(fault, "%s: a trace of %s needs a column for %s", spec->file, kind,
				spec->kind == TRACE_MACHINES ? "\"cpu\" or \"gpus\""
							     : "\"duration\" or \"end\"");
	return true;
}

/* ---- columns ---- */

/* "id, submit_s, cpu_milli", cut where it becomes long. */
static void list_columns(const struct csv *csv, char *text, size_t size)
{
	size_t n = 0;

	text[0] = 0;
	for (size_t i = 0; i < csv->columns && n + 70 < size; i++) {
		bool rest = n + 140 >= size && i + 1 < csv->columns;

		n += (size_t) snprintf(text + n, size - n, "%s%.50s%s", i ? ", " : "", csv->name[i],
				rest ? ", ..." : "");
	}
}

/* The file's column of that name for that purpose, -1 if it has none; that has been said then. */
static ptrdiff_t find_column(struct load *l, const char *name, const char *purpose)
{
	ptrdiff_t i = csv_column(&l->csv, name);
	const char *near = i < 0 ? csv_nearest(&l->csv, name) : NULL;
	char all[300];

	if (i >= 0)
		return i;
	list_columns(&l->csv, all, sizeof all);
	if (near)
		refuse(l->fault, "%s:1: no column \"%.50s\" for %s; did you mean \"%.50s\"?",
				l->spec->file, name, purpose, near);
	else
		refuse(l->fault, "%s:1: no column \"%.50s\" for %s; there are %s", l->spec->file,
				name, purpose, all);
	return -1;
}

static bool find_columns(struct load *l)
{
	for (unsigned role = 0; role < TRACE_ROLES_N; role++) {
		const struct trace_column *c = &l->spec->column[role];

		l->column[role] = -1;
		if (!given(c))
			continue;
		l->unit[role] = trace_unit(role, c->unit);
		if (c->column && (l->column[role] = find_column(l, c->column,
						trace_role_name(role))) < 0)
			return false;
	}
	for (size_t i = 0; i < l->spec->n_only; i++)
		if ((l->only[i] = find_column(l, l->spec->only[i].column, "\"only\"")) < 0)
			return false;
	return true;
}

/* ---- cells ---- */

/* What the scenario makes of a cell. */
static const char *mapped(const struct load *l, enum trace_role role, const char *cell)
{
	for (size_t i = 0; i < l->spec->n_mapped; i++)
		if (l->spec->mapped[i].role == role && strcmp(l->spec->mapped[i].from, cell) == 0)
			return l->spec->mapped[i].to;
	return cell;
}

/* An empty cell is an answer there: any or none, nothing asked, never. */
static bool may_be_empty(enum trace_role role)
{
	return role == TRACE_ROLE_GPU || role == TRACE_ROLE_QUALITY || role == TRACE_ROLE_START;
}

static enum row fill_gap(struct load *l, enum trace_role role, const char **cell)
{
	enum trace_gap gap = l->spec->column[role].gap;

	if (gap == TRACE_GAP_DEFAULT)
		gap = l->spec->gap;
	switch (gap) {
	case TRACE_GAP_DEFAULT:
	case TRACE_GAP_ERROR:
	case TRACE_GAPS_N:
		break;
	case TRACE_GAP_SKIP:
		l->found.skipped++;
		return ROW_LEFT_OUT;
	case TRACE_GAP_HOLD:
		if (!l->cell[role])
			break;
		*cell = l->cell[role];
		l->found.filled++;
		return ROW_GOOD;
	case TRACE_GAP_ZERO:
		*cell = l->unit[role]->zero;
		l->found.filled++;
		return ROW_GOOD;
	}
	refuse(l->fault, "%s:%llu: column \"%.60s\" (%s) is empty%s", l->spec->file,
			(unsigned long long) l->csv.line, l->spec->column[role].column,
			trace_role_name(role), gap == TRACE_GAP_HOLD
				? " and no row before says what to hold"
				: "; say \"gaps\": \"skip\", \"hold\" or \"zero\" if that may be");
	return ROW_BAD;
}

/* The text of a role in this row, and its number if it has one. */
static enum row read_cell(struct load *l, enum trace_role role)
{
	const struct trace_column *c = &l->spec->column[role];
	const char *cell = c->column ? l->csv.cell[l->column[role]] : c->always;
	enum row row = ROW_GOOD;

	cell = mapped(l, role, cell);
	if (!*cell && !may_be_empty(role))
		row = fill_gap(l, role, &cell);
	if (row != ROW_GOOD)
		return row;
	l->cell[role] = cell;
	if (*cell && !trace_unit_read(l->unit[role], cell, &l->number[role]))
		return bad_cell(l, role, l->unit[role]->wanted);
	return ROW_GOOD;
}

static bool is_wanted(const struct load *l)
{
	for (size_t i = 0; i < l->spec->n_only; i++) {
		const struct trace_only *o = &l->spec->only[i];

		if ((strcmp(l->csv.cell[l->only[i]], o->text) == 0) == o->not)
			return false;
	}
	return true;
}

/* Only a cell that is there can be outside; an empty one is left to the gap policy. */
static bool in_time(struct load *l)
{
	const struct trace_spec *spec = l->spec;
	double at_s;

	if (l->column[TRACE_ROLE_TIME] < 0 || spec->kind == TRACE_AVAILABILITY)
		return true;
	if (!trace_unit_read(l->unit[TRACE_ROLE_TIME], l->csv.cell[l->column[TRACE_ROLE_TIME]],
			    &at_s))
		return true;
	return !(spec->from_given && at_s < spec->from_s)
			&& !(spec->until_given && at_s >= spec->until_s);
}

static enum row read_cells(struct load *l)
{
	if (!is_wanted(l) || !in_time(l)) {
		l->found.other++;
		return ROW_LEFT_OUT;
	}
	for (unsigned role = 0; role < TRACE_ROLES_N; role++) {
		enum row row = ROW_GOOD;

		l->number[role] = 0;
		if (given(&l->spec->column[role]))
			row = read_cell(l, role);
		if (row != ROW_GOOD)
			return row;
	}
	return ROW_GOOD;
}

/* A whole amount of the protocol, rounded up. */
static enum row amount(struct load *l, enum trace_role role, double most, uint32_t *out)
{
	double x = ceil(l->number[role] - 1e-9);
	char wanted[80];

	if (x < 0 || x > most) {
		snprintf(wanted, sizeof wanted, "at most %.0f %s and nothing negative can be told",
				most, l->unit[role]->base);
		return bad_cell(l, role, wanted);
	}
	*out = (uint32_t) x;
	return ROW_GOOD;
}

/* ---- GPU models ---- */

static unsigned gpu_of(const char *word)
{
	char *end;
	unsigned long id;

	if (word[0] != '#')
		return gpu_named(word);
	id = strtoul(word + 1, &end, 10);
	return end > word + 1 && !*end && id > 0 && id < 65536 ? (unsigned) id : 0;
}

/* The models of a cell, each once; none if one of them is "any". */
static enum row read_gpus(struct load *l, uint16_t gpu[TRACE_GPUS], uint8_t *n)
{
	const char *cell = l->cell[TRACE_ROLE_GPU];
	char text[CELL_ROOM], *next = text;

	*n = 0;
	if (!given(&l->spec->column[TRACE_ROLE_GPU]) || !*cell)
		return ROW_GOOD;
	if (strlen(cell) >= sizeof text)
		return bad_cell(l, TRACE_ROLE_GPU, "that is too long for a list of models");
	strcpy(text, cell);
	while (next) {
		char *bar = strchr(next, '|');
		const char *word;
		unsigned id, i = 0;

		if (bar)
			*bar = 0;
		word = mapped(l, TRACE_ROLE_GPU, next);
		next = bar ? bar + 1 : NULL;
		if (strcmp(word, "skip") == 0) {
			l->found.other++;
			return ROW_LEFT_OUT;
		}
		if (strcmp(word, "any") == 0) {
			*n = 0;
			return ROW_GOOD;
		}
		id = gpu_of(word);
		if (!id)
			return bad_cell(l, TRACE_ROLE_GPU, "no such model is known, map it to a name of "
					"TIER-05, \"#id\", \"any\" or \"skip\"");
		while (i < *n && gpu[i] != id)
			i++;
		if (i < *n)
			continue;
		if (*n == TRACE_GPUS)
			return bad_cell(l, TRACE_ROLE_GPU, "at most 6 models can be told");
		gpu[(*n)++] = (uint16_t) id;
	}
	return ROW_GOOD;
}

/* ---- rows ---- */

/* Orders of names and quantities that are whole in the protocol. */
static enum row read_order_amounts(struct load *l, struct trace_order *o)
{
	uint32_t gpus = 0, share = 1000;
	enum row row = amount(l, TRACE_ROLE_CPU, 65536, &o->threads);

	if (row == ROW_GOOD)
		row = amount(l, TRACE_ROLE_MEM, 1 << 30, &o->mem_mb);
	if (row == ROW_GOOD)
		row = amount(l, TRACE_ROLE_STO, 1 << 30, &o->sto_gb);
	if (row == ROW_GOOD)
		row = amount(l, TRACE_ROLE_GPUS, 4096, &gpus);
	if (row == ROW_GOOD && given(&l->spec->column[TRACE_ROLE_SHARE]))
		row = amount(l, TRACE_ROLE_SHARE, 1000, &share);
	o->gpus = (uint16_t) gpus;
	/* Without GPUs, or with several, a share of one means nothing. */
	o->share_milli = gpus == 1 && share > 0 ? (uint16_t) share : 1000;
	return row == ROW_GOOD ? read_gpus(l, o->gpu, &o->n_gpu) : row;
}

static enum row read_order(struct load *l)
{
	struct trace_order o = { .at_s = l->number[TRACE_ROLE_TIME], .placed = true, .waited_s = -1,
		.row = (uint32_t) l->csv.line };
	bool starts = given(&l->spec->column[TRACE_ROLE_START]);
	double began_s = o.at_s;
	enum row row = read_order_amounts(l, &o);

	if (row != ROW_GOOD)
		return row;
	if (starts) {
		o.placed = *l->cell[TRACE_ROLE_START];
		if (o.placed)
			began_s = l->number[TRACE_ROLE_START];
		if (began_s < o.at_s)
			return bad_cell(l, TRACE_ROLE_START, "that is before the order came");
		if (o.placed)
			o.waited_s = began_s - o.at_s;
	}
	o.duration_s = given(&l->spec->column[TRACE_ROLE_DURATION])
			? l->number[TRACE_ROLE_DURATION]
			: l->number[TRACE_ROLE_END] - began_s;
	if (o.duration_s < 0)
		return bad_cell(l, given(&l->spec->column[TRACE_ROLE_DURATION]) ? TRACE_ROLE_DURATION
				: TRACE_ROLE_END, "that is before its begin");
	if (given(&l->spec->column[TRACE_ROLE_QUALITY])
			&& !trace_intern_text(l->trace, l->cell[TRACE_ROLE_QUALITY], &o.quality))
		return bad_cell(l, TRACE_ROLE_QUALITY, "there are more than 65,535 of them");
	return trace_add_order(l->trace, &o) ? ROW_GOOD : (no_memory(l), ROW_BAD);
}

static enum row read_machine(struct load *l)
{
	struct trace_machine m = { .count = 1, .row = (uint32_t) l->csv.line };
	uint16_t gpu[TRACE_GPUS] = { 0 };
	uint32_t gpus = 0;
	uint8_t n = 0;
	enum row row = amount(l, TRACE_ROLE_CPU, 65536, &m.threads);

	if (row == ROW_GOOD)
		row = amount(l, TRACE_ROLE_MEM, 1 << 30, &m.mem_mb);
	if (row == ROW_GOOD)
		row = amount(l, TRACE_ROLE_STO, 1 << 30, &m.sto_gb);
	if (row == ROW_GOOD)
		row = amount(l, TRACE_ROLE_GPUS, 4096, &gpus);
	if (row == ROW_GOOD && given(&l->spec->column[TRACE_ROLE_COUNT]))
		row = amount(l, TRACE_ROLE_COUNT, 1e6, &m.count);
	if (row == ROW_GOOD)
		row = read_gpus(l, gpu, &n);
	if (row != ROW_GOOD)
		return row;
	if (n > 1)
		return bad_cell(l, TRACE_ROLE_GPU, "a machine has one model");
	if (gpus > 0 && n == 0)
		return given(&l->spec->column[TRACE_ROLE_GPU])
				? bad_cell(l, TRACE_ROLE_GPU, "this machine has GPUs; of which model?")
				: bad_cell(l, TRACE_ROLE_GPUS, "GPUs need a column for \"gpu\"");
	m.gpus = (uint16_t) gpus;
	m.gpu = gpus > 0 ? gpu[0] : 0;
	return trace_add_machine(l->trace, &m) ? ROW_GOOD : (no_memory(l), ROW_BAD);
}

static enum row read_run(struct load *l)
{
	bool lasts = given(&l->spec->column[TRACE_ROLE_DURATION]);
	struct trace_run r = { .start_s = l->number[TRACE_ROLE_TIME], .up = !l->spec->rows_down };

	r.end_s = lasts ? r.start_s + l->number[TRACE_ROLE_DURATION] : l->number[TRACE_ROLE_END];
	if (given(&l->spec->column[TRACE_ROLE_UP]))
		r.up = l->number[TRACE_ROLE_UP] > 0;
	if (r.end_s < r.start_s)
		return bad_cell(l, lasts ? TRACE_ROLE_DURATION : TRACE_ROLE_END,
				"that is before its begin");
	if (!trace_intern_entity(l->trace, l->cell[TRACE_ROLE_ENTITY], &r.entity)
			|| !trace_add_run(l->trace, &r)) {
		no_memory(l);
		return ROW_BAD;
	}
	l->last_s = fmax(l->last_s, r.end_s);
	return ROW_GOOD;
}

static enum row read_point(struct load *l)
{
	return trace_add_point(l->trace, l->number[TRACE_ROLE_TIME], l->number[TRACE_ROLE_VALUE])
			? ROW_GOOD : (no_memory(l), ROW_BAD);
}

static enum row read_row(struct load *l)
{
	enum row row = read_cells(l);

	if (row != ROW_GOOD)
		return row;
	if (!l->any)
		l->first_s = l->last_s = l->number[TRACE_ROLE_TIME];
	l->first_s = fmin(l->first_s, l->number[TRACE_ROLE_TIME]);
	l->last_s = fmax(l->last_s, l->number[TRACE_ROLE_TIME]);
	l->any = true;
	switch (l->spec->kind) {
	case TRACE_ORDERS:
		return read_order(l);
	case TRACE_MACHINES:
		return read_machine(l);
	case TRACE_AVAILABILITY:
		return read_run(l);
	case TRACE_SERIES:
	case TRACE_KIND_COUNT:
		break;
	}
	return read_point(l);
}

/* ---- the whole ---- */

/* The window and the zero of time, once all rows are known. */
static bool finish(struct load *l)
{
	const struct trace_spec *spec = l->spec;
	double from_s = spec->from_given ? spec->from_s : l->first_s;
	/* The last moment of orders and series is in it, too. */
	double until_s = spec->until_given ? spec->until_s
			: spec->kind == TRACE_AVAILABILITY ? l->last_s : l->last_s + 0.001;
	enum trace_untold untold = TRACE_UNTOLD_DOWN;

	if (!l->any)
		return refuse(l->fault, "%s: no rows of it are left%s", spec->file,
				l->found.rows ? " by what the scenario takes from it" : "");
	if (!(from_s < until_s))
		return refuse(l->fault, "%s: nothing lies between the times \"from\" and \"until\"",
				spec->file);
	if (spec->kind == TRACE_AVAILABILITY && !given(&spec->column[TRACE_ROLE_UP]))
		untold = spec->rows_down ? TRACE_UNTOLD_UP : TRACE_UNTOLD_DOWN;
	else if (spec->gap == TRACE_GAP_HOLD)
		untold = TRACE_UNTOLD_HOLD;
	trace_set_untold(l->trace, untold);
	trace_set_zero(l->trace, spec->zero_is_first ? from_s : spec->zero_s);
	return trace_finish(l->trace, from_s, until_s) || no_memory(l);
}

static bool load_rows(struct load *l, char *text, size_t size)
{
	struct csv_fault fault;
	enum row row = ROW_GOOD;

	if (csv_open(&l->csv, text, size, &fault) && !find_columns(l))
		return false;
	while (!fault.why[0] && row != ROW_BAD && csv_next(&l->csv, &fault)) {
		l->found.rows++;
		row = read_row(l);
	}
	if (fault.why[0] && fault.line)
		return refuse(l->fault, "%s:%llu: %s", l->spec->file, (unsigned long long) fault.line,
				fault.why);
	if (fault.why[0])
		return refuse(l->fault, "%s: %s", l->spec->file, fault.why);
	return row != ROW_BAD && finish(l);
}

struct trace *trace_load_text(const struct trace_spec *spec, char *text, size_t size,
		struct trace_found *found, struct trace_fault *fault)
{
	struct load l = { .spec = spec, .fault = fault };
	bool done = false;

	fault->why[0] = 0;
	if (!check_roles(spec, fault))
		return NULL;
	l.trace = trace_new(spec->kind, spec->name);
	l.only = calloc(spec->n_only + 1, sizeof *l.only);
	if (l.trace && l.only)
		done = load_rows(&l, text, size);
	else
		no_memory(&l);
	free(l.only);
	if (done && found)
		*found = l.found;
	if (!done) {
		trace_free(l.trace);
		l.trace = NULL;
	}
	return l.trace;
}

/* All bytes of a file, one writable byte behind them; NULL if that fails. */
static char *read_bytes(const char *path, size_t *size, struct trace_fault *fault)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 16, n = 0;
	char *text = f ? malloc(room + 1) : NULL;

	while (text && !feof(f) && !ferror(f) && n <= BYTES_MAX) {
		if (n == room) {
			char *more = realloc(text, 2 * room + 1);

			if (!more)
				break;
			text = more;
			room *= 2;
		}
		n += fread(text + n, 1, room - n, f);
	}
	*size = n;
	if (!f || !text || ferror(f) || n > BYTES_MAX || !feof(f)) {
		if (n > BYTES_MAX)
			refuse(fault, "%s: larger than 1 GiB", path);
		else
			refuse(fault, "%s: %s", path, strerror(errno));
		free(text);
		text = NULL;
	}
	if (f)
		fclose(f);
	return text;
}

static bool is_digest(const char *text)
{
	return strlen(text) == 64 && strspn(text, "0123456789abcdefABCDEF") == 64;
}

static bool same_digest(const char *hex, const char *wanted)
{
	for (; *hex; hex++, wanted++) {
		char c = *wanted;

		if (c >= 'A' && c <= 'F')
			c = (char) (c - 'A' + 'a');
		if (c != *hex)
			return false;
	}
	return true;
}

struct trace *trace_load(const struct trace_spec *spec, struct trace_found *found,
		struct trace_fault *fault)
{
	uint8_t digest[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];
	struct trace *t = NULL;
	size_t size;
	char *text;

	fault->why[0] = 0;
	if (spec->sha256 && !is_digest(spec->sha256)) {
		refuse(fault, "%s: the sha256 that the scenario says, \"%.70s\", is not 64 hexadecimal "
				"digits", spec->file, spec->sha256);
		return NULL;
	}
	text = read_bytes(spec->file, &size, fault);
	if (!text)
		return NULL;
	sha256(text, size, digest);
	sha256_hex(hex, digest, sizeof digest);
	if (spec->sha256 && !same_digest(hex, spec->sha256))
		refuse(fault, "%s: sha256 is %s, the scenario says %s", spec->file, hex, spec->sha256);
	else
		t = trace_load_text(spec, text, size, found, fault);
	if (t && found)
		memcpy(found->sha256, hex, sizeof hex);
	free(text);
	return t;
}
