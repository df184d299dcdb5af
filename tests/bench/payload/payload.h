/* SPDX-License-Identifier: MIT */
#ifndef BENCH_PAYLOAD_H
#define BENCH_PAYLOAD_H

/** print_heap() - the arena has been started: what the allocator itself takes of it. */
void print_heap(void);

#endif /* BENCH_PAYLOAD_H */
