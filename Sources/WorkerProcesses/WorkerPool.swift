// Workers that are kept from one request to the next.

internal import Synchronization

/// Workers of one kind, started when they are wanted.
public final class WorkerPool: Sendable {
  private let words: [String]
  private let keepsErrors: Bool
  private let idle = Mutex<[WorkerProcess]>([])

  /// - Parameters:
  ///   - words: the workers' program and its arguments.
  ///   - keepsErrors: whether what they say on standard error is to be seen.
  public init(_ words: [String], keepsErrors: Bool = false) {
    self.words = words
    self.keepsErrors = keepsErrors
  }

  /// Starts workers ahead, so that nobody waits for them later.
  public func warmUp(_ count: Int) {
    for _ in 0..<count {
      guard let worker = try? WorkerProcess(words, keepsErrors: keepsErrors) else { return }
      idle.withLock { $0.append(worker) }
    }
  }

  /// Asks a worker that nobody else has meanwhile.
  /// - Parameters:
  ///   - timeout: seconds after which the worker is ended; nil to wait as long as it takes.
  ///   - begins: told the worker before it is asked, so that it can be terminated.
  public func answer(
    to request: [UInt8], timeout: Double? = nil, begins: (WorkerProcess) -> Void = { _ in }
  ) throws(WorkerFailure) -> [UInt8] {
    let worker = try take()
    begins(worker)
    let answer = try worker.answer(to: request, timeout: timeout)
    idle.withLock { $0.append(worker) }
    return answer
  }

  private func take() throws(WorkerFailure) -> WorkerProcess {
    while let worker = idle.withLock({ $0.popLast() }) {
      if worker.isAlive { return worker }
    }
    return try WorkerProcess(words, keepsErrors: keepsErrors)
  }
}
