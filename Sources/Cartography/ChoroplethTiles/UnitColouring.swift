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
    /// Whether some unit is hatched.
    public let hasNotApplicable: Bool
    /// The colours of the slots. Maps in the same palette share one.
    public let palette: SlotPalette

    /// The colours of the classes, from the lowest.
    public var classColours: [Colour] { palette.classColours }

    /// - Parameters:
    ///   - slots: 0…8 for classes or one of the three special slots; anything else shows as no data.
    ///   - classColours: at most 9; a slot without a colour shows as no data.
    public init(slots: [UInt8], classColours: [Colour]) {
        let classCount = UInt8(min(classColours.count, 9))
        self.init(
            slots: UnitSlots(slots.map { $0 < classCount || (Self.noDataSlot...Self.outsideRegionSlot).contains($0) ? $0 : Self.noDataSlot }),
            palette: SlotPalette(classColours: classColours))
    }

    /// The same units in another palette cost two references.
    public init(slots: UnitSlots, palette: SlotPalette) {
        self.slots = slots.values
        hasNotApplicable = slots.hasNotApplicable
        self.palette = palette
    }

    /// The colour inside a unit with this slot, away from borders and hatch lines.
    public func colour(ofSlot slot: UInt8) -> Colour {
        palette.colour(ofSlot: slot)
    }
}

/// The slots of a layer's shapes, found once for all palettes.
public struct UnitSlots: Sendable {
    /// One for each shape of the layer, in the layer's order.
    public let values: [UInt8]
    let hasNotApplicable: Bool

    /// - Parameter values: as in `UnitColouring`; what is no slot shows as no data.
    public init(_ values: [UInt8]) {
        var hasNotApplicable = false
        self.values = values.map { slot in
            if slot == UnitColouring.notApplicableSlot { hasNotApplicable = true }
            return slot <= UnitColouring.outsideRegionSlot ? slot : UnitColouring.noDataSlot
        }
        self.hasNotApplicable = hasNotApplicable
    }
}

/// A colour for each slot, and the same under borders of each strength.
public final class SlotPalette: Sendable {
    public let classColours: [Colour]
    /// For slot × border strength the red, green and blue bytes in memory order, from the lowest byte.
    let blended: [UInt32]

    /// - Parameter classColours: at most 9; a slot without a colour shows as no data.
    public init(classColours: [Colour]) {
        let classColours = Array(classColours.prefix(9))
        self.classColours = classColours
        blended = (0..<UnitColouring.slotCount).flatMap { slot in
            let fill = Self.fill(ofSlot: slot, classColours)
            return (0..<BorderStyle.strengthLevels).map { strength in
                let share = Double(strength) / Double(BorderStyle.strengthLevels - 1)
                let colour = fill.blended(with: MapColours.border, share: share)
                return UInt32(colour.red) | UInt32(colour.green) << 8 | UInt32(colour.blue) << 16
            }
        }
    }

    /// The palette of a scheme, made once for the whole process: some five hundred of 400 bytes.
    /// - Parameters:
    ///   - schemeIndex: the place of the scheme in `ColourScheme.all`.
    ///   - classes: 0…9.
    public static func shared(schemeIndex: Int, classes: Int, reversed: Bool) -> SlotPalette {
        all[(schemeIndex * 10 + classes) * 2 + (reversed ? 1 : 0)]
    }

    private static let all: [SlotPalette] = ColourScheme.all.flatMap { scheme in
        (0...9).flatMap { classes in
            [false, true].map { reversed in
                SlotPalette(classColours: classes == 0 ? [] : scheme.colours(classes: classes, reversed: reversed))
            }
        }
    }

    func colour(ofSlot slot: UInt8) -> Colour {
        Self.fill(ofSlot: Int(slot), classColours)
    }

    private static func fill(ofSlot slot: Int, _ classColours: [Colour]) -> Colour {
        if slot < classColours.count { return classColours[slot] }
        switch UInt8(slot) {
        case UnitColouring.outsideRegionSlot: return MapColours.outsideRegion
        case UnitColouring.hatchSlot: return MapColours.notApplicableHatch
        default: return MapColours.noData
        }
    }
}
