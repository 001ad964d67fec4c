// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics

/// The units most like one, by a chosen set of its indicators.
struct SimilarUnits: Sendable {
    struct Match: Sendable {
        let unit: TerritorialUnit
        let distance: Double
        /// In the order of `chosen`.
        let values: [Double?]
    }

    /// Indicators that may be chosen, in the order of the catalogue.
    let choices: [UnitProfile.Entry]
    let chosen: [UnitProfile.Entry]
    let isOwnKindOnly: Bool
    let matches: [Match]

    static let limit = 8
    private static let defaultCount = 8
    private static let perTopic = 2
    private static let largestChoice = 60

    /// - Throws: 400 for an indicator that the unit has no value of.
    init?(_ profile: UnitProfile, _ query: QueryReader, in snapshot: AtlasSnapshot) throws {
        guard profile.unit.level != .kraj else { return nil }
        let choices = profile.entries.filter { entry in
            entry.isRate && entry.value != nil && (entry.column?.summary.distribution?.standardDeviation ?? 0) > 0
        }
        self.choices = choices
        let asked = try query.texts("indicators", maximumCount: Self.largestChoice)
        if asked.isEmpty {
            chosen = Self.defaults(choices, unitCount: snapshot.territory.units(at: profile.unit.level).count)
        } else {
            chosen = try asked.map { id in
                guard let entry = choices.first(where: { $0.indicator.id.text == id }) else {
                    throw Problem.badParameter(
                        "indicators", id, accepted: "indicators of the unit: \(choices.prefix(5).map(\.indicator.id.text).joined(separator: ", ")), …")
                }
                return entry
            }
        }
        isOwnKindOnly = try query.choice("among", Among.self) == .kind
        matches = Self.matches(profile.unit, chosen, isOwnKindOnly: isOwnKindOnly, in: snapshot.territory)
    }

    enum Among: String, CaseIterable { case all, kind }

    /// Rates known of four units in five at least, those that say good or bad first, two of a topic.
    private static func defaults(_ choices: [UnitProfile.Entry], unitCount: Int) -> [UnitProfile.Entry] {
        let wide = choices.filter { ($0.column?.summary.count ?? 0) * 5 >= unitCount * 4 && $0.current.flag != .forecast }
        let ordered = wide.filter { $0.indicator.direction != .neutral } + wide.filter { $0.indicator.direction == .neutral }
        var taken: [IndicatorID] = []
        var ofTopic: [LocalizedText: Int] = [:]
        for entry in ordered where taken.count < defaultCount && ofTopic[entry.indicator.topic, default: 0] < perTopic {
            taken.append(entry.indicator.id)
            ofTopic[entry.indicator.topic, default: 0] += 1
        }
        return choices.filter { taken.contains($0.indicator.id) }
    }

    private static func matches(_ unit: TerritorialUnit, _ chosen: [UnitProfile.Entry], isOwnKindOnly: Bool, in territory: Territory) -> [Match] {
        guard let position = territory.positions[unit.code.stem] else { return [] }
        let columns = chosen.compactMap { $0.column?.values }
        guard !columns.isEmpty, let similarity = try? Similarity(features: columns) else { return [] }
        let units = territory.units(at: unit.level)
        return similarity.nearest(to: position, limit: limit) { other in
            !isOwnKindOnly || units[other].unit.peerKind == unit.peerKind
        }.map { match in
            Match(unit: units[match.unit].unit, distance: match.distance, values: columns.map { $0[match.unit] })
        }
    }
}
