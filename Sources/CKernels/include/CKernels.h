// Loops over plain arrays that the C compiler turns into vectors. They exist for several widths of
// vectors; the widest that the processor has are chosen when the program starts.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Widths of vectors. AVX2 comes with fused multiplication and addition; AVX-512 means its parts F,
// BW, CD, DQ and VL. Those two give the same bits in every loop below.
typedef enum {
  ATTN_LEVEL_BASELINE = 0,
  ATTN_LEVEL_AVX2 = 1,
  ATTN_LEVEL_AVX512 = 2,
} attn_level;

attn_level attn_level_in_use(void);

// Whether the processor, and the system it runs, have what a level needs.
bool attn_has_level(attn_level level);

// Takes another level from now on; false, and no change, where the processor does not have it. To be
// called while no other thread computes.
bool attn_use_level(attn_level level);

// C = A B, or A Bt for B stored as [columns, depth]; A of shape [rows, depth] and C of shape
// [rows, columns], all stored row by row with so many values from one row to the next. C is written
// without being read. On the calling thread alone.
//
// Each value of C is the sum of its products from the first to the last, each added with one
// rounding where the processor can, in parts of 256 that are then added in turn: it depends on
// nothing but its row of A and its column of B. Returns false where there is no memory to compute in
// (less than 8 MB are taken).
bool attn_product_f32(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a,
                      ptrdiff_t a_stride, const float *b, ptrdiff_t b_stride,
                      bool is_b_transposed, float *c, ptrdiff_t c_stride);
bool attn_product_f64(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const double *a,
                      ptrdiff_t a_stride, const double *b, ptrdiff_t b_stride,
                      bool is_b_transposed, double *c, ptrdiff_t c_stride);

// Replaces `count` scores by their softmax, after each has been multiplied by `factor`:
// exp(x - greatest) over the sum of all of these.
//
// A result is within (4 + (greatest - x) / 2) epsilon of the exact one, relatively: the second part
// is the rounding of the difference, which no way of computing it avoids. Exponentials below the
// least normal number count as 0. -inf gives 0; only -inf gives only 0; NaN or +inf makes all NaN.
void attn_softmax_f32(float *row, size_t count, float factor);
void attn_softmax_f64(double *row, size_t count, double factor);

// Replaces each value x by x over 1 + exp(-(linear x + cubic x^3)): SiLU for 1 and 0, GELU by tanh for
// 1.5957691 and 0.0713548. Within 4e-7 |x| of the exact value.
void attn_sigmoid_linear_f32(float *values, size_t count, float linear, float cubic);

// Replaces each value x by x times the integral of the normal distribution up to it: GELU. Within
// 3e-7 |x| of the exact value.
void attn_gelu_f32(float *values, size_t count);

// What values reach and which of them are no numbers.
typedef struct {
  // The least and the greatest finite value; +inf and -inf where there is none.
  double minimum, maximum;
  size_t nan, positive_infinity, negative_infinity;
} attn_extent;

// Adds `count` values to an extent.
void attn_extent_add_f64(attn_extent *extent, const double *values, size_t count);
void attn_extent_add_f32(attn_extent *extent, const float *values, size_t count);

// The sum of `count` values as doubles, in eight parts of which each adds every eighth value.
double attn_sum_f64(const double *values, size_t count);
double attn_sum_f32(const float *values, size_t count);

// Takes the values of consecutive runs of a row into what each run reaches and its sum, finite ones
// alone. Run r ends before cell ends[r], and the next begins there; the first begins at cell 0.
// Returns how many values were not finite.
size_t attn_fold_runs_f64(const double *values, size_t runs, const ptrdiff_t *ends, double *least,
                          double *greatest, double *sum);
size_t attn_fold_runs_f32(const float *values, size_t runs, const ptrdiff_t *ends, double *least,
                          double *greatest, double *sum);

// Has memory of up to 64 MiB that is freed kept for the next who asks. By itself the C library gives
// blocks of a picture's size back at once, and the next picture takes its pages one fault at a time.
void attn_keep_freed_memory(void);
