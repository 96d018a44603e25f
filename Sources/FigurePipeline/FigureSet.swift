// Many figures drawn at the same time.

public import CairoRendering
import FigureKinds
import Glibc
import Synchronization

/// Draws sets of figures into a folder.
public enum FigureSet {
  /// How one figure ended.
  public struct Result: Sendable {
    public var name: String
    public var warnings: [String]
    /// nil where it was drawn.
    public var error: String?
  }

  /// One figure more is done.
  public struct Done: Sendable {
    public var count: Int
    public var name: String
  }

  /// The cores this process may use.
  public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Makes a folder and those it lies in, where they are not there.
  public static func makeFolder(_ path: String) throws(OutputError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? String(part) : "/" + part
      if mkdir(made, 0o777) != 0, errno != EEXIST {
        throw OutputError("\(path): the folder cannot be made", errno)
      }
    }
    try OutputFiles.checkFolder(path)
  }

  /// Draws every request in every format, `NAME.ENDING`, over so many workers.
  ///
  /// The bytes do not depend on the number of workers. One figure's failure leaves the others to
  /// finish.
  /// - Returns: a result for each request, in the requests' order.
  public static func draw(
    _ requests: [FigureRequest], formats: [OutputFormat], folder: String, strict: Bool, jobs: Int,
    progress: @escaping @Sendable (Done) -> Void
  ) async -> [Result] {
    let next = Counter()
    let done = Counter()
    return await withTaskGroup(of: [(Int, Result)].self) { group in
      for _ in 0..<max(1, min(jobs, requests.count)) {
        group.addTask {
          let worker = FigureWorker()
          var results: [(Int, Result)] = []
          while let index = next.take(below: requests.count) {
            let request = requests[index]
            results.append(
              (index, draw(request, worker, formats: formats, folder: folder, strict: strict)))
            progress(Done(count: (done.take(below: .max) ?? 0) + 1, name: request.name))
          }
          return results
        }
      }
      var all: [(Int, Result)] = []
      for await results in group { all += results }
      return all.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private static func draw(
    _ request: FigureRequest, _ worker: borrowing FigureWorker, formats: [OutputFormat],
    folder: String, strict: Bool
  ) -> Result {
    do {
      let figure = try worker.prepare(request)
      if strict, let warning = figure.warnings.first {
        throw FigureError.work("\(warning) (--strict)")
      }
      var files: [OutputFile] = []
      for format in formats {
        files.append(
          OutputFile(
            path: "\(folder)/\(request.name).\(format.fileEnding)",
            bytes: try worker.draw(figure, as: format)))
      }
      try OutputFiles.write(files)
      return Result(name: request.name, warnings: figure.warnings)
    } catch {
      return Result(name: request.name, warnings: [], error: "\(error)")
    }
  }
}

/// Numbers given out once each, to whichever worker asks.
final class Counter: Sendable {
  private let next = Mutex(0)

  func take(below limit: Int) -> Int? {
    next.withLock { value in
      guard value < limit else { return nil }
      defer { value += 1 }
      return value
    }
  }
}
