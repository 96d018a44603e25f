#include "blas.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// The library's own header gives the types, so that a call can never differ from its declaration.
static __typeof__(&cblas_dgemm) dgemm;
static __typeof__(&cblas_sgemm) sgemm;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  __typeof__(&openblas_set_num_threads) set_threads = dlsym(library, "openblas_set_num_threads");
  // Figures are drawn in parallel above this, and a product that is split over idle cores would
  // round differently on a busy machine.
  if (set_threads) set_threads(1);
  dgemm = dlsym(library, "cblas_dgemm");
  sgemm = dlsym(library, "cblas_sgemm");
}

bool blas_dgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, double alpha,
                const double *a, int32_t lda, const double *b, int32_t ldb, double beta, double *c,
                int32_t ldc) {
  pthread_once(&once, load);
  if (!dgemm) return false;
  dgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
        transpose_b ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  return true;
}

bool blas_sgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, float alpha,
                const float *a, int32_t lda, const float *b, int32_t ldb, float beta, float *c,
                int32_t ldc) {
  pthread_once(&once, load);
  if (!sgemm) return false;
  sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
        transpose_b ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  return true;
}
