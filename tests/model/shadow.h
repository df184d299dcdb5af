/* SPDX-License-Identifier: MIT */
/*
 * What the allocator under test should have: every live block with its address,
 * size and pattern, and a bit for each HAKMEM_ALIGNMENT bytes that a block holds,
 * so that an overlap shows with the call that makes it.
 */
#ifndef TESTS_MODEL_SHADOW_H
#define TESTS_MODEL_SHADOW_H

#include "tests/unit/fixture.h"

#define MAX_HEAPS   4u
#define MAX_REGIONS 2u
#define OWN_HEAP    MAX_HEAPS /* slot->heap: not from hakmem_heap_create() */

/** struct slot - a live block, or room for one. */
struct slot {
	unsigned char *p; /* NULL: none */
	size_t size;	  /* as asked for */
	size_t usable;
	uint32_t seed;	  /* of its pattern */
	uint8_t alignment_shift;
	uint8_t heap;
};

struct shadow {
	struct slot *slots;
	uint32_t nr_slots;
	uint32_t live;
	size_t bytes;	      /* sum of usable sizes */
	uint32_t aligned;     /* live blocks that asked for an alignment */
	struct memory memory; /* the bitmap covers this */
	uint32_t *held;
	struct memory regions[MAX_REGIONS];
	unsigned int nr_regions;
	struct hakmem_heap *heaps[MAX_HEAPS];
	const char *error;    /* what went wrong first */
};

/**
 * shadow_init() - lay the tables out at the start of @memory.
 *
 * Return: what is left of @memory for the allocator.
 */
struct memory shadow_init(struct shadow *shadow, struct memory memory);

/** shadow_error() - note @text unless something went wrong before. False. */
bool shadow_error(struct shadow *shadow, const char *text);

/** shadow_add() - @slot was filled in but for what the block says of itself. */
bool shadow_add(struct shadow *shadow, struct slot *slot);

/** shadow_check() - does the block still hold what was put there? */
bool shadow_check(struct shadow *shadow, const struct slot *slot);

/** shadow_remove() - the block is about to be given back. */
bool shadow_remove(struct shadow *shadow, struct slot *slot);

/** shadow_check_all() - compare with the allocator: contents, statistics, walk. */
bool shadow_check_all(struct shadow *shadow);

#endif /* TESTS_MODEL_SHADOW_H */
