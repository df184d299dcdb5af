/* SPDX-License-Identifier: MIT */
/*
 * What the arena looks like while a trace is replayed; the blob is the .atr file, the
 * arguments are the arena's bytes and how many pictures of it are wanted. After the first
 * record and then after equal numbers of allocations, up to the last one, it prints
 *
 *	picture allocations=N live=BYTES RUN...
 *
 * with all runs of slices from the lowest address on, RUN being the run's slices and what
 * it is: "f" free, "l" a large block, "pUSED/BLOCKS" a page with USED of its BLOCKS blocks
 * in use, "h" a heap. Unless the last line has fails=0 something went wrong.
 */
#include <hakmem.h>
#include <kernel/page.h>
#include <kernel/walk.h>

#include "../../bench/common.h"
#include "../player.h"
#include "../stage.h"
#include "support/image.h"
#include "support/parse.h"

static void print_run(const struct walk *walk)
{
	const struct page *page;

	print(" %zu", walk->run.length);
	if (walk->kind != RUN_PAGE) {
		print("%s", walk->kind == RUN_LARGE ? "l" : "f");
		return;
	}
	page = walk_page(walk);
	if (page_class(page) == CLASS_HEAP)
		print("h");
	else if (page_class(page) == CLASS_SINGLE)
		print("l");
	else
		print("p%u/%u", page_used(page), (unsigned int)page->capacity);
}

static void print_picture(const struct player *player, uint32_t allocations)
{
	struct walk walk;

	print("picture allocations=%lu live=%lu", (unsigned long)allocations,
	      (unsigned long)player->live);
	walk_start(&walk, hakmem_default_arena());
	while (walk_next(&walk))
		print_run(&walk);
	print("\n");
}

/* Does a record take memory? */
static bool allocates(const struct trace_op *op)
{
	return trace_op_code(op) != TRACE_FREE;
}

static uint32_t count_allocations(const struct trace *trace)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < trace->header->nr_ops; i++)
		n += allocates(&trace->ops[i]);
	return n;
}

/* Play it all; @pictures of it. Return: what went wrong. */
static uint32_t play(struct player *player, uint32_t pictures)
{
	const struct trace *trace = player->trace;
	uint32_t all = count_allocations(trace), allocations = 0, taken = 0;
	uint64_t next = 1;

	while (player->next < trace->header->nr_ops) {
		allocations += allocates(&trace->ops[player->next]);
		player_step(player);
		if (allocations < next)
			continue;
		print_picture(player, allocations);
		taken++;
		next = 1 + (uint64_t)(all - 1) * taken / (pictures - 1);
	}
	return player->failed + player->damaged;
}

int image_main(int argc, char **argv)
{
	static struct stage stage;
	const char *wrong = stage_set(&stage);
	size_t size = argc > 1 ? parse_size(argv[1]) : 0;
	size_t pictures = argc > 2 ? parse_size(argv[2]) : 0;
	struct hakmem_stats stats;
	struct player player;
	uint32_t fails;

	if (!wrong && (size > stage.size || pictures < 2))
		wrong = "usage: arena_map ARENA PICTURES, at least two";
	if (!wrong && (hakmem_init(stage.arena, size) || hakmem_stats(&stats)))
		wrong = "the arena is too small to start with";
	if (wrong) {
		print("arena-map: %s\n", wrong);
		return 2;
	}
	player = stage_play(&stage);
	fails = play(&player, (uint32_t)pictures);
	fails += (hakmem_validate() != 0) + fault_count;
	print("arena-map name=%s arena=%zu slice=%zu slices=%zu peak=%lu fails=%lu\n",
	      stage.trace.header->name, size, stats.slice_size, stats.slices,
	      (unsigned long)stage.trace.header->peak_live_bytes, (unsigned long)fails);
	return fails ? 1 : 0;
}
