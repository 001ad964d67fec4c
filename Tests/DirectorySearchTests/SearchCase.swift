// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Foundation
import PolishText
import Testing

/// A row of `search-cases.csv`: a question as people type it, and what a good answer is.
///
/// - `query`: the text. `filters`: `key=value` parted by spaces (type, service, target, problem, unit, serves, radius, sort).
///   `near`: `longitude,latitude`.
/// - `first`: ids of which one must stand first.
/// - `relevant`: which answers are good, parted by ` | `: ids, or conditions joined by ` & `: `type=OPS`, `serves=1201` (its area contains the unit),
///   `seat=1201` (its seat lies there), `service=schronienie` (it or a narrower one), `target=bezdomni`, `name=caritas`.
/// - `alternative`: nothing may be found, and one of these must be offered: `nearest`, `relatedService:schronienie`, `withoutFilter:type`,
///   `widerRadius`, `largerUnit`, `corrected`, `withoutWords`.
struct SearchCase: Sendable {
    let line: Int
    let query: SearchQuery
    let first: Set<String>
    let relevant: [[Condition]]
    let alternatives: [String]

    enum Condition: Sendable {
        case id(String)
        case type(InstitutionType)
        case serves(TERYTCode)
        case seat(TERYTCode)
        case service(String)
        case target(String)
        case name(String)
    }

    init(line: Int, fields: [String: String]) throws {
        self.line = line
        var query = SearchQuery(text: fields["query"] ?? "")
        for filter in (fields["filters"] ?? "").split(separator: " ") {
            let (key, value) = try Self.pair(filter)
            switch key {
            case "type": query.types.insert(try #require(InstitutionType(rawValue: value), "line \(line): no type \(value)"))
            case "service": query.services.insert(value)
            case "target": query.targets.insert(value)
            case "problem": query.problems.insert(value)
            case "unit": query.unit = try TERYTCode(value)
            case "serves": query.serves = try TERYTCode(value)
            case "radius": query.radiusKilometers = Double(value)
            case "sort": query.sort = try #require(SearchQuery.Sort(rawValue: value))
            default: Issue.record("line \(line): no filter is called \(key)")
            }
        }
        let near = (fields["near"] ?? "").split(separator: ",").compactMap { Double($0) }
        if near.count == 2 { query.near = SearchPoint(longitude: near[0], latitude: near[1]) }
        self.query = query
        first = Set(Self.list(fields["first"]))
        alternatives = Self.list(fields["alternative"])
        relevant = try Self.list(fields["relevant"]).map { text in
            try text.split(separator: "&").map { part in
                let part = part.trimmingCharacters(in: .whitespaces)
                guard part.contains("=") else { return .id(part) }
                let (key, value) = try Self.pair(part[...])
                switch key {
                case "type": return .type(try #require(InstitutionType(rawValue: value), "line \(line): no type \(value)"))
                case "serves": return .serves(try TERYTCode(value))
                case "seat": return .seat(try TERYTCode(value))
                case "service": return .service(value)
                case "target": return .target(value)
                case "name": return .name(fold(value))
                default:
                    Issue.record("line \(line): no condition is called \(key)")
                    return .id(value)
                }
            }
        }
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private static func pair(_ text: Substring) throws -> (String, String) {
        let parts: [String] = text.split(separator: "=", maxSplits: 1).map(String.init)
        try #require(parts.count == 2, "“\(text)” is not key=value")
        return (parts[0], parts[1])
    }

    func isRelevant(_ entry: DirectoryEntry, _ taxonomy: Taxonomy) -> Bool {
        relevant.contains { conditions in conditions.allSatisfy { holds($0, entry, taxonomy) } }
    }

    private func holds(_ condition: Condition, _ entry: DirectoryEntry, _ taxonomy: Taxonomy) -> Bool {
        switch condition {
        case .id(let id): entry.id.text == id
        case .type(let type): entry.type == type
        // A city's welfare centre has the gmina as its area where the powiat is asked for; both are the city.
        case .serves(let code):
            entry.area(containing: code) != nil || entry.area.contains { $0.isWithinCityWithPowiatRights && $0.isWithin(code) }
        case .seat(let code): entry.gmina?.isWithin(code) ?? false
        case .service(let id): entry.services.contains { taxonomy.lineage($0.termID).contains { $0.id == id } }
        case .target(let id): entry.services.contains { $0.targetIDs.contains { taxonomy.lineage($0).contains { $0.id == id } } }
        case .name(let name): fold(entry.name).contains(name)
        }
    }

    /// The word for an alternative in the table.
    static func word(_ kind: Alternative.Kind) -> [String] {
        switch kind {
        case .withoutFilter(let dimension): ["withoutFilter", "withoutFilter:\(dimension.rawValue)"]
        case .withoutFilters: ["withoutFilters"]
        case .withoutWords: ["withoutWords"]
        case .widerRadius: ["widerRadius"]
        case .largerUnit(let place): ["largerUnit", "largerUnit:\(place.code)"]
        case .nearest: ["nearest"]
        case .relatedService(let id): ["relatedService", "relatedService:\(id)"]
        case .corrected: ["corrected"]
        }
    }
}
