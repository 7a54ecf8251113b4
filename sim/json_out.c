#include "sim/json_out.h"

#include <math.h>
#include <stdlib.h>

static void put_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char) *text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

void json_out_text(FILE *out, const char *key, const char *value, const char *before)
{
	fputs(before, out);
	put_string(out, key);
	fputc(':', out);
	put_string(out, value);
}

void json_out_number(FILE *out, const char *key, double value, const char *before)
{
	char digits[40];

	fputs(before, out);
	put_string(out, key);
	if (!isfinite(value)) {
		fputs(":null", out);
		return;
	}
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, sizeof digits, "%.*g", precision, value);
		if (strtod(digits, NULL) == value)
			break;
	}
	fprintf(out, ":%s", digits);
}
