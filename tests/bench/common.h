/* SPDX-License-Identifier: MIT */
/* What the programs here and in tests/replay have in common. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <stddef.h>
#include <stdint.h>

/** fault_count - faults that the allocator has reported; each was printed. */
extern uint32_t fault_count;

#endif /* BENCH_COMMON_H */
