/* SPDX-License-Identifier: MIT */
#include "tests/sweep/actors.h"

#include "support/mem.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/memory.h"

struct actor actors[NR_ACTORS];
struct hakmem_heap *actors_heap;

static const char *volatile error;
static volatile unsigned int interrupts;
static struct hakmem_fault fault;

void actors_forget(void)
{
	memset(&fault, 0, sizeof(fault));
	error = NULL;
}

void actors_reset(void)
{
	static const uint8_t lone[NR_ACTORS] = { 64, 8, 16 }, retire[NR_ACTORS] = { 32, 40, 48 };

	memset(actors, 0, sizeof(actors));
	for (unsigned int i = 0; i < NR_ACTORS; i++) {
		actors[i].size_lone = lone[i];
		actors[i].size_retire = retire[i];
	}
	actors_heap = NULL;
	actors_forget();
}

void actors_fail(const char *what)
{
	if (!error)
		error = what;
}

const char *actors_error(void)
{
	return error;
}

/* The first report of the run is kept. */
void hakmem_fault_hook(const struct hakmem_fault *report)
{
	if (!fault.code)
		fault = *report;
	actors_fail("a fault was reported");
}

const struct hakmem_fault *actors_fault(void)
{
	return fault.code ? &fault : NULL;
}

/* ----------------------------------------------------------------- patterns */

static uint32_t pattern(const uint32_t *p, uint32_t size)
{
	return (uint32_t)(uintptr_t)p * 0x9e3779b1u ^ size;
}

/* Of a large block each fourth word: a header has more than that. */
static uint32_t step(uint32_t size)
{
	return size > 128 ? 4 : 1;
}

static void fill(uint32_t *p, uint32_t size)
{
	uint32_t word = pattern(p, size);

	for (uint32_t i = 0; i < size / sizeof(*p); i += step(size))
		p[i] = word + i;
}

/* The first @size bytes of what was filled at @home. */
static void check(const uint32_t *p, const struct held *home, uint32_t size)
{
	uint32_t word = pattern(home->p, home->size);

	for (uint32_t i = 0; i < size / sizeof(*p); i += step(home->size))
		if (p[i] != word + i) {
			actors_fail("a block that lost its contents");
			return;
		}
}

/* ------------------------------------------------------------------- blocks */

static bool good_block(const struct actor *actor, const void *p, size_t size)
{
	if (!p && !actor->null_is_right)
		actors_fail("NULL although there is memory");
	if (!p)
		return false;
	if ((uintptr_t)p % HAKMEM_ALIGNMENT || !memory_holds(p, size)) {
		actors_fail("a block that is misaligned or not in the arena");
		return false;
	}
	return true;
}

void actor_took(struct actor *actor, enum slot slot, void *p, size_t size)
{
	struct held *held = &actor->held[slot];

	if (!good_block(actor, p, size))
		return;
	if (held->p)
		actors_fail("a test that forgets a block");
	held->p = p;
	held->size = (uint32_t)size;
	fill(held->p, held->size);
}

void *actor_gives(struct actor *actor, enum slot slot)
{
	struct held *held = &actor->held[slot];
	void *p = held->p;

	if (p)
		check(p, held, held->size);
	held->p = NULL;
	return p;
}

void actors_interrupted(void)
{
	interrupts++;
}

/* Whoever may be stopped where: what is free, a call that nobody interrupts finds. */
void actor_malloc(struct actor *actor, enum slot slot, size_t size)
{
	unsigned int before = interrupts;
	void *p = hakmem_malloc(size);

	if (!p && interrupts == before && inside_overlooked(size))
		actors_fail("NULL although there is a run");
	actor_took(actor, slot, p, size);
}

void actor_heap_malloc(struct actor *actor, enum slot slot, struct hakmem_heap *heap,
		       size_t size)
{
	actor_took(actor, slot, hakmem_heap_malloc(heap, size), size);
}

void actor_zeroed(const void *p, size_t size)
{
	const uint32_t *word = p;

	for (size_t i = 0; p && i < size / sizeof(*word); i++)
		if (word[i])
			actors_fail("a block that is not zero");
}

bool actor_heap(const struct actor *actor, const struct hakmem_heap *heap)
{
	if (!heap && !actor->null_is_right)
		actors_fail("no heap although there is memory");
	return heap;
}

void actor_aligned(struct actor *actor, enum slot slot, size_t alignment, size_t size)
{
	void *p = hakmem_aligned_alloc(alignment, size);

	if ((uintptr_t)p % alignment)
		actors_fail("an aligned block that is not");
	actor_took(actor, slot, p, size);
}

void actor_free(struct actor *actor, enum slot slot)
{
	hakmem_free(actor_gives(actor, slot));
}

void actor_realloced(struct actor *actor, enum slot slot, void *p, size_t size)
{
	struct held *held = &actor->held[slot];

	if (!p) {
		if (held->p && size <= held->size)
			actors_fail("a block that could not shrink");
		good_block(actor, p, size);
		return; /* the old one is live, and checked at the end */
	}
	if (held->p)
		check(p, held, size < held->size ? (uint32_t)size : held->size);
	held->p = NULL;
	actor_took(actor, slot, p, size);
}

void actor_realloc(struct actor *actor, enum slot slot, size_t size)
{
	actor_realloced(actor, slot, hakmem_realloc(actor->held[slot].p, size), size);
}

/* --------------------------------------------------------------------- many */

void actor_take_all(struct actor *actor)
{
	for (uint32_t size = 2048; size >= 8; size /= 2) {
		struct link *link;

		while ((link = hakmem_malloc(size))) {
			if (!good_block(actor, link, size))
				return;
			*link = (struct link){ actor->all, size };
			fill((uint32_t *)(link + 1), size - sizeof(*link));
			actor->all = link;
		}
	}
}

static void check_link(struct link *link)
{
	struct held held = { (uint32_t *)(link + 1), link->size - sizeof(*link) };

	if (memory_holds(link, sizeof(*link)) && memory_holds(link, link->size))
		check(held.p, &held, held.size);
	else
		actors_fail("a block that lost its size");
}

void actors_check(void)
{
	for (struct actor *actor = actors; actor < actors + NR_ACTORS; actor++) {
		for (struct held *held = actor->held; held < actor->held + NR_SLOTS; held++)
			if (held->p)
				check(held->p, held, held->size);
		for (struct link *link = actor->all; link && !error; link = link->next)
			check_link(link);
	}
}

void actors_free_all(void)
{
	for (struct actor *actor = actors; actor < actors + NR_ACTORS; actor++) {
		for (unsigned int slot = 0; slot < NR_SLOTS; slot++)
			actor_free(actor, slot);
		while (actor->all) {
			struct link *link = actor->all;

			actor->all = link->next;
			hakmem_free(link);
		}
	}
	hakmem_heap_destroy(actors_heap);
	actors_heap = NULL;
}
