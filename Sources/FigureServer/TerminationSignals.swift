// Ending on signals whatever the program is at.

import Glibc

/// The signals that are meant to end this program, which is its only way to end.
public enum TerminationSignals {
  /// Has a thread of its own wait for them, so that no work can keep them waiting. To be called
  /// before there is any other thread.
  public static func watch() {
    let set = Self.set
    withUnsafePointer(to: set) { _ = pthread_sigmask(SIG_BLOCK, $0, nil) }
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        var set = TerminationSignals.set
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        // Other threads may be anywhere: nothing is torn down under their hands.
        _exit(0)
      }, nil)
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
    return set
  }
}
