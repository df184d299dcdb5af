/* SPDX-License-Identifier: MIT */
/* What the programs here and in tests/replay have in common. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <stddef.h>
#include <stdint.h>

/** fault_count - faults that the allocator has reported; each was printed. */
extern uint32_t fault_count;

/**
 * bench_memory() - the image's arena, from a multiple of 4096 bytes on where it can spare them:
 * figures that stay, and C libraries that take whole pages of that size lose none.
 */
char *bench_memory(size_t *size);

#endif /* BENCH_COMMON_H */
