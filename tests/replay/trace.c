/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include "support/mem.h"

_Static_assert(sizeof(struct trace_header) == TRACE_HEADER_BYTES, "format");
_Static_assert(offsetof(struct trace_header, name) == 176, "format");
_Static_assert(offsetof(struct trace_header, crc) == 208, "format");
_Static_assert(sizeof(struct trace_op) == 8, "format");

/* CRC-32 as in zlib, four bits at a time. */
static uint32_t crc32(const uint8_t *p, size_t n)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
		0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	uint32_t crc = ~0u;

	while (n--) {
		crc ^= *p++;
		crc = (crc >> 4) ^ table[crc & 15];
		crc = (crc >> 4) ^ table[crc & 15];
	}
	return ~crc;
}

static const char *check_header(const struct trace_header *h, size_t size)
{
	if (size < TRACE_HEADER_BYTES || memcmp(h->magic, "ATR1", 4))
		return "not a trace: no ATR1 at its start";
	if (h->header_bytes != TRACE_HEADER_BYTES)
		return "not version 1: the header is not of 256 bytes";
	if ((size - TRACE_HEADER_BYTES) / sizeof(struct trace_op) < h->nr_ops)
		return "cut short: fewer records than the header says";
	if (!h->nr_ops || !h->nr_slots)
		return "empty: no records";
	if (h->nr_slots > TRACE_SLOTS_MAX)
		return "damaged: more than 65535 slots";
	if (h->name[sizeof(h->name) - 1] != '\0')
		return "damaged: the name has no end";
	return NULL;
}

/* Follows one record; @size is the size of its slot's block, 0 when unused. */
static const char *check_op(const struct trace_op *op, uint32_t *size)
{
	if (!op->size)
		return "damaged: a record has size 0";
	switch (trace_op_code(op)) {
	case TRACE_MALLOC:
	case TRACE_CALLOC:
	case TRACE_ALIGNED:
		if (*size)
			return "damaged: an allocation into a slot in use";
		*size = op->size;
		return NULL;
	case TRACE_REALLOC:
		if (!*size)
			return "damaged: a realloc of an unused slot";
		*size = op->size;
		return NULL;
	case TRACE_FREE:
		if (*size != op->size)
			return "damaged: a free that does not match its block";
		*size = 0;
		return NULL;
	default:
		return "damaged: an unknown operation";
	}
}

static const char *check_ops(const struct trace *trace, uint32_t *sizes)
{
	uint32_t nr_slots = trace->header->nr_slots;
	const struct trace_op *op = trace->ops;
	const struct trace_op *end = op + trace->header->nr_ops;
	const char *wrong = NULL;
	uint32_t live = 0, peak = 0;

	memset(sizes, 0, nr_slots * sizeof(*sizes));
	for (; op < end && !wrong; op++) {
		if (op->slot >= nr_slots)
			return "damaged: a slot out of range";
		live -= sizes[op->slot];
		wrong = check_op(op, &sizes[op->slot]);
		live += sizes[op->slot];
		if (live > peak)
			peak = live;
	}
	if (!wrong && peak != trace->header->peak_live_bytes)
		return "damaged: the peak is not the header's";
	return wrong;
}

const char *trace_open(struct trace *trace, const void *file, size_t size,
		       uint32_t *sizes, size_t nr_sizes)
{
	const struct trace_header *h = file;
	const char *wrong;

	if (!file)
		return "no trace given";
	wrong = check_header(h, size);
	if (wrong)
		return wrong;
	if (h->nr_slots > nr_sizes)
		return "too many blocks at once for this board";

	trace->header = h;
	trace->ops = (const struct trace_op *)(h + 1);
	if (crc32((const uint8_t *)trace->ops, h->nr_ops * sizeof(struct trace_op)) !=
	    h->crc)
		return "damaged: wrong checksum";
	return check_ops(trace, sizes);
}
