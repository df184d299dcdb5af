/* SPDX-License-Identifier: MIT */
#include "tests/sweep/actions.h"

#include "kernel/compiler.h"
#include "support/mem.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/memory.h"

static void none(struct actor *actor)
{
	(void)actor;
}

static void same(struct actor *actor)
{
	actor_malloc(actor, SLOT_A, SIZE_SHARED);
	actor_free(actor, SLOT_A);
}

static void other(struct actor *actor)
{
	actor_malloc(actor, SLOT_A, SIZE_OTHER);
	actor_free(actor, SLOT_A);
}

/* Into the page that is being worked on. */
static void give(struct actor *actor)
{
	actor_free(actor, SLOT_SHARED);
}

static void give_all(struct actor *actor)
{
	actor_free(actor, SLOT_SHARED);
	actor_free(actor, SLOT_SHARED_2);
	actor_free(actor, SLOT_SHARED_3);
}

static void pop_pop_push(struct actor *actor)
{
	actor_malloc(actor, SLOT_A, SIZE_SHARED);
	actor_malloc(actor, SLOT_B, SIZE_SHARED);
	actor_free(actor, SLOT_A);
}

/* The head is again what it was, and what it links to is not free. */
static void pop_pop_push_push(struct actor *actor)
{
	actor_malloc(actor, SLOT_A, SIZE_SHARED);
	actor_malloc(actor, SLOT_B, SIZE_SHARED);
	actor_free(actor, SLOT_SHARED);
	actor_free(actor, SLOT_A);
}

/* The last block of a page: the only page of its class, and one that may go. */
static void empty(struct actor *actor)
{
	actor_free(actor, SLOT_LONE);
	actor_free(actor, SLOT_RETIRE);
}

static void large(struct actor *actor)
{
	actor_malloc(actor, SLOT_A, SIZE_LARGE);
	actor_free(actor, SLOT_LARGE);
}

static void region(struct actor *actor)
{
	if (!memory_added(memory_add()))
		actors_fail("a region that is refused");
	actor_malloc(actor, SLOT_A, SIZE_OTHER);
}

static void exhaust(struct actor *actor)
{
	actor_take_all(actor);
}

/* The second one as the first that fits: with the run index, larger than a word. */
#define ALIGNED_LARGE (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) ? 256u : 64u)

static void aligned(struct actor *actor)
{
	actor_aligned(actor, SLOT_A, 32, SIZE_SHARED);
	actor_aligned(actor, SLOT_B, ALIGNED_LARGE, SIZE_LARGE);
	actor_free(actor, SLOT_A);
}

static void resize(struct actor *actor)
{
	actor_realloc(actor, SLOT_SHARED, SIZE_OTHER);
	actor_realloc(actor, SLOT_LARGE, SIZE_LARGE / 2 + SIZE_OTHER);
	actor_realloc(actor, SLOT_LONE, actor->size_lone / 2);
}

#ifdef CONFIG_HAKMEM_PAGES

/* A heap from beginning to end. Its blocks go with it. */
static void heap(struct actor *actor)
{
	struct hakmem_heap *heap = hakmem_heap_create();

	if (!actor_heap(actor, heap))
		return;
	actor_heap_malloc(actor, SLOT_A, heap, SIZE_SHARED);
	actor_heap_malloc(actor, SLOT_B, heap, actor->size_lone);
	actor_free(actor, SLOT_B);
	(void)actor_gives(actor, SLOT_A);
	hakmem_heap_destroy(heap);
}

static void named(struct actor *actor)
{
	actor_free(actor, SLOT_NAMED);
	if (!inside_may_use(actors_heap))
		return;
	actor_heap_malloc(actor, SLOT_A, actors_heap, SIZE_SHARED);
	actor_heap_malloc(actor, SLOT_B, actors_heap, SIZE_OTHER);
	actor_free(actor, SLOT_A);
	hakmem_heap_collect(actors_heap);
}

#else

static void one(struct actor *actor)
{
	actor_malloc(actor, SLOT_A, SIZE_ONE);
	actor_malloc(actor, SLOT_B, SIZE_ONE);
	actor_free(actor, SLOT_LONE);
	actor_free(actor, SLOT_A);
}

static void words(struct actor *actor)
{
	actor_malloc(actor, SLOT_A, SIZE_WORDS);
	actor_free(actor, SLOT_SHARED_2);
	actor_malloc(actor, SLOT_B, SIZE_ONE);
	actor_free(actor, SLOT_A);
}

#endif

/* What a task does that runs for long while another one is stopped. */
static void work(struct actor *actor)
{
	pop_pop_push(actor);
	actor_free(actor, SLOT_RETIRE);
	resize(actor);
	give_all(actor);
	actor_malloc(actor, SLOT_A, SIZE_OTHER);
	actor_aligned(actor, SLOT_C, 32, SIZE_SHARED);
	actor_free(actor, SLOT_LARGE);
	actor_free(actor, SLOT_LONE);
	actor_malloc(actor, SLOT_RETIRE, actor->size_retire);
	actor_malloc(actor, SLOT_SHARED, SIZE_SHARED);
	actor_free(actor, SLOT_A);
	actor_free(actor, SLOT_B);
	actor_malloc(actor, SLOT_LARGE, SIZE_LARGE);
}

#ifdef CONFIG_HAKMEM_PAGES

static void heaps(struct actor *actor)
{
	heap(actor);
	if (actors_heap)
		named(actor);
}

#endif

const struct action task_actions[] = {
	{ "work", work, true, false, false },
#ifdef CONFIG_HAKMEM_PAGES
	{ "heaps", heaps, true, false, false },
#endif
	{ NULL, NULL, false, false, false },
};

const struct action actions[] = {
	{ "none", none, false, false, false },
	{ "same", same, true, false, false },
	{ "other", other, true, false, false },
	{ "give", give, false, false, false },
	{ "give_all", give_all, false, false, false },
	{ "pop_pop_push", pop_pop_push, true, false, false },
	{ "pop_pop_push_push", pop_pop_push_push, true, false, false },
	{ "empty", empty, false, false, false },
	{ "large", large, true, false, false },
	{ "region", region, true, false, false },
	{ "exhaust", exhaust, true, true, false },
	{ "aligned", aligned, true, false, false },
	{ "resize", resize, true, false, false },
#ifdef CONFIG_HAKMEM_PAGES
	{ "heap", heap, true, false, false },
	{ "named", named, true, false, true },
#else
	{ "one", one, true, false, false },
	{ "words", words, true, false, false },
#endif
	{ NULL, NULL, false, false, false },
};

const struct action *action_find(const char *name)
{
	const struct action *action = actions;

	while (action->name && strcmp(action->name, name))
		action++;
	return action;
}
