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
	B(MALLOC_DRAIN,       6884,   178,   9800,   251,   6973,   180,   7871,   205) \
	B(MALLOC_PAGE,        1284,    57,   1886,   152,   1317,    59,   1560,   114) \
	B(MALLOC_RUN,          742,    44,    950,   149,    763,    46,    714,   113) \
	B(MALLOC_CACHED,        69,     0,     88,     0,     73,     0,     67,     0) \
	B(MALLOC_RECLAIM,     6479,   258,   9354,   342,   6581,   260,   7470,   280) \
	B(MALLOC_FAIL,        6231,   129,   8689,   275,   6330,   130,   6985,   203) \
	B(COLLECT,            1137,  6950,   2129,  8659,   1153,  7080,   1521,  6857) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    239,     0) \
	B(FREE_FULL,           234,     0,    374,     0,    235,     0,    357,     0) \
	B(FREE_RETIRE,         475,    14,    816,    11,    480,    14,    732,     0) \
	B(FREE_DRAIN,          918,    21,   1513,     0,    927,    21,   1245,     0) \
	B(FREE_RUN,            207,    35,    346,    42,    217,    36,    249,    26) \
	B(FREE_CACHED,         186,     0,    316,     0,    202,     0,    235,     0) \
	B(FREE_REMOTE,         111,     0,    190,     0,    111,     0,    177,     0) \
	B(CONTENDED_FIRST,    2120,   186,   2441,   664,   2139,   199,   2495,   493) \
	B(CONTENDED_MALLOC,   4935,    55,   6809,   269,   5005,    60,   5538,   199) \
	B(CONTENDED_RUN,      4565,   100,   6172,   435,   4633,   108,   5057,   320) \
	B(CONTENDED_FAIL,     4396,    95,   5962,   531,   4465,   103,   4900,   387) \
	B(REALLOC_STAY,       5778,    63,   8021,   459,   5853,    73,   6475,   348) \
	B(REALLOC_RUN,        5029,   164,   7089,   409,   5119,   170,   5871,   313) \
	B(REALLOC_MOVE,       7386,   213,  10655,   291,   7493,   215,   8727,   229) \
	B(REALLOC_FAIL,       6601,   137,   9108,   549,   6688,   146,   7476,   382) \
	B(ALIGNED,            7099,   280,  10261,   518,   7217,   281,   8319,   355) \
	B(ALIGNED_FAIL,       6489,   126,   8940,   554,   6583,   136,   7135,   387) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           19,     0,     28,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       266,     0,    392,     2,    270,     0,    377,     1) \
	B(MALLOC_DRAIN,       3638,    39,   7251,   124,   3759,    41,   5771,    89) \
	B(MALLOC_PAGE,        1713,    53,   1634,   179,   1728,    56,   1295,   134) \
	B(MALLOC_RUN,         1521,    50,   1522,   163,   1541,    53,   1134,   121) \
	B(MALLOC_CACHED,        79,     0,     97,     0,     87,     0,     73,     0) \
	B(MALLOC_RECLAIM,     2529,   198,   3112,   666,   2552,   210,   2802,   491) \
	B(MALLOC_FAIL,        3936,   193,   3484,   652,   4066,   205,   3172,   481) \
	B(COLLECT,            4427,  2281,   5988,  2880,   4518,  2329,   2000,  2516) \
	B(FREE_LOCAL,           48,     1,    129,     1,     55,     1,     96,     1) \
	B(FREE_LAST,           177,     1,    366,     0,    185,     1,    331,     0) \
	B(FREE_FULL,           333,     0,    641,     0,    340,     0,    604,     0) \
	B(FREE_RETIRE,         449,     4,    771,     4,    469,     4,    788,     0) \
	B(FREE_DRAIN,          771,     3,   1306,     0,    787,     3,   1096,     0) \
	B(FREE_RUN,            179,    37,    369,    44,    189,    38,    273,    27) \
	B(FREE_CACHED,         223,     0,    415,     0,    251,     0,    308,     0) \
	B(FREE_REMOTE,         137,     1,    335,     0,    144,     1,    246,     1) \
	B(CONTENDED_FIRST,    2780,   134,   3238,   484,   2801,   143,   1906,   370) \
	B(CONTENDED_MALLOC,   2903,    99,   6231,   323,   2980,   105,   4906,   240) \
	B(CONTENDED_RUN,       767,   217,      0,   716,    745,   230,      0,   534) \
	B(CONTENDED_FAIL,     1477,   262,    689,   846,   1419,   278,    822,   626) \
	B(REALLOC_STAY,       4332,   218,   8585,   704,   4457,   230,   7023,   487) \
	B(REALLOC_RUN,        4571,    52,   8968,   537,   4734,    55,   7598,   152) \
	B(REALLOC_MOVE,       2732,   202,   3651,   669,   2761,   214,   3251,   495) \
	B(REALLOC_FAIL,       2668,   238,   3503,   738,   2723,   250,   3526,   515) \
	B(ALIGNED,            3804,   249,   2570,   757,   3934,   261,   2563,   532) \
	B(ALIGNED_FAIL,       2323,   241,   2324,   751,   2298,   254,   2454,   527) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           19,     0,     26,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       210,     0,    258,     0,    215,     0,    262,     0) \
	B(MALLOC_DRAIN,       1478,    54,   1150,   183,   1470,    57,    656,   137) \
	B(MALLOC_PAGE,        2137,    51,   1919,   170,   2201,    54,   1491,   128) \
	B(MALLOC_RUN,         1512,    51,   2046,   170,   1534,    54,   1491,   127) \
	B(MALLOC_CACHED,        98,     0,    120,     0,    110,     0,     90,     0) \
	B(MALLOC_RECLAIM,     3055,   166,   1887,   639,   2952,   179,   1346,   477) \
	B(MALLOC_FAIL,        5960,   167,   2305,   636,   6061,   180,   1976,   473) \
	B(COLLECT,               0,  1650,      0,  2152,      0,  1682,      3,  1764) \
	B(FREE_LOCAL,           61,     0,    143,     0,     70,     0,    110,     0) \
	B(FREE_LAST,           179,     0,    273,     0,    189,     0,    254,     0) \
	B(FREE_FULL,           342,     0,    460,     0,    353,     0,    437,     0) \
	B(FREE_RETIRE,         514,     0,    702,     0,    525,     0,    516,     0) \
	B(FREE_DRAIN,          416,     6,    614,     7,    427,     6,    520,     5) \
	B(FREE_RUN,            179,    37,    370,    44,    189,    38,    274,    27) \
	B(FREE_CACHED,         253,     0,    447,     0,    287,     0,    331,     0) \
	B(FREE_REMOTE,         146,     0,    294,     0,    155,     0,    254,     0) \
	B(CONTENDED_FIRST,    6047,   119,   5568,   463,   6221,   128,   4138,   345) \
	B(CONTENDED_MALLOC,   5741,    97,  10942,   311,   5945,   102,   8113,   231) \
	B(CONTENDED_RUN,       679,    99,   1615,   331,    702,   105,   1230,   246) \
	B(CONTENDED_FAIL,     3364,   167,   2400,   632,   3348,   179,   1835,   470) \
	B(REALLOC_STAY,       3969,   177,  11282,   623,   4205,   189,   8690,   507) \
	B(REALLOC_RUN,        6613,   165,   3122,   636,   6761,   178,   2703,   472) \
	B(REALLOC_MOVE,       6718,   154,  11699,   618,   6829,   167,   8644,   463) \
	B(REALLOC_FAIL,       4646,   162,   3535,   631,   4283,   193,   2658,   471) \
	B(ALIGNED,            6694,   137,  12676,   373,   6798,   143,   9127,   246) \
	B(ALIGNED_FAIL,       3238,   233,   4616,   573,   3187,   246,   1724,   506) \

/* No pages, no heaps: paths that are not here cannot be taken. */
#define WCET_BOUNDS_TINY(B) \
	B(MALLOC_RUN,          242,    61,    282,   181,    244,    64,    225,   133) \
	B(MALLOC_FAIL,         160,   121,    143,   361,    165,   127,    186,   265) \
	B(FREE_RUN,            124,    41,    258,    48,    124,    44,    167,    31) \
	B(REALLOC_RUN,         212,    50,    375,    65,    213,    55,    282,    44) \
	B(REALLOC_MOVE,        683,    75,    920,   211,    709,    78,    737,   142) \
	B(REALLOC_FAIL,        786,   172,   1043,   423,    802,   180,    902,   284) \
	B(ALIGNED,             278,    74,    322,   212,    282,    77,    273,   143) \
	B(ALIGNED_FAIL,        285,   149,    277,   423,    291,   155,    298,   285) \

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
