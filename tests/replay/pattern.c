/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#define STEP 0x9e3779b9u /* odd: 2^32 words until it repeats */

static uint8_t pattern_byte(size_t i, uint32_t seed)
{
	return (uint8_t)((seed + (uint32_t)(i / 4) * STEP) >> (8 * (i % 4)));
}

void pattern_fill(void *block, size_t from, size_t to, uint32_t seed)
{
	uint8_t *bytes = block;
	uint32_t *words = block;
	size_t i = from;

	for (; i < to && i % 4; i++)
		bytes[i] = pattern_byte(i, seed);
	for (; to - i >= 4; i += 4)
		words[i / 4] = seed + (uint32_t)(i / 4) * STEP;
	for (; i < to; i++)
		bytes[i] = pattern_byte(i, seed);
}

bool pattern_check(const void *block, size_t size, uint32_t seed)
{
	const uint8_t *bytes = block;
	const uint32_t *words = block;
	uint32_t wrong = 0;
	size_t i;

	for (i = 0; i < size / 4; i++)
		wrong |= words[i] ^ (seed + (uint32_t)i * STEP);
	for (i *= 4; i < size; i++)
		wrong |= bytes[i] ^ pattern_byte(i, seed);
	return !wrong;
}

bool pattern_is_zero(const void *block, size_t size)
{
	const uint8_t *bytes = block;
	const uint32_t *words = block;
	uint32_t any = 0;
	size_t i;

	for (i = 0; i < size / 4; i++)
		any |= words[i];
	for (i *= 4; i < size; i++)
		any |= bytes[i];
	return !any;
}
