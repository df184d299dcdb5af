/* SPDX-License-Identifier: MIT */
#include "observe.h"

#include "../bench/workloads.h"
#include "../replay/stage.h"
#include "calls.h"
#include "kernel/direct.h"
#include "scene.h"
#include "support/mem.h"
#include "support/print.h"

bool bench_malloc(struct bench *bench, uint32_t slot, uint32_t size)
{
	bench->slots[slot] = (struct bench_slot){ call_malloc(size), size };
	return bench->slots[slot].block;
}

void bench_free(struct bench *bench, uint32_t slot)
{
	call_free(bench->slots[slot].block);
	bench->slots[slot].block = NULL;
}

int observe_workload(const char *name)
{
	const struct workload *workload = workload_find(name);
	static struct bench bench;

	if (!workload)
		return 2;
	record_where(name, 0);
	scene_start();
	bench.slots = (struct bench_slot *)scene.blocks;
	memset(bench.slots, 0, workload->nr_slots * sizeof(*bench.slots));
	rng_seed(&bench.rng, workload_seed(workload));
	workload->run(&bench);
	return 0;
}

/* Allocations that the direct page cache can serve, and those that it did not. */
static struct {
	uint32_t small, slow;
} hits;

static void *observed_malloc(size_t size)
{
	void *p = call_malloc(size);

	if (size <= FAST_MAX) {
		hits.small++;
		hits.slow += last_call.path != PATH_MALLOC_HIT;
	}
	return p;
}

/* A block of the trace; one that could not be had is left out. */
static void play(const struct trace_op *op, void **slot)
{
	void *p;

	switch (trace_op_code(op)) {
	case TRACE_REALLOC:
		p = *slot ? call_realloc(*slot, op->size) : NULL;
		if (p)
			*slot = p;
		break;
	case TRACE_FREE:
		if (*slot)
			call_free(*slot);
		*slot = NULL;
		break;
	case TRACE_ALIGNED:
		*slot = call_aligned(trace_op_alignment(op), op->size);
		break;
	default:
		*slot = observed_malloc(op->size);
	}
}

int observe_trace(size_t arena)
{
	struct stage stage;
	const char *wrong = stage_set(&stage);
	void **slots = (void **)stage.slots;

	if (wrong) {
		print("wcet: %s\n", wrong);
		return 2;
	}
	scene.memory = stage.arena;
	scene.arena = arena ? arena : stage.trace.header->peak_live_bytes / 2 * 3;
	record_where(stage.trace.header->name, 0);
	memset(slots, 0, stage.trace.header->nr_slots * sizeof(*slots));
	scene_start();
	for (uint32_t i = 0; i < stage.trace.header->nr_ops; i++)
		play(&stage.trace.ops[i], &slots[stage.trace.ops[i].slot]);
	print("hits small=%lu slow=%lu\n", (unsigned long)hits.small,
	      (unsigned long)hits.slow);
	return 0;
}
