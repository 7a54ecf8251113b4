/* pcg - our generator against the outputs that its author published.
 *
 *	pcg FILE
 *
 * Draws what the file tells of and compares line by line; then checks that moving ahead by n draws is
 * the same as drawing n times.
 */
#include "support/pcg.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CARDS 52

static void draw_numbers(struct pcg *g, char *out)
{
	for (int i = 0; i < 6; i++)
		out += sprintf(out, " %016" PRIx64, pcg_next(g));
}

static void draw_coins(struct pcg *g, char *out)
{
	*out++ = ' ';
	for (int i = 0; i < 65; i++)
		*out++ = pcg_below(g, 2) ? 'H' : 'T';
	*out = 0;
}

static void draw_rolls(struct pcg *g, char *out)
{
	for (int i = 0; i < 33; i++)
		out += sprintf(out, " %d", (int) pcg_below(g, 6) + 1);
}

static void draw_cards(struct pcg *g, char *out)
{
	unsigned char card[CARDS];

	for (unsigned i = 0; i < CARDS; i++)
		card[i] = (unsigned char) i;
	for (unsigned left = CARDS; left > 1; left--) {
		uint64_t chosen = pcg_below(g, left);
		unsigned char last = card[left - 1];

		card[left - 1] = card[chosen];
		card[chosen] = last;
	}
	for (unsigned i = 0; i < CARDS; i++)
		out += sprintf(out, " %c%c", "A23456789TJQK"[card[i] / 4], "hcds"[card[i] % 4]);
}

static const struct {
	const char *name;
	void (*draw)(struct pcg *g, char *out);
} kinds[] = {
	{ "64bit", draw_numbers },
	{ "coins", draw_coins },
	{ "rolls", draw_rolls },
	{ "cards", draw_cards },
};

static int line_agrees(struct pcg *g, const char *line)
{
	for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t n = strlen(kinds[i].name);
		char drawn[512];

		if (strncmp(line, kinds[i].name, n) != 0)
			continue;
		kinds[i].draw(g, drawn);
		if (strcmp(drawn, line + n) == 0)
			return 1;
		printf("published %s\ndrawn     %s%s\n", line, kinds[i].name, drawn);
		return 0;
	}
	printf("unknown line: %s\n", line);
	return 0;
}

static int ahead_is_drawing(void)
{
	static const unsigned distance[] = { 0, 1, 2, 3, 64, 1000, 65537 };

	for (unsigned i = 0; i < sizeof distance / sizeof distance[0]; i++) {
		struct pcg slow, fast;

		pcg_seed(&slow, 1, 42, 2, 54);
		fast = slow;
		for (unsigned n = 0; n < distance[i]; n++)
			pcg_next(&slow);
		pcg_advance(&fast, distance[i]);
		if (memcmp(&slow, &fast, sizeof slow) != 0) {
			printf("moving ahead by %u is not drawing %u times\n", distance[i],
					distance[i]);
			return 0;
		}
	}
	return 1;
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	unsigned lines = 0, bad = 0;
	struct pcg g;
	char line[512];

	if (!f) {
		puts("pcg: which file of published outputs?");
		return 2;
	}
	pcg_seed(&g, 0, 42, 0, 54);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] == '#' || line[0] == 0)
			continue;
		lines++;
		bad += !line_agrees(&g, line);
	}
	fclose(f);
	bad += !ahead_is_drawing();
	printf("pcg: %u published lines, %u differences\n", lines, bad);
	return bad != 0 || lines != 20;
}
