// What can be wrong with a model, and the one sentence that says so.

internal import AttentionMath
public import Images
internal import JSONTape
public import MatrixFiles
public import SafeFiles
public import Tokenizers

/// Why a model could not be read or could not be run.
public enum ModelError: Error, Hashable, Sendable {
  /// The system would not open the file.
  case cannotOpen(file: String, OpenFailure)
  /// The file breaks a rule of its format.
  case malformed(file: String, FileProblem)
  /// The file asks for something that is not known here.
  case unsupported(file: String, Unsupported)
  /// The folder holds no model; `gguf` is a file in it that is one.
  case noModel(path: String, lookedFor: [String], gguf: String? = nil)
  /// There is nothing at the path.
  case notThere(path: String)
  /// The folder holds a config.json without weights.
  case noWeights(path: String, lookedFor: [String])
  /// A file of the weights is not there, and so many tensors with it.
  case missingShard(file: String, tensors: Int)
  /// The weights are there, but not as safetensors.
  /// - Parameter saved: the class that they were saved from, where the config names one.
  case pickledWeights(file: String, saved: String?)
  /// A file of tensors cannot be read.
  case tensors(MatrixFileError)
  /// A picture cannot be read.
  case image(ImageError)
  /// The tokenizer cannot be read or used.
  case tokenizer(TokenizerError)
  /// The checkpoint lacks a tensor of the architecture.
  case missingTensor(name: String, file: String)
  /// A tensor has another shape than the config asks for; -1 stands for any length.
  case wrongShape(name: String, file: String, shape: [Int], needed: [Int])
  /// A key of the config is missing or has a value that is no sense.
  case config(file: String, key: String, ConfigProblem)
  /// There are no tokens to run over.
  case emptyInput
  /// More tokens than the model has positions for.
  case tooLong(tokens: Int, context: Int)
  /// A token number beyond the vocabulary.
  case idOutOfRange(id: Int, vocabulary: Int)
  /// A segment beyond those of the model.
  case typeOutOfRange(type: Int, types: Int)
  /// The tokenizer has numbers that the model has no embedding for.
  case foreignTokenizer(tokens: Int, embeddings: Int, file: String)
  /// The model sees pictures alone, and was given a text.
  case needsImage(architecture: String)
  /// The model hears features of speech, and was given a text.
  case needsFeatures(architecture: String)
  /// Features of speech of another shape than the model's bands and frames.
  case wrongFeatures(shape: [Int], bands: Int, frames: Int)
  /// Features of speech that are no numbers.
  case featuresNotFinite(count: Int)
  /// The model needs another kind of input.
  case wrongInput(architecture: String, needed: NeededInput)
  /// Something was given that the model has no use for.
  case unusedInput(architecture: String, what: UnusedInput)
  /// A layer or head that is not there.
  case noSuchIndex(kind: String, index: Int, count: Int)
  /// Numbers that are none; the tensor is nil where the weights of that position are sound.
  case notFinite(file: String, location: String, tensor: String?)
  /// The weights are larger than the memory, in which they are kept from one step to the next.
  case weightsBeyondMemory(file: String, bytes: Int, memory: Int)
  /// The weights, or what is to be kept, need more memory than there is.
  case outOfMemory(what: String, bytes: Int, available: Int)
}

extension ModelError {
  /// Whether files are sound, and of a model that cannot be run.
  public var isOfAnUnknownModel: Bool {
    switch self {
    case .config, .unsupported, .missingTensor, .wrongShape: true
    default: false
    }
  }
}

extension ModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotOpen(let file, let failure): "\(file): cannot be opened: \(failure.reason)"
    case .missingShard(let file, let tensors):
      "\(file): cannot be opened: it is missing, and \(tensors) tensors lie in it; download it again"
    case .malformed(let file, let problem): "\(file): \(problem)"
    case .unsupported(let file, let what): "\(file): \(what)"
    case .noModel(let path, _, let file?):
      "\(path): has no config.json; \(quoted(file)) lies there: give that file"
    case .noModel(let path, let files, nil):
      "\(path): is no model: looked for \(files.joined(separator: ", ")); give the folder that holds "
        + "them, or a .gguf file"
    case .noWeights(let path, let files):
      "\(path): has config.json and no weights: lacks \(files.joined(separator: " or ")); download them "
        + "beside it"
    case .notThere(let path):
      "\(path): is not there: give the folder of a model, or a .gguf file"
    case .pickledWeights(let file, let saved):
      "\(file): is PyTorch's pickle, which can run any program and is not read; convert it: from "
        + "transformers import \(saved ?? "AutoModel"); model = \(saved ?? "AutoModel")"
        + ".from_pretrained(\"\(Self.folder(of: file))\"); "
        + "model.save_pretrained(\"\(Self.folder(of: file))\", safe_serialization=True)"
        + (saved == nil ? "; a class such as AutoModelForCausalLM keeps the head as well" : "")
    case .tensors(let error): error.description
    case .image(let error): error.description
    case .tokenizer(let error): error.description
    case .missingTensor(let name, let file):
      Self.isGGUF(file)
        ? "\(file): lacks the tensor \(quoted(name, atMost: 200)) that a model of its kind has: it is not whole; download it again"
        : "\(file): lacks the tensor \(quoted(name, atMost: 200)) that is asked for; where its config.json does that, "
          + "the file is not whole, or of another model than config.json: download both again"
    case .wrongShape(let name, let file, let shape, let needed):
      "\(file): the tensor \(quoted(name, atMost: 200)) has the shape \(shape), while its "
        + (Self.isGGUF(file)
          ? "metadata ask for \(shapeText(needed)): the file is damaged; download it again"
          : "config.json asks for \(shapeText(needed)); the two are of different models")
    case .config(let file, let key, let problem): "\(file): \(quoted(key)) \(problem)"
    case .emptyInput: "there is no token to run over: give a text that is not empty, or token ids"
    case .tooLong(let tokens, let context):
      "\(tokens) tokens are more than the model's \(context) positions: shorten the text, or cut it"
    case .idOutOfRange(let id, let vocabulary):
      "token id \(id) is outside the vocabulary 0-\(vocabulary - 1)"
    case .typeOutOfRange(let type, let types):
      types == 0
        ? "the model has no segments, so there is no second one: give one text"
        : "segment \(type) is outside the model's segments 0-\(types - 1)"
    case .foreignTokenizer(let tokens, let embeddings, let file):
      "\(file): the tokenizer gives ids up to \(tokens - 1), while the model has embeddings for "
        + "0-\(embeddings - 1): it is the tokenizer of another model"
    case .needsImage(let architecture): "a \(architecture) model needs an image and no text"
    case .needsFeatures(let architecture):
      "a \(architecture) model needs features of speech and no text"
    case .wrongFeatures(let shape, let bands, let frames):
      "the shape \(shape) is neither [\(bands), \(frames)], mel bins by frames, nor "
        + "[\(frames), \(bands)]: the model hears \(bands) mel bins (num_mel_bins) in \(frames) frames "
        + "(2 max_source_positions); pad or cut them to that, as the model's feature extractor does"
    case .featuresNotFinite(let count):
      "\(count) values are NaN or infinite, of which no attention can be computed; save them anew"
    case .wrongInput(let architecture, let needed): "a \(architecture) model needs \(needed)"
    case .unusedInput(let architecture, let what):
      "a \(architecture) model takes no \(what): leave it out"
    case .noSuchIndex(let kind, let index, let count):
      "\(kind) \(index) is not there: the model has \(count), numbered 0-\(count - 1)"
    case .notFinite(let file, let location, let tensor?):
      "\(file): the tensor \(quoted(tensor)) holds NaN or infinity, with which \(location) of the model "
        + "gives no numbers; download it again, or save it anew"
    case .notFinite(let file, let location, nil):
      "\(file): \(location) of the model gives NaN or infinity, although its weights are numbers: they grow "
        + "too large for 32 bits with this input"
    case .weightsBeyondMemory(let file, let bytes, let memory):
      "\(file): has \(MemoryLimit.readable(bytes)) of weights, and there are "
        + "\(MemoryLimit.readable(memory)) of memory in all: take a smaller model, or one of fewer bits a "
        + "weight, such as a GGUF file of Q4_K"
    case .outOfMemory(let what, let bytes, let available):
      "\(what) needs \(MemoryLimit.readable(bytes)), and \(MemoryLimit.readable(available)) of memory are available: take a "
        + "smaller model or fewer layers and heads"
    }
  }

  private static func isGGUF(_ file: String) -> Bool { file.lowercased().hasSuffix(".gguf") }

  /// The folder of a file, as a Python program is given it.
  private static func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  private func shapeText(_ shape: [Int]) -> String {
    "[\(shape.map { $0 < 0 ? "any" : "\($0)" }.joined(separator: ", "))]"
  }
}
