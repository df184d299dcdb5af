/* SPDX-License-Identifier: MIT */
/*
 * What a board and lib/ promise. Without arguments the suites run; check.py gives
 * one of the words below to see how a run begins and ends.
 */
#include "support/image.h"
#include "support/mem.h"
#include "support/smp.h"
#include "tests/board/board_test.h"

static const struct ktest_suite *const suites[] = {
	&print_suite,
	&support_suite,
	&cores_suite,
#ifdef CONFIG_HAKMEM_PORT_BAREMETAL
	&cost_suite,
#endif
	NULL,
};

static int show_arguments(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		print("[%s]\n", argv[i]);
	return argv[argc] != NULL;
}

static int show_blob(void)
{
	size_t size;
	const unsigned char *p = image_blob(&size);
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + p[i];
	print("%s %zu %u\n", p ? "blob" : "none", size, (unsigned int)sum);
	return 0;
}

static int leave(const char *code)
{
	print("no newline");
	image_exit((code[0] - '0') * 10 + code[1] - '0');
}

static int take_fault(void)
{
	__builtin_trap();
}

static __attribute__((noinline)) int use_stack(volatile int *depth)
{
	volatile int room[16];

	room[0] = ++*depth;
	room[15] = *depth < 1 << 20 ? use_stack(depth) : 0;
	return room[0] + room[15];
}

static int overflow_stack(void)
{
	volatile int depth = 0;

	return use_stack(&depth);
}

#ifdef CONFIG_HAKMEM_PORT_BAREMETAL
#include "qemu/image/board.h"

static int break_canary(void)
{
	*(volatile uint32_t *)board_stack_bottom(image_core()) = 0;
	return 0;
}
#else
static int break_canary(void)
{
	return 0;
}
#endif

static int hang(void)
{
	for (volatile int forever = 1; forever;)
		;
	return 0;
}

/* The ways to end a run that are no suites. */
static int end_by(const char *mode, const char *code)
{
	if (!strcmp(mode, "exit"))
		return leave(code);
	if (!strcmp(mode, "fault"))
		return take_fault();
	if (!strcmp(mode, "overflow"))
		return overflow_stack();
	if (!strcmp(mode, "canary"))
		return break_canary();
	return hang();
}

static void end_from_core(void *arg)
{
	char **argv = arg;

	end_by(argv[0], argv[1]);
}

/* The same while core 0 waits. */
static int end_from_other_core(char **argv)
{
	image_core_start(1, end_from_core, argv);
	image_core_join(1);
	return 0;
}

int image_main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	if (!strcmp(mode, "arguments"))
		return show_arguments(argc, argv);
	if (!strcmp(mode, "blob"))
		return show_blob();
	if (!strcmp(mode, "print"))
		return print_from_all_cores();
	if (!strcmp(mode, "core"))
		return end_from_other_core(argv + 2);
	if (!strcmp(mode, "exit") || !strcmp(mode, "fault") || !strcmp(mode, "overflow") ||
	    !strcmp(mode, "canary") || !strcmp(mode, "hang"))
		return end_by(mode, argv[2]);
	return ktest_run(suites, argc, argv);
}
