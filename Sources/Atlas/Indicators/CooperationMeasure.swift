// SPDX-License-Identifier: Apache-2.0

/// What can be counted of the registry of agreements, unit by unit. Raw values stand in expressions and addresses.
public enum CooperationMeasure: String, Sendable, Hashable, CaseIterable, Codable {
    /// The share of welfare centres (OPS, CUS) with a valid agreement with a labour office that serves their gmina.
    case welfareWithLabour = "ops-pup"
    /// The share of family support centres with a valid agreement with a labour office that serves their powiat. Where a city
    /// with powiat rights has none, the welfare centre that does its tasks stands for it.
    case familyWithLabour = "pcpr-pup"
    /// Valid agreements of public institutions with NGOs and social enterprises, per 10,000 residents.
    case partnerships = "ngo"
    /// The share of OPS, CUS, PCPR, PUP, WUP and ROPS that name a coordinator of cooperation.
    case coordinators
    /// Joint programmes that valid agreements carry.
    case programmes

    /// The levels that have values. A family support centre is the powiat's: gminas have no share of them.
    public var levels: [UnitLevel] {
        self == .familyWithLabour ? [.kraj, .wojewodztwo, .powiat] : UnitLevel.allCases
    }

    /// Whether the value is a share in per cent.
    public var isShare: Bool {
        switch self {
        case .welfareWithLabour, .familyWithLabour, .coordinators: true
        case .partnerships, .programmes: false
        }
    }

    /// Whether earlier years are known: agreements have dates, entries of the directory have none.
    public var hasHistory: Bool { self != .coordinators }
}
