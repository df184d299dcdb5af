/* SPDX-License-Identifier: MIT */
/*
 * The published bounds: the most instructions that a call takes on each path, -O2, cpu
 * model, one region, no heap of hakmem_heap_create(). fixed + word * w, with w the
 * words of the arena's bitmap: slices / 32, rounded up (at 128 B a slice 2 for 8 KB;
 * at most 16 from 64 KB to 512 KB in the fast profile; one a KB in the balanced profile, 2
 * in the compact one, 4 in the tiny one).
 *
 * scripts/wcet.py measures them (make wcet), and fails where one is exceeded;
 * make wcet WRITE=1 writes the tables anew from what it has measured: the most, or an
 * eighth more where searches have found far more than the states that are built.
 *
 *		fixed, word of	M3	     M0		  M33	       RV32
 */
#ifndef WCET_BOUNDS_H
#define WCET_BOUNDS_H

/* clang-format off */
#define WCET_BOUNDS_FAST(B) \
	B(MALLOC_HIT,           19,     0,     29,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       196,     0,    344,     0,    199,     0,    312,     0) \
	B(MALLOC_DRAIN,       6827,   182,   9630,   262,   6917,   184,   7761,   212) \
	B(MALLOC_PAGE,        1284,    57,   1886,   152,   1317,    59,   1560,   114) \
	B(MALLOC_RUN,          761,    44,   1117,   149,    780,    46,    747,   111) \
	B(MALLOC_CACHED,        69,     0,     88,     0,     73,     0,     67,     0) \
	B(MALLOC_RECLAIM,     6421,   262,   9137,   356,   6508,   265,   7313,   290) \
	B(MALLOC_FAIL,        6230,   135,   8602,   298,   6322,   137,   6893,   218) \
	B(COLLECT,            1139,  6936,   2135,  8597,   1155,  7065,   1512,  6814) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    239,     0) \
	B(FREE_FULL,           234,     0,    374,     0,    235,     0,    357,     0) \
	B(FREE_RETIRE,         475,    14,    816,    11,    480,    14,    732,     0) \
	B(FREE_DRAIN,          918,    21,   1513,     0,    927,    21,   1245,     0) \
	B(FREE_RUN,            207,    35,    346,    42,    217,    36,    249,    26) \
	B(FREE_CACHED,         186,     0,    316,     0,    202,     0,    235,     0) \
	B(FREE_REMOTE,         111,     0,    190,     0,    111,     0,    177,     0) \
	B(CONTENDED_FIRST,    2119,   189,   2989,   668,   2139,   202,   2571,   493) \
	B(CONTENDED_MALLOC,   4893,    58,   6640,   280,   4949,    64,   5428,   206) \
	B(CONTENDED_RUN,      4571,   103,   6140,   446,   4629,   112,   5021,   327) \
	B(CONTENDED_FAIL,     4434,    99,   6003,   546,   4497,   108,   4889,   397) \
	B(REALLOC_STAY,       5832,    69,   8151,   477,   5922,    79,   6536,   358) \
	B(REALLOC_RUN,        5084,   172,   7195,   436,   5175,   179,   5898,   336) \
	B(REALLOC_MOVE,       7351,   228,  10502,   353,   7444,   232,   8614,   275) \
	B(REALLOC_FAIL,       6593,   148,   9030,   580,   6681,   158,   7378,   402) \
	B(ALIGNED,            7157,   290,  10412,   530,   7262,   293,   8387,   363) \
	B(ALIGNED_FAIL,       6513,   135,   8971,   582,   6607,   146,   7132,   404) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           19,     0,     28,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       266,     0,    392,     2,    270,     0,    377,     1) \
	B(MALLOC_DRAIN,       3703,    38,   7443,   121,   3824,    40,   5835,    88) \
	B(MALLOC_PAGE,        1877,    53,   1634,   179,   1728,    56,   1315,   134) \
	B(MALLOC_RUN,         1521,    50,   1522,   163,   1541,    53,   1087,   122) \
	B(MALLOC_CACHED,        79,     0,     97,     0,     87,     0,     73,     0) \
	B(MALLOC_RECLAIM,     2576,   199,   3547,   664,   2605,   211,   3032,   490) \
	B(MALLOC_FAIL,        4077,   194,   3895,   653,   4228,   206,   3385,   482) \
	B(COLLECT,            4344,  2276,   5658,  2855,   4433,  2323,   1918,  2476) \
	B(FREE_LOCAL,           48,     1,    129,     1,     55,     1,     96,     1) \
	B(FREE_LAST,           177,     1,    366,     0,    185,     1,    331,     0) \
	B(FREE_FULL,           344,     0,    641,     0,    352,     0,    578,     0) \
	B(FREE_RETIRE,         449,     4,    771,     4,    469,     4,    788,     0) \
	B(FREE_DRAIN,          771,     3,   1306,     0,    787,     3,   1096,     0) \
	B(FREE_RUN,            179,    37,    369,    44,    189,    38,    273,    27) \
	B(FREE_CACHED,         223,     0,    415,     0,    251,     0,    308,     0) \
	B(FREE_REMOTE,         137,     1,    335,     0,    144,     1,    246,     1) \
	B(CONTENDED_FIRST,    2777,   135,   2527,   495,   2800,   144,   2236,   366) \
	B(CONTENDED_MALLOC,   2973,    98,   6366,   321,   3051,   104,   4973,   239) \
	B(CONTENDED_RUN,       756,   219,      0,   718,    736,   232,      0,   536) \
	B(CONTENDED_FAIL,     1515,   264,   1100,   847,   1455,   281,   1028,   628) \
	B(REALLOC_STAY,       4487,   218,   9020,   701,   4631,   230,   7285,   485) \
	B(REALLOC_RUN,        4712,    53,   9657,   250,   4899,    57,   7714,   239) \
	B(REALLOC_MOVE,       2840,   202,   4101,   665,   2910,   214,   3488,   493) \
	B(REALLOC_FAIL,       2818,   238,   3937,   736,   2889,   250,   3756,   514) \
	B(ALIGNED,            3864,   250,   2859,   756,   4007,   262,   2712,   532) \
	B(ALIGNED_FAIL,       2387,   242,   2751,   750,   2368,   255,   2683,   526) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           19,     0,     26,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       210,     0,    258,     0,    215,     0,    262,     0) \
	B(MALLOC_DRAIN,       1478,    54,    974,   180,   1470,    57,    677,   137) \
	B(MALLOC_PAGE,        2139,    51,   1919,   170,   2202,    54,   1491,   128) \
	B(MALLOC_RUN,         1512,    51,   2046,   170,   1534,    54,   1491,   127) \
	B(MALLOC_CACHED,        98,     0,    120,     0,    110,     0,     90,     0) \
	B(MALLOC_RECLAIM,     3028,   168,   1814,   644,   2926,   181,   1300,   480) \
	B(MALLOC_FAIL,        6006,   169,   2676,   639,   3636,   183,   2150,   476) \
	B(COLLECT,               0,  1652,      0,  2157,      0,  1684,      0,  1768) \
	B(FREE_LOCAL,           61,     0,    143,     0,     70,     0,    110,     0) \
	B(FREE_LAST,           179,     0,    273,     0,    189,     0,    254,     0) \
	B(FREE_FULL,           342,     0,    460,     0,    353,     0,    437,     0) \
	B(FREE_RETIRE,         514,     0,    702,     0,    525,     0,    516,     0) \
	B(FREE_DRAIN,          416,     6,    614,     7,    427,     6,    844,     3) \
	B(FREE_RUN,            179,    37,    370,    44,    189,    38,    274,    27) \
	B(FREE_CACHED,         253,     0,    447,     0,    287,     0,    331,     0) \
	B(FREE_REMOTE,         146,     0,    294,     0,    155,     0,    254,     0) \
	B(CONTENDED_FIRST,    6001,   120,   5559,   464,   6182,   129,   4124,   346) \
	B(CONTENDED_MALLOC,   5746,    97,  10949,   311,   5952,   102,   8116,   231) \
	B(CONTENDED_RUN,       821,    99,   1385,   331,    755,   105,   1261,   246) \
	B(CONTENDED_FAIL,     3386,   169,   2464,   637,   3375,   181,   1846,   474) \
	B(REALLOC_STAY,       4126,   178,  11795,   625,   4390,   190,   8999,   466) \
	B(REALLOC_RUN,        6645,   167,   3493,   639,   6822,   180,   2877,   475) \
	B(REALLOC_MOVE,       6750,   156,  11712,   624,   6889,   169,   8659,   467) \
	B(REALLOC_FAIL,       4668,   164,   3599,   636,   4598,   177,   2350,   495) \
	B(ALIGNED,            6703,   137,  12683,   373,   6808,   143,   9130,   246) \
	B(ALIGNED_FAIL,       3264,   235,   3160,   673,   3235,   247,   1751,   509) \

/* No pages, no heaps: paths that are not here cannot be taken. */
#define WCET_BOUNDS_TINY(B) \
	B(MALLOC_RUN,          240,    61,    282,   181,    242,    64,    225,   133) \
	B(MALLOC_FAIL,         204,   122,    269,   362,    214,   128,    249,   266) \
	B(FREE_RUN,            124,    41,    258,    48,    124,    44,    167,    31) \
	B(REALLOC_RUN,         212,    50,    375,    65,    213,    55,    282,    44) \
	B(REALLOC_MOVE,        684,    75,    921,   211,    710,    78,    746,   142) \
	B(REALLOC_FAIL,        837,   172,   1173,   422,    858,   180,    960,   285) \
	B(ALIGNED,             279,    74,    323,   212,    283,    77,    273,   143) \
	B(ALIGNED_FAIL,        336,   149,    405,   423,    347,   155,    364,   285) \

/* As tiny, with the index. */
#define WCET_BOUNDS_BOUNDED(B) \
	B(MALLOC_RUN,          478,    38,   1484,    42,    469,    42,    860,    39) \
	B(MALLOC_FAIL,         929,     7,   2486,    13,    918,     7,   1729,    10) \
	B(FREE_RUN,            338,    15,    631,    16,    335,    21,    386,    13) \
	B(REALLOC_RUN,         383,    32,    676,    37,    385,    35,    482,    33) \
	B(REALLOC_MOVE,       1179,    52,   1498,   127,   1250,    53,   1144,    91) \
	B(REALLOC_FAIL,        721,    70,   1041,   127,    738,    78,    972,    91) \
	B(ALIGNED,             591,    51,    793,   127,    598,    53,    652,    91) \
	B(ALIGNED_FAIL,        213,    52,    265,   127,    221,    54,    307,    91) \
	B(MALLOC_WORD,         182,     0,    446,     0,    186,     0,    282,     0) \
	B(WORD_FAIL,           203,     0,    372,     0,    212,     0,    317,     0) \
	B(FREE_WORD,           155,     0,    291,     0,    158,     0,    138,     0) \
	B(ALIGNED_WORD,        462,     0,    799,     0,    467,     0,    625,     0) \

/* clang-format on */

/*
 * What tests/rtos holds calls to in a context that has preempted another one inside the
 * allocator, in an arena of 8 KB without a history: a tenth above what was measured.
 * FIRST is a malloc that makes a spare heap, MALLOC one that finds it, REMOTE_FREE a free
 * of a block of the heap that may be entered.
 */
#if !defined(__ARM_FEATURE_LDREX)
#define BOUND_CONTENDED_FIRST  2510
#define BOUND_CONTENDED_MALLOC 1590
#define BOUND_CONTENDED_FREE   745
#define BOUND_REMOTE_FREE      475
#elif !defined(CONFIG_HAKMEM_PROFILE_FAST)
#define BOUND_CONTENDED_FIRST  1820
#define BOUND_CONTENDED_MALLOC 870
#define BOUND_CONTENDED_FREE   450
#define BOUND_REMOTE_FREE      345
#else
#define BOUND_CONTENDED_FIRST  2050
#define BOUND_CONTENDED_MALLOC 840
#define BOUND_CONTENDED_FREE   325
#define BOUND_REMOTE_FREE      300
#endif

/* Longest stretch with interrupts masked: the single model's callers do it. */
#if defined(CONFIG_HAKMEM_MODEL_SINGLE)
#define BOUND_MASKED UINT32_MAX
#elif defined(__ARM_FEATURE_LDREX)
#define BOUND_MASKED 0
#else
#define BOUND_MASKED 12
#endif

#endif /* WCET_BOUNDS_H */
