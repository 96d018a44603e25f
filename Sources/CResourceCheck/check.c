#include "CResourceCheck.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void refuse(const char *what, unsigned long long value, const char *unit, int least,
                   const char *way) {
  char line[256];
  int length = snprintf(
    line, sizeof line, "attnplot: error: %s %llu%s (%s): at least %d%s are needed to draw\n", what,
    value, unit, way, least, unit);
  if (length > 0) {
    ssize_t written = write(STDERR_FILENO, line, (size_t)length);
    (void)written;
  }
  _exit(1);
}

__attribute__((constructor(101))) static void check_resources(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 256 &&
      limit.rlim_cur != RLIM_INFINITY) {
    // What the user may have anyway is taken before anything is refused.
    limit.rlim_cur = limit.rlim_max < 256 ? limit.rlim_max : 256;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < attnplot_least_open_files)
      refuse("open files are limited to", limit.rlim_cur, "", attnplot_least_open_files, "ulimit -n");
    // Files that whoever starts the program leaves open count as well.
    int left = (int)limit.rlim_cur - 3;
    for (int file = 3; file < (int)limit.rlim_cur; file++)
      if (fcntl(file, F_GETFD) != -1) left--;
    if (left < attnplot_least_open_files - 3)
      refuse(
        "open files are limited, with those open at the start, to", (unsigned long long)left + 3, "",
        attnplot_least_open_files, "ulimit -n");
  }
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    // Every thread reserves 64 MiB of addresses for memory of its own otherwise.
    mallopt(M_ARENA_MAX, 1);
    unsigned long long mebibytes = limit.rlim_cur >> 20;
    if (mebibytes < attnplot_least_address_space)
      refuse(
        "memory is limited to", mebibytes, " MiB", attnplot_least_address_space, "ulimit -v");
  }
  if (getrlimit(RLIMIT_DATA, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    unsigned long long mebibytes = limit.rlim_cur >> 20;
    if (mebibytes < attnplot_least_data)
      refuse("memory is limited to", mebibytes, " MiB", attnplot_least_data, "ulimit -d");
  }
  const rlim_t stack = (rlim_t)attnplot_least_stack << 10;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      limit.rlim_cur < stack) {
    // More that is allowed from here on would come too late: the stack lies where it was begun.
    refuse("the stack is limited to", limit.rlim_cur >> 10, " KiB", attnplot_least_stack, "ulimit -s");
  }
}
