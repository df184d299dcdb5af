// SPDX-License-Identifier: MIT
/*
 * Misuse: one line on stderr, then abort(), as the GNU C library does. No stdio, which
 * might allocate: the program is inside malloc() or free().
 */
#include <hakmem.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include "preload.h"

struct line {
	char text[160];
	size_t length;
};

static void put(struct line *line, const char *text)
{
	while (*text && line->length < sizeof(line->text))
		line->text[line->length++] = *text++;
}

static void put_number(struct line *line, uintptr_t n, unsigned int base)
{
	char digits[2 * sizeof(n) * 2 + 1], *p = digits + sizeof(digits);

	*--p = '\0';
	do
		*--p = "0123456789abcdef"[n % base];
	while (n /= base);
	put(line, p);
}

static _Noreturn void end(struct line *line)
{
	ssize_t written;

	put(line, "\n");
	written = write(STDERR_FILENO, line->text, line->length);
	(void)written; /* nobody is left to hear of it */
	abort();
}

void report_failed(const char *what)
{
	struct line line = { .length = 0 };

	put(&line, "hakmem: ");
	put(&line, what);
	end(&line);
}

/* Not a fault: the first call of all, by malloc() or one of its kind. */
static bool is_start(const struct hakmem_fault *fault)
{
	return fault->code == HAKMEM_FAULT_UNINIT && !fault->address;
}

void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	struct line line = { .length = 0 };

	if (is_start(fault)) {
		memory_start();
		return;
	}
	hakmem_last_fault = *fault;
	put(&line, "hakmem: ");
	put(&line, hakmem_fault_name(fault->code));
	put(&line, " at 0x");
	put_number(&line, (uintptr_t)fault->address, 16);
	if (fault->block_size) {
		put(&line, ", size class ");
		put_number(&line, fault->block_size, 10);
		put(&line, " bytes");
	}
	if (fault->invariant) {
		put(&line, ", invariant I");
		put_number(&line, fault->invariant, 10);
	}
	end(&line);
}
