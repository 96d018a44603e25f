// `verify`: what is claimed of figures, measured.

import ArgumentParser
import Article
import FigureClaims
import FigureKinds
import FigureModel
import FigurePipeline
import Glibc
import StageTimes
import TextFormats

/// Checks claims on figures' own data.
struct Verify: ParsableCommand, TimedCommand, ManifestCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check what is claimed of figures on their own data.",
    discussion: """
      With a manifest: the claims of every figure's kind, on that figure's own data. Without one: what \
      the article says in words, and its slips, each with the number that shows it. Ends with 1 if a \
      claim fails. With --check nothing is printed: it ends with 2 if the file is not what would be.

      Examples:
        attnplot verify
        attnplot verify docs/figures.yaml
        attnplot verify --format json
        attnplot verify docs/figures.yaml --format markdown --check docs/claims.md
      """)

  @Argument(
    help: ArgumentHelp("A manifest; the article's claims if not given.", valueName: "manifest"),
    completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String?

  @OptionGroup var root: RootArguments

  enum Format: String, ChoiceValue {
    case text, json, markdown
  }

  static let format = OptionDeclaration<Format>(
    "format", "How to print.", initial: Format.text)
  @Option(Self.format) var format: Format

  static let lang = OptionDeclaration<Language>(
    "lang", "The language of the statements.", initial: Language.english)
  @Option(Self.lang) var lang: Language

  static let check = OptionDeclaration<String?>(
    "check",
    "Print nothing: say whether this file is what would be printed now, and end with 2 if not.",
    valueName: "file", shape: .file)
  @Option(Self.check) var check: String?

  @OptionGroup(title: "What the checks may take") var limits: WholeLimits

  @OptionGroup var timing: TimingArguments

  static let parameters: [Parameter<Self>] = [
    Parameter(\._root),
    Parameter(format, \._format),
    Parameter(lang, \._lang),
    Parameter(check, \._check),
    Parameter(\._limits),
    Parameter(\._timing),
  ]

  func run() throws {
    let limits = try root.limits(manifest)
    let root = try root.checked(manifest)
    let read = try manifest.map {
      try Manifest.checked(
        path: $0, root: root, overrides: Manifest.Overrides(limits: limits),
        limits: self.limits.limits)
    }
    func located(_ figures: [Int], _ reason: Message) -> FigureError? {
      read?.figures.error(ofFigures: figures, reason)
    }
    let verified = try GuardedWork.run(
      "the claims", limits: self.limits.limits, located: located
    ) { progress -> Verified in
      if let read { try results(of: read, progress) } else { try articleResults() }
    }
    try hand(verified)
  }

  /// What was measured, as it is reported.
  private struct Verified: Codable {
    var text: String
    /// How many claims there are, and the names of those that fail.
    var count: Int
    var failed: [String]

    init(_ text: String, _ claims: [CheckedClaim]) {
      self.text = text
      count = claims.count
      failed = claims.filter { !$0.holds }.map {
        $0.figure.isEmpty ? $0.id : "\($0.id) (\($0.figure))"
      }
    }
  }

  /// Checks what the article says, and its slips.
  private func articleResults() throws -> Verified {
    let article = try StageClock.measure(.check) { try ArticleClaims.check() }
    let slips = try StageClock.measure(.check) { try ArticleSlips.all() }
    let text =
      switch format {
      case .text: self.text(article, slips)
      case .json: try json(article, slips)
      case .markdown: markdown(article, slips)
      }
    return Verified(text, article.flatMap(\.results) + slips.map(\.checked))
  }

  /// Checks the figures of a manifest, each once, whatever themes and languages it has.
  private func results(of manifest: Manifest, _ progress: FigureProgress) throws -> Verified {
    let computations = FigureComputations()
    try manifest.figures.checkArguments(computations, progress)
    var claims: [CheckedClaim] = []
    var seen = Set<String>()
    for figure in manifest.figures where seen.insert(figure.id).inserted {
      do throws(FigureError) {
        claims += try progress.during(seen.count - 1) { () throws(FigureError) in
          let subject = ClaimSubject(
            figure: figure.id, try computations.computed(figure.request))
          return try StageClock.measure(.check) { () throws(FigureError) in
            try Claims.check(subject)
          }
        }
      } catch {
        throw figure.located(error)
      }
    }
    let table = ClaimTable(claims, language: lang)
    let text =
      switch format {
      case .text:
        claims.isEmpty
          ? Localized(
            en: "No claim speaks of these figures.\n", zh: "没有适用于这些图的论断。\n")[lang]
          : table.text()
      case .json: try JSONText.encoded(Listing(claims: claims.map { Entry($0, lang) }, slips: nil))
      case .markdown: table.markdown(namesFigures: true)
      }
    return Verified(text, claims)
  }

  /// Prints what was measured, or compares it with what was printed before.
  private func hand(_ verified: Verified) throws {
    var drift: FileDrift?
    if let check {
      drift = try OutputFile(path: check, bytes: Array(verified.text.utf8)).drift(isText: true)
    } else {
      try OutputFiles.print(verified.text)
    }
    if let drift { try OutputFiles.print(TerminalText.line(drift.description) + "\n") }
    // A claim that fails is the worse of the two.
    guard verified.failed.isEmpty else {
      throw FigureError.work(
        "\(verified.failed.count) of \(verified.count) claims failed: \(verified.failed.joined(separator: ", "))"
      )
    }
    if drift != nil { throw DriftFound() }
  }

  // MARK: Words

  private var slipsHeading: String {
    Localized(en: "Slips of the originals", zh: "原文中的疏误")[lang]
  }

  private func text(_ article: [ArticleClaims.Checked], _ slips: [Slip]) -> String {
    var text = ""
    for checked in article {
      text += "\(checked.claim.number). \(checked.claim.statement[lang])\n"
    }
    text += "\n" + ClaimTable(article.flatMap(\.results), language: lang).text()
    text += "\n\(slipsHeading)\n"
    for slip in slips {
      let claim = slip.checked
      text += "\(slip.id)  \(claim.measured)  \(claim.measurement.bound.description)  "
      text += "\(claim.verdict[lang])\n  \(slip.printed[lang])\n  \(slip.right[lang])\n"
      text += "  (\(slip.measurement.what[lang]))\n"
    }
    return text
  }

  private func markdown(_ article: [ArticleClaims.Checked], _ slips: [Slip]) -> String {
    var text = ""
    for checked in article {
      text += "### \(checked.claim.number). "
      text += MarkdownText.escaped(checked.claim.statement[lang]) + "\n\n"
      text += ClaimTable(checked.results, language: lang).markdown() + "\n"
    }
    text += "### \(slipsHeading)\n\n"
    return text + ClaimTable(slips.map(\.checked), language: lang).markdown()
  }

  // MARK: JSON

  private struct Entry: Encodable {
    struct Limit: Encodable {
      var comparison: String
      var value: Double
    }

    var id: String
    /// The article's number of the statement that this claim checks.
    var article: Int?
    var figure: String?
    var statement: String
    var printed: String?
    var what: String
    var measured: Double
    /// How far rounding may have moved it; none where it is exact.
    var uncertainty: Double?
    var bound: Limit
    var verdict: String

    init(
      _ claim: CheckedClaim, article: Int? = nil, printed: String? = nil, _ language: Language
    ) {
      id = claim.id
      self.article = article
      figure = claim.figure.isEmpty ? nil : claim.figure
      statement = claim.statement[language]
      self.printed = printed
      what = claim.measurement.what[language]
      measured = claim.measurement.meaningfulValue
      uncertainty = claim.measurement.uncertainty > 0 ? claim.measurement.uncertainty : nil
      bound = Limit(
        comparison: claim.measurement.bound.symbol, value: claim.measurement.bound.value)
      verdict = claim.holds ? "holds" : "fails"
    }
  }

  private struct Listing: Encodable {
    var claims: [Entry]
    var slips: [Entry]?
  }

  private func json(
    _ article: [ArticleClaims.Checked], _ slips: [Slip]
  ) throws -> String {
    let listing = Listing(
      claims: article.flatMap { checked in
        checked.results.map { Entry($0, article: checked.claim.number, lang) }
      },
      slips: slips.map { Entry($0.checked, printed: $0.printed[lang], lang) })
    return try JSONText.encoded(listing)
  }
}
