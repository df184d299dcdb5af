/* SPDX-License-Identifier: MIT */
/* Accesses of the code under test; in no context they just happen. */
#ifndef TESTS_MC_MEMORY_H
#define TESTS_MC_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum memory_rmw {
	RMW_EXCHANGE,
	RMW_ADD,
	RMW_SUB,
	RMW_AND,
	RMW_OR,
	RMW_XOR,
};

/* @pc: where in the code under test. Orders are __ATOMIC_*. */
void memory_plain(uintptr_t address, size_t size, bool write, const void *pc);
uint64_t memory_load(uintptr_t address, unsigned int size, int order, const void *pc);
void memory_store(uintptr_t address, unsigned int size, uint64_t value, int order,
		  const void *pc);
uint64_t memory_rmw(uintptr_t address, unsigned int size, enum memory_rmw op,
		    uint64_t operand, int order, const void *pc);
bool memory_cas(uintptr_t address, unsigned int size, uint64_t *expected, uint64_t value,
		int order, int failed_order, bool weak, const void *pc);
void memory_fence(int order);

#endif
