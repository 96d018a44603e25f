// The words below a title, as tests look for them.

public import FigureModel
import FigureScene

extension Figure {
  /// The notes below the title as plain text; empty where there are none.
  public var displayedNotes: String { setNotes?.plain ?? "" }
}
