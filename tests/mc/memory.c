// SPDX-License-Identifier: MIT
/*
 * The memory model: views, stores, data races. What it covers: checker.h.
 *
 * Memory itself always holds the newest value of each word, so that plain accesses,
 * set-up and check work on it directly.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/mc/internal.h"
#include "tests/mc/memory.h"

#define LOCATIONS 128u
#define STORES	  64u
#define SLOTS	  1024u /* of the table from address to location */

/*
 * What a core has to have seen: of each location the number of a store, of each core
 * how far it had come. A core's clock counts its releases.
 */
struct view {
	uint8_t seen[LOCATIONS];
	uint16_t clock[MC_CORES];
};

struct store {
	uint64_t value;
	uint64_t hash;
	bool plain;	  /* by a plain access; memory has the value */
	struct view view; /* what comes along for who acquires it */
};

/* A word that atomic operations were seen on. The same in all runs of a search. */
struct location {
	uintptr_t address;
	unsigned int size;
	unsigned int users; /* contexts, a bit each: in any run */
	bool written;	    /* by a context, likewise */
	bool shared;	    /* several users, and written */
	unsigned int nr_stores;
	uint64_t hash; /* of the order of its stores */
	struct store store[STORES];
};

/* Accesses to one byte, and to the word that it is in: clocks of each core. */
struct byte {
	uint16_t write; /* the last, by ... */
	uint8_t writer;
	uint16_t read[MC_CORES];
};

struct shadow {
	uint32_t run;	  /* of another run: nothing happened yet */
	uint8_t location; /* number + 1 */
	uint16_t atomic_write[MC_CORES];
	uint16_t atomic_read[MC_CORES];
	uint64_t last; /* plain access, as repeated() has it */
	struct byte byte[8];
};

struct range {
	uintptr_t base;
	size_t size;
	struct shadow *shadow;
};

static struct location locations[LOCATIONS];
static unsigned int nr_locations;
static uint8_t slots[SLOTS]; /* number + 1 */

static struct view view[MC_CORES];
static struct view acquired[MC_CORES]; /* what an acquire fence would join */
static struct view released[MC_CORES]; /* of the last release fence */
static struct view sc;
static uint64_t core_hash[MC_CORES], sc_hash, locations_hash;

static struct range ranges[4];
static unsigned int nr_ranges;
static uint32_t run_number;

/* -------------------------------------------------------------------------- hash */

uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t x = (a ^ (b + 0x9e3779b97f4a7c15u)) * 0xbf58476d1ce4e5b9u;

	x ^= x >> 29;
	x = (x + a) * 0x94d049bb133111ebu;
	return x ^ x >> 32;
}

void memory_mix(uint64_t what)
{
	core_hash[running_core] = mix(core_hash[running_core], what);
}

uint64_t memory_hash(void)
{
	uint64_t hash = mix(locations_hash, sc_hash);

	for (unsigned int i = 0; i < MC_CORES; i++)
		hash = mix(hash, core_hash[i]);
	return hash;
}

/* ------------------------------------------------------------------------- ranges */

void mc_memory(void *base, size_t size)
{
	struct range *range = &ranges[nr_ranges++];

	range->base = (uintptr_t)base & ~(uintptr_t)7;
	range->size = ((uintptr_t)base + size - range->base + 7) & ~(size_t)7;
	range->shadow = calloc(range->size / 8, sizeof(struct shadow));
	if (!range->shadow)
		exit(2);
}

void mc_forget_memory(void)
{
	while (nr_ranges)
		free(ranges[--nr_ranges].shadow);
}

static void fresh(struct shadow *shadow)
{
	memset(shadow, 0, sizeof(*shadow));
	shadow->run = run_number;
}

/* Of the word that holds @address; NULL: it is no memory that contexts share. */
static struct shadow *shadow_of(uintptr_t address)
{
	for (unsigned int i = 0; i < nr_ranges; i++) {
		const struct range *range = &ranges[i];

		if (address - range->base < range->size) {
			struct shadow *shadow =
				&range->shadow[(address - range->base) / 8];

			if (shadow->run != run_number)
				fresh(shadow);
			return shadow;
		}
	}
	return NULL;
}

/* --------------------------------------------------------------------- start, views */

void memory_start_search(void)
{
	memset(slots, 0, sizeof(slots));
	nr_locations = 0;
}

void memory_start_run(void)
{
	for (unsigned int i = 0; i < nr_locations; i++) {
		locations[i].nr_stores = 0;
		locations[i].hash = 0;
	}
	memset(view, 0, sizeof(view));
	memset(acquired, 0, sizeof(acquired));
	memset(released, 0, sizeof(released));
	memset(&sc, 0, sizeof(sc));
	memset(core_hash, 0, sizeof(core_hash));
	sc_hash = locations_hash = 0;
	run_number++;
}

static void join(struct view *to, const struct view *from)
{
	for (unsigned int i = 0; i < LOCATIONS; i++)
		to->seen[i] = to->seen[i] > from->seen[i] ? to->seen[i] : from->seen[i];
	for (unsigned int i = 0; i < MC_CORES; i++)
		if (from->clock[i] > to->clock[i])
			to->clock[i] = from->clock[i];
}

void memory_follow(unsigned int core)
{
	if (core == running_core)
		return;
	view[core].clock[core]++;
	join(&view[running_core], &view[core]);
	memory_mix(core_hash[core]);
}

static bool acquires(int order)
{
	return order == __ATOMIC_ACQUIRE || order == __ATOMIC_CONSUME ||
	       order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static bool releases(int order)
{
	return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL ||
	       order == __ATOMIC_SEQ_CST;
}

static void sc_before(int order)
{
	unsigned int core = running_core;

	if (order != __ATOMIC_SEQ_CST)
		return;
	join(&view[core], &sc);
	core_hash[core] = mix(core_hash[core], sc_hash);
}

static void sc_after(int order)
{
	unsigned int core = running_core;

	if (order != __ATOMIC_SEQ_CST)
		return;
	sc = view[core];
	sc_hash = mix(sc_hash, core_hash[core]);
}

/* -------------------------------------------------------------------------- locations */

static uint64_t fetch(uintptr_t address, unsigned int size)
{
	uint64_t value = 0;

	memcpy(&value, (void *)address, size);
	return value;
}

static void put(uintptr_t address, unsigned int size, uint64_t value)
{
	memcpy((void *)address, &value, size);
}

static struct location *find(uintptr_t address, unsigned int size)
{
	size_t slot = (address / 4 * 2654435761u) % SLOTS;
	struct location *location;

	while (slots[slot]) {
		location = &locations[slots[slot] - 1];
		if (location->address == address) {
			if (location->size != size)
				mc_fail("atomics of two sizes at %#lx",
					(unsigned long)address);
			return location;
		}
		slot = (slot + 1) % SLOTS;
	}
	if (nr_locations == LOCATIONS)
		mc_fail("more than %u atomic words", LOCATIONS);
	location = &locations[nr_locations++];
	memset(location, 0, offsetof(struct location, store));
	location->address = address;
	location->size = size;
	slots[slot] = (uint8_t)nr_locations;
	return location;
}

static unsigned int number(const struct location *location)
{
	return (unsigned int)(location - locations);
}

static struct store *newest(struct location *location)
{
	return &location->store[location->nr_stores - 1];
}

static struct store *append(struct location *location)
{
	struct store *store;

	if (location->nr_stores == STORES)
		mc_fail("more than %u stores to one word", STORES);
	store = &location->store[location->nr_stores++];
	memset(store, 0, sizeof(*store));
	return store;
}

/* A context uses @location: is it one that needs a choice of who comes first? */
static bool note_use(struct location *location, bool write)
{
	location->users |= 1u << running;
	location->written |= write;
	if (!location->shared && location->written &&
	    location->users & (location->users - 1)) {
		location->shared = true;
		mc_start_over();
	}
	return location->shared;
}

/* First use in this run, or after a plain write: the value is in memory. */
static void refresh(struct location *location)
{
	struct shadow *shadow = shadow_of(location->address);

	if (shadow)
		shadow->location = (uint8_t)(number(location) + 1);
	if (!location->nr_stores)
		append(location)->plain = true;
	if (newest(location)->plain) {
		newest(location)->value = fetch(location->address, location->size);
		newest(location)->plain = false;
	}
}

/* A plain write to a location's word: who happens after it does not see older stores. */
static void plain_store(struct location *location)
{
	if (!location->nr_stores)
		return;
	if (!newest(location)->plain) {
		append(location)->plain = true;
		newest(location)->hash = core_hash[running_core];
	}
	view[running_core].seen[number(location)] = (uint8_t)(location->nr_stores - 1);
}

/* ------------------------------------------------------------------------- data races */

static void race(const char *what, uintptr_t address, const void *pc)
{
	mc_fail("data race: %s of %#lx in %s", what, (unsigned long)address,
		symbol_name(pc));
}

/* Is an access of @core at @clock not before what the running context's core does? */
static bool unordered(unsigned int core, unsigned int clock)
{
	return core != running_core && clock > view[running_core].clock[core];
}

static uint16_t now(void)
{
	return (uint16_t)(view[running_core].clock[running_core] + 1);
}

static bool any_unordered(const uint16_t *clocks)
{
	for (unsigned int i = 0; i < MC_CORES; i++)
		if (unordered(i, clocks[i]))
			return true;
	return false;
}

static void check_byte(struct byte *byte, uintptr_t address, bool write, const void *pc)
{
	if (unordered(byte->writer, byte->write))
		race(write ? "write after write" : "read after write", address, pc);
	if (!write) {
		byte->read[running_core] = now();
		return;
	}
	if (any_unordered(byte->read))
		race("write after read", address, pc);
	byte->write = now();
	byte->writer = (uint8_t)running_core;
}

static void check_word(struct shadow *shadow, uintptr_t address, bool write,
		       const void *pc)
{
	if (any_unordered(shadow->atomic_write) ||
	    (write && any_unordered(shadow->atomic_read)))
		race(write ? "write after atomic" : "read after atomic write", address,
		     pc);
	if (write && shadow->location)
		plain_store(&locations[shadow->location - 1]);
}

/*
 * Nothing to check: the same access as the last one to this word, and that core has
 * released nothing since.
 */
static bool repeated(struct shadow *shadow, uintptr_t address, size_t size, bool write)
{
	uint64_t last = (uint64_t)now() << 32 | running_core << 16 | size << 8 |
			(address & 7) << 1 | write | 1u << 31;

	if (size > 16)
		last = 0;
	else if (shadow->last == last)
		return true;
	shadow->last = last;
	return false;
}

void memory_plain(uintptr_t address, size_t size, bool write, const void *pc)
{
	struct shadow *shadow;

	if (is_quiet())
		return;
	shadow = shadow_of(address);
	if (!shadow)
		return;
	mc_step(false);
	if (write)
		mc_perhaps_stop();
	trace_add(write ? TRACE_WRITE : TRACE_READ, pc, address, 0, false);
	if (repeated(shadow, address, size, write))
		return;
	for (uintptr_t a = address; a < address + size && shadow; a++) {
		if (a != address && !(a & 7))
			shadow = shadow_of(a);
		if (shadow && (a == address || !(a & 7)))
			check_word(shadow, a, write, pc);
		if (shadow)
			check_byte(&shadow->byte[a & 7], a, write, pc);
	}
}

static void check_atomic(const struct location *location, bool write, const void *pc)
{
	struct shadow *shadow = shadow_of(location->address);
	unsigned int first = location->address & 7;

	if (!shadow)
		return;
	for (unsigned int i = first; i < first + location->size && i < 8; i++) {
		const struct byte *byte = &shadow->byte[i];

		if (unordered(byte->writer, byte->write) ||
		    (write && any_unordered(byte->read)))
			race(write ? "atomic write after plain access" :
				     "atomic read after write",
			     location->address, pc);
	}
	shadow->last = 0;
	(write ? shadow->atomic_write : shadow->atomic_read)[running_core] = now();
}

/* ------------------------------------------------------------------------------ atomics */

/* The running context's core has an event: a part of what makes two runs differ. */
static void event(const struct location *location, uint64_t what)
{
	uint64_t *hash = &core_hash[running_core];

	*hash = mix(*hash, (uint64_t)number(location) << 8 | (unsigned int)running);
	*hash = mix(*hash, what);
}

static void read_from(struct location *location, unsigned int i, int order)
{
	struct store *store = &location->store[i];
	struct view *mine = &view[running_core];

	if (i > mine->seen[number(location)])
		mine->seen[number(location)] = (uint8_t)i;
	join(acquires(order) ? mine : &acquired[running_core], &store->view);
	event(location, store->hash);
}

static void write_to(struct location *location, uint64_t value, int order,
		     const struct store *from)
{
	struct view *mine = &view[running_core];
	struct store *store = append(location);
	unsigned int n = number(location);

	mine->seen[n] = (uint8_t)(location->nr_stores - 1);
	if (releases(order)) {
		mine->clock[running_core]++;
		store->view = *mine;
	} else {
		store->view = released[running_core];
		store->view.seen[n] = mine->seen[n];
	}
	if (from)
		join(&store->view, &from->view);
	event(location, 1);
	store->value = value;
	store->hash = core_hash[running_core];
	locations_hash -= mix(n, location->hash);
	location->hash = mix(location->hash, store->hash);
	locations_hash += mix(n, location->hash);
	put(location->address, location->size, value);
}

/* Who comes first; then the location is up to date. */
static struct location *reach(uintptr_t address, unsigned int size, bool write, int order)
{
	struct location *location = find(address, size);

	mc_step(note_use(location, write));
	if (write)
		mc_perhaps_stop();
	refresh(location);
	sc_before(order);
	return location;
}

/* Number of the store that a load returns. */
static unsigned int which_store(struct location *location)
{
	unsigned int last = location->nr_stores - 1,
		     oldest = view[running_core].seen[number(location)];
	unsigned int back;

	if (oldest >= last || !mc_weak_left())
		return last;
	back = mc_choose(last - oldest + 1, CHOOSE_STORE);
	if (back)
		mc_weak_used();
	return last - back;
}

uint64_t memory_load(uintptr_t address, unsigned int size, int order, const void *pc)
{
	struct location *location;
	unsigned int i;

	if (is_quiet()) {
		return fetch(address, size);
	}
	location = reach(address, size, false, order);
	check_atomic(location, false, pc);
	i = which_store(location);
	read_from(location, i, order);
	sc_after(order);
	if (i != location->nr_stores - 1)
		paths_old_value();
	trace_add(TRACE_LOAD, pc, address, location->store[i].value,
		  i != location->nr_stores - 1);
	return location->store[i].value;
}

void memory_store(uintptr_t address, unsigned int size, uint64_t value, int order,
		  const void *pc)
{
	struct location *location;

	if (is_quiet()) {
		put(address, size, value);
		return;
	}
	location = reach(address, size, true, order);
	check_atomic(location, true, pc);
	write_to(location, value, order, NULL);
	sc_after(order);
	trace_add(TRACE_STORE, pc, address, value, false);
}

static uint64_t compute(enum memory_rmw op, uint64_t old, uint64_t operand)
{
	switch (op) {
	case RMW_ADD:
		return old + operand;
	case RMW_SUB:
		return old - operand;
	case RMW_AND:
		return old & operand;
	case RMW_OR:
		return old | operand;
	case RMW_XOR:
		return old ^ operand;
	default:
		return operand;
	}
}

uint64_t memory_rmw(uintptr_t address, unsigned int size, enum memory_rmw op,
		    uint64_t operand, int order, const void *pc)
{
	struct location *location;
	uint64_t old, new;

	if (is_quiet()) {
		old = fetch(address, size);
		put(address, size, compute(op, old, operand));
		return old;
	}
	location = reach(address, size, true, order);
	check_atomic(location, true, pc);
	old = newest(location)->value;
	new = compute(op, old, operand);
	read_from(location, location->nr_stores - 1, order);
	write_to(location, new, order, newest(location));
	sc_after(order);
	trace_add(TRACE_RMW, pc, address, new, false);
	return old;
}

/*
 * The ways a compare-and-swap can go, in this order: it succeeds; it fails and returns
 * one of the stores that it may see. A strong one does not fail with the value that it
 * expects. The number chosen is put into *@i; true: it succeeds.
 */
static bool which_outcome(struct location *location, uint64_t expected, bool weak,
			  unsigned int *i)
{
	unsigned int last = location->nr_stores - 1, way[STORES + 1], n = 0;
	bool can = location->store[last].value == expected;

	if (can)
		way[n++] = last;
	for (unsigned int k = last + 1;
	     k-- > view[running_core].seen[number(location)];) {
		if (!weak && location->store[k].value == expected)
			continue;
		if (n && !mc_weak_left())
			break;
		way[n++] = k;
	}
	n = mc_choose(n, CHOOSE_STORE);
	if (n)
		mc_weak_used();
	*i = way[n];
	return can && !n;
}

bool memory_cas(uintptr_t address, unsigned int size, uint64_t *expected, uint64_t value,
		int order, int failed_order, bool weak, const void *pc)
{
	struct location *location;
	unsigned int i;

	if (running < 0) {
		uint64_t found = fetch(address, size);

		if (found == *expected) {
			put(address, size, value);
			return true;
		}
		*expected = found;
		return false;
	}
	location = reach(address, size, true, order);
	if (which_outcome(location, *expected, weak, &i)) {
		check_atomic(location, true, pc);
		read_from(location, i, order);
		write_to(location, value, order, &location->store[i]);
		sc_after(order);
		trace_add(TRACE_CAS, pc, address, value, false);
		return true;
	}
	check_atomic(location, false, pc);
	read_from(location, i, failed_order);
	paths_cas_failed();
	*expected = location->store[i].value;
	trace_add(TRACE_CAS_FAILED, pc, address, *expected, i != location->nr_stores - 1);
	return false;
}

void memory_fence(int order)
{
	unsigned int core = running_core;

	if (is_quiet())
		return;
	if (order == __ATOMIC_SEQ_CST)
		mc_step(true); /* their order decides */
	sc_before(order);
	if (acquires(order))
		join(&view[core], &acquired[core]);
	if (releases(order)) {
		view[core].clock[core]++;
		released[core] = view[core];
	}
	sc_after(order);
}
