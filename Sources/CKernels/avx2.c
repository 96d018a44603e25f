// The loops for x86-64 with AVX2 and fused multiplication and addition.
#include "levels.h"

#if defined(__x86_64__)
// Twelve sums of sixteen registers; two hold what comes from the right, one what comes from the left.
#define LEVEL attn_loops_avx2
#define BYTES 32
#define ROWS 6
#define VECTORS 2
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "loops.inc"
#pragma clang attribute pop
#endif
