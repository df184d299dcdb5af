/* SPDX-License-Identifier: MIT */
#include "tests/model/shadow.h"

#include "support/mem.h"

#define BYTES_PER_WORD (HAKMEM_ALIGNMENT * 32)

struct memory shadow_init(struct shadow *shadow, struct memory memory)
{
	size_t slots = memory.size / 16 / sizeof(struct slot) * sizeof(struct slot);
	size_t held = (memory.size / BYTES_PER_WORD + 1) * sizeof(uint32_t);
	struct memory rest = memory;

	*shadow = (struct shadow){ .memory = memory };
	shadow->slots = (struct slot *)(void *)memory.base;
	shadow->nr_slots = (uint32_t)(slots / sizeof(struct slot));
	shadow->held = (uint32_t *)(void *)(memory.base + slots);
	memset(memory.base, 0, slots + held);
	rest.base += slots + held;
	rest.size -= slots + held;
	return rest;
}

bool shadow_error(struct shadow *shadow, const char *text)
{
	if (!shadow->error)
		shadow->error = text;
	return false;
}

/* Take or give back all units of the block, none of which may be @held already. */
static bool mark(struct shadow *shadow, const struct slot *slot, bool held)
{
	size_t first = (size_t)(slot->p - shadow->memory.base) / HAKMEM_ALIGNMENT;

	for (size_t i = first; i < first + slot->usable / HAKMEM_ALIGNMENT; i++) {
		uint32_t bit = 1u << (i % 32), *word = &shadow->held[i / 32];

		if (((*word & bit) != 0) == held)
			return shadow_error(shadow, held ? "overlapping blocks" :
							   "a block that was not held");
		*word ^= bit;
	}
	return true;
}

static bool in_a_region(const struct shadow *shadow, const struct slot *slot)
{
	for (unsigned int i = 0; i < shadow->nr_regions; i++)
		if (memory_holds(shadow->regions[i], slot->p, slot->usable))
			return true;
	return false;
}

bool shadow_add(struct shadow *shadow, struct slot *slot)
{
	slot->usable = hakmem_usable_size(slot->p);
	if (slot->usable < slot->size)
		return shadow_error(shadow, "a usable size below what was asked for");
	if (slot->usable % HAKMEM_ALIGNMENT || !slot->usable)
		return shadow_error(shadow, "an odd usable size");
	if ((uintptr_t)slot->p & (((uintptr_t)1 << slot->alignment_shift) - 1) ||
	    (uintptr_t)slot->p % HAKMEM_ALIGNMENT)
		return shadow_error(shadow, "a block that is not aligned");
	if (!in_a_region(shadow, slot))
		return shadow_error(shadow, "a block outside of the regions");
	if (!mark(shadow, slot, true))
		return false;
	stamp(slot->p, slot->usable, slot->seed);
	shadow->live++;
	shadow->bytes += slot->usable;
	shadow->aligned += slot->alignment_shift != 0;
	return true;
}

bool shadow_check(struct shadow *shadow, const struct slot *slot)
{
	if (hakmem_usable_size(slot->p) != slot->usable)
		return shadow_error(shadow, "another usable size than before");
	if (!stamp_holds(slot->p, slot->p, slot->usable, slot->seed))
		return shadow_error(shadow, "a block that was overwritten");
	return true;
}

bool shadow_remove(struct shadow *shadow, struct slot *slot)
{
	if (!shadow_check(shadow, slot) || !mark(shadow, slot, false))
		return false;
	shadow->live--;
	shadow->bytes -= slot->usable;
	shadow->aligned -= slot->alignment_shift != 0;
	return true;
}

static bool count_block(void *block, size_t size, void *arg)
{
	struct shadow *shadow = arg;

	(void)block;
	shadow->live--;
	shadow->bytes -= size;
	return true;
}

bool shadow_check_all(struct shadow *shadow)
{
	struct hakmem_stats stats = fixture_stats();
	struct shadow walked = *shadow;

	if (hakmem_validate())
		return shadow_error(shadow, "a broken invariant");
	if (fault_count())
		return shadow_error(shadow, "a report");
	for (uint32_t i = 0; i < shadow->nr_slots; i++)
		if (shadow->slots[i].p && !shadow_check(shadow, &shadow->slots[i]))
			return false;
	if (stats.used_blocks != shadow->live)
		return shadow_error(shadow, "statistics with another number of blocks");
	if (stats.used_bytes < shadow->bytes ||
	    (!shadow->aligned && stats.used_bytes != shadow->bytes))
		return shadow_error(shadow, "statistics with other sizes");
	if (stats.free_bytes + stats.page_bytes + stats.large_bytes + stats.heap_bytes !=
	    stats.slices * stats.slice_size)
		return shadow_error(shadow, "statistics that do not add up");
	if (!hakmem_walk(count_block, &walked) || walked.live)
		return shadow_error(shadow, "a walk over other blocks");
	if (!shadow->aligned && walked.bytes)
		return shadow_error(shadow, "a walk with other sizes");
	return true;
}
