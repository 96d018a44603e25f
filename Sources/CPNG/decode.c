// The decoder: any PNG becomes 8-bit RGBA words, with its texts and physical size.

#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

enum {
  /// More pixels than this are refused: the file may come from anyone.
  MOST_PIXELS = 1 << 28,
  /// The bytes that one byte of deflate's can become, at most.
  GREATEST_EXPANSION = 1032,
  /// What a compressed chunk may become beyond the size of the file, in bytes.
  MOST_EXPANDED = 1 << 20,
};

typedef struct Source {
  const uint8_t *bytes;
  size_t count;
} Source;

static void keep_message(png_structp png, png_const_charp message) {
  CPNGDecoded *result = png_get_error_ptr(png);
  strncpy(result->message, message, sizeof result->message - 1);
  longjmp(png_jmpbuf(png), 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void take(png_structp png, png_bytep data, size_t length) {
  Source *source = png_get_io_ptr(png);
  if (length > source->count) png_error(png, "the PNG ends early");
  memcpy(data, source->bytes, length);
  source->bytes += length;
  source->count -= length;
}

static void keep_texts(png_structp png, png_infop info, CPNGDecoded *result) {
  png_textp texts = NULL;
  int count = 0;
  png_get_text(png, info, &texts, &count);
  size_t size = 0;
  for (int k = 0; k < count; k++)
    size += strlen(texts[k].key) + 2 + (texts[k].text ? strlen(texts[k].text) : 0);
  if (size == 0) return;
  result->texts = malloc(size);
  if (result->texts == NULL) png_error(png, "no memory for the texts");
  char *end = result->texts;
  for (int k = 0; k < count; k++) {
    const char *parts[2] = {texts[k].key, texts[k].text ? texts[k].text : ""};
    for (int part = 0; part < 2; part++) {
      size_t length = strlen(parts[part]) + 1;
      memcpy(end, parts[part], length);
      end += length;
    }
  }
  result->texts_size = size;
  result->text_count = (uint32_t)count;
}

static size_t number(const uint8_t *bytes) {
  return (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
}

// Whether no chunk says that it is longer than what is left of the file. libpng takes memory for a
// whole chunk, of up to 2 GB, before it reads the first byte of it; pixels alone are read by parts.
static bool chunks_fit(const uint8_t *bytes, size_t count) {
  size_t at = 8;
  while (count >= at + 8) {
    size_t length = number(bytes + at);
    if (length > count - at - 8) return memcmp(bytes + at + 4, "IDAT", 4) == 0;
    at += length + 12;
  }
  return true;
}

bool cpng_decode(const uint8_t *bytes, size_t count, CPNGDecoded *result) {
  return cpng_decode_within(bytes, count, MOST_PIXELS, result);
}

bool cpng_decode_within(
    const uint8_t *bytes, size_t count, size_t most_pixels, CPNGDecoded *result) {
  memset(result, 0, sizeof *result);
  Source source = {bytes, count};
  png_infop volatile info = NULL;

  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, result, keep_message, ignore_warning);
  if (png == NULL) {
    strncpy(result->message, "libpng could not be started", sizeof result->message - 1);
    return false;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_structp gone = png;
    png_infop gone_info = info;
    png_destroy_read_struct(&gone, &gone_info, NULL);
    cpng_decoded_free(result);
    return false;
  }
  info = png_create_info_struct(png);
  if (info == NULL) png_error(png, "libpng has no memory");
  png_set_read_fn(png, &source, take);
  if (!chunks_fit(bytes, count)) png_error(png, "a chunk of the PNG is larger than the file");
  // The same for what a colour profile or a compressed text says that it becomes.
  png_set_chunk_malloc_max(png, count + MOST_EXPANDED);
  png_read_info(png, info);

  size_t width = png_get_image_width(png, info);
  size_t height = png_get_image_height(png, info);
  result->width = (uint32_t)width;
  result->height = (uint32_t)height;
  if (width == 0 || height == 0 || width > most_pixels / height) {
    result->is_too_large = true;
    png_error(png, "the picture is too large");
  }
  result->color_type = png_get_color_type(png, info);
  result->bit_depth = png_get_bit_depth(png, info);
  result->pixels_per_metre = png_get_pixels_per_meter(png, info);

  // Memory is taken for rows that the file can hold, not for those that it speaks of.
  if (png_get_rowbytes(png, info) > count * GREATEST_EXPANSION / height)
    png_error(png, "the PNG ends early");
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
  // The passes of an interlaced picture fill its rows by turns.
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  result->pixels = malloc(width * height * sizeof *result->pixels);
  if (result->pixels == NULL) png_error(png, "no memory for the pixels");
  for (int pass = 0; pass < passes; pass++)
    for (size_t y = 0; y < height; y++)
      png_read_row(png, (png_bytep)(result->pixels + y * width), NULL);
  for (size_t k = 0; k < width * height; k++) {
    uint8_t in[4];
    memcpy(in, result->pixels + k, sizeof in);
    result->pixels[k] = (uint32_t)in[3] << 24 | (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
  }
  png_read_end(png, info);
  keep_texts(png, info, result);

  png_structp done = png;
  png_infop done_info = info;
  png_destroy_read_struct(&done, &done_info, NULL);
  return true;
}

void cpng_decoded_free(CPNGDecoded *result) {
  free(result->pixels);
  free(result->texts);
  result->pixels = NULL;
  result->texts = NULL;
}
