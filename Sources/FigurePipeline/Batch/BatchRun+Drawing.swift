// One figure of a run: drawn, then put in its places.

import CairoRendering
import FigureKinds
import FigureLayout
import SafeFiles
import StageTimes
import Synchronization
import TextFormats

extension BatchRun {
  /// A figure whose files are made and not in their places yet.
  struct Drawn {
    var outcome: FigureOutcome
    /// What is recorded of it; nil where it could not be drawn.
    var record: FigureRecord?
    /// Those whose bytes are new.
    var files: [OutputFile] = []

    /// What is left of it where something went wrong.
    mutating func fail(_ error: any Error) {
      outcome.written = []
      outcome.failure = outcome.figure.failure(Message(describing: error))
      (record, files) = (nil, [])
    }
  }

  /// Draws a figure. Nothing that takes memory is left to be done when its files are put in their places.
  func drawn(
    _ figure: PlannedFigure, _ known: FigureRecord?, _ worker: borrowing FigureRenderer,
    _ owner: String?, _ inputs: InputDigests
  ) -> Drawn {
    var drawn = Drawn(outcome: FigureOutcome(figure: figure, written: [], warnings: []))
    do {
      // Before the data is read: if it changes meanwhile, the next run sees that.
      var record = try inputs.record(for: figure, in: plan.folder)
      record.manifest = owner
      let prepared = try worker.prepare(figure, computations)
      drawn.outcome.warnings = prepared.warnings
      if isStrict, let warning = prepared.warnings.first {
        throw FigureError.work("\(warning) (\(flag: "strict"))")
      }
      for format in figure.formats {
        let name = "\(figure.name).\(format.fileExtension)"
        let bytes = try worker.draw(prepared, as: format)
        record.files[name] = Digest.of(bytes)
        let path = FileName.joined(plan.folder, name)
        if let problem = OutputFolder.problem(with: name, in: plan.folder) {
          throw FigureError.work(Message(problem))
        }
        if (try? FileBytes.read(path, atMost: bytes.count + 1)) == bytes { continue }
        drawn.outcome.written.append(name)
        drawn.files.append(OutputFile(path: path, bytes: bytes, in: folder))
      }
      record.fonts = worker.fonts(of: prepared)
      record.alt = prepared.description.alt
      record.width = prepared.description.size.width
      record.height = prepared.description.size.height
      record.warnings = prepared.warnings.map { $0.spelled(.manifest) }
      record.key = record.computedKey
      if let known, known.key == record.key {
        // Files of formats that this run was not asked for are what they were.
        for (name, digest) in known.files where record.files[name] == nil {
          if isThere(name, digest) { record.files[name] = digest }
        }
      }
      drawn.record = record
    } catch {
      drawn.fail(error)
    }
    return drawn
  }

  /// Puts a figure's files in their places.
  func writeFiles(_ drawn: inout Drawn) {
    do throws(OutputError) {
      try OutputFiles.write(drawn.files, isDurable: true)
    } catch {
      drawn.fail(error)
    }
  }

  /// Whether a file of the folder has this digest.
  func isThere(_ name: String, _ digest: String) -> Bool {
    (try? Digest.of(file: FileName.joined(plan.folder, name))) == digest
  }
}

/// Digests of data, shared by workers; figures often share a file.
final class InputDigests: Sendable {
  private let known = Mutex<[String: String]>([:])

  /// The parts of a figure's record that are reported before it is drawn.
  func record(for figure: PlannedFigure, in folder: String) throws(FigureError) -> FigureRecord {
    var record = FigureRecord(figure)
    for input in figure.inputs {
      guard let path = input.path else { continue }
      record.inputs[input.reference] = try digest(path, figure.request.reach)
    }
    return record
  }

  private func digest(_ path: String, _ reach: FileReach) throws(FigureError) -> String {
    if let digest = known.withLock({ $0[path] }) { return digest }
    do throws(OutputError) {
      let digest = try Digest.of(file: path, within: reach)
      known.withLock { $0[path] = digest }
      return digest
    } catch {
      throw .work(error.message)
    }
  }
}
