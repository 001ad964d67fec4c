// SPDX-License-Identifier: Apache-2.0

/// A level of Poland's territorial division. Raw values are the ones that addresses and tables use.
public enum UnitLevel: String, Sendable, Hashable, CaseIterable, Codable {
    /// The whole country, code `00`: it has values but no map of its own.
    case kraj
    case wojewodztwo
    case powiat
    case gmina

    /// The levels that a map can be drawn for, from the largest units to the smallest.
    public static let mapped: [UnitLevel] = [.wojewodztwo, .powiat, .gmina]

    /// The length of a unit's stable code at this level.
    public var codeLength: Int {
        switch self {
        case .kraj, .wojewodztwo: 2
        case .powiat: 4
        case .gmina: 6
        }
    }

    /// The next larger level, nil for the country.
    public var larger: UnitLevel? {
        switch self {
        case .kraj: nil
        case .wojewodztwo: .kraj
        case .powiat: .wojewodztwo
        case .gmina: .powiat
        }
    }
}
