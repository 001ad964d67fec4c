// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import DirectorySearch

/// What a question for partners says, checked.
struct PartnerForm: Sendable {
    /// Nil until somebody is named whose seat is known.
    let seeker: PartnerSeeker?
    let institution: DirectoryEntry?
    let type: InstitutionType?
    /// What the question calls the place, and the unit that it is.
    let place: String?
    let unit: MappedUnit?
    let isPlaceUnknown: Bool
    /// Institutions that the typed name may mean.
    let who: String?
    let choices: [DirectoryEntry]
    /// As given, the preset with what was added to it.
    let purpose: PartnerPurpose
    /// What was given beside the preset, for links.
    let added: PartnerPurpose
    let words: String?
    let area: PartnerArea?
    /// Whether all of Poland can be looked through while somebody waits: with some thousands of institutions, or when a type of partner
    /// passes most of them over.
    let canAskCountry: Bool
    let radiusKilometers: Double?
    let day: Period
    let limit: Int
    let snapshot: AtlasSnapshot
    let directory: DirectorySnapshot

    /// The most institutions of which a page ranks all.
    private static let countryLimit = 20_000

    /// - Throws: 400 for values that are not accepted, 404 for an institution or a unit that do not exist.
    init(_ reader: QueryReader, in snapshot: AtlasSnapshot) async throws {
        let directory = try await snapshot.directory
        let registry = try await snapshot.registry
        self.snapshot = snapshot
        self.directory = directory
        day = try reader.calendarDay("day")?.period ?? PolishClock.now.day
        area = try reader.choice("area", PartnerArea.self)
        radiusKilometers = try reader.number("radius_km", in: 1...150)
        limit = try reader.integer("limit", in: 1...100) ?? 20
        words = try reader.text("q", maximumLength: 200)

        var purpose = PartnerPurpose()
        if let id = try reader.text("purpose") {
            guard let preset = PartnerPurpose.preset(id) else {
                throw Problem.badParameter("purpose", id, accepted: PartnerPurpose.presets.map(\.id).joined(separator: ", "))
            }
            purpose = preset
        }
        let added = PartnerPurpose(
            types: try reader.choices("type", InstitutionType.self),
            services: try reader.terms("service", .service, directory.taxonomy), targets: try reader.terms("target", .target, directory.taxonomy),
            programmes: try reader.choices("programme", JointProgramme.self))
        self.added = added
        // Types that are asked for take the place of the usual ones; the rest comes on top.
        if !added.types.isEmpty { purpose.types = added.types }
        purpose.services += added.services.filter { !purpose.services.contains($0) }
        purpose.targets += added.targets.filter { !purpose.targets.contains($0) }
        purpose.programmes += added.programmes.filter { !purpose.programmes.contains($0) }

        // Where.
        var unit = try reader.code("unit").map { try snapshot.territory.existing($0.description) }
        place = try reader.text("place", maximumLength: 200)
        if unit == nil, let place {
            unit = directory.index.places(named: place).first.flatMap { snapshot.territory.unit($0.place.code) }
            isPlaceUnknown = unit == nil
        } else {
            isPlaceUnknown = false
        }
        // A city with powiat rights is asked about as its gmina: both are the same city.
        if let found = unit?.unit, found.kind == .cityWithPowiatRights, let gmina = snapshot.territory.children(of: found.code).first { unit = gmina }
        self.unit = unit

        // Who.
        let type = try reader.choice("as", InstitutionType.self)
        self.type = type
        who = try reader.text("who", maximumLength: 200)
        if let id = try reader.text("institution") {
            guard let id = try? InstitutionID(id), let found = registry.place(of: id) else {
                throw Problem.notFound("institution", id, accepted: "GET /api/v1/institutions lists them")
            }
            institution = registry.institutions[found]
            choices = []
            seeker =
                PartnerSeeker(found, in: registry)
                ?? unit.map { PartnerSeeker(type: registry.institutions[found].type, seat: $0.unit.code, point: nil, taxonomy: directory.taxonomy) }
        } else if let who {
            institution = nil
            choices = try directory.search(SearchQuery(text: who, limit: 8), now: PolishClock.now).hits.map(\.entry)
            seeker = nil
        } else {
            institution = nil
            choices = []
            if let type, let unit {
                let point = unit.labelPoint.flatMap { InstitutionPoint(longitude: $0.longitude, latitude: $0.latitude, precision: .gminaCentre) }
                seeker = PartnerSeeker(type: type, seat: unit.unit.code, point: point, taxonomy: directory.taxonomy)
            } else {
                seeker = nil
            }
        }
        let seen = seeker.map { added.types.isEmpty ? purpose.seen(by: $0.type) : purpose } ?? purpose
        self.purpose = seen
        canAskCountry = registry.institutions.count <= Self.countryLimit || !seen.types.isEmpty
    }

    /// Who seeks, as parameters of an address.
    var seekerParameters: [(String, String)] {
        var list: [(String, String)] = []
        if let institution { list.append(("institution", institution.id.text)) } else if let type { list.append(("as", type.rawValue)) }
        if let place { list.append(("place", place)) } else if let unit, institution == nil { list.append(("unit", unit.unit.code.stem)) }
        return list
    }

    /// The whole question as parameters of an address, without how far to look.
    var parameters: [(String, String)] {
        var list = seekerParameters
        if purpose.isPreset { list.append(("purpose", purpose.id)) }
        list += added.types.map { ("type", $0.rawValue) } + added.services.map { ("service", $0) } + added.targets.map { ("target", $0) }
        list += added.programmes.map { ("programme", $0.rawValue) }
        if let words { list.append(("q", words)) }
        return list
    }
}

extension QueryReader {
    fileprivate func choices<Value: RawRepresentable & CaseIterable>(_ name: String, _ type: Value.Type) throws -> [Value]
    where Value.RawValue == String {
        try texts(name).filter { !$0.isEmpty }.map { text in
            guard let value = Value(rawValue: text) else {
                throw Problem.badParameter(name, text, accepted: Value.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return value
        }
    }

    fileprivate func terms(_ name: String, _ kind: TaxonomyTerm.Kind, _ taxonomy: Taxonomy) throws -> [String] {
        try texts(name).filter { !$0.isEmpty }.map { text in
            guard taxonomy.term(text)?.kind == kind else {
                throw Problem.badParameter(name, text, accepted: "the id of a \(kind.rawValue): GET /api/v1/taxonomy lists them")
            }
            return text
        }
    }
}
