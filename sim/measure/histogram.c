#include "sim/measure/histogram.h"

#include <math.h>
#include <string.h>

#define MIDDLE HISTOGRAM_SIDE /* the bin of 0 */
#define MANTISSA_BITS 52
#define BIN_SHIFT (MANTISSA_BITS - 6)

/* The bin of a magnitude, counted from 1; 0 for what is too small. */
static int32_t bin_of(double magnitude)
{
	uint64_t bits, low;
	double least = HISTOGRAM_LEAST;

	if (!(magnitude >= HISTOGRAM_LEAST))
		return 0;
	if (magnitude >= HISTOGRAM_MOST)
		return HISTOGRAM_SIDE;
	memcpy(&bits, &magnitude, sizeof bits);
	memcpy(&low, &least, sizeof low);
	return (int32_t) ((bits >> BIN_SHIFT) - (low >> BIN_SHIFT)) + 1;
}

static double middle_of(int32_t bin)
{
	uint64_t bits;
	double least = HISTOGRAM_LEAST, low, high;

	if (bin == 0)
		return 0;
	memcpy(&bits, &least, sizeof bits);
	bits += (uint64_t) (bin - 1) << BIN_SHIFT;
	memcpy(&low, &bits, sizeof low);
	bits += (uint64_t) 1 << BIN_SHIFT;
	memcpy(&high, &bits, sizeof high);
	return low + (high - low) / 2;
}

void histogram_clear(struct histogram *h)
{
	if (h->total > 0)
		memset(&h->weight[h->first], 0,
				(size_t) (h->last - h->first + 1) * sizeof h->weight[0]);
	h->total = h->sum = 0;
}

void histogram_add(struct histogram *h, double value, double weight)
{
	int32_t bin = value < 0 ? MIDDLE - bin_of(-value) : MIDDLE + bin_of(value);

	if (!(weight > 0) || isnan(value))
		return;
	if (h->total <= 0) {
		h->first = h->last = bin;
	} else {
		h->first = bin < h->first ? bin : h->first;
		h->last = bin > h->last ? bin : h->last;
	}
	h->weight[bin] += weight;
	h->total += weight;
	h->sum += weight * value;
}

double histogram_quantile(const struct histogram *h, double q)
{
	double reached = 0;
	int32_t bin;

	if (!(h->total > 0))
		return NAN;
	/* The last bin in use answers whatever rounding leaves over. */
	for (bin = h->first; bin < h->last; bin++) {
		reached += h->weight[bin];
		if (reached > 0 && reached >= q * h->total)
			break;
	}
	return bin < MIDDLE ? -middle_of(MIDDLE - bin) : middle_of(bin - MIDDLE);
}

double histogram_mean(const struct histogram *h)
{
	return h->total > 0 ? h->sum / h->total : NAN;
}
