// What of a matrix the options of its colours need to know.

import AttentionMath
import FigureModel
import TextFormats

extension HeatMapArguments {
  /// What these values reach, as far as the norm asks for it.
  func scaledValues(of values: [Double]) -> ScaledValues {
    ScaledValues(values, for: scannedNorm)
  }

  /// The same of cells that may be read when they are wanted.
  func scaledValues(of cells: MatrixRows) throws(FigureError) -> ScaledValues {
    do throws(RowSourceError) {
      return try ScaledValues(cells, for: scannedNorm)
    } catch {
      throw .work("\(error)")
    }
  }

  /// Values are looked through in another way for a logarithmic norm alone.
  private var scannedNorm: Norm { norm == .log ? .log : .linear }
}
