// SPDX-License-Identifier: Apache-2.0

/// Need against provision: where help falls short of what is asked of it.
public struct Balance: Sendable, Equatable {
    /// The four fields of the plane of need and provision, cut at the mean of each.
    public enum Field: String, Sendable, CaseIterable {
        case highNeedLowProvision = "high-need-low-provision"
        case highNeedHighProvision = "high-need-high-provision"
        case lowNeedLowProvision = "low-need-low-provision"
        case lowNeedHighProvision = "low-need-high-provision"
    }

    /// z(need) − z(provision) among the units that have both: positive where provision falls short, in standard
    /// deviations. nil where either is missing.
    public let differences: [Double?]
    public let needScores: [Double?]
    public let provisionScores: [Double?]
    /// Place by provision minus place by need, both from the highest: positive where a unit stands higher by need.
    public let rankDifferences: [Int?]
    public let fields: [Field?]
    /// Units with both values.
    public let count: Int

    /// - Throws: `StatisticsRefusal` for fewer than two units with both values, or when either is constant among them.
    public init(need: [Double?], provision: [Double?]) throws(StatisticsRefusal) {
        let isComplete = zip(need, provision).map { ($0?.isFinite ?? false) && ($1?.isFinite ?? false) }
        let both = isComplete.filter { $0 }.count
        guard both >= 2 else { throw .tooFewValues(given: both, needed: 2) }
        let need = zip(need, isComplete).map { $1 ? $0 : nil }
        let provision = zip(provision, isComplete).map { $1 ? $0 : nil }
        needScores = try Standardisation.zScores(need)
        provisionScores = try Standardisation.zScores(provision)
        count = both
        differences = zip(needScores, provisionScores).map { need, provision in
            guard let need, let provision else { return nil }
            return need - provision
        }
        rankDifferences = zip(Ranking(need).places, Ranking(provision).places).map { need, provision in
            guard let need, let provision else { return nil }
            return provision - need
        }
        fields = zip(needScores, provisionScores).map { need, provision in
            guard let need, let provision else { return nil }
            return switch (need > 0, provision > 0) {
            case (true, false): .highNeedLowProvision
            case (true, true): .highNeedHighProvision
            case (false, false): .lowNeedLowProvision
            case (false, true): .lowNeedHighProvision
            }
        }
    }
}
