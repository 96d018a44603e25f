// Loops over plain arrays that the C compiler turns into the widest vectors of the processor at
// hand, chosen when the program starts. No memory is taken and nothing is kept.
#pragma once
#include <stddef.h>

// Replaces `count` scores by their softmax, after each has been multiplied by `factor`:
// exp(x - greatest) over the sum of all of these.
//
// A result is within (4 + (greatest - x) / 2) epsilon of the exact one, relatively: the second part
// is the rounding of the difference, which no way of computing it avoids. Exponentials below the
// least normal number count as 0. -inf gives 0; only -inf gives only 0; NaN or +inf makes all NaN.
void attn_softmax_f32(float *row, size_t count, float factor);
void attn_softmax_f64(double *row, size_t count, double factor);
