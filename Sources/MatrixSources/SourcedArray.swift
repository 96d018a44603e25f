// What a reference gives: one array, whether it lies in a file as one or has to be put together.

public import MatrixFiles
public import Models
import TextFormats

/// An array from a source.
public struct SourcedArray: Sendable {
  public var tensor: Tensor
  /// How it was made of the steps of a generation; nil for any other.
  public var steps: GenerationSteps?
  /// The positions on the first axes of the array that it is a part of; nil for a whole one.
  public var index: [Int]?
  /// Which of a batch and which step of a generation it is, where the array has several.
  public var chosen = ChosenPart()
  /// The model that made it from a text; nil for arrays that were stored.
  public var model: String?
  /// Which of the model's attentions it is, where it has several; nil for any other.
  public var stack: Stack?
  /// What lies along its first axis, where it was put together of arrays whose numbers are not their places.
  public var stacked: StackedNames?
  /// Weights of a model that are at hand for one layer at a time; nil for all others.
  public internal(set) var layered: LayeredHeads?

  /// What is to be said of an array beside its numbers.
  public var origin: ArrayOrigin {
    ArrayOrigin(
      steps: steps, index: index, chosen: chosen, model: model, stack: stack, stacked: stacked)
  }

  init(_ tensor: Tensor, steps: GenerationSteps? = nil) {
    self.tensor = tensor
    self.steps = steps
  }
}

extension SourcedArray {
  /// The array with what the places along its first axis are called where it comes from.
  fileprivate func stacking(_ names: [String]) -> SourcedArray {
    var array = self
    array.stacked = StackedNames(names)
    // Five axes are read as layers, a batch, heads, queries and keys.
    let axes = AttentionAxes(shape: tensor.info.shape)
    let isLayers = axes.map { $0.layerAxis == 0 } ?? (tensor.info.shape.count == 5)
    array.stacked?.axis = isLayers ? .layer : nil
    return array
  }
}

/// The part of an array that is left where one of a batch, or one step of a generation, was chosen.
public struct ChosenPart: Hashable, Sendable {
  /// The position on the axis of the batch; nil where there is one alone.
  public var batch: Int?
  /// The step of a generation; nil for all of them.
  public var step: Int?
  /// The position of the step's first query among those of all steps; nil where it is not known.
  public var firstQuery: Int?

  public init() {}

  /// Takes in what was chosen after this.
  mutating func add(_ later: ChosenPart) {
    batch = later.batch ?? batch
    step = later.step ?? step
    firstQuery = later.firstQuery ?? firstQuery
  }
}

/// Where an array comes from, as far as its readers should know.
public struct ArrayOrigin: Hashable, Sendable {
  public var steps: GenerationSteps?
  public var index: [Int]?
  public var chosen = ChosenPart()
  public var model: String?
  public var stack: Stack?
  public var stacked: StackedNames?

  public init(
    steps: GenerationSteps? = nil, index: [Int]? = nil, chosen: ChosenPart = ChosenPart(),
    model: String? = nil, stack: Stack? = nil, stacked: StackedNames? = nil
  ) {
    self.stacked = stacked
    self.steps = steps
    self.index = index
    self.chosen = chosen
    self.model = model
    self.stack = stack
  }
}

extension SourceRegistry {
  /// The array that a reference means.
  ///
  /// - `FILE` is the only tensor of a file, or all of them where their names differ by numbers alone:
  ///   layers of one shape are stacked in natural order, the steps of a generation made into one
  ///   causal matrix.
  /// - `FILE#NAME` is a tensor; with `*` in the name, or several names with commas between, they are
  ///   stacked in natural order or as they are listed.
  /// - `FILE1 FILE2 …`, with blanks between, and `*` in a file's name are several files, stacked.
  /// - Throws: where there is no such array, or its parts do not fit together.
  public static func array(
    _ reference: String, in context: SourceContext
  ) throws(MatrixFileError) -> SourcedArray {
    if let files = try FileList(reference, in: context) {
      var parts: [Tensor] = []
      for file in files.references {
        let array = try array(file, in: context)
        if array.steps != nil { throw files.unfit(file) }
        parts.append(array.tensor)
      }
      return try joined(parts, named: files.references, shapesOf: reference)
    }
    let parsed = try parsed(reference, in: context)
    if let name = parsed.name, source(of: reference) == GGUFSource.self {
      return SourcedArray(try GGUFSource.tensor(named: name, of: parsed.path, in: context))
    }
    let file = try source(of: reference).file(parsed.path, in: context)
    guard let name = parsed.name else { return try array(of: file) }
    if file.tensors.contains(where: { $0.name == name })
      || !(name.contains("*") || name.contains(","))
    {
      return SourcedArray(try file.tensor(named: name))
    }
    return try chosen(name, of: file)
  }

  /// The file of a reference that names one file and no tensor in it, opened; nil for any other reference.
  ///
  /// What a pipe holds can be read once: who looks into the file and then wants its array opens it by this, and
  /// goes on to ``array(of:)``.
  public static func wholeFile(
    _ reference: String, in context: SourceContext
  ) throws(MatrixFileError) -> MatrixFile? {
    guard try FileList(reference, in: context) == nil else { return nil }
    let parsed = try parsed(reference, in: context)
    guard parsed.name == nil else { return nil }
    return try source(of: reference).file(parsed.path, in: context)
  }

  /// The names of the tensors of a file that a name means: itself, or those of a list and of patterns in natural
  /// order.
  /// - Throws: where a pattern is no tensor's.
  public static func tensorNames(
    _ name: String, of file: MatrixFile
  ) throws(MatrixFileError) -> [String] {
    if file.tensors.contains(where: { $0.name == name })
      || !(name.contains("*") || name.contains(","))
    {
      return [name]
    }
    let known = file.tensors.compactMap(\.name)
    var names: [String] = []
    for part in name.split(separator: ",", omittingEmptySubsequences: true) {
      let text = String(part.drop { $0 == " " })
      guard text.contains("*") else {
        names.append(text)
        continue
      }
      let found = naturallyOrdered(known.filter { Self.matches($0, text) })
      guard !found.isEmpty else {
        throw .noSuchTensor(file: file.path, name: text, names: known)
      }
      names += found
    }
    return names
  }

  /// The tensors of several names, or of a pattern.
  private static func chosen(
    _ name: String, of file: MatrixFile
  ) throws(MatrixFileError) -> SourcedArray {
    let names = try tensorNames(name, of: file)
    var parts: [Tensor] = []
    for name in names { parts.append(try file.tensor(named: name)) }
    guard parts.count > 1 else { return SourcedArray(parts[0]) }
    // A pattern may choose the layers of steps, or steps themselves, as their names say.
    if !name.contains(","), let series = TensorSeries(parts.map(\.info)) {
      return try joined(series, of: file)
    }
    return try joined(parts, named: names, in: file.path, shapesOf: "\(file.path)#\(name)")
  }

  /// Whether a name has the pattern's text, with anything in the place of each `*`.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, let last = parts.last, parts.count > 1, name.hasPrefix(first),
      name.utf8.count >= first.utf8.count + last.utf8.count, name.hasSuffix(last)
    else { return name == pattern }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }

  /// The only tensor of a file, or its series of them as one array.
  public static func array(of file: MatrixFile) throws(MatrixFileError) -> SourcedArray {
    // What a model gave for a text has its weights under this name.
    if file.tensors.count > 1, file.tensors.contains(where: { $0.name == "attentions" }) {
      return SourcedArray(try file.tensor(named: "attentions"))
    }
    // What has fewer than two axes is no matrix: numbers of tokens, a scale.
    let candidates = file.tensors.filter { $0.shape.count >= 2 }
    if candidates.count == 1, file.tensors.count > 1, let name = candidates[0].name {
      var areNotes = true
      for other in file.tensors where other.shape.count < 2 && areNotes {
        areNotes = try isNote(other, in: file)
      }
      if areNotes { return SourcedArray(try file.tensor(named: name)) }
    }
    guard file.tensors.count > 1, candidates.count > 1, let series = TensorSeries(candidates) else {
      return SourcedArray(try file.tensor())
    }
    do throws(MatrixFileError) {
      return try joined(series, of: file)
    } catch {
      // Where they make no array it is to be said which is meant; of other tokens, why as well.
      guard case .differentTokens = error else { return SourcedArray(try file.tensor()) }
      throw error
    }
  }

  /// Longer lists beside an array are looked at as tensors of their own.
  private static let maximumNote = 1 << 16

  /// Whether what has no rows and columns says something of the array beside it and is none to be drawn: a single
  /// number, or whole numbers such as the ids of tokens.
  private static func isNote(
    _ info: TensorInfo, in file: MatrixFile
  ) throws(MatrixFileError) -> Bool {
    if info.count == 1 || info.elementType.isWhole { return true }
    // Text has whole numbers and others in one type.
    guard file.format == .json, info.count <= maximumNote, let name = info.name else {
      return false
    }
    return try file.tensor(named: name).values(as: Double.self).allSatisfy { $0 == $0.rounded() }
  }

  /// A series as one array: layers stacked, steps stitched, or both.
  private static func joined(
    _ series: TensorSeries, of file: MatrixFile
  ) throws(MatrixFileError) -> SourcedArray {
    func tensors(_ members: [TensorSeries.Member]) throws(MatrixFileError) -> [Tensor] {
      try file.tensors(named: members.map(\.info.name))
    }
    if series.depth == 1 {
      return try joined(
        try tensors(series.members), named: series.members.compactMap(\.info.name),
        in: file.path, shapesOf: file.path)
    }
    // Steps are along the number with which shapes grow, layers along the other.
    for stepIndex in [0, 1] {
      let layerIndex = 1 - stepIndex
      var layers: [Int: [TensorSeries.Member]] = [:]
      for member in series.members {
        layers[member.numbers[layerIndex], default: []].append(member)
      }
      let ordered = layers.sorted { $0.key < $1.key }.map { layer in
        layer.value.sorted { $0.numbers[stepIndex] < $1.numbers[stepIndex] }
      }
      guard ordered.allSatisfy({ GenerationSteps.areSteps($0.map(\.info.shape)) }) else { continue }
      var stitched: [Tensor] = []
      var steps: GenerationSteps?
      for layer in ordered {
        let made = try GenerationSteps.stitched(try tensors(layer), name: file.path)
        guard steps == nil || steps == made.steps else {
          throw .malformed(
            file: file.path, reason: "holds another number of steps in some layers than in others")
        }
        steps = made.steps
        stitched.append(made.tensor)
      }
      return SourcedArray(try Tensor.stacked(stitched, name: file.path), steps: steps)
        .stacking(series.names(ofNumber: layerIndex))
    }
    // Layers by heads.
    var outer: [Int: [TensorSeries.Member]] = [:]
    for member in series.members { outer[member.numbers[0], default: []].append(member) }
    var parts: [Tensor] = []
    for group in outer.sorted(by: { $0.key < $1.key }) {
      parts.append(try Tensor.stacked(try tensors(group.value), name: file.path))
    }
    return SourcedArray(try Tensor.stacked(parts, name: file.path))
      .stacking(series.names(ofNumber: 0))
  }

  /// Tensors in order as one array: the steps of a generation where their shapes grow so, of one layer or of
  /// several, else layers.
  /// - Parameters:
  ///   - names: what each is called.
  ///   - file: the file that they are in; nil for whole files.
  private static func joined(
    _ parts: [Tensor], named names: [String], in file: String? = nil, shapesOf name: String
  ) throws(MatrixFileError) -> SourcedArray {
    guard parts.count > 1 else { return SourcedArray(parts[0]) }
    if GenerationSteps.areSteps(parts.map(\.info.shape)) {
      let made = try GenerationSteps.stitched(parts, name: name)
      return SourcedArray(made.tensor, steps: made.steps)
    }
    if let layers = GenerationSteps.layers(ofRun: parts.map(\.info.shape)) {
      var stitched: [Tensor] = []
      var steps: GenerationSteps?
      for layer in layers {
        let made = try GenerationSteps.stitched(layer.map { parts[$0] }, name: name)
        stitched.append(made.tensor)
        steps = made.steps
      }
      return SourcedArray(try Tensor.stacked(stitched, name: name), steps: steps)
    }
    try requireSameTokens(parts, file.map { file in names.map { "\(file)#\($0)" } } ?? names)
    return SourcedArray(try Tensor.stacked(parts, name: name)).stacking(names)
  }

  /// Refuses arrays with tokens of their own that are not those of the others: they are of several sentences, and
  /// no layers or heads of one.
  /// - Parameter references: what names each.
  private static func requireSameTokens(
    _ parts: [Tensor], _ references: [String]
  ) throws(MatrixFileError) {
    // The names of a table's rows and columns need be no tokens.
    for labels in [\Tensor.rowLabels, \Tensor.columnLabels] {
      let known = parts.indices.filter {
        parts[$0].table == nil && parts[$0][keyPath: labels] != nil
      }
      guard let first = known.first,
        let other = known.first(where: {
          parts[$0][keyPath: labels] != parts[first][keyPath: labels]
        })
      else { continue }
      throw .differentTokens(references[first], references[other])
    }
  }
}
