// Why a figure would be drawn anew, determined from its record, its data and its files. Draws nothing.

import CairoRendering
import FigureKinds
import FigureModel
import SafeFiles
import TextFormats

/// Why what lies in the output folder is not what the manifest asks for.
public struct StaleCause: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// There is no record of it.
    case new
    case parameters
    case data
    case theme
    /// The program draws it otherwise than it did.
    case drawing
    case libraries
    case fonts
    /// A file is not there.
    case missing
    /// A file is not as it was drawn.
    case edited
    /// It is to be drawn whatever is there.
    case forced
  }

  public var kind: Kind
  /// What changed, in words.
  public var detail: String

  /// What a run is told to draw, whatever is there.
  static let forced = StaleCause(kind: .forced, detail: "force")
}

/// A figure and why it would be drawn.
public struct FigureStatus: Sendable {
  public var figure: PlannedFigure
  /// None where everything is as it should be.
  public var causes: [StaleCause]

  public var isStale: Bool { !causes.isEmpty }
}

/// Compares figures with the record of what was drawn.
struct StalenessCheck: ~Copyable {
  let folder: String
  let record: FolderRecord
  private let text = TextEngine()
  /// Of data and of figures, by their paths; none of what cannot be read.
  private let digests: [String: String]
  private let reach: FileReach
  private var fontAnswers: [FontRequest: [String]] = [:]

  /// Reads what the figures are made from and what was drawn of them.
  init(folder: String, record: FolderRecord, of figures: [PlannedFigure], jobs: Int) {
    self.folder = folder
    self.record = record
    // Figures of one manifest may all read the same.
    reach = figures.first?.request.reach ?? .anywhere
    var inputs = Set<String>()
    var paths = Set<String>()
    for figure in figures {
      inputs.formUnion(figure.inputs.compactMap(\.path))
      guard let recorded = record.figures[figure.name] else { continue }
      for file in figure.fileNames where recorded.files[file] != nil {
        paths.insert(FileName.joined(folder, file))
      }
    }
    let drawn = Digest.of(files: paths, jobs: jobs)
    digests = drawn.merging(Digest.of(files: inputs, within: reach, jobs: jobs)) { $1 }
  }

  /// The parts of a figure's key that can be told before it is drawn.
  ///
  /// - Throws: `FigureError` where data cannot be read.
  func expected(_ figure: PlannedFigure) throws(FigureError) -> FigureRecord {
    var inputs: [String: String] = [:]
    for input in figure.inputs {
      guard let path = input.path else { continue }
      inputs[input.reference] = try digest(path)
    }
    var record = FigureRecord(figure)
    record.inputs = inputs
    return record
  }

  /// Everything that speaks against what is there.
  mutating func causes(for figure: PlannedFigure) throws(FigureError) -> [StaleCause] {
    let expected = try expected(figure)
    guard let recorded = record.figures[figure.name] else {
      return [StaleCause(kind: .new, detail: "there is no record of it")]
    }
    var causes = Self.differences(recorded, expected)
    var fonts: [FigureRecord.Fonts] = []
    for entry in recorded.fonts {
      let now = answer(entry.question)
      fonts.append(FigureRecord.Fonts(question: entry.question, fonts: now))
      if now != entry.fonts {
        causes.append(StaleCause(kind: .fonts, detail: Self.fontChange(entry.fonts, now)))
      }
    }
    for file in figure.fileNames {
      guard let digest = recorded.files[file] else {
        causes.append(StaleCause(kind: .missing, detail: "\(file) was not drawn yet"))
        continue
      }
      let found = digests[FileName.joined(folder, file)]
      if found == nil {
        causes.append(StaleCause(kind: .missing, detail: "\(file) is not there"))
      } else if found != digest {
        causes.append(StaleCause(kind: .edited, detail: "\(file) was changed after it was drawn"))
      }
    }
    if causes.isEmpty {
      // What the parts do not show: a record that was changed by hand.
      var whole = expected
      whole.fonts = fonts
      if whole.computedKey != recorded.key {
        causes.append(StaleCause(kind: .new, detail: "its record does not agree with itself"))
      }
    }
    return causes
  }

  private func digest(_ path: String) throws(FigureError) -> String {
    if let known = digests[path] { return known }
    do throws(OutputError) {
      // For the reason why there is none.
      return try Digest.of(file: path, within: reach)
    } catch {
      throw .work(error.message)
    }
  }

  private mutating func answer(_ question: FontRequest) -> [String] {
    if let known = fontAnswers[question] { return known }
    let answer = text.fonts(for: question)
    fontAnswers[question] = answer
    return answer
  }

  // MARK: Differences in words

  private static func differences(
    _ old: FigureRecord, _ new: FigureRecord
  ) -> [StaleCause] {
    var causes: [StaleCause] = []
    if old.kind != new.kind {
      causes.append(StaleCause(kind: .parameters, detail: "kind: \(old.kind) → \(new.kind)"))
    } else {
      let names = Set(old.parameters.keys).union(new.parameters.keys).sorted()
      for name in names where old.parameters[name] != new.parameters[name] {
        causes.append(
          StaleCause(
            kind: .parameters,
            detail: "\(name): \(excerpt(old.parameters[name])) → \(excerpt(new.parameters[name]))"))
      }
      if old.givenAlt != new.givenAlt {
        causes.append(
          StaleCause(
            kind: .parameters,
            detail: "alt: \(excerpt(old.givenAlt)) → \(excerpt(new.givenAlt))"
          ))
      }
    }
    if old.theme != new.theme {
      causes.append(StaleCause(kind: .theme, detail: "\(old.theme) → \(new.theme)"))
    }
    for name in Set(old.inputs.keys).union(new.inputs.keys).sorted()
    where old.inputs[name] != new.inputs[name] {
      // Another file is another parameter; here it is the bytes that matter.
      let detail =
        old.inputs[name] == nil
        ? "is new" : new.inputs[name] == nil ? "is used no more" : "has other bytes"
      causes.append(StaleCause(kind: .data, detail: "\(name) \(detail)"))
    }
    if old.drawing != new.drawing {
      causes.append(
        StaleCause(
          kind: .drawing,
          detail: old.drawing.map {
            "attnplot \(new.program) draws it otherwise than \(old.program) did (\($0) → "
              + "\(new.drawing ?? ""))"
          } ?? "drawn by an attnplot that did not write down how"))
    }
    if old.libraries != new.libraries {
      let before = Set(old.libraries.split(separator: ",").map(\.trimmed))
      let after = new.libraries.split(separator: ",").map(\.trimmed)
      let changed = after.filter { !before.contains($0) }
      let gone = before.subtracting(after).sorted()
      causes.append(
        StaleCause(
          kind: .libraries,
          detail: changed.isEmpty
            ? "no more with \(gone.joined(separator: ", "))"
            : "now with \(changed.joined(separator: ", "))"))
    }
    return causes
  }

  private static func fontChange(_ old: [String], _ new: [String]) -> String {
    let gone = old.filter { !new.contains($0) }.joined(separator: ", ")
    let come = new.filter { !old.contains($0) }.joined(separator: ", ")
    return "\(gone.isEmpty ? "nothing" : gone) → \(come.isEmpty ? "nothing" : come)"
  }

  private static func excerpt(_ text: String?) -> String {
    guard let text else { return "not given" }
    return text.count > 60 ? String(text.prefix(60)) + "…" : text
  }
}

/// What stands behind every figure drawn here.
enum DrawingEnvironment {
  /// The versions of the libraries, as records keep them.
  static let libraries = LibraryVersions.all.map { "\($0.name) \($0.version)" }
    .joined(separator: ", ")
}
