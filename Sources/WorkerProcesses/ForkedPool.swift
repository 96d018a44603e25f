// Work done by copies of this process, each of which does one job after the other. What goes wrong in
// one, a trap, too much memory, too much time, costs its job and not the program.
//
// The copies are made by fork without exec: they have everything that was planned, read and looked up
// before, so that a job is a number, and starting one takes a few milliseconds. A copy has one thread,
// the one that forked; whatever else it starts must not lean on threads of before.

internal import CProcesses
internal import Glibc

/// What a job may take.
public struct JobLimits: Hashable, Sendable {
  /// The most memory that a worker may write to beyond what it begins with; nil for no limit.
  public var memoryBytes: Int?
  /// The seconds after which a job is ended; nil for no limit.
  public var timeout: Double?

  public init(memoryBytes: Int? = nil, timeout: Double? = nil) {
    self.memoryBytes = memoryBytes
    self.timeout = timeout
  }
}

/// What a pool tells while it is at work, on the thread that runs it.
public enum JobEvent {
  case began(Int)
  /// Something that a job has to say.
  case report(Int, [UInt8])
  case ended(Int)
  /// The job's worker ended before the job did. `said` is what it wrote to standard error.
  case failed(Int, WorkerFailure, said: String)
}

/// Runs jobs in copies of this process.
public enum ForkedPool {
  /// Does jobs `0..<count`, in that order, some at a time.
  ///
  /// It returns when all workers have ended and are off the system's list.
  /// - Parameters:
  ///   - workers: how many jobs at a time.
  ///   - mayBegin: asked before each job; after a no none is begun.
  ///   - tell: takes what happens.
  ///   - work: does one job, in a worker; what it gives to `report` is told.
  /// - Throws: `notStarted` where not even one worker could be made.
  /// - Precondition: no other thread of this process is at work.
  public static func run(
    _ count: Int, workers: Int, limits: JobLimits, mayBegin: () -> Bool = { true },
    report: (JobEvent) -> Void,
    _ work: (_ job: Int, _ report: ([UInt8]) -> Void) -> Void
  ) throws(WorkerFailure) {
    var pool: [ForkedWorker] = []
    defer { for worker in pool { worker.end() } }
    var next = 0
    /// Gives the next job to a worker; false where there is none.
    func give(to worker: ForkedWorker) -> Bool {
      guard next < count, mayBegin() else { return false }
      defer { next += 1 }
      report(.began(next))
      worker.begin(next, limits)
      return true
    }
    for _ in 0..<max(1, min(workers, count)) where next < count {
      do throws(WorkerFailure) {
        let worker = try ForkedWorker(limits, beside: pool, work)
        pool.append(worker)
        _ = give(to: worker)
      } catch {
        // Fewer will do.
        guard !pool.isEmpty else { throw error }
        break
      }
    }
    while pool.contains(where: { $0.job != nil }) {
      for index in ForkedWorker.waitForAny(pool) {
        let worker = pool[index]
        guard let job = worker.job else { continue }
        switch worker.take({ report(.report(job, $0)) }) {
        case .atWork: break
        case .done:
          report(.ended(job))
          _ = give(to: worker)
        case .failed(let failure):
          report(.failed(job, failure, said: worker.said))
          worker.end()
          guard next < count, mayBegin() else { continue }
          let others = pool.indices.filter { $0 != index }.map { pool[$0] }
          do throws(WorkerFailure) {
            pool[index] = try ForkedWorker(limits, beside: others, work)
            _ = give(to: pool[index])
          } catch {
            guard others.allSatisfy({ $0.job == nil }) else { continue }
            while next < count {
              report(.began(next))
              report(.failed(next, error, said: ""))
              next += 1
            }
          }
        }
      }
    }
  }
}

/// One copy of this process.
private final class ForkedWorker {
  enum State {
    case atWork
    case done
    case failed(WorkerFailure)
  }

  /// What a worker sends: a report, or the end of a job.
  private enum Mark {
    static let report: UInt8 = 1
    static let end: UInt8 = 0
  }

  private let process: pid_t
  private let channel: Int32
  /// What it writes to standard error, in memory.
  private let errors: Int32
  private(set) var job: Int?
  private var deadline: Double?
  private var timeout: Double?
  private var received: [UInt8] = []
  private var isReaped = false

  init(
    _ limits: JobLimits, beside others: [ForkedWorker],
    _ work: (_ job: Int, _ report: ([UInt8]) -> Void) -> Void
  ) throws(WorkerFailure) {
    var channel: Int32 = -1
    var errors: Int32 = -1
    let process = attnplot_fork_worker(&channel, &errors)
    if process == 0 {
      // A worker that held the others' sockets would keep them from seeing the end.
      for other in others { close(other.channel) }
      Self.serve(channel, limits, work)
    }
    guard process > 0 else { throw .notStarted(String(cString: strerror(-process))) }
    self.process = process
    self.channel = channel
    self.errors = errors
  }

  /// A worker's whole life.
  private static func serve(
    _ channel: Int32, _ limits: JobLimits,
    _ work: (_ job: Int, _ report: ([UInt8]) -> Void) -> Void
  ) -> Never {
    guard attnplot_limit_memory(limits.memoryBytes.map { UInt64(max(1, $0)) } ?? 0) == 0 else {
      _exit(1)
    }
    while let request = try? Frame.read(from: channel, deadline: nil) {
      let job = request.enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
      work(job) { bytes in
        guard (try? Frame.write([Mark.report] + bytes, to: channel)) != nil else { _exit(1) }
      }
      guard (try? Frame.write([Mark.end], to: channel)) != nil else { _exit(1) }
    }
    // Without what a program does at its end: that is for the one that was copied.
    _exit(0)
  }

  func begin(_ job: Int, _ limits: JobLimits) {
    self.job = job
    timeout = limits.timeout
    deadline = limits.timeout.map { monotonicSeconds() + $0 }
    ftruncate(errors, 0)
    lseek(errors, 0, SEEK_SET)
    // Where the worker has ended already, taking its answer finds that.
    try? Frame.write((0..<8).map { UInt8(truncatingIfNeeded: job >> (8 * $0)) }, to: channel)
  }

  /// The workers that have something to say, or whose time is up.
  static func waitForAny(_ pool: [ForkedWorker]) -> [Int] {
    let busy = pool.indices.filter { pool[$0].job != nil }
    while true {
      var questions = busy.map { pollfd(fd: pool[$0].channel, events: Int16(POLLIN), revents: 0) }
      let left = busy.compactMap { pool[$0].deadline }.min().map { $0 - monotonicSeconds() }
      let found = poll(
        &questions, nfds_t(questions.count),
        left.map { Int32(min(max(0, $0 * 1000 + 1), 1e9)) } ?? -1)
      if found < 0, errno == EINTR { continue }
      let now = monotonicSeconds()
      let some = zip(busy, questions).filter {
        $1.revents != 0 || pool[$0].deadline.map { $0 <= now } ?? false
      }
      if !some.isEmpty { return some.map(\.0) }
    }
  }

  /// Takes what the worker has sent.
  func take(_ report: ([UInt8]) -> Void) -> State {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(channel, &part, part.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK {
      guard let deadline, monotonicSeconds() >= deadline else { return .atWork }
      kill(process, SIGKILL)
      _ = reap()
      return .failed(.tooSlow(seconds: timeout ?? 0))
    }
    guard count > 0 else {
      // Its socket is closed by its end, or it is about to be.
      let status = reap()
      return .failed(
        status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f))
    }
    received += part.prefix(count)
    while received.count >= 8 {
      let length = received.prefix(8).enumerated()
        .reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
      guard received.count >= 8 + length else { break }
      let frame = Array(received[8..<8 + length])
      received.removeFirst(8 + length)
      guard frame.first == Mark.report else {
        job = nil
        return .done
      }
      report(Array(frame.dropFirst()))
    }
    return .atWork
  }

  /// What it wrote to standard error during its job, of much the last part.
  var said: String {
    let size = Int(lseek(errors, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: min(max(0, size), 4096))
    let count = pread(errors, &bytes, bytes.count, max(0, size - bytes.count))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Ends the process; a job that it is at is lost.
  func end() {
    job = nil
    guard !isReaped else { return }
    kill(process, SIGKILL)
    _ = reap()
  }

  private func reap() -> Int32 {
    var status: Int32 = 0
    guard !isReaped else { return status }
    isReaped = true
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  deinit {
    close(channel)
    close(errors)
  }
}
