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
      // The article's ticks stand in another proportion to its titles, not to the page.
      #expect(figure.description.type?.tick == ticks, "\(page)")
    }
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

  @Test func allSizesFollowTheType() throws {
    let command = "frequencies --dimensions 16"
    let plain = try LaidOutRequest(command)
    // The light theme's ticks have 13 px.
    let doubled = try LaidOutRequest(command) { $0.fontSize = TypeSize("26px") }
    #expect(doubled.scene == plain.scene.scaled(by: 2))
    #expect(doubled.scene.size == Size(2400, 1000))
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
