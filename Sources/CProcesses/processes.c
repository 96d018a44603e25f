// posix_spawn, fork and limits: what Swift has no words for.

#define _GNU_SOURCE
#include "CProcesses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

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
  static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGQUIT};
  for (unsigned i = 0; i < sizeof faults / sizeof *faults; ++i) signal(faults[i], SIG_DFL);
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

int attnplot_limit_memory(unsigned long long bytes) {
  if (bytes == 0) return 0;
  unsigned long long data = 0;
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return -errno;
  int found = fscanf(file, "%*u %*u %*u %*u %*u %llu", &data);
  fclose(file);
  if (found != 1) return -EIO;
  unsigned long long most = data * (unsigned long long)sysconf(_SC_PAGESIZE);
  struct rlimit limit;
  if (getrlimit(RLIMIT_DATA, &limit) != 0) return -errno;
  most = most > RLIM_INFINITY - 1 - bytes ? RLIM_INFINITY - 1 : most + bytes;
  if (limit.rlim_max == RLIM_INFINITY || most < limit.rlim_max) limit.rlim_cur = most;
  else limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_DATA, &limit) == 0 ? 0 : -errno;
}
