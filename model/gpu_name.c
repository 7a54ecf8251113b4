#include "model/gpu_name.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define ROOM 48

const char *const gpu_model_words[GPU_NAMES + 2] = { "any", "t1000", "p4", "gtx1050", "gtx1050ti",
	"gtx1060", "gtx1070", "gtx1070ti", "gtx1080", "gtx1080ti", "rtx2060", "rtx2060super",
	"rtx2070", "rtx2080", "rtx2080super", "rtx3050", "rtx3060", "rtx3060ti", "rtx3070",
	"rtx3070ti", "rtx4060", "rtx4060ti", "rtx4070", "p100", "rtxa4000", "rtx2080ti", "rtx3080",
	"rtx3080ti", "rtx4070ti", "rtx4000", "p40", "t4", "rtx4080", "titanrtx", "rtx3090",
	"rtx3090ti", "rtx4090", "rtxa5000", "a10", "a10g", "l4", "v100", "a40", "l40", "rtx8000",
	"rtxa6000", "l40s", "rtx6000-ada", "a100-pcie-40g", "a100-sxm-40g", "a100-80g", "h100",
	"gtx1650", "gtx1660", "gtx1660ti", "gtx1660super", "rtx4070tisuper", "rtx4050", "gtx1650ti",
	"rtx4000-ada", "rtx2050", "v100s", "rtx3050ti", "rtx4000-sff-ada", "rtx4080super",
	"rtx4070super", "rtx5090", "rtx5080", "rtx5070ti", "gh200", "h200", "b200", "a30", "a16",
	"rtx6000", "rtx8000-ada", "rtx5060ti", NULL };

/* What others call the same models, squeezed. */
static const struct alias {
	const char *text;
	unsigned id;
} aliases[] = {
	{ "a100pcie40", 48 }, { "a100pcie40gb", 48 }, { "a10040gbpcie", 48 }, { "a10040gb", 49 },
	{ "a100sxm40", 49 }, { "a100sxm440gb", 49 }, { "a10040gbsxm4", 49 }, { "a100sxm40gb", 49 },
	{ "a100pcie80", 50 }, { "a100pcie80gb", 50 }, { "a10080gbpcie", 50 }, { "a10080", 50 },
	{ "a100sxm80", 50 }, { "a100sxm480gb", 50 }, { "a10080gbsxm4", 50 }, { "a100sxm80gb", 50 },
	{ "a10080gb", 50 }, { "h100pcie", 51 }, { "h100sxm", 51 }, { "h100sxm5", 51 },
	{ "h100nvl", 51 }, { "h10080gb", 51 }, { "h10080gbpcie", 51 }, { "h10080gbsxm5", 51 },
	{ "h100sxm80gb", 51 }, { "h200sxm", 70 }, { "h200nvl", 70 }, { "h200141gb", 70 },
	{ "b200180gb", 71 }, { "gh20096gb", 69 }, { "v100m16", 41 }, { "v100m32", 41 },
	{ "v100sxm2", 41 }, { "v100pcie", 41 }, { "a4000", 24 }, { "a5000", 37 }, { "a6000", 45 },
	{ "rtx6000ada", 47 }, { "rtx6000adageneration", 47 }, { "6000ada", 47 },
};

/* Small letters and digits only; returns false if that is too long to be a name. */
static bool squeeze(const char *text, char out[ROOM])
{
	size_t n = 0;

	for (; *text; text++) {
		char c = *text;

		if (c >= 'A' && c <= 'Z')
			c = (char) (c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n == ROOM - 1)
			return false;
		out[n++] = c;
	}
	out[n] = 0;
	return true;
}

static const char *without_makers(const char *text)
{
	static const char *const makers[] = { "nvidia", "geforce", "tesla", "quadro" };

	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
		size_t n = strlen(makers[i]);

		if (strncmp(text, makers[i], n) == 0)
			text += n;
	}
	return text;
}

const char *gpu_name(unsigned id)
{
	return id > 0 && id <= GPU_NAMES ? gpu_model_words[id] : NULL;
}

unsigned gpu_named(const char *text)
{
	char whole[ROOM], known[ROOM];
	const char *word;

	if (!squeeze(text, whole) || !whole[0])
		return 0;
	word = without_makers(whole);
	for (unsigned id = 1; id <= GPU_NAMES; id++)
		if (squeeze(gpu_model_words[id], known) && strcmp(word, known) == 0)
			return id;
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(word, aliases[i].text) == 0)
			return aliases[i].id;
	return 0;
}
