// Inputs taken through to pictures and pages, with the limits that the program has.

import CairoRendering
import FigureExplorer
import FigureKinds
import FigureModel
import FigurePipeline
import FigureReport
import Foundation
import MatrixFiles

/// Options of a figure, drawn in all formats.
public struct DrawingTarget: FuzzTarget {
  public let name = "drawing"
  public let draws = true
  public var words: [String] { OptionTarget.vocabulary }
  public let longest = 1024

  public func samples() -> [[UInt8]] { OptionTarget.texts.map { Array($0.utf8) } }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let request = OptionTarget.request(bytes), Self.isSmall(request) else { return false }
    return Self.draw(request)
  }

  /// What a person may ask for and wait for is not what is looked for here.
  private static func isSmall(_ request: FigureRequest) -> Bool {
    !request.command.split { !$0.isNumber }.contains { $0.utf8.count > 3 }
  }

  static func draw(_ request: FigureRequest) -> Bool {
    WarmFonts.shared.with { fonts in
      guard let figure = try? fonts.renderer.prepare(request) else { return false }
      for format in OutputFormat.allCases { _ = try? fonts.renderer.draw(figure, as: format) }
      return true
    }
  }

  public init() {}
}

/// A file of matrices of any format, drawn as a heat map and as lines.
public struct MatrixDrawingTarget: FuzzTarget {
  public let name = "matrix-drawing"
  public let draws = true
  public var words: [String] { MatrixTarget.vocabulary }
  public let longest = 1 << 14

  public func samples() throws -> [[UInt8]] {
    try [.npy, .npz, .safetensors, .csv, .json].flatMap {
      try MatrixTarget(format: $0).samples()
    }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    // The kinds open files; the ending is left for the bytes to tell.
    let path = NSTemporaryDirectory() + "/attnplot-fuzz-\(getpid()).dat"
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { return false }
    defer { try? FileManager.default.removeItem(atPath: path) }
    var isDrawn = false
    for words in ["heatmap\n--input\n\(path)", "lines\n--input\n\(path)\n--rows\n0"] {
      if let request = OptionTarget.request(Array(words.utf8)), DrawingTarget.draw(request) {
        isDrawn = true
      }
    }
    return isDrawn
  }

  public init() {}
}

/// The Markdown of a report, set in pages of a PDF.
public struct PageTarget: FuzzTarget {
  public let name = "pages"
  public let draws = true
  public var words: [String] { MarkdownTarget.vocabulary }

  public func samples() -> [[UInt8]] {
    MarkdownTarget.texts.map { Array($0.utf8) }
      + FormulaTarget().samples().map { Array("$`".utf8) + $0 + Array("`$\n".utf8) }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    let (report, isTaken) = MarkdownTarget.report(text)
    let bytes = WarmFonts.shared.with {
      try? PDFReport.bytes(of: report, language: .english, text: $0.text)
    }
    return bytes != nil && isTaken
  }

  public init() {}
}

/// What the page in a browser asks for, drawn within the page's bounds.
public struct PictureRequestTarget: FuzzTarget {
  public let name = "question"
  public let draws = true
  public let longest = 1024

  public func samples() -> [[UInt8]] {
    [
      #"{"page":"p","turn":1,"kind":"pe-heatmap","values":{"positions":["9"]},"format":"png"}"#,
      #"{"page":"p","turn":1,"kind":"pe-lines","values":{"at-positions":["1,2"]},"format":"svg"}"#,
      #"{"kind":"attention","values":{"weights":["example:minilm"],"layer":["1"],"head":["2"]},"#
        + #""format":"pdf","page":"","turn":0}"#,
      #"{"kind":"diagram dot-product","values":{"tokens":["a b"],"highlight":["0,1","1,0"]},"#
        + #""format":"svg","page":"","turn":-1}"#,
    ].map { Array($0.utf8) }
  }

  public func run(_ bytes: [UInt8]) -> Bool {
    // The catalogue, which draws one of every kind, is the same every time.
    guard !bytes.isEmpty else { return false }
    let answers = ExploreAnswers(manifest: nil, isTimed: false)
    if case .picture = ExploreAnswer(answers.answer(to: bytes)) { return true }
    return false
  }

  public var words: [String] {
    OptionTarget.vocabulary.map {
      $0.filter { $0 != "\n" }.replacing("--", with: "")
    } + ["\":[\"", "\",\"", "\"],\"", "\\u0000", "\\ud800", "{", "}", "[]", "\"format\":\"pdf\""]
  }

  public init() {}
}
