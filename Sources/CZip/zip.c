// The functions of libzip that are used, each handed on to the library once it is loaded.
#include "CZip.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// Name, result, parameters, arguments. The library's own header declares each of them, so that a
// wrong type does not compile.
#define FUNCTIONS(F)                                                                              \
  F(zip_error_init, void, (zip_error_t * error), (error))                                         \
  F(zip_error_fini, void, (zip_error_t * error), (error))                                         \
  F(zip_error_set, void, (zip_error_t * error, int code, int system), (error, code, system))      \
  F(zip_error_strerror, const char *, (zip_error_t * error), (error))                             \
  F(zip_error_to_data, zip_int64_t, (const zip_error_t *error, void *data, zip_uint64_t count),   \
    (error, data, count))                                                                         \
  F(zip_source_function_create, zip_source_t *,                                                   \
    (zip_source_callback callback, void *user, zip_error_t *error), (callback, user, error))      \
  F(zip_source_free, void, (zip_source_t * source), (source))                                     \
  F(zip_source_seek_compute_offset, zip_int64_t,                                                  \
    (zip_uint64_t offset, zip_uint64_t length, void *data, zip_uint64_t count,                    \
     zip_error_t *error),                                                                         \
    (offset, length, data, count, error))                                                         \
  F(zip_open_from_source, zip_t *, (zip_source_t * source, int flags, zip_error_t *error),        \
    (source, flags, error))                                                                       \
  F(zip_discard, void, (zip_t * archive), (archive))                                              \
  F(zip_get_error, zip_error_t *, (zip_t * archive), (archive))                                   \
  F(zip_get_num_entries, zip_int64_t, (zip_t * archive, zip_flags_t flags), (archive, flags))     \
  F(zip_get_name, const char *, (zip_t * archive, zip_uint64_t index, zip_flags_t flags),         \
    (archive, index, flags))                                                                      \
  F(zip_stat_init, void, (zip_stat_t * status), (status))                                         \
  F(zip_stat_index, int,                                                                          \
    (zip_t * archive, zip_uint64_t index, zip_flags_t flags, zip_stat_t *status),                 \
    (archive, index, flags, status))                                                              \
  F(zip_fopen_index, zip_file_t *, (zip_t * archive, zip_uint64_t index, zip_flags_t flags),      \
    (archive, index, flags))                                                                      \
  F(zip_fclose, int, (zip_file_t * file), (file))                                                 \
  F(zip_fread, zip_int64_t, (zip_file_t * file, void *data, zip_uint64_t count),                  \
    (file, data, count))                                                                          \
  F(zip_file_get_error, zip_error_t *, (zip_file_t * file), (file))

#define DECLARE(name, result, parameters, arguments) static __typeof__(&name) name##_loaded;
FUNCTIONS(DECLARE)

static bool is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  static const char *const names[] = {"libzip.so.4", "libzip.so.5", "libzip.so"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  is_loaded = true;
#define FIND(name, result, parameters, arguments)  \
  name##_loaded = dlsym(library, #name);           \
  is_loaded = is_loaded && name##_loaded != NULL;
  FUNCTIONS(FIND)
}

bool czip_load(void) {
  pthread_once(&once, load);
  return is_loaded;
}

#define DEFINE(name, result, parameters, arguments) \
  result name parameters { return name##_loaded arguments; }
FUNCTIONS(DEFINE)
