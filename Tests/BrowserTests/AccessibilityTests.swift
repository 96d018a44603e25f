// What axe-core says of the pages: nothing that keeps people out.

import Foundation
import TestSupport
import Testing

@testable import FigureReport

extension BrowserTests {
  @Suite(.serialized) struct Accessibility {
    /// The script of axe-core, where it was fetched.
    static let script = try? String(
      contentsOfFile: PythonTools.folder + "/axe_core_python/axe.min.js", encoding: .utf8)

    /// What is serious or critical on the page that is open.
    private static func faults() async throws -> String {
      let browser = try browser()
      try await browser.run("\(script ?? "")\nwindow.axe = axe;")
      try await browser.run(
        """
        axe.run(document, {resultTypes: ['violations']}).then((result) => {
          window.faults = result.violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
            .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 120)).join(' ')}`);
        });
        """)
      try await browser.wait(until: "window.faults")
      return try await browser.text("window.faults.join('|')")
    }

    @Test(
      .enabled(if: script != nil, "NOT RUN: axe-core was not fetched; Tests/fetch does"),
      arguments: [(1400, "light", "en"), (390, "dark", "zh"), (390, "light", "en")])
    func reportsKeepNobodyOut(_ width: Int, _ scheme: String, _ language: String) async throws {
      let browser = try browser()
      let (_, _, address) = try await ReportOnPaper.article.value
      try await browser.prefer(scheme)
      try await browser.show(width: width, isTouched: width < 400)
      try await browser.open(address)
      try await browser.run("document.getElementById('language-\(language)').click();")
      #expect(try await Self.faults() == "")
      try await browser.run("localStorage.clear();")
      try await browser.showAsBefore()
      try await browser.prefer("light")
    }

    @Test(.enabled(if: script != nil, "NOT RUN: axe-core was not fetched; Tests/fetch does"))
    func theLivePageKeepsNobodyOut() async throws {
      let browser = try browser()
      let explore = try RunningExplore()
      try await browser.open(explore.address)
      try await browser.wait(until: "document.querySelector('.frame .cells')")
      try await browser.run(
        "document.getElementById('more').open = true; document.getElementById('compare').click();")
      try await browser.wait(
        until: "document.querySelector('#difference .cells, #difference .none')")
      #expect(try await Self.faults() == "")
      #expect(explore.interrupt() == 0)
    }
  }
}
