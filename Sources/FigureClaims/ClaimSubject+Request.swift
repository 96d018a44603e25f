// From a request to what its claims are checked on.

public import FigureKinds
public import FigurePipeline

extension ClaimSubject {
  /// The subject of a figure that is asked for, drafted and not drawn.
  /// - Throws: what is wrong with the request.
  public init(_ request: FigureRequest) throws(FigureError) {
    self.init(figure: request.name, try request.computed())
  }
}
