/* SPDX-License-Identifier: MIT */
#include "support/parse.h"

size_t parse_size(const char *text)
{
	size_t n = 0;

	for (; *text >= '0' && *text <= '9' && n < SIZE_MAX / 16; text++)
		n = n * 10 + (size_t)(*text - '0');
	return *text ? SIZE_MAX : n;
}
