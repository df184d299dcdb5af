// SPDX-License-Identifier: MIT
/*
 * What the compiler calls for each access with -fsanitize=thread: this stands where
 * libtsan would. Orders are numbered as __ATOMIC_*.
 */
#include "tests/mc/internal.h"
#include "tests/mc/memory.h"

#define PC __builtin_return_address(0)

#define PLAIN(name, size, write)                             \
	void __tsan_##name(void *p);                         \
	void __tsan_##name(void *p)                          \
	{                                                    \
		memory_plain((uintptr_t)p, size, write, PC); \
	}

#define PLAIN_SIZE(size)                         \
	PLAIN(read##size, size, false)           \
	PLAIN(write##size, size, true)           \
	PLAIN(unaligned_read##size, size, false) \
	PLAIN(unaligned_write##size, size, true) \
	PLAIN(volatile_read##size, size, false)  \
	PLAIN(volatile_write##size, size, true)

PLAIN_SIZE(1)
PLAIN_SIZE(2)
PLAIN_SIZE(4)
PLAIN_SIZE(8)
PLAIN_SIZE(16)

void __tsan_read_range(void *p, size_t size);
void __tsan_read_range(void *p, size_t size)
{
	memory_plain((uintptr_t)p, size, false, PC);
}

void __tsan_write_range(void *p, size_t size);
void __tsan_write_range(void *p, size_t size)
{
	memory_plain((uintptr_t)p, size, true, PC);
}

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller);
void __tsan_func_entry(void *caller)
{
	(void)caller;
	if (running >= 0)
		paths_enter(PC);
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
	if (running >= 0)
		paths_leave();
}

#define RMW(bits, name, op)                                                             \
	uint##bits##_t __tsan_atomic##bits##_##name(volatile void *p, uint##bits##_t v, \
						    int order);                         \
	uint##bits##_t __tsan_atomic##bits##_##name(volatile void *p, uint##bits##_t v, \
						    int order)                          \
	{                                                                               \
		return (uint##bits##_t)memory_rmw((uintptr_t)p, bits / 8, op, v, order, \
						  PC);                                  \
	}

#define CAS(bits, name, weak)                                                          \
	int __tsan_atomic##bits##_compare_exchange_##name(volatile void *p,            \
							  uint##bits##_t *old,         \
							  uint##bits##_t v, int order, \
							  int failed);                 \
	int __tsan_atomic##bits##_compare_exchange_##name(volatile void *p,            \
							  uint##bits##_t *old,         \
							  uint##bits##_t v, int order, \
							  int failed)                  \
	{                                                                              \
		uint64_t expected = *old;                                              \
		bool done = memory_cas((uintptr_t)p, bits / 8, &expected, v, order,    \
				       failed, weak, PC);                              \
                                                                                       \
		if (!done)                                                             \
			*old = (uint##bits##_t)expected;                               \
		return done;                                                           \
	}

#define ATOMIC(bits)                                                                     \
	uint##bits##_t __tsan_atomic##bits##_load(const volatile void *p, int order);    \
	uint##bits##_t __tsan_atomic##bits##_load(const volatile void *p, int order)     \
	{                                                                                \
		return (uint##bits##_t)memory_load((uintptr_t)p, bits / 8, order, PC);   \
	}                                                                                \
	void __tsan_atomic##bits##_store(volatile void *p, uint##bits##_t v, int order); \
	void __tsan_atomic##bits##_store(volatile void *p, uint##bits##_t v, int order)  \
	{                                                                                \
		memory_store((uintptr_t)p, bits / 8, v, order, PC);                      \
	}                                                                                \
	RMW(bits, exchange, RMW_EXCHANGE)                                                \
	RMW(bits, fetch_add, RMW_ADD)                                                    \
	RMW(bits, fetch_sub, RMW_SUB)                                                    \
	RMW(bits, fetch_and, RMW_AND)                                                    \
	RMW(bits, fetch_or, RMW_OR)                                                      \
	RMW(bits, fetch_xor, RMW_XOR)                                                    \
	CAS(bits, weak, true)                                                            \
	CAS(bits, strong, false)

ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
	memory_fence(order);
}

void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
	(void)order;
}
