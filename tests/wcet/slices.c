/* SPDX-License-Identifier: MIT */
#include "slices.h"

#ifndef CONFIG_HAKMEM_PAGES

size_t slices_bytes(uint32_t n)
{
	return (size_t)n << slice_shift(hakmem_default_arena());
}

uint32_t slices_total(void)
{
	uint32_t total = 0;

	for (struct region *r = region_first(hakmem_default_arena()); r;
	     r = region_next(r))
		total += r->nr_slices;
	return total;
}

/* Lengths around those from which on the search goes another way; and parts of the arena. */
uint32_t slices_wanted(uint32_t i)
{
	static const uint8_t few[] = { 1,  2,  3,  4,  7,  8,  15, 16,
				       17, 24, 31, 32, 33, 64, 96, 255 };

	if (i < sizeof(few))
		return few[i];
	return slices_total() / 8 * (i - (uint32_t)sizeof(few) + 1);
}

uint32_t slices_first(size_t alignment)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	uintptr_t base = region_first(arena)->node.base;

	return (uint32_t)(((0 - base) & (alignment - 1)) >> slice_shift(arena));
}

/* Where the fit begins, as near to the end as can be; slices_total(): there is none. */
static uint32_t fit_at(const struct layout *layout)
{
	size_t step = layout->alignment >> slice_shift(hakmem_default_arena());
	uint32_t total = slices_total(), at = total - layout->n, back;

	if (!layout->fits || layout->n > total)
		return total;
	if (step)
		back = (at - slices_first(layout->alignment)) & (uint32_t)(step - 1);
	else
		back = (at + !IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX)) % BITS_PER_LONG;
	return back > at ? total : at - back;
}

/* Which slice of all the arena's @p is at. */
static uint32_t slice_number(const void *p)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct region *r = region_first(arena);
	size_t before = 0;

	for (; r && !node_holds(&r->node, (uintptr_t)p); r = region_next(r))
		before += r->nr_slices;
	return r ? (uint32_t)(before + slice_of(arena, r, p)) : 0;
}

void slices_fill(void)
{
	scene_fill(1);
	for (uint32_t i = 0; i < scene.nr; i++) {
		uint32_t at = slice_number(scene.blocks[i]);
		void *p = scene.blocks[i];

		/* each swap puts one where it belongs */
		for (; at < scene.nr && at != i; at = slice_number(p)) {
			scene.blocks[i] = scene.blocks[at];
			scene.blocks[at] = p;
			p = scene.blocks[i];
		}
	}
}

static void drop(uint32_t from, uint32_t to)
{
	for (; from < to && from < scene.nr; from++)
		scene_drop(from);
}

/* The bits of a word of which @head are set at its end, @tail at its start: not all. */
static unsigned long ends(uint32_t head, uint32_t tail)
{
	return ~(~0ul >> head) | ~(~0ul << tail);
}

/*
 * What is free of a word, and of the next one: no more than @n - 1 slices in a row.
 *
 *	0..4	runs that go on from one word into the next one: one slice, a fourth, half,
 *		three fourths, all of it in front; a slice of each word is in use
 *	5	every other slice
 *	6	a run of more than two words has a word in full
 */
static void free_bits(uint32_t kind, uint32_t n, unsigned long bits[2])
{
	uint32_t most = n > BITS_PER_LONG ? BITS_PER_LONG - 1 : n - 1;
	uint32_t head = kind % 5 ? most * (kind % 5) / 4 : most > 0;

	if (kind == 6)
		head = (most + 1) / 2;
	bits[0] = bits[1] = ends(head, most - head);
	if (kind == 5 && n > 1)
		bits[0] = bits[1] = ~0ul / 3 * 2;
	if (kind == 6 && n >= 2 * BITS_PER_LONG)
		bits[1] = ~0ul;
}

/*
 * Free runs of that kind, from slice @from on; up to @to, where the fit begins, but not
 * in the word in front of it; if there is none, up to the end.
 */
static void drop_short_runs(const struct layout *layout, uint32_t from, uint32_t to)
{
	unsigned long bits[2];

	free_bits(layout->kind, layout->n, bits);
	if (to < slices_total())
		to -= 1 + (to - 1) % BITS_PER_LONG;
	for (uint32_t i = from; i < to && i < scene.nr; i++)
		if (bits[i / BITS_PER_LONG % 2] >> i % BITS_PER_LONG & 1)
			drop(i, i + 1);
}

/* The block at slice @first as one of @n slices: by the index malloc would not give it. */
static void *grown(uint32_t first, uint32_t n)
{
	void *p = first < scene.nr ? scene.blocks[first] : NULL;

	if (!p)
		return NULL;
	drop(first + 1, first + n);
	scene.blocks[first] = NULL;
	return hakmem_realloc(p, slices_bytes(n));
}

void *slices_lay(const struct layout *layout)
{
	uint32_t behind = layout->skip + layout->old, at;
	void *old = NULL;

	scene_start();
	if (layout->alignment)
		hakmem_free(hakmem_aligned_alloc(layout->alignment, 1));
	at = fit_at(layout);
	slices_fill();
	if (layout->old)
		old = grown(layout->skip, layout->old);
	drop(behind, behind + layout->room);
	behind += layout->room;
	drop_short_runs(layout, behind + !!behind, at);
	if (layout->fits)
		drop(at, at + layout->n);
	return old;
}

#endif
