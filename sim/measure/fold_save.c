/* fold_save - a fold as bytes, for checkpoints of the same program on the same kind of machine. */

#include "sim/measure/fold_parts.h"

#include "sim/player.h"

#include <stdlib.h>

#define MARK 0x444c4f46u /* "FOLD" */

/* An array and how much of it there is. */
struct piece {
	void **array;
	size_t size, n;
};

enum { PIECES = 10 };

static void pieces_of(struct fold *f, struct piece piece[PIECES])
{
	struct piece all[PIECES] = {
		{ (void **) &f->a.node[0], sizeof **f->a.node, f->node_room[0] },
		{ (void **) &f->a.node[1], sizeof **f->a.node, f->node_room[1] },
		{ (void **) &f->a.final[0], sizeof **f->a.final, f->final_room[0] },
		{ (void **) &f->a.final[1], sizeof **f->a.final, f->final_room[1] },
		{ (void **) &f->a.provider, sizeof *f->a.provider, f->provider_room },
		{ (void **) &f->a.series, SERIES_COUNT * sizeof *f->a.series, f->series_room },
		{ (void **) &f->a.operators, sizeof *f->a.operators, f->operators_room },
		{ (void **) &f->a.operator_exits, sizeof *f->a.operator_exits, f->operator_exits_room },
		{ (void **) &f->a.event, sizeof *f->a.event, f->event_room },
		{ (void **) &f->a.text, 1, f->text_size },
	};

	for (int i = 0; i < PIECES; i++)
		piece[i] = all[i];
}

static bool put(FILE *file, const void *data, size_t size, size_t n)
{
	return n == 0 || fwrite(data, size, n, file) == n;
}

static bool take(FILE *file, void *data, size_t size, size_t n)
{
	return n == 0 || fread(data, size, n, file) == n;
}

bool fold_save(const struct fold *f, FILE *file)
{
	const uint32_t head[3] = { MARK, (uint32_t) sizeof *f, METRIC_COUNT };
	struct piece piece[PIECES];
	bool written;

	/* The pieces are only read. */
	pieces_of((struct fold *) f, piece);
	written = put(file, head, sizeof head, 1) && put(file, f, sizeof *f, 1);
	for (int i = 0; written && i < PIECES; i++)
		written = put(file, *piece[i].array, piece[i].size, piece[i].n);
	return written;
}

struct fold *fold_load(const struct setup *setup, const struct cast *cast, FILE *file)
{
	struct fold *f = must(calloc(1, sizeof *f));
	struct piece piece[PIECES];
	uint32_t head[3];
	bool read;

	read = take(file, head, sizeof head, 1) && head[0] == MARK && head[1] == sizeof *f
			&& head[2] == METRIC_COUNT && take(file, f, sizeof *f, 1);
	f->a = (struct fold_arrays) { 0 };
	f->setup = setup;
	f->cast = cast;
	f->scratch_room = 0;
	pieces_of(f, piece);
	for (int i = 0; read && i < PIECES; i++) {
		*piece[i].array = piece[i].n ? calloc(piece[i].n, piece[i].size) : NULL;
		read = (piece[i].n == 0 || *piece[i].array)
				&& take(file, *piece[i].array, piece[i].size, piece[i].n);
	}
	f->text_room = f->text_size;
	if (read)
		return f;
	fold_free(f);
	return NULL;
}
