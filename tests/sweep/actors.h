/* SPDX-License-Identifier: MIT */
/*
 * Who calls the allocator: the program, a handler that interrupts it, a handler
 * that interrupts that one or a task that runs meanwhile. Each has blocks of its
 * own, so that nothing but the allocator is shared: what it holds, it has filled
 * with a pattern that is looked at before the block goes, and at the end.
 */
#ifndef TESTS_SWEEP_ACTORS_H
#define TESTS_SWEEP_ACTORS_H

#include <hakmem.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the classes that the states are made of; both profiles have them. */
#define SIZE_SHARED 24u /* the page that everybody works on */
#define SIZE_OTHER  56u /* a class without a page */
#ifdef CONFIG_HAKMEM_PAGES
#define SIZE_LARGE  ((size_t)CONFIG_HAKMEM_CLASS_MAX + 76u) /* is cached when it is freed */
#else
#define SIZE_LARGE  ((size_t)100u) /* likewise: short enough for the run cache */
#endif
#define SIZE_LONG   (SIZE_LARGE + ((size_t)(CACHED_LENGTHS + 1) << CONFIG_HAKMEM_SLICE_SHIFT_MIN))

/* Without pages: a slice; and a run that no two words of the bitmaps hold. */
#define SIZE_ONE    8u
#define SIZE_WORDS  ((size_t)(2 * 8 * __SIZEOF_LONG__ + 11) << CONFIG_HAKMEM_SLICE_SHIFT_MIN)

#ifdef CONFIG_HAKMEM_RUN_CACHE
#define CACHED_LENGTHS CONFIG_HAKMEM_CACHED_LENGTHS
#else
#define CACHED_LENGTHS 0u
#endif

/* A block that an actor holds. The first ones are there when the call begins. */
enum slot {
	SLOT_SHARED,  /* three in the page of SIZE_SHARED */
	SLOT_SHARED_2,
	SLOT_SHARED_3,
	SLOT_LONE,    /* the only block of its page, the only page of its class */
	SLOT_RETIRE,  /* the only block of its page; its class has an empty page, too */
	SLOT_LARGE,
	SLOT_A,	      /* for what the actor allocates */
	SLOT_B,
	SLOT_C,
	SLOT_D,	      /* for what MAIN allocates after its call */
	SLOT_NAMED,   /* in actors_heap, where there is one */
	NR_SLOTS,
};

struct held {
	uint32_t *p;
	uint32_t size;
};

/* Blocks of an actor that takes all there is: linked through themselves. */
struct link {
	struct link *next;
	uint32_t size;
};

/**
 * struct actor - a context.
 * @size_lone: the class of its SLOT_LONE.
 * @size_retire: the class of its SLOT_RETIRE.
 * @null_is_right: memory may be short: an allocation may fail.
 */
struct actor {
	struct held held[NR_SLOTS];
	struct link *all;
	uint8_t size_lone, size_retire;
	bool null_is_right;
};

enum { MAIN, FIRST, SECOND, NR_ACTORS };

extern struct actor actors[NR_ACTORS];

/* A heap of hakmem_heap_create() that all know, or NULL. */
extern struct hakmem_heap *actors_heap;

/** actors_reset() - nobody holds anything. */
void actors_reset(void);

/** actors_forget() - nothing is wrong. */
void actors_forget(void);

/** actors_fail() - something is wrong; the first @what of a run is kept. */
void actors_fail(const char *what);

/** actors_error() - what is wrong, or NULL. */
const char *actors_error(void);

/** actors_interrupted() - somebody comes in between. */
void actors_interrupted(void);

/** actors_fault() - the fault that was reported, or NULL. */
const struct hakmem_fault *actors_fault(void);

/** actor_took() - @p, of @size bytes, is the actor's now. NULL: see null_is_right. */
void actor_took(struct actor *actor, enum slot slot, void *p, size_t size);

/** actor_gives() - the actor is about to free the block. Return: its address. */
void *actor_gives(struct actor *actor, enum slot slot);

/* Calls of the allocator. */
void actor_malloc(struct actor *actor, enum slot slot, size_t size);
void actor_heap_malloc(struct actor *actor, enum slot slot, struct hakmem_heap *heap,
		       size_t size);
void actor_aligned(struct actor *actor, enum slot slot, size_t alignment, size_t size);
void actor_free(struct actor *actor, enum slot slot);
void actor_realloc(struct actor *actor, enum slot slot, size_t size);

/** actor_realloced() - hakmem_realloc(old, @size) gave @p. */
void actor_realloced(struct actor *actor, enum slot slot, void *p, size_t size);

/** actor_take_all() - allocate blocks of falling sizes until nothing is left. */
void actor_take_all(struct actor *actor);

/** actor_zeroed() - all @size bytes of a new block are zero. */
void actor_zeroed(const void *p, size_t size);

/** actor_heap() - @heap is that of hakmem_heap_create(). NULL: see null_is_right. */
bool actor_heap(const struct actor *actor, const struct hakmem_heap *heap);

/** actors_check() - all that anybody holds is as it was left. */
void actors_check(void);

/** actors_free_all() - free all that anybody holds. */
void actors_free_all(void);

#endif /* TESTS_SWEEP_ACTORS_H */
