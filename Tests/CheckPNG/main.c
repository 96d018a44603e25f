// Encodes and decodes pictures of many sizes and kinds, to be run under valgrind's memcheck, which
// speaks up where a byte that nobody has written decides anything:
//
//   swift build --product check-png && strip -g -o check-png .build/debug/check-png &&
//   valgrind --error-exitcode=1 ./check-png
//
// Prints a line for each picture: its size as a file and its checksum. Valgrind's processor has AVX2
// and no AVX-512, so that the lines, compared with those of a run without it, also show whether the
// bytes depend on the processor.
#include <CPNG.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLAT, NOISE, FIGURE, KINDS };

typedef struct Size {
  uint32_t width, height;
} Size;

/// Around the sixteen bytes that are compressed by themselves, around the chunks of a file, and a
/// row that is longer than what is gathered for one call of the compressor.
static const Size sizes[] = {{1, 1},   {1, 7},     {1, 8},       {1, 9},      {15, 1},
                             {17, 1},  {64, 3},    {300, 200},   {90000, 1},  {300000, 2}};

static uint32_t random_bits(void) {
  static uint32_t state = 1;
  state = state * 1664525 + 1013904223;
  return state >> 8;
}

static void fill(uint8_t *bytes, size_t count, int kind) {
  for (size_t k = 0; k < count; k++) {
    switch (kind) {
      case FLAT: bytes[k] = 255; break;
      case NOISE: bytes[k] = (uint8_t)random_bits(); break;
      default: bytes[k] = k / 97 % 7 ? 3 : (uint8_t)random_bits(); break;
    }
  }
}

/// The checksum of Fletcher, which needs no library.
static uint32_t checksum(const uint8_t *bytes, size_t count) {
  uint32_t low = 0, high = 0;
  for (size_t k = 0; k < count; k++) {
    low = (low + bytes[k]) % 65535;
    high = (high + low) % 65535;
  }
  return high << 16 | low;
}

static bool check(Size size, CPNGLayout layout, int kind, CPNGCompressor compressor) {
  size_t pixel = layout == CPNG_LAYOUT_INDEXED ? 1 : 4;
  size_t count = (size_t)size.width * size.height * pixel;
  uint8_t *pixels = malloc(count);
  if (pixels == NULL) return false;
  fill(pixels, count, kind);
  uint32_t palette[256];
  for (uint32_t k = 0; k < 256; k++) palette[k] = k * 0x010203;
  CPNGText text = {"Software", "check-png", false};
  CPNGPicture picture = {
      .width = size.width,
      .height = size.height,
      .layout = layout,
      .pixels = pixels,
      .stride = size.width * pixel,
      .palette = palette,
      .palette_count = 256,
      .enlarge_x = 1 + (uint32_t)kind % 2,
      .enlarge_y = 1 + (uint32_t)kind % 2,
      .compressor = compressor,
      .level = 6,
      .pixels_per_metre = 3780,
      .texts = &text,
      .text_count = 1,
  };
  CPNGBytes file;
  CPNGDecoded back = {0};
  bool is_right = cpng_encode(&picture, &file) && cpng_decode(file.bytes, file.count, &back) &&
                  back.width == size.width * picture.enlarge_x;
  if (is_right) {
    printf("%ux%u layout %d kind %d compressor %d: %zu bytes, %08x\n", size.width, size.height,
           (int)layout, kind, (int)compressor, file.count, checksum(file.bytes, file.count));
  }
  cpng_decoded_free(&back);
  cpng_bytes_free(&file);
  free(pixels);
  return is_right;
}

int main(void) {
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
    for (int layout = CPNG_LAYOUT_RGB; layout <= CPNG_LAYOUT_INDEXED; layout++)
      for (int kind = 0; kind < KINDS; kind++)
        for (int compressor = CPNG_COMPRESSOR_FAST; compressor <= CPNG_COMPRESSOR_ZLIB; compressor++)
          if (!check(sizes[k], (CPNGLayout)layout, kind, (CPNGCompressor)compressor)) {
            fprintf(stderr, "%ux%u, layout %d, kind %d: no picture\n", sizes[k].width,
                    sizes[k].height, layout, kind);
            return 1;
          }
}
