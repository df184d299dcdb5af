/* SPDX-License-Identifier: MIT */
/* The memory that the instance under test gets. */
#ifndef TESTS_SWEEP_MEMORY_H
#define TESTS_SWEEP_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stddef.h>

/**
 * memory_pieces() - both pieces, which lie behind each other, as far as they are in use.
 * @size: where to store their bytes.
 */
void *memory_pieces(size_t *size);

/** memory_left() - what the board has beside them. */
void *memory_left(size_t *size);

/** memory_init() - start the default instance afresh on the first piece. */
void memory_init(void);

/** memory_forget() - nobody has wanted the second piece. */
void memory_forget(void);

/** memory_add() - add the second piece. Return: as hakmem_add_region(). */
int memory_add(void);

/**
 * memory_added() - is that a right answer of memory_add()? Two may try it at a time:
 * one is refused, while or because the other one does it.
 */
bool memory_added(int error);

/** memory_holds() - true when the @size bytes at @p lie in one of the two. */
bool memory_holds(const void *p, size_t size);

/** memory_whole() - everything is free: is all memory back? */
bool memory_whole(void);

#endif /* TESTS_SWEEP_MEMORY_H */
