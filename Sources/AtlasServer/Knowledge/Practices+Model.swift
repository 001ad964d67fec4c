// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch

/// The list of practices.
struct PracticesModel: Sendable {
    let query: PracticeQuery
    let knowledge: KnowledgeSnapshot
    let directory: DirectorySnapshot
    let territory: Territory
    let finds: PracticeFinds

    init(_ query: PracticeQuery, in snapshot: AtlasSnapshot) async throws {
        self.query = query
        knowledge = try await snapshot.knowledge
        directory = try await snapshot.directory
        territory = snapshot.territory
        finds = PracticeFinds(query, knowledge: knowledge, directory: directory)
    }

    var practices: [Practice] { finds.found.map { knowledge.practices[$0] } }
}

/// One practice with what it names.
struct PracticeModel: Sendable {
    let practice: Practice
    let whole: Practice?
    let parts: [Practice]
    let lead: DirectoryEntry?
    let places: [PracticePlaceModel]
    /// Those that are in the registry today.
    let agreements: [Agreement]
    let source: Source?
    let taxonomy: Taxonomy
    /// Others about the same problems, those that share most first.
    let related: [Practice]

    private static let relatedCount = 4

    init(_ practice: Practice, in snapshot: AtlasSnapshot) async throws {
        let knowledge = try await snapshot.knowledge
        let directory = try await snapshot.directory
        self.practice = practice
        taxonomy = directory.taxonomy
        whole = practice.partOf.flatMap(knowledge.practice)
        parts = knowledge.parts(of: practice.id)
        lead = practice.leadID.flatMap { directory.index.entry($0) }
        places = practice.places.compactMap { PracticePlaceModel($0, directory, snapshot.territory) }
        var agreements: [Agreement] = []
        if !practice.agreementIDs.isEmpty {
            let registry = try await snapshot.registry
            let byID = Dictionary(registry.agreements.map { ($0.id, $0) }) { first, _ in first }
            agreements = practice.agreementIDs.compactMap { byID[$0] }
        }
        self.agreements = agreements
        source = snapshot.sources[practice.sourceID]
        let terms = Set(practice.problemIDs + practice.targetIDs + practice.serviceIDs)
        let others = knowledge.practices.filter { $0.id != practice.id && $0.partOf != practice.id && practice.partOf != $0.id }
        let scored = others.map { other in
            (practice: other, shared: terms.intersection(other.problemIDs + other.targetIDs + other.serviceIDs).count)
        }
        related = scored.filter { $0.shared > 1 }.sorted { $0.shared > $1.shared }.prefix(Self.relatedCount).map(\.practice)
    }
}

/// A place of a practice that exists today.
struct PracticePlaceModel: Sendable {
    enum Subject: Sendable {
        case institution(DirectoryEntry)
        case unit(MappedUnit)
        case country
    }

    let place: PracticePlace
    let subject: Subject

    init?(_ place: PracticePlace, _ directory: DirectorySnapshot, _ territory: Territory) {
        guard let subject = Subject(place.member, directory, territory) else { return nil }
        self.place = place
        self.subject = subject
    }
}

extension PracticePlaceModel.Subject {
    init?(_ member: PracticePlace.Member, _ directory: DirectorySnapshot, _ territory: Territory) {
        switch member {
        case .institution(let id):
            guard let entry = directory.index.entry(id) else { return nil }
            self = .institution(entry)
        case .unit(.country): self = .country
        case .unit(let code):
            guard let unit = territory.unit(code) else { return nil }
            self = .unit(unit)
        }
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        switch self {
        case .institution(let entry):
            templateValues([
                "name": entry.name, "url": visit.link("/instytucje/\(entry.id)"), "typeLabel": visit.language.of(entry.type.label),
                "locality": entry.address.locality.isEmpty ? nil : entry.address.locality,
            ])
        case .unit(let mapped): ["name": mapped.unit.fullName, "url": visit.link("/jednostki/\(mapped.unit.code)")]
        case .country: ["name": visit.language.choose("cały kraj", "the whole country"), "url": visit.link("/jednostki/00")]
        }
    }

    /// A feature for a map; nil without a point.
    func feature(_ properties: [(String, JSONValue)]) -> JSONValue? {
        func feature(_ longitude: Double, _ latitude: Double, _ own: [(String, JSONValue)]) -> JSONValue {
            [
                "type": "Feature", "geometry": ["type": "Point", "coordinates": .array([.number(longitude), .number(latitude)])],
                "properties": .members(own + properties),
            ]
        }
        switch self {
        case .institution(let entry):
            guard let point = entry.point else { return nil }
            return feature(
                point.longitude, point.latitude,
                [
                    ("institution", .string(entry.id.text)), ("name", .string(entry.name)), ("precision", .string(point.precision.rawValue)),
                    ("url", .string("/instytucje/\(entry.id)")),
                ])
        case .unit(let mapped):
            guard let point = mapped.labelPoint else { return nil }
            return feature(
                point.longitude, point.latitude,
                [
                    ("terc", .string(mapped.unit.code.stem)), ("level", .string(mapped.unit.level.rawValue)),
                    ("name", .string(mapped.unit.fullName)), ("url", .string("/jednostki/\(mapped.unit.code)")),
                ])
        case .country: return nil
        }
    }
}
