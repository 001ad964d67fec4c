// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch

/// Who is responsible at a place.
struct ResponsibleModel: Sendable {
    /// How the question named the place.
    enum Question: Sendable {
        case text(String)
        case code(TERYTCode)
        case point(longitude: Double, latitude: Double)
    }

    /// The adviser's sector, or why it cannot be told.
    struct Sector: Sendable {
        let certain: AdviserSector?
        let possible: [AdviserSector]
    }

    let question: Question
    /// Nil when the question names no place that the atlas knows.
    let place: MappedUnit?
    let parents: [MappedUnit]
    /// The town or village of the question, when it is smaller than its gmina.
    let locality: String?
    let match: PlaceMatch?
    /// Other places that the question may mean.
    let candidates: [PlaceMatch]
    let responsibilities: [Responsibility]
    let sector: Sector?
    /// Institutions that serve the place beside those responsible.
    let others: [DirectoryEntry]
    let snapshot: AtlasSnapshot

    private static let candidateLimit = 8

    init(_ question: Question, in snapshot: AtlasSnapshot) async throws {
        let directory = try await snapshot.directory
        self.question = question
        self.snapshot = snapshot
        var found: MappedUnit?
        var match: PlaceMatch?
        var candidates: [PlaceMatch] = []
        switch question {
        case .text(let text):
            let matches = directory.index.places(named: text)
            match = matches.first
            candidates = Array(matches.dropFirst().prefix(Self.candidateLimit))
            found = match.flatMap { snapshot.territory.unit($0.place.code) }
        case .code(let code):
            found = try snapshot.territory.existing(code.description)
        case .point(let longitude, let latitude):
            guard let units = try await snapshot.units(atLongitude: longitude, latitude: latitude) else {
                throw Problem(status: .notFound, detail: "no gmina covers the point \(longitude), \(latitude): it lies outside Poland")
            }
            found = snapshot.territory.unit(units.gmina.code)
        }
        // A city with powiat rights is asked about as its gmina: both are the same city.
        if let unit = found?.unit, unit.kind == .cityWithPowiatRights, let gmina = snapshot.territory.children(of: unit.code).first {
            found = gmina
        }
        self.match = match
        self.candidates = candidates
        place = found
        locality = match?.locality
        guard let code = found?.unit.code else {
            parents = []
            responsibilities = []
            sector = nil
            others = []
            return
        }
        parents = snapshot.territory.parents(of: code)
        let serving = directory.index.serving(code)
        responsibilities = Responsibility.all(for: code, among: serving)
        let responsible = Set(responsibilities.flatMap { $0.bodies.map(\.entry.id) })
        others = serving.filter { !responsible.contains($0.id) }
        if code.level != .wojewodztwo, let region = code.ancestor(at: .wojewodztwo) {
            let sectors = directory.sectors.filter { $0.region == region }
            let (certain, possible) = sectors.sectors(for: code)
            sector = certain != nil || !possible.isEmpty ? Sector(certain: certain, possible: possible) : nil
        } else {
            sector = nil
        }
    }
}
