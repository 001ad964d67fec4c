// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import Synchronization
import TileGeometry

/// Agreements as the areas in which they work; without an area the seat of the party that leads. With `datetime` those that are
/// valid on the day or within the interval; an agreement without dates matches every time
/// (requirement /req/core/fc-time-response, C).
struct AgreementCollection: OGCCollection {
    let id = "porozumienia"
    let title = LocalizedText(polish: "Porozumienia", english: "Agreements")
    let description = LocalizedText(
        polish: "Porozumienia i umowy partnerskie instytucji: strony, daty, forma współpracy, programy. Geometrią jest obszar działania, a bez niego siedziba lidera.",
        english: "Agreements and partnerships of institutions: parties, dates, form of cooperation, programmes. The geometry is the area, or the seat of the lead without one.")
    let page = "/porozumienia"

    let properties: [FeatureProperty] = [
        FeatureProperty("title", "tytuł", "title"),
        FeatureProperty("kind", "rodzaj", "kind", .choice(AgreementKind.allCases.map(\.rawValue))),
        FeatureProperty("form", "forma współpracy", "form of cooperation", .choice(CooperationForm.allCases.map(\.rawValue))),
        FeatureProperty("form_step", "stopień formy, 1–6", "step of the form, 1–6", .number),
        FeatureProperty("status", "stan dziś", "status today", .choice(AgreementStatus.allCases.map(\.rawValue))),
        FeatureProperty("valid_from", "obowiązuje od", "valid from"), FeatureProperty("valid_to", "obowiązuje do", "valid until"),
        FeatureProperty("open_ended", "bezterminowo: 1", "open-ended: 1", .number),
        FeatureProperty("subject", "przedmiot", "subject"), FeatureProperty("parties", "strony", "parties"),
        FeatureProperty("party_count", "liczba instytucji", "number of institutions", .number),
        FeatureProperty("area", "kody obszaru", "codes of the area"), FeatureProperty("programmes", "programy", "programmes"),
        FeatureProperty("source", "źródło", "source"), FeatureProperty("url", "strona w atlasie", "page in the atlas", .address),
    ]

    let filters: [RouteParameter] = RouteParameter.agreements.filter {
        ["q", "unit", "institution", "status", "kind", "form", "programme", "target", "open"].contains($0.name)
    }
    let additions: [RouteParameter] = []

    func source(_ snapshot: AtlasSnapshot) -> Source? { nil }

    func checkAdditions(_ query: QueryReader, _ snapshot: AtlasSnapshot) throws {}

    func extent(_ snapshot: AtlasSnapshot) async throws -> FeatureExtent {
        let registry = try await snapshot.registry
        var bounds = BoundingBox.empty
        for place in registry.agreements.indices { if let box = Self.bounds(place, registry, snapshot) { bounds.formUnion(box) } }
        let first = registry.agreements.compactMap(\.firstPeriod).min { $0.firstDay < $1.firstDay }
        return FeatureExtent(bounds: bounds.isEmpty ? nil : bounds, firstDay: first?.asFirstDay.text)
    }

    func matches(_ selection: FeatureSelection) async throws -> FeatureMatches {
        let snapshot = selection.snapshot
        let index = try await snapshot.agreementIndex
        let registry = index.registry
        let taxonomy = try await snapshot.directory.taxonomy
        let query = try selection.query.without("sort").without("day")
            .agreementQuery(snapshot, taxonomy: taxonomy, registry: registry, today: PolishClock.now.day)
        // By id, which stays as long as the data do.
        var found = index.find(query).places.sorted()
        if let time = selection.time {
            found = found.filter { place in
                let agreement = registry.agreements[place]
                let (first, last) = (agreement.firstPeriod?.firstDay ?? .min, agreement.lastPeriod?.lastDay ?? .max)
                return first <= time.end ?? .max && last >= time.start ?? .min
            }
        }
        let shapes = AreaShapes()
        if let area = selection.area {
            let candidates = found
            found = try area.places(among: candidates.map { Self.bounds($0, registry, snapshot) }) { place in
                shapes.geometry(candidates[place], registry, snapshot)
            }.map { candidates[$0] }
        }
        let result = found
        return FeatureMatches(count: result.count) { range in
            result[range].map { feature($0, registry, taxonomy, shapes, selection) }
        }
    }

    func feature(_ id: String, _ selection: FeatureSelection) async throws -> OGCFeature {
        let registry = try await selection.snapshot.registry
        guard let agreement = try? AgreementID(id), let place = registry.place(of: agreement) else {
            throw Problem.notFound("feature of \(self.id)", id, accepted: "GET /ogc/collections/\(self.id)/items lists them")
        }
        return feature(place, registry, try await selection.snapshot.directory.taxonomy, AreaShapes(), selection)
    }

    private func feature(
        _ place: Int, _ registry: AgreementRegistry, _ taxonomy: Taxonomy, _ shapes: AreaShapes, _ selection: FeatureSelection
    ) -> OGCFeature {
        let agreement = registry.agreements[place]
        let language = selection.language
        let names = AgreementNames(registry: registry, territory: selection.snapshot.territory, taxonomy: taxonomy, language: language)
        let page = "/porozumienia/\(agreement.id)"
        return OGCFeature(
            id: agreement.id.text, title: agreement.title, geometry: shapes.geometry(place, registry, selection.snapshot),
            properties: [
                ("title", .string(agreement.title)), ("kind", .string(agreement.kind.rawValue)), ("form", .string(agreement.form.rawValue)),
                ("form_step", .integer(agreement.form.step)), ("status", .string(agreement.status(on: PolishClock.now.day).rawValue)),
                ("valid_from", JSONValue(agreement.firstPeriod?.text)), ("valid_to", JSONValue(agreement.lastPeriod?.text)),
                ("open_ended", .integer(agreement.end == .open && agreement.terminatedOn == nil ? 1 : 0)),
                ("subject", agreement.subject.isEmpty ? .null : .string(agreement.subject)),
                ("parties", Self.list(names.order(agreement).map { names.name(agreement.parties[$0]) })),
                ("party_count", .integer(registry.members[place].count)), ("area", Self.list(agreement.area.map(\.stem))),
                ("programmes", Self.list(agreement.programmes.map { language.of($0.name) })),
                ("source", JSONValue(selection.snapshot.sources[agreement.sourceID].map { language.of($0.name) })),
                ("url", .string(selection.origin + page)),
            ], page: page, day: nil, picture: nil)
    }

    /// One text: tables of map programs have no lists.
    private static func list(_ texts: [String]) -> JSONValue { texts.isEmpty ? .null : .string(texts.joined(separator: "; ")) }

    private static func bounds(_ place: Int, _ registry: AgreementRegistry, _ snapshot: AtlasSnapshot) -> BoundingBox? {
        var bounds = BoundingBox.empty
        for unit in AreaShapes.units(registry.agreements[place], snapshot) { if let box = unit.bounds?.box { bounds.formUnion(box) } }
        if bounds.isEmpty, let seat = AreaShapes.seat(place, registry) { bounds.extend(to: seat) }
        return bounds.isEmpty ? nil : bounds
    }
}

/// The areas of agreements as polygons: units that touch are one, as whoever looks for the area wants no borders in it.
private final class AreaShapes: Sendable {
    /// Many agreements have the same area.
    private let known = Mutex<[[TERYTCode]: FeatureGeometry]>([:])
    private let shapes = Dictionary(uniqueKeysWithValues: UnitLevel.mapped.map { ($0, UnitShapes(level: $0)) })

    /// The units of an area, without those that lie in another of it.
    static func units(_ agreement: Agreement, _ snapshot: AtlasSnapshot) -> [MappedUnit] {
        agreement.area.filter { code in !agreement.area.contains { $0 != code && code.isWithin($0) } }.flatMap { code in
            code.level == .kraj ? snapshot.territory.units(at: .wojewodztwo) : snapshot.territory.unit(code).map { [$0] } ?? []
        }
    }

    /// Of the lead, or of the first party that is on the map.
    static func seat(_ place: Int, _ registry: AgreementRegistry) -> Point? {
        let agreement = registry.agreements[place]
        let members = registry.members[place]
        let ordered = members.filter { agreement.parties[$0.party].role == .lead } + members
        return ordered.lazy.compactMap { registry.institutions[$0.institution].point }.first.map { Point($0.longitude, $0.latitude) }
    }

    func geometry(_ place: Int, _ registry: AgreementRegistry, _ snapshot: AtlasSnapshot) -> FeatureGeometry? {
        let units = Self.units(registry.agreements[place], snapshot)
        let codes = units.map(\.unit.code)
        if let geometry = known.withLock({ $0[codes] }) { return geometry }
        let parts = units.compactMap { unit in shapes[unit.unit.code.level]?.shape(of: unit, snapshot) }
        guard !parts.isEmpty else { return Self.seat(place, registry).map(FeatureGeometry.point) }
        let topology = snapshot.tiles.geometry.topology
        let whole = parts.count == 1 ? parts[0] : Topology.Shape(code: "", polygons: topology.merged(parts))
        let geometry = FeatureGeometry(whole, topology)
        known.withLock { $0[codes] = geometry }
        return geometry
    }
}
