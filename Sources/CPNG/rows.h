// The rows of a picture as PNG has them, one after the other, for whoever compresses them.
#ifndef CPNG_ROWS_H
#define CPNG_ROWS_H

#include "CPNG.h"

#include <png.h>

typedef struct CPNGRows {
  const CPNGPicture *picture;
  /// Every pixel of the picture is this many across and down.
  size_t across;
  size_t down;
  /// Pixels, bytes a pixel (bits for those with a palette) and bytes of a row.
  size_t width;
  size_t pixel_bytes;
  unsigned bits;
  size_t row_bytes;
  /// Rows of the picture made so far.
  size_t count;
  /// The last of them and the one before it; NULL where there is none.
  uint8_t *row;
  const uint8_t *above;
  /// Whether most of their bytes are the same.
  bool is_like_above;
  /// Allocated; the encoder frees both.
  uint8_t *memory;
  void *compressor;
} CPNGRows;

/// Makes the next row of the picture, which must have one.
void cpng_next_row(CPNGRows *rows);

/// Writes all rows and the end of the file, compressed by ISA-L.
void cpng_compress_fast(png_structp png, CPNGRows *rows);

#endif
