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
        var counts = [Int](repeating: 0, count: UnitColouring.slotCount)
        slots = values.map { value in
            let slot =
                switch value {
                case .value(let number): breaks.classIndex(of: number).map { UInt8($0) } ?? UnitColouring.noDataSlot
                case .noData: UnitColouring.noDataSlot
                case .notApplicable: UnitColouring.notApplicableSlot
                case .outsideRegion: UnitColouring.outsideRegionSlot
                }
            counts[Int(slot)] += 1
            return slot
        }
        self.breaks = breaks
        self.counts = counts
    }

    /// The colours of the classes in a style, from the lowest.
    public func colours(_ style: ChoroplethStyle) -> [Colour] {
        breaks.classCount > 0 ? style.scheme.colours(classes: breaks.classCount, reversed: style.isReversed) : []
    }

    /// The numbers shown, in the order of the units.
    var numbers: [Double] { Self.numbers(values) }

    private static func numbers(_ values: [UnitValue]) -> [Double] {
        values.compactMap { value in
            if case .value(let number) = value, number.isFinite { number } else { nil }
        }
    }
}
