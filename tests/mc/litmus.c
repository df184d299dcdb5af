// SPDX-License-Identifier: MIT
/*
 * What the checker itself has to show: small programs, and the exact set of their
 * outcomes. An outcome is the digits that the program's contexts leave in out[],
 * written one behind the other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/mc/checker.h"
#include "tests/mc/litmus.h"

#define RELAXED __ATOMIC_RELAXED
#define ACQUIRE __ATOMIC_ACQUIRE
#define RELEASE __ATOMIC_RELEASE
#define ACQ_REL __ATOMIC_ACQ_REL
#define SEQ_CST __ATOMIC_SEQ_CST

#define LOAD(p, order)	   __atomic_load_n(p, order)
#define STORE(p, v, order) __atomic_store_n(p, v, order)
#define ADD(p, v, order)   __atomic_fetch_add(p, v, order)
#define SWAP(p, v, order)  __atomic_exchange_n(p, v, order)
#define FENCE(order)	   __atomic_thread_fence(order)

/* What the contexts share. */
static struct {
	long x, y, z;
	long data;
} m;

static char out[8];

static void say(int i, long value)
{
	out[i] = (char)('0' + value);
}

/* ---------------------------------------------------------------- store buffering */

static void sb_a(void)
{
	STORE(&m.x, 1, RELEASE);
	say(0, LOAD(&m.y, ACQUIRE));
}

static void sb_b(void)
{
	STORE(&m.y, 1, RELEASE);
	say(1, LOAD(&m.x, ACQUIRE));
}

static void sb_fence_a(void)
{
	STORE(&m.x, 1, RELAXED);
	FENCE(SEQ_CST);
	say(0, LOAD(&m.y, RELAXED));
}

static void sb_fence_b(void)
{
	STORE(&m.y, 1, RELAXED);
	FENCE(SEQ_CST);
	say(1, LOAD(&m.x, RELAXED));
}

/* --------------------------------------------------------------- message passing */

static void mp_send(void)
{
	STORE(&m.x, 1, RELAXED);
	STORE(&m.y, 1, RELEASE);
}

static void mp_send_relaxed(void)
{
	STORE(&m.x, 1, RELAXED);
	STORE(&m.y, 1, RELAXED);
}

static void mp_send_fence(void)
{
	STORE(&m.x, 1, RELAXED);
	FENCE(RELEASE);
	STORE(&m.y, 1, RELAXED);
}

static void mp_receive(void)
{
	say(0, LOAD(&m.y, ACQUIRE));
	say(1, LOAD(&m.x, RELAXED));
}

static void mp_receive_relaxed(void)
{
	say(0, LOAD(&m.y, RELAXED));
	say(1, LOAD(&m.x, RELAXED));
}

static void mp_receive_fence(void)
{
	say(0, LOAD(&m.y, RELAXED));
	FENCE(ACQUIRE);
	say(1, LOAD(&m.x, RELAXED));
}

/* Another core's read-modify-write, itself relaxed, does not break the chain. */
static void mp_pass_on(void)
{
	ADD(&m.y, 1, RELAXED);
}

static void mp_receive_second(void)
{
	long y = LOAD(&m.y, ACQUIRE);

	say(0, y);
	say(1, y == 2 ? LOAD(&m.x, RELAXED) : 1);
}

/* ---------------------------------------------------------------- load buffering */

static void lb_a(void)
{
	say(0, LOAD(&m.x, RELAXED));
	STORE(&m.y, 1, RELAXED);
}

static void lb_b(void)
{
	say(1, LOAD(&m.y, RELAXED));
	STORE(&m.x, 1, RELAXED);
}

/* -------------------------------------------------------------------- coherence */

static void two_stores(void)
{
	STORE(&m.x, 1, RELAXED);
	STORE(&m.x, 2, RELAXED);
}

static void two_loads(void)
{
	say(0, LOAD(&m.x, RELAXED));
	say(1, LOAD(&m.x, RELAXED));
}

static void load_and_store(void)
{
	say(0, LOAD(&m.x, RELAXED));
	STORE(&m.x, 1, RELAXED);
	say(1, LOAD(&m.x, RELAXED));
}

static void store_three(void)
{
	STORE(&m.x, 3, RELAXED);
}

/* -------------------------------------------------------------- two writers (2+2W) */

static void w22_a(void)
{
	STORE(&m.x, 1, RELAXED);
	STORE(&m.y, 2, RELAXED);
}

static void w22_b(void)
{
	STORE(&m.y, 1, RELAXED);
	STORE(&m.x, 2, RELAXED);
}

static void w22_end(void)
{
	say(0, m.x);
	say(1, m.y);
}

/* ----------------------------------- independent reads of independent writes (IRIW) */

static void iriw_x(void)
{
	STORE(&m.x, 1, RELEASE);
}

static void iriw_y(void)
{
	STORE(&m.y, 1, RELEASE);
}

static void iriw_xy(void)
{
	say(0, LOAD(&m.x, ACQUIRE));
	say(1, LOAD(&m.y, ACQUIRE));
}

static void iriw_yx(void)
{
	say(2, LOAD(&m.y, ACQUIRE));
	say(3, LOAD(&m.x, ACQUIRE));
}

static void iriw_xy_fence(void)
{
	say(0, LOAD(&m.x, ACQUIRE));
	FENCE(SEQ_CST);
	say(1, LOAD(&m.y, ACQUIRE));
}

static void iriw_yx_fence(void)
{
	say(2, LOAD(&m.y, ACQUIRE));
	FENCE(SEQ_CST);
	say(3, LOAD(&m.x, ACQUIRE));
}

/* ------------------------------------------------------------------- atomicity */

static void add_one(void)
{
	ADD(&m.x, 1, RELAXED);
}

static void add_by_cas(void)
{
	long old = LOAD(&m.x, RELAXED);

	while (!__atomic_compare_exchange_n(&m.x, &old, old + 1, true, RELAXED, RELAXED))
		;
}

static void add_by_store(void)
{
	STORE(&m.x, LOAD(&m.x, RELAXED) + 1, RELAXED);
}

static void sum_end(void)
{
	say(0, m.x);
}

static void take_a(void)
{
	say(0, SWAP(&m.x, 0, RELAXED));
}

static void take_b(void)
{
	say(1, SWAP(&m.x, 0, RELAXED));
}

static void put_one(void)
{
	m.x = 1;
}

static void cas_strong(void)
{
	long old = 0;

	say(0, __atomic_compare_exchange_n(&m.x, &old, 1, false, RELAXED, RELAXED));
}

static void cas_weak(void)
{
	long old = 0;

	say(0, __atomic_compare_exchange_n(&m.x, &old, 1, true, RELAXED, RELAXED));
}

static void nothing(void)
{
}

/* -------------------------------------------------------------------- data races */

static void race_send(void)
{
	m.data = 1;
	STORE(&m.y, 1, RELEASE);
}

static void race_send_relaxed(void)
{
	m.data = 1;
	STORE(&m.y, 1, RELAXED);
}

static void race_receive(void)
{
	if (LOAD(&m.y, ACQUIRE))
		say(0, m.data);
}

static void race_receive_relaxed(void)
{
	if (LOAD(&m.y, RELAXED))
		say(0, m.data);
}

static void race_write(void)
{
	m.data = 2;
}

static void race_read(void)
{
	say(0, m.data ? 1 : 0);
}

static void race_atomic(void)
{
	STORE(&m.data, 1, RELAXED);
}

/* A lock by exchange: who has it writes. */
static void race_locked(void)
{
	if (!SWAP(&m.x, 1, ACQUIRE)) {
		m.data++;
		STORE(&m.x, 0, RELEASE);
	}
}

static void race_lock_broken(void)
{
	if (!LOAD(&m.x, ACQUIRE)) {
		STORE(&m.x, 1, RELAXED);
		m.data++;
		STORE(&m.x, 0, RELEASE);
	}
}

static void data_end(void)
{
	say(0, m.data);
}

/* Memory that is reused: an atomic word at first, plain data for the next owner. */
static void reuse_send(void)
{
	STORE(&m.x, 3, RELAXED);
	m.x = 7;
	STORE(&m.y, 1, RELEASE);
}

static void reuse_receive(void)
{
	if (LOAD(&m.y, ACQUIRE))
		say(0, LOAD(&m.x, RELAXED));
}

/* -------------------------------------------------------------------- interrupts */

static void plain_add(void)
{
	m.data = m.data + 1;
}

static void plain_add_four(void)
{
	m.data = m.data + 4;
}

static void plain_twice(void)
{
	m.data = 1;
	say(0, m.z);
	__asm__ volatile("" ::: "memory");
	m.data = 2;
	say(1, m.z);
}

static void look(void)
{
	m.z = m.data + 1;
}

/* Nothing comes between two interrupts of a level; only the higher of two nests. */
static void isr_write_both(void)
{
	m.x++;
	m.y++;
}

static void isr_compare(void)
{
	say(0, m.x == m.y);
}

static void read_twice(void)
{
	say(0, m.x);
	__asm__ volatile("" ::: "memory");
	say(1, m.x);
}

/* ------------------------------------------------------------------------- limits */

static void never_ends(void)
{
	while (!LOAD(&m.x, RELAXED))
		;
}

static void three_steps(void)
{
	ADD(&m.x, 1, RELAXED);
	ADD(&m.x, 1, RELAXED);
	ADD(&m.x, 1, RELAXED);
}

static void three_stores(void)
{
	STORE(&m.x, 1, RELAXED);
	m.data = 1;
	STORE(&m.y, 1, RELAXED);
}

static void three_mortal_stores(void)
{
	mc_mortal(true);
	three_stores();
	mc_mortal(false);
	STORE(&m.z, 1, RELAXED);
}

static void see_what_was_done(void)
{
	say(0, LOAD(&m.x, RELAXED));
	say(1, m.data);
	say(2, LOAD(&m.y, RELAXED));
	say(3, LOAD(&m.z, RELAXED));
}

static void see_it(void)
{
	say(0, LOAD(&m.x, RELAXED));
}

/* --------------------------------------------------------------------- the table */

#define RACE "race"
#define HANG "hang"

struct litmus {
	const char *name;
	const char *outcomes; /* sorted; RACE, HANG: the run fails for that reason */
	struct mc_context contexts[MC_CONTEXTS];
	void (*start)(void);
	void (*end)(void);
	unsigned int preemptions;
	unsigned int weak;
};

/* clang-format off */
#define ON(...) { __VA_ARGS__ }
#define TASK(fn, core) { fn, core, 0, 0 }
#define ISR(fn, core, level) { fn, core, level, 0 }
#define AFTER(context, fn, core) { fn, core, 0, (context) + 1 }
/* clang-format on */
#define UNBOUNDED .preemptions = MC_ANY, .weak = MC_ANY

static const struct litmus table[] = {
	/* memory orders */
	{ "store_buffering", "00 01 10 11", ON(TASK(sb_a, 0), TASK(sb_b, 1)), UNBOUNDED },
	{ "store_buffering_one_core", "01 10 11", ON(TASK(sb_a, 0), TASK(sb_b, 0)),
	  UNBOUNDED },
	{ "store_buffering_fences", "01 10 11",
	  ON(TASK(sb_fence_a, 0), TASK(sb_fence_b, 1)), UNBOUNDED },
	{ "message_passing", "00 01 11", ON(TASK(mp_send, 0), TASK(mp_receive, 1)),
	  UNBOUNDED },
	{ "message_passing_relaxed_store", "00 01 10 11",
	  ON(TASK(mp_send_relaxed, 0), TASK(mp_receive, 1)), UNBOUNDED },
	{ "message_passing_relaxed_load", "00 01 10 11",
	  ON(TASK(mp_send, 0), TASK(mp_receive_relaxed, 1)), UNBOUNDED },
	{ "message_passing_fences", "00 01 11",
	  ON(TASK(mp_send_fence, 0), TASK(mp_receive_fence, 1)), UNBOUNDED },
	{ "message_passing_one_fence", "00 01 10 11",
	  ON(TASK(mp_send_fence, 0), TASK(mp_receive_relaxed, 1)), UNBOUNDED },
	{ "message_passed_on", "01 11 21",
	  ON(TASK(mp_send, 0), TASK(mp_pass_on, 2), TASK(mp_receive_second, 1)),
	  UNBOUNDED },
	{ "coherence_of_loads", "00 01 02 11 12 22",
	  ON(TASK(two_stores, 0), TASK(two_loads, 1)), UNBOUNDED },
	{ "coherence_of_load_and_store", "01 03 31",
	  ON(TASK(load_and_store, 0), TASK(store_three, 1)), UNBOUNDED },
	{ "independent_reads",
	  "0000 0001 0010 0011 0100 0101 0110 0111 "
	  "1000 1001 1010 1011 1100 1101 1110 1111",
	  ON(TASK(iriw_x, 0), TASK(iriw_y, 1), TASK(iriw_xy, 2), TASK(iriw_yx, 3)),
	  UNBOUNDED },
	{ "independent_reads_fences",
	  "0000 0001 0010 0011 0100 0101 0110 0111 "
	  "1000 1001 1011 1100 1101 1110 1111",
	  ON(TASK(iriw_x, 0), TASK(iriw_y, 1), TASK(iriw_xy_fence, 2),
	     TASK(iriw_yx_fence, 3)),
	  UNBOUNDED },
	/* what is not claimed: C11 has 11 of the first, and 11 of the second, too */
	{ "load_buffering_is_not_tried", "00 01 10", ON(TASK(lb_a, 0), TASK(lb_b, 1)),
	  UNBOUNDED },
	{ "two_writers_not_all_tried", "12 21 22", ON(TASK(w22_a, 0), TASK(w22_b, 1)),
	  UNBOUNDED, .end = w22_end },

	/* atomicity */
	{ "fetch_add", "3", ON(TASK(add_one, 0), TASK(add_one, 1), TASK(add_one, 2)),
	  UNBOUNDED, .end = sum_end },
	{ "compare_and_swap", "2", ON(TASK(add_by_cas, 0), TASK(add_by_cas, 1)),
	  .preemptions = MC_ANY, .weak = 3, .end = sum_end },
	{ "load_and_store_lose", "1 2", ON(TASK(add_by_store, 0), TASK(add_by_store, 1)),
	  UNBOUNDED, .end = sum_end },
	{ "exchange", "01 10", ON(TASK(take_a, 0), TASK(take_b, 1)), UNBOUNDED,
	  .start = put_one },
	{ "strong_does_not_fail_alone", "1", ON(TASK(cas_strong, 0), TASK(nothing, 1)),
	  UNBOUNDED },
	{ "weak_may_fail_alone", "0 1", ON(TASK(cas_weak, 0), TASK(nothing, 1)),
	  UNBOUNDED },

	/* data races */
	{ "released", "- 1", ON(TASK(race_send, 0), TASK(race_receive, 1)), UNBOUNDED },
	{ "released_relaxed", RACE, ON(TASK(race_send_relaxed, 0), TASK(race_receive, 1)),
	  UNBOUNDED },
	{ "acquired_relaxed", RACE, ON(TASK(race_send, 0), TASK(race_receive_relaxed, 1)),
	  UNBOUNDED },
	{ "two_writes", RACE, ON(TASK(race_write, 0), TASK(race_write, 1)), UNBOUNDED },
	{ "write_and_read", RACE, ON(TASK(race_write, 0), TASK(race_read, 1)),
	  UNBOUNDED },
	{ "read_and_write", RACE, ON(TASK(race_read, 0), TASK(race_write, 1)),
	  UNBOUNDED },
	{ "two_reads", "0", ON(TASK(race_read, 0), TASK(race_read, 1)), UNBOUNDED },
	{ "atomic_and_plain", RACE, ON(TASK(race_atomic, 0), TASK(race_read, 1)),
	  UNBOUNDED },
	{ "one_core_does_not_race", "0 1", ON(TASK(race_write, 0), TASK(race_read, 0)),
	  UNBOUNDED },
	{ "locked", "1 2", ON(TASK(race_locked, 0), TASK(race_locked, 1)), UNBOUNDED,
	  .end = data_end },
	{ "check_then_store_is_no_lock", RACE,
	  ON(TASK(race_lock_broken, 0), TASK(race_lock_broken, 1)), UNBOUNDED },
	{ "reused_memory", "- 7", ON(TASK(reuse_send, 0), TASK(reuse_receive, 1)),
	  UNBOUNDED },

	/* tasks and interrupts of one core */
	{ "tasks_preempt_at_plain_accesses", "1 4 5",
	  ON(TASK(plain_add, 0), TASK(plain_add_four, 0)), UNBOUNDED, .end = data_end },
	{ "interrupt_runs_to_completion", "1 5",
	  ON(TASK(plain_add, 0), ISR(plain_add_four, 0, 1)), .preemptions = 0,
	  .end = data_end },
	{ "interrupt_at_every_access", "00 02 03 11 22",
	  ON(TASK(plain_twice, 0), ISR(look, 0, 1)), .preemptions = 0 },
	{ "interrupts_of_a_level_do_not_nest", "1",
	  ON(TASK(nothing, 0), ISR(isr_write_both, 0, 1), ISR(isr_compare, 0, 1)),
	  .preemptions = 0 },
	{ "interrupts_of_two_levels_nest", "0 1",
	  ON(TASK(nothing, 0), ISR(isr_write_both, 0, 1), ISR(isr_compare, 0, 2)),
	  .preemptions = 0 },
	{ "an_interrupt_below_does_not_nest", "00 11",
	  ON(TASK(nothing, 0), ISR(read_twice, 0, 2), ISR(put_one, 0, 1)),
	  .preemptions = 0 },
	{ "an_interrupt_above_nests", "00 01 11",
	  ON(TASK(nothing, 0), ISR(read_twice, 0, 1), ISR(put_one, 0, 2)),
	  .preemptions = 0 },
	{ "other_cores_go_on_meanwhile", "0 1 2",
	  ON(TASK(see_it, 1), TASK(nothing, 0), ISR(two_stores, 0, 1)),
	  .preemptions = 1 },

	/* stopped for ever */
	{ "stopped_before_each_write", "0000 1000 1100 1110 1111",
	  ON(TASK(three_mortal_stores, 0), AFTER(0, see_what_was_done, 1)),
	  .preemptions = 0 },
	{ "after_the_end", "1110", ON(AFTER(1, see_what_was_done, 0), TASK(three_stores, 1)),
	  UNBOUNDED },

	/* limits */
	{ "no_preemption", "0 3", ON(TASK(three_steps, 0), TASK(see_it, 1)),
	  .preemptions = 0 },
	{ "one_preemption", "0 1 2 3", ON(TASK(three_steps, 0), TASK(see_it, 1)),
	  .preemptions = 1 },
	{ "a_loop_without_end", HANG, ON(TASK(never_ends, 0), TASK(nothing, 1)),
	  UNBOUNDED },
};

/* ----------------------------------------------------------------------- running */

static const struct litmus *current;
static char seen[512]; /* outcomes, each with a blank behind it, sorted */

static void setup(void)
{
	memset(&m, 0, sizeof(m));
	memset(out, 0, sizeof(out));
	if (current->start)
		current->start();
}

/* Put "word " where it belongs, if it is not there. */
static void insert(const char *word)
{
	size_t length = strlen(word);
	char *at = seen;

	while (*at && strncmp(at, word, length) < 0)
		at += strcspn(at, " ") + 1;
	if (!strncmp(at, word, length) || strlen(seen) + length + 2 > sizeof(seen))
		return;
	memmove(at + length + 1, at, strlen(at) + 1);
	memcpy(at, word, length);
	at[length] = ' ';
}

static void check(void)
{
	if (current->end)
		current->end();
	insert(out[0] ? out : "-");
}

/* How the table names a failure. */
static const char *why(const char *reason)
{
	if (strstr(reason, "data race"))
		return RACE " ";
	return strstr(reason, "no end") ? HANG " " : "failed ";
}

/* All outcomes, with and without leaving out runs that make no difference. */
static bool outcomes(const struct litmus *litmus, bool all_runs, struct mc_result *result)
{
	struct mc_program program = { .setup = setup, .check = check };
	struct mc_limits limits = { litmus->preemptions, litmus->weak, 100, all_runs, 0 };

	current = litmus;
	seen[0] = '\0';
	memcpy(program.contexts, litmus->contexts, sizeof(program.contexts));
	mc_explore(&program, &limits, result);
	if (result->failed)
		strcpy(seen, why(result->reason));
	if (seen[0])
		seen[strlen(seen) - 1] = '\0';
	return !strcmp(seen, litmus->outcomes);
}

unsigned int litmus_count(void)
{
	return sizeof(table) / sizeof(table[0]);
}

void litmus_name(unsigned int i, char *name, size_t size)
{
	snprintf(name, size, "litmus.%s", table[i].name);
}

bool litmus_run(unsigned int i)
{
	const struct litmus *litmus = &table[i];
	struct mc_result result, all;
	bool good;

	mc_memory(&m, sizeof(m));
	mc_paths_want(NULL);
	good = outcomes(litmus, true, &all);
	if (good)
		good = outcomes(litmus, false, &result);
	if (good) {
		printf("# %s (%lu runs; %lu without known states)\n", seen,
		       all.executions, result.executions);
	} else {
		printf("# %s; expected %s; %s\n", seen, litmus->outcomes,
		       all.failed ? all.reason : "");
		mc_print_run();
	}
	mc_forget_memory();
	return good;
}
