// Figures gone through in copies of this process, each of which tells one thing of its figure: what is
// wrong with it, what it would warn of, how its files differ.

import AttentionMath
import CairoRendering
import TextFormats
import WorkerProcesses

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension [PlannedFigure] {
  /// The indices of each figure's variants among all, figures in the order of their first one.
  var variants: [[Int]] {
    var jobs: [[Int]] = []
    var known: [String: Int] = [:]
    for (index, figure) in enumerated() {
      if let job = known[figure.id] {
        jobs[job].append(index)
      } else {
        known[figure.id] = jobs.count
        jobs.append([index])
      }
    }
    return jobs
  }
}

/// Jobs done by copies of this process. Nothing else may be at work in it when they start.
enum FigureJobs {
  /// What is reported of a job, on the thread that runs them.
  enum Event<Finding> {
    case began(Int)
    case found(Int, Finding)
    /// It is over: what it has not told does not come.
    case ended(Int)
    /// Its process ended before it.
    case lost(Int, Message)
  }

  /// What is said of a job that ended without a word.
  static let silence: Message = "its process said nothing of it"

  /// Jobs `0..<count` in one round or several, each of which tells as many findings as it likes.
  /// - Parameters:
  ///   - jobs: how many are at work at a time.
  ///   - admit: asked in this process before each job.
  ///   - notify: takes what happens.
  ///   - work: one job of a round, in a copy.
  /// - Throws: where not even one copy could be made, before any job began.
  static func run<Finding: Codable>(
    _ count: Int, rounds: Int = 1, jobs: Int, limits: JobLimits,
    admit: (_ round: Int, _ job: Int) -> JobAdmission = { _, _ in .begin },
    notify: (_ round: Int, Event<Finding>) -> Void,
    _ work: (_ round: Int, _ job: Int, _ report: @escaping (Finding) -> Void) -> Void
  ) throws(WorkerFailure) {
    // Copies share what this process has read of the fonts, which other threads may be at.
    TextEngine.prepareForCopies()
    try ForkedPool.run(
      count, rounds: rounds, workers: jobs, limits: limits, admit: admit,
      report: { round, event in
        switch event {
        case .began(let job): notify(round, .began(job))
        case .report(let job, let bytes):
          if let finding = try? JSONDecoder().decode(Finding.self, from: Data(bytes)) {
            notify(round, .found(job, finding))
          }
        case .ended(let job): notify(round, .ended(job))
        case .failed(let job, let failure, let errorOutput):
          notify(round, .lost(job, failure.message(limits, errorOutput: errorOutput)))
        }
      },
      { round, job, report in
        takeOwnThreads()
        // Strings and numbers always encode.
        work(round, job) { report(Array((try? JSONEncoder().encode($0)) ?? Data())) }
      })
  }

  /// Jobs `0..<count`, each of which finds one thing.
  /// - Parameters:
  ///   - began: called in this process before each job.
  ///   - ended: takes what a job found, or why its process ended without it.
  /// - Throws: as the other one does.
  static func run<Finding: Codable>(
    _ count: Int, jobs: Int, limits: JobLimits, began: (Int) -> Void = { _ in },
    ended: (Int, Result<Finding, LostJob>) -> Void, _ work: (Int) -> Finding
  ) throws(WorkerFailure) {
    var answered = Set<Int>()
    func end(_ job: Int, _ result: Result<Finding, LostJob>) {
      if answered.insert(job).inserted { ended(job, result) }
    }
    try run(
      count, jobs: jobs, limits: limits,
      notify: { (_, event: Event<Finding>) in
        switch event {
        case .began(let job): began(job)
        case .found(let job, let finding): end(job, .success(finding))
        case .ended(let job): end(job, .failure(LostJob(reason: silence)))
        case .lost(let job, let reason): end(job, .failure(LostJob(reason: reason)))
        }
      },
      { _, job, report in report(work(job)) })
  }
}

/// Why a job told nothing.
struct LostJob: Error {
  var reason: Message
}

/// What a worker finds wrong with the options of a figure.
struct OptionReport: Codable {
  struct Problem: Codable {
    var file: String
    var line: Int
    var column: Int
    var key: String?
    var message: Message
  }

  var problems: [Problem]

  init(_ problems: [ManifestProblem]) {
    self.problems = problems.map {
      Problem(
        file: $0.location.file, line: $0.location.line, column: $0.location.column, key: $0.key,
        message: $0.message)
    }
  }

  var manifestProblems: [ManifestProblem] {
    problems.map {
      ManifestProblem(
        location: SourceLocation(file: $0.file, line: $0.line, column: $0.column), key: $0.key,
        message: $0.message)
    }
  }
}
