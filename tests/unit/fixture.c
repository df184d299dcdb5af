/* SPDX-License-Identifier: MIT */
#include "tests/unit/fixture.h"

#include "support/image.h"
#include "support/mem.h"
#include "support/rng.h"

/* ------------------------------------------------------------------- memory */

unsigned int test_region_flags;
const void *test_region_base;
size_t test_region_size;

unsigned int hakmem_region_hook(const void *base, size_t size)
{
	test_region_base = base;
	test_region_size = size;
	return test_region_flags;
}

struct memory test_memory(void)
{
	struct memory memory;

	memory.base = image_arena(&memory.size);
	if (memory.size > TEST_MEMORY_MAX)
		memory.size = TEST_MEMORY_MAX;
	return memory;
}

struct memory memory_part(struct memory memory, unsigned int i, unsigned int n)
{
	size_t size = memory.size / n & ~(size_t)63;

	return (struct memory){ memory.base + i * size, size };
}

#ifdef CONFIG_HAKMEM_ASAN
void __asan_unpoison_memory_region(void const volatile *p, size_t size);
#else
static void __asan_unpoison_memory_region(void const volatile *p, size_t size)
{
	(void)p;
	(void)size;
}
#endif

void memory_fill(struct memory memory, unsigned char value)
{
	__asan_unpoison_memory_region(memory.base, memory.size);
	memset(memory.base, value, memory.size);
}

bool memory_is(const void *p, unsigned char value, size_t n)
{
	const unsigned char *byte = p;

	while (n--)
		if (*byte++ != value)
			return false;
	return true;
}

bool memory_holds(struct memory memory, const void *p, size_t n)
{
	uintptr_t at = (uintptr_t)p - (uintptr_t)memory.base;

	return at <= memory.size && n <= memory.size - at;
}

/* ------------------------------------------------------------------- faults */

static struct {
	unsigned int count;
	struct hakmem_fault last;
} faults;

void (*fault_calls)(void);

void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	faults.count++;
	faults.last = *fault;
	if (fault_calls)
		fault_calls();
}

unsigned int fault_count(void)
{
	return faults.count;
}

const struct hakmem_fault *fault_last(void)
{
	return &faults.last;
}

void fault_forget(void)
{
	memset(&faults, 0, sizeof(faults));
}

static void print_fault(struct ktest *test, const char *what,
			enum hakmem_fault_code code, const void *address,
			size_t block_size)
{
	ktest_info(test, "%s: %s, address %p, block size %zu", what,
		   hakmem_fault_name(code), address, block_size);
}

bool fault_taken(struct ktest *test, enum hakmem_fault_code code,
		 const void *address, size_t block_size)
{
	const struct hakmem_fault *last = &faults.last;
	bool taken = faults.count == 1 && last->code == code &&
		     last->address == address && last->block_size == block_size;

	if (!taken) {
		print_fault(test, "expected", code, address, block_size);
		ktest_info(test, "%u reports", faults.count);
		if (faults.count)
			print_fault(test, "last", last->code, last->address,
				    last->block_size);
	}
	fault_forget();
	return taken;
}

/* -------------------------------------------------------------------- cases */

int fixture_none(struct ktest *test)
{
	(void)test;
	test_region_flags = 0;
	memory_fill(test_memory(), MEMORY_DIRT);
	(void)hakmem_init(NULL, 0);
	fault_forget();
	return 0;
}

int fixture_init(struct ktest *test)
{
	struct memory memory = test_memory();

	fixture_none(test);
	return hakmem_init(memory.base, memory.size);
}

void fixture_exit(struct ktest *test)
{
	int err = hakmem_validate();

	if (err != -HAKMEM_ENODEV)
		KTEST_EXPECT_EQ(test, err, 0);
	if (!fault_count())
		return;
	print_fault(test, "unexpected fault", faults.last.code,
		    faults.last.address, faults.last.block_size);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	fault_forget();
}

struct hakmem_stats fixture_stats(void)
{
	struct hakmem_stats stats = { 0 };

	(void)hakmem_stats(&stats);
	return stats;
}

struct hakmem_stats fixture_idle_stats(void)
{
	hakmem_free(hakmem_malloc(1));
	hakmem_heap_collect(NULL);
	return fixture_stats();
}

/* ------------------------------------------------------------------- stamps */

/* Every byte of every block is written and read: a word at a time, which is most of them. */
typedef uint32_t __attribute__((may_alias)) stamp_word;

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "stamp_byte()");

/* Word @i of the pattern of @key. */
static uint32_t stamp_at(uint32_t key, size_t i)
{
	return key ^ (uint32_t)i * 0x01010101u;
}

/* Byte @i of it. */
static unsigned char stamp_byte(uint32_t key, size_t i)
{
	return (unsigned char)(stamp_at(key, i / 4) >> i % 4 * 8);
}

static uint32_t stamp_key(const void *home, uint32_t seed)
{
	uint32_t key = (uint32_t)(uintptr_t)home * 0x9e3779b1u + seed;

	return key ^ key >> 15;
}

void stamp(void *p, size_t n, uint32_t seed)
{
	uint32_t key = stamp_key(p, seed);
	unsigned char *byte = p;
	stamp_word *word = p;

	for (size_t i = 0; i < n / 4; i++)
		word[i] = stamp_at(key, i);
	for (size_t i = n / 4 * 4; i < n; i++)
		byte[i] = stamp_byte(key, i);
}

bool stamp_holds(const void *p, const void *home, size_t n, uint32_t seed)
{
	uint32_t key = stamp_key(home, seed), wrong = 0;
	const unsigned char *byte = p;
	const stamp_word *word = p;

	for (size_t i = 0; i < n / 4; i++)
		wrong |= word[i] ^ stamp_at(key, i);
	for (size_t i = n / 4 * 4; i < n; i++)
		wrong |= byte[i] ^ stamp_byte(key, i);
	return !wrong;
}

/* ------------------------------------------------------------------- chains */

static size_t chain_usable(const struct chain *chain, const void *p)
{
	if (chain->arena)
		return hakmem_arena_usable_size(chain->arena, p);
	return hakmem_usable_size(p);
}

static void chain_give_back(const struct chain *chain, void *p)
{
	if (chain->arena)
		hakmem_arena_free(chain->arena, p);
	else
		hakmem_free(p);
}

bool chain_add(struct chain *chain, void *p)
{
	struct link *link = p;
	size_t size;

	if (!p)
		return false;
	size = chain_usable(chain, p);
	if (size < sizeof(*link)) {
		chain->broken = true;
		return true;
	}
	*link = (struct link){ chain->first, size };
	stamp(link + 1, size - sizeof(*link), (uint32_t)size);
	chain->first = link;
	chain->count++;
	chain->bytes += size;
	return true;
}

bool chain_malloc(struct chain *chain, size_t size)
{
	void *p;

	if (chain->arena)
		p = hakmem_arena_malloc(chain->arena, size);
	else
		p = hakmem_malloc(size);
	return chain_add(chain, p);
}

size_t chain_fill(struct chain *chain, size_t size)
{
	size_t n = 0;

	while (chain_malloc(chain, size))
		n++;
	return n;
}

void chain_fill_all(struct chain *chain)
{
	for (size_t size = test_memory().size; size > HAKMEM_ALIGNMENT; size /= 2)
		chain_fill(chain, size);
	chain_fill(chain, 1);
}

static bool link_intact(const struct link *link)
{
	return stamp_holds(link + 1, link + 1, link->size - sizeof(*link),
			   (uint32_t)link->size);
}

bool chain_intact(const struct chain *chain)
{
	struct memory memory = test_memory();
	size_t count = 0;

	for (const struct link *link = chain->first; link; link = link->next) {
		if (!memory_holds(memory, link, sizeof(*link)) ||
		    link->size < sizeof(*link) ||
		    !memory_holds(memory, link, link->size) ||
		    !link_intact(link) || ++count > chain->count)
			return false;
	}
	return !chain->broken && count == chain->count;
}

void *chain_take(struct chain *chain)
{
	struct link *link = chain->first;

	if (!link)
		return NULL;
	chain->first = link->next;
	chain->count--;
	chain->bytes -= link->size;
	return link;
}

bool chain_free(struct chain *chain)
{
	bool intact = chain_intact(chain);

	while (intact && chain->first)
		chain_give_back(chain, chain_take(chain));
	return intact;
}

bool chain_free_some(struct chain *chain, uint32_t n, uint32_t seed)
{
	struct link **at = &chain->first;
	struct rng rng;

	rng_seed(&rng, seed);
	if (!chain_intact(chain))
		return false;
	while (*at) {
		struct link *link = *at;

		if (rng_below(&rng, n)) {
			at = &link->next;
			continue;
		}
		*at = link->next;
		chain->count--;
		chain->bytes -= link->size;
		chain_give_back(chain, link);
	}
	return true;
}

/* -------------------------------------------------------------------- sizes */

size_t arena_limit(unsigned int n)
{
	return fixture_stats().largest_free / 2 / n;
}
