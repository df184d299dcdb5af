/* SPDX-License-Identifier: MIT */
/*
 * Contents for blocks: each word differs from its neighbours and from the same
 * word of a block with another seed, so that a copy to the wrong place shows.
 */
#ifndef REPLAY_PATTERN_H
#define REPLAY_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * pattern_fill() - write bytes @from to @to of the pattern into a block.
 * @block: aligned to 4 bytes.
 */
void pattern_fill(void *block, size_t from, size_t to, uint32_t seed);

/** pattern_check() - true when the first @size bytes are the pattern's. */
bool pattern_check(const void *block, size_t size, uint32_t seed);

/** pattern_is_zero() - true when the first @size bytes are zero. */
bool pattern_is_zero(const void *block, size_t size);

#endif /* REPLAY_PATTERN_H */
