// What can be wrong with a part of a tokenizer's file: the value, the rule that it breaks, what would do.

internal import SafeFiles

/// A rule that a tokenizer's file breaks.
public enum TokenizerProblem: Hashable, Sendable {
  case noJSON(String)
  case tooLarge(limit: String)
  /// In place of the file there is the note that Git leaves where it fetched none.
  case gitPointer
  case lacks([String])
  /// Tokens that every vocabulary of a model has are not in it.
  case noVocabulary(of: String, without: [String])
  /// A value is none of the kind that it must be: a list, a text.
  case wrongKind(String)
  /// The same of an element of a list.
  case wrongElement(Int, kind: String)
  /// A number beyond those that there are.
  case number(Int, above: Int)
  case beyondVocabulary(Int, of: Int)
  /// Where one character is asked for.
  case notOneCharacter(String, as: String)
  case noNumber(token: String, maximum: Int)
  case unequal(Int, what: String, other: Int, than: String)
  /// A template names a text or a token that there is none of.
  case unknownName(String, known: String)
  /// A merge that is no two tokens, or joins or makes what is not in the vocabulary.
  case brokenMerge(Int, text: String)
  case unknownMerge(Int, text: String)
  /// An added token's number is not the one that the library `tokenizers` gives it.
  case contradictedNumber(token: String, Int, library: Int, isInVocabulary: Bool)
  /// Of a token of a vocabulary.
  case noScore(token: Int)
  case unreadable(String)
}

extension TokenizerProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noJSON(let reason): reason
    case .tooLarge(let limit): "is larger than \(limit)"
    case .gitPointer: GitPointer.problem
    case .lacks(let names): "lacks \(names.joined(separator: " or "))"
    case .noVocabulary(let model, let tokens):
      "is no vocabulary of \(model): the tokens \(tokens.joined(separator: " and ")) are not in it"
    case .wrongKind(let kind): "is \(kind)"
    case .wrongElement(let index, let kind): "has \(kind) at \(index)"
    case .number(let number, let maximum): "is \(number), above \(maximum)"
    case .beyondVocabulary(let id, let count): "is \(id), beyond the vocabulary of \(count)"
    case .notOneCharacter(let text, let role):
      "has the \(role) \(quoted(text)), which is not one character"
    case .noNumber(let token, let maximum): "gives \(quoted(token)) no number from 0 to \(maximum)"
    case .unequal(let count, let what, let other, let than):
      "has \(count) \(what) and \(other) \(than)"
    case .unknownName(let name, let known): "names \(quoted(name)), which is none of \(known)"
    case .brokenMerge(let rank, let text):
      "merge \(rank) is \(quoted(text)), and not two tokens with a space between them"
    case .unknownMerge(let rank, let text):
      "merge \(rank), \(quoted(text)), joins or makes what is not in the vocabulary"
    case .contradictedNumber(let token, let id, let library, let isInVocabulary):
      "gives \(quoted(token)) the number \(id), and "
        + (isInVocabulary
          ? "the vocabulary has it as \(library)" : "the next free one is \(library)")
        + ", which the tokenizers library takes; write \(library)"
    case .noScore(let token): "token \(token) has no score"
    case .unreadable(let part): "\(part) cannot be read"
    }
  }
}

/// What a sound file asks for that is not known here.
public enum UnknownTokenizer: Hashable, Sendable {
  /// A step or a choice by its name.
  case step(String)
  case choice(String)
  /// Joints of tokens that are left out at random.
  case dropout
  /// A kind of SentencePiece model.
  case sentencePiece(String)
  /// A kind of tokenizer in a GGUF file, and its rule for splitting texts.
  case gguf(String)
  case split(String)
  /// Of a model whose tokenizer only a tokenizer.json says whole.
  case needsJSON(model: String)
  /// A language that its kind of model does not have.
  case language(String)
  /// Byte pairs, where its kind of model has unigrams.
  case noUnigrams
}

extension UnknownTokenizer: CustomStringConvertible {
  public var description: String {
    switch self {
    case .step(let name): "is of type \(quoted(name)), which is not known"
    case .choice(let name): "is \(quoted(name)), which is not known"
    case .dropout: "asks for joints that are left out at random: set it to null"
    case .sentencePiece(let kind):
      "is a SentencePiece model of \(kind); unigram and BPE are read"
    case .gguf(let name):
      "has a tokenizer of type \(quoted(name)); llama, gpt2, bert and t5 are read: give token ids"
    case .split(let name):
      "splits texts as \(quoted(name)), whose pattern is not known: give token ids"
    case .needsJSON(let model):
      "is the tokenizer of a \(quoted(model)) model, whose normalisation and special tokens are known "
        + "from a tokenizer.json alone; save one with "
        + "AutoTokenizer.from_pretrained(…).save_pretrained(…)"
    case .language(let name):
      "is to be of the language \(quoted(name)), which its kind of model does not have"
    case .noUnigrams: "is no unigram model, as those of its kind are"
    }
  }
}
