// posix_spawn and limits: what Swift has no words for.

#define _GNU_SOURCE
#include "CProcesses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
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
