/* SPDX-License-Identifier: MIT */
#include "record.h"

#include "support/mem.h"
#include "support/print.h"

struct record records[NR_PATHS];

static struct record here[NR_PATHS];
static const char *state = "none";
static uint32_t variant;

void record_start(void)
{
	memset(records, 0, sizeof(records));
}

void record_where(const char *where, uint32_t which)
{
	state = where;
	variant = which;
	if (!which)
		record_forget_here();
}

void record_forget_here(void)
{
	memset(here, 0, sizeof(here));
}

const struct record *record_here(enum path path)
{
	return &here[path];
}

static void add(struct record *record, uint32_t cost)
{
	record->calls++;
	if (cost <= record->most)
		return;
	record->most = cost;
	record->state = state;
	record->variant = variant;
}

void record_call(enum path path, uint32_t cost)
{
	add(&records[path], cost);
	add(&here[path], cost);
}

void record_print(const char *kind, size_t arena)
{
	for (unsigned int path = 0; path < NR_PATHS; path++) {
		const struct record *r = &records[path];

		if (r->calls)
			print("%s path=%s cost=%lu state=%s:%lu calls=%lu arena=%zu words=%lu\n",
			      kind, path_name(path), (unsigned long)r->most, r->state,
			      (unsigned long)r->variant, (unsigned long)r->calls, arena,
			      (unsigned long)wcet_words());
	}
}
