// SPDX-License-Identifier: MIT
/* Names of functions, from the program's own symbol table. */
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tests/mc/internal.h"

struct symbol {
	uintptr_t start;
	uintptr_t end;
	char name[48];
};

static struct symbol symbols[SYMBOLS_MAX];
static unsigned int nr_symbols;

static const char *const prefix = "hakmem__"; /* kernel/names.h */

/* Number 0 stays unused. */
static void add(const ElfW(Sym) * sym, const char *name)
{
	struct symbol *symbol = &symbols[nr_symbols + 1];

	if (ELF64_ST_TYPE(sym->st_info) != STT_FUNC || !sym->st_size ||
	    nr_symbols == SYMBOLS_MAX - 1)
		return;
	if (!strncmp(name, prefix, strlen(prefix)))
		name += strlen(prefix);
	symbol->start = sym->st_value;
	symbol->end = sym->st_value + sym->st_size;
	snprintf(symbol->name, sizeof(symbol->name), "%.*s", (int)strcspn(name, "."),
		 name);
	nr_symbols++;
}

static void read_table(const char *file)
{
	const ElfW(Ehdr) *header = (const void *)file;
	const ElfW(Shdr) *section = (const void *)(file + header->e_shoff);

	for (unsigned int i = 0; i < header->e_shnum; i++) {
		const ElfW(Sym) *sym = (const void *)(file + section[i].sh_offset);
		const char *names;

		if (section[i].sh_type != SHT_SYMTAB)
			continue;
		names = file + section[section[i].sh_link].sh_offset;
		for (size_t n = section[i].sh_size / sizeof(*sym); n--; sym++)
			add(sym, names + sym->st_name);
	}
}

static int compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void load(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	struct stat stat;
	const char *file;

	if (fd < 0 || fstat(fd, &stat))
		exit(2);
	file = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file == MAP_FAILED)
		exit(2);
	read_table(file);
	close(fd);
	qsort(symbols + 1, nr_symbols, sizeof(symbols[0]), compare);
}

static unsigned int search(uintptr_t pc)
{
	unsigned int low = 1, high = nr_symbols + 1;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (pc < symbols[middle].start)
			high = middle;
		else if (pc >= symbols[middle].end)
			low = middle + 1;
		else
			return middle;
	}
	return 0;
}

unsigned int symbol_number(const void *pc)
{
	static struct {
		uintptr_t pc;
		unsigned int number;
	} cache[4096];
	uintptr_t address = (uintptr_t)pc, i = (address ^ address >> 12) % 4096;

	if (!nr_symbols)
		load();
	if (cache[i].pc != address) {
		cache[i].pc = address;
		cache[i].number = search(address);
	}
	return cache[i].number;
}

const char *symbol_numbered(unsigned int number)
{
	return number && number <= nr_symbols ? symbols[number].name : "?";
}

const char *symbol_name(const void *pc)
{
	return symbol_numbered(symbol_number(pc));
}

bool symbol_exists(const char *name)
{
	symbol_number(NULL); /* loads them */
	for (unsigned int i = 1; i <= nr_symbols; i++)
		if (!strcmp(symbols[i].name, name))
			return true;
	return false;
}
