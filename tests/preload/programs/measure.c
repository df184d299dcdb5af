// SPDX-License-Identifier: MIT
/*
 * measure LIBRARY REPORT PROGRAM ARGUMENT...: run a program with LIBRARY preloaded (an
 * empty one: with none), and write to the file REPORT: its exit code, seconds of wall
 * clock, seconds of processor, and the largest resident set of it and its children, in
 * KB. A small program, because a process counts the resident set of the one that it was
 * forked from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start = now();
	int status = -1;
	FILE *report;
	pid_t pid;

	if (argc < 4)
		return 2;
	pid = fork();
	if (!pid) {
		if (*argv[1])
			setenv("LD_PRELOAD", argv[1], 1);
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) != pid)
		return 3;
	report = fopen(argv[2], "w");
	if (!report)
		return 4;
	fprintf(report, "%d %.6f %.6f %ld\n",
		WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), now() - start,
		seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
	return fclose(report) != 0;
}
