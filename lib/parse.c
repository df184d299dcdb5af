/* SPDX-License-Identifier: MIT */
#include "support/mem.h"
#include "support/parse.h"

size_t parse_size(const char *text)
{
	size_t n = 0;

	for (; *text >= '0' && *text <= '9' && n < SIZE_MAX / 16; text++)
		n = n * 10 + (size_t)(*text - '0');
	return *text ? SIZE_MAX : n;
}

bool parse_option(const char *arg, const char *name, unsigned int *value)
{
	size_t length = strlen(name), n;

	if (strncmp(arg, name, length) || !arg[length])
		return false;
	n = parse_size(arg + length);
	if (n >= UINT32_MAX)
		return false;
	*value = (unsigned int)n;
	return true;
}
