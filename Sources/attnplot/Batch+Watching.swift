// `batch`, drawing again whenever something changes.

import FigurePipeline
import TextFormats

extension Batch {
  func watch() throws {
    guard let manifest else { return }
    var watcher = try FileWatcher()
    let log = BatchLog(logFormat, isQuiet: quiet)
    for path in exports.index { try FigureIndex.checkExtension(path) }
    while true {
      do {
        let plan = try prepared()
        // Before the work, so that a change during it is not missed.
        watcher.watch(
          plan.manifest.files
            + plan.manifest.figures.flatMap { $0.inputs.compactMap(\.path) + $0.companionPaths })
        try carryOut(plan)
      } catch {
        watcher.watch([manifest])
        var awaited: [String] = []
        if let error = error as? ManifestError {
          awaited = error.awaited
          watcher.watch(error.files + awaited)
        }
        for line in ExitStatus(error).lines { log.fail(line) }
        // One that came while its folder was not watched yet.
        if awaited.contains(where: { OutputFiles.isThere($0) }) { continue }
      }
      if !quiet, logFormat == .text {
        Messages.write("attnplot: watching \(TerminalText.line(manifest)); Ctrl-C ends it\n")
      }
      _ = watcher.next()
    }
  }
}
