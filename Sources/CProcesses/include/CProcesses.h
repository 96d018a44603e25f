// Processes of this program's own: started with a socket, and limited from within.
#ifndef C_PROCESSES_H
#define C_PROCESSES_H

#include <sys/types.h>

/// Starts a program whose descriptors 0 and 1 are a socket to the caller.
///
/// Its standard error is that of the caller, or /dev/null. Every other descriptor is closed there, as
/// all of this program's are opened to be.
/// - Parameters:
///   - arguments: words with a null pointer behind the last, the program first.
///   - channel: where the caller's end of the socket is left.
/// - Returns: the process, or a negative errno.
pid_t attnplot_start_worker(const char *const arguments[], int keeps_errors, int *channel);

/// Ends this process as soon as the one that started it has ended, and limits the memory it can write
/// to; 0 sets no limit.
/// - Returns: 0, or a negative errno.
int attnplot_become_worker(unsigned long long memory_bytes);

/// Copies this process. The copy has the calling thread alone, ends with it, writes standard error
/// into memory and has nothing on its other standard descriptors.
/// - Parameters:
///   - channel: where each side's end of a socket is left.
///   - errors: where the caller's descriptor of what the copy writes to standard error is left.
/// - Returns: the copy's process, 0 in the copy itself, or a negative errno.
pid_t attnplot_fork_worker(int *channel, int *errors);

/// Lets this process write to so many bytes of memory beyond those that it has; 0 sets no limit.
///
/// A fault then leaves a line on standard error, `ATTNPLOT_SHORTAGE`, where the memory was likely to have
/// ended: libraries that get none often go on with nothing.
/// - Returns: 0, or a negative errno.
int attnplot_limit_memory(unsigned long long bytes);

/// Lifts the limit of `attnplot_limit_memory`, or sets it again.
void attnplot_lift_memory_limit(int is_lifted);

/// What a process says before it ends of a fault that is likely for want of memory.
#define ATTNPLOT_SHORTAGE "attnplot: memory ended\n"

#endif
