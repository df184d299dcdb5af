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

#ifdef CONFIG_HAKMEM_RUN_INDEX

/* Lengths of the runs of one word that a call finds, and leaves. */
static const uint8_t lengths[] = { 1,  2,  3,  4,  5,  6,  8,  9,  11,
				   12, 15, 16, 17, 20, 24, 28, 31, 32 };

#define NR_LENGTHS sizeof(lengths)

/* Nothing is free but @free slices of a word, @skip from its start, in the middle of the arena. */
static uint32_t one_word(uint32_t skip, uint32_t free)
{
	uint32_t from = slices_total() / 2 & ~(uint32_t)(BITS_PER_LONG - 1);

	scene_start();
	slices_fill();
	for (uint32_t i = 0; i < free && skip + i < BITS_PER_LONG; i++)
		scene_drop(from + skip + i);
	return from;
}

/*
 * A request is served from the only run that there is, of a third slice in front or behind
 * of which (@variant & 1) another one is free: its row of the index is empty then,
 * and another one is filled.
 */
static bool only_word(uint32_t variant)
{
	uint32_t n, run, from;

	if (variant >= NR_LENGTHS * NR_LENGTHS * 2)
		return false;
	n = lengths[variant / 2 % NR_LENGTHS];
	run = lengths[variant / 2 / NR_LENGTHS];
	from = one_word(variant & 1 ? BITS_PER_LONG - run : 0, run);
	if (run + 2 < BITS_PER_LONG)
		scene_drop(variant & 1 ? from : from + BITS_PER_LONG - 1);
	call_malloc(slices_bytes(n));
	return true;
}

/* The same for an aligned block; what is left of the run is in front of it and behind. */
static bool only_word_aligned(uint32_t variant)
{
	uint32_t n = lengths[variant % NR_LENGTHS],
		 run = lengths[variant / NR_LENGTHS % NR_LENGTHS];

	variant /= NR_LENGTHS * NR_LENGTHS;
	if (variant >= 2 * 4)
		return false;
	one_word(variant & 1 ? BITS_PER_LONG - run : 0, run);
	call_aligned(slices_bytes(2) << variant / 2, slices_bytes(n));
	return true;
}

/* A block comes back to the only word with a free run, @variant & 1: that is its neighbour. */
static bool only_word_grows(uint32_t variant)
{
	uint32_t n, run;
	void *block;

	if (variant >= NR_LENGTHS * NR_LENGTHS * 2)
		return false;
	n = lengths[variant / 2 % NR_LENGTHS];
	run = lengths[variant / 2 / NR_LENGTHS];
	if (n + run > BITS_PER_LONG) {
		scene_start();
		return true;
	}
	one_word(0, n);
	block = hakmem_malloc(slices_bytes(n));
	for (uint32_t i = 0; i < run; i++) {
		uint32_t slice = variant & 1 ? n + i : BITS_PER_LONG - 1 - i;

		scene_drop((slices_total() / 2 & ~(uint32_t)(BITS_PER_LONG - 1)) + slice);
	}
	if (block)
		call_free(block);
	return true;
}

#endif

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

/* By the index: those of up to a word. Longer ones are of whole words, which are not there. */
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define SEARCHED PATH_MALLOC_WORD
#else
#define SEARCHED PATH_MALLOC_RUN
#endif

const struct state slice_states[] = {
#ifdef CONFIG_HAKMEM_RUN_INDEX
	{ "only_word", PATH_MALLOC_WORD, only_word },
	{ "only_word_fails", PATH_WORD_FAIL, only_word },
	{ "only_word_grows", PATH_FREE_WORD, only_word_grows },
	{ "only_word_aligned", PATH_ALIGNED_WORD, only_word_aligned },
#endif
	{ "search", SEARCHED, search },
	{ "claim", PATH_MALLOC_RUN, claim },
	{ "nothing_fits", PATH_MALLOC_FAIL, nothing_fits },
	{ "too_much", PATH_MALLOC_FAIL, too_much },
	{ "release", PATH_FREE_RUN, release },
	{ "aligned_search", PATH_ALIGNED, aligned_search },
	{ "aligned_fails", PATH_ALIGNED_FAIL, aligned_fails },
	{ 0 },
};

#endif
