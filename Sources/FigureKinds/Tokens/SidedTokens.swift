// The tokens of a model of two sides, as `extract` writes them beside its arrays.

import MatrixFiles
import Models
import TextFormats

/// What the encoder of a model read, and what its decoder was given:
/// `{"encoder": {"tokens": […]}, "decoder": {"tokens": […]}}`. The encoder's are none where it heard features.
struct SidedTokens {
  private let encoder: [String]
  private let decoder: [String]
  /// What messages call the file.
  private let file: String

  /// - Returns: nil for a file of any other form.
  init?(inJSON bytes: [UInt8], file: String) {
    guard let lists = try? TextList.lists(inJSON: bytes, file: file),
      let encoder = lists.first(where: { $0.name == "encoder.tokens" }),
      let decoder = lists.first(where: { $0.name == "decoder.tokens" })
    else { return nil }
    (self.encoder, self.decoder, self.file) = (encoder.texts, decoder.texts, file)
  }

  /// The sides that the queries and the keys of an array are of: by its name, as `extract` names it, and else
  /// by its shape, where that of one attention alone fits.
  /// - Throws: where neither says it.
  func axes(
    of name: String?, _ shape: (queries: Int, keys: Int)?
  ) throws(MatrixFileError) -> (queries: [String], keys: [String]) {
    if let stack = [Stack.encoder, .decoder, .cross].first(where: {
      name?.hasPrefix($0.name("")) ?? false
    }) {
      return axes(of: stack)
    }
    let fitting = [Stack.encoder, .decoder, .cross].map(axes).filter {
      shape.map { $0.queries } == $0.queries.count && shape.map { $0.keys } == $0.keys.count
    }
    guard fitting.count == 1 else {
      throw .malformed(
        file: file,
        reason:
          "has the tokens of an encoder and of a decoder, and the weights' name tells neither, as "
          + "encoder_attentions, decoder_attentions and cross_attentions do; choose them by "
          + "\(option: "tokens-file") \(file)#encoder.tokens or #decoder.tokens")
    }
    return fitting[0]
  }

  private func axes(of stack: Stack) -> (queries: [String], keys: [String]) {
    switch stack {
    case .encoder: (encoder, encoder)
    case .cross: (decoder, encoder)
    default: (decoder, decoder)
    }
  }
}
