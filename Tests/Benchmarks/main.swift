// Times of the engine and of each stage of drawing, warm, in one process: what the comparison with
// the peers (compare.py) and README's table are made from.
//
// usage: benchmarks [REPEATS] [WORD [MODEL …]]
// Prints a line for each whose name holds the word: its name and the median, least and greatest time
// in milliseconds. Models are folders or GGUF files; their names are those of the files.

import Article
import AttentionMath
import CairoRendering
import FigurePipeline
import Glibc

func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Runs `body` some times and prints how long it took.
func measure(_ name: String, repeats: Int, _ body: () throws -> Void) rethrows {
  guard word.isEmpty || name.contains(word) else { return }
  var times: [Double] = []
  for _ in 0..<repeats {
    let begin = seconds()
    try body()
    times.append((seconds() - begin) * 1000)
  }
  times.sort()
  print("\(name)\t\(times[times.count / 2])\t\(times[0])\t\(times[times.count - 1])")
}

keepFreedMemory()
let repeats = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 5
let word = CommandLine.arguments.dropFirst(2).first ?? ""

// The article's nine figures of data, one stage after the other.
let names = [
  "pe-matrix", "four-positions", "position5-first50", "decompose-low", "last30-four-positions",
  "last30-position5", "decompose-high", "shift-fingerprint", "similarity",
]
let figures = try ArticleManifest.manifest(Manifest.Overrides()).figures
  .filter { names.contains($0.id) }
precondition(figures.count >= names.count, "the article has these figures")
let worker = FigureRenderer()
let prepared = try figures.map { try worker.prepare($0.request) }
try measure("nine compute and layout", repeats: repeats) {
  for figure in figures { _ = try worker.prepare(figure.request) }
}

let workers = FigureRenderers()

/// Draws figures on all cores, as `batch` does, with workers that stay warm from turn to turn.
func drawOnAllCores(_ figures: [PlannedFigure], as format: OutputFormat) {
  concurrently(figures.count, work: .infinity) { next in
    workers.withOne { worker in
      while let index = next() {
        do {
          _ = try worker.draw(worker.prepare(figures[index].request), as: format)
        } catch {
          fatalError("\(figures[index].name): \(error)")
        }
      }
    }
  }
}

for format in OutputFormat.allCases {
  var bytes: [[UInt8]] = []
  try measure("nine draw and encode \(format.fileExtension)", repeats: repeats) {
    bytes = try prepared.map { try worker.draw($0, as: format) }
  }
  let folder = "/tmp/attnplot-benchmarks-\(getpid())"
  mkdir(folder, 0o700)
  let files = zip(figures, bytes).map {
    OutputFile(path: "\(folder)/\($0.name).\(format.fileExtension)", bytes: $1)
  }
  try measure("nine write \(format.fileExtension)", repeats: repeats) {
    try OutputFiles.write(files)
  }
  for file in files { unlink(file.path) }
  rmdir(folder)
  drawOnAllCores(figures, as: format)
  measure("nine on all cores \(format.fileExtension)", repeats: repeats) {
    drawOnAllCores(figures, as: format)
  }
  try measure("nine whole \(format.fileExtension)", repeats: repeats) {
    for figure in figures {
      _ = try worker.draw(worker.prepare(figure.request), as: format)
    }
  }
}

// Attention of 12 heads with d_k = 64, and products.
for n in [1024, 4096] {
  var generator = SeededGenerator(seed: 1)
  func heads() -> [Matrix<Float>] {
    (0..<12).map { _ in .normal(rows: n, columns: 64, using: &generator) }
  }
  let (queries, keys, values) = (heads(), heads(), heads())
  let attention = ScaledDotProductAttention()
  try measure("attention weights \(n)", repeats: repeats) {
    _ = try attention.weightsAndOutput(queries: queries, keys: keys, values: values)
  }
  try measure("attention output \(n)", repeats: repeats) {
    _ = try attention.outputs(queries: queries, keys: keys, values: values)
  }
}
var generator = SeededGenerator(seed: 2)
let vectors = Matrix<Float>.normal(rows: 8192, columns: 256, using: &generator)
measure("similarity extent 8192", repeats: repeats) {
  _ = SimilarityRows(of: vectors, metric: .cosine).productExtent()
}

for path in CommandLine.arguments.dropFirst(3) { try measureModel(path, repeats: repeats) }
