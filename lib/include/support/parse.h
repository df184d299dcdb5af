/* SPDX-License-Identifier: MIT */
/* What an image is told on its command line. */
#ifndef SUPPORT_PARSE_H
#define SUPPORT_PARSE_H

#include <stddef.h>
#include <stdint.h>

/** parse_size() - read a decimal number. Return: SIZE_MAX when it is none. */
size_t parse_size(const char *text);

#endif /* SUPPORT_PARSE_H */
