/* SPDX-License-Identifier: MIT */
/*
 * Formatted print for images: no locale, no floating point, no memory but the
 * stack. A text goes to the console in pieces of CHUNK bytes, so that the lines
 * of several threads stay whole as long as they are shorter.
 */
#include "support/print.h"

#include <stdbool.h>
#include <stdint.h>

#include "support/image.h"
#include "support/mem.h"

#define CHUNK 80

/* Where the characters go: a buffer; the console's is emptied when it is full. */
struct sink {
	char *buf;
	size_t size;
	size_t used;
	int total;
	bool console;
};

/* One conversion specification. */
struct spec {
	bool left;
	bool zero;
	char length; /* 0, l, L for ll, z */
	int width;
	int precision; /* -1: none */
};

static void put(struct sink *sink, char c)
{
	if (sink->console && sink->used == sink->size) {
		image_write(sink->buf, sink->used);
		sink->used = 0;
	}
	if (sink->used < sink->size)
		sink->buf[sink->used++] = c;
	sink->total++;
}

static void pad(struct sink *sink, char c, int n)
{
	while (n-- > 0)
		put(sink, c);
}

static void put_field(struct sink *sink, const struct spec *spec, const char *prefix,
		      const char *s, int len)
{
	int fill = spec->width - (int)strlen(prefix) - len;

	if (!spec->left && !spec->zero)
		pad(sink, ' ', fill);
	while (*prefix)
		put(sink, *prefix++);
	if (!spec->left && spec->zero)
		pad(sink, '0', fill);
	while (len-- > 0)
		put(sink, *s++);
	if (spec->left)
		pad(sink, ' ', fill);
}

static void put_number(struct sink *sink, const struct spec *spec, const char *prefix,
		       unsigned long long v, unsigned int base, const char *digits)
{
	char text[20]; /* 2^64 - 1 in decimal */
	char *end = text + sizeof(text);
	char *p = end;
	uint32_t low;

	for (; v > UINT32_MAX; v /= base)
		*--p = digits[v % base];
	low = (uint32_t)v;
	do
		*--p = digits[low % base];
	while (low /= base);

	put_field(sink, spec, prefix, p, (int)(end - p));
}

static void put_string(struct sink *sink, struct spec *spec, const char *s)
{
	int len = 0;

	if (!s)
		s = "(null)";
	while (len != spec->precision && s[len])
		len++;
	spec->zero = false;
	put_field(sink, spec, "", s, len);
}

/* va_list is an array on some machines: a struct passes it on by reference. */
struct arguments {
	va_list list;
};

static unsigned long long get_unsigned(struct arguments *args, char length)
{
	switch (length) {
	case 'L':
		return va_arg(args->list, unsigned long long);
	case 'l':
		return va_arg(args->list, unsigned long);
	case 'z':
		return va_arg(args->list, size_t);
	default:
		return va_arg(args->list, unsigned int);
	}
}

static long long get_signed(struct arguments *args, char length)
{
	switch (length) {
	case 'L':
		return va_arg(args->list, long long);
	case 'l':
		return va_arg(args->list, long);
	case 'z':
		return va_arg(args->list, ptrdiff_t);
	default:
		return va_arg(args->list, int);
	}
}

static const char *get_int(const char *p, int *value, struct arguments *args)
{
	*value = 0;
	if (*p == '*') {
		*value = va_arg(args->list, int);
		return p + 1;
	}
	while (*p >= '0' && *p <= '9')
		*value = *value * 10 + (*p++ - '0');
	return p;
}

/* Reads what follows the '%', up to the conversion character. */
static const char *get_spec(const char *p, struct spec *spec, struct arguments *args)
{
	*spec = (struct spec){ .precision = -1 };
	for (; *p == '-' || *p == '0'; p++) {
		spec->left |= *p == '-';
		spec->zero |= *p == '0';
	}
	p = get_int(p, &spec->width, args);
	if (spec->width < 0) {
		spec->left = true;
		spec->width = -spec->width;
	}
	if (*p == '.')
		p = get_int(p + 1, &spec->precision, args);
	if (*p == 'l' || *p == 'z')
		spec->length = *p++;
	if (spec->length == 'l' && *p == 'l') {
		spec->length = 'L';
		p++;
	}
	return p;
}

static void put_signed(struct sink *sink, const struct spec *spec, long long v)
{
	unsigned long long magnitude = (unsigned long long)v;

	put_number(sink, spec, v < 0 ? "-" : "", v < 0 ? -magnitude : magnitude, 10,
		   "0123456789");
}

/* Prints one conversion; false when @conversion is not one. */
static bool put_conversion(struct sink *sink, struct spec *spec, char conversion,
			   struct arguments *args)
{
	static const char lower[] = "0123456789abcdef";
	static const char upper[] = "0123456789ABCDEF";
	char c;

	switch (conversion) {
	case 'd':
	case 'i':
		put_signed(sink, spec, get_signed(args, spec->length));
		return true;
	case 'u':
		put_number(sink, spec, "", get_unsigned(args, spec->length), 10, lower);
		return true;
	case 'x':
		put_number(sink, spec, "", get_unsigned(args, spec->length), 16, lower);
		return true;
	case 'X':
		put_number(sink, spec, "", get_unsigned(args, spec->length), 16, upper);
		return true;
	case 'p':
		put_number(sink, spec, "0x", (uintptr_t)va_arg(args->list, void *), 16,
			   lower);
		return true;
	case 's':
		put_string(sink, spec, va_arg(args->list, const char *));
		return true;
	case 'c':
		c = (char)va_arg(args->list, int);
		spec->zero = false;
		put_field(sink, spec, "", &c, 1);
		return true;
	case '%':
		put(sink, '%');
		return true;
	default:
		return false;
	}
}

PRINT_FORMAT(2, 0)
static void print_to(struct sink *sink, const char *fmt, va_list list)
{
	struct arguments args;
	struct spec spec;
	const char *p, *end;

	va_copy(args.list, list);
	for (p = fmt; *p; p = end) {
		end = p + 1;
		if (*p != '%') {
			put(sink, *p);
			continue;
		}
		end = get_spec(end, &spec, &args);
		if (*end && put_conversion(sink, &spec, *end, &args))
			end++;
		else
			while (p < end)
				put(sink, *p++);
	}
	va_end(args.list);
}

int vprint(const char *fmt, va_list args)
{
	char buf[CHUNK];
	struct sink sink = { .buf = buf, .size = sizeof(buf), .console = true };

	print_to(&sink, fmt, args);
	image_write(buf, sink.used);
	return sink.total;
}

int print(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprint(fmt, args);
	va_end(args);
	return n;
}

int vsnprint(char *buf, size_t size, const char *fmt, va_list args)
{
	struct sink sink = { .buf = buf, .size = size ? size - 1 : 0 };

	print_to(&sink, fmt, args);
	if (size)
		buf[sink.used] = '\0';
	return sink.total;
}

int snprint(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprint(buf, size, fmt, args);
	va_end(args);
	return n;
}
