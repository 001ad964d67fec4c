// SPDX-License-Identifier: Apache-2.0

/// What stands in one cell of a table of observations, in a byte: nothing, or an observation with its flag, given by a
/// source or computed by the atlas.
///
/// The codes are part of the database's format: they are never given another meaning.
public struct CellState: RawRepresentable, Sendable, Hashable {
    public let rawValue: UInt8

    private static let computedBit: UInt8 = 0x80

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public init(_ flag: ObservationFlag?, isComputed: Bool = false) {
        rawValue = Self.code(flag) | (isComputed ? Self.computedBit : 0)
    }

    /// There is no observation.
    public static let absent = CellState(rawValue: 0)
    /// A value of a source without a flag.
    public static let plain = CellState(nil)

    /// Whether there is an observation, with or without a value.
    public var isPresent: Bool { rawValue != 0 }

    /// Whether the atlas computed it from others.
    public var isComputed: Bool { rawValue & Self.computedBit != 0 }

    /// Whether a number stands in the cell.
    public var hasValue: Bool { Self.codesWithValue & (1 << UInt16(rawValue & 0x0F)) != 0 }

    /// Nil for a plain value and for no observation.
    public var flag: ObservationFlag? {
        let code = Int(rawValue & 0x7F)
        return code < Self.flags.count ? Self.flags[code] : nil
    }

    /// The same with or without the mark of a computed value.
    public func computed(_ isComputed: Bool) -> CellState {
        CellState(rawValue: isComputed ? rawValue | Self.computedBit : rawValue & ~Self.computedBit)
    }

    /// Whether the byte is one that this version writes.
    public var isKnown: Bool { rawValue == 0 || (1..<UInt8(Self.flags.count)).contains(rawValue & 0x7F) }

    /// By code; 0 is no observation, 1 a plain value.
    private static let flags: [ObservationFlag?] = [
        nil, nil, .missing, .notApplicable, .forecast, .derived, .estimated, .incomplete, .confidential, .notYet, .seriesBreak,
        .imprecise, .joint,
    ]

    private static let codesWithValue: UInt16 = flags.indices.dropFirst().reduce(0) { mask, code in
        flags[code]?.hasValue ?? true ? mask | 1 << UInt16(code) : mask
    }

    private static func code(_ flag: ObservationFlag?) -> UInt8 {
        switch flag {
        case nil: 1
        case .missing: 2
        case .notApplicable: 3
        case .forecast: 4
        case .derived: 5
        case .estimated: 6
        case .incomplete: 7
        case .confidential: 8
        case .notYet: 9
        case .seriesBreak: 10
        case .imprecise: 11
        case .joint: 12
        }
    }
}
