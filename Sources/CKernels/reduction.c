// The loops behind extents and behind the reduction of matrices that are larger than their picture.
#include "CKernels.h"
#include "clones.h"

// A product and the sum it goes into are rounded one after the other on every processor, so that a
// figure has the same bytes on all of them.
#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 1024 };

#define REAL double
#define BITS long long
#define LANES 8
#define NAME(f) f##_f64
#include "extent.inc"
#undef REAL
#undef BITS
#undef LANES
#undef NAME

#define REAL float
#define BITS int
#define LANES 16
#define NAME(f) f##_f32
#include "extent.inc"
#undef LANES

enum { LANES = 8 };

typedef double wide __attribute__((vector_size(64), aligned(8), may_alias));

CLONES
double attn_sum(const double *values, size_t count) {
  const size_t whole = count - count % LANES;
  wide sums = {0};
  for (size_t i = 0; i < whole; i += LANES) sums += *(const wide *)(values + i);
  double sum = 0;
  for (size_t lane = 0; lane < LANES; lane++) sum += sums[lane];
  for (size_t i = whole; i < count; i++) sum += values[i];
  return sum;
}

typedef double four __attribute__((vector_size(32), aligned(8), may_alias));

static inline __attribute__((always_inline)) void filter(
    const double *cells, const size_t rows, ptrdiff_t stride, size_t target,
    const ptrdiff_t *starts, const ptrdiff_t *offsets, const double *weights, double *lines) {
  for (size_t place = 0; place < target; place++) {
    const double *run = weights + offsets[place];
    const size_t length = (size_t)(offsets[place + 1] - offsets[place]);
    const double *first = cells + starts[place];
    // Eight sums a row at once: one alone would wait for each addition to end.
    four even[4] = {{0}}, uneven[4] = {{0}};
    size_t tap = 0;
    for (; tap + 8 <= length; tap += 8) {
      const four low = *(const four *)(run + tap), high = *(const four *)(run + tap + 4);
      for (size_t row = 0; row < rows; row++) {
        const double *cell = first + (ptrdiff_t)row * stride + tap;
        even[row] += low * *(const four *)cell;
        uneven[row] += high * *(const four *)(cell + 4);
      }
    }
    for (size_t row = 0; row < rows; row++) {
      const double *cell = first + (ptrdiff_t)row * stride;
      const four both = even[row] + uneven[row];
      double sum = (both[0] + both[2]) + (both[1] + both[3]);
      for (size_t rest = tap; rest < length; rest++) sum += run[rest] * cell[rest];
      lines[row * target + place] = sum;
    }
  }
}

CLONES
void attn_filter_rows(const double *cells, size_t rows, ptrdiff_t stride, size_t target,
                      const ptrdiff_t *starts, const ptrdiff_t *offsets, const double *weights,
                      double *lines) {
  switch (rows) {
    case 1: filter(cells, 1, stride, target, starts, offsets, weights, lines); break;
    case 2: filter(cells, 2, stride, target, starts, offsets, weights, lines); break;
    case 3: filter(cells, 3, stride, target, starts, offsets, weights, lines); break;
    case 4: filter(cells, 4, stride, target, starts, offsets, weights, lines); break;
  }
}

CLONES
void attn_add_scaled(double *restrict plane, const double *restrict line, size_t count,
                     double weight) {
  for (size_t i = 0; i < count; i++) plane[i] += weight * line[i];
}
