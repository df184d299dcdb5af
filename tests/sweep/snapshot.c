/* SPDX-License-Identifier: MIT */
#include "tests/sweep/snapshot.h"

#include "support/mem.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/memory.h"
#include "tests/sweep/threads.h"

#define PARTS 6u
#define KNOWN 2048u

/* Eight words at a time: compilers load and store several at once. */
struct chunk {
	uint32_t w[8];
};

struct part {
	void *at;
	size_t size;
};

static struct {
	const struct scenario *scenario; /* that is saved, or NULL */
	bool second;
} saved;

static struct {
	uint32_t *table; /* hashes of states, by hash */
	uint32_t length;
} known;

/* All that a call depends on or changes. */
static void list_parts(struct part part[PARTS])
{
	part[0].at = memory_pieces(&part[0].size);
	part[1] = (struct part){ hakmem_default_arena(), hakmem_arena_bytes() };
	part[2] = (struct part){ actors, sizeof(actors) };
	part[3] = (struct part){ &actors_heap, sizeof(actors_heap) };
	part[4] = (struct part){ &inside, sizeof(inside) };
	part[5].at = threads_state(&part[5].size);
}

static void copy(void *to, const void *from, size_t size)
{
	struct chunk *t = to;
	const struct chunk *f = from;
	size_t chunks = size / sizeof(*t);

	for (size_t i = 0; i < chunks; i++)
		*t++ = *f++;
	memcpy(t, f, size % sizeof(*t));
}

/* What is needed: a copy of all, and a table. */
static char *room(void)
{
	struct part part[PARTS];
	size_t size, needed = KNOWN * sizeof(uint32_t);
	char *p = memory_left(&size);

	list_parts(part);
	for (unsigned int i = 0; i < PARTS; i++)
		needed += part[i].size;
	return size < needed ? NULL : p;
}

static void copy_all(char *copies, bool save)
{
	struct part part[PARTS];

	list_parts(part);
	for (unsigned int i = 0; i < PARTS; i++) {
		copy(save ? copies : part[i].at, save ? part[i].at : copies, part[i].size);
		copies += part[i].size;
	}
}

bool snapshot_restore(const struct scenario *scenario, bool second)
{
	if (saved.scenario != scenario || saved.second != second)
		return false;
	copy_all(room() + KNOWN * sizeof(uint32_t), false);
	return true;
}

void snapshot_save(const struct scenario *scenario, bool second)
{
	char *p = room();

	if (!p)
		return;
	if (!saved.scenario) {
		memset(p, 0, KNOWN * sizeof(uint32_t));
		snapshot_use(p, KNOWN * sizeof(uint32_t));
	}
	copy_all(p + KNOWN * sizeof(uint32_t), true);
	saved.scenario = scenario;
	saved.second = second;
}

/* ------------------------------------------------------------------------ known */

static uint32_t mix(uint32_t hash, uint32_t word)
{
	return ((hash >> 13 | hash << 19) ^ word) * 0x9e3779b1u;
}

static uint32_t hash_part(uint32_t hash, const struct part *part)
{
	const struct chunk *c = part->at;
	const uint32_t *w;

	for (size_t left = part->size / sizeof(*c); left; left--, c++) {
		hash = mix(mix(hash, c->w[0]), c->w[1]);
		hash = mix(mix(hash, c->w[2]), c->w[3]);
		hash = mix(mix(hash, c->w[4]), c->w[5]);
		hash = mix(mix(hash, c->w[6]), c->w[7]);
	}
	w = c->w;
	for (size_t left = part->size % sizeof(*c) / sizeof(*w); left; left--)
		hash = mix(hash, *w++);
	return hash;
}

void snapshot_use(void *p, size_t size)
{
	known.table = p;
	known.length = (uint32_t)(size / sizeof(*known.table));
}

/* hash * length / 2^32, for lengths that have 16 bits */
static uint32_t *entry_of(uint32_t hash)
{
	return &known.table[(hash >> 16) * known.length >> 16];
}

bool snapshot_known(void)
{
	struct part part[PARTS];
	uint32_t hash = 1, *entry;

	if (!known.length)
		return false;
	list_parts(part);
	for (unsigned int i = 0; i < PARTS; i++)
		hash = hash_part(hash, &part[i]);
	entry = entry_of(hash);
	if (*entry == hash)
		return true;
	*entry = hash;
	return false;
}
