/* SPDX-License-Identifier: MIT */
/* Calls of the library that are measured, told apart by their path, and recorded. */
#ifndef WCET_CALLS_H
#define WCET_CALLS_H

#include "record.h"

void *call_malloc(size_t size);
void call_free(void *p);
void *call_realloc(void *p, size_t size);
void *call_aligned(size_t alignment, size_t size);

/** struct last_call - what the last one of these was. */
struct last_call {
	enum path path;
	uint32_t cost;
};

extern struct last_call last_call;

#endif /* WCET_CALLS_H */
