// posix_spawn, fork and limits: what Swift has no words for.

#define _GNU_SOURCE
#include "CProcesses.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

// Faults that end a process, by mistakes of its own or by want of memory.
static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
enum { fault_count = sizeof faults / sizeof *faults };

// Threads that libraries start, GLib's for one, get stacks of this size. The usual 8 MB would count as
// memory, and where they are not to be had GLib ends the process.
enum { library_stack = 512 << 10 };

static void keep_stacks_small(void) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  if (pthread_attr_setstacksize(&attributes, library_stack) == 0)
    pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
}

pid_t attnplot_start_worker(const char *const arguments[], int keeps_errors, int *channel) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  pid_t process = -1;
  int error = posix_spawn_file_actions_init(&actions);
  if (error == 0) {
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
      // Signals that the caller blocks or ignores are the worker's own affair.
      sigset_t none, all;
      sigemptyset(&none);
      sigfillset(&all);
      posix_spawnattr_setsigmask(&attributes, &none);
      posix_spawnattr_setsigdefault(&attributes, &all);
      posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
      error = posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
      if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
      if (error == 0 && !keeps_errors)
        error = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
      if (error == 0)
        error = posix_spawn(
          &process, arguments[0], &actions, &attributes, (char *const *)arguments, environ);
      posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
  }
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    return -error;
  }
  *channel = ends[0];
  return process;
}

int attnplot_become_worker(unsigned long long memory_bytes) {
  pid_t parent = getppid();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -errno;
  // It may have ended before that was said.
  if (getppid() != parent) _exit(1);
  if (memory_bytes == 0) return 0;
  keep_stacks_small();
  // Memory that can be written to, not address space, of which libraries reserve more than they use.
  struct rlimit limit = {memory_bytes, memory_bytes};
  return setrlimit(RLIMIT_DATA, &limit) == 0 ? 0 : -errno;
}

pid_t attnplot_fork_worker(int *channel, int *errors) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
  int said = memfd_create("attnplot", MFD_CLOEXEC);
  pid_t parent = getpid();
  pid_t process = said < 0 ? -1 : fork();
  if (process < 0) {
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    if (said >= 0) close(said);
    return -error;
  }
  if (process > 0) {
    close(ends[1]);
    *channel = ends[0];
    *errors = said;
    return process;
  }
  // The thread that forked waits for the workers, so it does not end before its program does.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(1);
  // A trap is told by the one that waits: no handler of before, no file of memory.
  for (unsigned i = 0; i < fault_count; ++i) signal(faults[i], SIG_DFL);
  signal(SIGQUIT, SIG_DFL);
  // The thread that forked may have had signals blocked, as those of a pool of threads have.
  sigset_t blocked;
  sigemptyset(&blocked);
  sigprocmask(SIG_SETMASK, &blocked, NULL);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  close(ends[0]);
  // What a library prints comes neither between lines of the program's own nor into its output.
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
      dup2(said, STDERR_FILENO) < 0)
    _exit(1);
  close(nowhere);
  close(said);
  *channel = ends[1];
  *errors = -1;
  return 0;
}

// What this process has of memory that can be written to, in bytes, by calls that a signal's handler may
// make. Returns 0 where that is not known.
static unsigned long long data_bytes(void) {
  char text[256];
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return 0;
  text[count] = 0;
  // The sixth number.
  const char *at = text;
  for (int i = 0; i < 5 && at; ++i) at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL;
  unsigned long long pages = 0;
  for (; at && *at >= '0' && *at <= '9'; ++at) pages = pages * 10 + (unsigned)(*at - '0');
  return pages * (unsigned long long)sysconf(_SC_PAGESIZE);
}

// What the process began with, and what it may have beyond that.
static unsigned long long first_bytes, allowed_bytes;
static struct rlimit limited;

// A limit of which a library may ask for more than is left in one go, however much that is.
enum { small_limit = 64 << 20 };

static void tell_shortage(int number) {
  static const char said[] = ATTNPLOT_SHORTAGE;
  if (allowed_bytes <= small_limit || data_bytes() > first_bytes + allowed_bytes / 2) {
    ssize_t count = write(STDERR_FILENO, said, sizeof said - 1);
    (void)count;
  }
  signal(number, SIG_DFL);
  raise(number);
}

// Has faults looked at for want of memory. On a stack of its own, as the usual one may be what ended.
static void watch_faults(void) {
  static char stack[1 << 16];
  stack_t place = {.ss_sp = stack, .ss_size = sizeof stack};
  if (sigaltstack(&place, NULL) != 0) return;
  struct sigaction action = {.sa_handler = tell_shortage, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (unsigned i = 0; i < fault_count; ++i) sigaction(faults[i], &action, NULL);
}

int attnplot_limit_memory(unsigned long long bytes) {
  if (bytes == 0) return 0;
  keep_stacks_small();
  first_bytes = data_bytes();
  if (first_bytes == 0) return -EIO;
  allowed_bytes = bytes;
  unsigned long long most =
      first_bytes > RLIM_INFINITY - 1 - bytes ? RLIM_INFINITY - 1 : first_bytes + bytes;
  if (getrlimit(RLIMIT_DATA, &limited) != 0) return -errno;
  if (limited.rlim_max == RLIM_INFINITY || most < limited.rlim_max) limited.rlim_cur = most;
  else limited.rlim_cur = limited.rlim_max;
  watch_faults();
  return setrlimit(RLIMIT_DATA, &limited) == 0 ? 0 : -errno;
}

void attnplot_lift_memory_limit(int is_lifted) {
  if (allowed_bytes == 0) return;
  struct rlimit limit = limited;
  if (is_lifted) limit.rlim_cur = limit.rlim_max;
  // A limit that cannot be lifted is kept.
  setrlimit(RLIMIT_DATA, &limit);
}
