/* SPDX-License-Identifier: MIT */
#include "tests/sweep/engine.h"

#include "qemu/image/interrupt.h"
#include "support/image.h"
#include "support/mem.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/meeting.h"
#include "tests/sweep/memory.h"
#include "tests/sweep/snapshot.h"
#include "tests/sweep/threads.h"

#define TASK_STACK   1024u
#define STACK_CANARY 0x5a5a5a5au

/* A run takes a tenth of it: what takes longer hangs. */
#define WATCHDOG BOARD_INTERRUPT_MAX

typedef uintptr_t call_fn(uintptr_t a, uintptr_t b);

static _Alignas(16) uint32_t task_stack[TASK_STACK / sizeof(uint32_t)];

/* The run at hand; handlers and the task read and write it, too. */
static struct {
	const struct plan *plan;
	unsigned int planned; /* interrupts that are still wanted, and those that came */
	unsigned int fired;
	uintptr_t pc[2];
	bool done; /* FIRST, a task, has finished */
	bool watched;
	uint32_t runs;
} volatile run;

/* ----------------------------------------------------------------- interrupts */

const char *plan_second(const struct plan *plan)
{
	if (plan->switches)
		return "back";
	return plan->second ? plan->second->name : "nothing";
}

static _Noreturn void hang(uintptr_t pc)
{
	const struct plan *plan = run.plan;

	print("# %s, %s at %u, %s at %u: no end, now at %p; interrupted at %p and %p\n",
	      plan->scenario->name, plan->first->name, (unsigned int)plan->at,
	      plan_second(plan), (unsigned int)plan->then, (void *)pc, (void *)run.pc[0],
	      (void *)run.pc[1]);
	image_exit(1);
}

/* While instructions do not count, time tells nothing. */
static void watch(void)
{
	if (run.watched)
		board_interrupt_after(WATCHDOG);
}

/* Whatever has not come by now is not wanted any more. The timer is slow. */
static void settle(void)
{
	if (run.planned == run.fired)
		return; /* watched already */
	board_interrupt_cancel();
	run.planned = run.fired;
	watch();
}

static void arm_next(void)
{
	if (run.planned > run.fired)
		board_interrupt_after(run.plan->then);
	else
		watch();
}

static void act(const struct action *action, struct actor *actor)
{
	bool again = run.plan->again;

	threads_interrupt(1);
	if (!again)
		arm_next();
	action->run(actor);
	if (!again)
		settle();
	threads_interrupt(-1);
}

static void interrupted(unsigned int level, uintptr_t pc)
{
	unsigned int came = run.fired;

	(void)level;
	actors_interrupted();
	if (came == run.planned)
		hang(pc);
	run.pc[came] = pc;
	run.fired = came + 1;
	if (run.plan->switches) {
		arm_next();
		board_task_switch();
	} else if (!came) {
		meeting_comes(pc);
		act(run.plan->first, &actors[FIRST]);
		meeting_acted();
	} else {
		act(run.plan->second, &actors[SECOND]);
	}
	if (run.plan->again)
		arm_next();
}

static void task(void)
{
	for (;;) {
		run.plan->first->run(&actors[FIRST]);
		hakmem_thread_exit();
		settle();
		run.done = true;
		board_task_switch();
	}
}

/*
 * The task may be stopped in the middle: MAIN does some more before it goes on. What the
 * task is inside of is out of MAIN's reach, and ENOUGH is enough for one call.
 */
static void finish_task(void)
{
	struct actor *main = &actors[MAIN];
	bool null_is_right = main->null_is_right;

	if (!run.plan->switches || !run.fired || run.done)
		return;
	null_is_right |= run.plan->scenario->supply == ENOUGH && inside_is_entered();
	main->null_is_right |= run.plan->scenario->supply != PLENTY;
	actor_malloc(main, SLOT_D, SIZE_SHARED);
	main->null_is_right = null_is_right;
	actor_free(main, SLOT_SHARED_3);
	actor_free(main, SLOT_D);
	hakmem_heap_collect(NULL);
	board_task_switch();
}

void engine_init(bool counts)
{
	run.watched = counts;
	board_interrupt_init(interrupted);
	task_stack[0] = STACK_CANARY;
	threads_init(task_stack, sizeof(task_stack));
	board_task_init(task_stack, sizeof(task_stack), task);
}

uint32_t engine_runs(void)
{
	return run.runs;
}

/* ----------------------------------------------------------------------- call */

__attribute__((noinline)) void engine_mark(void)
{
	__asm__ volatile("" : : : "memory");
}

static __attribute__((noinline)) uintptr_t window(call_fn *call, uintptr_t a, uintptr_t b)
{
	uintptr_t result;

	engine_mark();
	if (run.planned)
		board_interrupt_after(run.plan->at);
	else
		watch();
	result = call(a, b);
	settle();
	engine_mark();
	return result;
}

static uintptr_t call(const struct scenario *s)
{
	struct actor *main = &actors[MAIN];
	uintptr_t p;

	switch (s->call) {
	case CALL_MALLOC:
		return window((call_fn *)(image_fn)hakmem_malloc, s->size, 0);
	case CALL_CALLOC:
		return window((call_fn *)(image_fn)hakmem_calloc, s->size / 4, 4);
	case CALL_FREE:
		p = (uintptr_t)actor_gives(main, s->slot);
		return window((call_fn *)(image_fn)hakmem_free, p, 0);
	case CALL_FREE_SIZED:
		p = (uintptr_t)actor_gives(main, s->slot);
		return window((call_fn *)(image_fn)hakmem_free_sized, p, s->size);
	case CALL_HEAP_CREATE:
		return window((call_fn *)(image_fn)hakmem_heap_create, 0, 0);
	case CALL_HEAP_MALLOC:
		return window((call_fn *)(image_fn)hakmem_heap_malloc,
			      (uintptr_t)actors_heap, s->size);
	case CALL_HEAP_DESTROY:
		p = (uintptr_t)actors_heap;
		actors_heap = NULL;
		return window((call_fn *)(image_fn)hakmem_heap_destroy, p, 0);
	case CALL_REALLOC:
		p = (uintptr_t)main->held[s->slot].p;
		return window((call_fn *)(image_fn)hakmem_realloc, p, s->size);
	case CALL_ALIGNED:
		return window((call_fn *)(image_fn)hakmem_aligned_alloc, s->alignment, s->size);
	case CALL_COLLECT:
		return window((call_fn *)(image_fn)hakmem_heap_collect, 0, 0);
	default:
		return window((call_fn *)(image_fn)memory_add, 0, 0);
	}
}

static bool gives_block(enum call call)
{
	return call == CALL_MALLOC || call == CALL_CALLOC || call == CALL_ALIGNED ||
	       call == CALL_HEAP_MALLOC;
}

static void take_heap(struct hakmem_heap *heap)
{
	struct actor *main = &actors[MAIN];

	actors_heap = heap;
	if (actor_heap(main, heap))
		actor_heap_malloc(main, SLOT_NAMED, heap, SIZE_SHARED);
}

/* Nobody did anything meanwhile. */
static bool is_alone(void)
{
	return !run.fired || run.plan->first == actions; /* none */
}

static void take_result(const struct scenario *s, uintptr_t result)
{
	struct actor *main = &actors[MAIN];
	bool nobody = is_alone();
	bool stays = result == (uintptr_t)main->held[s->slot].p;

	if (s->supply == DROUGHT && nobody && result)
		actors_fail("memory where there is none");
	if (nobody && s->place && stays != (s->place == STAYS))
		actors_fail("a path that is not taken");
	if (nobody && inside.expected && (void *)result != inside.expected)
		actors_fail("a path that is not taken");
	if (s->alignment && result % s->alignment)
		actors_fail("an aligned block that is not");
	if (s->call == CALL_CALLOC)
		actor_zeroed((void *)result, s->size);
	if (gives_block(s->call))
		actor_took(main, s->slot, (void *)result, s->size);
	if (s->call == CALL_REALLOC)
		actor_realloced(main, s->slot, (void *)result, s->size);
	if (s->call == CALL_ADD_REGION && !memory_added((int)result))
		actors_fail("a region that is refused");
	if (s->call == CALL_HEAP_CREATE)
		take_heap((struct hakmem_heap *)result);
}

/* -------------------------------------------------------------------- one run */

/* Who may be told that there is no memory. */
static void excuse(const struct plan *plan)
{
	enum supply supply = plan->scenario->supply;
	bool takes = plan->first->takes || (plan->second && plan->second->takes);
	bool exhausts = plan->first->exhausts || (plan->second && plan->second->exhausts);

	actors[MAIN].null_is_right = exhausts || supply >= SCARCE || (supply == ENOUGH && takes);
	actors[FIRST].null_is_right = exhausts || supply != PLENTY;
	actors[SECOND].null_is_right = exhausts || supply != PLENTY;
}

static void look_at_all(void)
{
	if (task_stack[0] != STACK_CANARY)
		actors_fail("the task's stack has overflowed");
	if (actors_error() || snapshot_known())
		return;
	if (hakmem_validate())
		actors_fail("a broken invariant");
	actors_check();
	if (actors_error())
		return;
	actors_free_all();
	if (!actors_error() && !memory_whole())
		actors_fail("memory that did not come back");
	if (hakmem_validate())
		actors_fail("a broken invariant when all is free");
}

static bool prepare(const struct scenario *s, bool second)
{
	actors_forget();
	memory_forget();
	if (snapshot_restore(s, second))
		return true;
	watch();
	threads_reset();
	scenario_base(second);
	if (s->build)
		s->build(&actors[MAIN]);
	if (actors_error())
		return false;
	snapshot_save(s, second);
	return true;
}

bool engine_run(const struct plan *plan, struct outcome *outcome)
{
	const struct scenario *s = plan->scenario;
	uintptr_t result;

	run.plan = plan;
	run.planned = run.fired = 0;
	run.done = false;
	run.pc[0] = run.pc[1] = 0;
	run.runs++;
	if (!prepare(s, plan->second))
		return false;
	excuse(plan);
	run.planned = !plan->at ? 0 : !plan->then ? 1 : 2;
	meeting_begins(&actors[MAIN].held[s->slot]);
	result = call(s);
	finish_task();
	*outcome = (struct outcome){ run.fired, { run.pc[0], run.pc[1] } };
	if (s->after)
		s->after();
	take_result(s, result);
	meeting_over(&actors[MAIN].held[s->slot], result, is_alone());
	look_at_all();
	board_interrupt_cancel();
	return !actors_error();
}
