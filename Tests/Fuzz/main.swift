// fuzz: feeds everything that reads strangers' bytes with inputs that are damaged, or found by what
// they reach.
//
//   fuzz list                            the targets
//   fuzz mutate TARGET [COUNT [SEED]]    damaged samples; the last input is in TARGET.last
//   fuzz replay TARGET FILE …            files as inputs
//   fuzz unpack TARGET FOLDER            samples and stored inputs, a file each, and a dictionary
//   fuzz pack TARGET FOLDER              the files of a folder as the stored inputs
//   fuzz guided TARGET …                 libFuzzer with its own options, in a build with
//                                        -sanitize=fuzzer -DFUZZER; Tests/Fuzz/run makes one

import Foundation
import Fuzzing

/// Ends with a word about how it is used.
func usage(_ reason: String) -> Never {
  FileHandle.standardError.write(
    Data("fuzz: \(reason); fuzz list|mutate|replay|unpack|pack|guided TARGET …\n".utf8))
  exit(64)
}

let words = Array(CommandLine.arguments.dropFirst())
guard let verb = words.first else { usage("nothing is asked for") }
if verb == "list" {
  for target in FuzzTargets.all { print(target.name) }
  exit(0)
}
guard words.count > 1, let target = FuzzTargets.named(words[1]) else {
  usage("there is no such target")
}
let rest = Array(words.dropFirst(2))

switch verb {
case "mutate":
  try mutate(
    target, count: rest.first.flatMap { Int($0) } ?? 20_000,
    seed: rest.dropFirst().first.flatMap { UInt64($0) } ?? 1)
case "replay":
  for path in rest {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      usage("\(path) cannot be read")
    }
    print("\(path): \(target.run([UInt8](bytes)) ? "taken" : "refused")")
  }
case "unpack":
  guard let folder = rest.first else { usage("unpack needs a folder") }
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  for (index, input) in try Corpus.seeds(of: target).enumerated() {
    try Data(input).write(to: URL(fileURLWithPath: "\(folder)/seed-\(index)"))
  }
  try dictionary(target).write(
    toFile: "\(folder).dict", atomically: true, encoding: .utf8)
case "pack":
  guard let folder = rest.first else { usage("pack needs a folder") }
  let inputs = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
    FileManager.default.contents(atPath: "\(folder)/\($0)").map { [UInt8]($0) }
  }
  try Corpus.store(inputs, of: target)
case "guided": try Guided.run(target)
default: usage("\(verb): there is no such verb")
}

/// Damaged inputs, one after the other, and what came of them.
func mutate(_ target: any FuzzTarget, count: Int, seed: UInt64) throws {
  var mutator = Mutator(
    seeds: try Corpus.seeds(of: target), words: target.words, longest: target.longest, seed: seed)
  // Whatever ends this process, its input is in a file.
  let last = open("\(target.name).last", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  let clock = ContinuousClock()
  let start = clock.now
  var taken = 0
  var slowest = Duration.zero
  for _ in 0..<count {
    let input = mutator.next()
    ftruncate(last, 0)
    pwrite(last, input, input.count, 0)
    let before = clock.now
    if target.run(input) { taken += 1 }
    slowest = max(slowest, clock.now - before)
  }
  var memory = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &memory)
  print(
    "\(target.name): \(count) inputs, \(taken) taken, \(clock.now - start), slowest \(slowest), "
      + "at most \(memory.ru_maxrss / 1024) MiB")
  unlink("\(target.name).last")
}

/// The words of a target as libFuzzer reads them.
func dictionary(_ target: any FuzzTarget) -> String {
  target.words.map { word in
    "\"" + word.utf8.map { String(format: "\\x%02X", $0) }.joined() + "\"\n"
  }.joined()
}
