// Every kind of figure on every page: drawn without refusal or with the least size that does, nothing
// cut or covered, and type as large as the page asks.

import ArgumentParser
import FigureKinds
import FigureLayout
import FigureModel
import FigurePipeline
import FigureScene
import TestSupport
import Testing
import TextFormats

@Suite struct PagePresetTests {
  private static let pages: [(page: PagePreset, width: Double, height: Double?, ticks: Double)] = [
    (.column, 322, nil, 7.5), (.text, 662, nil, 8), (.phone, 360, nil, 8.25),
    (.slide, 1280, 720, 14),
    (.poster, 2304, nil, 24),
  ]

  @Test(arguments: sampleCommands) func everyPageIsKept(_ command: String) throws {
    for (page, width, height, ticks) in Self.pages {
      let figure: LaidOutRequest
      do {
        figure = try LaidOutRequest(command) { $0.preset = page }
      } catch {
        var appearance = try parsedRequest(command).appearance
        appearance.preset = page
        guard let text = Self.refusal(error, appearance) else { throw error }
        let size = try #require(
          text.firstMatch(of: /at least ([0-9.]+x[0-9.]+(?:in|px)) is/), "\(text)")
        let minimum = try #require(PageSize(String(size.1)))
        #expect(throws: Never.self, "\(page): \(text)") {
          _ = try LaidOutRequest(command) {
            $0.preset = page
            $0.size = minimum
          }
        }
        continue
      }
      #expect(figure.faults == [], "--page \(page.rawValue)")
      if figure.request.appearance.size == nil {
        #expect(figure.scene.size.width == width, "\(page)")
        if let height { #expect(figure.scene.size.height == height) }
      }
      // The article's ticks stand in another proportion to its titles, not to the page. A diagram says how
      // large its words are drawn, never less than its page allows.
      let tick = try #require(figure.description.type?.tick)
      if figure.description.nodes == nil {
        #expect(tick == ticks, "\(page)")
      } else {
        #expect(tick >= ticks * page.minimumDiagram - 0.01, "\(page)")
      }
    }
  }

  /// A page is told as it is given: a telephone's in px, a slide with its height.
  @Test(
    arguments: [
      (.phone, "--page phone is 360px wide: at least 401x301px is needed"),
      (.slide, "--page slide is 13.33x7.5in: at least 4.18x3.14in is needed"),
      (.column, "--page column is 3.35in wide: at least 4.18x3.14in is needed"),
    ] as [(PagePreset, String)])
  func pagesAreToldInTheirUnit(_ page: PagePreset, _ words: String) throws {
    var appearance = try parsedRequest("shift").appearance
    appearance.preset = page
    let told = appearance.refusal(needed: Size(400.2, 300.5)).spelled(.command)
    #expect(told.hasPrefix(words), "\(told)")
  }

  private static func refusal(_ error: any Error, _ appearance: AppearanceArguments) -> String? {
    guard case .pageTooSmall(_, _, let width, let height)? = error as? LayoutError else {
      return nil
    }
    return appearance.refusal(needed: Size(width, height)).typed
  }

  @Test func aSizeKeepsThePagesType() throws {
    let figure = try LaidOutRequest("pe-heatmap --positions 20 --dimensions 16") {
      $0.preset = .column
      $0.size = PageSize("5x3in")
    }
    #expect(figure.scene.size == Size(480, 288))
    #expect(figure.description.type?.tick == 7.5)
  }

  /// The type of a size on paper, in pt: 14 pt at the 13.33 in of a slide, and so on in proportion.
  @Test(arguments: [
    ("3.3x2.5in", 7.5), ("84x60mm", 7.5), ("4.2x4in", 7.5), ("4.3x4in", 8), ("160x90mm", 8),
    ("22x12cm", 8), ("9.5x6in", 9.975), ("24x14in", 25.2), ("20x2in", 7.5), ("960x420pt", 12.8625),
    ("317x240px", 9.75), ("2304x1344px", 9.75),
  ])
  func aSizeOnPaperHasTypeOfItsOwn(_ size: String, _ ticks: Double) throws {
    let figure = try LaidOutRequest("pe-heatmap --positions 20 --dimensions 16 --no-colorbar") {
      $0.size = PageSize(size)
    }
    #expect(abs(try #require(figure.description.type?.tick) - ticks) < 0.02)
    let named = try LaidOutRequest("pe-heatmap --positions 20 --dimensions 16 --no-colorbar") {
      $0.size = PageSize(size)
      $0.preset = .screen
    }
    #expect(named.description.type?.tick == 9.75)
  }

  /// How panels stand does not depend on the pixels: lengths alone snap to these.
  @Test(arguments: [
    "pe-lines --dimensions 64 --at-positions 0-6", "heads --weights example:minilm --layer 4",
    "head-view --weights example:minilm --layer 4 --heads 4-6",
    "conventions --encoding rope --dimensions 8 --positions 8",
  ])
  func everyScaleHasTheSameArrangement(_ command: String) throws {
    for page in [PagePreset.phone, .column] {
      let usual = try LaidOutRequest(command) { $0.preset = page }
      for scale in [0.7, 1.5, 2, 3.3] {
        let scaled = try LaidOutRequest(command) {
          $0.preset = page
          $0.scale = scale
        }
        let (one, other) = (usual.scene.size, scaled.scene.size)
        #expect(abs(one.height - other.height) <= 0.1 * one.height, "\(page) at \(scale)")
        let lefts = [usual, scaled].map { Set($0.description.panels.map { Int($0.frame.x / 9) }) }
        #expect(lefts[0].count == lefts[1].count, "\(page) at \(scale)")
      }
    }
  }

  @Test func aPageHigherThanASheetIsWarnedOf() throws {
    let request = try parsedRequest(
      "head-view --weights seed:1,[1,7,60,60],weights --layer 0 --heads 0-6 --page text")
    let warnings = try FigureRenderer().prepare(request).warnings.map(\.description)
    #expect(warnings.contains { $0.contains("more than a page of paper") }, "\(warnings)")
  }

  @Test func allSizesFollowTheType() throws {
    let command = "frequencies --dimensions 16"
    let plain = try LaidOutRequest(command)
    // The light theme's ticks have 13 px.
    let doubled = try LaidOutRequest(command) { $0.fontSize = TypeSize("26px") }
    #expect(doubled.scene == plain.scene.scaled(by: 2))
    #expect(doubled.scene.size == Size(2400, 1080))
    // On a page of a size only the type grows.
    let sized = try LaidOutRequest(command) {
      $0.fontSize = TypeSize("26px")
      $0.size = PageSize("1200x900px")
    }
    #expect(sized.scene.size == Size(1200, 900))
    #expect(sized.description.type?.tick == 19.5)
  }

  @Test func theScreenIsAsItWas() throws {
    let command = "pe-heatmap --positions 20 --dimensions 16"
    let plain = try LaidOutRequest(command)
    let named = try LaidOutRequest(command) { $0.preset = .screen }
    #expect(named.scene == plain.scene)
  }

  @Test(arguments: ["8", "pt", "0pt", "-1pt", "nanpt", "8 furlongs"])
  func typeNeedsALength(_ text: String) { #expect(TypeSize(text) == nil) }

  @Test(arguments: [("1pt", false), ("1.5pt", true), ("300pt", true), ("301pt", false)])
  func typeIsReadable(_ text: String, _ isTaken: Bool) throws {
    var appearance = try AppearanceArguments.parse([])
    appearance.fontSize = TypeSize(text)
    let page = try? appearance.page()
    #expect((page != nil) == isTaken)
  }

  @Test func sharesAreThoseOfThePage() throws {
    let figure = try LaidOutRequest("pe-heatmap --positions 20 --dimensions 16") {
      $0.preset = .text
    }
    let panel = try #require(figure.description.panels.first)
    let page = figure.scene.size
    let share = panel.frame.width * panel.frame.height / (page.width * page.height)
    #expect(abs(try #require(panel.share) - share) < 0.001)
    #expect(share > 0.5)
  }
}
