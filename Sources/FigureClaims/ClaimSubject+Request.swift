// From a request to what its claims are checked on.

public import FigureKinds
public import FigurePipeline

extension ClaimSubject {
  /// The subject of a figure that is asked for, drafted and not drawn.
  /// - Throws: what is wrong with the request.
  public init(_ request: FigureRequest) throws(FigureError) {
    var context = try request.appearance.context()
    context.folder = request.folder
    context.reach = request.reach
    // What is too large to be held is not measured: no claim would speak of the whole of it.
    let table = try request.kind.draft(in: context).table
    self.init(
      figure: request.name, kind: request.kind, table: table?.source == nil ? table : nil,
      context: context)
  }
}
