/* SPDX-License-Identifier: MIT */
/* Builds without pages: states that make malloc, free and aligned_alloc long. */
#include "slices.h"

#ifndef CONFIG_HAKMEM_PAGES

/* Each search comes to runs that are too short, in all words, before the one that fits. */
static bool search(uint32_t variant)
{
	struct layout layout = { .kind = variant % SLICES_KINDS, .fits = true };

	if (variant >= SLICES_WANTED * SLICES_KINDS)
		return false;
	scene_start();
	layout.n = slices_wanted(variant / SLICES_KINDS);
	slices_lay(&layout);
	call_malloc(slices_bytes(layout.n));
	return true;
}

/* Part @variant of the empty arena, and all of it. */
static bool claim(uint32_t variant)
{
	if (variant >= 16)
		return false;
	scene_start();
	call_malloc(slices_bytes(variant < 15 ? slices_total() / 16 * (variant + 1) :
						slices_total()));
	return true;
}

/*
 * The same without one that fits; in front (@variant & 1) all but one of the slices that
 * are wanted.
 */
static bool nothing_fits(uint32_t variant)
{
	struct layout layout = { .kind = variant / 2 % SLICES_KINDS };

	if (variant >= SLICES_WANTED * SLICES_KINDS * 2)
		return false;
	scene_start();
	layout.n = slices_wanted(variant / 2 / SLICES_KINDS);
	layout.room = variant & 1 ? layout.n - 1 : 0;
	slices_lay(&layout);
	call_malloc(slices_bytes(layout.n));
	return true;
}

/* More than there is, of an arena that is empty, full, or in between. */
static bool too_much(uint32_t variant)
{
	if (variant > 2)
		return false;
	scene_start();
	if (variant)
		scene_fill(variant & 1 ? 1 : scene.arena / 4);
	call_malloc(variant & 1 ? 1 : scene.arena);
	return true;
}

/* A block comes back: its first slice is the last of a word (@variant & 1), or the first. */
static bool release(uint32_t variant)
{
	struct layout layout = { .skip = variant & 1 ? BITS_PER_LONG - 1 : 0 };
	void *block;

	if (variant >= SLICES_WANTED * 2)
		return false;
	scene_start();
	layout.old = slices_wanted(variant / 2);
	if (layout.skip + layout.old > slices_total())
		layout.skip = 0;
	block = slices_lay(&layout);
	if (block)
		call_free(block);
	return true;
}

static const uint16_t alignments[] = { 16, 64, 256, 1024 };

#define NR_ALIGNMENTS 4u

/* As search(): of the places that have the alignment, the last one fits. */
static bool aligned_search(uint32_t variant)
{
	struct layout layout = { .kind = variant % SLICES_KINDS, .fits = true };

	variant /= SLICES_KINDS;
	if (variant >= SLICES_WANTED * NR_ALIGNMENTS)
		return false;
	scene_start();
	layout.alignment = alignments[variant % NR_ALIGNMENTS];
	layout.n = slices_wanted(variant / NR_ALIGNMENTS);
	slices_lay(&layout);
	call_aligned(layout.alignment, slices_bytes(layout.n));
	return true;
}

/* As nothing_fits(). */
static bool aligned_fails(uint32_t variant)
{
	struct layout layout = { .kind = variant / 2 % SLICES_KINDS };
	bool front = variant & 1;

	variant /= SLICES_KINDS * 2;
	if (variant >= SLICES_WANTED * NR_ALIGNMENTS)
		return false;
	scene_start();
	layout.alignment = alignments[variant % NR_ALIGNMENTS];
	layout.n = slices_wanted(variant / NR_ALIGNMENTS);
	layout.room = front ? layout.n - 1 : 0;
	slices_lay(&layout);
	call_aligned(layout.alignment, slices_bytes(layout.n));
	return true;
}

const struct state slice_states[] = {
	{ "search", PATH_MALLOC_RUN, search },
	{ "claim", PATH_MALLOC_RUN, claim },
	{ "nothing_fits", PATH_MALLOC_FAIL, nothing_fits },
	{ "too_much", PATH_MALLOC_FAIL, too_much },
	{ "release", PATH_FREE_RUN, release },
	{ "aligned_search", PATH_ALIGNED, aligned_search },
	{ "aligned_fails", PATH_ALIGNED_FAIL, aligned_fails },
	{ 0 },
};

#endif
