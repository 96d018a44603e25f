// A process of this program's own that answers one request after the other. What goes wrong in it, a
// trap, too much memory, too much time, costs one request and not the program.

internal import CProcesses
internal import Glibc
internal import Synchronization

/// Why a request to a worker has no answer.
public enum WorkerFailure: Error, Hashable, Sendable {
  /// The worker could not be started; what the system says.
  case notStarted(String)
  /// The worker ended with this signal before it answered.
  case signalled(Int32)
  /// The same where it is likely that it got no memory any more, because of its limit.
  case outOfMemory(Int32)
  /// The worker ended with this exit code before it answered.
  case exited(Int32)
  /// No answer came within so many seconds; the worker was ended.
  case tooSlow(seconds: Double)
  /// ``WorkerProcess/terminate()`` was called meanwhile.
  case terminated
}

/// One worker. It has one request at a time.
public final class WorkerProcess: Sendable {
  private enum State {
    case running
    /// Ended by ``terminate()``, not yet taken off the system's list.
    case killed
    case reaped
  }

  private let process: pid_t
  private let channel: Int32
  private let state = Mutex(State.running)

  /// Starts a worker.
  /// - Parameters:
  ///   - words: the program's path and its arguments; it calls ``WorkerService/serve(memoryBytes:_:)``.
  ///   - keepsErrors: whether what it says on standard error is to be seen.
  public init(_ words: [String], keepsErrors: Bool = false) throws(WorkerFailure) {
    var list: [UnsafePointer<CChar>?] = words.map { UnsafePointer(strdup($0)) } + [nil]
    defer { for word in list { free(UnsafeMutablePointer(mutating: word)) } }
    var channel: Int32 = -1
    process = attnplot_start_worker(&list, keepsErrors ? 1 : 0, &channel)
    guard process > 0 else { throw .notStarted(String(cString: strerror(-process))) }
    self.channel = channel
  }

  deinit {
    terminate()
    _ = reap()
    close(channel)
  }

  /// Whether it can take another request.
  public var isAlive: Bool {
    state.withLock { state in
      guard case .running = state else { return false }
      var info = siginfo_t()
      // Looked at, and left for `reap`.
      return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0
        && info._sifields._sigchld.si_pid == 0
    }
  }

  /// Ends the worker at once, from any thread.
  public func terminate() {
    state.withLock { state in
      guard case .running = state else { return }
      kill(process, SIGKILL)
      state = .killed
    }
  }

  /// The answer to a request.
  /// - Parameter timeout: seconds after which the worker is ended; nil to wait as long as it takes.
  /// - Throws: `WorkerFailure`; the worker cannot be used any more then.
  public func answer(to request: [UInt8], timeout: Double? = nil) throws(WorkerFailure) -> [UInt8] {
    let deadline = timeout.map { monotonicSeconds() + $0 }
    do throws(FrameError) {
      try Frame.write(request, to: channel)
      return try Frame.read(from: channel, deadline: deadline)
    } catch {
      if error == .tooLate { terminate() }
      let wasKilled = state.withLock { if case .killed = $0 { true } else { false } }
      if !wasKilled, error != .ended { terminate() }
      let status = reap()
      if error == .tooLate { throw .tooSlow(seconds: timeout ?? 0) }
      if wasKilled { throw .terminated }
      throw status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
    }
  }

  /// Waits for the end of the process and takes it off the system's list.
  private func reap() -> Int32 {
    var status: Int32 = 0
    state.withLock { state in
      if case .reaped = state { return }
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      state = .reaped
    }
    return status
  }
}

/// The worker's own side.
public enum WorkerService {
  /// Answers requests until there are no more.
  /// - Parameter memoryBytes: the most memory that the process may write to; nil for no limit.
  public static func serve(memoryBytes: Int?, _ answer: ([UInt8]) -> [UInt8]) {
    guard attnplot_become_worker(memoryBytes.map { UInt64(max(1, $0)) } ?? 0) == 0 else { return }
    // Ctrl-C on the terminal is for the program that started this one.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    // Nothing that some library prints can come between the answers.
    let channel = fcntl(0, F_DUPFD_CLOEXEC, 3)
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard channel >= 0, nowhere >= 0, dup2(nowhere, 1) == 1 else { return }
    close(nowhere)
    while let request = try? Frame.read(from: channel, deadline: nil) {
      guard (try? Frame.write(answer(request), to: channel)) != nil else { return }
    }
  }
}
