// SPDX-License-Identifier: MIT
/*
 * A program with threads that come and go, free each other's blocks, and are cut off by
 * fork() in the middle: some children go on, some run another program. Prints the number
 * of what was wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../preload_test.h"
#include "../workers.h"

#define GENERATIONS 40
#define THREADS	    4
#define ROUNDS	    8000
#define FORKS	    20

static unsigned char byte_of(size_t i, unsigned int seed)
{
	return (unsigned char)(seed + i);
}

/* The ends of a block, so that the program is about the allocator. */
void fill(void *p, size_t size, unsigned int seed)
{
	unsigned char *bytes = p;

	bytes[0] = byte_of(0, seed);
	bytes[size - 1] = byte_of(size - 1, seed);
}

bool is_filled(const void *p, size_t size, unsigned int seed)
{
	const unsigned char *bytes = p;

	return bytes[0] == byte_of(0, seed) && bytes[size - 1] == byte_of(size - 1, seed);
}

static int child(int number, const char *other)
{
	alarm(60);
	if (number % 2) {
		execl(other, other, (char *)NULL);
		return 100;
	}
	workers_clear();
	workers_run(2, 500);
	workers_clear();
	return workers_errors != 0;
}

static int fork_in_the_middle(void)
{
	int wrong = 0;

	workers_start(THREADS);
	for (int i = 0; i < FORKS; i++) {
		int status = -1;
		pid_t pid = fork();

		if (!pid)
			_exit(child(i, "/bin/true"));
		waitpid(pid, &status, 0);
		wrong += status != 0;
		workers_exchange(9, 200);
	}
	workers_stop();
	return wrong;
}

int main(void)
{
	int wrong;

	for (int i = 0; i < GENERATIONS; i++)
		workers_run(THREADS, ROUNDS);
	wrong = fork_in_the_middle();
	workers_clear();
	printf("%d children failed, %u blocks were wrong\n", wrong, workers_errors);
	return wrong || workers_errors;
}
