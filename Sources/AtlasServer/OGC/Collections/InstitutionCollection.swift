// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import PolishText
import TileGeometry

/// The institutions of the directory as points. Entries show the present: they have no dates of validity, so that every
/// `datetime` matches them (requirement /req/core/fc-time-response, C).
struct InstitutionCollection: OGCCollection {
    let id = "instytucje"
    let title = LocalizedText(polish: "Instytucje", english: "Institutions")
    let description = LocalizedText(
        polish: "Instytucje pomocy społecznej i rynku pracy z katalogu: rodzaj, adres, kontakt, usługi i obszar działania. Punkt jest siedzibą; precision mówi, jak dokładną.",
        english: "Welfare and labour-market institutions of the directory: type, address, contact, services and area. The point is the seat; precision says how exact it is.")
    let page = "/katalog"

    let properties: [FeatureProperty] = [
        FeatureProperty("name", "nazwa", "name"),
        FeatureProperty("type", "rodzaj", "type", .choice(InstitutionType.allCases.map(\.rawValue))),
        FeatureProperty("type_name", "nazwa rodzaju", "name of the type"),
        FeatureProperty("address", "adres", "address"), FeatureProperty("postal_code", "kod pocztowy", "postal code"),
        FeatureProperty("locality", "miejscowość", "locality"), FeatureProperty("unit", "kod gminy siedziby", "code of the gmina of the seat"),
        FeatureProperty("unit_name", "gmina siedziby", "gmina of the seat"),
        FeatureProperty("serves", "kody obsługiwanych jednostek", "codes of the units served"),
        FeatureProperty("phone", "telefon", "phone"), FeatureProperty("email", "e-mail", "e-mail"),
        FeatureProperty("website", "strona internetowa", "website", .address), FeatureProperty("run_by", "kto prowadzi", "run by"),
        FeatureProperty("services", "usługi", "services"),
        FeatureProperty("precision", "dokładność punktu", "precision of the point", .choice(PointPrecision.allCases.map(\.rawValue))),
        FeatureProperty("record_date", "stan na dzień", "state of the record"), FeatureProperty("verified_on", "potwierdzono dnia", "verified on"),
        FeatureProperty("source", "źródło", "source"), FeatureProperty("url", "strona w atlasie", "page in the atlas", .address),
    ]

    let filters: [RouteParameter] =
        [.init("name", "the whole name; case and diacritics do not matter; * stands for any letters")]
        + RouteParameter.search.filter { ["q", "type", "service", "target", "problem", "unit", "serves"].contains($0.name) }

    let additions: [RouteParameter] = []

    func source(_ snapshot: AtlasSnapshot) -> Source? { nil }

    func checkAdditions(_ query: QueryReader, _ snapshot: AtlasSnapshot) throws {}

    func extent(_ snapshot: AtlasSnapshot) async throws -> FeatureExtent {
        var bounds = BoundingBox.empty
        for entry in try await snapshot.directory.index.entries {
            if let point = entry.point { bounds.extend(to: Point(point.longitude, point.latitude)) }
        }
        return FeatureExtent(bounds: bounds.isEmpty ? nil : bounds, firstDay: nil)
    }

    func matches(_ selection: FeatureSelection) async throws -> FeatureMatches {
        let directory = try await selection.snapshot.directory
        var found = try entries(selection, directory)
        if let name = try selection.query.text("name") {
            let pattern = NamePattern(name)
            found = found.filter { pattern.matches(folded: fold($0.name)) }
        }
        if let area = selection.area {
            let points = found.map { $0.point.map { Point($0.longitude, $0.latitude) } }
            let candidates = found
            found = try area.places(among: points.map { $0.map { BoundingBox(minX: $0.x, minY: $0.y, maxX: $0.x, maxY: $0.y) } }) { place in
                points[place].map(FeatureGeometry.point)
            }.map { candidates[$0] }
        }
        let ids = found.map(\.id)
        return FeatureMatches(count: ids.count) { range in
            try await selection.snapshot.store.institutions(Array(ids[range])).map { feature($0, selection, directory.taxonomy) }
        }
    }

    func feature(_ id: String, _ selection: FeatureSelection) async throws -> OGCFeature {
        guard let institution = try? InstitutionID(id), let found = try await selection.snapshot.store.institution(institution) else {
            throw Problem.notFound("feature of \(self.id)", id, accepted: "GET /ogc/collections/\(self.id)/items lists them")
        }
        return feature(found, selection, try await selection.snapshot.directory.taxonomy)
    }

    /// By id, which no import changes.
    private func entries(_ selection: FeatureSelection, _ directory: DirectorySnapshot) throws -> [DirectoryEntry] {
        let asked = selection.query.names.intersection(filters.map(\.name)).subtracting(["name"])
        guard !asked.isEmpty else { return directory.index.entries.sorted { $0.id < $1.id } }
        var query = try selection.query.without("limit").searchQuery(
            directory, defaultLimit: SearchLimits.limit.upperBound, limits: SearchLimits.limit)
        try Problem.refusingParameter("unit") { try selection.snapshot.checkUnits(of: query) }
        query.sort = .name
        var found: [DirectoryEntry] = []
        let now = PolishClock.now
        repeat {
            let page = try directory.search(query, now: now)
            found += page.hits.map(\.entry)
            query.cursor = page.next
        } while query.cursor != nil
        return found.sorted { $0.id < $1.id }
    }

    private func feature(_ institution: Institution, _ selection: FeatureSelection, _ taxonomy: Taxonomy) -> OGCFeature {
        let language = selection.language
        let territory = selection.snapshot.territory
        let seat = institution.seat
        let services = institution.allServices(taxonomy).compactMap { taxonomy.term($0.termID).map { language.of($0.name) } }
        let page = "/instytucje/\(institution.id)"
        return OGCFeature(
            id: institution.id.text, title: institution.name, geometry: seat?.point.map { .point(Point($0.longitude, $0.latitude)) },
            properties: [
                ("name", .string(institution.name)), ("type", .string(institution.type.rawValue)),
                ("type_name", .string(language.of(institution.type.name))), ("address", JSONValue(seat?.address.oneLine)),
                ("postal_code", JSONValue(seat.flatMap { $0.address.postalCode.isEmpty ? nil : $0.address.postalCode })),
                ("locality", JSONValue(seat?.address.locality)), ("unit", JSONValue(seat?.gmina?.stem)),
                ("unit_name", JSONValue(seat?.gmina.flatMap { territory.unit($0)?.unit.fullName })),
                ("serves", Self.list(institution.area.map(\.code.stem))), ("phone", JSONValue(institution.phones.first?.text)),
                ("email", JSONValue(institution.emails.first)), ("website", JSONValue(institution.website)), ("run_by", JSONValue(institution.runBy)),
                ("services", Self.list(services)), ("precision", JSONValue(seat?.point?.precision.rawValue)),
                ("record_date", JSONValue(institution.recordDate?.text)), ("verified_on", JSONValue(institution.verifiedOn?.text)),
                ("source", JSONValue(selection.snapshot.sources[institution.sourceID].map { language.of($0.name) })),
                ("url", .string(selection.origin + page)),
            ], page: page, day: nil, picture: nil)
    }

    /// One text: tables of map programs have no lists.
    private static func list(_ texts: [String]) -> JSONValue { texts.isEmpty ? .null : .string(texts.joined(separator: ", ")) }
}
