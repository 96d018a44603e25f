// A bounded run of what `fuzz` does without end: every stored input, and damaged ones.

import Fuzzing
import MatrixFiles
import Testing

@Suite struct FuzzTests {
  /// The names of the targets that only read, and of those that draw.
  static let readers = FuzzTargets.all.filter { !$0.draws }.map(\.name)
  static let drawers = FuzzTargets.all.filter(\.draws).map(\.name)

  @Test(arguments: readers)
  func damagedInputsEndInAnErrorOrAreTaken(name: String) throws {
    let target = try #require(FuzzTargets.named(name))
    let samples = try target.samples()
    // Most samples are sound: else the damage would not be what is tested.
    #expect(samples.count >= 2)
    if name != "foreign" {
      #expect(samples.count { target.run($0) } * 2 >= samples.count)
    }
    for input in Corpus.inputs(of: target) { _ = target.run(input) }
    let taken = damaged(target, samples, count: 1000)
    // Files of other kinds are there to be refused.
    #expect(taken < 1000 && (name == "foreign" ? taken < 200 : taken > 10), "\(taken)")
  }

  @Test(arguments: drawers)
  func damagedInputsAreDrawnOrRefused(name: String) throws {
    let target = try #require(FuzzTargets.named(name))
    let samples = try target.samples()
    let few = samples.enumerated().filter { $0.offset % (samples.count / 4 + 1) == 0 }
    #expect(few.contains { target.run($0.element) })
    _ = damaged(target, samples, count: 8)
  }

  /// Runs damaged samples.
  /// - Returns: how many were taken.
  private func damaged(_ target: any FuzzTarget, _ samples: [[UInt8]], count: Int) -> Int {
    var mutator = Mutator(
      seeds: samples, words: target.words, longest: target.longest, seed: 20)
    return (0..<count).count { _ in target.run(mutator.next()) }
  }

  @Test(arguments: MatrixFileFormat.allCases)
  func samplesOfMatricesAreWhatTheirFormatReads(format: MatrixFileFormat) throws {
    let target = MatrixTarget(format: format)
    for file in try target.samples() {
      #expect((try? MatrixFile.open(bytes: file, path: target.path)) != nil)
    }
  }

  @Test func theSameSeedGivesTheSameInputs() {
    var first = Mutator(seeds: [[1, 2, 3]], words: ["a"], seed: 3)
    var second = Mutator(seeds: [[1, 2, 3]], words: ["a"], seed: 3)
    var other = Mutator(seeds: [[1, 2, 3]], words: ["a"], seed: 4)
    let inputs = (0..<50).map { _ in first.next() }
    #expect(inputs == (0..<50).map { _ in second.next() })
    #expect(inputs != (0..<50).map { _ in other.next() })
  }

  @Test func whatIsStoredComesBack() {
    let inputs: [[UInt8]] = [[], [1], Array(repeating: 7, count: 70_000)]
    #expect(Corpus.unpacked(Corpus.packed(inputs)) == inputs)
    // A file that was cut keeps what is whole.
    #expect(Corpus.unpacked(Array(Corpus.packed(inputs).dropLast())) == [[], [1]])
  }
}
