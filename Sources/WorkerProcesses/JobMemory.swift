// What a worker does beyond its limit of memory.

internal import CProcesses

/// The memory of the job that this process does.
public enum JobMemory {
  /// Does what is small and must not stop half way, such as putting files that are made in their places
  /// and telling of them.
  public static func beyondLimit<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    attnplot_lift_memory_limit(1)
    defer { attnplot_lift_memory_limit(0) }
    return try body()
  }
}
