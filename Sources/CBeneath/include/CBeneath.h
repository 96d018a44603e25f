// openat2(2), Linux 5.6 and later, for which the C library has no function of its own.

#ifndef CBENEATH_H
#define CBENEATH_H

#include <stdint.h>

/// O_PATH: a folder opened only to start paths from.
extern const int attnplot_o_path;
/// O_TMPFILE: a file without a name.
extern const int attnplot_o_tmpfile;

/// Links that are followed must stay below the folder that the path starts from.
extern const uint64_t attnplot_resolve_beneath;
/// No part of the path may be a link.
extern const uint64_t attnplot_resolve_no_links;

/// Opens a path that counts from a folder.
/// Returns a descriptor, or -1 with errno: ENOSYS where the kernel has no such call.
int attnplot_openat2(int folder, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);

/// Whether a file's bytes are made up by the kernel while they are read (proc, sysfs and their
/// like): its size says nothing then, and there may be no end.
int attnplot_is_made_by_kernel(int descriptor);

#endif
