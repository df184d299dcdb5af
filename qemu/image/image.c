/* SPDX-License-Identifier: MIT */
#include "qemu/image/board.h"

#include "support/mem.h"
#include "support/smp.h"

#define SYS_GET_CMDLINE 0x15

#define MAX_ARGS 16
#define CANARY	 0x57ac4e4du
#define CANARIES 4

/* qemu/run puts it at the end of the space for the data file. */
#define BLOB_MAGIC 0x424f4c42u /* "BLOB" */

struct blob_trailer {
	uint32_t size;
	uint32_t magic;
};

/* ------------------------------------------------------------ start and end */

/* Of the calling core, at the end of its stack. */
static volatile uint32_t *canaries(void)
{
	return (volatile uint32_t *)board_stack_bottom(image_core());
}

void image_stack_mark(void)
{
	volatile uint32_t *canary = canaries();

	for (int i = 0; i < CANARIES; i++)
		canary[i] = CANARY;
}

void image_stack_check(void)
{
	volatile uint32_t *canary = canaries();

	for (int i = 0; i < CANARIES; i++)
		if (canary[i] != CANARY)
			image_stack_overflow();
}

void image_exit(int code)
{
	image_stack_check();
	board_exit(code);
}

void image_stack_overflow(void)
{
	print("FAULT stack overflow\n");
	board_exit(BOARD_EXIT_STACK);
}

void image_fault(uintptr_t pc, uintptr_t lr, uintptr_t cause)
{
	print("FAULT pc=%p lr=%p cause=0x%zx\n", (void *)pc, (void *)lr, (size_t)cause);
	board_exit(BOARD_EXIT_FAULT);
}

/* Cuts @line at blanks. Return: number of arguments; more than MAX_ARGS: -1. */
static int split(char *line, char **argv)
{
	int argc = 0;

	for (;;) {
		while (*line == ' ')
			*line++ = '\0';
		if (!*line)
			break;
		if (argc == MAX_ARGS)
			return -1;
		argv[argc++] = line;
		while (*line && *line != ' ')
			line++;
	}
	argv[argc] = NULL;
	return argc;
}

void image_start(void)
{
	static char line[BOARD_CMDLINE];
	static char *argv[MAX_ARGS + 1];
	struct {
		char *buf;
		size_t size;
	} arg = { line, sizeof(line) };
	int argc;

	image_stack_mark();
	if (board_semihost(SYS_GET_CMDLINE, &arg)) {
		print("command line of more than %d bytes\n", BOARD_CMDLINE);
		board_exit(BOARD_EXIT_ERROR);
	}
	argc = split(line, argv);
	if (argc < 0) {
		print("more than %d arguments\n", MAX_ARGS);
		board_exit(BOARD_EXIT_ERROR);
	}
	image_exit(image_main(argc, argv));
}

void image_putc(char c)
{
	image_write(&c, 1);
}

/* ------------------------------------------------------------------- memory */

void *image_arena(size_t *size)
{
	*size = (size_t)(__arena_end - __arena_start);
	return __arena_start;
}

void *image_blob(size_t *size)
{
	const struct blob_trailer *trailer =
		(void *)(uintptr_t)(BOARD_BLOB + BOARD_BLOB_SPACE - sizeof(*trailer));

	*size = 0;
	if (!BOARD_BLOB || trailer->magic != BLOB_MAGIC)
		return NULL;
	*size = trailer->size;
	return (void *)(uintptr_t)BOARD_BLOB;
}

/* --------------------------------------------------------------------- cost */

static bool probe(image_fn fn, uintptr_t n, uint32_t instructions)
{
	uintptr_t result;

	return board_cost(fn, n, 0, &result) == instructions;
}

_Bool image_cost_works(void)
{
	static bool known, works;

	if (!known)
		works = probe(board_probe_1, 0, 1) && probe(board_probe_loop, 10, 21) &&
			probe(board_probe_loop, 100, 201);
	known = true;
	return works;
}

uint32_t image_cost(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result)
{
	typedef uintptr_t call_fn(uintptr_t a, uintptr_t b);

	if (image_cost_works())
		return board_cost(fn, a, b, result);
	*result = ((call_fn *)fn)(a, b);
	return 0;
}
