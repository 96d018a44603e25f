// Which libraries a picture's bytes come from.

#include <isa-l.h>
#include <png.h>
#include <zlib.h>

#include "CPNG.h"

const char *cpng_libpng_version(void) { return png_get_libpng_ver(NULL); }

const char *cpng_zlib_version(void) { return zlibVersion(); }

#define WORDS(value) #value
#define VERSION(major, minor, patch) WORDS(major) "." WORDS(minor) "." WORDS(patch)

const char *cpng_isal_version(void) {
  return VERSION(ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
}
