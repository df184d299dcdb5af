/* SPDX-License-Identifier: MIT */
/*
 * A stateless model checker for C code as it is compiled: the code under test is
 * built with -fsanitize=thread, and tsan.c stands where libtsan would, so that every
 * access to memory comes here first. A program is a set-up, a few contexts and a
 * check; all orders in which the contexts can run are tried one after the other by
 * running the program again and again, up to the limits that mc_limits sets.
 *
 * Contexts and cores
 *	A context runs on a core at a level. Level 0 is a task; tasks of one core
 *	preempt each other before any access. A level above is an interrupt: it starts
 *	before any access of its core that runs at a lower level, once, and runs to its
 *	end before its core does anything else. Other cores go on meanwhile. Starting an
 *	interrupt is free; any other change from a context that could go on counts
 *	against mc_limits.preemptions.
 *
 *	A mortal context (mc_mortal()) may be stopped for ever before each of its writes;
 *	that is free. One that starts after it knows all that it has done, as who deletes
 *	a task of another core does.
 *
 *	Between cores a change is tried before each atomic access to a word that some
 *	context writes and another uses. That is enough, because plain accesses are
 *	checked for data races, and a program without races cannot tell more.
 *
 * Memory
 *	Atomic words have a history of stores. Each core has a view: which store of
 *	each word it has to have seen. A load may return any store that is not older
 *	than the view; one that is not the newest counts against mc_limits.weak, as does
 *	a weak compare-and-swap that fails for no reason. Acquire joins the view that
 *	came with the store into the core's, release sends the core's view along;
 *	read-modify-writes read the newest store and carry on its release sequence. Fences
 *	and seq_cst are there for the litmus tests, seq_cst stronger than C11 has it.
 *	Contexts of one core share the core's view: they see its accesses in program order.
 *
 *	Plain accesses to mc_memory() are checked for data races: two accesses of
 *	different cores, one of them a write and not both atomic, neither of which happens
 *	before the other.
 *
 * What it does not show
 *	- Stores are ordered as they are executed: outcomes that need a later store to
 *	  come earlier in the order of its word (2+2W) or a load that sees a store which
 *	  follows it (load buffering) are not tried. litmus.c states which.
 *	- Address dependencies order nothing here; the code under test asks for acquire
 *	  where it relies on them (atomic_read_depends()).
 *	- What the compiler makes of the code without -fsanitize=thread, and barriers that
 *	  are missing in the machine's atomics.
 *	- Runs beyond the limits. Two runs are taken for one when a 64-bit hash of what
 *	  happened before what says so.
 */
#ifndef TESTS_MC_CHECKER_H
#define TESTS_MC_CHECKER_H

#include <stdbool.h>
#include <stddef.h>

#define MC_CONTEXTS 6
#define MC_CORES    4

/** struct mc_context - one of the program's contexts. */
struct mc_context {
	void (*run)(void);
	unsigned int core;
	unsigned int level; /* 0: a task; above: an interrupt */
	unsigned int after; /* starts when that one, its number + 1, has ended; 0: any time */
};

/**
 * struct mc_program - what is explored.
 * @setup: run before the contexts, and @check after them, in no context.
 * @contexts: ends with a NULL @run, or after MC_CONTEXTS.
 *
 * The program must do the same each time but for what its contexts' order decides.
 */
struct mc_program {
	void (*setup)(void);
	void (*check)(void);
	struct mc_context contexts[MC_CONTEXTS];
};

/** struct mc_limits - how much is explored. */
struct mc_limits {
	unsigned int preemptions; /* in a run; MC_ANY: as many as there are */
	unsigned int weak;	  /* old values and baseless failures in a run */
	unsigned int steps; /* accesses in a run; more: it does not end, a failure */
	bool all_runs;	    /* also those that differ in nothing from one before */
	unsigned long runs; /* at most; 0: all */
};

#define MC_ANY 1000u

/** struct mc_result - what came of it. */
struct mc_result {
	unsigned long executions; /* runs, to their end or to a known state */
	unsigned long states;	  /* different states in which there was a choice */
	unsigned int longest;	  /* accesses of the longest run */
	bool cut;		  /* there are more runs than mc_limits.runs */
	bool failed;
	char reason[200];
};

/**
 * mc_explore() - try all orders.
 *
 * Stops at the first run that fails. Return: true when none did.
 */
bool mc_explore(const struct mc_program *program, const struct mc_limits *limits,
		struct mc_result *result);

/** mc_print_run() - the accesses of the last run, "# " in front of each line. */
void mc_print_run(void);

/** mc_memory() - the contexts share [@base, @base + @size): call it before exploring. */
void mc_memory(void *base, size_t size);
/** mc_forget_memory() - none is shared any more. */
void mc_forget_memory(void);

/** mc_fail() - the run is wrong. Does not return to a context. */
__attribute__((format(printf, 1, 2))) void mc_fail(const char *fmt, ...);

/** mc_self() - number of the running context; -1 in set-up and check. */
int mc_self(void);

/** mc_mortal() - the running context may be stopped for ever from here on, or not. */
void mc_mortal(bool mortal);

/* -------------------------------------------------------------------- paths */

/*
 * Which ways through the code were taken, over all runs of all contexts. A path is
 *	"f"	f was entered
 *	"f>g"	g was entered while f was under way
 *	"f!g"	f was left without having entered g
 *	"f#"	a compare-and-swap in f failed
 *	"f~"	a load in f returned an old value
 * Functions that were inlined are not seen. So a path is lost when a function gets
 * another name: mc_paths_unknown() tells.
 */
#define MC_PATHS 12

/** mc_paths_want() - count from now on. @paths: ends with NULL. */
void mc_paths_want(const char *const *paths);

/** mc_paths_unknown() - a name in the paths that no function has, or NULL. */
const char *mc_paths_unknown(void);

/** mc_path_count() - how often the path with that index was taken. */
unsigned long mc_path_count(unsigned int path);

#endif
