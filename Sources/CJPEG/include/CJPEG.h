// Pixels from JPEG bytes, by libjpeg-turbo, in one call.
//
// The library reports errors by longjmp, which Swift cannot cross; here they become a return value.
// Nothing here reads a clock, a locale or a file.
#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A decoded picture.
typedef struct CJPEGDecoded {
  /// As the file says, set also where its pixels are refused.
  uint32_t width;
  uint32_t height;
  /// `0xFFRRGGBB`, `width * height` of them.
  uint32_t *pixels;
  /// Colours of ink (CMYK), which are refused.
  bool is_ink;
  /// More pixels than the caller takes.
  bool is_too_large;
  char message[200];
} CJPEGDecoded;

/// Decodes a whole JPEG of at most so many pixels. Returns false with `result->message` set where it
/// fails: damaged and cut files too.
bool cjpeg_decode(const uint8_t *bytes, size_t count, size_t most_pixels, CJPEGDecoded *result);

/// The version of the library that this was compiled for; the library tells none itself.
const char *cjpeg_library_version(void);

/// Frees what `cjpeg_decode` allocated.
void cjpeg_decoded_free(CJPEGDecoded *result);

#endif
