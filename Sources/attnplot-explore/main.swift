// The server of `attnplot explore`: a program of its own, so that no other subcommand waits for the
// libraries that a server needs to be loaded. `attnplot explore` becomes it.
//
// attnplot-explore [--port N] [--root DIR] [--model MODEL] [--timings] [--draw] [-- MANIFEST]: the arguments have been
// checked by then. With --draw it is one of the server's own workers, which draw.

import AttentionMath
import FigureExplorer
import FigurePipeline
import FigureServer
import Glibc
import TextFormats
import WorkerProcesses

signal(SIGPIPE, SIG_IGN)
// Pango asks the user's surroundings which forms punctuation beside Han characters has.
setenv("PANGO_LANGUAGE", "zh-cn", 1)
keepFreedMemory()

var port = 0
var isTimed = false
var draws = false
var path: String?
var root: String?
var model: String?
var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
  switch word {
  case "--port": port = words.popFirst().flatMap { Int($0) } ?? 0
  case "--root": root = words.popFirst()
  case "--model": model = words.popFirst()
  case "--timings": isTimed = true
  case "--draw": draws = true
  case "--": path = words.popFirst()
  case _ where word.hasPrefix("-"):
    let asksForHelp = ["-h", "--help"].contains(word)
    let line =
      "\(asksForHelp ? "" : "attnplot-explore: error: \(word): there is no such option; ")"
      + "attnplot explore starts this program: see attnplot explore --help\n"
    try? OutputFiles.write(
      Array(line.utf8), to: asksForHelp ? STDOUT_FILENO : STDERR_FILENO, displayedAs: "the terminal"
    )
    exit(asksForHelp ? 0 : 64)
  default: path = word
  }
}

do {
  try VectorChoice.apply()
  if draws {
    let answers = try ExploreAnswers(
      manifest: path.map { try Manifest(path: $0, root: root) }, model: model, isTimed: isTimed)
    WorkerService.serve(memoryBytes: ExploreLimits.maximumMemory) { answers.answer(to: $0) }
  } else {
    TerminationSignals.watch()
    if let path { _ = try Manifest(path: path, root: root) }
    let worker =
      ["/proc/self/exe", "--draw"] + (isTimed ? ["--timings"] : [])
      + (root.map { ["--root", $0] } ?? []) + (model.map { ["--model", $0] } ?? [])
      + (path.map { ["--", $0] } ?? [])
    try ExploreServer(pictures: PictureQueue(workers: worker, isTimed: isTimed)).run(port: port)
  }
} catch {
  let line = "attnplot: error: \(ErrorLine.text(error))\n"
  try? OutputFiles.write(Array(line.utf8), to: STDERR_FILENO, displayedAs: "standard error")
  exit(1)
}
