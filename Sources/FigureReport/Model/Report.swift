// What a report says, free of any format: sections of text, figures, claims and tables.

public import FigureClaims
import FigureKinds
public import FigureModel
import TextFormats

/// A report: the same sections and figures in one language or several.
public struct Report: Sendable {
  /// One for each language, in the order they are offered.
  public var editions: [ReportEdition]
  /// Every figure that an edition shows, in the order of their numbers.
  public var figures: [ReportFigure]
  /// The languages that it is written in, whichever of them these editions are: the files of the first
  /// have the report's plain name.
  public var languages: [Language]
  /// What is not wrong, but not as readers will expect it: texts that a language lacks.
  var notices: [String] = []

  /// - Parameter languages: those that it is written in; those of the editions if not given.
  /// - Precondition: there is at least one edition.
  public init(
    editions: [ReportEdition], figures: [ReportFigure], languages: [Language]? = nil
  ) {
    precondition(!editions.isEmpty)
    self.editions = editions
    self.figures = figures
    self.languages = languages ?? editions.map(\.language)
  }

  /// The figure of this id and its number, from 1.
  func figure(_ id: String) -> (figure: ReportFigure, number: Int)? {
    guard let index = figures.firstIndex(where: { $0.id == id }) else { return nil }
    return (figures[index], index + 1)
  }
}

/// A report in one language.
public struct ReportEdition: Sendable {
  public var language: Language
  public var title: String
  public var authors: [String]
  public var sections: [ReportSection]

  public init(
    language: Language, title: String, authors: [String] = [], sections: [ReportSection]
  ) {
    self.language = language
    self.title = title
    self.authors = authors
    self.sections = sections
  }
}

/// A part of a report under a heading.
public struct ReportSection: Sendable {
  /// The same in every language: letters, digits and `-`.
  public var id: String
  /// nil for text that stands before the first heading.
  public var title: String?
  public var blocks: [ReportBlock]
  /// Another language that the title is in, where its own is missing.
  public var titleLanguage: Language?
  /// The blocks that are in another language than the edition, where their own text is missing.
  public var blockLanguages: [Int: Language] = [:]

  public init(id: String, title: String?, blocks: [ReportBlock]) {
    self.id = id
    self.title = title
    self.blocks = blocks
  }
}

/// One block of a section.
public indirect enum ReportBlock: Sendable {
  case paragraph([ReportInline])
  /// A heading within a section, of level 3 or more.
  case heading(level: Int, [ReportInline])
  /// Items, numbered from `start` or, where that is nil, with bullets.
  case list(start: Int?, items: [[ReportBlock]])
  case quote([ReportBlock])
  /// Code, and the word that names its language; empty where none does.
  case code(String, language: String)
  case formula(Formula)
  case separator
  /// A figure, by its id.
  case figure(String)
  case claims([CheckedClaim])
  case slips([Slip])
  /// The numbers of a small figure, by its id.
  case table(DataTable)
  /// A table of the text's own.
  case textTable(TextTable)
  /// What notes say, at the end of their section.
  case notes([ReportNote])
}

/// A table of words.
public struct TextTable: Sendable {
  /// Where the words of a column stand.
  public enum Alignment: Hashable, Sendable { case start, center, end }

  /// One for each column.
  public var alignments: [Alignment]
  public var header: [[ReportInline]] = []
  /// Rows of as many cells as there are columns.
  public var rows: [[[ReportInline]]] = []
}

/// A note at the end of a section.
public struct ReportNote: Sendable {
  /// From 1 on through the whole report.
  public var number: Int
  public var blocks: [ReportBlock]
}

/// A run of text within a block.
public indirect enum ReportInline: Sendable {
  case text(String)
  case code(String)
  case emphasis([ReportInline])
  case strong([ReportInline])
  /// Words that do not hold any more.
  case struck([ReportInline])
  /// Text that leads to an address, which is one that a page may lead to.
  case link(String, [ReportInline])
  case formula(Formula)
  /// "Figure 3", by the figure's id, or other words that lead there.
  case figure(String, [ReportInline])
  /// The raised number of a note, and whether nothing before it calls the same one.
  case note(Int, isFirst: Bool)
  case lineBreak
  /// Space as wide as these digits, of which nothing is seen.
  case spacer(String)

  /// The characters alone.
  var plain: String {
    switch self {
    case .text(let text), .code(let text): text
    case .emphasis(let parts), .strong(let parts), .struck(let parts), .link(_, let parts),
      .figure(_, let parts):
      parts.map(\.plain).joined()
    case .note, .spacer: ""
    case .formula(let formula): formula.linear
    case .lineBreak: " "
    }
  }
}

/// A small matrix with names along its sides.
public struct DataTable: Hashable, Sendable {
  /// The figure whose numbers these are.
  public var figure: String
  public var columnLabels: [String]
  public var rowLabels: [String]
  /// The numbers as text, row by row.
  public var cells: [[String]]

  public init(figure: String, columnLabels: [String], rowLabels: [String], cells: [[String]]) {
    self.figure = figure
    self.columnLabels = columnLabels
    self.rowLabels = rowLabels
    self.cells = cells
  }
}

/// The words of reports that nobody writes.
struct ReportStrings {
  let language: Language

  init(_ language: Language) { self.language = language }

  private func localized(_ english: String, _ chinese: String) -> String {
    Localized(en: english, zh: chinese)[language]
  }

  func figure(_ number: Int) -> String { localized("Figure \(number)", "图 \(number)") }
  var contents: String { localized("Contents", "目录") }
  var claims: String { localized("Checked claims", "已验证的论断") }
  var linkHere: String { localized("Link to this section", "本节链接") }

  /// What folded claims say of themselves.
  func checks(_ count: Int, failing: Int) -> String {
    if failing == 0 {
      return localized(
        count == 1 ? "1 check holds" : "\(count) checks hold", "\(count) 项验证全部成立")
    }
    return localized(
      "\(failing) of \(count) checks \(failing == 1 ? "fails" : "fail")",
      "\(count) 项验证中有 \(failing) 项不成立")
  }

  var claim: String { localized("claim", "论断") }
  var measured: String { localized("measured", "测得") }
  var bound: String { localized("bound", "界限") }
  var verdict: String { localized("verdict", "结论") }
  var note: String { localized("Note", "注") }
  var backToText: String { localized("Back to the text", "返回正文") }
  var printed: String { localized("printed", "原文") }
  var right: String { localized("right", "正确") }
  var shownBy: String { localized("shown by", "依据") }
  var warnings: String { localized("Note: ", "注：") }
  var figures: String { localized("Figures", "图") }
  var page: String { localized("page", "页") }
  var command: String { localized("Command", "命令") }
  var values: String { localized("values", "数值") }
  var languageName: String { localized("Language", "语言") }
  var theme: String { localized("Theme", "主题") }
  var system: String { localized("system", "跟随系统") }
  var light: String { localized("light", "浅色") }
  var dark: String { localized("dark", "深色") }
  var rowTable: String { localized("Row", "行") }

  func reduced(_ from: (Int, Int), _ to: (Int, Int)) -> String {
    localized(
      "The picture shows this matrix, [\(from.0), \(from.1)], reduced to [\(to.0), \(to.1)]; the "
        + "values read from it are the matrix's own.",
      "图中将 [\(from.0), \(from.1)] 的矩阵缩减为 [\(to.0), \(to.1)]；读出的数值仍是矩阵本身的。")
  }

  /// Of a figure that has no layout for narrow screens.
  var sideways: String {
    localized("Wider than this screen: it scrolls sideways.", "比屏幕宽，可左右滑动查看。")
  }

  var valuesLeftOut: String {
    let option = Message("\(flag: "save-matrix")").spelled(.command)
    return localized(
      "The matrix is too large for its values to be part of this page; \(option) writes them.",
      "矩阵过大，数值未收入本页；可用 \(option) 保存。")
  }
}
