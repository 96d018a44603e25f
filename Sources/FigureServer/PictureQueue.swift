// Pictures are made by processes beside the server, a few at a time: one that takes too long, too
// much memory or traps costs itself alone, and one that nobody waits for is ended.

import FigureExplorer
import FigurePipeline
import Foundation
import NIOHTTP1
import NIOPosix
import Synchronization
import TextFormats
import WorkerProcesses

/// Requests that wait for a worker.
public final class PictureQueue: PictureService {
  private let workers: WorkerPool
  private let threads = NIOThreadPool(numberOfThreads: FigureSet.processorCount)
  private let turns = NewestRequests()
  private let waiting = Mutex(0)

  /// - Parameters:
  ///   - words: the program and arguments of a worker.
  ///   - isTimed: whether what workers say on standard error is to be seen.
  public init(workers words: [String], isTimed: Bool) {
    workers = WorkerPool(words, keepsErrors: isTimed)
    threads.start()
  }

  /// Starts a worker ahead.
  public func warmUp() { workers.warmUp(1) }

  /// Has a request answered when it is its turn.
  public func submit(
    _ request: PageRequest, _ reply: @escaping @Sendable (PageResponse) -> Void
  ) -> PictureTicket {
    let ticket = PictureTicket()
    if case .picture(let asked, _) = request { turns.note(asked.turn, of: asked.page) }
    let isTaken = waiting.withLock { count in
      guard count < ExploreLimits.maximumWaiting else { return false }
      count += 1
      return true
    }
    guard isTaken else {
      reply(.text(.serviceUnavailable, "too many requests are waiting"))
      return ticket
    }
    threads.submit { [self] _ in
      let response = answer(request, ticket)
      waiting.withLock { $0 -= 1 }
      reply(response)
    }
    return ticket
  }

  private func answer(_ request: PageRequest, _ ticket: PictureTicket) -> PageResponse {
    var body: [UInt8] = []
    // The catalogue tries an example of every kind.
    var timeout = 4 * ExploreLimits.longestDrawing
    if case .picture(let asked, let bytes) = request {
      guard !ticket.isCancelled, !turns.isOutdated(asked.turn, of: asked.page) else {
        return .text(.conflict, "outdated")
      }
      body = bytes
      timeout = ExploreLimits.longestDrawing
    }
    do throws(WorkerFailure) {
      defer { ticket.begin(nil) }
      let answer = try workers.answer(to: body, timeout: timeout) {
        ticket.begin($0)
      }
      switch ExploreAnswer(answer) {
      case .catalogue(let bytes): return PageResponse(.ok, "application/json", bytes)
      case .picture(let bytes): return PageResponse(.ok, "application/octet-stream", bytes)
      case .mistake(let bytes):
        return PageResponse(.unprocessableEntity, "application/json", bytes)
      case nil: return .text(.badRequest, "this is no question that the page asks")
      }
    } catch {
      if error == .terminated { return .text(.conflict, "outdated") }
      return PageResponse(
        .unprocessableEntity, "application/json", ExploreAnswer.mistake(Self.message(error)).payload
      )
    }
  }

  private static func message(_ failure: WorkerFailure) -> Message {
    switch failure {
    case .tooSlow(let seconds):
      Message(
        "this picture takes more than \(Int(seconds)) seconds; the command line has no such bound",
        zh: "这幅图需要 \(Int(seconds)) 秒以上；命令行没有这个限制")
    case .notStarted(let reason):
      Message(
        "the drawing process cannot be started: \(reason)", zh: "无法启动绘图进程：\(reason)")
    case .signalled, .outOfMemory, .exited, .terminated:
      Message(
        "this picture takes more than the page's \(ExploreLimits.maximumMemory >> 20) MB of memory, or "
          + "met a mistake of the program's; the command line has no such bound",
        zh: "这幅图需要的内存超过本页的 \(ExploreLimits.maximumMemory >> 20) MB，或程序出错；命令行没有这个限制")
    }
  }
}
