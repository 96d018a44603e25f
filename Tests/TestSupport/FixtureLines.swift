// Small text files under Tests/Fixtures: words in lines, `#` before what says where they come from.

import Foundation

/// The lines of a text fixture, split at spaces, without comments.
/// - Parameter path: below Tests/Fixtures.
public func fixtureLines(_ path: String) throws -> [[String]] {
  // …/Tests/TestSupport/FixtureLines.swift
  let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
  let text = try String(
    contentsOfFile: tests.joined(separator: "/") + "/Fixtures/" + path, encoding: .utf8)
  return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    .map { $0.split(separator: " ").map(String.init) }
}
