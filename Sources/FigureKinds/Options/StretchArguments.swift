// How far a model was trained, and how many times as far it is to reach: for figures of scalings.

public import ArgumentParser
import AttentionMath
import FigureModel
import TextFormats

/// The trained context, and the factor of scalings that say none of their own.
public struct StretchArguments: DeclaredOptions {
  static let context = OptionDeclaration<Int?>(
    "context",
    "The context that the model was trained on, in positions; if not given that of \(option: "config"), or 4096.",
    valueName: "n", rule: .from(1, to: 0x1p40, "must be from 1 to 2^40"))
  @Option(Self.context) public var context: Int?

  static let factor = OptionDeclaration<Double?>(
    "factor",
    "How many times scalings stretch the context, where neither they nor \(option: "config") say it.",
    valueName: "number", rule: .atLeast(1, "must be a finite number of 1 or more"))
  @Option(Self.factor) public var factor: Double?

  public static let parameters: [Parameter<StretchArguments>] = [
    Parameter(context, \._context),
    Parameter(factor, \._factor),
  ]

  public init() {}

  /// Encodings with the trained context, and how many times as far they are to reach.
  struct Stretched {
    var encodings: [ChosenEncoding] = []
    var context: Int
    /// nil where nothing says it, or encodings say different things.
    var factor: Double?
    var warnings: [Message] = []
  }

  /// The encodings, in which scalings that say nothing of their own take what these options say.
  /// - Parameter reach: how far the figure goes: a scaling of which nothing says how far it stretches is
  ///   taken to stretch that far, with a warning.
  func list(
    _ arguments: EncodingListArguments, in context: ComputeContext, reaching reach: Int? = nil
  ) throws(FigureError) -> Stretched {
    let specifications = arguments.encoding?.specifications ?? []
    try refuseContradictions(specifications)
    let configurations = try arguments.maker().configurations(in: context)
    var stretched = try stretch(
      configurations, drawsLine: reach == nil, isWanted: withoutFactor(specifications) != nil)
    if self.context == nil, arguments.config == nil {
      takeOriginals(of: specifications, configurations, into: &stretched, drawsLine: reach == nil)
    }
    if stretched.factor == nil, arguments.config == nil,
      let open = withoutFactor(specifications)
    {
      guard let reach, reach > stretched.context else { throw lacksFactor(open) }
      let factor = Double(reach) / Double(stretched.context)
      stretched.factor = factor
      stretched.warnings.append(
        Message(
          "\(OptionReference("encoding", "\(open)")): stretched \(plain(factor)) times, from the context of "
            + "\(stretched.context) to \(reach), as nothing says how far; \(option: "factor") N says it",
          zh: "\(OptionReference("encoding", "\(open)"))：未给出倍数，按 \(plain(factor)) 倍从训练长度 "
            + "\(stretched.context) 拉伸到 \(reach)；可用\(option: "factor")另行指定"))
    }
    stretched.encodings = try arguments.list(
      [
        .init("factor", stretched.factor.map { "\($0)" }, isDefault: true),
        .init("original", "\(stretched.context)", isDefault: true),
      ]
        // What goes by the length of the text has that of the figure, or all that its own context is
        // stretched to.
        + [reach.map { EncodingMaker.Shared.length(ofText: $0 &+ 1) }].compactMap(\.self),
      isStretched: reach == nil, in: context)
    let isScaled = stretched.encodings.contains(where: \.isScaled)
    if let given = self.factor, !isScaled {
      throw .usage(
        "\(option: "factor") \(plain(given)): nothing is stretched; give an encoding such as rope:scaling=yarn",
        zh: "\(option: "factor") \(plain(given))：没有拉伸；请给出 rope:scaling=yarn 这样的编码")
    }
    // Distances have no line at the context, which scalings alone go by.
    if let given = self.context, reach != nil, !isScaled {
      throw .usage(
        "\(option: "context") \(given): nothing is stretched, so that no context has a part in it; leave it "
          + "out, or give an encoding such as rope:scaling=yarn",
        zh: "\(option: "context") \(given)：没有拉伸，训练长度不起作用；请去掉它，或给出 rope:scaling=yarn 这样的编码")
    }
    // Where encodings reach differently far, there is no one line.
    let factors = Set(stretched.encodings.compactMap(\.stretch))
    stretched.factor = factors.isEmpty ? self.factor : factors.count == 1 ? factors.first : nil
    return stretched
  }

  /// The option whose configuration all encodings have.
  private static let config = EncodingListArguments.config.option.name

  /// The context that scalings say they were trained on, the first where they differ, which readers are told.
  private func takeOriginals(
    of specifications: [EncodingSpecification], _ configurations: [ConfiguredEncoding],
    into stretched: inout Stretched, drawsLine: Bool
  ) {
    let own = specifications.compactMap { specification in
      specification["original"].flatMap(Int.init).map { (specification, $0) }
    }
    guard let (first, context) = own.first else { return }
    let used = Self.use(ofFirst: drawsLine)
    func warn(_ option: OptionReference, _ other: Int) {
      let name = OptionReference("encoding", "\(first)")
      stretched.warnings.append(
        Message(
          "\(option): trained on \(other) positions, \(name) on \(context), \(used.english)",
          zh: "\(option)：训练长度为 \(other) 个位置，\(name) 为 \(context)，\(used.chinese)"))
    }
    for (specification, other) in own.dropFirst() where other != context {
      warn(OptionReference("encoding", "\(specification)"), other)
    }
    for configured in configurations {
      if let trained = configured.meant.trained, trained != context {
        warn(configured.option, trained)
      }
    }
    stretched.context = context
  }

  /// What becomes of the first of several contexts.
  private static func use(ofFirst drawsLine: Bool) -> Localized {
    drawsLine
      ? Localized(en: "which is the line drawn", zh: "所画的线是后者")
      : Localized(
        en: "which scalings take that say none", zh: "未写明训练长度的缩放采用后者")
  }

  /// The first scaling that stretches by a factor which nothing says.
  private func withoutFactor(
    _ specifications: [EncodingSpecification]
  ) -> EncodingSpecification? {
    specifications.first { specification in
      guard let name = specification["scaling"], specification["config"] == nil,
        specification["factor"] == nil, specification["attention-factor"] == nil,
        let scaling = RotaryScalings.all.first(where: { $0.name == name })
      else { return false }
      return scaling.parameters.contains { $0.name == "factor" }
    }
  }

  private func lacksFactor(_ specification: EncodingSpecification) -> FigureError {
    let name = specification["scaling"] ?? ""
    return .usage(
      "\(OptionReference("encoding", "\(specification)")): \(name) stretches by a factor, and none is "
        + "given; give \(option: "factor") 4, or \(specification),factor=4",
      zh: "\(OptionReference("encoding", "\(specification)"))：\(name) 按倍数拉伸，但未给出倍数；请给出"
        + "\(option: "factor") 4，或 \(specification),factor=4")
  }

  /// Refuses an encoding that says otherwise than an option.
  private func refuseContradictions(
    _ specifications: [EncodingSpecification]
  ) throws(FigureError) {
    // Where one scaling says nothing of its own, the option is for that one.
    let isWanted = withoutFactor(specifications) != nil
    for specification in specifications {
      for (name, parameter, value) in [
        ("factor", "factor", factor), ("context", "original", context.map(Double.init)),
      ] as [(String, String, Double?)] {
        guard let value, let own = specification[parameter], let number = Double(own),
          number != value, !(isWanted && name == "factor")
        else { continue }
        throw .usage(
          "\(OptionReference(name, plain(value))), "
            + "\(OptionReference("encoding", "\(specification)")): one says \(plain(value)) and the "
            + "other \(parameter)=\(own); give one of them",
          zh: "\(OptionReference(name, plain(value)))、"
            + "\(OptionReference("encoding", "\(specification)"))：一处为 \(plain(value))，另一处为 "
            + "\(parameter)=\(own)，请只给一个")
      }
    }
  }

  /// What options and configurations say together.
  /// - Parameter isWanted: whether the factor is for a scaling that says none.
  private func stretch(
    _ configurations: [ConfiguredEncoding], drawsLine: Bool, isWanted: Bool
  ) throws(FigureError) -> Stretched {
    let used = Self.use(ofFirst: drawsLine)
    var stretch = Stretched(context: context ?? 4096, factor: factor)
    var first: ConfiguredEncoding?
    for configured in configurations {
      let meant = configured.meant
      if let trained = meant.trained {
        if let context, context != trained {
          guard meant.isTrainedUnsure else {
            throw .usage(
              "\(option: "context") \(context), \(configured.option): the configuration was trained on "
                + "\(trained) positions; leave \(option: "context") out",
              zh:
                "\(option: "context") \(context)、\(configured.option)：配置的训练长度为 \(trained) 个位置，请去掉\(option: "context")"
            )
          }
        } else if let first, stretch.context != trained {
          stretch.warnings.append(
            Message(
              "\(configured.option): trained on \(trained) positions, \(first.label) on "
                + "\(stretch.context), \(used.english)",
              zh:
                "\(configured.option)：训练长度为 \(trained) 个位置，\(first.label) 用的是 \(stretch.context)，\(used.chinese)"
            ))
        } else {
          stretch.context = trained
          if meant.isTrainedUnsure, context == nil {
            stretch.warnings.append(
              Message(
                "\(configured.option): max_position_embeddings \(trained) is taken for the trained "
                  + "context; \(option: "context") N says another",
                zh:
                  "\(configured.option)：把 max_position_embeddings \(trained) 当作训练长度；可用\(option: "context")另行指定"
              ))
          }
        }
        first = first ?? configured
      }
      // A factor of the base alone is none of the context.
      guard !meant.inferred.contains("factor"),
        let own = meant.parameters["factor"].flatMap(Double.init)
      else { continue }
      let isOfAll = configured.option.name == Self.config
      if let factor, factor != own, isOfAll || !isWanted {
        throw .usage(
          "\(option: "factor") \(plain(factor)), \(configured.option): the configuration stretches by "
            + "\(plain(own)); leave \(option: "factor") out",
          zh:
            "\(option: "factor") \(plain(factor))、\(configured.option)：配置的拉伸倍数为 \(plain(own))，请去掉\(option: "factor")"
        )
      }
      // That of one encoding is none of the others.
      if isOfAll { stretch.factor = stretch.factor ?? own }
    }
    return stretch
  }
}

extension ChosenEncoding {
  /// The scaling of a rotation that is stretched; nil for others.
  private var scaling: (any RotaryScaling)? {
    encoding.rotationOfText.map(\.scaling).flatMap { $0 is UnscaledRotary ? nil : $0 }
  }

  /// Whether it is a rotation that is stretched.
  fileprivate var isScaled: Bool { scaling != nil }

  /// How many times as far as the trained context it is to reach; nil where nothing says it.
  fileprivate var stretch: Double? {
    guard let scaling else { return nil }
    if let own = specification?["factor"] { return Double(own) }
    if let meant = configured?.meant {
      // A factor of the base alone is none of the context.
      if meant.inferred.contains("factor") { return nil }
      if let own = meant.parameters["factor"] { return Double(own) }
    }
    return scaling.number("factor")
  }
}
