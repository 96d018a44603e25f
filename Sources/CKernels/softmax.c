// Softmax of one row, for float and double.
#include "CKernels.h"
#include "clones.h"
#include <stdint.h>

#define REAL float
#define BITS uint32_t
#define LANES 16
#define NAME(f) f##_f32
#define LOWEST -87.33654f
#define ROUNDING 12582912.0f
#define BIAS 127u
#define DIGITS 23
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
#define TERMS {1 / 5040.0f, 1 / 720.0f, 1 / 120.0f, 1 / 24.0f, 1 / 6.0f, 0.5f, 1, 1}
#include "softmax.inc"
#undef REAL
#undef BITS
#undef LANES
#undef NAME
#undef LOWEST
#undef ROUNDING
#undef BIAS
#undef DIGITS
#undef LN2_HIGH
#undef LN2_LOW
#undef TERMS

#define REAL double
#define BITS uint64_t
#define LANES 8
#define NAME(f) f##_f64
#define LOWEST -708.3964185322641
#define ROUNDING 6755399441055744.0
#define BIAS 1023u
#define DIGITS 52
#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10
#define TERMS                                                                                     \
  {1 / 6227020800.0, 1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0, 1 / 362880.0, 1 / 40320.0,   \
   1 / 5040.0,       1 / 720.0,       1 / 120.0,      1 / 24.0,      1 / 6.0,      0.5, 1, 1}
#include "softmax.inc"
