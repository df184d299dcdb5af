/* SPDX-License-Identifier: MIT */
/*
 * The published bounds: the most instructions that a call takes on each path, -O2, cpu
 * model, one region, no heap of hakmem_heap_create(). fixed + word * w, with w the
 * words of the arena's bitmap: slices / 32, rounded up (at 128 B a slice 2 for 8 KB;
 * at most 16 from 64 KB to 512 KB in the fast profile; one a KB in the balanced profile, 2
 * in the compact one, 4 in the tiny one).
 *
 * scripts/wcet.py measures them (make wcet), and fails where one is exceeded;
 * make wcet WRITE=1 writes the tables anew from what it has measured.
 *
 *		fixed, word of	M3	     M0		  M33	       RV32
 */
#ifndef WCET_BOUNDS_H
#define WCET_BOUNDS_H

/* clang-format off */
#define WCET_BOUNDS_FAST(B) \
	B(MALLOC_HIT,           19,     0,     29,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       196,     0,    344,     0,    199,     0,    312,     0) \
	B(MALLOC_DRAIN,       3722,     0,   7146,     0,   4199,     0,   4377,     0) \
	B(MALLOC_PAGE,        1139,    40,   1654,   129,   1144,    42,   1374,    93) \
	B(MALLOC_RUN,          647,    42,    927,   154,    663,    44,    687,   115) \
	B(MALLOC_CACHED,        69,     0,     88,     0,     73,     0,     67,     0) \
	B(MALLOC_RECLAIM,     7644,     0,   7641,   232,   7750,     0,   7814,    75) \
	B(MALLOC_FAIL,        3716,   106,   3846,   349,   3055,   113,   4031,   190) \
	B(COLLECT,             687,  7010,   1319,  8740,    691,  7141,    833,  6886) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    239,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    318,     0) \
	B(FREE_RETIRE,         480,    12,    807,     0,    485,    12,    653,     0) \
	B(FREE_DRAIN,          619,    14,    857,    15,    628,    14,    802,     0) \
	B(FREE_RUN,            208,    35,    347,    42,    218,    36,    249,    26) \
	B(FREE_CACHED,         189,     0,    316,     0,    205,     0,    235,     0) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2520,    51,   3202,   315,   2561,    54,   2622,   235) \
	B(CONTENDED_MALLOC,   2200,     0,   4132,     0,   3493,     0,   3208,     0) \
	B(CONTENDED_RUN,      2206,     0,   3040,   315,   1963,     0,   1979,   227) \
	B(CONTENDED_FAIL,     2034,   112,   2768,   396,   2289,   113,   2394,   278) \
	B(REALLOC_STAY,       3026,    60,   3139,   422,   3083,    64,   2689,   260) \
	B(REALLOC_RUN,        2401,   110,   3154,   437,   2976,   119,   2343,   331) \
	B(REALLOC_MOVE,       4866,    66,   6129,   213,   4700,    68,   5617,    62) \
	B(REALLOC_FAIL,       4960,    76,   4039,   363,   5016,    78,   4014,   244) \
	B(ALIGNED,            4055,    62,   7104,   104,   4649,    62,   4631,   188) \
	B(ALIGNED_FAIL,       2682,   270,   3329,   774,   2512,   280,   2747,   546) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           19,     0,     28,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       265,     0,    344,     2,    269,     0,    331,     1) \
	B(MALLOC_DRAIN,       1451,    50,   3350,   121,   1456,    54,   2162,    91) \
	B(MALLOC_PAGE,        1490,    44,   1640,   160,   1497,    47,   1243,   126) \
	B(MALLOC_RUN,         1167,    50,   1518,   151,   1168,    54,   1057,   122) \
	B(MALLOC_CACHED,        79,     0,     97,     0,     87,     0,     73,     0) \
	B(MALLOC_RECLAIM,     1553,   197,     77,   665,   1897,   214,   1626,   312) \
	B(MALLOC_FAIL,        1433,   196,    611,   685,   1981,   208,   1204,   449) \
	B(COLLECT,            1006,  2351,   1414,  2958,   1016,  2400,    477,  2540) \
	B(FREE_LOCAL,           48,     1,    129,     1,     55,     1,     96,     1) \
	B(FREE_LAST,           210,     0,    362,     0,    185,     1,    333,     0) \
	B(FREE_FULL,           306,     0,    570,     0,    293,     2,    487,     0) \
	B(FREE_RETIRE,         394,     3,    687,     3,    398,     4,    671,     0) \
	B(FREE_DRAIN,          531,     4,    991,     0,    542,     4,    723,     0) \
	B(FREE_RUN,            180,    37,    370,    44,    190,    38,    273,    27) \
	B(FREE_CACHED,         226,     0,    415,     0,    254,     0,    308,     0) \
	B(FREE_REMOTE,         147,     1,    329,     0,    155,     1,    288,     0) \
	B(CONTENDED_FIRST,    2556,    69,   4347,   139,   2458,    90,   3509,   121) \
	B(CONTENDED_MALLOC,   2145,    40,   3577,   124,   2526,    42,   4075,    89) \
	B(CONTENDED_RUN,       823,    79,   1529,   233,   1009,    77,   1278,   171) \
	B(CONTENDED_FAIL,     1381,   155,   1857,   501,   1890,   144,   1965,   343) \
	B(REALLOC_STAY,       1497,   159,    963,   599,   1599,   164,   4377,   276) \
	B(REALLOC_RUN,        2707,    65,    299,   597,   2438,    80,   2904,   212) \
	B(REALLOC_MOVE,       2297,   136,   1404,   600,   2742,   144,   1365,   402) \
	B(REALLOC_FAIL,       1728,   203,    945,   682,    667,   327,   1795,   385) \
	B(ALIGNED,            2303,   142,   3973,   269,   2855,   137,   2846,   295) \
	B(ALIGNED_FAIL,       1419,   240,   1546,   618,    651,   343,   1578,   447) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           19,     0,     26,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       210,     0,    258,     0,    215,     0,    262,     0) \
	B(MALLOC_DRAIN,        661,    58,    577,   178,    737,    60,    533,   137) \
	B(MALLOC_PAGE,         909,    49,    682,   175,    961,    54,    524,   134) \
	B(MALLOC_RUN,         1115,    50,   1024,   171,   1110,    54,    582,   130) \
	B(MALLOC_CACHED,        98,     0,    120,     0,    110,     0,     90,     0) \
	B(MALLOC_RECLAIM,     5140,    88,   4414,   260,   5209,    92,   2640,   223) \
	B(MALLOC_FAIL,        2212,   104,   6072,   307,   3017,   105,   4217,   235) \
	B(COLLECT,               0,  1707,      0,  2251,      0,  1738,      0,  1833) \
	B(FREE_LOCAL,           61,     0,    143,     0,     70,     0,    110,     0) \
	B(FREE_LAST,           179,     0,    273,     0,    189,     0,    252,     0) \
	B(FREE_FULL,           304,     0,    409,     0,    314,     0,    389,     0) \
	B(FREE_RETIRE,         458,     0,    609,     0,    468,     0,    508,     0) \
	B(FREE_DRAIN,          569,     0,    759,     0,    582,     0,    780,     0) \
	B(FREE_RUN,            180,    37,    371,    44,    190,    38,    274,    27) \
	B(FREE_CACHED,         256,     0,    447,     0,    290,     0,    331,     0) \
	B(FREE_REMOTE,         156,     0,    294,     0,    166,     0,    254,     0) \
	B(CONTENDED_FIRST,    2840,    75,   3478,   293,   2533,    97,   2107,   233) \
	B(CONTENDED_MALLOC,   2921,    79,   2153,   317,   3935,    29,   1946,   237) \
	B(CONTENDED_RUN,      1512,    63,   5667,   162,    851,    53,   4506,   112) \
	B(CONTENDED_FAIL,     1699,   153,   1831,   496,   1483,   167,    946,   384) \
	B(REALLOC_STAY,       4150,   126,   2698,   504,   1019,   239,   1138,   376) \
	B(REALLOC_RUN,        3461,    31,   9504,   112,   3676,    32,   6926,    83) \
	B(REALLOC_MOVE,       3186,   111,   5059,   252,   3170,   122,   2051,   226) \
	B(REALLOC_FAIL,       1355,   236,    714,   589,   1243,   251,    317,   417) \
	B(ALIGNED,            4322,   124,   2603,   441,   2225,   165,   1390,   244) \
	B(ALIGNED_FAIL,        274,   309,      0,   962,      0,   371,      0,   515) \

/* No pages, no heaps: paths that are not here cannot be taken. */
#define WCET_BOUNDS_TINY(B) \
	B(MALLOC_RUN,          242,    61,    282,   181,    244,    64,    225,   133) \
	B(MALLOC_FAIL,         160,   121,    143,   361,    165,   127,    186,   265) \
	B(FREE_RUN,            124,    41,    258,    48,    124,    44,    167,    31) \
	B(REALLOC_RUN,         213,    50,    376,    65,    214,    55,    285,    44) \
	B(REALLOC_MOVE,        615,   125,    878,   307,    632,   127,    711,   216) \
	B(REALLOC_FAIL,        564,   250,    647,   613,    587,   254,    583,   432) \
	B(ALIGNED,             220,   125,    294,   308,    223,   127,    250,   217) \
	B(ALIGNED_FAIL,        159,   251,     49,   615,    167,   255,    144,   433) \

/* As tiny, with the index. */
#define WCET_BOUNDS_BOUNDED(B) \
	B(MALLOC_RUN,          428,    39,   1202,    45,    424,    43,    570,    41) \
	B(MALLOC_FAIL,         628,     7,   2632,     5,    624,     8,   1506,     5) \
	B(FREE_RUN,            338,    15,    631,    16,    335,    21,    386,    13) \
	B(REALLOC_RUN,         385,    32,    674,    37,    387,    35,    484,    33) \
	B(REALLOC_MOVE,      24221,    16,  62384,     0,  23743,    19,  41099,    10) \
	B(REALLOC_FAIL,      47560,    32, 123220,     0,  46101,    40,  80985,    21) \
	B(ALIGNED,             428,   111,    528,   248,    433,   112,    407,   173) \
	B(ALIGNED_FAIL,        208,   223,    206,   496,    219,   225,    266,   346) \
	B(MALLOC_WORD,         182,     0,    446,     0,    186,     0,    283,     0) \
	B(WORD_FAIL,           199,     0,    367,     0,    208,     0,    331,     0) \
	B(FREE_WORD,           155,     0,    291,     0,    158,     0,    138,     0) \
	B(ALIGNED_WORD,        463,     0,    817,     0,    468,     0,    628,     0) \

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


