/* SPDX-License-Identifier: MIT */
/*
 * Builds without pages: an arena of which each slice is in use or free as is wanted, by
 * blocks of one slice, of which some are freed. From its start on:
 *
 *	skip slices in use | a block of old slices | room free ones | one in use, or more |
 *	free runs of one kind, all too short | in use | what fits, if anything does | in use
 */
#ifndef WCET_SLICES_H
#define WCET_SLICES_H

#include "scene.h"

/**
 * struct layout - such an arena; all in slices.
 * @skip, @old, @room: see above; 0 for none.
 * @n: what a request will be for.
 * @kind: of the runs that are too short for it, below SLICES_KINDS.
 * @fits: there is one run of just that length, at the end of the arena. It begins with the
 * last slice of a word (by the index, the first), or at a multiple of @alignment.
 * @alignment: the largest that was asked for, bytes; 0: none was.
 */
struct layout {
	uint32_t skip, old, room;
	uint32_t n;
	uint32_t kind;
	bool fits;
	size_t alignment;
};

#define SLICES_KINDS  7u
#define SLICES_WANTED 24u

/** slices_lay() - a fresh arena like that. Return: the block of layout->old slices; or NULL. */
void *slices_lay(const struct layout *layout);

/** slices_total() - slices of the arena. */
uint32_t slices_total(void);

/** slices_fill() - a block of one slice each takes all memory; scene.blocks has them in order. */
void slices_fill(void);

/** slices_wanted() - request @i of SLICES_WANTED that matter, in slices. */
uint32_t slices_wanted(uint32_t i);

/** slices_bytes() - bytes of @n slices. */
size_t slices_bytes(uint32_t n);

/** slices_first() - the first slice at a multiple of @alignment bytes. */
uint32_t slices_first(size_t alignment);

/** slices_up_to() - slices from number @from on up to bit @bit of a word of the bitmap. */
static inline uint32_t slices_up_to(uint32_t from, uint32_t bit)
{
	return (bit - from) % BITS_PER_LONG;
}

#endif /* WCET_SLICES_H */
