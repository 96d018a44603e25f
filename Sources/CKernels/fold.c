// What the values of each run of a row reach, and their sum.
//
// Plain C without products: the same bits at every level of vectors.
#include "CKernels.h"

#define FOLD(NAME, REAL)                                                                          \
  size_t NAME(const REAL *values, size_t runs, const ptrdiff_t *ends, double *least,              \
              double *greatest, double *sum) {                                                    \
    size_t odd = 0;                                                                               \
    ptrdiff_t place = 0;                                                                          \
    for (size_t run = 0; run < runs; run++) {                                                     \
      double low = least[run], high = greatest[run], total = 0;                                   \
      for (; place < ends[run]; place++) {                                                        \
        const double x = (double)values[place];                                                   \
        /* NaN where the value is not finite, and 0 elsewhere. */                                 \
        if (!(x - x == 0)) {                                                                      \
          odd++;                                                                                  \
          continue;                                                                               \
        }                                                                                         \
        low = x < low ? x : low;                                                                  \
        high = x > high ? x : high;                                                               \
        total += x;                                                                               \
      }                                                                                           \
      least[run] = low;                                                                           \
      greatest[run] = high;                                                                       \
      sum[run] += total;                                                                          \
    }                                                                                             \
    return odd;                                                                                   \
  }

FOLD(attn_fold_runs_f64, double)
FOLD(attn_fold_runs_f32, float)
