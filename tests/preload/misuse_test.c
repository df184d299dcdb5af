// SPDX-License-Identifier: MIT
/* Misuse ends the program, with a line on stderr that says what it was. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "preload_test.h"

#define GUARD_BYTES 2000000 /* above the classes */

static char *volatile block;

static int free_stack(void *arg)
{
	char here[64];
	char *volatile p = here;

	(void)arg;
	free(p);
	return 0;
}

static int free_large_twice(void *arg)
{
	(void)arg;
	free(block);
	free(block);
	return 0;
}

static int free_inside_large(void *arg)
{
	(void)arg;
	free(block + 32768);
	return 0;
}

static int realloc_stack(void *arg)
{
	char here[64];
	char *volatile p = here;

	(void)arg;
	return realloc(p, 10) != NULL;
}

/*
 * Of a size that no other test's threads have: blocks that they have freed into the same page
 * count as used until they are taken in, and then a second free is not noticed.
 */
static int free_page_twice(void *arg)
{
	void *volatile p = malloc(700000);

	(void)arg;
	free(p);
	free(p);
	return 0;
}

struct what {
	int (*body)(void *arg);
	int stderr_fd;
};

static int with_stderr(void *arg)
{
	struct rlimit none = { 0, 0 };
	struct what *what = arg;

	setrlimit(RLIMIT_CORE, &none);
	dup2(what->stderr_fd, STDERR_FILENO);
	return what->body(NULL);
}

/* @body ends with abort(), having said @text. */
static void expect_report(struct ktest *test, int (*body)(void *arg), const char *text)
{
	struct what what = { .body = body };
	char said[200] = "";
	int pipes[2], status;

	KTEST_ASSERT_EQ(test, pipe(pipes), 0);
	what.stderr_fd = pipes[1];
	block = malloc(GUARD_BYTES);
	status = in_child(with_stderr, &what);
	free(block);
	close(pipes[1]);
	KTEST_EXPECT_GT(test, read(pipes[0], said, sizeof(said) - 1), 0);
	close(pipes[0]);
	KTEST_EXPECT_TRUE(test, WIFSIGNALED(status));
	KTEST_EXPECT_EQ(test, WTERMSIG(status), SIGABRT);
	if (!KTEST_EXPECT_NOT_NULL(test, strstr(said, text)))
		ktest_info(test, "said: %s", said);
}

static void test_reports(struct ktest *test)
{
	expect_report(test, free_stack, "hakmem: foreign pointer at 0x");
	expect_report(test, realloc_stack, "hakmem: foreign pointer at 0x");
	expect_report(test, free_large_twice, "hakmem: double free at 0x");
	expect_report(test, free_inside_large, "hakmem: not the start of a block at 0x");
}

static void test_size_class_is_told(struct ktest *test)
{
	expect_report(test, free_page_twice, ", size class 786432 bytes\n");
}

static const struct ktest_case cases[] = {
	KTEST_CASE(test_reports),
	KTEST_CASE(test_size_class_is_told),
	{ 0 },
};

const struct ktest_suite misuse_suite = { .name = "misuse", .cases = cases };
