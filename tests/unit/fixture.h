/* SPDX-License-Identifier: MIT */
/*
 * What the tests share: memory, captured faults, stamped blocks.
 *
 * The fixture starts the default instance on the board's memory before each case
 * and afterwards validates the whole heap and fails the case for every fault
 * that it did not expect. Memory is scarce on the small boards: sets of blocks
 * are linked through the blocks themselves.
 */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <hakmem.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/ktest.h"

/*
 * AddressSanitizer (CONFIG_HAKMEM_ASAN): free memory is poisoned. What looks into it
 * on purpose says so.
 */
#define LOOKS_INSIDE __attribute__((no_sanitize_address))

/* ------------------------------------------------------------------- memory */

/* More slices than 4096 make cases slower and prove nothing else. */
#define TEST_MEMORY_MAX ((size_t)4096 << CONFIG_HAKMEM_SLICE_SHIFT_MIN)

/** struct memory - a piece of RAM. */
struct memory {
	unsigned char *base;
	size_t size;
};

/** test_memory() - the memory for the tests; base is aligned to 64 bytes. */
struct memory test_memory(void);

/** memory_part() - part @i of @n equal ones, 64-byte aligned, of @memory. */
struct memory memory_part(struct memory memory, unsigned int i, unsigned int n);

/** memory_fill() - all bytes of @memory become @value. */
void memory_fill(struct memory memory, unsigned char value);

/** memory_is() - true when all @n bytes at @p have @value. */
bool memory_is(const void *p, unsigned char value, size_t n);

/** memory_holds() - true when the @n bytes at @p lie in @memory. */
bool memory_holds(struct memory memory, const void *p, size_t n);

#define MEMORY_DIRT 0xa5 /* what memory_fill() of the fixture leaves behind */

/** test_region_flags - what the region hook says of memory that is added. */
extern unsigned int test_region_flags;

/** test_region_base, test_region_size - what the hook was last asked about. */
extern const void *test_region_base;
extern size_t test_region_size;

/* -------------------------------------------------------------------- cases */

/**
 * fixture_init() - the default instance on all of test_memory(), dirty.
 *
 * For struct ktest_suite: Return: 0, or not when the arena does not start.
 */
int fixture_init(struct ktest *test);

/** fixture_none() - as fixture_init(), without an instance: for arena tests. */
int fixture_none(struct ktest *test);

/** fixture_exit() - validate, and fail the case for faults left over. */
void fixture_exit(struct ktest *test);

/** fixture_stats() - statistics of the default instance. */
struct hakmem_stats fixture_stats(void);

/**
 * fixture_idle_stats() - statistics of the default instance after the calling
 * context's heap is in place and everything empty was given back.
 */
struct hakmem_stats fixture_idle_stats(void);

/* ------------------------------------------------------------------- faults */

/** fault_count() - reports since the last fault_taken(), fault_forget(). */
unsigned int fault_count(void);

/** fault_last() - the last report. */
const struct hakmem_fault *fault_last(void);

/** fault_calls - what the hook calls with each report, in the middle of it; or NULL. */
extern void (*fault_calls)(void);

/** fault_forget() - forget all reports. */
void fault_forget(void);

/**
 * fault_taken() - was exactly this reported, and nothing else?
 *
 * Prints what was reported instead. All reports are forgotten.
 */
bool fault_taken(struct ktest *test, enum hakmem_fault_code code,
		 const void *address, size_t block_size);

/* ------------------------------------------------------------------- stamps */

/** stamp() - fill @n bytes at @p, a multiple of 4, with a pattern made from @p and @seed. */
void stamp(void *p, size_t n, uint32_t seed);

/** stamp_holds() - true when the pattern of @seed for @home is still at @p. */
bool stamp_holds(const void *p, const void *home, size_t n, uint32_t seed);

/* ------------------------------------------------------------------- chains */

/*
 * struct chain - live blocks, linked through their first two words and stamped
 * behind them over their whole usable size, so that blocks that overlap, and
 * allocator data in a live block, show.
 */
struct chain {
	struct link *first;
	size_t count;
	size_t bytes; /* sum of usable sizes */
	bool broken;  /* a block was given that is none */
	struct hakmem_arena *arena; /* NULL: the default instance */
};

struct link {
	struct link *next;
	size_t size;
};

/** chain_add() - take over the live block @p. Return: false for NULL. */
bool chain_add(struct chain *chain, void *p);

/** chain_malloc() - chain_add() of a new block of @size bytes. */
bool chain_malloc(struct chain *chain, size_t size);

/** chain_fill() - chain_malloc() until NULL. Return: the number of blocks. */
size_t chain_fill(struct chain *chain, size_t size);

/** chain_fill_all() - fill the arena with blocks of falling sizes, down to 1. */
void chain_fill_all(struct chain *chain);

/** chain_intact() - true when every block holds what was put there. */
bool chain_intact(const struct chain *chain);

/** chain_take() - unlink the first block. NULL when there is none. */
void *chain_take(struct chain *chain);

/** chain_free() - free all blocks. Return: chain_intact() before that. */
bool chain_free(struct chain *chain);

/** chain_free_some() - free each block with probability 1 / @n. */
bool chain_free_some(struct chain *chain, uint32_t n, uint32_t seed);

/* -------------------------------------------------------------------- sizes */

/** next_size() - the next of about 40 sizes a decade; starts with 0. */
static inline size_t next_size(size_t size)
{
	return size + size / 16 + 1;
}

/** arena_limit() - a size that fits into a fresh arena @n times at least. */
size_t arena_limit(unsigned int n);

#endif /* TESTS_UNIT_FIXTURE_H */
