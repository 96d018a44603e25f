// How the C library hands out memory.

// Says which C library it is.
#include <stdlib.h>

#include "CKernels.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

void attn_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  // Memory is asked for in few large pieces, which the system can back with large pages.
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}
