/* SPDX-License-Identifier: MIT */
/*
 * Formatted print, the same on all boards and on the host.
 *
 * Conversions: %d %i %u %x %X %p %s %c %%, with l, ll and z before the integers.
 * Flags '-' (left) and '0' (zero pad), a width in digits or '*', and a precision
 * for %s. Anything else is printed as it stands.
 *
 * uint32_t is unsigned long on ARM and RISC-V and unsigned int on the host: cast
 * to unsigned int for %u.
 */
#ifndef SUPPORT_PRINT_H
#define SUPPORT_PRINT_H

#include <stdarg.h>
#include <stddef.h>

#define PRINT_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))

/** print() - print to the console. Return: characters printed. */
PRINT_FORMAT(1, 2) int print(const char *fmt, ...);

/** vprint() - print() with a va_list. */
PRINT_FORMAT(1, 0) int vprint(const char *fmt, va_list args);

/**
 * snprint() - print into @buf, which is always terminated unless @size is 0.
 * Return: characters that the whole text has, the terminator not counted.
 */
PRINT_FORMAT(3, 4)
int snprint(char *buf, size_t size, const char *fmt, ...);

/** vsnprint() - snprint() with a va_list. */
PRINT_FORMAT(3, 0)
int vsnprint(char *buf, size_t size, const char *fmt, va_list args);

#endif /* SUPPORT_PRINT_H */
