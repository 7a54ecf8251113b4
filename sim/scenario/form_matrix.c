/* The matrix of a scenario: axes, combinations, what is left out. */
#include "sim/scenario/form_document.h"
#include "sim/scenario/form_merge.h"

#include "support/nearest.h"

#include <string.h>

#define VALUES_MAX     10000 /* of an axis */
#define EXCLUSIONS_MAX 1000

static const struct form_path top = { NULL, "matrix", 0 };

static bool read_axis(struct form_document *d, const struct form_node *values,
		struct form_axis *axis, struct form_fault *fault)
{
	struct form_path axes = { &top, "axes", 0 }, here = { &axes, values->key, 0 };
	const struct form_node **value;

	if (values->kind != JSON_ARRAY || !values->first)
		return form_refuse(
				fault, values, &here, "an axis is an array of at least one value");
	if (values->count > VALUES_MAX || d->n_cells > FORM_CELLS_MAX / values->count)
		return form_refuse(fault, values, &here,
				"more than %d cells or %d values; take values away", FORM_CELLS_MAX,
				VALUES_MAX);
	value = form_take(&d->arena, values->count * sizeof *value);
	for (const struct form_node *n = values->first; n; n = n->next) {
		for (size_t i = 0; i < axis->n; i++)
			if (form_node_same(value[i], n))
				return form_refuse(fault, n, &here,
						"this value a second time; each cell should "
						"differ");
		value[axis->n++] = n;
	}
	axis->path = values->key;
	axis->value = value;
	d->n_cells *= axis->n;
	return true;
}

static bool read_axes(
		struct form_document *d, const struct form_node *axes, struct form_fault *fault)
{
	struct form_path here = { &top, "axes", 0 };
	struct form_axis *axis, **link = (struct form_axis **) &d->axes;

	if (!axes || axes->kind != JSON_OBJECT || !axes->first)
		return form_refuse(fault, axes ? axes : d->matrix, &here,
				"axes are missing; write { \"time.horizon\": [\"30d\", \"60d\"] } "
				"for instance");
	for (const struct form_node *n = axes->first; n; n = n->next) {
		axis = form_take(&d->arena, sizeof *axis);
		*link = axis;
		link = (struct form_axis **) &axis->next;
		if (!read_axis(d, n, axis, fault))
			return false;
	}
	return true;
}

/* The value of an axis in a combination. */
static const struct form_node *value_in(const struct form_axis *axis, size_t combination)
{
	for (const struct form_axis *a = axis->next; a; a = a->next)
		combination /= a->n;
	return axis->value[combination % axis->n];
}

static const struct form_axis *axis_of(const struct form_document *d, const char *path)
{
	for (const struct form_axis *a = d->axes; a; a = a->next)
		if (strcmp(a->path, path) == 0)
			return a;
	return NULL;
}

bool form_matrix_has(const struct form_document *document, const char *path)
{
	size_t n = strlen(path);

	for (const struct form_axis *a = document->axes; a; a = a->next) {
		size_t m = strlen(a->path);

		if (strncmp(a->path, path, n < m ? n : m) == 0 &&
				(n == m || (n < m ? a->path[n] == '.' : path[m] == '.')))
			return true;
	}
	return false;
}

/* ---- what is left out ---- */

static _Thread_local const struct form_document *searched;

static const char *axis_name(size_t i)
{
	const struct form_axis *a = searched->axes;

	for (; i > 0; i--)
		a = a->next;
	return a->path;
}

static const char *nearest_axis(const struct form_document *d, const char *word)
{
	ptrdiff_t near;
	size_t n = 0;

	for (const struct form_axis *a = d->axes; a; a = a->next)
		n++;
	searched = d;
	near = nearest_name(word, axis_name, n);
	return near < 0 ? NULL : axis_name((size_t) near);
}

/* What never matches was misspelt. */
static bool check_exclusion(const struct form_document *d, const struct form_node *item, size_t i,
		struct form_fault *fault)
{
	struct form_path list = { &top, "exclude", 0 }, here = { &list, NULL, i };
	size_t v;

	if (item->kind != JSON_OBJECT || !item->first)
		return form_refuse(fault, item, &here,
				"an object of paths and values, as in an axis, belongs here");
	for (const struct form_node *n = item->first; n; n = n->next) {
		const struct form_axis *axis = axis_of(d, n->key);
		struct form_path member = { &here, n->key, 0 };

		if (!axis) {
			const char *near = nearest_axis(d, n->key);

			return form_refuse_key(fault, n, &member, "no axis has this path%s%s%s",
					near ? " (did you mean \"" : "", near ? near : "",
					near ? "\"?)" : "");
		}
		for (v = 0; v < axis->n && !form_node_same(axis->value[v], n); v++)
			;
		if (v == axis->n)
			return form_refuse(fault, n, &member,
					"the axis has no such value; write it as it stands there");
	}
	return true;
}

static bool matches(const struct form_document *d, const struct form_node *item, size_t combination)
{
	for (const struct form_node *n = item->first; n; n = n->next)
		if (!form_node_same(n, value_in(axis_of(d, n->key), combination)))
			return false;
	return true;
}

static const char *label_of(struct form_document *d, size_t combination)
{
	struct form_text t = { NULL, 0, 0 }, one = { NULL, 0, 0 };
	const char *label;

	form_add(&t, "");
	for (const struct form_axis *a = d->axes; a; a = a->next) {
		const struct form_node *value = value_in(a, combination);

		form_add(&t, a == d->axes ? "" : " ");
		form_add(&t, a->path);
		form_add(&t, "=");
		if (value->kind == JSON_STRING)
			form_add(&one, value->text);
		else
			form_write_line(&one, value);
		form_add(&t, form_quote(one.text).text);
		form_text_free(&one);
	}
	label = form_copy(&d->arena, t.text, t.size);
	form_text_free(&t);
	return label;
}

/* Numbers the combinations that remain. */
static bool choose(
		struct form_document *d, const struct form_node *exclude, struct form_fault *fault)
{
	size_t *cell = form_take(&d->arena, d->n_cells * sizeof *cell), n = 0;
	const char **label = form_take(&d->arena, d->n_cells * sizeof *label);

	for (size_t i = 0; i < d->n_cells; i++) {
		const struct form_node *item = exclude ? exclude->first : NULL;

		while (item && !matches(d, item, i))
			item = item->next;
		if (item)
			continue;
		label[n] = label_of(d, i);
		cell[n++] = i;
	}
	if (n == 0)
		return form_refuse(fault, exclude, &top, "\"exclude\" leaves no cell");
	d->cell = cell;
	d->label = label;
	d->n_cells = n;
	return true;
}

bool form_matrix_read(struct form_document *document, struct form_fault *fault)
{
	const struct form_node *matrix = document->matrix, *exclude;
	struct form_path list = { &top, "exclude", 0 };
	size_t i = 0;

	document->n_cells = 1;
	if (!matrix)
		return true;
	if (matrix->kind != JSON_OBJECT)
		return form_refuse(fault, matrix, &top, "%s; an object with \"axes\" belongs here",
				form_kind_name(matrix->kind));
	for (const struct form_node *n = matrix->first; n; n = n->next) {
		struct form_path here = { &top, n->key, 0 };

		if (strcmp(n->key, "axes") != 0 && strcmp(n->key, "exclude") != 0)
			return form_refuse_key(
					fault, n, &here, "no such key; there are axes, exclude");
	}
	if (!read_axes(document, form_member(matrix, "axes"), fault))
		return false;
	exclude = form_member(matrix, "exclude");
	if (exclude && exclude->kind != JSON_ARRAY)
		return form_refuse(fault, exclude, &list, "%s; an array belongs here",
				form_kind_name(exclude->kind));
	if (exclude && exclude->count > EXCLUSIONS_MAX)
		return form_refuse(fault, exclude, &list, "%u items; at most %d are admitted",
				exclude->count, EXCLUSIONS_MAX);
	for (const struct form_node *n = exclude ? exclude->first : NULL; n; n = n->next)
		if (!check_exclusion(document, n, i++, fault))
			return false;
	return choose(document, exclude, fault);
}

bool form_matrix_apply(const struct form_document *document, size_t cell, struct form_arena *arena,
		struct form_node **root, struct form_fault *fault)
{
	for (const struct form_axis *a = document->axes; a; a = a->next)
		if (!form_set(arena, root, document->form, a->path,
				    value_in(a, document->cell[cell]), fault))
			return false;
	return true;
}

size_t form_cells(const struct form_document *document)
{
	return document->n_cells;
}

const char *form_cell_label(const struct form_document *document, size_t cell)
{
	return document->label ? document->label[cell] : "";
}
