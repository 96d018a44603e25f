// Panels of a grid sized for a slot each, and what they then do alike: titles, numbers and labels in line.

import FigureModel
import FigureScene

extension LayoutEngine {
  /// Sizes panels for a slot each. Where one title would break, all stand in their short form.
  /// - Parameter gap: between two panels with their words, in px.
  func fit(
    _ plans: inout [PanelPlan], slot: Size, follows: Bool, columns: Int, gap: Double
  ) {
    for index in plans.indices {
      plans[index].choices.minimumAngle = 0
      plans[index].choices.hidesFirstLabel = false
    }
    fitAlone(&plans, slot: slot, follows: follows)
    var isChanged = thinTitles(&plans)
    // Names below panels of one figure stand alike.
    let turns = plans.filter { $0.choices.showsX && !$0.xTicks.ticks.isEmpty }.map(
      \.xTicks.rotation)
    if let maximum = turns.max(), turns.contains(where: { $0 != maximum }) {
      for index in plans.indices { plans[index].choices.minimumAngle = maximum }
      isChanged = true
    }
    if setting.spacing.dropsMeetingLabels, dropMeetingLabels(&plans, columns: columns, gap: gap) {
      isChanged = true
    }
    if isChanged { fitAlone(&plans, slot: slot, follows: follows) }
  }

  /// Leaves out the first label below each panel of a row where that of one would meet the last one of its neighbour:
  /// panels side by side name the same positions. Where a panel names these at both of its sides, no label goes, and
  /// the panels stand farther apart.
  /// - Returns: whether there is such a row.
  private func dropMeetingLabels(
    _ plans: inout [PanelPlan], columns: Int, gap: Double
  ) -> Bool {
    var isChanged = false
    for start in stride(from: 0, to: plans.count, by: columns) {
      let row = start..<min(start + columns, plans.count)
      let doMeet = row.dropFirst().contains {
        plans[$0].xTicks.ticks.count > 2 && !plans[$0].x.hasLocations(of: plans[$0].y)
          && plans[$0].hasLabelMeeting(plans[$0 - 1], gap: gap)
      }
      guard doMeet else { continue }
      for index in row where plans[index].choices.showsX {
        plans[index].choices.hidesFirstLabel = true
      }
      isChanged = true
    }
    return isChanged
  }

  /// Above small panels without ticks every second, fifth or tenth number stands where not all fit; and always
  /// the last, in whose favour one that stands too near goes.
  /// - Returns: whether other numbers stand there than before.
  private func thinTitles(_ plans: inout [PanelPlan]) -> Bool {
    // Letters were asked for and stay.
    guard plans.count > 1, !plans.contains(where: { $0.panel.letter != nil }) else { return false }
    let titled = plans.indices.filter { plans[$0].panel.title != nil }
    guard let first = titled.first, titled.allSatisfy({ plans[$0].isNumbered }) else {
      return false
    }
    let widest =
      titled.map { index in
        plans[index].panel.title.map { setting.extent($0, plans[index].titleRole).width } ?? 0
      }.max() ?? 0
    let pitch = plans[first].frameSize.width
    let step =
      [1, 2, 5, 10, 20].first { widest + Self.betweenNumbers <= Double($0) * pitch } ?? 50
    let numbers = titled.map { Int(plans[$0].panel.title?.plain ?? "") ?? 0 }
    let follow = zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 }
    // Chosen numbers that leave others out are counted by their positions.
    var named = titled.indices.filter { (follow ? numbers[$0] : $0) % step == 0 }.map { titled[$0] }
    if let last = titled.last, named.last != last {
      // Less than half a step would be taken for a whole one.
      while let before = named.last,
        Double(last - before) * pitch < widest + Self.betweenNumbers || 2 * (last - before) < step
      {
        named.removeLast()
      }
      named.append(last)
    }
    let visible = Set(named)
    var isChanged = false
    for index in titled {
      let hides = !visible.contains(index)
      isChanged =
        isChanged || plans[index].choices.isTitleFree != (step > 1)
        || plans[index].choices.hidesTitle != hides
      plans[index].choices.isTitleFree = step > 1
      plans[index].choices.hidesTitle = hides
    }
    return isChanged
  }

  /// Between two numbers above panels, in px.
  private static let betweenNumbers = 6.0

  /// Whether the label beside one of the bars takes more than one line.
  func breaksBarLabel(_ laidOut: LaidOutPanels, _ content: PanelGrid) -> Bool {
    guard setting.spacing.barSide == .right else { return false }
    if let bar = content.sharedColorBar, let shared = laidOut.sharedBar {
      return ColorBarPainter.breaksLabel(
        bar, laidOut.track.inner.height - shared.key.length, setting)
    }
    return laidOut.plans.contains { plan in
      guard let bar = plan.bar, !bar.isCompact else { return false }
      return ColorBarPainter.breaksLabel(bar, plan.frameSize.height - plan.barKey.length, setting)
    }
  }

  /// Titles side by side stand on one line, also where a legend or a callout stands below one of them.
  func levelTitles(_ plans: inout [PanelPlan], columns: Int) {
    for row in stride(from: 0, to: plans.count, by: columns) {
      let row = row..<min(row + columns, plans.count)
      let highest = row.filter { plans[$0].title != nil }.map { plans[$0].titleBase }.max() ?? 0
      for index in row { plans[index].liftTitle(to: highest, setting: setting) }
    }
  }

  /// Labels of bars one below the other stand in one line, however long their numbers are.
  func levelBarLabels(_ plans: inout [PanelPlan], columns: Int) {
    for column in 0..<min(columns, plans.count) {
      let indices = stride(from: column, to: plans.count, by: columns)
      let deepest = indices.compactMap { plans[$0].barDepth(setting) }.max() ?? 0
      for index in indices { plans[index].moveBarLabel(to: deepest, setting) }
    }
  }

  /// Sizes panels, each by itself.
  private func fitAlone(_ plans: inout [PanelPlan], slot: Size, follows: Bool) {
    let hasShort = plans.contains { $0.panel.shortTitle != nil }
    for isShort in hasShort ? [false, true] : [false] {
      for index in plans.indices {
        plans[index].choices.usesShortTitle = isShort
        plans[index].fit(slot: slot, follows: follows, grid: grid, setting: setting)
      }
      if !plans.contains(where: { $0.breaksTitle(setting) }) { return }
    }
  }
}
