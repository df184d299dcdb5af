// SPDX-License-Identifier: MIT
/*
 * Word by word, four at a time: blocks are aligned, so nothing else is needed.
 * Built with -fno-builtin: a compiler must not turn a loop into a call of memset.
 */
#include <lib/string.h>

typedef unsigned long __attribute__((may_alias)) word_t;

/* Words a round: loops that are unrolled, unless size is what counts. */
#ifdef __OPTIMIZE_SIZE__
#define STRIDE 1
#else
#define STRIDE 4
#endif

void mem_zero(void *p, size_t size)
{
	size_t words = size / sizeof(word_t);
	word_t *w = p;

	for (; STRIDE == 4 && words >= STRIDE; words -= STRIDE, w += STRIDE) {
		w[0] = 0;
		w[1] = 0;
		w[2] = 0;
		w[3] = 0;
	}
	while (words--)
		*w++ = 0;
}

void mem_copy(void *to, const void *from, size_t size)
{
	size_t words = size / sizeof(word_t);
	const word_t *s = from;
	word_t *d = to;

	for (; STRIDE == 4 && words >= STRIDE; words -= STRIDE, d += STRIDE, s += STRIDE) {
		d[0] = s[0];
		d[1] = s[1];
		d[2] = s[2];
		d[3] = s[3];
	}
	while (words--)
		*d++ = *s++;
}
