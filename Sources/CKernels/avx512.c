// The loops for x86-64 with AVX-512 (F, BW, CD, DQ and VL).
#include "levels.h"

#if defined(__x86_64__)
// 24 sums of 32 registers.
#define LEVEL attn_loops_avx512
#define BYTES 64
#define ROWS 12
#define VECTORS 2
// The least width is said because compilers take halves of these registers by themselves.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#pragma clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)
#include "loops.inc"
#pragma clang attribute pop
#pragma clang attribute pop
#endif
