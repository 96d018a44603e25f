// Work on many figures that ends in one result, a report or a table of claims, done whole by a copy of
// this process: what goes wrong in it, a trap, too much memory, too much time, ends in one sentence
// that names the figures it was at.

public import FigureKinds
import StageTimes
public import TextFormats
public import WorkerProcesses

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Which figures are being worked on, seen by the process that waits.
public struct FigureProgress: Sendable {
  private let marks: SharedMarks?

  /// For work that nobody waits for.
  public static let unseen = FigureProgress(marks: nil)

  /// More figures than these are not seen.
  private static let maximumCount = 1 << 16

  fileprivate init(marks: SharedMarks?) { self.marks = marks }

  fileprivate static var seen: FigureProgress { FigureProgress(marks: SharedMarks(maximumCount)) }

  /// Does `body` for the figure of this index.
  public func during<Result, Failure: Error>(
    _ figure: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let marks, figure < marks.count else { return try body() }
    marks[figure] = .begun
    defer { marks[figure] = .ended }
    return try body()
  }

  fileprivate var unfinished: [Int] { marks?.unfinished ?? [] }
}

/// Work that is done whole or not at all.
public enum GuardedWork {
  /// How work ended, as it is reported.
  private enum WorkOutcome<Finding: Codable>: Codable {
    /// - Parameter seconds: what its stages took, where they are measured.
    case done(Finding, seconds: [String: Double])
    /// What is wrong with a manifest.
    case manifest(OptionReport)
    case failed(isUsage: Bool, Message)
  }

  /// - Parameters:
  ///   - what: what messages call it, such as `the report`.
  ///   - limits: what it may take in all.
  ///   - located: the error for figures of these indices, of which one is to blame; nil where none can
  ///     be named.
  ///   - work: gives what is asked for; told of each figure.
  /// - Throws: what `work` throws, as `ManifestError` or `FigureError`, and why its process ended.
  public static func run<Finding: Codable>(
    _ what: Message, limits: JobLimits,
    located: (_ figures: [Int], _ reason: Message) -> (any Error)?,
    _ work: (FigureProgress) throws -> Finding
  ) throws -> Finding {
    let progress = FigureProgress.seen
    var outcome: Result<WorkOutcome<Finding>, LostJob>?
    do throws(WorkerFailure) {
      try FigureJobs.run(
        1, jobs: 1, limits: limits, ended: { outcome = $1 },
        { (_: Int) -> WorkOutcome<Finding> in
          do {
            let clock = StageClock.current.map { _ in StageClock() }
            let finding = try StageClock.$current.withValue(clock) { try work(progress) }
            return .done(finding, seconds: clock?.secondsByName ?? [:])
          } catch let error as ManifestError {
            return .manifest(OptionReport(error.problems))
          } catch let error as FigureError {
            return .failed(isUsage: error.cause == .usage, error.message)
          } catch {
            return .failed(isUsage: false, Message(describing: error))
          }
        })
    } catch {
      // Without a copy the work is done here, without limits.
      return try work(.unseen)
    }
    switch outcome {
    case .success(.done(let finding, let seconds)):
      StageClock.current?.add(seconds)
      return finding
    case .success(.manifest(let report)): throw ManifestError(problems: report.manifestProblems)
    case .success(.failed(let isUsage, let message)):
      throw FigureError(cause: isUsage ? .usage : .work, message: message)
    case .failure(let lost):
      if let error = located(progress.unfinished, lost.reason) { throw error }
      throw FigureError.work("\(what): \(lost.reason)")
    case nil: throw FigureError.work("\(what): \(FigureJobs.silence)")
    }
  }
}

extension [PlannedFigure] {
  /// Why there is no result, with the figures that were worked on, where the first of them is in the
  /// manifest. Of several nobody knows which one it was.
  /// - Parameter indices: which figures, the variants of each counted as one.
  public func error(ofFigures indices: [Int], _ reason: Message) -> FigureError? {
    let variants = variants
    let figures = indices.compactMap { index in
      variants.indices.contains(index) ? variants[index].first.map { self[$0] } : nil
    }
    guard let first = figures.first else { return nil }
    guard figures.count > 1 else { return first.located(.work(reason)) }
    return .work("\(first.location): \(figures.map(\.id).joined(separator: " or ")): \(reason)")
  }
}
