// Work done by copies of this process, each of which does one job after the other. What goes wrong in
// one, a trap, too much memory, too much time, costs its job and not the program.
//
// The copies are made by fork without exec: they have everything that was planned, read and looked up
// before, so that a job is a number, and starting one takes a few milliseconds. A copy has one thread,
// the one that forked; whatever else it starts must not lean on threads of before, and must leave that one
// alone: see `takeOwnThreads`.

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

/// What a pool reports while it is at work, on the thread that runs it.
public enum JobEvent {
  case began(Int)
  /// Something that a job has to say.
  case report(Int, [UInt8])
  case ended(Int)
  /// The job's worker ended before the job did. `errorOutput` is what it wrote to standard error.
  case failed(Int, WorkerFailure, errorOutput: String)
}

/// Whether a job is begun.
public enum JobAdmission {
  case begin
  /// It is passed over.
  case skip
  /// No job is begun any more.
  case stop
}

/// Runs jobs in copies of this process.
public enum ForkedPool {
  /// Does the jobs of several rounds, `0..<count` in each, some at a time. A round begins when the one
  /// before has ended whole.
  ///
  /// A worker is given the jobs again that it had in the round before, so that what it keeps of them
  /// serves it; only where it has none of these left does it take one of another worker's.
  ///
  /// A job whose worker ended by a fault, after it had done others, is begun once more in a new one: what
  /// those left behind in its memory does not count against this one. What it told comes again then.
  ///
  /// It returns when all workers have ended and are off the system's list.
  /// - Parameters:
  ///   - workers: how many jobs at a time.
  ///   - admit: asked before each job.
  ///   - report: takes what happens.
  ///   - work: does one job of a round, in a worker; what it gives to `report` is told.
  /// - Throws: `notStarted` where not even one worker could be made.
  /// - Precondition: no other thread of this process is at work.
  public static func run(
    _ count: Int, rounds: Int = 1, workers: Int, limits: JobLimits,
    admit: (_ round: Int, _ job: Int) -> JobAdmission = { _, _ in .begin },
    report: (_ round: Int, JobEvent) -> Void,
    _ work: (_ round: Int, _ job: Int, _ report: @escaping ([UInt8]) -> Void) -> Void
  ) throws(WorkerFailure) {
    var pool: [ForkedWorker] = []
    defer { for worker in pool { worker.end() } }
    /// Which position in the pool did each job.
    var homes: [Int?] = Array(repeating: nil, count: count)
    for round in 0..<rounds {
      var left = RemainingJobs(count, homes)
      var isStopped = false
      /// Takes the next job for a worker out of those that are left; nil where there is none.
      func next(for slot: Int) -> Int? {
        while !isStopped, let job = left.take(for: slot) {
          switch admit(round, job) {
          case .begin: return job
          case .skip: break
          case .stop: isStopped = true
          }
        }
        return nil
      }
      /// Gives the next job to a worker.
      func give(to slot: Int) {
        guard let job = next(for: slot) else { return }
        homes[job] = slot
        report(round, .began(job))
        pool[slot].begin(round * count + job, limits)
      }
      /// A worker in a position that has none, or whose one has ended.
      func fill(_ slot: Int) throws(WorkerFailure) {
        let others = pool.indices.filter { $0 != slot }.map { pool[$0] }
        let new = try ForkedWorker(limits, beside: others, jobs: count, work)
        if slot < pool.count { pool[slot] = new } else { pool.append(new) }
      }
      /// What is left where there is no worker and none can be made.
      func giveUp(_ failure: WorkerFailure) {
        guard !pool.contains(where: { $0.job != nil }) else { return }
        while let job = next(for: 0) {
          report(round, .began(job))
          report(round, .failed(job, failure, errorOutput: ""))
        }
      }
      for slot in 0..<max(1, min(workers, count)) where !left.isEmpty && !isStopped {
        if slot >= pool.count || !pool[slot].isAlive {
          do throws(WorkerFailure) {
            try fill(slot)
          } catch {
            guard !pool.isEmpty else { throw error }
            // Fewer will do.
            giveUp(error)
            break
          }
        }
        give(to: slot)
      }
      while pool.contains(where: { $0.job != nil }) {
        for slot in ForkedWorker.waitForAny(pool) {
          guard let number = pool[slot].job else { continue }
          let job = number % count
          switch pool[slot].take({ report(round, .report(job, $0)) }) {
          case .atWork: break
          case .done:
            report(round, .ended(job))
            give(to: slot)
          case .failed(let failure):
            let (errorOutput, isAlone) = (pool[slot].errorOutput, pool[slot].begun == 1)
            pool[slot].end()
            // What it kept is gone with it.
            for job in homes.indices where homes[job] == slot { homes[job] = nil }
            left.free(slot)
            if !isAlone, failure.mayComeOfEarlierJobs, (try? fill(slot)) != nil {
              homes[job] = slot
              pool[slot].begin(number, limits)
              continue
            }
            report(round, .failed(job, failure, errorOutput: errorOutput))
            guard !left.isEmpty, !isStopped else { continue }
            do throws(WorkerFailure) {
              try fill(slot)
              give(to: slot)
            } catch {
              giveUp(error)
            }
          }
        }
      }
    }
  }
}

extension WorkerFailure {
  /// Whether a worker that had done no other job before might not have ended so.
  fileprivate var mayComeOfEarlierJobs: Bool {
    switch self {
    case .notStarted, .tooSlow, .terminated: false
    // Where the system has no memory left, another worker gets none either.
    case .signalled(let signal): signal != SIGKILL
    case .outOfMemory, .exited: true
    }
  }
}

/// The jobs of a round that have not begun.
private struct RemainingJobs {
  /// Those that no worker had before, the last one first.
  private var free: [Int] = []
  /// Those of each worker, the last one first.
  private var own: [Int: [Int]] = [:]

  init(_ count: Int, _ homes: [Int?]) {
    for job in (0..<count).reversed() {
      if let home = homes[job] { own[home, default: []].append(job) } else { free.append(job) }
    }
  }

  var isEmpty: Bool { free.isEmpty && own.values.allSatisfy(\.isEmpty) }

  /// A job that the worker had before, else one of nobody's, else one of whoever has most left.
  mutating func take(for slot: Int) -> Int? {
    if let job = own[slot]?.popLast() { return job }
    if let job = free.popLast() { return job }
    guard let busiest = own.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })?.key
    else { return nil }
    return own[busiest]?.popLast()
  }

  /// Makes the jobs of a worker that is gone nobody's.
  mutating func free(_ slot: Int) {
    free += own.removeValue(forKey: slot) ?? []
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
  /// How many jobs it was given.
  private(set) var begun = 0
  private var deadline: Double?
  private var timeout: Double?
  private var received: [UInt8] = []
  private var isReaped = false

  init(
    _ limits: JobLimits, beside others: [ForkedWorker], jobs: Int,
    _ work: (_ round: Int, _ job: Int, _ report: @escaping ([UInt8]) -> Void) -> Void
  ) throws(WorkerFailure) {
    var channel: Int32 = -1
    var errors: Int32 = -1
    let process = attnplot_fork_worker(&channel, &errors)
    if process == 0 {
      // A worker that held the others' sockets would keep them from seeing the end.
      for other in others { close(other.channel) }
      Self.serve(channel, limits, jobs, work)
    }
    guard process > 0 else { throw .notStarted(String(cString: strerror(-process))) }
    self.process = process
    self.channel = channel
    self.errors = errors
  }

  /// A worker's whole life.
  private static func serve(
    _ channel: Int32, _ limits: JobLimits, _ jobs: Int,
    _ work: (_ round: Int, _ job: Int, _ report: @escaping ([UInt8]) -> Void) -> Void
  ) -> Never {
    guard attnplot_limit_memory(limits.memoryBytes.map { UInt64(max(1, $0)) } ?? 0) == 0 else {
      _exit(1)
    }
    while let request = try? Frame.read(from: channel, deadline: nil) {
      let number = request.enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
      work(number / jobs, number % jobs) { bytes in
        guard (try? Frame.write([Mark.report] + bytes, to: channel)) != nil else { _exit(1) }
      }
      guard (try? Frame.write([Mark.end], to: channel)) != nil else { _exit(1) }
    }
    // Without what a program does at its end: that is for the one that was copied.
    _exit(0)
  }

  func begin(_ job: Int, _ limits: JobLimits) {
    self.job = job
    begun += 1
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
      var descriptors = busy.map { pollfd(fd: pool[$0].channel, events: Int16(POLLIN), revents: 0) }
      let left = busy.compactMap { pool[$0].deadline }.min().map { $0 - monotonicSeconds() }
      let found = poll(
        &descriptors, nfds_t(descriptors.count),
        left.map { Int32(min(max(0, $0 * 1000 + 1), 1e9)) } ?? -1)
      if found < 0, errno == EINTR { continue }
      let now = monotonicSeconds()
      let some = zip(busy, descriptors).filter {
        $1.revents != 0 || pool[$0].deadline.map { $0 <= now } ?? false
      }
      if !some.isEmpty { return some.map(\.0) }
    }
  }

  /// Takes what the worker has sent.
  func take(_ report: ([UInt8]) -> Void) -> State {
    let count = receive()
    if count < 0, errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK {
      guard let deadline, monotonicSeconds() >= deadline else { return .atWork }
      kill(process, SIGKILL)
      _ = reap()
      // What it told in its last moment is true.
      while receive() > 0 {}
      _ = takeFrames(report)
      return .failed(.tooSlow(seconds: timeout ?? 0))
    }
    guard count > 0 else {
      // Its socket is closed by its end, or it is about to be.
      let status = reap()
      guard status & 0x7f != 0 else { return .failed(.exited(status >> 8 & 0xff)) }
      return .failed(reportedShortage ? .outOfMemory(status & 0x7f) : .signalled(status & 0x7f))
    }
    guard takeFrames(report) else { return .atWork }
    job = nil
    return .done
  }

  /// - Returns: how many bytes came, as `recv` tells it.
  private func receive() -> Int {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(channel, &part, part.count, Int32(MSG_DONTWAIT))
    if count > 0 { received += part.prefix(count) }
    return count
  }

  /// Reports what is there whole.
  /// - Returns: whether the end of the job is.
  private func takeFrames(_ report: ([UInt8]) -> Void) -> Bool {
    while received.count >= 8 {
      let length = received.prefix(8).enumerated()
        .reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
      guard received.count >= 8 + length else { break }
      let frame = Array(received[8..<8 + length])
      received.removeFirst(8 + length)
      guard frame.first == Mark.report else { return true }
      report(Array(frame.dropFirst()))
    }
    return false
  }

  /// What it wrote to standard error during its job, of much the last part.
  var errorOutput: String {
    allErrorOutput.replacing(ATTNPLOT_SHORTAGE, with: "")
  }

  /// Whether it said at its end that its memory had come to one, as far as is known.
  private var reportedShortage: Bool { allErrorOutput.contains(ATTNPLOT_SHORTAGE) }

  private var allErrorOutput: String {
    let size = Int(lseek(errors, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: min(max(0, size), 4096))
    let count = pread(errors, &bytes, bytes.count, max(0, size - bytes.count))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Whether it can be given a job.
  var isAlive: Bool { !isReaped }

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
