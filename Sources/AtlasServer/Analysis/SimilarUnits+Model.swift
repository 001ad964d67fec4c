// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Statistics

/// The units most like one over a chosen set of indicators.
struct SimilarUnitsModel: Sendable {
    enum Candidates: String, Sendable, CaseIterable {
        case all
        /// Cities with cities, rural gminas with rural gminas.
        case sameKind = "same-kind"
    }

    let scope: AnalysisScope
    let unit: TerritorialUnit
    let candidates: Candidates
    let matches: [Similarity.Match]
    /// Indicators that the unit has and that tell units apart: the ones it is compared by.
    let compared: [Int]
    let scores: [[Double?]]
    let refusal: StatisticsRefusal?

    init(query: QueryReader, snapshot: AtlasSnapshot) async throws {
        guard let code = try query.text("unit") else { throw Problem.badParameter("unit", "", accepted: QueryReader.codeForm) }
        let unit = try snapshot.territory.existing(code).unit
        if let level = try query.mappedLevel(), level != unit.level {
            throw Problem.badParameter("level", level.rawValue, accepted: "\(unit.level.rawValue), the level of the unit, or none")
        }
        let coverages = try query.indicators("indicators", in: snapshot)
        for coverage in coverages where !coverage.levels.contains(unit.level) {
            throw Problem.badParameter(
                "indicators", coverage.indicator.id.text, accepted: "indicators with values for the level \(unit.level.rawValue)")
        }
        let scope = try await AnalysisScope(coverages, query: query.without("within"), snapshot: snapshot, defaultLevel: unit.level)
        let area = try query.code("within").map { try snapshot.territory.existing($0.description).unit.code }
        self.init(
            unit: unit, scope: scope, within: area, candidates: try query.choice("among", Candidates.self) ?? .all,
            limit: try query.integer("limit", in: 1...100) ?? 10)
    }

    /// - Parameters:
    ///   - scope: indicators over all units of the unit's level: standard deviations are those of the whole country.
    ///   - within: keeps the answer to units of an area.
    init(unit: TerritorialUnit, scope: AnalysisScope, within: TERYTCode?, candidates: Candidates, limit: Int) {
        self.scope = scope
        self.unit = unit
        self.candidates = candidates
        let position = scope.units.firstIndex { $0.code == unit.code }
        // What the unit itself lacks cannot be compared.
        let own = scope.indicators.indices.filter { index in position.flatMap { scope.indicators[index].values[$0] } != nil }
        do throws(StatisticsRefusal) {
            guard let position, !own.isEmpty else { throw .tooFewValues(given: 0, needed: 1) }
            let similarity = try Similarity(features: own.map { scope.indicators[$0].values })
            let units = scope.units
            // Half of the indicators is the least that makes a comparison.
            let usable = own.count - similarity.constantFeatures.count
            matches = similarity.nearest(to: position, limit: limit, minimumShared: (usable + 1) / 2) { other in
                (within.map { units[other].code.isWithin($0) } ?? true) && (candidates == .all || units[other].kind == unit.kind)
            }
            compared = own.indices.filter { !similarity.constantFeatures.contains($0) }.map { own[$0] }
            scores = own.indices.filter { !similarity.constantFeatures.contains($0) }.map { similarity.scores[$0] }
            refusal = nil
        } catch {
            matches = []
            compared = []
            scores = []
            refusal = error
        }
    }

    func json(_ language: Language) -> JSONValue {
        let wording = AnalysisWording(language)
        let position = scope.units.firstIndex { $0.code == unit.code } ?? 0
        func values(_ position: Int) -> JSONValue {
            .members(compared.map { (scope.indicators[$0].id, JSONValue(scope.indicators[$0].values[position])) })
        }
        func standardised(_ position: Int) -> JSONValue {
            .members(compared.indices.map { (scope.indicators[compared[$0]].id, JSONValue(scores[$0][position])) })
        }
        var members: [(String, JSONValue)] = [
            ("unit", .string(unit.code.description)), ("name", .string(unit.fullName)), ("level", .string(scope.level.rawValue)),
            ("among", .string(candidates.rawValue)),
            (
                "indicators",
                .array(
                    scope.indicators.enumerated().map { index, analysed in
                        [
                            "id": .string(analysed.id), "name": .string(language.of(analysed.indicator.name)),
                            "unit": .string(language.of(analysed.indicator.unit)), "decimals": .integer(analysed.indicator.decimals),
                            "period": .string(analysed.period.text), "compared": .bool(compared.contains(index)),
                        ]
                    })
            ),
            ("values", values(position)), ("z", standardised(position)),
            (
                "similar",
                .array(
                    matches.map { match in
                        let other = scope.units[match.unit]
                        return [
                            "terc": .string(other.code.description), "name": .string(other.fullName), "kind": .string(other.kind.rawValue),
                            "distance": .number(match.distance), "shared": .integer(match.shared), "values": values(match.unit),
                            "z": standardised(match.unit),
                        ]
                    })
            ),
        ]
        if let refusal { members.append(("reason", .string(refusal.localizedDescription))) }
        let sentence =
            refusal.map(wording.refusal)
            ?? wording.similar(unit, matches.map { (scope.units[$0.unit], $0.distance) }, indicators: compared.count)
        members.append(("sentence", .string(sentence)))
        return .members(members)
    }
}
