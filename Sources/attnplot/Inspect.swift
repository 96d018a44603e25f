// `inspect`: what a file of matrices holds.

import ArgumentParser
import FigureKinds
import FigureModel
import FigurePipeline
import Glibc
import MatrixFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Lists the tensors of files.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what a file of matrices holds: shapes, types, extents, row sums.",
    discussion: """
      Examples:
        attnplot inspect attn.npy
        attnplot inspect model.safetensors#layer0 --format json
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("The file, FILE#name for one tensor in it.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(help: "How to print.")
  var format = Format.text

  /// One tensor as it is listed.
  struct Entry: Encodable {
    var name: String?
    var shape: [Int]
    var type: String
    var least: Double?
    var greatest: Double?
    var mean: Double?
    var nan: Int
    var positiveInfinity: Int
    var negativeInfinity: Int
    var matrices: Int
    var rowsSumToOne: Bool
    var greatestRowSumError: Double?
    var isCausal: Bool
  }

  func run() throws {
    let entries: [Entry]
    do throws(MatrixFileError) {
      entries = try self.entries()
    } catch {
      throw FigureError.work("\(file): \(error)")
    }
    let text = format == .json ? try json(entries) : table(entries)
    try OutputFiles.write(Array(text.utf8), to: STDOUT_FILENO, shownAs: "standard output")
  }

  private func entries() throws(MatrixFileError) -> [Entry] {
    let reference = try TensorReference(parsing: file)
    let opened = try MatrixFile.open(reference.path)
    if let name = reference.name { return [try entry(opened.tensor(named: name))] }
    if opened.tensors.count == 1, opened.tensors[0].name == nil {
      return [try entry(opened.tensor())]
    }
    var entries: [Entry] = []
    for tensor in opened.tensors { entries.append(try entry(opened.tensor(named: tensor.name))) }
    return entries
  }

  private func entry(_ tensor: Tensor) throws(MatrixFileError) -> Entry {
    let statistics = try tensor.statistics()
    let error = statistics.greatestRowSumError.flatMap { $0.isFinite ? $0 : nil }
    return Entry(
      name: tensor.info.name, shape: tensor.info.shape, type: tensor.info.elementType.rawValue,
      least: statistics.least, greatest: statistics.greatest, mean: statistics.mean,
      nan: statistics.nanCount, positiveInfinity: statistics.positiveInfinityCount,
      negativeInfinity: statistics.negativeInfinityCount, matrices: statistics.matrixCount,
      rowsSumToOne: statistics.rowsSumToOne, greatestRowSumError: error,
      isCausal: statistics.isCausal)
  }

  private func json(_ entries: [Entry]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(["tensors": entries])
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private func table(_ entries: [Entry]) -> String {
    entries.map { entry in
      func number(_ value: Double?) -> String {
        value.map { formatNumber($0, significant: 6, style: .plain) } ?? "none"
      }
      var lines = [
        "\(entry.name ?? FileName.last(file))  \(entry.shape)  \(entry.type)",
        "  least \(number(entry.least))  greatest \(number(entry.greatest))  mean "
          + number(entry.mean),
      ]
      let odd = [
        (entry.nan, "NaN"), (entry.positiveInfinity, "inf"), (entry.negativeInfinity, "-inf"),
      ].filter { $0.0 > 0 }
      if !odd.isEmpty {
        lines.append("  not finite: " + odd.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
      }
      if entry.matrices > 0 {
        lines.append(
          "  \(entry.matrices) \(entry.matrices == 1 ? "matrix" : "matrices"); rows "
            + (entry.rowsSumToOne
              ? "sum to 1" : "do not sum to 1 (off by up to \(number(entry.greatestRowSumError)))")
            + (entry.isCausal ? "; causal: nothing above the diagonal" : ""))
      }
      return lines.map { $0 + "\n" }.joined()
    }.joined(separator: "\n")
  }
}
