/* SPDX-License-Identifier: MIT */
/*
 * The allocator that is measured: ours (hakmem.c), or that of a C library (peer/).
 */
#ifndef BENCH_ALLOCATOR_H
#define BENCH_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct bench_allocator - what programs here need of one.
 * @start: begin on @size bytes at @memory, once. Return: 0, or not: they are too few.
 * @valid: is it in order, as far as it can tell?
 * @regions: arguments memory and bytes: costs with several regions; NULL without such.
 */
struct bench_allocator {
	const char *name;
	int (*start)(void *memory, size_t size);
	void *(*malloc)(size_t size);
	void (*free)(void *p);
	bool (*valid)(void);
	int (*regions)(char *memory, size_t size);
};

extern const struct bench_allocator bench_allocator;

#endif /* BENCH_ALLOCATOR_H */
