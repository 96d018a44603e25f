// Diagrams that show how something works, and no numbers.

public import FigureModel

/// The values of a figure that has none.
public struct NoValues: FigureValues {
  public func table(in language: Language) -> LabelledMatrix? { nil }
}
