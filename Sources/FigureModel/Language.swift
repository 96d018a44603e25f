// The languages that built-in titles, labels and descriptions are written in.

/// A language of built-in text.
public enum Language: String, CaseIterable, Hashable, Sendable {
  case english = "en"
  case chinese = "zh"

  /// The BCP 47 tag that text in this language carries.
  public var tag: String {
    switch self {
    case .english: "en"
    case .chinese: "zh-CN"
    }
  }

  /// What stands between two sentences.
  public var sentenceGap: String {
    switch self {
    case .english: " "
    case .chinese: ""
    }
  }
}

/// One piece of built-in text in every language.
public struct Localized: Hashable, Sendable {
  public var english: String
  public var chinese: String

  public init(en english: String, zh chinese: String) {
    self.english = english
    self.chinese = chinese
  }

  public subscript(language: Language) -> String {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }
}
