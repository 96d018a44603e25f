// The loops behind extents and behind the reduction of matrices that are larger than their picture.
#include "CKernels.h"
#include "clones.h"

// A product and the sum it goes into are rounded one after the other on every processor, so that a
// figure has the same bytes on all of them.
#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 1024 };

typedef double eight __attribute__((vector_size(64), aligned(8), may_alias));
typedef double four __attribute__((vector_size(32), aligned(8), may_alias));
typedef float eight_singles __attribute__((vector_size(32), aligned(4), may_alias));
typedef float four_singles __attribute__((vector_size(16), aligned(4), may_alias));

#define REAL double
#define BITS long long
#define LANES 8
#define NAME(f) f##_f64
#define EIGHT(values) (*(const eight *)(values))
#define FOUR(values) (*(const four *)(values))
#include "extent.inc"
#include "filter.inc"
#undef EIGHT
#undef FOUR
#undef REAL
#undef BITS
#undef LANES
#undef NAME

#define REAL float
#define BITS int
#define LANES 16
#define NAME(f) f##_f32
#define EIGHT(values) __builtin_convertvector(*(const eight_singles *)(values), eight)
#define FOUR(values) __builtin_convertvector(*(const four_singles *)(values), four)
#include "extent.inc"
#include "filter.inc"

CLONES
void attn_add_scaled(double *restrict plane, const double *restrict line, size_t count,
                     double weight) {
  for (size_t i = 0; i < count; i++) plane[i] += weight * line[i];
}
