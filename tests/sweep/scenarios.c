/* SPDX-License-Identifier: MIT */
#include "tests/sweep/scenarios.h"

#include "tests/sweep/inside.h"
#include "tests/sweep/memory.h"

#define MANY 64u /* more blocks than a page has here */

static void *blocks[MANY];

#define SCENARIO(id, ...) const struct scenario scenario_##id = { .name = #id, __VA_ARGS__ }

/* --------------------------------------------------------------------- parts */

/* More blocks of the shared page for MAIN, until it is as @is_so says. */
static void use_up(struct actor *main, bool (*is_so)(const void *p))
{
	while (!is_so(main->held[SLOT_SHARED].p)) {
		struct link *link = hakmem_malloc(SIZE_SHARED);

		if (!link) {
			actors_fail("the state cannot be built");
			return;
		}
		*link = (struct link){ main->all, sizeof(*link) };
		main->all = link;
	}
}

static void allocate(struct actor *actor, enum slot slot, size_t size)
{
	actor_took(actor, slot, hakmem_malloc(size), size);
}

/* A page with one block, and an empty one of the same class. */
static void build_retire(struct actor *actor)
{
	unsigned int n = 0;

	do {
		blocks[n] = hakmem_malloc(actor->size_retire);
		if (!blocks[n] || n + 1 == MANY) {
			actors_fail("the state cannot be built");
			return;
		}
	} while (!n++ || inside_same_page(blocks[0], blocks[n - 1]));
	actor_took(actor, SLOT_RETIRE, blocks[--n], actor->size_retire);
	while (n--)
		hakmem_free(blocks[n]);
}

void scenario_base(bool second)
{
	memory_init();
	actors_reset();
	for (unsigned int i = 0; i < NR_ACTORS; i++)
		for (enum slot slot = SLOT_SHARED; slot <= SLOT_SHARED_3; slot++)
			allocate(&actors[i], slot, SIZE_SHARED);
	allocate(&actors[FIRST], SLOT_LONE, actors[FIRST].size_lone);
	allocate(&actors[FIRST], SLOT_LARGE, SIZE_LARGE);
	build_retire(&actors[FIRST]);
	if (second)
		allocate(&actors[SECOND], SLOT_LONE, actors[SECOND].size_lone);
}

/* -------------------------------------------------------------------- malloc */

SCENARIO(malloc_hit, .call = CALL_MALLOC, .slot = SLOT_A, .size = SIZE_SHARED);

/* A block that was freed while somebody was inside is taken in; then free runs dry. */
static void build_swap(struct actor *main)
{
	inside_enter();
	actor_free(main, SLOT_SHARED_2);
	inside_leave();
	allocate(main, SLOT_B, SIZE_OTHER);
	use_up(main, inside_dry);
	if (!inside_swaps(main->held[SLOT_SHARED].p))
		actors_fail("the state cannot be built");
}

SCENARIO(malloc_swap, .build = build_swap, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED);

static void build_dry(struct actor *main)
{
	use_up(main, inside_dry);
}

SCENARIO(malloc_carve, .build = build_dry, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED);

SCENARIO(malloc_new, .call = CALL_MALLOC, .slot = SLOT_A, .size = SIZE_OTHER);

/* The page turns out to be full. */
static void build_full(struct actor *main)
{
	use_up(main, inside_full);
}

SCENARIO(malloc_next, .build = build_full, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED);

/* A full page that got blocks back while somebody was inside, and one behind it. */
static void build_drain(struct actor *main)
{
	allocate(main, SLOT_B, SIZE_OTHER);
	allocate(main, SLOT_C, SIZE_OTHER);
	use_up(main, inside_full);
	inside_enter();
	actor_free(main, SLOT_B);
	actor_free(main, SLOT_SHARED_2);
	actor_free(main, SLOT_SHARED_3);
	inside_leave();
}

SCENARIO(malloc_drain, .build = build_drain, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED);

/* The same, but the page is not pending yet. */
static void build_direct(struct actor *main)
{
	use_up(main, inside_full);
	inside_push(actor_gives(main, SLOT_SHARED_2));
}

SCENARIO(malloc_direct, .build = build_direct, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .after = inside_push_on);

SCENARIO(malloc_large, .call = CALL_MALLOC, .slot = SLOT_A, .size = SIZE_LARGE);

static void build_cached(struct actor *main)
{
	bool caches;

	allocate(main, SLOT_LARGE, SIZE_LARGE);
	caches = inside_caches();
	actor_free(main, SLOT_LARGE);
	if (inside_cached() != caches)
		actors_fail("nothing is cached");
}

SCENARIO(malloc_cached, .build = build_cached, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_LARGE);

/* Cached runs go back before a request is refused. */
SCENARIO(malloc_empties, .build = build_cached, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = (size_t)1 << 20, .supply = DROUGHT);

/* Nothing is left but a page that is empty. */
static void build_reclaim(struct actor *main)
{
	allocate(main, SLOT_LONE, main->size_lone);
	actor_take_all(main);
	actor_free(main, SLOT_LONE);
}

SCENARIO(malloc_reclaim, .build = build_reclaim, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .supply = ENOUGH);

static void build_nothing_left(struct actor *main)
{
	actor_take_all(main);
}

SCENARIO(malloc_refused, .build = build_nothing_left, .call = CALL_MALLOC,
	 .slot = SLOT_A, .size = SIZE_SHARED, .supply = DROUGHT);

/* Somebody is inside: no spare heap as yet; one that is there; one not enough. */
static void build_entered(struct actor *main)
{
	(void)main;
	inside_enter();
}

SCENARIO(malloc_spare_new, .build = build_entered, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .after = inside_leave, .inside = true);

static void build_spare(struct actor *main)
{
	inside_enter();
	allocate(main, SLOT_B, SIZE_SHARED);
}

SCENARIO(malloc_spare, .build = build_spare, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .after = inside_leave, .inside = true);

/* What is left is room for a spare heap, and nothing for its first block. */
static void build_spare_last(struct actor *main)
{
	inside_reserve_heap();
	actor_take_all(main);
	inside_unreserve_heap();
	inside_enter();
}

SCENARIO(malloc_spare_last, .build = build_spare_last, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .after = inside_leave, .supply = ENOUGH, .inside = true);

static void build_all_entered(struct actor *main)
{
	build_spare(main);
	inside_enter_all();
}

SCENARIO(malloc_run, .build = build_all_entered, .call = CALL_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .after = inside_leave_all, .inside = true);

/* ---------------------------------------------------------------------- free */

SCENARIO(free_hit, .call = CALL_FREE, .slot = SLOT_SHARED);

/* The page was full, and is on no queue. */
static void build_off_queue(struct actor *main)
{
	use_up(main, inside_full);
	allocate(main, SLOT_A, SIZE_SHARED);
}

SCENARIO(free_full, .build = build_off_queue, .call = CALL_FREE, .slot = SLOT_SHARED);

static void build_lone(struct actor *main)
{
	allocate(main, SLOT_LONE, main->size_lone);
}

SCENARIO(free_lone, .build = build_lone, .call = CALL_FREE, .slot = SLOT_LONE);

SCENARIO(free_retire, .build = build_retire, .call = CALL_FREE, .slot = SLOT_RETIRE);

static void build_large(struct actor *main)
{
	allocate(main, SLOT_LARGE, SIZE_LARGE);
}

static void build_long(struct actor *main)
{
	allocate(main, SLOT_LARGE, SIZE_LONG);
}

SCENARIO(free_large, .build = build_long, .call = CALL_FREE, .slot = SLOT_LARGE);

SCENARIO(free_cached, .build = build_large, .call = CALL_FREE, .slot = SLOT_LARGE);

static void build_aligned(struct actor *main)
{
	actor_aligned(main, SLOT_A, 32, SIZE_SHARED);
}

SCENARIO(free_aligned, .build = build_aligned, .call = CALL_FREE, .slot = SLOT_A);

static void build_single(struct actor *main)
{
	actor_aligned(main, SLOT_A, 64, SIZE_LARGE);
}

SCENARIO(free_single, .build = build_single, .call = CALL_FREE, .slot = SLOT_A);

SCENARIO(free_remote, .build = build_entered, .call = CALL_FREE, .slot = SLOT_SHARED,
	 .after = inside_leave, .inside = true);

static void build_queued(struct actor *main)
{
	inside_enter();
	actor_free(main, SLOT_SHARED_2);
}

SCENARIO(free_queued, .build = build_queued, .call = CALL_FREE, .slot = SLOT_SHARED,
	 .after = inside_leave, .inside = true);

/* The page has been collected although it is pending. */
static void build_collected(struct actor *main)
{
	build_direct(main);
	allocate(main, SLOT_A, SIZE_SHARED);
	inside_push_on();
}

SCENARIO(free_drain, .build = build_collected, .call = CALL_FREE, .slot = SLOT_SHARED);

/*
 * The last block of a page that is not pending yet, though its remote frees have
 * been collected; an empty page of its class is kept.
 */
static void build_unlinked(struct actor *main)
{
	unsigned int n = 0;

	build_retire(main);
	do
		blocks[n] = hakmem_malloc(main->size_retire);
	while (blocks[n] && n++ < MANY && !inside_dry(main->held[SLOT_RETIRE].p));
	inside_push(blocks[0]);
	blocks[0] = hakmem_malloc(main->size_retire);
	if (!inside_same_page(blocks[0], main->held[SLOT_RETIRE].p))
		actors_fail("the state cannot be built");
	while (n--)
		hakmem_free(blocks[n]);
}

SCENARIO(free_unlinked, .build = build_unlinked, .call = CALL_FREE, .slot = SLOT_RETIRE,
	 .after = inside_push_on);

/* ------------------------------------------------------------------- realloc */

SCENARIO(realloc_same, .call = CALL_REALLOC, .slot = SLOT_SHARED,
	 .size = SIZE_SHARED - 4);

SCENARIO(realloc_up, .call = CALL_REALLOC, .slot = SLOT_SHARED, .size = SIZE_OTHER);

static void build_other(struct actor *main)
{
	allocate(main, SLOT_A, SIZE_OTHER);
}

SCENARIO(realloc_down, .build = build_other, .call = CALL_REALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED);

SCENARIO(realloc_run_up, .build = build_large, .call = CALL_REALLOC,
	 .slot = SLOT_LARGE, .size = SIZE_LARGE + 256);

/* What it gives back is what another one of that size wants. */
static void build_larger(struct actor *main)
{
	allocate(main, SLOT_LARGE, 2 * SIZE_LARGE);
}

SCENARIO(realloc_run_down, .build = build_larger, .call = CALL_REALLOC,
	 .slot = SLOT_LARGE, .size = SIZE_LARGE);

SCENARIO(realloc_refused, .build = build_nothing_left, .call = CALL_REALLOC,
	 .slot = SLOT_SHARED, .size = SIZE_OTHER, .supply = DROUGHT);

SCENARIO(realloc_remote, .build = build_entered, .call = CALL_REALLOC,
	 .slot = SLOT_SHARED, .size = SIZE_OTHER, .after = inside_leave, .inside = true);

/* ------------------------------------------------------------- aligned, others */

SCENARIO(aligned_block, .call = CALL_ALIGNED, .slot = SLOT_A, .size = SIZE_SHARED,
	 .alignment = 32);

SCENARIO(aligned_run, .call = CALL_ALIGNED, .slot = SLOT_A, .size = SIZE_LARGE,
	 .alignment = 64);

SCENARIO(aligned_spare, .build = build_entered, .call = CALL_ALIGNED, .slot = SLOT_A,
	 .size = SIZE_SHARED, .alignment = 32, .after = inside_leave, .inside = true);

SCENARIO(collect, .build = build_retire, .call = CALL_COLLECT);

SCENARIO(add_region, .call = CALL_ADD_REGION);

/* ---------------------------------------------------------------- calloc, sized */

SCENARIO(calloc_hit, .call = CALL_CALLOC, .slot = SLOT_A, .size = SIZE_SHARED);

SCENARIO(calloc_run, .call = CALL_CALLOC, .slot = SLOT_A, .size = SIZE_LARGE);

SCENARIO(free_sized, .call = CALL_FREE_SIZED, .slot = SLOT_SHARED, .size = SIZE_SHARED);

SCENARIO(free_sized_run, .build = build_large, .call = CALL_FREE_SIZED,
	 .slot = SLOT_LARGE, .size = SIZE_LARGE);

SCENARIO(free_sized_remote, .build = build_entered, .call = CALL_FREE_SIZED,
	 .slot = SLOT_SHARED, .size = SIZE_SHARED, .after = inside_leave, .inside = true);

/* ----------------------------------------------------------------------- heaps */

static void named_take(struct actor *actor, enum slot slot, size_t size)
{
	actor_heap_malloc(actor, slot, actors_heap, size);
}

/* Each has a block in its first page. */
static void build_named(struct actor *main)
{
	(void)main;
	actors_heap = hakmem_heap_create();
	for (unsigned int i = 0; i < NR_ACTORS; i++)
		named_take(&actors[i], SLOT_NAMED, SIZE_SHARED);
}

static void build_named_full(struct actor *main)
{
	build_named(main);
	while (actors_heap && !inside_full(main->held[SLOT_NAMED].p)) {
		struct link *link = hakmem_heap_malloc(actors_heap, SIZE_SHARED);

		if (!link) {
			actors_fail("the state cannot be built");
			return;
		}
		*link = (struct link){ main->all, sizeof(*link) };
		main->all = link;
	}
}

/* It is on the queue of the full ones. */
static void build_named_off_queue(struct actor *main)
{
	build_named_full(main);
	named_take(main, SLOT_A, SIZE_SHARED);
}

/* It has got a block back while somebody was inside. */
static void build_named_drain(struct actor *main)
{
	build_named_off_queue(main);
	inside_enter_named(actors_heap);
	actor_free(main, SLOT_NAMED);
	inside_leave_named();
	actor_free(main, SLOT_A);
}

static void build_named_large(struct actor *main)
{
	build_named(main);
	named_take(main, SLOT_A, SIZE_LARGE);
}

static void build_named_entered(struct actor *main)
{
	build_named(main);
	inside_enter_named(actors_heap);
}

/* Blocks that go with the heap; nobody frees them any more. A large one is enough. */
static void build_named_alone(struct actor *main)
{
	actor_free(&actors[FIRST], SLOT_LARGE);
	build_named_off_queue(main);
	named_take(main, SLOT_LARGE, SIZE_LARGE);
	main->all = NULL;
	(void)actor_gives(main, SLOT_A);
	(void)actor_gives(main, SLOT_LARGE);
	for (unsigned int i = 0; i < NR_ACTORS; i++)
		(void)actor_gives(&actors[i], SLOT_NAMED);
}

static void build_named_doomed(struct actor *main)
{
	build_named_alone(main);
	inside_enter_named(actors_heap);
}

/* One that was destroyed is on the list still. */
static void build_unswept(struct actor *main)
{
	struct hakmem_heap *heap = hakmem_heap_create();

	inside_tend();
	hakmem_heap_destroy(heap);
	inside_end_tending();
	actors_heap = hakmem_heap_create();
	named_take(main, SLOT_A, SIZE_SHARED);
	(void)actor_gives(main, SLOT_A);
}

SCENARIO(heap_create, .call = CALL_HEAP_CREATE);

SCENARIO(heap_malloc, .build = build_named, .call = CALL_HEAP_MALLOC, .slot = SLOT_A,
	 .size = SIZE_SHARED, .named = true);

SCENARIO(heap_malloc_new, .build = build_named, .call = CALL_HEAP_MALLOC, .slot = SLOT_A,
	 .size = SIZE_OTHER, .named = true);

SCENARIO(heap_malloc_next, .build = build_named_full, .call = CALL_HEAP_MALLOC,
	 .slot = SLOT_A, .size = SIZE_SHARED, .named = true);

SCENARIO(heap_malloc_drain, .build = build_named_drain, .call = CALL_HEAP_MALLOC,
	 .slot = SLOT_A, .size = SIZE_OTHER, .named = true);

SCENARIO(heap_malloc_large, .build = build_named, .call = CALL_HEAP_MALLOC,
	 .slot = SLOT_A, .size = SIZE_LARGE, .named = true);

SCENARIO(heap_malloc_entered, .build = build_named_entered, .call = CALL_HEAP_MALLOC,
	 .slot = SLOT_A, .size = SIZE_SHARED, .after = inside_leave_named, .named = true);

SCENARIO(heap_free, .build = build_named, .call = CALL_FREE, .slot = SLOT_NAMED,
	 .named = true);

SCENARIO(heap_free_full, .build = build_named_off_queue, .call = CALL_FREE,
	 .slot = SLOT_NAMED, .named = true);

SCENARIO(heap_free_large, .build = build_named_large, .call = CALL_FREE,
	 .slot = SLOT_A, .named = true);

SCENARIO(heap_free_remote, .build = build_named_entered, .call = CALL_FREE,
	 .slot = SLOT_NAMED, .after = inside_leave_named, .named = true);

SCENARIO(heap_destroy, .build = build_named_alone, .call = CALL_HEAP_DESTROY);

SCENARIO(heap_destroy_entered, .build = build_named_doomed, .call = CALL_HEAP_DESTROY,
	 .after = inside_leave_named);

SCENARIO(heap_destroy_sweep, .build = build_unswept, .call = CALL_HEAP_DESTROY);
