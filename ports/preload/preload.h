/* SPDX-License-Identifier: MIT */
/* malloc() for whole programs: what its files know of each other. */
#ifndef PORTS_PRELOAD_PRELOAD_H
#define PORTS_PRELOAD_PRELOAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* The linker's names, as in kernel/names.h. */
#define memory_start   hakmem__memory_start
#define memory_forked  hakmem__memory_forked
#define memory_clear   hakmem__memory_clear
#define memory_trim    hakmem__memory_trim
#define orphans_make   hakmem__orphans_make
#define orphans_repair hakmem__orphans_repair
#define report_failed  hakmem__report_failed

/* Seen from outside of the shared library: the family, and nothing else. */
#define FAMILY __attribute__((visibility("default")))

/* Start the default instance on its first memory, if that is to be had. */
void memory_start(void);

/*
 * In the child of a fork: the threads that were changing the arena's size are gone, and
 * those that tended its heaps.
 */
void memory_forked(void);

/*
 * Blocks from here on are runs of whole slices, and memory_clear() is cheaper for them
 * than writing zeros.
 */
#define CALLOC_LARGE ((size_t)4 << 20)
void memory_clear(void *block, size_t size);

/* Give free memory back to the system. Returns bytes. */
size_t memory_trim(void);

/*
 * In the child of a fork: the heaps of all threads but the calling one are without an
 * owner, and may be in the middle of a change. Mark them so; O(heaps).
 */
void orphans_make(void);

/*
 * Make these heaps right and leave them for others. One context at a time. False: another
 * one tends heaps, and some are left for the next time.
 */
bool orphans_repair(void);

/* Tell the system's error and end the program. */
_Noreturn void report_failed(const char *what);

#endif
