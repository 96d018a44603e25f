// The kernel's own way to open what lies below a folder and nothing else.

#define _GNU_SOURCE
#include "CBeneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

const int attnplot_o_path = O_PATH;
const int attnplot_o_tmpfile = O_TMPFILE;

#if __has_include(<linux/openat2.h>) && defined(SYS_openat2)
#include <linux/openat2.h>

// Links of /proc lead wherever the kernel likes, so they are never followed.
const uint64_t attnplot_resolve_beneath = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
const uint64_t attnplot_resolve_no_links =
    RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS;

int attnplot_openat2(int folder, const char *path, uint64_t flags, uint64_t mode,
                     uint64_t resolve) {
  struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

#else

const uint64_t attnplot_resolve_beneath = 0;
const uint64_t attnplot_resolve_no_links = 0;

int attnplot_openat2(int folder, const char *path, uint64_t flags, uint64_t mode,
                     uint64_t resolve) {
  (void)folder, (void)path, (void)flags, (void)mode, (void)resolve;
  errno = ENOSYS;
  return -1;
}

#endif

int attnplot_is_made_by_kernel(int descriptor) {
  struct statfs status;
  if (fstatfs(descriptor, &status) != 0) return 0;
  switch ((unsigned long)status.f_type) {
    case PROC_SUPER_MAGIC:
    case SYSFS_MAGIC:
    case DEBUGFS_MAGIC:
    case TRACEFS_MAGIC:
    case SECURITYFS_MAGIC:
    case SELINUX_MAGIC:
    case CGROUP_SUPER_MAGIC:
    case CGROUP2_SUPER_MAGIC:
    case BPF_FS_MAGIC:
      return 1;
    default:
      return 0;
  }
}
