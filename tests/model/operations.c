/* SPDX-License-Identifier: MIT */
#include "tests/model/operations.h"

#define NO_SLOT UINT32_MAX

static bool one_in(struct model *model, uint32_t n)
{
	return !rng_below(&model->rng, n);
}

/* Small ones, some of every class, and now and then a large one. */
static size_t random_size(struct model *model)
{
	uint32_t limit = (uint32_t)(model->shadow.regions[0].size / 8);

	if (one_in(model, 3))
		return rng_below(&model->rng, 4 * HAKMEM_ALIGNMENT);
	if (one_in(model, 40))
		return rng_below(&model->rng, limit);
	return rng_below(&model->rng, 2 * CONFIG_HAKMEM_CLASS_MAX) >> rng_below(&model->rng, 10);
}

/* A random slot with (or without) a block; NO_SLOT when none was found soon. */
static uint32_t random_slot(struct model *model, bool live)
{
	struct shadow *shadow = &model->shadow;
	uint32_t at = rng_below(&model->rng, shadow->nr_slots);

	for (uint32_t i = 0; i < shadow->nr_slots; i++) {
		if ((shadow->slots[at].p != NULL) == live)
			return at;
		at = at + 1 < shadow->nr_slots ? at + 1 : 0;
	}
	return NO_SLOT;
}

/* ---------------------------------------------------------------- allocation */

/*
 * NULL although there is room: with this much free in one piece, a page or a run
 * is possible whatever its header and rounding cost.
 */
static bool null_is_right(struct model *model, size_t size, size_t alignment)
{
	struct hakmem_stats stats = fixture_stats();

	model->nulls++;
	if (alignment <= HAKMEM_ALIGNMENT)
		alignment = 0;
	if (stats.largest_free >= size + alignment + 128 + 3 * stats.slice_size)
		return shadow_error(&model->shadow, "NULL although there is memory");
	return true;
}

static void *call_aligned(struct model *model, struct hakmem_heap *heap, size_t alignment,
			  size_t size)
{
	model->call = heap ? "heap_aligned_alloc" : "aligned_alloc";
	return heap ? hakmem_heap_aligned_alloc(heap, alignment, size) :
		      hakmem_aligned_alloc(alignment, size);
}

static void *call_zeroed(struct model *model, struct hakmem_heap *heap, size_t size)
{
	if (heap) {
		model->call = "heap_zalloc";
		return hakmem_heap_zalloc(heap, size);
	}
	if (one_in(model, 2)) {
		model->call = "zalloc";
		return hakmem_zalloc(size);
	}
	model->call = "calloc";
	return size % 3 ? hakmem_calloc(size, 1) : hakmem_calloc(size / 3, 3);
}

static void *call_plain(struct model *model, struct hakmem_heap *heap, size_t size)
{
	if (one_in(model, 4)) {
		model->call = heap ? "heap_realloc(NULL)" : "realloc(NULL)";
		return heap ? hakmem_heap_realloc(heap, NULL, size) : hakmem_realloc(NULL, size);
	}
	model->call = heap ? "heap_malloc" : "malloc";
	return heap ? hakmem_heap_malloc(heap, size) : hakmem_malloc(size);
}

static bool allocate(struct model *model)
{
	struct shadow *shadow = &model->shadow;
	uint32_t at = random_slot(model, false);
	uint8_t index = (uint8_t)rng_below(&model->rng, 4 * MAX_HEAPS);
	struct hakmem_heap *heap = index < MAX_HEAPS ? shadow->heaps[index] : NULL;
	size_t size = random_size(model), alignment = 1;
	struct slot slot = {
		.size = size,
		.seed = model->op,
		.heap = heap ? index : OWN_HEAP,
	};
	bool zeroed = false;

	if (at == NO_SLOT)
		return true;
	switch (rng_below(&model->rng, 8)) {
	case 0:
		slot.alignment_shift = (uint8_t)(1 + rng_below(&model->rng, 9));
		alignment = (size_t)1 << slot.alignment_shift;
		slot.p = call_aligned(model, heap, alignment, size);
		break;
	case 1:
	case 2:
		zeroed = true;
		slot.p = call_zeroed(model, heap, size);
		break;
	default:
		slot.p = call_plain(model, heap, size);
	}
	if (!slot.p)
		return null_is_right(model, size, alignment);
	if (zeroed && !memory_is(slot.p, 0, size))
		return shadow_error(shadow, "memory that is not zero");
	if (!shadow_add(shadow, &slot))
		return false;
	shadow->slots[at] = slot;
	return true;
}

/* ------------------------------------------------------------- free and resize */

static bool give_back(struct model *model, uint32_t at)
{
	struct shadow *shadow = &model->shadow;
	struct slot slot = shadow->slots[at];

	shadow->slots[at].p = NULL;
	if (!shadow_remove(shadow, &slot))
		return false;
	switch (rng_below(&model->rng, 8)) {
	case 0:
		model->call = "free_sized";
		hakmem_free_sized(slot.p, slot.size);
		return true;
	case 1:
		model->call = "realloc(p, 0)";
		return !hakmem_realloc(slot.p, 0) ||
		       shadow_error(shadow, "realloc(p, 0) that is not NULL");
	case 2:
		model->call = "arena_free";
		hakmem_arena_free(hakmem_default_arena(), slot.p);
		return true;
	default:
		model->call = "free";
		hakmem_free(slot.p);
		return true;
	}
}

static void *call_realloc(struct model *model, struct slot *slot, uint8_t *heap, size_t size)
{
	*heap = (uint8_t)rng_below(&model->rng, 4 * MAX_HEAPS);
	if (*heap < MAX_HEAPS && model->shadow.heaps[*heap]) {
		model->call = "heap_realloc";
		return hakmem_heap_realloc(model->shadow.heaps[*heap], slot->p, size);
	}
	*heap = OWN_HEAP;
	model->call = "realloc";
	return hakmem_realloc(slot->p, size);
}

static bool resize(struct model *model, uint32_t at)
{
	struct shadow *shadow = &model->shadow;
	struct slot *slot = &shadow->slots[at], old = *slot;
	size_t size = 1 + random_size(model), kept = size < old.size ? size : old.size;
	size_t alignment = 1;
	unsigned char *p;
	uint8_t heap;

	if (!shadow_remove(shadow, slot))
		return false;
	p = call_realloc(model, slot, &heap, size);
	if (!p) {
		/*
		 * Still live, with all it held. An aligned block keeps what alignment
		 * its address has, which may be more than was asked for.
		 */
		if (!stamp_holds(old.p, old.p, old.usable, old.seed))
			return shadow_error(shadow, "a failed realloc that changed its block");
		if (old.alignment_shift)
			alignment = (uintptr_t)old.p & (0 - (uintptr_t)old.p);
		return shadow_add(shadow, slot) && null_is_right(model, size, alignment) &&
		       (size > old.usable ||
			shadow_error(shadow, "a block that could not shrink"));
	}
	if (!stamp_holds(p, old.p, kept, old.seed))
		return shadow_error(shadow, "a realloc that lost contents");
	if (p != old.p) {
		slot->heap = heap;
		slot->p = p;
	}
	slot->size = size;
	slot->seed = model->op;
	return shadow_add(shadow, slot);
}

/* ------------------------------------------------------------------------ heaps */

/* All blocks of the heap are dead with it. */
static bool destroy_heap(struct model *model, uint8_t index)
{
	struct shadow *shadow = &model->shadow;
	struct hakmem_heap *heap = shadow->heaps[index];

	model->call = "heap_destroy";
	for (uint32_t i = 0; i < shadow->nr_slots; i++) {
		struct slot *slot = &shadow->slots[i];

		if (!slot->p || slot->heap != index)
			continue;
		if (!shadow_remove(shadow, slot))
			return false;
		slot->p = NULL;
	}
	shadow->heaps[index] = NULL;
	hakmem_heap_destroy(heap);
	return true;
}

static bool use_heaps(struct model *model)
{
	uint8_t index = (uint8_t)rng_below(&model->rng, MAX_HEAPS + 1);
	struct hakmem_heap **heap = &model->shadow.heaps[index];

	if (index == MAX_HEAPS) {
		model->call = "heap_collect(NULL)";
		hakmem_heap_collect(NULL);
		return true;
	}
	if (!*heap) {
		model->call = "heap_create";
		*heap = hakmem_heap_create();
		return true;
	}
	if (one_in(model, 3))
		return destroy_heap(model, index);
	model->call = "heap_collect";
	hakmem_heap_collect(*heap);
	return true;
}

/* -------------------------------------------------------------------- all of it */

bool operation(struct model *model)
{
	uint32_t at;

	model->op++;
	if (one_in(model, 200))
		return use_heaps(model);
	if (rng_below(&model->rng, 100) < model->percent)
		return allocate(model);
	at = random_slot(model, true);
	if (at == NO_SLOT)
		return true;
	return one_in(model, 4) ? resize(model, at) : give_back(model, at);
}

bool free_everything(struct model *model)
{
	uint32_t at;

	while ((at = random_slot(model, true)) != NO_SLOT)
		if (!give_back(model, at))
			return false;
	for (uint8_t i = 0; i < MAX_HEAPS; i++)
		if (model->shadow.heaps[i] && !destroy_heap(model, i))
			return false;
	return true;
}
