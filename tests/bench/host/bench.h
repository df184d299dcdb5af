/* SPDX-License-Identifier: MIT */
/*
 * Workloads for PCs. Each comes in three parts, so that only the middle one is timed or
 * counted: begin() gets everything ready and warms up, run() is what is measured, end()
 * gives back what is left.
 *
 * Counting is switched on by the names of functions (callgrind's --toggle-collect):
 * everything in measured_*() counts, but for what paused_*() does in there.
 */
#ifndef BENCH_HOST_BENCH_H
#define BENCH_HOST_BENCH_H

#include <stddef.h>
#include <stdint.h>

#define __measured    __attribute__((noinline, noclone, used))
#define array_size(a) (sizeof(a) / sizeof((a)[0]))

/**
 * struct tally - what a thread has done.
 * @mallocs: successful allocations, those of realloc not included.
 * @checksum: of what the blocks held when they were freed: the same with any allocator.
 * @failed: calls that returned NULL.
 */
struct tally {
	uint64_t mallocs;
	uint64_t frees;
	uint64_t reallocs;
	uint64_t checksum;
	uint64_t failed;
};

/**
 * struct bench - one run.
 * @cycles: how often; what a cycle is, is the workload's.
 * @lo: smallest block, in bytes. @hi: largest.
 * @slots: number of blocks that may be live at once, of each thread.
 * @threads: number of threads.
 * @file: of a trace.
 * @total: the sum of all threads' tallies.
 * @nanoseconds: of all threads, what run() took.
 */
struct bench {
	uint64_t cycles;
	uint32_t lo, hi;
	uint32_t slots;
	uint32_t threads;
	uint32_t rounds;
	uint32_t seed;
	const char *file;
	struct tally total;
	uint64_t nanoseconds;
};

/** struct kind - a kind of workload; see above. */
struct kind {
	void (*begin)(struct bench *bench);
	void (*run)(struct bench *bench);
	void (*end)(struct bench *bench);
};

extern const struct kind kind_slots, kind_batches, kind_fragment, kind_larson,
	kind_remote, kind_replay, kind_loop;

/** memory() - zeroed memory that no allocator under test knows of, and that is there. */
void *memory(size_t size);

/** fail() - print why, and end the program. */
_Noreturn void fail(const char *why);

/** tally_add() - count a thread's in. */
void tally_add(struct bench *bench, const struct tally *tally);

/**
 * run_threads() - call @body(bench, n) in @bench->threads threads, n from 0 on. They
 * start together; returns when all have ended.
 */
void run_threads(struct bench *bench, void (*body)(struct bench *bench, uint32_t n));

#endif /* BENCH_HOST_BENCH_H */
