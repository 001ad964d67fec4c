// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics

/// Need against provision, the widest gap first.
struct GapModel: Sendable {
    let scope: AnalysisScope
    let result: Result<Balance, StatisticsRefusal>
    /// Positions of the units with both values, by falling difference; equal ones by code.
    let order: [Int]

    init(_ scope: AnalysisScope) {
        self.scope = scope
        result = Result { () throws(StatisticsRefusal) in
            try Balance(need: scope.indicators[0].values, provision: scope.indicators[1].values)
        }
        let differences = (try? result.get().differences) ?? []
        order = differences.indices.filter { differences[$0] != nil }.sorted { left, right in
            let (a, b) = (differences[left] ?? 0, differences[right] ?? 0)
            return a == b ? left < right : a > b
        }
    }

    func json(_ language: Language) -> JSONValue {
        let wording = AnalysisWording(language)
        let need = scope.indicators[0]
        let provision = scope.indicators[1]
        var members: [(String, JSONValue)] = [
            ("need", .string(need.id)), ("provision", .string(provision.id)), ("need_name", .string(language.of(need.indicator.name))),
            ("provision_name", .string(language.of(provision.indicator.name))), ("need_unit", .string(language.of(need.indicator.unit))),
            ("provision_unit", .string(language.of(provision.indicator.unit))), ("need_decimals", .integer(need.indicator.decimals)),
            ("provision_decimals", .integer(provision.indicator.decimals)), ("period", .string(need.period.text)),
            ("period_provision", .string(provision.period.text)), ("level", .string(scope.level.rawValue)),
            ("within", JSONValue(scope.within?.unit.code.description)), ("n", .integer(order.count)),
            ("left_out", .integer(scope.positions.count - order.count)),
        ]
        switch result {
        case .success(let balance):
            let needRanks = Ranking(order.map { need.values[$0] })
            let provisionRanks = Ranking(order.map { provision.values[$0] })
            let units = order.enumerated().map { index, position -> JSONValue in
                let unit = scope.units[position]
                return [
                    "terc": .string(unit.code.description), "name": .string(unit.name), "need": JSONValue(need.values[position]),
                    "provision": JSONValue(provision.values[position]), "need_z": JSONValue(balance.needScores[position]),
                    "provision_z": JSONValue(balance.provisionScores[position]), "difference": JSONValue(balance.differences[position]),
                    "need_rank": needRanks.places[index].map(JSONValue.integer) ?? .null,
                    "provision_rank": provisionRanks.places[index].map(JSONValue.integer) ?? .null,
                    "rank_difference": balance.rankDifferences[position].map(JSONValue.integer) ?? .null,
                    "field": JSONValue(balance.fields[position]?.rawValue),
                ]
            }
            let counts = Balance.Field.allCases.map { field in (field.rawValue, JSONValue.integer(balance.fields.count { $0 == field })) }
            members += [
                ("counts", .members(counts)), ("units", .array(units)),
                ("sentence", .string(wording.gap(scope, balance, worst: order.prefix(3).map { scope.units[$0] }))),
            ]
        case .failure(let refusal):
            members += [
                ("counts", .members([])), ("units", .array([])), ("reason", .string(refusal.localizedDescription)),
                ("sentence", .string(wording.refusal(refusal))),
            ]
        }
        return .members(members)
    }
}
