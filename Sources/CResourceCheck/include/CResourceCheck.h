// What the programs need of the system before anything else runs in them. There is nothing to call:
// the check is made as they start, before Swift's runtime and the libraries that draw, which end the
// process with a signal, or hang, where they cannot start a thread or open a file.
#ifndef C_RESOURCE_CHECK_H
#define C_RESOURCE_CHECK_H

// Least address space and least memory that can be written to, in MiB (`ulimit -v`, `ulimit -d`), least
// stack of a thread, in KiB (`ulimit -s`), and least number of open files (`ulimit -n`).
enum {
  attnplot_least_address_space = 640,
  attnplot_least_data = 256,
  attnplot_least_stack = 256,
  attnplot_least_open_files = 24
};

#endif
