/* spheron-sim validate: is a scenario file one that can run, and what does it come to? */
#include "sim/commands.h"
#include "sim/player.h"
#include "sim/scenario/form_tree.h"
#include "sim/scenario/scenario.h"
#include "sim/suite/claims.h"

#include "support/options.h"
#include "support/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_SET, OPT_PRINT_RESOLVED, OPT_RESOLVED, OPT_JSON };

static const struct option_row rows[] = {
	{ "--set", "PATH=VALUE",
			"lay a value over the file: market.x=5, params.cooldown_s=1h ..." },
	{ "--print-resolved", NULL, "print each final value, and where it is from" },
	{ "--resolved", NULL, "print the final scenario, itself a scenario file" },
	{ "--json", NULL, "print a JSON object for each file, in a line of its own" },
	{ NULL, NULL, NULL },
};

struct validate {
	const char **sets, **files;
	size_t n_sets, n_files;
	bool print_resolved, resolved, json;
};

static void add_member(struct form_text *t, const char *key, const char *text)
{
	form_add(t, ", \"");
	form_add(t, key);
	form_add(t, "\": ");
	form_add_string(t, text);
}

static void print_json(const char *file, const struct form_fault *fault, size_t cells)
{
	struct form_text t = { NULL, 0, 0 };
	char numbers[80];

	form_add(&t, "{ \"file\": ");
	form_add_string(&t, file);
	form_add(&t, fault ? ", \"ok\": false" : ", \"ok\": true");
	if (fault) {
		add_member(&t, "in", fault->file);
		snprintf(numbers, sizeof numbers, ", \"line\": %u, \"column\": %u", fault->line,
				fault->column);
		form_add(&t, numbers);
		add_member(&t, "path", fault->path);
		add_member(&t, "message", fault->why);
	} else {
		snprintf(numbers, sizeof numbers, ", \"cells\": %zu", cells);
		form_add(&t, numbers);
	}
	form_add(&t, " }");
	puts(t.text);
	form_text_free(&t);
}

static int refuse(const struct validate *v, const char *file, const struct form_fault *fault,
		const char *cell)
{
	char line[FORM_FAULT_SIZE];

	form_fault_line(fault, line);
	if (v->json)
		print_json(file, fault, 0);
	fprintf(stderr, *cell ? "%s (cell %s)\n" : "%s\n", line, cell);
	return EXIT_BAD_INPUT;
}

static void print_resolved(const struct validate *v, const struct form_resolved *r)
{
	char *lines;

	if (v->resolved) {
		fputs(r->text, stdout);
	} else if (v->print_resolved) {
		lines = form_origins(r);
		fputs(lines, stdout);
		free(lines);
	}
}

/* Every cell is checked, and what is to be printed is known, before anything is printed. */
static int check(const struct validate *v, const char *file, const struct form_document *d)
{
	struct form_resolved *r = NULL;
	struct form_fault fault;

	for (size_t i = 0; i < form_cells(d); i++) {
		r = form_resolve(d, i, &fault);
		if (!r)
			return refuse(v, file, &fault, form_cell_label(d, i));
		form_release(r);
	}
	r = NULL;
	if ((v->print_resolved || v->resolved) && !(r = form_resolve(d, FORM_WHOLE, &fault)))
		return refuse(v, file, &fault, "");
	if (v->json)
		print_json(file, NULL, form_cells(d));
	else if (!v->resolved)
		printf("%s: ok\n", file);
	if (r)
		print_resolved(v, r);
	form_release(r);
	return EXIT_OK;
}

static bool asserts(const struct form_document *d)
{
	struct form_fault fault;
	struct form_resolved *r = form_resolve(d, 0, &fault);
	const struct scenario *s = r ? r->value : NULL;
	bool is = s && (s->n_assertions || s->setup.n_script);

	form_release(r);
	return is;
}

/* Scripts and assertions, which are more than their form. */
static bool claims_good(const struct validate *v, const char *file, const struct form_document *d,
		struct form_fault *fault)
{
	const struct claim_wishes wishes = { .set = v->sets, .n_sets = v->n_sets };
	struct suite_file f;
	bool good;

	if (strcmp(file, "-") == 0 || !asserts(d))
		return true;
	claims_open(&f, file, true, &wishes);
	good = !*f.fault;
	*fault = f.at;
	if (!good && !*f.at.why)
		snprintf(fault->why, sizeof fault->why, "%.*s", (int) sizeof fault->why - 1, f.fault);
	claims_close(&f);
	return good;
}

static int validate(const struct validate *v, const char *file)
{
	struct form_fault fault;
	struct form_document *d = form_open(&scenario_form, file, v->sets, v->n_sets, &fault);
	bool good = d && claims_good(v, file, d, &fault);
	int status = good ? check(v, file, d) : refuse(v, file, &fault, "");

	form_close(d);
	return status;
}

static bool take_option(struct validate *v, int option, const char *value)
{
	switch (option) {
	case OPT_SET:
		v->sets[v->n_sets++] = value;
		return true;
	case OPT_PRINT_RESOLVED:
		v->print_resolved = true;
		return true;
	case OPT_RESOLVED:
		v->resolved = true;
		return true;
	case OPT_JSON:
		v->json = true;
		return true;
	case OPTION_ARGUMENT:
		v->files[v->n_files++] = value;
		return true;
	}
	return false;
}

static int run(const struct validate *v)
{
	int status = EXIT_OK;

	if (v->n_files == 0) {
		talk_error("which file? (spheron-sim validate --help)");
		return EXIT_BAD_INPUT;
	}
	if (v->print_resolved + v->resolved + v->json > 1) {
		talk_error("--print-resolved, --resolved and --json are three ways to print; "
			   "choose one");
		return EXIT_BAD_INPUT;
	}
	if (v->resolved && v->n_files > 1) {
		talk_error("--resolved prints one scenario; give one file");
		return EXIT_BAD_INPUT;
	}
	for (size_t i = 0; i < v->n_files; i++)
		if (validate(v, v->files[i]) != EXIT_OK)
			status = EXIT_BAD_INPUT;
	return status;
}

int command_validate(int argc, char **argv)
{
	struct options o = { "spheron-sim validate",
		"  spheron-sim validate scenarios/reference.json\n"
		"  spheron-sim validate --set time.horizon=30d --print-resolved FILE\n"
		"  spheron-sim validate --resolved FILE > resolved.json\n",
		"FILE|-...", rows, argc, argv, 0, NULL };
	size_t room = (size_t) argc + 1;
	struct validate v = { must(calloc(room, sizeof *v.sets)),
		must(calloc(room, sizeof *v.files)), 0, 0, false, false, false };
	int option, status = EXIT_OK;

	while ((option = options_next(&o)) != OPTION_END && take_option(&v, option, o.value))
		;
	if (option == OPTION_END)
		status = run(&v);
	else if (option != OPTION_HELP)
		status = EXIT_BAD_INPUT;
	free(v.sets);
	free(v.files);
	return status;
}
