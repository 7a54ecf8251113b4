// What the C++ library of the generator's author draws, in the words of `stream --draws`.
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <pcg_random.hpp>

typedef pcg64::state_type wide;

static wide both(uint64_t high, uint64_t low)
{
	return wide(high) << 64 | wide(low);
}

static void print(unsigned i, unsigned j, pcg64 r)
{
	std::printf("%u.%u", i, j);
	for (unsigned n = 0; n < 8; n++)
		std::printf(" %016" PRIx64, uint64_t(r()));
	std::printf(" %" PRIu64, uint64_t(r(1000003)));
	r.advance(wide(1000000007));
	std::printf(" %016" PRIx64 "\n", uint64_t(r()));
}

int main()
{
	const uint64_t top = UINT64_C(0x8000000000000000);
	const uint64_t seeds[] = { 0, 1, 42, top, UINT64_MAX };
	const uint64_t sequences[][2] = { { 0, 0 }, { 0, 54 }, { 1, 1 }, { UINT64_MAX, UINT64_MAX } };

	for (unsigned i = 0; i < 5; i++) {
		print(i, 0, pcg64(wide(seeds[i])));
		for (unsigned j = 1; j <= 4; j++)
			print(i, j, pcg64(both(seeds[i], ~seeds[i]),
					both(sequences[j - 1][0], sequences[j - 1][1])));
	}
}
