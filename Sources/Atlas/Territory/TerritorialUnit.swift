// SPDX-License-Identifier: Apache-2.0

/// What sort of unit a code stands for.
public enum UnitKind: String, Sendable, Hashable, CaseIterable, Codable {
    case kraj
    case wojewodztwo
    case powiat
    case cityWithPowiatRights = "miasto-na-prawach-powiatu"
    case urbanGmina = "gmina-miejska"
    case ruralGmina = "gmina-wiejska"
    case urbanRuralGmina = "gmina-miejsko-wiejska"

    /// The digit that a gmina of this kind ends its seven-digit code with; nil for larger units.
    public var kindDigit: Int? {
        switch self {
        case .urbanGmina: 1
        case .ruralGmina: 2
        case .urbanRuralGmina: 3
        default: nil
        }
    }

    public init?(kindDigit: Int) {
        switch kindDigit {
        case 1: self = .urbanGmina
        case 2: self = .ruralGmina
        case 3: self = .urbanRuralGmina
        default: return nil
        }
    }
}

/// One state of a unit of the territorial division. A unit that is renamed or changes its kind gets a new
/// state; the stem of its code stays and ties the states together.
public struct TerritorialUnit: Sendable, Hashable {
    /// For a gmina with its kind digit.
    public let code: TERYTCode
    public let kind: UnitKind
    /// The name as the register has it, without the word for the level: `kielecki`, `Kielce`, `Masłów`.
    public let name: String
    /// The first day on which this state is known; nil when it began before the first register read.
    public let validFrom: Period?
    /// The first day on which this state no longer holds; nil while it holds.
    public let validTo: Period?
    /// From the boundary, in km²; nil without one.
    public let areaSquareKilometers: Double?
    /// Whether the atlas knows the unit's boundary.
    public let hasBoundary: Bool

    public init(
        code: TERYTCode, kind: UnitKind, name: String, validFrom: Period? = nil, validTo: Period? = nil,
        areaSquareKilometers: Double? = nil, hasBoundary: Bool = false
    ) {
        self.code = code
        self.kind = kind
        self.name = name
        self.validFrom = validFrom
        self.validTo = validTo
        self.areaSquareKilometers = areaSquareKilometers
        self.hasBoundary = hasBoundary
    }

    public var level: UnitLevel { code.level }

    /// The name as it stands in a Polish sentence or on a map: `powiat kielecki`, `Kielce`, `gmina Masłów`.
    public var fullName: String {
        switch kind {
        case .kraj: name
        case .wojewodztwo: "województwo \(name)"
        case .powiat: "powiat \(name)"
        case .cityWithPowiatRights: name
        case .urbanGmina: name
        case .ruralGmina, .urbanRuralGmina: "gmina \(name)"
        }
    }
}
