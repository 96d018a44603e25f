// A bounded run of the damaged files that `fuzz-readers` makes without end.

import MatrixFiles
import ReaderFuzzing
import Testing

@Suite struct FuzzTests {
  @Test(arguments: MatrixFileFormat.allCases)
  func damagedFilesEndInAnErrorOrInValues(format: MatrixFileFormat) throws {
    let seeds = try #require(
      FuzzSeeds.all(in: Fixture.path("formats")).first { $0.format == format })
    var fuzzer = ReaderFuzzer(seeds: seeds.files, path: seeds.path, seed: 20)
    // The seeds themselves are sound: else the damage would not be what is tested.
    #expect(seeds.files.count >= 2)
    for file in seeds.files {
      #expect((try? MatrixFile.open(bytes: file, path: seeds.path)) != nil)
    }
    let outcome = fuzzer.run(count: 4000)
    #expect(outcome.inputs == 4000)
    #expect(outcome.refused > 1000)
    #expect(outcome.read > 100)
  }

  @Test func theSameSeedGivesTheSameFiles() {
    var first = ReaderFuzzer(seeds: [[1, 2, 3]], path: "a.npy", seed: 3)
    var second = ReaderFuzzer(seeds: [[1, 2, 3]], path: "a.npy", seed: 3)
    var other = ReaderFuzzer(seeds: [[1, 2, 3]], path: "a.npy", seed: 4)
    let inputs = (0..<50).map { _ in first.nextInput() }
    #expect(inputs == (0..<50).map { _ in second.nextInput() })
    #expect(inputs != (0..<50).map { _ in other.nextInput() })
  }
}
