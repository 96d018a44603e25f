// Options of figures, a word a line below the name of a kind, as the command line would be given them.

import FigureKinds
import FigurePipeline

/// The values of options, read and held against their rules; nothing is computed.
public struct OptionTarget: FuzzTarget {
  public let name = "options"
  public var words: [String] { Self.vocabulary }
  public let longest = 1024

  public func samples() -> [[UInt8]] { Self.texts.map { Array($0.utf8) } }

  public func run(_ bytes: [UInt8]) -> Bool {
    guard let request = Self.request(bytes) else { return false }
    return (try? request.appearance.page()) != nil
  }

  /// The request that the lines make; nil where a word is refused.
  static func request(_ bytes: [UInt8]) -> FigureRequest? {
    guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
      return nil
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard !lines.isEmpty, let kind = KindRegistry.named(lines.removeFirst()) else { return nil }
    return try? FigureRequest(name: "f", kind: kind, arguments: lines)
  }

  /// Every kind with values that draw a small figure, and all options once.
  static let texts: [String] = {
    let plain = KindRegistry.all.map { kind -> String in
      switch kind.name {
      case "heatmap", "lines": "\(kind.name)\n--input\nexample:minilm\n--layer\n0\n--head\n0"
      case "heads": "heads\n--weights\nexample:minilm\n--layer\n5\n--heads\n0,2"
      case "model-view", "head-view", "rollout", "head-measures":
        "\(kind.name)\n--weights\nexample:minilm\n--layers\n0-1"
      case "attention": "attention\n--tokens\na b c\n--seed\n7\n--mask\ncausal\n--stage\nall"
      case "cross-attention": "cross-attention\n--query-tokens\na b\n--key-tokens\n我 爱"
      default: kind.name
      }
    }
    let options = [
      "pe-heatmap\n--positions\n9\n--dimensions\n6\n--layout\nhalves\n--transpose\n--origin\nlower\n"
        + "--colormap\nRdBu_r\n--vmin\n-1\n--vmax\n1\n--norm\npower\n--gamma\n0.5",
      "pe-heatmap\n--positions\n5\n--dimensions\n4\n--annotate\n--decimals\n3\n--square\n--size\n"
        + "300x200px\n--scale\n2\n--theme\ndark\n--lang\nzh\n--title\nx\n--font\nSerif, Sans",
      "pe-lines\n--dimensions\n16\n--at-positions\n1,5-7\n--dims\n3-9\n--xlim\n0,9\n--ylim\n-1,1.05\n"
        + "--x-scale\nlog",
      "similarity\n--metric\neuclidean\n--positions\n8\n--reference-position\n3\n--center\n0",
      "shift\n--dimensions\n8\n--pairs\n12-10,14-12", "frequencies\n--base\n100\n--y-scale\nlog",
      "attention\n--weights\nexample:minilm\n--layer\n4\n--head\n3\n--query-token\nit\n"
        + "--drop-tokens\n[CLS],[SEP]\n--renormalize",
      "attention\n--tokens\na b c d\n--window\n1\n--padding\n1\n--temperature\n0.5\n--index-base\n1",
      "diagram dot-product\n--tokens\na b\n--dimensions\n2\n--highlight\n0,1\n--values\nnumbers",
      "demo softmax-example\n--scores\n0.8,-0.1,10.5\n--dimensions\n4",
      "demo permutation\n--tokens\na b c\n--permutation\n2,0,1",
    ]
    return plain + options
  }()

  /// The names of kinds and of their options, and values at which rules end.
  static let vocabulary: [String] = {
    var seen = Set<String>()
    let names = KindRegistry.all.flatMap { kind in
      [kind.name] + KindVocabulary.of(kind).options.map { "\n--\($0.name)\n" }
    }
    let values = [
      "0", "1", "-1", "2", "3", "0.5", "1e-9", "1e308", "nan", "inf", "-0", "0-3", "3-0", "0,0",
      "0-999999", "9223372036854775807", "1000000", "1x1px", "1e9x1in", "300x200px", "0.1mm",
      "example:minilm", "a b c", "我 爱", "\u{301}", "\u{202e}", "\u{1F600}", ",", " ", "=", "#",
      "causal", "all", "log", "linear", "viridis", "RdBu_r", "dark", "zh", "numbers", "dot",
    ]
    return (names + values).filter { seen.insert($0).inserted }
  }()

  public init() {}
}
