// What a model needs that it was not given, and what it was given that it has no use for.

/// What a model needs in place of what it was given, or of what it was asked for.
public enum NeededInput: Hashable, Sendable {
  /// A text, as it sees no pictures.
  case textAlone
  case textOrImage
  /// A text for the decoder.
  case decoderText
  /// The token that its decoder begins with, which no file of it names.
  case targetStart
  case segments(tokens: Int, given: Int)
  case image(shape: [Int])
  /// An image of any size.
  case imageOfPatches(channels: Int, patch: Int)
  /// A head over its vocabulary.
  case head
  /// Input for an array that it does not make of this one.
  case otherFor(array: String)
  /// Other figures than those of what it does not have.
  case otherThanCross, otherThanPositions, otherThanPatches
}

extension NeededInput: CustomStringConvertible {
  public var description: String {
    switch self {
    case .textAlone: "a text: it sees no pictures, so leave out the image"
    case .textOrImage: "a text or an image"
    case .decoderText: "a text for the decoder as well, or its token ids"
    case .targetStart:
      "a text for the decoder to go on from, or its token ids: its files name no decoder_start_token_id"
    case .segments(let tokens, let given):
      "a segment for each of the \(tokens) tokens, not \(given)"
    case .image(let shape): "an image of shape \(shape)"
    case .imageOfPatches(let channels, let patch):
      "an image of \(channels) channels and a patch of \(patch) pixels or more"
    case .head: "a head that gives the next token"
    case .otherFor(let array): "other input for \(array)"
    case .otherThanCross:
      "to be asked for attention: it has no cross-attention, which encoder-decoders have"
    case .otherThanPositions:
      "another figure: it computes its positions and has no table of them"
    case .otherThanPatches:
      "another figure: it has no table of the positions of an image's patches"
    }
  }
}

/// What a model takes no notice of, so that it would be given in vain.
public enum UnusedInput: Hashable, Sendable {
  case targetText, features
  /// Its tokenizer would make one text of two.
  case secondText
  /// A side of a model that has one, or of attention that has both.
  case side, sideOfCross
}

extension UnusedInput: CustomStringConvertible {
  public var description: String {
    switch self {
    case .targetText: "target text, which models with a decoder of their own do"
    case .features: "features, which models of speech do"
    case .secondText: "second text: its tokenizer puts nothing between two, which would be one"
    case .side: "side: it has no encoder beside a decoder"
    case .sideOfCross: "side in cross-attention, which has both"
    }
  }
}
