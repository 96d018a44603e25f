// Matrix products of OpenBLAS, loaded when the first one is asked for.
//
// Loading the library takes some milliseconds, which every command would pay for and few need.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// C = alpha * op(A) op(B) + beta * C, matrices stored row by row; m, n, k are the sides of the
// product, lda, ldb and ldc the distances between rows in memory. On the calling thread alone.
// Returns false, and leaves C alone, where OpenBLAS is not installed.
bool blas_dgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, double alpha,
                const double *a, int32_t lda, const double *b, int32_t ldb, double beta, double *c,
                int32_t ldc);
bool blas_sgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, float alpha,
                const float *a, int32_t lda, const float *b, int32_t ldb, float beta, float *c,
                int32_t ldc);
