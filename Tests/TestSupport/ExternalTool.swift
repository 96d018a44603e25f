// Other people's programs as judges of our files: rsvg-convert, pdftoppm, xmllint and the like.

import Foundation

/// Runs a program that reads its input and writes its answer through pipes, so that no file is left.
///
/// - Parameters:
///   - name: A program on the search path.
///   - arguments: What it is called with.
///   - input: What it reads from standard input.
/// - Returns: What it wrote to standard output.
/// - Throws: `ToolFailure` with its standard error where it cannot be run or does not succeed.
public func runTool(
  _ name: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
) throws -> [UInt8] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = environment.map { "\($0.key)=\($0.value)" } + [name] + arguments
  let (standardInput, standardOutput, standardError) = (Pipe(), Pipe(), Pipe())
  process.standardInput = standardInput
  process.standardOutput = standardOutput
  process.standardError = standardError
  // A program that stops reading early must end with its own error, not with our signal.
  signal(SIGPIPE, SIG_IGN)
  try process.run()
  // The program may answer before it has read everything: both pipes are served at once.
  let writer = Thread {
    try? standardInput.fileHandleForWriting.write(contentsOf: Data(input))
    try? standardInput.fileHandleForWriting.close()
  }
  writer.start()
  let output = standardOutput.fileHandleForReading.readDataToEndOfFile()
  let complaint = standardError.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw ToolFailure(
      description: "\(name) ended with \(process.terminationStatus): "
        + String(decoding: complaint, as: UTF8.self))
  }
  return Array(output)
}

/// A program that did not succeed.
public struct ToolFailure: Error, CustomStringConvertible {
  public let description: String
}

/// An SVG drawn by librsvg at `zoom` pixels a px.
public func rasterizeSVG(_ svg: [UInt8], zoom: Double = 1) throws -> DecodedPNG {
  try DecodedPNG(runTool("rsvg-convert", ["--zoom", "\(zoom)", "--format", "png"], input: svg))
}

/// The first page of a PDF drawn by Poppler at `zoom` pixels a px, 96 of which make an inch.
public func rasterizePDF(_ pdf: [UInt8], zoom: Double = 1) throws -> DecodedPNG {
  try DecodedPNG(
    runTool("pdftoppm", ["-r", "\(96 * zoom)", "-png", "-singlefile", "-"], input: pdf))
}

/// Throws unless the text is well-formed XML.
public func checkXML(_ text: [UInt8]) throws {
  _ = try runTool("xmllint", ["--noout", "--nonet", "-"], input: text)
}
