// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What a unit stands out by.
struct Highlight: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// The side of the country's units that the indicator's direction calls worse, better, or neither.
        case worse, better, different
    }

    let kind: Kind
    let entry: UnitProfile.Entry
    let score: Double
}

extension UnitProfile {
    /// Fewer units with a value than this make no background to stand out from.
    private static let fewestUnits = 10
    private static let leastScore = 1.0
    private static let perKind = 3
    /// Indicators of one topic mostly say the same thing in other words.
    private static let perTopic = 2

    /// The largest standardised deviations of rates, by what the direction of the indicator makes of them.
    func highlights() -> [Highlight.Kind: [Highlight]] {
        guard unit.level != .kraj else { return [:] }
        let candidates = entries.compactMap { entry -> Highlight? in
            guard entry.isRate, entry.current.flag != .forecast, let column = entry.column, column.summary.count >= Self.fewestUnits,
                let score = entry.score, abs(score) >= Self.leastScore
            else { return nil }
            let kind: Highlight.Kind =
                switch entry.indicator.direction {
                case .neutral: .different
                case .higherIsWorse: score > 0 ? .worse : .better
                case .higherIsBetter: score > 0 ? .better : .worse
                }
            return Highlight(kind: kind, entry: entry, score: score)
        }
        return Dictionary(grouping: candidates, by: \.kind).mapValues { candidates in
            var chosen: [Highlight] = []
            for candidate in candidates.sorted(by: { abs($0.score) > abs($1.score) }) where chosen.count < Self.perKind {
                let ofTopic = chosen.count { $0.entry.indicator.topic == candidate.entry.indicator.topic }
                if ofTopic < Self.perTopic { chosen.append(candidate) }
            }
            return chosen
        }
    }
}
