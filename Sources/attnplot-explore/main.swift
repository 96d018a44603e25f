// The server of `attnplot explore`: a program of its own, so that no other subcommand waits for the
// libraries that a server needs to be loaded. `attnplot explore` becomes it.
//
// attnplot-explore [--port N] [--timings] [MANIFEST]: the arguments have been checked by then.

import AttentionMath
import FigureExplorer
import FigurePipeline
import Glibc

signal(SIGPIPE, SIG_IGN)
// Pango asks the user's surroundings which forms punctuation beside Han characters has.
setenv("PANGO_LANGUAGE", "zh-cn", 1)
keepFreedMemory()

var port: UInt16 = 0
var isTimed = false
var path: String?
var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
  switch word {
  case "--port": port = words.popFirst().flatMap { UInt16($0) } ?? 0
  case "--timings": isTimed = true
  case "--": path = words.popFirst()
  default: path = word
  }
}

do {
  try await ExploreServer(
    manifest: try path.map { try Manifest(path: $0) }, isTimed: isTimed
  ).run(port: port)
} catch {
  let line = "attnplot: error: \(error)\n"
  try? OutputFiles.write(Array(line.utf8), to: STDERR_FILENO, shownAs: "standard error")
  exit(1)
}
