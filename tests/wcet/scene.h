/* SPDX-License-Identifier: MIT */
/*
 * What the adversarial states are built of. All of it is done through the public
 * interface, so that a program could get there, but for entering a heap: that stands
 * for a context that was stopped inside.
 */
#ifndef WCET_SCENE_H
#define WCET_SCENE_H

#include "calls.h"

#include <hakmem.h>

#include "kernel/context.h"
#include "kernel/large.h"
#include "kernel/page.h"
#include "kernel/page_map.h"
#include "kernel/size_class.h"

#define SCENE_BLOCKS 65536u

/**
 * struct scene - the arena that a state is built in.
 * @blocks: live blocks, @nr of them; NULL where one was freed.
 * @regions: pieces that it comes in, of the same size.
 * @heaps: of hakmem_heap_create(), with a block each.
 */
struct scene {
	char *memory;
	size_t arena;
	void **blocks;
	uint32_t nr;
	uint32_t regions, heaps;
};

extern struct scene scene;

/**
 * struct state - an adversarial state.
 * @name: one word.
 * @path: the path that its last call is to take.
 * @run: build variant @variant of it and make the call (calls.h) last. Return: false
 * when there is no such variant.
 */
struct state {
	const char *name;
	enum path path;
	bool (*run)(uint32_t variant);
};

extern const struct state malloc_states[], free_states[], other_states[];
extern const struct state contended_states[], grid_states[];
/* Without pages, instead of all these: */
extern const struct state slice_states[], resize_states[];

/** scene_start() - a fresh arena. */
void scene_start(void);

/** scene_keep() - remember a live block. Return: false for NULL. */
bool scene_keep(void *p);

/** scene_fill() - blocks of @size until there is no memory. Return: their number. */
uint32_t scene_fill(size_t size);

/** scene_fill_pages() - @n pages of blocks of @size, all in use. */
void scene_fill_pages(size_t size, uint32_t n);

/** scene_forget() - forget the blocks without freeing them. */
void scene_forget(void);

/**
 * scene_tile() - cover the arena with pages as short as there can be, full of blocks
 * of the smallest class, but for @spare bytes at its end.
 */
void scene_tile(size_t spare);

/** scene_compact() - the list of blocks without those that were freed. */
void scene_compact(void);

/** scene_sort() - the blocks by address. */
void scene_sort(void);

/** scene_drop() - free block @i; scene_free() - the same as a call that is measured. */
void scene_drop(uint32_t i);
void scene_free(uint32_t i);

/**
 * scene_pages() - visit all pages of the blocks, in the order of addresses.
 * @visit: called with the number of the page, its first block and how many it has.
 */
void scene_pages(void (*visit)(uint32_t page, uint32_t first, uint32_t n));

/** scene_holes() - tile, then free every other page: no two free slices touch. */
void scene_holes(size_t spare);

/**
 * scene_cache() - as many runs are cached as there is room for, while memory is not scarce;
 * of lengths from that of slot @first on.
 */
void scene_cache(size_t first);

/** scene_get_scarce() - blocks that are never cached, until memory is scarce. */
void scene_get_scarce(void);

/** scene_enter(), scene_leave() - somebody is inside the heap; they are gone. */
void scene_enter(void);
void scene_leave(void);

/** scene_class() - a request that is served by class @class. */
static inline size_t scene_class(uint32_t class)
{
	return class_size(class);
}

/** scene_pick() - request @variant of those that matter; 0: there is no such. */
size_t scene_pick(uint32_t variant);

#endif /* WCET_SCENE_H */
