// PNG bytes from pixels and pixels from PNG bytes, by libpng, in one call each; where time counts,
// ISA-L compresses in zlib's place.
//
// libpng reports errors by longjmp, which Swift cannot cross; here they become return values.
// Nothing here reads a clock, a locale or a file.
#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How the pixels handed to the encoder lie in memory.
typedef enum CPNGLayout {
  /// 32-bit words `0x__RRGGBB`; written as RGB.
  CPNG_LAYOUT_RGB = 0,
  /// 32-bit words `0xAARRGGBB`, colours multiplied by alpha; written as RGBA, not multiplied.
  CPNG_LAYOUT_ARGB = 1,
  /// One byte a pixel, an index into the palette; written as 1, 2, 4 or 8 bits a pixel.
  CPNG_LAYOUT_INDEXED = 2,
} CPNGLayout;

/// Who compresses.
typedef enum CPNGCompressor {
  /// ISA-L: a fifth of zlib's time at its level 1, and files of the same size.
  CPNG_COMPRESSOR_FAST = 0,
  /// zlib, at a level.
  CPNG_COMPRESSOR_ZLIB = 1,
} CPNGCompressor;

/// A text chunk. `key` has 1 to 79 bytes of printable ASCII; `text` is UTF-8 without NUL.
typedef struct CPNGText {
  const char *key;
  const char *text;
  /// Written as iTXt instead of tEXt.
  bool is_international;
} CPNGText;

/// What the encoder needs to know of a picture.
typedef struct CPNGPicture {
  /// Of the pixels in memory.
  uint32_t width;
  uint32_t height;
  CPNGLayout layout;
  const void *pixels;
  /// Bytes from one row to the next.
  size_t stride;
  /// `0xRRGGBB`, for `CPNG_LAYOUT_INDEXED`; at most 256.
  const uint32_t *palette;
  uint32_t palette_count;
  /// Every pixel is written as this many across and down, at least 1.
  uint32_t enlarge_x;
  uint32_t enlarge_y;
  CPNGCompressor compressor;
  /// zlib's level, 0 … 9.
  int level;
  /// 0 leaves the physical size out.
  uint32_t pixels_per_metre;
  const CPNGText *texts;
  uint32_t text_count;
} CPNGPicture;

/// Bytes allocated by the encoder, or what went wrong.
typedef struct CPNGBytes {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  char message[120];
} CPNGBytes;

/// Encodes a picture. Returns false with `result->message` set where it fails; `bytes` is then NULL.
bool cpng_encode(const CPNGPicture *picture, CPNGBytes *result);

/// Frees what `cpng_encode` allocated. May be called on any outcome, and twice.
void cpng_bytes_free(CPNGBytes *result);

/// A decoded picture: 8 bits a channel, not multiplied by alpha.
typedef struct CPNGDecoded {
  uint32_t width;
  uint32_t height;
  /// `0xAARRGGBB`, `width * height` of them.
  uint32_t *pixels;
  uint32_t pixels_per_metre;
  /// 2 RGB, 3 palette, 6 RGBA and so on, as in the file's header.
  uint8_t color_type;
  uint8_t bit_depth;
  /// Keys and texts in turn, each ended by NUL.
  char *texts;
  size_t texts_size;
  uint32_t text_count;
  /// More pixels than the caller takes, or none.
  bool is_too_large;
  char message[120];
} CPNGDecoded;

/// Decodes a whole PNG. Returns false with `result->message` set where it fails.
bool cpng_decode(const uint8_t *bytes, size_t count, CPNGDecoded *result);

/// The same where it has at most so many pixels, which is looked at before memory is taken for them.
/// `width` and `height` are set also where they are refused.
bool cpng_decode_within(
    const uint8_t *bytes, size_t count, size_t most_pixels, CPNGDecoded *result);

/// Frees what `cpng_decode` allocated.
void cpng_decoded_free(CPNGDecoded *result);

/// The versions of libpng and zlib that are loaded, such as `1.6.39`, and of ISA-L as compiled.
const char *cpng_libpng_version(void);
const char *cpng_zlib_version(void);
const char *cpng_isal_version(void);

#endif
