// What can be wrong with a file of a model, and what it may ask for that is not read.

internal import SafeFiles
internal import Tokenizers

/// A rule of its format that a file breaks.
public enum FileProblem: Hashable, Sendable {
  case cutShort
  case shrank
  /// In place of the file there is the note that Git leaves where it fetched none.
  case gitPointer
  case tooLarge(limit: String)
  /// Why it is no JSON.
  case noJSON(String)
  case noObject
  case lacks(String)
  /// An index of shards places a tensor in no file, in one outside of its folder, or in too many.
  case unassignedTensor
  case shardOutside(name: String)
  case tooManyShards(Int, maximum: Int)
  /// Of GGUF files.
  case noGGUF
  case noMetadata
  case alignment(String)
  case tooMany(UInt64, what: String)
  case unknownMetadata(type: UInt32)
  case deepLists(maximum: Int)
  case tooManyAxes(tensor: String, count: UInt32, maximum: Int)
  case noShape(tensor: String)
  case brokenBlocks(tensor: String, row: Int, block: Int)
  case tensorOffset(tensor: String, offset: UInt64)
  case tensorCutShort(tensor: String, bytes: Int, at: Int, of: Int)
  /// It begins elsewhere than where the one before it ends.
  case outOfLine(tensor: String, offset: Int, needed: Int)
  /// A name stands twice in a list.
  case repeated(name: String)
  /// Metadata that are no number, or none that could be meant.
  case noNumber(key: String, value: String)
  case brokenHeads(tensor: String, size: Int)
  case frequencies(tensor: String, count: Int)
}

extension FileProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cutShort: "is cut short; download it again"
    case .shrank: "became shorter while it was read"
    case .gitPointer: GitPointer.problem
    case .tooLarge(let limit): "is larger than \(limit)"
    case .noJSON(let reason): reason
    case .noObject: "is no object of keys and values"
    case .lacks(let name): "lacks \(name)"
    case .unassignedTensor: "places a tensor in no file"
    case .shardOutside(let name):
      "names the file \(quoted(name)), while shards lie in the folder of the index"
    case .tooManyShards(let count, let maximum): "names \(count) files; \(maximum) are allowed"
    case .noGGUF: "is no GGUF file: it does not begin with GGUF"
    case .noMetadata: "has no metadata"
    case .alignment(let value):
      "general.alignment is \(value), which is no power of 2 up to 1048576"
    case .tooMany(let count, let what): "declares \(count) \(what), more than its size allows"
    case .unknownMetadata(let type): "has metadata of the unknown type \(type)"
    case .deepLists(let maximum): "has lists more than \(maximum) deep in its metadata"
    case .tooManyAxes(let tensor, let count, let maximum):
      "gives the tensor \(quoted(tensor)) \(count) axes; at most \(maximum) are allowed"
    case .noShape(let tensor): "gives the tensor \(quoted(tensor)) no sensible shape"
    case .brokenBlocks(let tensor, let row, let block):
      "\(quoted(tensor)) has rows of \(row) values, which make no blocks of \(block)"
    case .tensorOffset(let tensor, let offset):
      "\(quoted(tensor)) begins at \(offset), which is beyond the file or not aligned"
    case .tensorCutShort(let tensor, let bytes, let start, let count):
      "is cut short: \(quoted(tensor)) needs \(bytes) bytes at \(start) of \(count); download it again"
    case .outOfLine(let tensor, let offset, let needed):
      "\(quoted(tensor)) begins at \(offset), and not at \(needed), where the tensor before it ends: the file "
        + "is damaged; download it again"
    case .repeated(let name): "holds \(quoted(name)) twice: it is not known which is meant"
    case .noNumber(let key, let value): "\(key) is \(value), which is no number for it"
    case .brokenHeads(let tensor, let size):
      "\(quoted(tensor)) has rows that make no heads of \(size)"
    case .frequencies(let tensor, let count): "\(quoted(tensor)) holds \(count) frequencies"
    }
  }
}

/// What a sound file asks for that is not known here.
public enum Unsupported: Hashable, Sendable {
  /// A bias that models of the kind do not have.
  case bias(tensor: String)
  /// A tensor stands in the file under two names.
  case twice(tensor: String, other: String)
  /// The head is not stored, and the config does not say that it is the embeddings.
  case noHead(tensor: String)
  /// A GGUF file of another version, or of a machine with the other order of bytes.
  case version(UInt32)
  case architecture(String, known: [String])
  case ownNumberOfEachLayer(key: String)
  /// The weights have a layer that the config does not count.
  case moreLayers(tensor: String, layers: Int)
  /// One of several files that a model was split into.
  case part(of: Int)
  /// Metadata that would change what the model computes.
  case metadata(key: String, value: String, architecture: String)
  /// A tensor of a type that is not read.
  case type(String, tensor: String)
  /// Weights of fewer bits, with the numbers that scale them beside them.
  case quantized(tensor: String, type: String)
}

extension Unsupported: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bias(let tensor):
      "holds the bias \(quoted(tensor)), and models of this model_type have none there: its "
        + "config.json is of another model"
    case .twice(let tensor, let other):
      "holds both \(quoted(tensor, atMost: 200)) and \(quoted(other, atMost: 200)), which are names of one tensor of this model: leave one out"
    case .noHead(let tensor):
      "lacks the head \(quoted(tensor)), and \"tie_word_embeddings\" is false, or left out, which is "
        + "the same: set it to true if the embeddings are the head"
    case .version(let version):
      (1...0xffff).contains(version.byteSwapped)
        ? "is a GGUF file of a big-endian machine, which is not read"
        : "is GGUF version \(version); 2 and 3 are read"
    case .architecture(let name, let known):
      "is a model of type \(quoted(name)), which is not read from GGUF; "
        + "\(known.joined(separator: ", ")) are"
    case .moreLayers(let tensor, let layers):
      "says that there are \(layers) layers, while the weights hold \(quoted(tensor, atMost: 200)): the two are of different models"
    case .part(let count):
      "is one of the \(count) files that a model was split into, which are not read: join them with "
        + "gguf-split of llama.cpp"
    case .metadata(let key, let value, let architecture):
      "\(key) is \(value), which is not known for a \(architecture) model"
    case .ownNumberOfEachLayer(let key): "gives each layer a \(key) of its own"
    case .type(let type, let tensor):
      "holds \(quoted(tensor)) as \(type), which is not read; F32, F16, BF16, Q4_0, Q4_1, Q5_0, "
        + "Q5_1, Q8_0, Q2_K to Q6_K, IQ4_NL and IQ4_XS are"
    case .quantized(let tensor, let type):
      "holds \(quoted(tensor)) as \(type): quantised weights, which are not read; use a GGUF file, or "
        + "the weights before quantisation"
    }
  }
}
