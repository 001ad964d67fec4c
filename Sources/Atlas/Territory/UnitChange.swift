// SPDX-License-Identifier: Apache-2.0

/// A change of the territorial division between two states of the register.
public struct UnitChange: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        case created, renamed, retyped, abolished
        /// A part of the unit's area went to other units; the unit itself goes on.
        case split
        /// The unit took in the area of other units, or parts of it.
        case merged

        /// Whether values before and after belong to different areas.
        public var changesArea: Bool {
            switch self {
            case .renamed, .retyped: false
            case .created, .abolished, .split, .merged: true
            }
        }
    }

    /// Another unit that took part in the change.
    public struct Part: Sendable, Hashable {
        /// How the part is known.
        public enum Origin: String, Sendable, Hashable, CaseIterable, Codable {
            /// From a table of changes.
            case table
            /// From the overlap of two editions of boundaries.
            case boundaries
        }

        public let code: TERYTCode
        /// The share of the **giving** unit's area that passed to the receiving one, 0…1; nil when unknown. For a
        /// `split` or `abolished` unit the giving unit is the unit itself, for a `created` or `merged` one this part.
        public let share: Double?
        public let origin: Origin

        public init(code: TERYTCode, share: Double?, origin: Origin = .table) {
            self.code = code
            self.share = share
            self.origin = origin
        }
    }

    public let code: TERYTCode
    public let kind: Kind
    /// Name or kind before; nil for a new unit. For `split` and `merged` the name.
    public let before: String?
    /// Name or kind after; nil for an abolished unit. For `split` and `merged` the name.
    public let after: String?
    /// The register showed the old state on this day; equal to `notAfter` when the day itself is known.
    public let notBefore: Period
    /// The register showed the new state on this day.
    public let notAfter: Period
    /// For `split` the units that took area over, for `merged` those that gave it, for `created` those that the
    /// unit was made from, for `abolished` those that took it over; by code, empty when unknown.
    public let parts: [Part]

    public init(
        code: TERYTCode, kind: Kind, before: String?, after: String?, notBefore: Period, notAfter: Period, parts: [Part] = []
    ) {
        self.code = code
        self.kind = kind
        self.before = before
        self.after = after
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.parts = parts
    }

    /// Whether the day of the change is known, not only two days between which it lies.
    public var isDayKnown: Bool { notBefore == notAfter }
}

/// Area that passed from one unit to another.
public struct TerritoryTransfer: Sendable, Hashable {
    public let from: TERYTCode
    public let to: TERYTCode
    /// The share of the giving unit's area, 0…1; nil when unknown.
    public let share: Double?
    public let notBefore: Period
    public let notAfter: Period
    public let origin: UnitChange.Part.Origin

    public init(
        from: TERYTCode, to: TERYTCode, share: Double?, notBefore: Period, notAfter: Period, origin: UnitChange.Part.Origin = .table
    ) {
        self.from = from
        self.to = to
        self.share = share
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.origin = origin
    }

    /// All transfers that changes tell of, each once, by day and codes. A transfer stands in the changes of both units.
    public static func all(in changes: [UnitChange]) -> [TerritoryTransfer] {
        struct Key: Hashable {
            let from: TERYTCode
            let to: TERYTCode
            let day: Int
        }
        var found: [Key: TerritoryTransfer] = [:]
        for change in changes {
            for part in change.parts {
                let gives = change.kind == .split || change.kind == .abolished
                let from = gives ? change.code : part.code
                let to = gives ? part.code : change.code
                let key = Key(from: from, to: to, day: change.notAfter.firstDay)
                guard found[key]?.share == nil else { continue }
                found[key] = TerritoryTransfer(
                    from: from, to: to, share: part.share, notBefore: change.notBefore, notAfter: change.notAfter, origin: part.origin)
            }
        }
        return found.values.sorted { ($0.notAfter.firstDay, $0.from, $0.to) < ($1.notAfter.firstDay, $1.from, $1.to) }
    }
}
