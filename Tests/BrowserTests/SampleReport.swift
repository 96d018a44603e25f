// Reports whose every value is known from elsewhere: the formula, and the example's file.

import FigureKinds
import FigureModel
import FigurePipeline
import Foundation

@testable import FigureReport

enum SampleReport {
  /// A page of these figures in two languages, saved in a folder.
  static func save(
    _ figures: [(id: String, kind: any FigureKind.Type, arguments: [String], caption: String?)],
    title: String = "Figures", in folder: TemporaryFolder
  ) async throws -> String {
    var requests: [ReportFigureRequest] = []
    for figure in figures {
      var all: [Language: FigureRequest] = [:]
      for language in Language.allCases {
        all[language] = try FigureRequest(
          name: figure.id, kind: figure.kind,
          arguments: figure.arguments + ["--lang", language.rawValue])
      }
      let captions = figure.caption.map { [Language.english: $0, Language.chinese: $0] } ?? [:]
      requests.append(ReportFigureRequest(id: figure.id, requests: all, captions: captions))
    }
    let drawn = try Report.figures(requests, jobs: 1)
    let report = Report(
      editions: Language.allCases.map { language in
        ReportEdition(
          language: language, title: title,
          sections: [
            ReportSection(
              id: "figures", title: title, blocks: figures.map { .figure($0.id) })
          ])
      }, figures: drawn)
    return "file://" + (try folder.write(try HTMLReport.bytes(of: report), as: "page.html"))
  }

  /// PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos of the same.
  static func encoding(_ position: Int, _ dimension: Int, of d: Int) -> Double {
    let angle = Double(position) / pow(10_000, Double(dimension / 2 * 2) / Double(d))
    return dimension.isMultiple(of: 2) ? sin(angle) : cos(angle)
  }

  /// Weights of the example, read from its .npy file in the source: float32 behind a header, shape
  /// `[6, 12, 13, 13]`.
  static func weight(_ layer: Int, _ head: Int, _ query: Int, _ key: Int) throws -> Float {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/CExampleData/minilm.npy")
    let bytes = try Data(contentsOf: file)
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    let index = ((layer * 12 + head) * 13 + query) * 13 + key
    return bytes[(start + 4 * index)..<(start + 4 * index + 4)].withUnsafeBytes {
      Float(bitPattern: UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)))
    }
  }
}
