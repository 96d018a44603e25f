// The encoder: every row is brought into PNG's own layout here, then compressed by zlib through
// libpng or by ISA-L. libpng writes the file's chunks either way.

#include "rows.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void keep_message(png_structp png, png_const_charp message) {
  CPNGBytes *result = png_get_error_ptr(png);
  strncpy(result->message, message, sizeof result->message - 1);
  longjmp(png_jmpbuf(png), 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void append(png_structp png, png_bytep data, size_t length) {
  CPNGBytes *result = png_get_io_ptr(png);
  if (length > result->capacity - result->count) {
    size_t capacity = result->capacity ? result->capacity : 1 << 16;
    while (capacity - result->count < length) {
      if (capacity > SIZE_MAX / 2) png_error(png, "the PNG does not fit in memory");
      capacity *= 2;
    }
    uint8_t *bytes = realloc(result->bytes, capacity);
    if (bytes == NULL) png_error(png, "the PNG does not fit in memory");
    result->bytes = bytes;
    result->capacity = capacity;
  }
  memcpy(result->bytes + result->count, data, length);
  result->count += length;
}

static void flush_nothing(png_structp png) { (void)png; }

/// A row is like the one above where at most one byte in this many differs.
enum { LIKENESS = 2 };

static void row_rgb(const uint32_t *restrict in, uint8_t *restrict out, size_t width) {
  for (size_t x = 0; x < width; x++) {
    uint32_t pixel = in[x];
    out[3 * x] = (uint8_t)(pixel >> 16);
    out[3 * x + 1] = (uint8_t)(pixel >> 8);
    out[3 * x + 2] = (uint8_t)pixel;
  }
}

static uint8_t divided(uint32_t channel, uint32_t alpha) {
  uint32_t value = (channel * 255 + alpha / 2) / alpha;
  return value > 255 ? 255 : (uint8_t)value;
}

static void row_argb(const uint32_t *restrict in, uint8_t *restrict out, size_t width) {
  for (size_t x = 0; x < width; x++) {
    uint32_t pixel = in[x];
    uint32_t alpha = pixel >> 24;
    out[4 * x] = alpha ? divided(pixel >> 16 & 255, alpha) : 0;
    out[4 * x + 1] = alpha ? divided(pixel >> 8 & 255, alpha) : 0;
    out[4 * x + 2] = alpha ? divided(pixel & 255, alpha) : 0;
    out[4 * x + 3] = (uint8_t)alpha;
  }
}

/// Repeats each of `width` pixels of `size` bytes `factor` times, in place, from the end.
static void stretch(uint8_t *row, size_t width, size_t size, size_t factor) {
  for (size_t x = width; x-- > 0;) {
    uint8_t pixel[4];
    memcpy(pixel, row + x * size, size);
    for (size_t k = factor; k-- > 0;) memcpy(row + (x * factor + k) * size, pixel, size);
  }
}

/// Packs `width` indices below 2^bits into bytes, first pixel highest, in place.
static void pack(uint8_t *row, size_t width, unsigned bits) {
  size_t per_byte = 8 / bits;
  for (size_t byte = 0; byte * per_byte < width; byte++) {
    uint8_t value = 0;
    for (size_t k = 0; k < per_byte; k++) {
      size_t x = byte * per_byte + k;
      value = (uint8_t)(value << bits | (x < width ? row[x] : 0));
    }
    row[byte] = value;
  }
}

static unsigned bits_for(uint32_t colors) {
  return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8;
}

/// Whether most bytes of two rows are the same.
static bool is_like(const uint8_t *restrict row, const uint8_t *restrict above, size_t count) {
  size_t same = 0;
  // Blocks whose count fits a byte, so that the loop becomes vector code.
  for (size_t start = 0; start < count; start += 255) {
    size_t end = count - start < 255 ? count : start + 255;
    uint8_t block = 0;
    for (size_t k = start; k < end; k++) block = (uint8_t)(block + (row[k] == above[k]));
    same += block;
  }
  return same >= count - count / LIKENESS;
}

/// Writes header, palette, physical size and texts.
static void write_head(
    png_structp png, png_infop info, const CPNGPicture *picture, uint32_t width, uint32_t height,
    unsigned bits) {
  int type = picture->layout == CPNG_LAYOUT_RGB    ? PNG_COLOR_TYPE_RGB
             : picture->layout == CPNG_LAYOUT_ARGB ? PNG_COLOR_TYPE_RGB_ALPHA
                                                   : PNG_COLOR_TYPE_PALETTE;
  png_set_IHDR(
      png, info, width, height, (int)bits, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
      PNG_FILTER_TYPE_DEFAULT);
  if (picture->layout == CPNG_LAYOUT_INDEXED) {
    png_color colors[256];
    uint32_t count = picture->palette_count > 256 ? 256 : picture->palette_count;
    for (uint32_t k = 0; k < count; k++) {
      colors[k].red = (png_byte)(picture->palette[k] >> 16);
      colors[k].green = (png_byte)(picture->palette[k] >> 8);
      colors[k].blue = (png_byte)picture->palette[k];
    }
    png_set_PLTE(png, info, colors, (int)count);
  }
  if (picture->pixels_per_metre > 0) {
    png_set_pHYs(
        png, info, picture->pixels_per_metre, picture->pixels_per_metre, PNG_RESOLUTION_METER);
  }
  for (uint32_t k = 0; k < picture->text_count; k++) {
    png_text text = {0};
    text.compression =
        picture->texts[k].is_international ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
    text.key = (char *)picture->texts[k].key;
    text.text = (char *)picture->texts[k].text;
    text.text_length = strlen(picture->texts[k].text);
    text.lang = "";
    text.lang_key = "";
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
}

void cpng_next_row(CPNGRows *rows) {
  const CPNGPicture *picture = rows->picture;
  size_t size = rows->pixel_bytes;
  uint8_t *row = rows->memory + (rows->count & 1) * rows->width * size;
  rows->above = rows->count ? rows->row : NULL;
  rows->row = row;
  const void *pixels = (const uint8_t *)picture->pixels + rows->count * picture->stride;
  rows->count++;
  switch (picture->layout) {
    case CPNG_LAYOUT_RGB: row_rgb(pixels, row, picture->width); break;
    case CPNG_LAYOUT_ARGB: row_argb(pixels, row, picture->width); break;
    case CPNG_LAYOUT_INDEXED: memcpy(row, pixels, picture->width); break;
  }
  if (rows->across > 1) stretch(row, picture->width, size, rows->across);
  if (rows->bits < 8) pack(row, rows->width, rows->bits);
  rows->is_like_above = rows->above && is_like(row, rows->above, rows->row_bytes);
}

/// How many bytes some rows of indices take, packed as zlib is told to; 0 where it cannot tell.
static size_t packed_size(const CPNGPicture *picture, size_t first, size_t count, int strategy) {
  z_stream stream = {0};
  if (deflateInit2(&stream, picture->level, Z_DEFLATED, MAX_WBITS, 9, strategy) != Z_OK) return 0;
  uint8_t out[1 << 12];
  for (size_t row = first; row < first + count; row++) {
    // zlib does not write to its input.
    stream.next_in = (Bytef *)picture->pixels + row * picture->stride;
    stream.avail_in = picture->width;
    do {
      stream.next_out = out;
      stream.avail_out = sizeof out;
      deflate(&stream, row + 1 < first + count ? Z_NO_FLUSH : Z_FINISH);
    } while (stream.avail_out == 0);
  }
  size_t size = stream.total_out;
  deflateEnd(&stream);
  return size;
}

/// Pictures of fewer pixels are packed soon enough however it is done.
enum { LARGE = 1 << 18, SAMPLE = 1 << 16 };

/// Whether a large picture has no repetitions that are worth looking for: cells of noise, where the
/// search takes four times as long for a file a quarter larger. Some rows of its middle tell.
static bool is_noise(const CPNGRows *rows) {
  const CPNGPicture *picture = rows->picture;
  if (picture->layout != CPNG_LAYOUT_INDEXED || rows->bits < 8 || rows->across * rows->down > 1 ||
      (size_t)picture->width * picture->height < LARGE)
    return false;
  size_t count = SAMPLE / picture->width + 1;
  if (count > picture->height) count = picture->height;
  size_t first = (picture->height - count) / 2;
  size_t searched = packed_size(picture, first, count, Z_DEFAULT_STRATEGY);
  size_t counted = packed_size(picture, first, count, Z_HUFFMAN_ONLY);
  return counted > 0 && counted < searched;
}

static void compress_with_zlib(png_structp png, CPNGRows *rows) {
  while (rows->count < rows->picture->height) {
    cpng_next_row(rows);
    // Not before the first row: what is set then decides whether libpng keeps the row above.
    if (rows->above) {
      png_set_filter(
          png, PNG_FILTER_TYPE_BASE, rows->is_like_above ? PNG_FILTER_UP : PNG_FILTER_NONE);
    }
    png_write_row(png, rows->row);
    if (rows->down > 1) png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    for (size_t k = 1; k < rows->down; k++) png_write_row(png, rows->row);
  }
  png_write_end(png, NULL);
}

bool cpng_encode(const CPNGPicture *picture, CPNGBytes *result) {
  memset(result, 0, sizeof *result);
  png_infop volatile info = NULL;
  // Zeroed, so that whatever is freed was allocated.
  CPNGRows rows = {0};
  CPNGRows *volatile kept = &rows;

  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, result, keep_message, ignore_warning);
  if (png == NULL) {
    strncpy(result->message, "libpng could not be started", sizeof result->message - 1);
    return false;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_structp gone = png;
    png_infop gone_info = info;
    png_destroy_write_struct(&gone, &gone_info);
    free(kept->memory);
    free(kept->compressor);
    cpng_bytes_free(result);
    return false;
  }
  info = png_create_info_struct(png);
  if (info == NULL) png_error(png, "libpng has no memory");

  rows.picture = picture;
  rows.across = picture->enlarge_x ? picture->enlarge_x : 1;
  rows.down = picture->enlarge_y ? picture->enlarge_y : 1;
  if (picture->width == 0 || picture->height == 0) png_error(png, "a PNG needs a pixel");
  if (picture->width > INT32_MAX / 8 / rows.across || picture->height > INT32_MAX / 8 / rows.down)
    png_error(png, "the picture is too large for a PNG");
  rows.width = picture->width * rows.across;
  rows.pixel_bytes =
      picture->layout == CPNG_LAYOUT_RGB ? 3 : picture->layout == CPNG_LAYOUT_ARGB ? 4 : 1;
  rows.bits = picture->layout == CPNG_LAYOUT_INDEXED ? bits_for(picture->palette_count) : 8;
  rows.row_bytes = (rows.width * rows.pixel_bytes * rows.bits + 7) / 8;

  png_set_write_fn(png, result, append, flush_nothing);
  png_set_user_limits(png, INT32_MAX, INT32_MAX);
  // The encoder's own indices are known to be in range.
  png_set_check_for_invalid_index(png, 0);
  png_set_compression_level(png, picture->level);
  // Both are named at the start so that libpng keeps the row above; the choice follows by row.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE | PNG_FILTER_UP);
  // One IDAT chunk of up to 64 KiB at a time instead of 8 KiB: fewer calls, the same stream.
  png_set_compression_buffer_size(png, 1 << 16);
  write_head(
      png, info, picture, (uint32_t)rows.width, (uint32_t)(picture->height * rows.down), rows.bits);

  // Two rows: the one being written and the one above it.
  rows.memory = malloc(2 * rows.width * rows.pixel_bytes);
  if (rows.memory == NULL) png_error(png, "there is no memory for a row");
  switch (picture->compressor) {
    case CPNG_COMPRESSOR_FAST: cpng_compress_fast(png, &rows); break;
    case CPNG_COMPRESSOR_ZLIB:
      if (is_noise(&rows)) png_set_compression_strategy(png, Z_HUFFMAN_ONLY);
      compress_with_zlib(png, &rows);
      break;
  }

  png_structp done = png;
  png_infop done_info = info;
  png_destroy_write_struct(&done, &done_info);
  free(rows.memory);
  free(rows.compressor);
  return true;
}

void cpng_bytes_free(CPNGBytes *result) {
  free(result->bytes);
  result->bytes = NULL;
  result->count = 0;
  result->capacity = 0;
}
