/* SPDX-License-Identifier: MIT */
/* Builds without pages: states that make realloc long. */
#include "slices.h"

#ifndef CONFIG_HAKMEM_PAGES

/* Of a block that is to have @n slices, what it has now: one, half, all but one. */
static uint32_t part_of(uint32_t n, uint32_t which)
{
	uint32_t part = which == 0 ? 1 : which == 1 ? n / 2 : n - 1;

	return part ? part : 1;
}

/* Some alignment was asked for (@variant & 1): each block is asked for its own. */
static size_t noted_alignment(uint32_t variant)
{
	return variant & 1 ? 16 : 0;
}

/* A block grows in place; what it gets begins with the last slice of a word. */
static bool grows(uint32_t variant)
{
	struct layout layout = { .alignment = noted_alignment(variant) };
	void *old;

	variant /= 2;
	if (variant >= SLICES_WANTED * 3)
		return false;
	scene_start();
	layout.n = slices_wanted(variant / 3);
	layout.old = part_of(layout.n, variant % 3);
	layout.room = layout.n - layout.old;
	layout.skip = slices_up_to(layout.old, BITS_PER_LONG - 1);
	if (layout.skip + layout.n > slices_total())
		layout.skip = 0;
	old = slices_lay(&layout);
	if (old)
		call_realloc(old, slices_bytes(layout.n));
	return true;
}

/* The same the other way round. */
static bool shrinks(uint32_t variant)
{
	struct layout layout = { .alignment = noted_alignment(variant) };
	uint32_t left;
	void *old;

	variant /= 2;
	if (variant >= SLICES_WANTED * 3)
		return false;
	scene_start();
	layout.old = slices_wanted(variant / 3);
	left = part_of(layout.old, variant % 3);
	layout.skip = slices_up_to(left, BITS_PER_LONG - 1);
	if (layout.skip + layout.old > slices_total())
		layout.skip = 0;
	old = slices_lay(&layout);
	if (old)
		call_realloc(old, slices_bytes(left));
	return true;
}

/*
 * There is room for the block to grow but for the last slice that it needs, which is the first
 * of a word if the block is to have words. So it is to move, if there is a place for it.
 */
static bool cannot_grow(uint32_t variant, bool fits)
{
	struct layout layout = { .fits = fits, .alignment = noted_alignment(variant) };
	void *old;

	layout.kind = variant / 2 % SLICES_KINDS;
	variant /= 2 * SLICES_KINDS;
	if (variant >= SLICES_WANTED * 3)
		return false;
	scene_start();
	layout.n = slices_wanted(variant / 3);
	layout.old = part_of(layout.n, variant % 3);
	layout.skip = layout.alignment ? slices_first(layout.alignment) : 0;
	if (layout.n > BITS_PER_LONG)
		layout.n += slices_up_to(layout.skip + layout.n, 1);
	layout.room = layout.n > layout.old ? layout.n - layout.old - 1 : 0;
	old = slices_lay(&layout);
	if (old)
		call_realloc(old, slices_bytes(layout.n));
	return true;
}

static bool moves(uint32_t variant)
{
	return cannot_grow(variant, true);
}

static bool no_room(uint32_t variant)
{
	return cannot_grow(variant, false);
}

const struct state resize_states[] = {
	{ "grows", PATH_REALLOC_RUN, grows },
	{ "shrinks", PATH_REALLOC_RUN, shrinks },
	{ "moves", PATH_REALLOC_MOVE, moves },
	{ "no_room", PATH_REALLOC_FAIL, no_room },
	{ 0 },
};

#endif
