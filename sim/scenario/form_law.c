#include "sim/scenario/form_law.h"

#include "sim/scenario/form_fill.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SHAPE(name, text)                                                                          \
	{                                                                                          \
		name, false, true, "0.01", "10000", text                                           \
	}

const struct form_law_param form_law_params[LAW_KIND_COUNT][FORM_LAW_PARAMS] = {
	[LAW_CONSTANT] = { { .key = "value", .scaled = true, .help = "always this" } },
	[LAW_UNIFORM] = { { .key = "low", .scaled = true, .help = "smallest value" },
			{ .key = "high", .scaled = true, .help = "largest value" } },
	[LAW_EXPONENTIAL] = { { "mean", true, true, NULL, NULL, "mean" } },
	[LAW_WEIBULL] = { { "scale", true, true, NULL, NULL, "63.2 % are less" },
			SHAPE("shape", "below 1 the longer it ran, the longer it will") },
	[LAW_LOGNORMAL] = { { "median", true, true, NULL, NULL, "half are less" },
			{ "sigma", false, false, "0", "20",
					"standard deviation of the logarithm" } },
	[LAW_PARETO] = { { "min", true, true, NULL, NULL, "smallest value" },
			SHAPE("alpha", "of the tail; up to 1 the mean is infinite") },
	[LAW_GAMMA] = { { "mean", true, true, NULL, NULL, "mean" },
			SHAPE("shape", "mean squared over variance") },
};

const char *form_law_name(enum law_kind kind)
{
	static const char *const names[] = {
#define LAW_NAME(constant, text) text,
		LAW_KINDS(LAW_NAME)
#undef LAW_NAME
	};

	return names[kind];
}

unsigned form_law_dimension(unsigned dimension)
{
	return dimension == UNIT_COUNT ? FORM_PLAIN : dimension;
}

/* What is read of one law. */
struct law_reading {
	struct form_fill *f;
	struct form_spot spot;
	struct form_row scaled; /* the row with its bounds, in the law's dimension */
	struct law *law;
};

static bool read_number(struct law_reading *r, struct form_spot spot, unsigned dimension,
		bool positive, struct form_number *number)
{
	if (!form_fill_number(r->f, spot, dimension, number))
		return false;
	if (positive && (number->negative || (!number->steps.lo && !number->steps.hi)))
		return form_refuse(r->f->fault, spot.node, spot.path, "%s; it must be more than 0",
				form_quote(spot.node->text).text);
	return true;
}

/* The number behind a key of the law's object; *out as it is for models. */
static bool read_key(struct law_reading *r, const struct form_law_param *p, double *out)
{
	const struct form_node *node = form_member(r->spot.node, p->key);
	struct form_row plain = { .key = p->key, .min = p->min, .max = p->max };
	struct form_path here = { r->spot.path, p->key, 0 };
	struct form_spot spot = { p->scaled ? &r->scaled : &plain, node, &here, NULL };
	unsigned dimension = p->scaled ? r->scaled.dimension : FORM_PLAIN;
	struct form_number number;

	if (!node)
		return form_refuse(r->f->fault, r->spot.node, &here,
				"missing; a law \"%s\" needs it", form_law_name(r->law->kind));
	spot.out = form_out(r->f, spot, p->key);
	if (!spot.out || !read_number(r, spot, dimension, p->positive, &number))
		return false;
	form_node_append(r->spot.out, spot.out);
	*out = form_number_double(dimension, number);
	return true;
}

static bool read_quantiles(struct law_reading *r)
{
	const struct form_node *node = form_member(r->spot.node, "quantiles");
	struct form_path here = { r->spot.path, "quantiles", 0 };
	struct form_spot spot = { &r->scaled, node, &here, NULL };
	struct form_number number, last;
	double *quantile;

	if (!node || node->kind != JSON_ARRAY || node->count < 2)
		return form_refuse(r->f->fault, node ? node : r->spot.node, &here,
				"an array of at least two quantities in rising order belongs here");
	spot.out = form_out(r->f, spot, "quantiles");
	if (!spot.out)
		return false;
	spot.out->kind = JSON_ARRAY;
	form_node_append(r->spot.out, spot.out);
	r->law->quantile = quantile = form_take(r->f->arena, node->count * sizeof *quantile);
	for (const struct form_node *n = node->first; n; n = n->next) {
		struct form_path step = { &here, NULL, r->law->n };
		struct form_spot item = { &r->scaled, n, &step, form_out(r->f, spot, NULL) };

		if (!item.out || !read_number(r, item, r->scaled.dimension, false, &number))
			return false;
		if (r->law->n > 0 && form_number_compare(number, last) < 0)
			return form_refuse(r->f->fault, n, &step,
					"less than the one before; quantiles rise");
		form_node_append(spot.out, item.out);
		quantile[r->law->n++] = form_number_double(r->scaled.dimension, number);
		last = number;
	}
	return true;
}

static bool read_bounds(struct law_reading *r)
{
	static const struct form_law_param least = { .key = "at_least", .scaled = true },
					   most = { .key = "at_most", .scaled = true };

	if (form_member(r->spot.node, "at_least") && !read_key(r, &least, &r->law->min))
		return false;
	if (form_member(r->spot.node, "at_most") && !read_key(r, &most, &r->law->max))
		return false;
	if (r->law->min <= r->law->max)
		return true;
	return form_refuse(r->f->fault, form_member(r->spot.node, "at_most"), r->spot.path,
			"\"at_most\" is less than \"at_least\"");
}

static bool check_keys(struct law_reading *r)
{
	const struct form_law_param *p = form_law_params[r->law->kind];
	const char *names[FORM_LAW_PARAMS + 4];
	size_t n = 0, i;
	char why[400];

	names[n++] = "dist";
	for (i = 0; i < FORM_LAW_PARAMS; i++)
		if (p[i].key)
			names[n++] = p[i].key;
	if (r->law->kind == LAW_TABLE)
		names[n++] = "quantiles";
	names[n++] = "at_least";
	names[n++] = "at_most";
	for (const struct form_node *m = r->spot.node->first; m; m = m->next) {
		struct form_path here = { r->spot.path, m->key, 0 };

		for (i = 0; i < n && strcmp(names[i], m->key) != 0; i++)
			;
		if (i < n)
			continue;
		snprintf(why, sizeof why, "a law \"%s\" has no such key",
				form_law_name(r->law->kind));
		form_suggest(m->key, names, n, why, sizeof why);
		return form_refuse_key(r->f->fault, m, &here, "%s", why);
	}
	return true;
}

static bool read_kind(struct law_reading *r)
{
	const struct form_node *dist = form_member(r->spot.node, "dist");
	struct form_path here = { r->spot.path, "dist", 0 };
	const char *names[LAW_KIND_COUNT];
	char why[400] = "the kind of law is missing";
	struct form_node *out;

	for (size_t i = 0; i < LAW_KIND_COUNT; i++)
		names[i] = form_law_name((enum law_kind) i);
	for (size_t i = 0; i < LAW_KIND_COUNT && dist && dist->kind == JSON_STRING; i++) {
		if (strcmp(names[i], dist->text) != 0)
			continue;
		r->law->kind = (enum law_kind) i;
		out = form_out(r->f, (struct form_spot){ r->spot.row, dist, &here, NULL }, "dist");
		if (!out)
			return false;
		out->text = names[i];
		form_node_append(r->spot.out, out);
		return true;
	}
	if (dist && dist->kind == JSON_STRING)
		snprintf(why, sizeof why, "no law is called \"%s\"", form_quote(dist->text).text);
	else if (dist)
		snprintf(why, sizeof why, "%s; the name of a law belongs here",
				form_kind_name(dist->kind));
	form_suggest(dist && dist->kind == JSON_STRING ? dist->text : "", names, LAW_KIND_COUNT,
			why, sizeof why);
	return form_refuse(r->f->fault, dist ? dist : r->spot.node, &here, "%s", why);
}

/* A constant without bounds is one quantity. */
static void simplify(struct law_reading *r)
{
	struct form_node *out = r->spot.out;

	if (r->law->kind != LAW_CONSTANT || out->count > 2)
		return;
	out->kind = out->last->kind;
	out->text = out->last->text;
	out->first = out->last = NULL;
	out->count = 0;
}

static bool read_object(struct law_reading *r)
{
	const struct form_law_param *p;
	double *value[FORM_LAW_PARAMS] = { &r->law->a, &r->law->b };

	r->spot.out->kind = JSON_OBJECT;
	if (!read_kind(r) || !check_keys(r))
		return false;
	p = form_law_params[r->law->kind];
	for (size_t i = 0; i < FORM_LAW_PARAMS; i++)
		if (p[i].key && !read_key(r, &p[i], value[i]))
			return false;
	if (r->law->kind == LAW_TABLE && !read_quantiles(r))
		return false;
	if (r->law->kind == LAW_UNIFORM && r->law->a > r->law->b)
		return form_refuse(r->f->fault, form_member(r->spot.node, "high"), r->spot.path,
				"\"high\" is less than \"low\"");
	if (!read_bounds(r))
		return false;
	simplify(r);
	return true;
}

bool form_fill_law(struct form_fill *f, struct form_spot spot, void *at)
{
	struct law_reading r = { f, spot, *spot.row, at };
	struct form_number number;

	r.scaled.dimension = form_law_dimension(spot.row->dimension);
	*r.law = (struct law){ .kind = LAW_CONSTANT, .min = -INFINITY, .max = INFINITY };
	if (spot.node->kind == JSON_OBJECT)
		return read_object(&r);
	if (spot.node->kind != JSON_STRING && spot.node->kind != JSON_NUMBER)
		return form_refuse(f->fault, spot.node, spot.path,
				"%s; one value or an object with \"dist\" belongs here",
				form_kind_name(spot.node->kind));
	spot.row = &r.scaled;
	if (!form_fill_number(f, spot, r.scaled.dimension, &number))
		return false;
	r.law->a = form_number_double(r.scaled.dimension, number);
	return true;
}
