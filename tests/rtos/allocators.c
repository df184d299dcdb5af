/* SPDX-License-Identifier: MIT */
/* The library behind struct allocator, and the allocators with bugs. */
#include "tests/rtos/allocator.h"

#include <asm/irqflags.h>
#include <hakmem.h>

#include "tests/rtos/sched.h"

/* ------------------------------------------------------------- masked, and plain */

static void *masked_malloc(size_t size)
{
	unsigned long flags = irq_save();
	void *p = hakmem_malloc(size);

	irq_restore(flags);
	return p;
}

static void masked_free(void *p)
{
	unsigned long flags = irq_save();

	hakmem_free(p);
	irq_restore(flags);
}

static void *masked_realloc(void *p, size_t size)
{
	unsigned long flags = irq_save();

	p = hakmem_realloc(p, size);
	irq_restore(flags);
	return p;
}

/* clang-format off */
const struct allocator allocator_masked = { masked_malloc, masked_free, masked_realloc };

#ifdef CONFIG_HAKMEM_MODEL_SINGLE
const struct allocator allocator_hakmem = { masked_malloc, masked_free, masked_realloc };
#else
const struct allocator allocator_hakmem = { hakmem_malloc, hakmem_free, hakmem_realloc };
#endif
/* clang-format on */

/* ------------------------------------------------------- a flag of who is inside */

static volatile uint32_t inside; /* how many contexts */
static struct task *volatile waiter;

/* A mutex: who finds it taken sleeps until it is not. For tasks only. */
static void mutex_lock(void)
{
	while (inside) {
		waiter = sched_self();
		sched_wait();
	}
	inside = 1;
}

static void mutex_unlock(void)
{
	inside = 0;
	if (waiter)
		sched_give(waiter);
	waiter = NULL;
}

static void *waiting_malloc(size_t size)
{
	void *p;

	mutex_lock();
	p = allocator_hakmem.malloc(size);
	mutex_unlock();
	return p;
}

static void waiting_free(void *p)
{
	mutex_lock();
	allocator_hakmem.free(p);
	mutex_unlock();
}

const struct allocator allocator_waiting = { waiting_malloc, waiting_free, NULL };

static void spin(void)
{
	for (int i = 0; i < 2000 && inside; i++)
		;
	inside++;
}

static void *spinning_malloc(size_t size)
{
	void *p;

	spin();
	p = allocator_hakmem.malloc(size);
	inside--;
	return p;
}

static void spinning_free(void *p)
{
	spin();
	allocator_hakmem.free(p);
	inside--;
}

const struct allocator allocator_spinning = { spinning_malloc, spinning_free, NULL };

static volatile uint32_t met; /* frees that found somebody inside */

static void *leaking_malloc(size_t size)
{
	void *p;

	inside++;
	p = allocator_hakmem.malloc(size);
	inside--;
	return p;
}

static void leaking_free(void *p)
{
	if (!inside++ || ++met > 4)
		allocator_hakmem.free(p);
	inside--;
}

const struct allocator allocator_leaking = { leaking_malloc, leaking_free, NULL };

static void *refusing_malloc(size_t size)
{
	void *p = NULL;

	if (!inside++)
		p = allocator_hakmem.malloc(size);
	inside--;
	return p;
}

const struct allocator allocator_refusing = { refusing_malloc, hakmem_free, NULL };

/* ----------------------------------------------------------------------- racing */

/*
 * A stack of small blocks in front of the library, changed by loads and stores that
 * an interrupt can part: one block goes to two. The damage stays in the blocks.
 */
#define POOL_BLOCKS 8
#define POOL_SIZE   64

static uint64_t pool[POOL_BLOCKS][POOL_SIZE / sizeof(uint64_t)];
static volatile uint8_t stack[POOL_BLOCKS]; /* numbers of the free ones */
static volatile uint32_t height;

static void *racing_malloc(size_t size)
{
	uint32_t n = height;

	if (!n || n > POOL_BLOCKS || size > POOL_SIZE)
		return allocator_hakmem.malloc(size);
	n = stack[n - 1];
	for (volatile int i = 0; i < 8; i++)
		; /* long enough to be certain */
	height--;
	return pool[n % POOL_BLOCKS];
}

static void racing_free(void *p)
{
	uint32_t n = ((uintptr_t)p - (uintptr_t)pool) / POOL_SIZE;

	if (n >= POOL_BLOCKS) {
		allocator_hakmem.free(p);
	} else if (height < POOL_BLOCKS) {
		stack[height] = (uint8_t)n;
		height++;
	}
}

const struct allocator allocator_racing = { racing_malloc, racing_free, NULL };

void allocators_reset(void)
{
	inside = 0;
	waiter = NULL;
	met = 0;
	height = POOL_BLOCKS;
	for (uint8_t n = 0; n < POOL_BLOCKS; n++)
		stack[n] = n;
}
