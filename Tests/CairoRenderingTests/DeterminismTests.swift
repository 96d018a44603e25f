import CairoRendering
import FigureScene
import Testing

@Suite struct DeterminismTests {
  @Test(arguments: OutputFormat.allCases) func sameBytesAgain(format: OutputFormat) throws {
    let engine = TextEngine()
    let first = try render(sampleScene(), as: format, text: engine)
    #expect(try render(sampleScene(), as: format, text: engine) == first)
    #expect(try render(sampleScene(), as: format) == first)
    // An engine that has seen other texts, in other sizes and languages, first.
    let busy = TextEngine()
    for size in [40.0, 8] {
      _ = try render(
        textScene("red 注意力 turned Ω", style: TextStyle(family: "DejaVu Serif", size: size)),
        as: .svg, text: busy)
    }
    _ = busy.measure("Sample of items", style: body, width: 50)
    #expect(try render(sampleScene(), as: format, text: busy) == first)
  }

  @Test func sameBytesOnManyThreads() async throws {
    let expected = try OutputFormat.allCases.map { try render(sampleScene(), as: $0) }
    try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
      for worker in 0..<8 {
        group.addTask {
          let engine = TextEngine()
          var result = OutputFormat.allCases.map { _ in [UInt8]() }
          for round in 0..<3 {
            for k in 0..<3 {
              let format = (k + worker + round) % 3
              result[format] = try render(
                sampleScene(), as: OutputFormat.allCases[format], text: engine)
            }
          }
          return result
        }
      }
      for try await result in group { #expect(result == expected) }
    }
  }
}
