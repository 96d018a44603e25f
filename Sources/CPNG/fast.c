// Rows compressed by ISA-L, written as IDAT chunks.

#include "rows.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>

/// Bytes gathered before the compressor is called, and bytes of a chunk.
enum { GATHERED = 1 << 18, CHUNK = 1 << 16 };

/// So many bytes at the beginning are compressed by themselves.
///
/// ISA-L 2.30 (and later ones) takes a picture's first bytes in one of two ways. Where more than 16
/// are at hand it finds the place of the third in its table by a register that nobody has set: it
/// holds the address of the stream. What is found later, and so the compressed bytes, then depend
/// on where the memory was, at about one address in two thousand. With 16 bytes or less the other
/// way is taken, which looks at nothing but the bytes.
enum { BEGINNING = 16 };

typedef struct Compressor {
  struct isal_zstream stream;
  uint8_t level_memory[ISAL_DEF_LVL1_DEFAULT];
  uint8_t chunk[CHUNK];
  /// Filtered rows that wait, each with the byte that names its filter.
  size_t waiting;
  uint8_t gathered[];
} Compressor;

static void write_chunk(png_structp png, Compressor *compressor) {
  size_t count = CHUNK - compressor->stream.avail_out;
  if (count > 0) png_write_chunk(png, (png_const_bytep) "IDAT", compressor->chunk, count);
  compressor->stream.next_out = compressor->chunk;
  compressor->stream.avail_out = CHUNK;
}

/// Compresses what waits; at the end everything that is left.
static void compress(png_structp png, Compressor *compressor, bool is_end) {
  struct isal_zstream *stream = &compressor->stream;
  stream->next_in = compressor->gathered;
  if (stream->total_in == 0 && compressor->waiting > BEGINNING) {
    stream->avail_in = BEGINNING;
    stream->flush = SYNC_FLUSH;
    // The chunk is empty, so that there is room for these few.
    if (isal_deflate(stream) != COMP_OK) png_error(png, "ISA-L cannot compress the picture");
    stream->flush = NO_FLUSH;
  }
  stream->avail_in = (uint32_t)(compressor->gathered + compressor->waiting - stream->next_in);
  stream->end_of_stream = is_end;
  while (stream->avail_in > 0 || (is_end && stream->internal_state.state != ZSTATE_END)) {
    if (isal_deflate(stream) != COMP_OK) png_error(png, "ISA-L cannot compress the picture");
    if (stream->avail_out == 0) write_chunk(png, compressor);
  }
  compressor->waiting = 0;
  if (is_end) write_chunk(png, compressor);
}

void cpng_compress_fast(png_structp png, CPNGRows *rows) {
  size_t step = rows->row_bytes + 1;
  size_t capacity = step > GATHERED ? step : GATHERED;
  Compressor *compressor = malloc(sizeof *compressor + capacity);
  if (compressor == NULL) png_error(png, "there is no memory to compress with");
  rows->compressor = compressor;
  isal_deflate_init(&compressor->stream);
  compressor->stream.level = 1;
  compressor->stream.level_buf = compressor->level_memory;
  compressor->stream.level_buf_size = sizeof compressor->level_memory;
  compressor->stream.gzip_flag = IGZIP_ZLIB;
  compressor->stream.flush = NO_FLUSH;
  compressor->stream.next_out = compressor->chunk;
  compressor->stream.avail_out = CHUNK;
  compressor->waiting = 0;

  while (rows->count < rows->picture->height) {
    cpng_next_row(rows);
    for (size_t k = 0; k < rows->down; k++) {
      if (compressor->waiting + step > capacity) compress(png, compressor, false);
      uint8_t *out = compressor->gathered + compressor->waiting;
      compressor->waiting += step;
      if (k > 0) {
        out[0] = PNG_FILTER_VALUE_UP;
        memset(out + 1, 0, rows->row_bytes);
      } else if (rows->is_like_above) {
        const uint8_t *row = rows->row, *above = rows->above;
        out[0] = PNG_FILTER_VALUE_UP;
        for (size_t x = 0; x < rows->row_bytes; x++) out[x + 1] = (uint8_t)(row[x] - above[x]);
      } else {
        out[0] = PNG_FILTER_VALUE_NONE;
        memcpy(out + 1, rows->row, rows->row_bytes);
      }
    }
  }
  compress(png, compressor, true);
  // Not png_write_end, which looks for chunks of libpng's own.
  png_write_chunk(png, (png_const_bytep) "IEND", NULL, 0);
}
