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
    /// The shades of powiats, and of gminas for the same numbers.
    let classes: CountClasses

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
        classes = CountClasses(powiats.map(\.count))
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
        let (institutions, areMore) = search.registry.busiestInstitutions(of: places, limit: Self.pointLimit)
        return [
            "day": .string(search.query.day.text), "total": .integer(places.count),
            "areas": ["powiat": Self.json(powiats), "gmina": Self.json(gminas)], "classes": .array(classes.lowest.map(JSONValue.integer)),
            "institutions": ["type": "FeatureCollection", "features": points(institutions)],
            "links": ["type": "FeatureCollection", "features": lines], "truncated": .bool(isTruncated || areMore),
        ]
    }

    private static func json(_ areas: [Area]) -> JSONValue {
        var json = JSONArrayWriter()
        for area in areas {
            json.next()
            json.write("{\"terc\":\"")
            json.write(plain: area.code.stem)
            json.write("\",\"name\":")
            json.write(quoted: area.name)
            json.write(",\"count\":")
            json.write(area.count)
            json.write("}")
        }
        return json.value
    }

    private func points(_ institutions: [(institution: Int, count: Int)]) -> JSONValue {
        let registry = search.registry
        let labels = Dictionary(uniqueKeysWithValues: InstitutionType.allCases.map { ($0, search.names.language.of($0.label)) })
        var json = JSONArrayWriter()
        for (institution, count) in institutions {
            guard let point = registry.institutions[institution].point else { continue }
            json.next()
            json.write("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":")
            json.write(point)
            json.write("},\"properties\":{\"id\":\"")
            json.write(plain: registry.institutions[institution].id.text)
            json.write("\",\"name\":")
            json.write(quoted: registry.institutions[institution].name)
            json.write(",\"label\":")
            json.write(quoted: labels[registry.institutions[institution].type] ?? "")
            json.write(",\"count\":")
            json.write(count)
            json.write(",\"url\":\"/instytucje/")
            json.write(plain: registry.institutions[institution].id.text)
            json.write("\"}}")
        }
        return json.value
    }

    private var lines: JSONValue {
        let registry = search.registry
        var json = JSONArrayWriter()
        for link in links {
            guard let from = registry.institutions[link.from].point, let to = registry.institutions[link.to].point else { continue }
            json.next()
            json.write("{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[")
            json.write(from)
            json.write(",")
            json.write(to)
            json.write("]},\"properties\":{\"from\":")
            json.write(quoted: registry.institutions[link.from].name)
            json.write(",\"to\":")
            json.write(quoted: registry.institutions[link.to].name)
            json.write(",\"count\":")
            json.write(link.count)
            json.write(",\"agreements\":[")
            for (number, place) in link.agreements.enumerated() {
                json.write(number == 0 ? "{\"title\":" : ",{\"title\":")
                json.write(quoted: registry.agreements[place].title)
                json.write(",\"url\":\"/porozumienia/")
                json.write(plain: registry.agreements[place].id.text)
                json.write("\"}")
            }
            json.write("]}}")
        }
        return json.value
    }
}

extension JSONArrayWriter {
    /// The position of GeoJSON.
    fileprivate mutating func write(_ point: InstitutionPoint) {
        write("[")
        write(point.longitude)
        write(",")
        write(point.latitude)
        write("]")
    }
}
