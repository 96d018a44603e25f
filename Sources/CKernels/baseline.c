// The loops for what every processor of this kind has: SSE2 on x86-64, NEON on arm64.
#include "levels.h"

#define LEVEL attn_loops_baseline
#define BYTES 16
#define ROWS 4
#define VECTORS 2
#include "loops.inc"
