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

    let search: AgreementSearch
    /// The places of the agreements shown.
    let places: [Int]
    let powiats: [Area]
    let gminas: [Area]
    /// The links with the most agreements first.
    let links: [AgreementFootprints.Link]
    let isTruncated: Bool

    /// More lines hide the map under them.
    private static let linkLimit = 2_000
    /// Those with the most agreements are shown.
    private static let pointLimit = 3_000
    /// How many agreements of a link are named.
    private static let namedAgreements = 5

    init(_ search: AgreementSearch) {
        self.search = search
        let found = search.result.places
        places = search.query.statuses.isEmpty ? found.filter { search.result.statuses[$0] == .valid } : found
        (powiats, gminas) = Self.areas(of: places, search)
        (links, isTruncated) = search.index.footprints.links(of: places, limit: Self.linkLimit, listed: Self.namedAgreements)
    }

    private static func areas(of places: [Int], _ search: AgreementSearch) -> (powiats: [Area], gminas: [Area]) {
        let counts = search.index.footprints.areas(of: places)
        let own = counts.named
        let everywhere = own[TERYTCode.country.stem] ?? 0
        func counted(_ level: UnitLevel, _ count: (String) -> Int) -> [Area] {
            search.snapshot.territory.units(at: level).compactMap { mapped in
                let stem = mapped.unit.code.stem
                let count = everywhere + (own[String(stem.prefix(2))] ?? 0) + count(stem)
                return count > 0 ? Area(code: mapped.unit.code, name: mapped.unit.fullName, count: count) : nil
            }
        }
        return (
            counted(.powiat) { (own[$0] ?? 0) + (counts.inPart[$0] ?? 0) },
            counted(.gmina) { (own[String($0.prefix(4))] ?? 0) + (own[$0] ?? 0) }
        )
    }

    var json: JSONValue {
        let registry = search.registry
        func areas(_ areas: [Area]) -> JSONValue {
            .array(areas.map { ["terc": .string($0.code.stem), "name": .string($0.name), "count": .integer($0.count)] })
        }
        let (institutions, areMore) = registry.busiestInstitutions(of: places, limit: Self.pointLimit)
        func coordinates(_ institution: Int) -> JSONValue? {
            registry.institutions[institution].point.map { .array([.number($0.longitude), .number($0.latitude)]) }
        }
        let points: [JSONValue] = institutions.compactMap { institution, count in
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
                    "count": .integer(link.count),
                    "agreements": .array(
                        link.agreements.map { place in
                            ["title": .string(registry.agreements[place].title), "url": .string("/porozumienia/\(registry.agreements[place].id)")]
                        }),
                ],
            ]
        }
        return [
            "day": .string(search.query.day.text), "total": .integer(places.count), "areas": ["powiat": areas(powiats), "gmina": areas(gminas)],
            "institutions": ["type": "FeatureCollection", "features": .array(points)],
            "links": ["type": "FeatureCollection", "features": .array(lines)], "truncated": .bool(isTruncated || areMore),
        ]
    }
}
