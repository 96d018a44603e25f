// Figures computed once, whatever pictures are made of them.

public import FigureKinds
public import MatrixSources
import StageTimes
import Synchronization

/// What figures were computed to be, shared by the pictures that are made of them: themes, languages,
/// formats and sizes of a figure, the check before a set is drawn, claims, and reports.
///
/// A computation is kept as long as there is space for its values. One that does not fit is kept until
/// another is asked for, so that pictures of one figure made one after another share it whatever its
/// size.
public final class FigureComputations: Sendable {
  /// What a computation depends on.
  private struct Key: Hashable {
    var parameters: FigureParameters
    var context: ComputeContext
  }

  private struct Kept {
    var result: Result<ComputedFigure, FigureError>
    /// The memory that its values take of the limit, in bytes.
    var bytes: Int
  }

  /// A computation, done by whoever comes first while others wait.
  private final class Entry: Sendable {
    let kept = Mutex<Kept?>(nil)
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var bytes = 0
    var performed = 0
    /// The last computation, where there was no space for it; its memory is not counted.
    var last: Key?

    /// Lets go of the last computation, before another takes memory as well.
    mutating func forgetLast(unless key: Key?) {
      guard let last, last != key else { return }
      entries[last] = nil
      self.last = nil
    }
  }

  private let state = Mutex(State())
  /// How they stand on their pages.
  let pages = PageArrangements()
  /// The memory that kept values may take together, in bytes.
  public let limit: Int

  /// The memory that kept values take if nothing else is said, in bytes.
  public static let usualLimit = 64 << 20

  public init(limit: Int = FigureComputations.usualLimit) { self.limit = limit }

  /// How often a figure was computed.
  public var performed: Int { state.withLock { $0.performed } }

  /// Whether there is space for more values.
  var hasCapacity: Bool { state.withLock { $0.bytes < limit } }

  /// The values of a figure, computed where they are not known.
  /// - Throws: what is wrong with the request.
  public func computed(_ request: FigureRequest) throws(FigureError) -> ComputedFigure {
    guard let parameters = request.parameters else {
      state.withLock { $0.performed += 1 }
      return try request.computed()
    }
    let key = Key(parameters: parameters, context: request.computeContext)
    let entry = state.withLock { state in
      state.forgetLast(unless: key)
      if let known = state.entries[key] { return known }
      let entry = Entry()
      state.entries[key] = entry
      return entry
    }
    let result = entry.kept.withLock { known in
      if let known { return known.result }
      let result: Result<ComputedFigure, FigureError>
      do throws(FigureError) {
        result = .success(try request.computed())
      } catch {
        result = .failure(error)
      }
      let bytes = (try? result.get())?.heldBytes ?? 0
      let counted = state.withLock { state in
        state.performed += 1
        guard state.bytes + bytes <= limit else {
          state.forgetLast(unless: key)
          if state.entries[key] === entry { state.last = key }
          return 0
        }
        state.bytes += bytes
        return bytes
      }
      // Those who wait for it have it, though it may be let go already.
      known = Kept(result: result, bytes: counted)
      return result
    }
    return try result.get()
  }

  /// Lets go of the values of figures that nothing more is made of.
  func forget(_ requests: [FigureRequest]) {
    for request in requests {
      guard let parameters = request.parameters else { continue }
      let key = Key(parameters: parameters, context: request.computeContext)
      let entry = state.withLock { state in
        if state.last == key { state.last = nil }
        return state.entries.removeValue(forKey: key)
      }
      guard let entry else { continue }
      let bytes = entry.kept.withLock { $0?.bytes ?? 0 }
      state.withLock { $0.bytes -= bytes }
    }
  }
}

extension FigureRequest {
  /// Where the sources of the figure are looked for.
  public var computeContext: ComputeContext { ComputeContext(folder: folder, reach: reach) }

  /// Computes the figure.
  public func computed() throws(FigureError) -> ComputedFigure {
    try StageClock.measure(.compute) { () throws(FigureError) in
      try ComputedFigure(kind, in: computeContext)
    }
  }
}
