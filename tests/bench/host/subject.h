/* SPDX-License-Identifier: MIT */
/*
 * The allocator under test. The programs are compiled once, and these names are then
 * replaced in the objects by each allocator's own (scripts/contestants.py): everybody
 * runs the same instructions around direct calls.
 */
#ifndef BENCH_HOST_SUBJECT_H
#define BENCH_HOST_SUBJECT_H

#include <stddef.h>

void *subject_malloc(size_t size);
void *subject_calloc(size_t n, size_t size);
void *subject_realloc(void *p, size_t size);
void subject_free(void *p);

/**
 * subject_start() - before the first call.
 * @arena: bytes that an allocator gets that does not find memory by itself; 0: many.
 */
void subject_start(size_t arena);

#endif /* BENCH_HOST_SUBJECT_H */
