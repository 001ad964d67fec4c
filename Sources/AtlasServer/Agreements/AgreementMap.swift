// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// Where found agreements work and whom they connect: numbers by unit, institutions as points, partners as lines.
struct AgreementMap: Sendable {
    /// A unit with the number of agreements that work in it by their area.
    struct Area: Sendable {
        let code: TERYTCode
        let name: String
        let count: Int
    }

    /// Two institutions, the one that leads first, with the places of what they share.
    struct Link: Sendable {
        let from: Int
        let to: Int
        var agreements: [Int]
    }

    let search: AgreementSearch
    /// The places of the agreements shown.
    let places: [Int]
    let powiats: [Area]
    let gminas: [Area]
    /// The links with the most agreements first.
    let links: [Link]
    let isTruncated: Bool

    /// More lines hide the map under them.
    private static let linkLimit = 2_000
    /// Those with the most agreements are shown.
    private static let pointLimit = 3_000
    /// Of an agreement that binds more, links to those that are named themselves are shown.
    private static let mostMembers = 40

    init(_ search: AgreementSearch) {
        self.search = search
        let found = search.result.places
        places = search.query.statuses.isEmpty ? found.filter { search.result.statuses[$0] == .valid } : found
        (powiats, gminas) = Self.areas(of: places, search)
        let (links, isTruncated) = Self.links(of: places, search.registry)
        self.links = links
        self.isTruncated = isTruncated
    }

    private static func areas(of places: [Int], _ search: AgreementSearch) -> (powiats: [Area], gminas: [Area]) {
        // Agreements by the stems that their areas name; a unit within another of the same agreement adds nothing.
        var own: [String: Int] = [:]
        var powiatsTouched: [String: Int] = [:]
        for place in places {
            let outer = Self.outer(search.registry.agreements[place].area)
            for code in outer { own[code.stem, default: 0] += 1 }
            for powiat in Set(outer.filter { $0.level == .gmina }.compactMap { $0.ancestor(at: .powiat)?.stem }) { powiatsTouched[powiat, default: 0] += 1 }
        }
        let everywhere = own[TERYTCode.country.stem] ?? 0
        func counted(_ level: UnitLevel, _ count: (String) -> Int) -> [Area] {
            search.snapshot.territory.units(at: level).compactMap { mapped in
                let stem = mapped.unit.code.stem
                let count = everywhere + (own[String(stem.prefix(2))] ?? 0) + count(stem)
                return count > 0 ? Area(code: mapped.unit.code, name: mapped.unit.fullName, count: count) : nil
            }
        }
        return (
            counted(.powiat) { (own[$0] ?? 0) + (powiatsTouched[$0] ?? 0) },
            counted(.gmina) { (own[String($0.prefix(4))] ?? 0) + (own[$0] ?? 0) }
        )
    }

    /// The units of an area that lie in no other of them, each once.
    private static func outer(_ area: [TERYTCode]) -> [TERYTCode] {
        // Most have one.
        guard area.count > 1 else { return area }
        let units = Set(area)
        return units.filter { code in !units.contains { $0 != code && code.isWithin($0) } }
    }

    private static func links(of places: [Int], _ registry: AgreementRegistry) -> ([Link], Bool) {
        var links: [Int: Link] = [:]
        for place in places {
            let parties = registry.agreements[place].parties
            var members = registry.members[place]
            if members.count > mostMembers { members = members.filter { parties[$0.party].institution != nil } }
            let leads = members.filter { parties[$0.party].role == .lead }
            // Without a lead all work with all; of many the first stands for the centre.
            let centres = leads.isEmpty ? (members.count <= 5 ? members : Array(members.prefix(1))) : leads
            var seen = Set<Int>()
            for centre in centres {
                for other in members where other.institution != centre.institution {
                    let (low, high) = (min(centre.institution, other.institution), max(centre.institution, other.institution))
                    let key = low * registry.institutions.count + high
                    guard seen.insert(key).inserted else { continue }
                    links[key, default: Link(from: centre.institution, to: other.institution, agreements: [])].agreements.append(place)
                }
            }
        }
        let order = links.map { (key: $0.key, count: $0.value.agreements.count) }.sorted { $0.count != $1.count ? $0.count > $1.count : $0.key < $1.key }
        return (order.prefix(linkLimit).compactMap { links[$0.key] }, order.count > linkLimit)
    }

    var json: JSONValue {
        let registry = search.registry
        func areas(_ areas: [Area]) -> JSONValue {
            .array(areas.map { ["terc": .string($0.code.stem), "name": .string($0.name), "count": .integer($0.count)] })
        }
        var counts: [Int: Int] = [:]
        for place in places { for member in registry.members[place] { counts[member.institution, default: 0] += 1 } }
        func coordinates(_ institution: Int) -> JSONValue? {
            registry.institutions[institution].point.map { .array([.number($0.longitude), .number($0.latitude)]) }
        }
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let points: [JSONValue] = ordered.prefix(Self.pointLimit).compactMap { institution, count in
            let entry = registry.institutions[institution]
            return coordinates(institution).map { point in
                [
                    "type": "Feature", "geometry": ["type": "Point", "coordinates": point],
                    "properties": [
                        "id": .string(entry.id.text), "name": .string(entry.name), "label": .string(search.names.language.of(entry.type.label)),
                        "count": .integer(count), "url": .string("/instytucje/\(entry.id)"),
                    ],
                ]
            }
        }
        let lines: [JSONValue] = links.compactMap { link in
            guard let from = coordinates(link.from), let to = coordinates(link.to) else { return nil }
            return [
                "type": "Feature", "geometry": ["type": "LineString", "coordinates": .array([from, to])],
                "properties": [
                    "from": .string(registry.institutions[link.from].name), "to": .string(registry.institutions[link.to].name),
                    "count": .integer(link.agreements.count),
                    "agreements": .array(
                        link.agreements.prefix(5).map { place in
                            ["title": .string(registry.agreements[place].title), "url": .string("/porozumienia/\(registry.agreements[place].id)")]
                        }),
                ],
            ]
        }
        return [
            "day": .string(search.query.day.text), "total": .integer(places.count), "areas": ["powiat": areas(powiats), "gmina": areas(gminas)],
            "institutions": ["type": "FeatureCollection", "features": .array(points)],
            "links": ["type": "FeatureCollection", "features": .array(lines)], "truncated": .bool(isTruncated || ordered.count > Self.pointLimit),
        ]
    }
}
