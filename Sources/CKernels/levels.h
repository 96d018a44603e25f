// Every loop exists once for each level of vectors, in a table; `levels.c` chooses one of them.
#pragma once

#include "CKernels.h"

#if defined(__x86_64__)
#define ATTN_LEVELS 3
#else
#define ATTN_LEVELS 1
#endif

// A product as the loops take it, and the memory they pack strips of its matrices into.
typedef struct {
  ptrdiff_t rows, columns, depth;
  ptrdiff_t a_stride, b_stride, c_stride;
  bool is_b_transposed;
} attn_product_shape;

typedef struct {
  void (*softmax_f32)(float *, size_t, float);
  void (*softmax_f64)(double *, size_t, double);
  void (*extent_add_f32)(attn_extent *, const float *, size_t);
  void (*extent_add_f64)(attn_extent *, const double *, size_t);
  double (*sum_f32)(const float *, size_t);
  double (*sum_f64)(const double *, size_t);
  void (*sigmoid_linear)(float *, size_t, float, float);
  void (*gelu)(float *, size_t);
  bool (*product_f32)(const attn_product_shape *, const float *, const float *, float *);
  bool (*product_f64)(const attn_product_shape *, const double *, const double *, double *);
} attn_loops;

extern const attn_loops attn_loops_baseline, attn_loops_avx2, attn_loops_avx512;
