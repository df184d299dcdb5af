/* SPDX-License-Identifier: MIT */
/* The interface of the boards on the host, over libc. */
#include "support/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define ARENA_SIZE  (64u << 20)
#define ARENA_ALIGN 64
#define EXIT_ERROR  125

static struct {
	void *base;
	size_t size;
} arena, blob;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(EXIT_ERROR);
}

static void make_arena(void)
{
	const char *size = getenv("IMAGE_ARENA");

	arena.size = size ? strtoul(size, NULL, 0) : ARENA_SIZE;
	errno = posix_memalign(&arena.base, ARENA_ALIGN, arena.size);
	if (errno)
		die("IMAGE_ARENA");
}

static void map_blob(const char *name)
{
	struct stat st;
	int fd = open(name, O_RDONLY);

	if (fd < 0 || fstat(fd, &st))
		die(name);
	blob.size = (size_t)st.st_size;
	if (!blob.size)
		return;
	blob.base = mmap(NULL, blob.size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (blob.base == MAP_FAILED)
		die(name);
}

int main(int argc, char **argv)
{
	const char *name = getenv("IMAGE_BLOB");

	/* What was printed is seen, however the program ends. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	make_arena();
	if (name && *name)
		map_blob(name);
	image_exit(image_main(argc, argv));
}

void image_write(const char *s, size_t n)
{
	fwrite(s, 1, n, stdout);
}

void image_putc(char c)
{
	putchar(c);
}

void image_exit(int code)
{
	exit(code);
}

void *image_arena(size_t *size)
{
	*size = arena.size;
	return arena.base;
}

void *image_blob(size_t *size)
{
	*size = blob.size;
	return blob.base;
}

uint32_t image_cost(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result)
{
	typedef uintptr_t call_fn(uintptr_t a, uintptr_t b);

	*result = ((call_fn *)fn)(a, b);
	return 0;
}

_Bool image_cost_works(void)
{
	return 0;
}
