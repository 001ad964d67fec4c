// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The classes of a map before they have colours: limits, and for each unit a slot. Maps that differ in
/// palette only share it.
public struct UnitClasses: Sendable {
    public let values: [UnitValue]
    public let breaks: ClassBreaks
    /// For each value the slot of `UnitColouring`: 0…8 for classes, or one of the special slots.
    public let slots: [UInt8]
    /// The values that the limits were computed from.
    let reference: [Double]
    /// How many units are in each slot.
    let counts: [Int]
    /// Where the values are names: their colours and labels, which no style changes.
    public let categories: MapCategories?

    /// Values that are names: each a whole number from 0 that says which category the unit shows; any other shows no data.
    public init(values: [UnitValue], categories: MapCategories) {
        self.values = values
        self.categories = categories
        let count = categories.all.count
        reference = (0..<count).map(Double.init)
        breaks = ClassBreaks(categoryCount: count)
        let slots = Self.slots(values) { number in
            number >= 0 && number < Double(count) && number == number.rounded() ? UInt8(number) : nil
        }
        self.slots = slots
        counts = Self.counts(slots)
    }

    /// - Parameters:
    ///   - values: one for each unit.
    ///   - reference: the values that the limits are computed from, where they are not the ones shown: all
    ///     periods of a series, say, so that classes stay while time moves.
    /// - Throws: `ClassificationError`.
    public init(values: [UnitValue], style: ChoroplethStyle, reference: [Double]? = nil) throws(ClassificationError) {
        self.values = values
        self.reference = reference ?? Self.numbers(values)
        let breaks = try ClassBreaks.compute(
            method: style.method, classes: style.classes, values: self.reference, manualBreaks: style.manualBreaks)
        let slots = Self.slots(values) { breaks.classIndex(of: $0).map { UInt8($0) } }
        self.slots = slots
        counts = Self.counts(slots)
        self.breaks = breaks
        categories = nil
    }

    private static func slots(_ values: [UnitValue], ofClass: (Double) -> UInt8?) -> [UInt8] {
        values.map { value in
            switch value {
            case .value(let number): ofClass(number) ?? UnitColouring.noDataSlot
            case .noData: UnitColouring.noDataSlot
            case .notApplicable: UnitColouring.notApplicableSlot
            case .outsideRegion: UnitColouring.outsideRegionSlot
            }
        }
    }

    private static func counts(_ slots: [UInt8]) -> [Int] {
        var counts = [Int](repeating: 0, count: UnitColouring.slotCount)
        for slot in slots { counts[Int(slot)] += 1 }
        return counts
    }

    /// The colours of the classes in a style, from the lowest.
    public func colours(_ style: ChoroplethStyle) -> [Colour] {
        if let categories { return categories.all.map(\.colour) }
        return breaks.classCount > 0 ? style.scheme.colours(classes: breaks.classCount, reversed: style.isReversed) : []
    }

    /// The numbers shown, in the order of the units.
    var numbers: [Double] { Self.numbers(values) }

    private static func numbers(_ values: [UnitValue]) -> [Double] {
        values.compactMap { value in
            if case .value(let number) = value, number.isFinite { number } else { nil }
        }
    }
}
