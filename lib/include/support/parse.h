/* SPDX-License-Identifier: MIT */
/* What an image is told on its command line. */
#ifndef SUPPORT_PARSE_H
#define SUPPORT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** parse_size() - read a decimal number. Return: SIZE_MAX when it is none. */
size_t parse_size(const char *text);

/**
 * parse_option() - read an argument such as --ops=100; @name is "--ops=".
 * Return: false when it is another one, or without a number that fits; *value stays.
 */
bool parse_option(const char *arg, const char *name, unsigned int *value);

#endif /* SUPPORT_PARSE_H */
