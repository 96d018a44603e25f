// The decoder: any JPEG of light becomes 8-bit RGB words.

#include "CJPEG.h"

#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

enum {
  /// Each block of 8 by 8 takes a bit at least, in the first scan: of 16 by 16 pixels where colours are
  /// halved, of more with stranger samplings. A file that claims more pixels is no whole picture.
  MOST_PIXELS_A_BYTE = 1024,
  /// A progressive picture has about ten scans; each is work over all of it.
  MOST_SCANS = 200,
  /// What the library may take for the coefficients of a progressive picture, a pixel.
  BYTES_A_PIXEL = 8,
};

typedef struct Failure {
  struct jpeg_error_mgr manager;
  jmp_buf back;
  char *message;
  size_t capacity;
} Failure;

static void leave(j_common_ptr info) {
  Failure *failure = (Failure *)info->err;
  char text[JMSG_LENGTH_MAX];
  failure->manager.format_message(info, text);
  strncpy(failure->message, text, failure->capacity - 1);
  longjmp(failure->back, 1);
}

// What the library only warns of ends the work where it makes pixels up: data that is damaged, or ends.
static void weigh(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_BOGUS_PROGRESSION:
      leave(info);
      break;
    default: break;
  }
}

static void fail(struct jpeg_decompress_struct *info, const char *message) {
  Failure *failure = (Failure *)info->err;
  strncpy(failure->message, message, failure->capacity - 1);
  longjmp(failure->back, 1);
}

static void count_scans(j_common_ptr info) {
  struct jpeg_decompress_struct *decoder = (struct jpeg_decompress_struct *)info;
  if (decoder->input_scan_number > MOST_SCANS) fail(decoder, "it has too many scans");
}

bool cjpeg_decode(const uint8_t *bytes, size_t count, size_t most_pixels, CJPEGDecoded *result) {
  memset(result, 0, sizeof *result);
  struct jpeg_decompress_struct info;
  struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
  Failure failure = {.message = result->message, .capacity = sizeof result->message};
  memset(&info, 0, sizeof info);
  info.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = leave;
  failure.manager.emit_message = weigh;
  if (setjmp(failure.back)) {
    jpeg_destroy_decompress(&info);
    cjpeg_decoded_free(result);
    return false;
  }
  jpeg_create_decompress(&info);
  info.progress = &progress;
  jpeg_mem_src(&info, bytes, (unsigned long)count);
  jpeg_read_header(&info, TRUE);

  size_t width = info.image_width, height = info.image_height;
  result->width = (uint32_t)width;
  result->height = (uint32_t)height;
  if (width == 0 || height == 0) fail(&info, "it has no pixels");
  if (width > most_pixels / height) {
    result->is_too_large = true;
    fail(&info, "it is too large");
  }
  if (info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK) {
    result->is_ink = true;
    fail(&info, "its colours are those of ink");
  }
  if (info.arith_code) fail(&info, "it is packed by arithmetic coding, which is not read");
  // Memory is taken for pixels that the file can hold, not for those that it speaks of.
  if (width * height / MOST_PIXELS_A_BYTE > count) fail(&info, "it ends early");
  info.mem->max_memory_to_use = (long)(width * height * BYTES_A_PIXEL + (1 << 24));
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  result->pixels = malloc(width * height * sizeof *result->pixels);
  JSAMPARRAY row = info.mem->alloc_sarray(
      (j_common_ptr)&info, JPOOL_IMAGE, (JDIMENSION)(width * 3), 1);
  if (result->pixels == NULL) fail(&info, "there is no memory for it");
  while (info.output_scanline < info.output_height) {
    uint32_t *out = result->pixels + (size_t)info.output_scanline * width;
    jpeg_read_scanlines(&info, row, 1);
    const uint8_t *in = row[0];
    for (size_t x = 0; x < width; x++, in += 3)
      out[x] = 0xFF000000u | (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return true;
}

void cjpeg_decoded_free(CJPEGDecoded *result) {
  free(result->pixels);
  result->pixels = NULL;
}

#define CJPEG_TEXT(x) #x
#define CJPEG_VALUE(x) CJPEG_TEXT(x)

const char *cjpeg_library_version(void) { return CJPEG_VALUE(LIBJPEG_TURBO_VERSION); }
