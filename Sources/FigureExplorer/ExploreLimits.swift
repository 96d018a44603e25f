// How large a figure may be that the page asks for, so that no value of a control takes the memory or
// the time of a large batch.

import FigureKinds
import FigurePipeline
import FigureScene
import TextFormats

/// Bounds of what is drawn for the page; the command line has none of them.
public enum ExploreLimits {
  /// The longest body of a request, in bytes.
  public static let longestBody = 65_536
  /// The longest head of a request, its first line with all headers, in bytes.
  public static let longestHead = 16_384
  /// How long a client may take to send its request, in seconds.
  public static let longestSending: Int64 = 10
  /// The most connections at a time.
  public static let maximumConnections = 128
  /// How long drawing a picture may take, in seconds.
  public static let longestDrawing = 30.0
  /// The most memory that a picture may take, in bytes.
  public static let maximumMemory = 1 << 30
  /// The most requests that wait at a time.
  public static let maximumWaiting = 16
  /// The most positions, dimensions and heads: matrices of at most 4 194 304 cells.
  public static let maximumSide = 2048
  /// The largest number in a list of indices.
  static let maximumIndex = 999_999
  /// The most pixels of a page, and of a PNG.
  static let maximumPixels = 16_777_216.0

  private static let sides: Set = ["positions", "dimensions", "heads"]

  /// Refuses values that ask for too much, before anything is computed.
  static func check(
    _ values: [String: [String]], of vocabulary: KindVocabulary
  ) throws(FigureError) {
    for (name, texts) in values.sorted(by: { $0.key < $1.key }) {
      guard let option = vocabulary[name] else {
        throw .usage(
          "\(option: OptionReference(name)): \(vocabulary.kind.name) has no such option",
          zh: "\(option: OptionReference(name))：\(vocabulary.kind.name) 没有这个选项")
      }
      for text in texts {
        if text.utf8.contains(0) {
          throw .usage(
            "\(option: OptionReference(name)): a text has no character 0",
            zh: "\(option: OptionReference(name))：文字中不能有字符 0")
        }
        switch option.shape {
        case .integer where sides.contains(name):
          if let number = Int(text), number > maximumSide {
            throw .usage(
              "\(option: OptionReference(name)) \(number): this page draws at most \(maximumSide); "
                + "the command line draws more",
              zh: "\(option: OptionReference(name)) \(number)：本页至多画 \(maximumSide)，更多请用命令行")
          }
        case .list:
          let longest =
            text.split { !$0.isNumber && $0 != "." }
            .filter { !$0.contains(".") }.map(\.count).max() ?? 0
          if longest > String(maximumIndex).count {
            throw .usage(
              "\(option: OptionReference(name)): this page takes indices up to \(maximumIndex)",
              zh: "\(option: OptionReference(name))：本页的编号至多为 \(maximumIndex)")
          }
        case .text where name.hasSuffix("tokens") && text.utf8.count > 2 * maximumSide:
          let count = text.split(whereSeparator: \.isWhitespace).count
          guard count <= maximumSide else {
            throw .usage(
              "\(option: OptionReference(name)): this page draws at most \(maximumSide) tokens, and these are \(count); "
                + "the command line draws more",
              zh: "\(option: OptionReference(name))：本页至多画 \(maximumSide) 个词元，这里有 \(count) 个；更多请用命令行"
            )
          }
        case .flag, .integer, .number, .word, .localizedText, .text, .file: break
        }
      }
    }
  }

  /// Refuses a page of more pixels than the browser is sent.
  /// - Parameter scale: pixels a side for each px.
  static func check(_ size: Size, scale: Double) throws(FigureError) {
    let pixels = size.width * size.height
    guard pixels <= maximumPixels, pixels * scale * scale <= maximumPixels else {
      throw .usage(
        "\(option: pixels <= maximumPixels ? "scale" : "size"): this page draws at most \(Int(maximumPixels)) pixels; the command line draws more",
        zh:
          "\(option: pixels <= maximumPixels ? "scale" : "size")：本页至多画 \(Int(maximumPixels)) 个像素，更多请用命令行"
      )
    }
  }
}
