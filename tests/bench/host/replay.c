/* SPDX-License-Identifier: MIT */
/*
 * replay: a recorded trace, in one thread. A cycle plays all of it and frees what it
 * leaves live.
 */
#include <stdio.h>

#include "../../replay/trace.h"
#include "calls.h"

struct slot {
	unsigned char *p;
	uint32_t size;
};

static struct trace trace;
static struct slot *slots;
static struct tally tally;

static void settle(struct slot *slot, void *p, uint32_t size, uint32_t number)
{
	if (!p) {
		tally.failed++;
		return;
	}
	*slot = (struct slot){ p, size };
	mark(p, size, number);
}

static void empty(struct slot *slot)
{
	if (!slot->p)
		return;
	tally.checksum += marks(slot->p, slot->size);
	tally.frees++;
	call_free(slot->p, slot->size);
	slot->p = NULL;
}

static void play(const struct trace_op *op, uint32_t number)
{
	struct slot *slot = &slots[op->slot];

	switch (trace_op_code(op)) {
	case TRACE_FREE:
		empty(slot);
		break;
	case TRACE_REALLOC:
		if (!slot->p)
			break;
		tally.reallocs++;
		tally.checksum += slot->p[0];
		settle(slot, call_realloc(slot->p, slot->size, op->size), op->size,
		       number);
		break;
	case TRACE_CALLOC:
		tally.mallocs++;
		settle(slot, call_calloc(op->size), op->size, number);
		break;
	default:
		tally.mallocs++;
		settle(slot, call_malloc(op->size), op->size, number);
	}
}

static __measured void measured_replay(struct bench *bench)
{
	const struct trace_header *header = trace.header;

	for (uint64_t cycle = 0; cycle < bench->cycles; cycle++) {
		for (uint32_t i = 0; i < header->nr_ops; i++)
			play(&trace.ops[i], i);
		for (uint32_t i = 0; i < header->nr_slots; i++)
			empty(&slots[i]);
	}
}

static void *read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	void *data;
	long end;

	if (!file || fseek(file, 0, SEEK_END) || (end = ftell(file)) <= 0)
		fail("the trace cannot be read");
	*size = (size_t)end;
	data = memory(*size);
	rewind(file);
	if (fread(data, 1, *size, file) != *size)
		fail("the trace cannot be read");
	fclose(file);
	return data;
}

static void begin(struct bench *bench)
{
	uint32_t *sizes = memory(TRACE_SLOTS_MAX * sizeof(*sizes));
	const char *wrong;
	size_t size;
	void *file;

	if (!bench->file)
		fail("replay: which trace?");
	file = read_file(bench->file, &size);
	wrong = trace_open(&trace, file, size, sizes, TRACE_SLOTS_MAX);
	if (wrong)
		fail(wrong);
	slots = memory(trace.header->nr_slots * sizeof(*slots));
}

static void end(struct bench *bench)
{
	tally_add(bench, &tally);
}

const struct kind kind_replay = { begin, measured_replay, end };
