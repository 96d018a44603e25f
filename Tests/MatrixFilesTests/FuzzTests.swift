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

  /// What tells kinds of files that are not read walks over damaged bytes too.
  @Test(arguments: ["fuzz.npy", "fuzz.npz", "fuzz.bin"])
  func damagedFilesOfOtherKindsEndInAnErrorOrInValues(path: String) throws {
    let names = Fixture.names(in: "foreign").filter { !$0.hasSuffix(".md") }
    var fuzzer = ReaderFuzzer(
      seeds: try names.map { try Fixture.bytes("foreign/\($0)") }, path: path, seed: 21)
    let outcome = fuzzer.run(count: 3000)
    #expect(outcome.inputs == 3000 && outcome.refused > 2500)
  }

  @Test func damagedListsOfTextsEndInAnErrorOrInTexts() {
    var fuzzer = ReaderFuzzer(
      seeds: [
        "[\"a\", \"b\", 3, null]",
        "{\"tokens\": [[\"\\ud83d\\ude00\", \"\\udce4\"]], \"n\": {\"x\": [1]}}",
        "\"a\"\n\"b\"\n", "[[\"a\"], [\"b\", \"c\"]]",
      ].map { Array($0.utf8) }, path: "fuzz.json", seed: 22)
    var read = 0
    for _ in 0..<4000 {
      if (try? TextList.lists(inJSON: fuzzer.nextInput(), file: "t.json")) != nil { read += 1 }
    }
    #expect(read > 100 && read < 3000)
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
