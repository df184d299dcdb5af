// SPDX-License-Identifier: MIT
/* Further regions: what a program with one region does not link. */
#include "context.h"
#include "journal.h"
#include "region.h"

/*
 * Link @new to the middle region. When both then lie on one side of it, with
 * nothing on the other, the nearer one becomes the middle. A fourth region is not
 * linked.
 */
static void link_sides(struct hakmem_arena *arena, struct region_node *new)
{
	struct region_node *middle = (struct region_node *)atomic_read(&arena->middle);
	struct region_node *inner, *outer;
	bool below = new->base < middle->base;
	struct atomic_word *side = below ? &middle->below : &middle->above;
	struct atomic_word *other = below ? &middle->above : &middle->below;

	if (atomic_read(side) == REGION_NONE) {
		atomic_set_release(side, (unsigned long)new);
		return;
	}
	if (atomic_read(other) != REGION_NONE)
		return;
	outer = (struct region_node *)atomic_read(side);
	inner = new;
	if ((new->base < outer->base) == below) {
		inner = outer;
		outer = new;
	}
	atomic_set(below ? &inner->below : &inner->above, (unsigned long)outer);
	atomic_set(below ? &inner->above : &inner->below, (unsigned long)middle);
	atomic_set_release(&arena->middle, (unsigned long)inner);
}

/*
 * The link that the next region goes to; NULL when [base, base + size) overlaps a
 * region.
 */
static struct atomic_word *last_link(struct hakmem_arena *arena, uintptr_t base, size_t size)
{
	struct atomic_word *link = &arena->regions;
	struct region *r;

	for (r = region_first(arena); r; r = region_next(r)) {
		if (base < r->supplied + r->supplied_size && r->supplied < base + size)
			return NULL;
		link = &r->next;
	}
	return link;
}

static int add_region(struct hakmem_arena *arena, void *base, size_t size)
{
	struct atomic_word *link = last_link(arena, (uintptr_t)base, size);
	struct region *region = region_at(base);
	struct run run;
	int error;

	if (!link)
		return -HAKMEM_EINVAL;
	error = region_make(arena, region, base, size);
	if (error)
		return error;
	run.region = region;
	run.first = 0;
	run.length = region->nr_slices;
	journal_run(JOURNAL_RETURN, arena, &run);
	region_open(arena, link, region);
	journal_step(JOURNAL_NONE);
	link_sides(arena, &region->node);
	return 0;
}

#ifdef CONFIG_HAKMEM_MODEL_SINGLE

static bool begin_adding(struct hakmem_arena *arena)
{
	(void)arena;
	return true;
}

static void end_adding(struct hakmem_arena *arena)
{
	(void)arena;
}

#else

/* One context at a time; a second one does not wait but is refused. */
static bool begin_adding(struct hakmem_arena *arena)
{
	return context_take(&arena->adding);
}

static void end_adding(struct hakmem_arena *arena)
{
	atomic_set_release(&arena->adding, 0);
}

#endif

int hakmem_arena_add_region(struct hakmem_arena *arena, void *base, size_t size)
{
	int error;

	if (!arena_ready(arena))
		return -HAKMEM_ENODEV;
	if (!begin_adding(arena))
		return -HAKMEM_EBUSY;
	error = add_region(arena, base, size);
	end_adding(arena);
	return error;
}

int hakmem_add_region(void *base, size_t size)
{
	return hakmem_arena_add_region(&hakmem_default, base, size);
}
