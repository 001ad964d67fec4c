// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What a unit shows on a map.
public enum UnitValue: Sendable, Hashable {
    case value(Double)
    /// Nobody published a value.
    case noData
    /// The question does not arise for this unit.
    case notApplicable
    /// The unit is not in the region that the map is about.
    case outsideRegion

    public init(_ observation: Observation?) {
        if let value = observation?.value, value.isFinite {
            self = .value(value)
        } else if observation?.flag == .notApplicable {
            self = .notApplicable
        } else {
            self = .noData
        }
    }
}

/// The colours of a map: for each unit of a layer a slot, and for each slot a colour. This is all that a
/// tile needs to know of indicator, period, method and palette.
public struct UnitColouring: Sendable {
    /// Slots 0…8 are classes.
    public static let noDataSlot: UInt8 = 9
    public static let notApplicableSlot: UInt8 = 10
    public static let outsideRegionSlot: UInt8 = 11
    /// Not a unit's slot: the lines of the hatch over `notApplicableSlot`.
    static let hatchSlot: UInt8 = 12
    static let slotCount = 13

    /// One for each shape of the layer, in the layer's order.
    public let slots: [UInt8]
    /// The colours of the classes, from the lowest.
    public let classColours: [Colour]
    /// Whether some unit is hatched.
    public let hasNotApplicable: Bool
    /// For slot × border strength the red, green and blue bytes in memory order, from the lowest byte.
    let blended: [UInt32]

    /// - Parameters:
    ///   - slots: 0…8 for classes or one of the three special slots; anything else shows as no data.
    ///   - classColours: at most 9; a slot without a colour shows as no data.
    public init(slots: [UInt8], classColours: [Colour]) {
        let classColours = Array(classColours.prefix(9))
        let classCount = UInt8(classColours.count)
        var hasNotApplicable = false
        self.slots = slots.map { slot in
            if slot == Self.notApplicableSlot { hasNotApplicable = true }
            return slot < classCount || (Self.noDataSlot...Self.outsideRegionSlot).contains(slot) ? slot : Self.noDataSlot
        }
        self.hasNotApplicable = hasNotApplicable
        self.classColours = classColours
        blended = (0..<Self.slotCount).flatMap { slot in
            let fill = Self.fill(ofSlot: slot, classColours)
            return (0..<BorderStyle.strengthLevels).map { strength in
                let share = Double(strength) / Double(BorderStyle.strengthLevels - 1)
                let colour = fill.blended(with: MapColours.border, share: share)
                return UInt32(colour.red) | UInt32(colour.green) << 8 | UInt32(colour.blue) << 16
            }
        }
    }

    /// The colour inside a unit with this slot, away from borders and hatch lines.
    public func colour(ofSlot slot: UInt8) -> Colour {
        Self.fill(ofSlot: Int(slot), classColours)
    }

    private static func fill(ofSlot slot: Int, _ classColours: [Colour]) -> Colour {
        if slot < classColours.count { return classColours[slot] }
        switch UInt8(slot) {
        case outsideRegionSlot: return MapColours.outsideRegion
        case hatchSlot: return MapColours.notApplicableHatch
        default: return MapColours.noData
        }
    }
}
