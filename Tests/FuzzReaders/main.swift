// fuzz-readers: feeds damaged files to every reader, and says how many and how long it took.
//
//   swift run -c release fuzz-readers [COUNT [SEED [FORMAT …]]]

import Glibc
import MatrixFiles
import ReaderFuzzing

let arguments = CommandLine.arguments.dropFirst()
let count = arguments.first.flatMap { Int($0) } ?? 20_000
let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? 1
let wanted = arguments.dropFirst(2).compactMap { MatrixFileFormat(rawValue: $0) }
let tests = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")

let clock = ContinuousClock()
for seeds in try FuzzSeeds.all(in: "\(tests)/Fixtures/formats")
where wanted.isEmpty || wanted.contains(seeds.format) {
  var fuzzer = ReaderFuzzer(seeds: seeds.files, path: seeds.path, seed: seed)
  var total = ReaderFuzzer.Outcome()
  var slowest = Duration.zero
  let start = clock.now
  // In runs of 100, so that one that takes long shows.
  while total.inputs < count {
    let runStart = clock.now
    let outcome = fuzzer.run(count: min(100, count - total.inputs))
    slowest = max(slowest, clock.now - runStart)
    total.inputs += outcome.inputs
    total.refused += outcome.refused
    total.read += outcome.read
  }
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  print(
    "\(seeds.format.rawValue): \(total.inputs) inputs, \(total.refused) refused, \(total.read) read, "
      + "\(clock.now - start), slowest 100 in \(slowest), at most \(usage.ru_maxrss / 1024) MiB")
}
