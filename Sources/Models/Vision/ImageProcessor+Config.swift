// preprocessor_config.json, and what is usual where there is none.

internal import Images
internal import JSONTape
internal import Tokenizers

extension ImageProcessor {
  /// The processors of the library that do these steps, by the start of their names.
  private enum Family: String, CaseIterable {
    case vit = "ViT"
    case deit = "DeiT"
    case bit = "Bit"
    case clip = "CLIP"

    init?(name: String) {
      let ends = ["ImageProcessor", "ImageProcessorFast", "ImageProcessorPil", "FeatureExtractor"]
      guard
        let found = Self.allCases.first(where: { family in
          ends.contains { name == family.rawValue + $0 }
        })
      else { return nil }
      self = found
    }
  }

  /// What the authors of a kind of model gave its pictures, with this model's sizes.
  init(usualFor architecture: String, _ vision: VisionShape) {
    switch architecture {
    case "deit": self = Self.standard(.deit, side: vision.image)
    case "dinov2", "dinov2_with_registers": self = Self.standard(.bit, side: 224)
    case "clip", "clip_vision_model": self = Self.standard(.clip, side: vision.image)
    default: self = Self.standard(.vit, side: vision.image)
    }
    isUsual = true
  }

  /// The library's own defaults, for pictures of a side.
  private static func standard(_ family: Family, side: Int) -> ImageProcessor {
    var processor = ImageProcessor()
    switch family {
    case .vit:
      processor.size = .exact(height: side, width: side)
      processor.normalization = .halves
    case .deit:
      let whole = side * 8 / 7
      processor.size = .exact(height: whole, width: whole)
      processor.filter = .bicubic
      processor.crop = Sides(height: side, width: side)
      processor.normalization = .imageNet
    case .bit:
      processor.size = .shortestEdge(side * 8 / 7)
      processor.filter = .bicubic
      processor.crop = Sides(height: side, width: side)
      processor.normalization = .imageNet
    case .clip:
      processor.size = .shortestEdge(side)
      processor.filter = .bicubic
      processor.crop = Sides(height: side, width: side)
      processor.normalization = .clip
    }
    return processor
  }

  /// Keys that change no pixel here: names, layouts of arrays, and that pictures have three channels.
  private static let idle: Set<String> = [
    "image_processor_type", "feature_extractor_type", "processor_class", "do_convert_rgb",
    "data_format", "input_data_format", "return_tensors", "device", "_valid_processor_keys",
    "default_to_square", "disable_grouping",
  ]
  private static let known: Set<String> = [
    "do_resize", "size", "resample", "do_center_crop", "crop_size", "do_rescale", "rescale_factor",
    "do_normalize", "image_mean", "image_std",
  ]

  /// What a file asks for; what it leaves out is as usual.
  init(_ config: ModelConfig, usual: ImageProcessor, _ vision: VisionShape) throws(ModelError) {
    var isSquare = if case .exact = usual.size { true } else { false }
    self = usual
    isUsual = false
    if let name = config.text("image_processor_type", "feature_extractor_type") {
      guard let family = Family(name: name) else {
        throw config.fault(
          config.has("image_processor_type") ? "image_processor_type" : "feature_extractor_type",
          .unknown(value: quoted(name), known: ["those of ViT", "DeiT", "Bit", "CLIP"]))
      }
      self = Self.standard(family, side: 224)
      isSquare = family == .vit || family == .deit
    }
    for member in config.value.members {
      guard let key = member.key.string, !Self.idle.contains(key), !Self.known.contains(key) else {
        continue
      }
      // What is left out or refused changes nothing.
      guard member.value.isNull || member.value.bool == false else {
        throw config.fault(
          key,
          .unknownKey(
            value: ModelConfig.describe(member.value), of: "pictures, and may change them"))
      }
    }
    if let member = config.member("size") {
      size = try Self.size(member, config, isSquare: isSquare)
    }
    if try !config.flag("do_resize", default: true) { size = nil }
    if config.has("resample") {
      let number = try config.int("resample") ?? -1
      guard let known = Resampling(rawValue: number) else {
        throw config.fault(
          "resample",
          .unknown(
            value: "\(number)", kind: "a filter",
            known: ["1 (Lanczos)", "2 (bilinear)", "3 (bicubic)", "4 (box)", "5 (Hamming)"]))
      }
      filter = known
    }
    if let member = config.member("crop_size") {
      guard
        case .exact(let height, let width) = try Self.size(
          member, config, key: "crop_size", isSquare: true)
      else {
        throw config.fault(
          "crop_size", .wrongParts([], known: "\"height\" and \"width\""))
      }
      crop = Sides(height: height, width: width)
    }
    if try !config.flag("do_center_crop", default: crop != nil && Self.crops(config, usual)) {
      crop = nil
    }
    factor =
      try config.flag("do_rescale", default: true)
      ? try config.number("rescale_factor", default: 1.0 / 255) : nil
    if try config.flag("do_normalize", default: true) {
      var values = normalization ?? .imageNet
      values.mean = try Self.channels("image_mean", config) ?? values.mean
      values.deviation = try Self.channels("image_std", config) ?? values.deviation
      guard !values.deviation.contains(0) else {
        throw config.fault("image_std", .breaks(value: "0", rule: "pictures are divided by it"))
      }
      normalization = values
    } else {
      normalization = nil
    }
  }

  /// Whether pictures are cropped where a file does not say: by its kind, which has been taken over.
  private static func crops(_ config: ModelConfig, _ usual: ImageProcessor) -> Bool {
    let name = config.text("image_processor_type", "feature_extractor_type")
    guard let name, let family = Family(name: name) else { return usual.crop != nil }
    return family != .vit
  }

  private static func channels(_ key: String, _ config: ModelConfig) throws(ModelError) -> [Double]?
  {
    // One number stands for all channels.
    if let one = config.member(key)?.double { return [one, one, one] }
    guard let values = try config.numbers(key) else { return nil }
    guard values.count == 3 else {
      throw config.fault(key, .wrongCount(values.count, rule: "pictures have 3 channels"))
    }
    return values
  }

  /// A size as files of all ages have it: a number, or an object.
  private static func size(
    _ value: ParsedJSON, _ config: ModelConfig, key: String = "size", isSquare: Bool
  ) throws(ModelError) -> Size {
    let maximum = 1 << 13
    func side(_ value: ParsedJSON?) throws(ModelError) -> Int {
      guard let side = value?.int, (1...maximum).contains(side) else {
        throw config.fault(
          key,
          .wrongKind(.sides(maximum: maximum), value: value.map(ModelConfig.describe) ?? "null"))
      }
      return side
    }
    guard value.isObject else {
      let side = try side(value)
      return isSquare ? .exact(height: side, width: side) : .shortestEdge(side)
    }
    let keys = Set(value.members.filter { !$0.value.isNull }.compactMap(\.key.string))
    switch keys {
    case ["height", "width"]:
      return .exact(height: try side(value["height"]), width: try side(value["width"]))
    case ["shortest_edge"]: return .shortestEdge(try side(value["shortest_edge"]))
    default:
      throw config.fault(
        key,
        .wrongParts(keys.sorted(), known: "\"height\" with \"width\", or \"shortest_edge\""))
    }
  }
}
