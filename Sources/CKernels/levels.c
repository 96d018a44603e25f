// Which of the loops run: those for the widest vectors of the processor, or what was asked for.
#include "levels.h"

static const attn_loops *const levels[ATTN_LEVELS] = {
    &attn_loops_baseline,
#if ATTN_LEVELS == 3
    &attn_loops_avx2,
    &attn_loops_avx512,
#endif
};

static attn_level in_use = ATTN_LEVEL_BASELINE;

bool attn_has_level(attn_level level) {
  switch (level) {
    case ATTN_LEVEL_BASELINE: return true;
#if ATTN_LEVELS == 3
    // Also whether the system saves the registers when it gives the processor to another program.
    case ATTN_LEVEL_AVX2: return __builtin_cpu_supports("x86-64-v3");
    case ATTN_LEVEL_AVX512: return __builtin_cpu_supports("x86-64-v4");
#endif
    default: return false;
  }
}

// Before `main`, when no other thread runs.
__attribute__((constructor)) static void choose(void) {
#if ATTN_LEVELS == 3
  __builtin_cpu_init();
#endif
  for (attn_level level = ATTN_LEVEL_BASELINE; level < ATTN_LEVELS; level++)
    if (attn_has_level(level)) in_use = level;
}

attn_level attn_level_in_use(void) { return in_use; }

bool attn_use_level(attn_level level) {
  if (!attn_has_level(level)) return false;
  in_use = level;
  return true;
}

void attn_softmax_f32(float *row, size_t count, float factor) {
  levels[in_use]->softmax_f32(row, count, factor);
}

void attn_softmax_f64(double *row, size_t count, double factor) {
  levels[in_use]->softmax_f64(row, count, factor);
}

void attn_extent_add_f32(attn_extent *extent, const float *values, size_t count) {
  levels[in_use]->extent_add_f32(extent, values, count);
}

void attn_extent_add_f64(attn_extent *extent, const double *values, size_t count) {
  levels[in_use]->extent_add_f64(extent, values, count);
}

double attn_sum_f32(const float *values, size_t count) {
  return levels[in_use]->sum_f32(values, count);
}

double attn_sum_f64(const double *values, size_t count) {
  return levels[in_use]->sum_f64(values, count);
}

void attn_sigmoid_linear_f32(float *values, size_t count, float linear, float cubic) {
  levels[in_use]->sigmoid_linear(values, count, linear, cubic);
}

void attn_gelu_f32(float *values, size_t count) { levels[in_use]->gelu(values, count); }

bool attn_product_f32(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a,
                      ptrdiff_t a_stride, const float *b, ptrdiff_t b_stride,
                      bool is_b_transposed, float *c, ptrdiff_t c_stride) {
  const attn_product_shape shape = {rows,     columns,  depth,          a_stride,
                                    b_stride, c_stride, is_b_transposed};
  return levels[in_use]->product_f32(&shape, a, b, c);
}

bool attn_product_f64(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const double *a,
                      ptrdiff_t a_stride, const double *b, ptrdiff_t b_stride,
                      bool is_b_transposed, double *c, ptrdiff_t c_stride) {
  const attn_product_shape shape = {rows,     columns,  depth,          a_stride,
                                    b_stride, c_stride, is_b_transposed};
  return levels[in_use]->product_f64(&shape, a, b, c);
}
