/* SPDX-License-Identifier: MIT */
#include "tests/unit/inside.h"

struct page *fill_page(struct chain *chain, struct chain *rest, size_t size)
{
	struct page *page = NULL;

	for (;;) {
		void *p = hakmem_malloc(size);

		if (!p)
			return NULL;
		if (!page)
			page = page_of(p);
		if (page_of(p) != page) {
			chain_add(rest, p);
			return page;
		}
		chain_add(chain, p);
	}
}

void bring_back(struct chain *chain)
{
	struct page *page = page_of(chain->first);

	while (page_is_full(page))
		hakmem_free(chain_take(chain));
}

struct page *dry_page(struct chain *chain, size_t size)
{
	struct page *page;

	do {
		if (!chain_malloc(chain, size))
			return NULL;
		page = page_of(chain->first);
	} while (page_used(page) < page->capacity);
	return page;
}
