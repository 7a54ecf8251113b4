/* libFuzzer target: bytes as a scenario file.
 *
 * Whatever is admitted resolves to a text that is a scenario itself and resolves to the same text,
 * whole and for its first cell; whatever is refused is refused in one line.  The first line of the
 * bytes may be an option, behind a #. */

#include "sim/scenario/form_read.h"
#include "tests/units/form_example.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool true_of_all)
{
	if (!true_of_all)
		abort();
}

static void one_line(const struct form_fault *fault)
{
	char line[FORM_FAULT_SIZE];

	form_fault_line(fault, line);
	insist(strlen(line) > 8);
	for (const char *c = line; *c; c++)
		insist((unsigned char) *c >= ' ' && *c != 0x7f);
}

static void check_again(const struct form_resolved *r)
{
	struct form_fault fault;
	struct form_document *d =
			form_open_text(&example_form, "x", r->text, r->size, NULL, 0, &fault);
	struct form_resolved *again = d ? form_resolve(d, FORM_WHOLE, &fault) : NULL;

	insist(again && again->size == r->size && memcmp(again->text, r->text, r->size) == 0);
	form_release(again);
	form_close(d);
}

static void check_cell(const struct form_document *d, size_t cell)
{
	struct form_fault fault;
	struct form_resolved *r = form_resolve(d, cell, &fault);

	if (r) {
		free(form_origins(r));
		check_again(r);
	} else {
		one_line(&fault);
	}
	form_release(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size && *data == '#' ? memchr(data, '\n', size) : NULL;
	char *option = NULL, *text;
	struct form_document *d;
	struct form_fault fault;
	size_t skip = 0;

	if (end) {
		skip = (size_t) (end - data);
		option = calloc(1, skip);
		memcpy(option, data + 1, skip - 1);
		skip++;
	}
	text = malloc(size - skip + 1);
	memcpy(text, data + skip, size - skip);
	/* Names of files would lead into the machine that this runs on. */
	text[size - skip] = 0;
	if (!strstr(text, "inc")) {
		d = form_open_text(&example_form, "x", text, size - skip,
				(const char *const *) &option, option ? 1 : 0, &fault);
		if (d) {
			check_cell(d, FORM_WHOLE);
			check_cell(d, 0);
		} else {
			one_line(&fault);
		}
		form_close(d);
	}
	free(text);
	free(option);
	return 0;
}
