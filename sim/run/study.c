#include "sim/run/study.h"

#include "sim/player.h"
#include "sim/run/scale.h"
#include "sim/script.h"
#include "support/nearest.h"
#include "support/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool at_fault(const struct form_fault *fault)
{
	char line[FORM_FAULT_SIZE];

	form_fault_line(fault, line);
	talk_error("%s", line);
	return false;
}

/* ---- traces ---- */

static struct trace *load(const struct scenario_trace *t)
{
	struct trace_mapped mapped[64];
	struct trace_only only[64];
	struct trace_fault fault;
	struct trace *trace;
	struct trace_spec spec = { .name = t->name, .file = t->file, .sha256 = t->sha256,
		.kind = (enum trace_kind) t->kind, .mapped = mapped, .only = only,
		.from_given = t->from_given, .until_given = t->until_given, .from_s = t->from_s,
		.until_s = t->until_s, .zero_s = t->zero_s, .zero_is_first = t->zero_is_first,
		.gap = (enum trace_gap) t->gap, .rows_down = t->rows_down };

	if (!t->file) {
		talk_error("traces.%s.file: not given; say where it is: --set traces.%s.file=PATH",
				t->name, t->name);
		return NULL;
	}
	for (int r = 0; r < TRACE_ROLES_N; r++)
		spec.column[r] = (struct trace_column) { t->column[r].column, t->column[r].always,
			t->column[r].unit, (enum trace_gap) t->column[r].gap };
	for (; spec.n_mapped < t->n_mapped && spec.n_mapped < 64; spec.n_mapped++)
		mapped[spec.n_mapped] = (struct trace_mapped) {
			(enum trace_role) t->mapped[spec.n_mapped].role,
			t->mapped[spec.n_mapped].from, t->mapped[spec.n_mapped].to };
	for (; spec.n_only < t->n_only && spec.n_only < 64; spec.n_only++)
		only[spec.n_only] = (struct trace_only) { t->only[spec.n_only].column,
			t->only[spec.n_only].text, t->only[spec.n_only].not };
	trace = trace_load(&spec, NULL, &fault);
	if (!trace)
		talk_error("traces.%s: %s", t->name, fault.why);
	return trace;
}

/* Cells of a matrix mostly use the same traces, so each is loaded once for all that describe it alike. */
static const struct trace *loaded_before(const struct study *study, size_t cell,
		const struct scenario_trace *t)
{
	for (size_t i = 0; i < cell; i++) {
		const struct scenario *s = study->cell[i].resolved->value;

		for (uint32_t k = 0; k < s->n_traces; k++)
			if (memcmp(&s->trace[k], t, sizeof *t) == 0 && study->cell[i].trace[k].trace)
				return study->cell[i].trace[k].trace;
	}
	return NULL;
}

static bool load_traces(struct study *study, size_t cell)
{
	struct cell *c = &study->cell[cell];
	const struct scenario *s = c->resolved->value;

	c->trace = must(calloc(s->n_traces + 1u, sizeof *c->trace));
	for (uint32_t k = 0; k < s->n_traces; k++) {
		const struct trace *trace = loaded_before(study, cell, &s->trace[k]);

		if (!trace)
			trace = load(&s->trace[k]);
		if (!trace)
			return false;
		c->trace[k] = (struct named_trace) { s->trace[k].name, trace };
	}
	c->setup.traces = c->trace;
	c->setup.n_traces = s->n_traces;
	return true;
}

/* ---- what must go together ---- */

static const struct cell *asked;

static const char *trace_name_at(size_t i)
{
	return asked->setup.traces[i].name;
}

static bool trace_is_there(const struct cell *c, const char *file, const char *where, const char *name,
		enum trace_kind kind)
{
	const struct trace *t = name ? setup_trace(&c->setup, name) : NULL;
	ptrdiff_t near;

	if (!name || (t && trace_kind(t) == kind))
		return true;
	if (t) {
		talk_error("%s: %s: the trace \"%s\" tells of %s, wanted is one of %s", file, where,
				name, trace_kind_name(trace_kind(t)), trace_kind_name(kind));
		return false;
	}
	asked = c;
	near = nearest_name(name, trace_name_at, c->setup.n_traces);
	talk_error("%s: %s: there is no trace \"%s\" in traces%s%s%s", file, where, name,
			near >= 0 ? "; did you mean \"" : "",
			near >= 0 ? trace_name_at((size_t) near) : "", near >= 0 ? "\"?" : "");
	return false;
}

static bool traces_go(const struct cell *c, const char *file)
{
	const struct setup *s = &c->setup;
	bool good = trace_is_there(c, file, "token_price.series", s->token.series, TRACE_SERIES)
			&& trace_is_there(c, file, "population.foundation.livepeer",
				s->foundation.livepeer, TRACE_SERIES);

	if (s->token.model == TOKEN_SERIES && !s->token.series) {
		talk_error("%s: token_price.series: missing; the model \"series\" replays a trace", file);
		good = false;
	}
	for (uint32_t i = 0; good && i < s->n_providers; i++)
		good = trace_is_there(c, file, "population.providers.inventory",
				s->providers[i].inventory, TRACE_MACHINES);
	for (uint32_t i = 0; good && i < s->n_fizz; i++)
		good = trace_is_there(c, file, "population.fizz.trace", s->fizz[i].trace,
				TRACE_AVAILABILITY);
	for (uint32_t i = 0; good && i < s->n_demand; i++)
		good = trace_is_there(c, file, "population.demand.trace", s->demand[i].trace,
				TRACE_ORDERS);
	return good;
}

static bool classes_go(const struct cell *c, const char *file)
{
	const struct setup *s = &c->setup;
	uint32_t gateways = 0, fizz = 0;

	for (uint32_t i = 0; i < s->n_providers; i++)
		gateways += s->providers[i].gateway ? s->providers[i].count : 0;
	for (uint32_t i = 0; i < s->n_fizz; i++)
		fizz += s->fizz[i].count;
	if (fizz && !gateways) {
		talk_error("%s: population.fizz: Fizz hosts need gateways; give a class of providers "
				"\"gateway\": true", file);
		return false;
	}
	for (uint32_t i = 0; i < s->n_timeline; i++) {
		bool known = !s->timeline[i].class_;

		for (uint32_t k = 0; k < s->n_providers; k++)
			known |= s->timeline[i].class_
					&& strcmp(s->timeline[i].class_, s->providers[k].name) == 0;
		if (!known) {
			talk_error("%s: events.%u.class: there is no class of providers \"%s\"", file, i,
					s->timeline[i].class_);
			return false;
		}
	}
	return true;
}

/* ---- what is recorded ---- */

static const char *event_name_at(size_t i)
{
	return spheron_event_name((enum spheron_event_kind) i);
}

static bool wants_of(struct cell *c, const char *file)
{
	const struct scenario *s = c->resolved->value;

	c->plan.wants.finals = s->finals;
	for (uint32_t k = 0; k < s->n_kinds; k++) {
		size_t i = 0;
		ptrdiff_t near;

		while (i < SPHERON_EVENT_COUNT && strcmp(event_name_at(i), s->kinds[k]) != 0)
			i++;
		if (i < SPHERON_EVENT_COUNT) {
			c->plan.wants.event[i] = true;
			continue;
		}
		near = nearest_name(s->kinds[k], event_name_at, SPHERON_EVENT_COUNT);
		talk_error("%s: output.events.%u: there is no event \"%s\"%s%s%s", file, k, s->kinds[k],
				near >= 0 ? "; did you mean \"" : "",
				near >= 0 ? event_name_at((size_t) near) : "", near >= 0 ? "\"?" : "");
		return false;
	}
	return true;
}

static bool script_goes(const struct cell *c, const char *file)
{
	struct form_fault fault;
	char why[400], place[80];
	const char *key;
	uint32_t step;

	if (script_good(&c->setup, c->plan.block_ms, c->plan.horizon_ms, &step, &key, why, sizeof why))
		return true;
	snprintf(place, sizeof place, "script.%u.%s", step, key);
	form_blame_at(c->resolved, place, why, &fault);
	(void) file;
	return at_fault(&fault);
}

/* ---- all of it ---- */

static bool open_cell(struct study *study, const char *path, size_t i)
{
	struct cell *c = &study->cell[i];
	struct form_fault fault;
	char why[300];

	c->resolved = form_resolve(study->document, i, &fault);
	if (!c->resolved)
		return at_fault(&fault);
	c->label = form_cell_label(study->document, i);
	c->setup = ((const struct scenario *) c->resolved->value)->setup;
	if (!scale_setup(&c->setup, why, sizeof why)) {
		talk_error("%s: %s", path, why);
		return false;
	}
	if (!load_traces(study, i) || !traces_go(c, path) || !classes_go(c, path))
		return false;
	if (!world_plan_make(&c->plan, &c->setup, why, sizeof why)) {
		talk_error("%s: %s", path, why);
		return false;
	}
	return script_goes(c, path) && wants_of(c, path);
}

bool study_open(struct study *study, const char *path, const char *const *sets, size_t n_sets)
{
	struct form_fault fault;

	*study = (struct study) { .document = form_open(&scenario_form, path, sets, n_sets, &fault) };
	if (!study->document)
		return at_fault(&fault);
	study->n_cells = form_cells(study->document);
	study->cell = must(calloc(study->n_cells, sizeof *study->cell));
	for (size_t i = 0; i < study->n_cells; i++)
		if (!open_cell(study, path, i))
			return false;
	return true;
}

const struct form_resolved *study_whole(struct study *study)
{
	struct form_fault fault;

	if (!study->whole)
		study->whole = form_resolve(study->document, FORM_WHOLE, &fault);
	must(study->whole);
	return study->whole;
}

static bool is_shared(const struct study *study, size_t cell, const struct trace *trace)
{
	for (size_t i = 0; i < cell; i++)
		for (uint32_t k = 0; study->cell[i].trace && k < study->cell[i].setup.n_traces; k++)
			if (study->cell[i].trace[k].trace == trace)
				return true;
	return false;
}

void study_close(struct study *study)
{
	for (size_t i = study->n_cells; i > 0; i--) {
		struct cell *c = &study->cell[i - 1];

		for (uint32_t k = 0; c->trace && k < c->setup.n_traces; k++)
			if (!is_shared(study, i - 1, c->trace[k].trace))
				trace_free((struct trace *) (uintptr_t) c->trace[k].trace);
		free(c->trace);
		if (c->resolved)
			form_release(c->resolved);
	}
	free(study->cell);
	if (study->whole)
		form_release(study->whole);
	if (study->document)
		form_close(study->document);
}
