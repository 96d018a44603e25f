// Figures drawn again in memory and compared with the files that are there.

public import CairoRendering
import FigureKinds
import FigureLayout
import Glibc
import SafeFiles
import TextFormats
public import WorkerProcesses

/// How a file differs from what would be drawn now.
public enum FileDifference: Hashable, Codable, Sendable {
  case missing
  /// Pixels over the tolerance, and how far they are off.
  case pixels(PixelImage.Difference)
  case size(expected: String, actual: String)
  /// Not pixels, or no picture at all: the bytes are others.
  case bytes

  public var description: String {
    switch self {
    case .missing: return "is not there"
    case .bytes: return "has other bytes"
    case .size(let expected, let actual): return "is \(actual) pixels instead of \(expected)"
    case .pixels(let difference):
      let mean = (difference.mean * 1000).rounded() / 1000
      return
        "differs in \(difference.count) pixel\(difference.count == 1 ? "" : "s"), by up to "
        + "\(difference.maximum) of 255, \(mean) in the mean"
    }
  }
}

/// One file compared.
public struct FileComparison: Sendable {
  public var figure: PlannedFigure
  public var file: String
  /// nil where it shows what it should.
  public var difference: FileDifference?
  /// What went wrong with drawing; nil where it was drawn.
  public var failure: FigureFailure?
  /// The same in words, with the location in the manifest.
  public var error: String? { failure?.description(of: [figure.name]) }
}

/// Compares every file of a plan with the figure drawn anew. Writes nothing but differences.
public struct PictureCheck: Sendable {
  public var plan: BatchPlan
  /// The difference of a channel that does not count, 0 … 255.
  public var tolerance = 0
  /// Where expected, actual and difference go; nil for nowhere.
  public var differences: String?
  public var jobs = FigureSet.processorCount
  /// What each figure may take, drawn in a process of its own; nil to draw in this one.
  public var limits: JobLimits?

  public init(_ plan: BatchPlan) { self.plan = plan }

  /// - Throws: `OutputError` where differences cannot be written, `FigureError` where they would take
  ///   the position of something else.
  public func run(
    _ report: @escaping @Sendable (BatchEvent) -> Void
  ) throws -> [FileComparison] {
    guard let differences else { return try run(in: nil, report) }
    try refuseOthers(in: differences)
    var made = MadeFolders()
    do {
      return try run(in: HeldFolder.forFiles(differences, &made), report)
    } catch {
      made.removeEmpty()
      throw error
    }
  }

  /// - Parameter folder: the folder of the differences.
  private func run(
    in folder: HeldFolder?, _ report: @escaping @Sendable (BatchEvent) -> Void
  ) throws -> [FileComparison] {
    let figures = plan.figures
    let known = plan.known(RecordKeeper.load(folder: plan.folder, name: plan.recordName).record)
      .figures
    report(.started(drawing: figures.count, of: figures.count))
    let compared: [FileComparison]
    if let found = try comparedApart(figures, known, folder, report) {
      compared = found
    } else {
      compared = comparedHere(figures, known, folder, report)
    }
    if let folder {
      let page = DifferencePage(compared.filter { $0.difference != nil }, tolerance: tolerance)
      let index = OutputFile(
        path: FileName.joined(folder.path, "index.html"), bytes: page.bytes, in: folder)
      try OutputFiles.write([index])
    }
    return compared
  }

  /// Compares figures in processes of their own; nil where that is not asked for or cannot be.
  private func comparedApart(
    _ figures: [PlannedFigure], _ known: [String: FigureRecord], _ folder: HeldFolder?,
    _ report: @escaping @Sendable (BatchEvent) -> Void
  ) throws -> [FileComparison]? {
    guard let limits else { return nil }
    let variants = figures.variants
    let renderers = FigureRenderers()
    let computations = FigureComputations()
    var compared: [[FileComparison]] = Array(repeating: [], count: figures.count)
    func end(_ index: Int, _ comparisons: [FileComparison]) {
      compared[index] = comparisons
      report(.ended(Self.outcome(figures[index], comparisons)))
    }
    do throws(WorkerFailure) {
      try FigureJobs.run(
        variants.count, jobs: jobs, limits: limits,
        began: { for index in variants[$0] { report(.began(figures[index])) } },
        ended: { (job, result: Result<[[ComparisonReport]], LostJob>) in
          switch result {
          case .success(let found):
            for (index, reports) in zip(variants[job], found) {
              end(index, reports.map { $0.comparison(of: figures[index]) })
            }
          case .failure(let lost):
            for index in variants[job] {
              end(index, [Self.failed(figures[index], lost.reason)])
            }
          }
        },
        { job in
          renderers.withOne { renderer in
            variants[job].map { index in
              compare(figures[index], known, renderer, computations, folder)
                .map(ComparisonReport.init)
            }
          }
        })
    } catch {
      return nil
    }
    return compared.flatMap(\.self)
  }

  private func comparedHere(
    _ figures: [PlannedFigure], _ known: [String: FigureRecord], _ folder: HeldFolder?,
    _ report: @escaping @Sendable (BatchEvent) -> Void
  ) -> [FileComparison] {
    let computations = FigureComputations()
    return FigureSet.spread(figures.count, jobs: jobs) { next in
      let renderer = FigureRenderer()
      var all: [(index: Int, result: [FileComparison])] = []
      while let index = next() {
        report(.began(figures[index]))
        let comparisons = compare(figures[index], known, renderer, computations, folder)
        all.append((index, comparisons))
        report(.ended(Self.outcome(figures[index], comparisons)))
      }
      return all
    }.flatMap(\.self)
  }

  private static func outcome(
    _ figure: PlannedFigure, _ comparisons: [FileComparison]
  ) -> FigureOutcome {
    FigureOutcome(
      figure: figure, written: [], warnings: [],
      failure: comparisons.lazy.compactMap(\.failure).first)
  }

  private static func failed(_ figure: PlannedFigure, _ reason: Message) -> FileComparison {
    FileComparison(figure: figure, file: figure.name, failure: figure.failure(reason))
  }

  /// Refuses a folder in which differences would be written over something else.
  private func refuseOthers(in folder: String) throws(FigureError) {
    let locations = OutputPaths(reading: plan.readPaths, drawing: plan.ownPaths)
    let page = FileName.joined(folder, "index.html")
    let isOurs =
      OutputFiles.isThere(page) && FileMark.objection(to: page) == nil
    let pictures = plan.figures.flatMap(\.fileNames).flatMap { file in
      ["expected", "actual", "difference"].map {
        FileName.joined(folder, DifferencePage.name(file, $0))
      }
    }
    for path in [page] + pictures {
      try locations.refuseTaken(path, displayedAs: "\(flag: "diff"): \(path)")
      guard !isOurs, FileMark.objection(to: path) != nil else { continue }
      throw .work(
        "\(flag: "diff"): \(path): is there and was not made by attnplot; give \(flag: "diff") another folder"
      )
    }
  }

  private func compare(
    _ figure: PlannedFigure, _ known: [String: FigureRecord], _ worker: borrowing FigureRenderer,
    _ computations: FigureComputations, _ folder: HeldFolder?
  ) -> [FileComparison] {
    var comparisons: [FileComparison] = []
    do {
      var prepared = try worker.prepare(figure, computations)
      // A file says which version made it; that alone makes it no other picture.
      if let version = known[figure.name]?.program {
        prepared.options.metadata = FigureRenderer.metadata(figure.request, version: version)
      }
      for format in figure.formats {
        let file = "\(figure.name).\(format.fileExtension)"
        let expected = try worker.draw(prepared, as: format)
        // A file much larger than it should be is different, whatever it holds.
        let actual =
          OutputFolder.problem(with: file, in: plan.folder) != nil
          ? nil
          : try? FileBytes.read(
            FileName.joined(plan.folder, file), atMost: expected.count * 8 + 1_000_000)
        let difference = difference(expected, actual, format)
        if difference != nil, let folder { try keep(file, expected, actual, format, folder) }
        comparisons.append(FileComparison(figure: figure, file: file, difference: difference))
      }
    } catch {
      comparisons.append(Self.failed(figure, Message(describing: error)))
    }
    return comparisons
  }

  private func difference(
    _ expected: [UInt8], _ actual: [UInt8]?, _ format: OutputFormat
  ) -> FileDifference? {
    guard let actual else { return .missing }
    guard actual != expected else { return nil }
    switch format {
    case .svg, .pdf: return .bytes
    case .png:
      // A file of a few bytes can hold a picture that takes a gigabyte, so sizes come first.
      guard let size = PixelImage.size(ofPNG: expected), let other = PixelImage.size(ofPNG: actual)
      else { return .bytes }
      guard size == other else {
        return .size(
          expected: "\(size.width) × \(size.height)", actual: "\(other.width) × \(other.height)")
      }
      guard let wanted = PixelImage(png: expected), let found = PixelImage(png: actual),
        let difference = wanted.difference(from: found, tolerance: tolerance)
      else { return .bytes }
      return difference.count > 0 ? .pixels(difference) : nil
    }
  }

  /// Puts what was expected, what is there and, for pixels, the difference side by side.
  private func keep(
    _ file: String, _ expected: [UInt8], _ actual: [UInt8]?, _ format: OutputFormat,
    _ folder: HeldFolder
  ) throws {
    func output(_ what: String, _ bytes: [UInt8]) -> OutputFile {
      OutputFile(
        path: FileName.joined(folder.path, DifferencePage.name(file, what)), bytes: bytes,
        in: folder)
    }
    var files = [output("expected", expected)]
    if let actual { files.append(output("actual", actual)) }
    if format == .png, let actual, let wanted = PixelImage(png: expected),
      let size = PixelImage.size(ofPNG: actual)
    {
      // One that is much larger differs everywhere: it is not decoded to show that.
      let isNear = size.width * size.height <= 4 * wanted.pixels.count
      let found =
        (isNear ? PixelImage(png: actual) : nil) ?? PixelImage(width: 0, height: 0, pixels: [])
      files.append(
        output("difference", try wanted.differencePicture(from: found).pngBytes()))
    }
    try OutputFiles.write(files)
  }
}

/// What a process reports of a file that it compared.
private struct ComparisonReport: Codable {
  var file: String
  var difference: FileDifference?
  /// Why it could not be drawn.
  var failure: Message?

  init(_ comparison: FileComparison) {
    file = comparison.file
    difference = comparison.difference
    failure = comparison.failure?.reason
  }

  func comparison(of figure: PlannedFigure) -> FileComparison {
    FileComparison(
      figure: figure, file: file, difference: difference,
      failure: failure.map { figure.failure($0) })
  }
}

/// The page that shows differences.
struct DifferencePage {
  let comparisons: [FileComparison]
  let tolerance: Int

  init(_ comparisons: [FileComparison], tolerance: Int) {
    self.comparisons = comparisons
    self.tolerance = tolerance
  }

  /// `pe.png` → `pe.expected.png`.
  static func name(_ file: String, _ what: String) -> String {
    "\(FileName.stem(file)).\(what).\(FileName.ending(file) ?? "")"
  }

  var bytes: [UInt8] {
    var page = """
      <!DOCTYPE html>
      <html lang="en">
      \(FileMark.comment("batch --check --pixels --diff"))
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width">
      <title>Figures that differ</title>
      <style>
      body { font: 16px/1.5 sans-serif; margin: 2em; background: #fff; color: #1f2328 }
      .row { display: flex; flex-wrap: wrap; gap: 1em }
      figure { margin: 0; flex: 1 1 20em }
      img { max-width: 100%; border: 1px solid #8a929c }
      </style>
      <h1>Figures that differ</h1>

      """
    if comparisons.isEmpty { page += "<p>None.</p>\n" }
    if tolerance > 0 {
      page += "<p>Differences of up to \(tolerance) of 255 in a channel do not count.</p>\n"
    }
    for comparison in comparisons {
      page += "<h2>\(Markup.html(comparison.file))</h2>\n"
      page +=
        "<p>\(Markup.html(comparison.difference?.description ?? "")).</p>\n<div class=\"row\">\n"
      let pictureNames: [String] =
        switch comparison.difference {
        case .missing, nil: ["expected"]
        case .bytes: ["expected", "actual"]
        case .pixels, .size: ["expected", "actual", "difference"]
        }
      for what in pictureNames {
        let name = Self.name(comparison.file, what)
        let address = Markup.html(Markup.address(name))
        let picture =
          name.hasSuffix(".pdf")
          ? "<a href=\"\(address)\">\(Markup.html(name))</a>"
          : "<img src=\"\(address)\" alt=\"\(what)\">"
        page += "<figure>\(picture)<figcaption>\(what)</figcaption></figure>\n"
      }
      page += "</div>\n"
    }
    return Array(page.utf8)
  }
}
