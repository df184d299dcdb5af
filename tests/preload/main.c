// SPDX-License-Identifier: MIT
/* malloc() as programs use it: what standards and the GNU C library promise. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "preload_test.h"

static unsigned char byte_of(size_t i, unsigned int seed)
{
	return (unsigned char)(seed + i * 7 + (i >> 8));
}

void fill(void *p, size_t size, unsigned int seed)
{
	unsigned char *bytes = p;

	for (size_t i = 0; i < size; i++)
		bytes[i] = byte_of(i, seed);
}

bool is_filled(const void *p, size_t size, unsigned int seed)
{
	const unsigned char *bytes = p;

	for (size_t i = 0; i < size; i++)
		if (bytes[i] != byte_of(i, seed))
			return false;
	return true;
}

int in_child(int (*body)(void *arg), void *arg)
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		alarm(60);
		_exit(body(arg));
	}
	waitpid(child, &status, 0);
	return status;
}

size_t resident(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f || fscanf(f, "%*u %lu", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

KTEST_MAIN(&family_suite, &growth_suite, &thread_suite, &fork_suite, &misuse_suite, &system_suite)
