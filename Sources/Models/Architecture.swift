// The architectures that are known. Each is a file of Architectures/ and a line here.

public import AttentionMath
internal import JSONTape
internal import Tokenizers

/// What a model is given.
public struct ModelInput: Sendable {
  /// Token numbers of the text, of the encoder where there is one.
  public var ids: [Int] = []
  /// The segment of each token; empty for all in the first.
  public var typeIDs: [Int] = []
  /// Token numbers of the decoder.
  public var decoderIDs: [Int] = []
  /// Log-mel features of speech, shape `[bands, frames]`.
  public var features: Matrix<Float>?
  /// An image.
  public var pixels: PixelValues?

  public init(
    ids: [Int] = [], typeIDs: [Int] = [], decoderIDs: [Int] = [], features: Matrix<Float>? = nil,
    pixels: PixelValues? = nil
  ) {
    self.ids = ids
    self.typeIDs = typeIDs
    self.decoderIDs = decoderIDs
    self.features = features
    self.pixels = pixels
  }
}

/// An image as a model takes it: normalised, plane by plane.
public struct PixelValues: Hashable, Sendable {
  public let channels: Int
  public let height: Int
  public let width: Int
  /// Shape `[channels, height, width]`.
  public let values: [Float]

  /// - Precondition: there are `channels · height · width` values.
  public init(channels: Int, height: Int, width: Int, values: [Float]) {
    precondition(values.count == channels * height * width)
    self.channels = channels
    self.height = height
    self.width = width
    self.values = values
  }
}

/// Layers of attention that belong together.
public struct StackShape: Hashable, Sendable {
  public var stack: Stack
  public var layers: Int
  public var heads: Int
  /// How many heads of keys and values there are.
  public var keyHeads: Int
}

/// The sizes of a model.
public struct ModelShape: Hashable, Sendable {
  public var stacks: [StackShape]
  /// The length of a token's vector.
  public var width: Int
  /// How many tokens there are; 0 for images.
  public var vocabulary: Int
  /// The most tokens a text may have; nil where positions have no end.
  public var context: Int?
  /// What it needs.
  public var inputs: Set<InputKind>
  /// How many segments it tells apart; 0 where it has none.
  public var segments = 0
  /// How it sees images; nil for models that see none.
  public var vision: VisionShape?
  /// The features of speech that it hears; nil for models that hear none.
  public var speech: SpeechShape?
}

/// The size of the features of speech that a model hears.
public struct SpeechShape: Hashable, Sendable {
  /// Bands of the mel scale, `num_mel_bins`.
  public var bands: Int
  /// Frames of features, two for each of `max_source_positions`.
  public var frames: Int
}

/// How a model cuts an image into tokens.
public struct VisionShape: Hashable, Sendable {
  /// The attention over the image's tokens.
  public var stack: Stack
  /// The side of the images that it was trained on, in pixels.
  public var image: Int
  /// The side of a patch, in pixels.
  public var patch: Int
  /// The tokens before the patches, by name: `[CLS]`.
  public var specials: [String]
  /// Whether images of that side alone have positions.
  public var isFixed: Bool
}

/// A kind of input.
public enum InputKind: String, CaseIterable, Hashable, Sendable {
  case text, decoderText, features, image
}

/// What a kind of model computes.
protocol Architecture: Sendable {
  /// The `model_type`s of config.json that it is for.
  static var modelTypes: [String] { get }
  /// What may stand before the names of its tensors.
  static var prefixes: [String] { get }

  init(_ config: ModelConfig) throws(ModelError)

  var shape: ModelShape { get }

  /// The names of tables of learned positions, without `.weight`.
  var positionTables: [String] { get }

  /// The table of positions of an image's patches; nil for models that see no images, and those
  /// without such a table.
  var patchTable: LearnedPatchTable? { get }

  /// Computes what is asked for.
  func run(_ input: ModelInput, _ pass: inout Pass) throws(ModelError)
}

extension Architecture {
  var positionTables: [String] { [] }
  var patchTable: LearnedPatchTable? { nil }
}

/// Where a model keeps the positions of an image's patches, and for which patches they are.
struct LearnedPatchTable: Sendable {
  let name: String
  /// Tokens before the patches that have positions.
  let specials: Int
  /// Patches along a side.
  let side: Int
  let width: Int
}

/// All that are known.
enum Architectures {
  static let all: [any Architecture.Type] = [
    BERT.self, RoBERTa.self, DistilBERT.self, ALBERT.self, ELECTRA.self, MPNet.self,
    ModernBERT.self, GPT2.self, GPTNeoX.self, GPTJ.self, OPT.self, BLOOM.self, Llama.self,
    Mistral.self, Qwen2.self, Qwen3.self, Gemma2.self, Gemma3.self, Phi3.self, OLMo2.self, T5.self,
    BART.self, MBART.self, Marian.self, Pegasus.self, M2M100.self, Whisper.self, ViT.self,
    DeiT.self, DINOv2.self, CLIP.self,
  ]

  static func find(_ config: ModelConfig) throws(ModelError) -> any Architecture.Type {
    guard let member = config.member("model_type") else {
      throw config.fault("model_type", .missing())
    }
    guard let type = member.string else {
      throw config.fault("model_type", .wrongKind(.text, value: ModelConfig.describe(member)))
    }
    guard let found = all.first(where: { $0.modelTypes.contains(type) }) else {
      throw config.fault(
        "model_type",
        .unknown(value: quoted(type), known: all.flatMap { $0.modelTypes }.sorted()))
    }
    for holder in [config, config.part("text_config")].compactMap(\.self) {
      for key in ["quantization_config", "compression_config"] where holder.has(key) {
        throw holder.fault(key, .quantized(method: holder.quantization(key)))
      }
    }
    return found
  }
}
