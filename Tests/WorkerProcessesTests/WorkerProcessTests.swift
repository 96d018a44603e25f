// Workers that answer, that end in every way there is, and that take too long.

import Testing
import WorkerProcesses

@Suite struct WorkerProcessTests {
  /// `cat` gives every frame back as it came.
  @Test(arguments: [[], [7], Array(0...255), [UInt8](repeating: 9, count: 3_000_000)] as [[UInt8]])
  func anAnswerIsWhatTheWorkerSends(_ bytes: [UInt8]) throws {
    // More than a pipe holds would have both sides wait for each other: requests are small.
    let request = Array(bytes.prefix(30_000))
    let worker = try WorkerProcess(["/bin/cat"])
    #expect(try worker.answer(to: request) == request)
    #expect(try worker.answer(to: request, timeout: 60) == request)
    #expect(worker.isAlive)
  }

  @Test(arguments: [
    ("kill -SEGV $$", WorkerFailure.signalled(11)), ("kill -TRAP $$", .signalled(5)),
    ("exit 3", .exited(3)),
    // Half of a length, and a length without its bytes.
    ("printf '\\1\\0'; exit 0", .exited(0)),
    ("printf '\\5\\0\\0\\0\\0\\0\\0\\0ab'; exit 0", .exited(0)),
  ])
  func anEndIsToldAsWhatItWas(_ script: String, _ failure: WorkerFailure) throws {
    let worker = try WorkerProcess(["/bin/sh", "-c", "head -c 8 >/dev/null; " + script])
    #expect(throws: failure) { try worker.answer(to: []) }
    #expect(!worker.isAlive)
  }

  @Test func aProgramThatIsNotThereIsAnError() {
    #expect(throws: WorkerFailure.notStarted("No such file or directory")) {
      try WorkerProcess(["/no/such/program"])
    }
  }

  @Test func oneThatTakesTooLongIsEnded() throws {
    let worker = try WorkerProcess(["/bin/sleep", "1000"])
    #expect(worker.isAlive)
    #expect(throws: WorkerFailure.tooSlow(seconds: 0.05)) {
      try worker.answer(to: [1], timeout: 0.05)
    }
    #expect(!worker.isAlive)
  }

  @Test func oneCanBeEndedWhileItIsAsked() async throws {
    let worker = try WorkerProcess(["/bin/sleep", "1000"])
    let asking = Task.detached { try worker.answer(to: [1]) }
    worker.terminate()
    await #expect(throws: WorkerFailure.self) { try await asking.value }
    #expect(!worker.isAlive)
  }

  @Test func aPoolReplacesWorkersThatEnded() throws {
    let pool = WorkerPool(["/bin/sh", "-c", "head -c 8 >/dev/null; exit 3"])
    for _ in 0..<3 { #expect(throws: WorkerFailure.exited(3)) { try pool.answer(to: []) } }
    let lasting = WorkerPool(["/bin/cat"])
    for byte in 0..<3 as Range<UInt8> { #expect(try lasting.answer(to: [byte]) == [byte]) }
  }
}
