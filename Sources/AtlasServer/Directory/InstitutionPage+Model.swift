// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch

/// An institution with what stands around it.
struct InstitutionModel: Sendable {
    let institution: Institution
    let parent: Institution?
    let parts: [Institution]
    let services: [Service]
    let taxonomy: Taxonomy
    let source: Source?
    /// The units served that exist today.
    let area: [(unit: TerritorialUnit, basis: ServedArea.Basis)]
    /// The nearest other institutions.
    let neighbours: [SearchHit]
    /// Others that serve the same units, of other types first.
    let sameArea: [DirectoryEntry]
    let partners: InstitutionPartners
    /// The day on which the institution itself last changed or confirmed the entry; nil when it never did.
    let keptOn: Period?
    let now: PolishMoment

    private static let neighbourCount = 6
    private static let sameAreaCount = 8

    init(_ institution: Institution, in snapshot: AtlasSnapshot, now: PolishMoment, language: Language) async throws {
        let directory = try await snapshot.directory
        self.institution = institution
        self.now = now
        taxonomy = directory.taxonomy
        source = snapshot.sources[institution.sourceID]
        services = institution.allServices(directory.taxonomy)
        partners = try await InstitutionPartners(institution.id, in: snapshot, taxonomy: directory.taxonomy, language: language)
        (parent, parts, keptOn) = try await snapshot.whole(\.directory) {
            (
                try await institution.parentID.asyncMap { try await snapshot.store.institution($0) } ?? nil,
                try await snapshot.store.parts(of: institution.id),
                try await snapshot.store.keptByInstitution(institution.id).map { PolishMoment($0).day }
            )
        }
        area = institution.area.compactMap { area in snapshot.territory.unit(area.code).map { ($0.unit, area.basis) } }
        if let point = institution.seat?.point.flatMap({ SearchPoint(longitude: $0.longitude, latitude: $0.latitude) }) {
            let query = SearchQuery(near: point, sort: .distance, limit: Self.neighbourCount + 1)
            neighbours = Array(
                try directory.search(query, now: now).hits.filter { $0.entry.id != institution.id && $0.distanceKilometers != nil }
                    .prefix(Self.neighbourCount))
        } else {
            neighbours = []
        }
        let known = Set(neighbours.map(\.entry.id) + [institution.id])
        let serving = institution.area.first.map { directory.index.serving($0.code) } ?? []
        sameArea = Array(serving.filter { !known.contains($0.id) && $0.type != institution.type }.prefix(Self.sameAreaCount))
    }
}

extension Optional {
    /// `map` with a body that waits.
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async throws -> Result? {
        switch self {
        case .some(let wrapped): try await body(wrapped)
        case .none: nil
        }
    }
}
