/* SPDX-License-Identifier: MIT */
/*
 * Names that one kernel file gives to another. In C they are global, so in the
 * linker's eyes all of them begin with hakmem_: the library takes no name from the
 * program. scripts/check-names keeps this list complete.
 */
#ifndef KERNEL_NAMES_H
#define KERNEL_NAMES_H

#define alloc_flagged            hakmem__alloc_flagged
#define alloc_realigned          hakmem__alloc_realigned
#define arena_grow               hakmem__arena_grow
#define bits_fill                hakmem__bits_fill
#define bits_next                hakmem__bits_next
#define block_can_have           hakmem__block_can_have
#define block_look_up            hakmem__block_look_up
#define class_divide             hakmem__class_divide
#define class_size               hakmem__class_size
#define context_disown           hakmem__context_disown
#define context_forget           hakmem__context_forget
#define context_heap_elsewhere   hakmem__context_heap_elsewhere
#define context_own              hakmem__context_own
#define context_ready            hakmem__context_ready
#define debug_check_free         hakmem__debug_check_free
#define debug_check_link         hakmem__debug_check_link
#define fault_report             hakmem__fault_report
#define free_map_claim           hakmem__free_map_claim
#define free_map_next_word       hakmem__free_map_next_word
#define free_map_refresh         hakmem__free_map_refresh
#define free_map_release         hakmem__free_map_release
#define free_map_repair          hakmem__free_map_repair
#define free_map_starts_from     hakmem__free_map_starts_from
#define heap_acquire             hakmem__heap_acquire
#define heap_alloc               hakmem__heap_alloc
#define heap_alloc_elsewhere     hakmem__heap_alloc_elsewhere
#define heap_borrow              hakmem__heap_borrow
#define heap_bury                hakmem__heap_bury
#define heap_busy                hakmem__heap_busy
#define heap_collect             hakmem__heap_collect
#define heap_drain               hakmem__heap_drain
#define heap_enter_any           hakmem__heap_enter_any
#define heap_enter_named         hakmem__heap_enter_named
#define heap_init                hakmem__heap_init
#define heap_list_add            hakmem__heap_list_add
#define heap_list_init           hakmem__heap_list_init
#define heap_make                hakmem__heap_make
#define heap_none                hakmem__heap_none
#define heap_quit                hakmem__heap_quit
#define heap_reclaim             hakmem__heap_reclaim
#define heap_reclaim_created     hakmem__heap_reclaim_created
#define large_alloc              hakmem__large_alloc
#define large_alloc_run          hakmem__large_alloc_run
#define large_claim              hakmem__large_claim
#define large_look_up            hakmem__large_look_up
#define page_below               hakmem__page_below
#define page_block               hakmem__page_block
#define page_collect_directly    hakmem__page_collect_directly
#define page_create              hakmem__page_create
#define page_create_aligned      hakmem__page_create_aligned
#define page_create_handed       hakmem__page_create_handed
#define page_create_heap         hakmem__page_create_heap
#define page_create_single       hakmem__page_create_single
#define page_emptied             hakmem__page_emptied
#define page_find                hakmem__page_find
#define page_hand_over           hakmem__page_hand_over
#define page_in_region           hakmem__page_in_region
#define page_map_init            hakmem__page_map_init
#define page_map_set             hakmem__page_map_set
#define page_none                hakmem__page_none
#define page_part_init           hakmem__page_part_init
#define page_refill              hakmem__page_refill
#define page_release             hakmem__page_release
#define page_run                 hakmem__page_run
#define page_trim                hakmem__page_trim
#define port_thread_owns         hakmem__port_thread_owns
#define queue_can_spare          hakmem__queue_can_spare
#define queue_insert_first       hakmem__queue_insert_first
#define queue_insert_refilled    hakmem__queue_insert_refilled
#define queue_keep_last          hakmem__queue_keep_last
#define queue_remove             hakmem__queue_remove
#define queue_repair             hakmem__queue_repair
#define queue_set_full           hakmem__queue_set_full
#define queue_set_refilled       hakmem__queue_set_refilled
#define region_find              hakmem__region_find
#define region_make              hakmem__region_make
#define region_none              hakmem__region_none
#define region_open              hakmem__region_open
#define region_slices_fitting    hakmem__region_slices_fitting
#define remote_fold              hakmem__remote_fold
#define remote_free              hakmem__remote_free
#define remote_link              hakmem__remote_link
#define run_at                   hakmem__run_at
#define run_cache_free           hakmem__run_cache_free
#define run_cache_holds          hakmem__run_cache_holds
#define run_cache_release        hakmem__run_cache_release
#define run_cache_release_at     hakmem__run_cache_release_at
#define run_cache_take           hakmem__run_cache_take
#define run_claim                hakmem__run_claim
#define run_claim_aligned        hakmem__run_claim_aligned
#define run_claim_slices         hakmem__run_claim_slices
#define run_class_above          hakmem__run_class_above
#define run_index_mend           hakmem__run_index_mend
#define run_index_mend_found     hakmem__run_index_mend_found
#define run_large_length         hakmem__run_large_length
#define run_release              hakmem__run_release
#define run_release_slices       hakmem__run_release_slices
#define run_resize               hakmem__run_resize
#define run_return_slices        hakmem__run_return_slices
#define run_search               hakmem__run_search
#define run_take                 hakmem__run_take
#define walk_next                hakmem__walk_next
#define walk_start               hakmem__walk_start

#endif
