/* SPDX-License-Identifier: MIT */
/*
 * Recorded heap traffic; the format stands in tests/traces/README.md. A trace is
 * used where it lies: all fields are little-endian and naturally aligned.
 */
#ifndef REPLAY_TRACE_H
#define REPLAY_TRACE_H

#include <stddef.h>
#include <stdint.h>

#define TRACE_HEADER_BYTES 256u
#define TRACE_SLOTS_MAX	   65535u

enum trace_code {
	TRACE_MALLOC = 1,
	TRACE_CALLOC,
	TRACE_REALLOC,
	TRACE_FREE,
	TRACE_ALIGNED,
};

/** struct trace_op - one call. The fields' meaning is in the format. */
struct trace_op {
	uint8_t code;
	uint8_t thread;
	uint16_t slot;
	uint32_t size;
};

/** struct trace_header - start of the file, as far as it is used here. */
struct trace_header {
	char magic[4];
	uint32_t header_bytes;
	uint32_t nr_ops;
	uint32_t nr_slots;
	uint32_t nr_threads;
	uint32_t pointer_bytes;
	uint32_t peak_live_bytes;
	uint32_t unused[37];
	char name[32];
	uint32_t crc;
	uint32_t zero[11];
};

/**
 * struct trace - a checked trace.
 * @ops: @nr_ops records: each code known, each slot in range and, at that
 * record, live or not as the operation needs it, each size at least 1 and, in a
 * free, the block's.
 */
struct trace {
	const struct trace_header *header;
	const struct trace_op *ops;
};

static inline unsigned int trace_op_code(const struct trace_op *op)
{
	return op->code & 15u;
}

static inline size_t trace_op_alignment(const struct trace_op *op)
{
	return (size_t)1 << (op->code >> 4);
}

/**
 * trace_open() - check a file and make a trace of it.
 * @trace: to fill in; good only when NULL is returned.
 * @file: the contents, aligned to 4 bytes, or NULL.
 * @size: their bytes.
 * @sizes: room for a word for each slot, to follow the blocks' sizes.
 * @nr_sizes: words there.
 *
 * Return: NULL when all is well; otherwise what is wrong, for a person.
 */
const char *trace_open(struct trace *trace, const void *file, size_t size,
		       uint32_t *sizes, size_t nr_sizes);

#endif /* REPLAY_TRACE_H */
