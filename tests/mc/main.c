// SPDX-License-Identifier: MIT
/*
 * The checker's tests of itself, then all scenes; prints KTAP.
 *
 *	mc.elf [--long | --short] [--list] [--scenes] [NAME...]
 *
 * --long: larger bounds, too, as far as RUNS_MORE runs come. --short: smaller ones.
 * --scenes: without the tests of the checker.
 * NAME: only what has it in its name.
 */
#include <stdio.h>
#include <string.h>
#include "tests/mc/litmus.h"
#include "tests/mc/scene.h"

static bool only_list, only_scenes;
static int more;
static char **names;

static bool wanted(const char *name)
{
	if (!*names)
		return true;
	for (char **n = names; *n; n++)
		if (strstr(name, *n))
			return true;
	return false;
}

static unsigned int done, failed;

static void report(bool good, const char *name)
{
	printf("%sok %u %s\n", good ? "" : "not ", ++done, name);
	fflush(stdout);
	failed += !good;
}

/* Each test that is wanted: with @run it is run, else counted. */
static unsigned int each_test(bool run)
{
	unsigned int n = 0;
	char name[80];

	for (unsigned int i = 0; i < litmus_count() && !only_scenes; i++) {
		litmus_name(i, name, sizeof(name));
		if (!wanted(name))
			continue;
		n++;
		if (run)
			report(litmus_run(i), name);
	}
	for (unsigned int list = 0; scene_lists[list]; list++)
		for (const struct scene *s = scene_lists[list]; s->name; s++) {
			if (!wanted(s->name))
				continue;
			n++;
			if (only_list)
				printf("%s\n", s->name);
			else if (run)
				report(scene_run(s, more), s->name);
		}
	return n;
}

int main(int argc, char **argv)
{
	for (names = argv + 1; *names && !strncmp(*names, "--", 2); names++) {
		more += !strcmp(*names, "--long") - !strcmp(*names, "--short");
		only_list |= !strcmp(*names, "--list");
		only_scenes |= !strcmp(*names, "--list") || !strcmp(*names, "--scenes");
	}
	(void)argc;
	if (only_list)
		return !each_test(false);
	printf("KTAP version 1\n1..%u\n", each_test(false));
	if (!each_test(true))
		return 2;
	printf("# %u passed, %u failed\n", done - failed, failed);
	return failed != 0;
}
