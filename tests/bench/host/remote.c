/* SPDX-License-Identifier: MIT */
/*
 * remote_free: one thread allocates, the other one frees. A ring of @slots pointers
 * (a power of two) is between them. A cycle is a block.
 */
#include <stdatomic.h>
#include <time.h>

#include "calls.h"
#include "rng.h"

#define SPINS 100

static const struct timespec nap = { 0, 50000 };

static struct {
	void **blocks;
	_Alignas(128) atomic_ulong put;	  /* blocks that the producer has put in */
	_Alignas(128) atomic_ulong taken; /* that the consumer has taken */
} ring;

static struct tally tallies[2];

/*
 * Until *@counter is @least or more. Returns what it is. Who waits for long sleeps, as
 * its time is part of what is measured.
 */
static __measured uint64_t paused_until(atomic_ulong *counter, uint64_t least)
{
	uint64_t value;

	for (unsigned int i = 0;; i++) {
		value = atomic_load_explicit(counter, memory_order_acquire);
		if (value >= least)
			return value;
		if (i > SPINS)
			nanosleep(&nap, NULL);
	}
}

static __measured void measured_producer(const struct bench *bench)
{
	uint64_t room = bench->slots; /* number of the first block that must wait */
	uint32_t rng = bench->seed;

	for (uint64_t i = 0; i < bench->cycles; i++) {
		uint32_t size = rng_range(&rng, bench->lo, bench->hi);

		if (i >= room)
			room = bench->slots +
			       paused_until(&ring.taken, i + 1 - bench->slots);
		ring.blocks[i & (bench->slots - 1)] =
			stamped_malloc(&tallies[0], size, rng);
		atomic_store_explicit(&ring.put, i + 1, memory_order_release);
	}
}

static __measured void measured_consumer(const struct bench *bench)
{
	uint64_t there = 0;

	for (uint64_t i = 0; i < bench->cycles; i++) {
		void *p;

		if (i >= there)
			there = paused_until(&ring.put, i + 1);
		p = ring.blocks[i & (bench->slots - 1)];
		if (p)
			stamped_free(&tallies[1], p);
		atomic_store_explicit(&ring.taken, i + 1, memory_order_release);
	}
}

static void body(struct bench *bench, uint32_t n)
{
	if (n)
		measured_consumer(bench);
	else
		measured_producer(bench);
}

static void begin(struct bench *bench)
{
	if (bench->slots & (bench->slots - 1))
		fail("not a power of two slots");
	ring.blocks = memory(bench->slots * sizeof(void *));
}

static void run(struct bench *bench)
{
	run_threads(bench, body);
}

static void end(struct bench *bench)
{
	tally_add(bench, &tallies[0]);
	tally_add(bench, &tallies[1]);
}

const struct kind kind_remote = { begin, run, end };
