// One head of a long text: read when it is wanted, held only as small as it is drawn.

import AttentionMath
import FigureModel
import FigureScene
import TextFormats

/// Weights of a head that are too many to be held, and about which there is nothing odd: what is odd
/// is looked into where all of them are held.
struct StoredHead {
  let cells: FileRows
  let tokens: TokenAxes
  let location: HeadLocation?
  let survey: WeightsSurvey
  /// What readers should be warned of.
  let concerns: [WeightsConcern]

  /// Goes through the head once.
  /// - Parameters:
  ///   - tolerance: how far a row's sum may be from 1.
  ///   - isCross: whether queries and keys come from two sequences.
  ///   - reference: what errors call the source.
  /// - Returns: nil where something is odd.
  init?(
    _ cells: FileRows, _ tokens: TokenAxes, location: HeadLocation?, tolerance: Double,
    isCross: Bool, reference: String
  ) throws(FigureError) {
    try tokens.queries?.check(count: cells.rows, axis: "queries")
    try tokens.keys?.check(count: cells.columns, axis: "keys")
    do throws(RowSourceError) {
      survey = try WeightsSurvey.of([cells])[0]
    } catch {
      throw .work("\(option: "weights") \(reference): \(error)")
    }
    let allowed = max(tolerance, WeightsConcern.minimumTolerance)
    // False for NaN as well.
    guard survey.rowSumError <= allowed, survey.seesFirst, survey.seesLast,
      !(isCross && survey.looksCausal)
    else { return nil }
    self.cells = cells
    self.tokens = tokens
    self.location = location
    concerns = WeightsConcern.ofTokens(rows: cells.rows, columns: cells.columns, tokens)
  }

  /// What words call its queries and keys.
  private var links: LinkStrings { LinkStrings(queries: tokens.queries, keys: tokens.keys) }

  /// What a reader learns first: the strongest link between two tokens.
  func strongest(_ language: Language) -> String {
    guard !survey.extent.isOneValue, let best = survey.strongest else { return "" }
    return links.strongest(best.value, best.row, best.column, language)
  }

  /// The panel, with its tokens.
  func panel(
    _ heatMap: HeatMapArguments, scale: ColorScale, barLabel: String, _ language: Language
  ) -> Panel {
    heatMap.panel(cells, survey.extent, tokens, scale: scale, barLabel: barLabel, language)
  }

  /// The matrix with the names of its rows and columns.
  var table: LabelledMatrix {
    LabelledMatrix(
      source: cells, rowLabels: tokens.queries?.raw, columnLabels: tokens.keys?.raw)
  }
}

extension HeatMapArguments {
  /// The panel of a head whose rows are read when they are wanted.
  func panel(
    _ cells: any RowSource, _ extent: ValueExtent, _ tokens: TokenAxes, scale: ColorScale,
    hasLabels: Bool = true, barLabel: String? = nil, _ language: Language
  ) -> Panel {
    func axis(_ label: Localized, _ tokens: TokenList?, _ count: Int) -> Axis {
      Axis(
        label: hasLabels ? RichText(label[language]) : nil,
        domain: .selected(nil, of: count, names: tokens?.displayed))
    }
    return panel(
      of: .streamed(cells, extent), scale: scale,
      rows: axis(AttentionWeights.queryLabel, tokens.queries, cells.rows),
      columns: axis(AttentionWeights.keyLabel, tokens.keys, cells.columns), aspect: .equal,
      barLabel: barLabel
    ).marked(
      tokens.stepMarks(rows: cells.rows, columns: cells.columns), isTransposed: transpose)
  }
}
