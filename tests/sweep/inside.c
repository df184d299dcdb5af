/* SPDX-License-Identifier: MIT */
#include "tests/sweep/inside.h"

#include "kernel/page.h"
#include "kernel/page_map.h"
#include "kernel/context.h"

bool inside_shared(void)
{
	return !context_is_only();
}

static const struct page *page_of(const void *p)
{
	return page_find(&hakmem_default, p);
}

bool inside_dry(const void *p)
{
	return !page_of(p)->free;
}

bool inside_full(const void *p)
{
	const struct page *page = page_of(p);

	return !page->free && !page->local_free && page->carved == page->capacity;
}

bool inside_same_page(const void *a, const void *b)
{
	return page_of(a) == page_of(b);
}

void inside_enter(void)
{
}

void inside_leave(void)
{
}

void inside_enter_all(void)
{
}

void inside_leave_all(void)
{
}

void inside_push(void *p)
{
	hakmem_free(p);
}

void inside_push_on(void)
{
}
