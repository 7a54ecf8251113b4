/* Memory asked for ahead. */

#include "protocol/state.h"

void spheron_expect(const struct spheron *state, enum spheron_node_kind kind, uint32_t id)
{
	bool fizz = kind == SPHERON_NODE_FIZZ;
	const char *record;
	size_t size = fizz ? sizeof(struct fizz) : sizeof(struct provider);

	if (id == 0 || id > state->table[fizz ? T_FIZZ : T_PROVIDERS].used)
		return;
	record = fizz ? (const char *) fizz_at(state, id) : (const char *) provider_at(state, id);
	for (size_t line = 0; line < size; line += CACHE_LINE)
		__builtin_prefetch(record + line);
}
