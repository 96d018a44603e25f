// --theme and --lang choose among a manifest's variants; none of them takes another one's name.

import CairoRendering
import FigureModel
import FigurePipeline
import Foundation
import TestSupport
import Testing
import TextFormats

@Suite struct VariantChoiceTests {
  private static let manifest = """
    output: out
    defaults: { \(Site.small), lang: [en, zh], theme: [light, dark] }
    figures:
      - { id: a, kind: pe-heatmap, positions: 4, dimensions: 8 }
      - { id: b, kind: shift, dimensions: 8, lang: en, theme: light }

    """

  private func names(
    themes: [Theme.Name]? = nil, languages: [Language]? = nil, of manifest: String = Self.manifest
  ) throws -> [String] {
    try Manifest(
      text: manifest.replacing("output: out\n", with: ""), name: "m",
      overrides: .init(themes: themes, languages: languages)
    ).figures.map(\.name)
  }

  @Test func variantsKeepTheirNames() throws {
    #expect(try names() == ["a", "a.zh", "a.dark", "a.dark.zh", "b"])
    #expect(try names(languages: [.chinese]) == ["a.zh", "a.dark.zh", "b.zh"])
    #expect(try names(languages: [.english]) == ["a", "a.dark", "b"])
    #expect(try names(themes: [.dark]) == ["a.dark", "a.dark.zh", "b.dark"])
    #expect(try names(themes: [.dark], languages: [.chinese]) == ["a.dark.zh", "b.dark.zh"])
    let all = try names()
    #expect(try names(languages: [.chinese, .english]) == all + ["b.zh"])
    // The first that is listed has the plain name, whichever it is.
    let chinese = Self.manifest.replacing("[en, zh]", with: "[zh, en]")
    #expect(try names(languages: [.english], of: chinese) == ["a.en", "a.dark.en", "b"])
  }

  @Test func whatIsChosenIsDrawnAndNothingElse() async throws {
    let site = try Site(["m.yaml": Self.manifest])
    try await site.run()
    let drawn = try site.files()
    let chinese = Manifest.Overrides(languages: [.chinese])
    let result = try await site.run(site.plan(only: ["a"], overrides: chinese)) {
      $0.isForced = true
    }
    #expect(result.outcomes.map(\.figure.name) == ["a.zh", "a.dark.zh"])
    #expect(try site.files() == drawn)
    #expect(try site.causes().isEmpty)
  }

  /// A variant that is asked for and not listed has a name of its own, and is not left over.
  @Test func variantsBesidesAreNotLeftOver() async throws {
    let site = try Site(["m.yaml": Self.manifest])
    try await site.run()
    let drawn = try site.files().filter { !$0.key.hasPrefix(".") }
    let plan = try site.plan(only: ["b"], overrides: .init(themes: [.dark]))
    #expect(plan.figures.map(\.isListed) == [false])
    try await site.run(plan)
    let after = try site.files().filter { !$0.key.hasPrefix(".") }
    #expect(after.filter { drawn[$0.key] != nil } == drawn)
    #expect(Set(after.keys).subtracting(drawn.keys) == ["b.dark.svg"])
    #expect(try await site.run { $0.prunes = true }.orphans.isEmpty)
    #expect(try site.folder.list("out").contains("b.dark.svg"))
    // Until its figure leaves.
    try site.folder.write(
      Self.manifest.split(separator: "\n").dropLast().joined(separator: "\n"), to: "m.yaml")
    #expect(try site.plan().orphans().map(\.name) == ["b.dark.svg", "b.svg"])
  }

  /// A variant that is asked for besides has a name that another figure may have.
  @Test func namesAreComparedWithAllThatAreListed() throws {
    let manifest = """
      defaults: { theme: light }
      figures:
        - { id: a, kind: shift }
        - { id: a.dark, kind: shift }

      """
    #expect(try names(of: manifest) == ["a", "a.dark"])
    #expect(throws: ManifestError.self) { try names(themes: [.dark], of: manifest) }
  }

  // MARK: Names of a template

  private func templated(
    themes: [Theme.Name]? = nil, languages: [Language]? = nil, _ template: String
  ) throws -> [String] {
    try Manifest(
      text: Self.manifest.replacing("output: out\n", with: ""), name: "m",
      overrides: .init(themes: themes, languages: languages, names: NameTemplate(template))
    ).figures.map(\.name)
  }

  @Test func aTemplateNamesEachVariantByItself() throws {
    let template = "{id}.{lang}.{theme}"
    let all = ["a.en.light", "a.zh.light", "a.en.dark", "a.zh.dark", "b.en.light"]
    #expect(try templated(template) == all)
    #expect(try templated(languages: [.chinese], template) == [all[1], all[3], "b.zh.light"])
    #expect(try templated(themes: [.dark], template) == [all[2], all[3], "b.en.dark"])
    #expect(
      try templated("{locale}-{theme}_{id}") == [
        "en-light_a", "zh_CN-light_a", "en-dark_a", "zh_CN-dark_a", "en-light_b",
      ])
  }

  /// The manifest's own template, which the command line's takes the place of; narrowing a run leaves
  /// every file its name, and nothing over.
  @Test func aManifestSaysHowItsFilesAreCalled() async throws {
    let site = try Site(["m.yaml": "name-template: '{id}.{lang}.{theme}'\n" + Self.manifest])
    try await site.run()
    let drawn = try site.files()
    #expect(drawn.keys.contains("a.zh.dark.svg"))
    let narrow = try site.plan(only: ["a"], overrides: .init(languages: [.chinese]))
    let result = try await site.run(narrow) { $0.isForced = true }
    #expect(result.outcomes.map(\.figure.name) == ["a.zh.light", "a.zh.dark"])
    #expect(try site.files() == drawn)
    #expect(try site.causes().isEmpty)
    let other = try site.plan(overrides: .init(names: NameTemplate("{lang}{theme}{id}")))
    #expect(other.figures.first?.name == "enlighta")
    // Pictures under other names are another set's.
    #expect(other.orphans().count == drawn.keys.count { $0.hasSuffix(".svg") })
  }

  @Test func namesThatMeetAreErrors() throws {
    let manifest = """
      name-template: '{id}{lang}.{theme}'
      figures:
        - { id: a, kind: shift, lang: [zh, en] }
        - { id: A, kind: shift }

      """
    #expect {
      try names(of: manifest)
    } throws: {
      "\($0)".contains("Aen.light") && "\($0)".contains("differs only in case")
    }
  }

  @Test(arguments: [
    ("'{id}.{lang}'", "names need {id}, {theme} and {lang} or {locale}"),
    ("'{id}.{lang}.{thema}'", "{thema} is no key; did you mean theme?"),
    ("[a]", "must be a pattern such as"),
  ])
  func whatIsNoTemplateIsAnErrorOfItsKey(_ value: String, _ message: String) {
    #expect {
      try names(of: "name-template: \(value)\n" + Self.manifest)
    } throws: {
      "\($0)".contains("m:1:16: name-template: ") && "\($0)".contains(message)
    }
  }

  // MARK: Texts that a language lacks

  @Test func missingTranslationsAreWarnings() throws {
    let manifest = try Manifest(
      text: """
        figures:
          - id: a
            kind: shift
            lang: [en, zh]
            theme: [light, dark]
            title: { en: A }
            caption: { zh: 甲 }
            alt: { en: Only English }
            x-label: { en: x, zh: 横 }

        """, name: "m.yaml")
    #expect(
      manifest.figures.warnings.map(\.description) == [
        "m.yaml:6:12: title: has no zh; the text in en is shown in its place",
        "m.yaml:7:14: caption: has no en; the text in zh is shown in its place",
      ])
    let english = try Manifest(
      text: "figures: [{ id: a, kind: shift, title: { en: A } }]", name: "m.yaml")
    #expect(english.figures.warnings.isEmpty)
  }
}
