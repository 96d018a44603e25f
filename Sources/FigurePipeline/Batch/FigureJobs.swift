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
  /// - Parameters:
  ///   - count: how many jobs there are.
  ///   - jobs: how many are at work at a time.
  ///   - began: called in this process before each job.
  ///   - ended: takes what a job found, or why its process ended without it.
  ///   - work: one job, in a copy.
  /// - Throws: where not even one copy could be made, before any job began.
  static func run<Finding: Codable>(
    _ count: Int, jobs: Int, limits: JobLimits, began: (Int) -> Void = { _ in },
    ended: (Int, Result<Finding, LostJob>) -> Void, _ work: (Int) -> Finding
  ) throws(WorkerFailure) {
    // Copies share what this process has read of the fonts, which other threads may be at.
    TextEngine.prepareForCopies()
    var answered = Set<Int>()
    func end(_ job: Int, _ result: Result<Finding, LostJob>) {
      if answered.insert(job).inserted { ended(job, result) }
    }
    try ForkedPool.run(
      count, workers: jobs, limits: limits,
      report: { _, event in
        switch event {
        case .began(let job): began(job)
        case .report(let job, let bytes):
          if let finding = try? JSONDecoder().decode(Finding.self, from: Data(bytes)) {
            end(job, .success(finding))
          }
        case .ended(let job):
          end(job, .failure(LostJob(reason: "its process said nothing of it")))
        case .failed(let job, let failure, let said):
          end(job, .failure(LostJob(reason: failure.inWords(limits, said: said))))
        }
      },
      { _, job, report in
        takeOwnThreads()
        // Strings and numbers always encode.
        report(Array((try? JSONEncoder().encode(work(job))) ?? Data()))
      })
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
