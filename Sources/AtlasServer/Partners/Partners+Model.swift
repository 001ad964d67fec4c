// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation
import DirectorySearch

/// Candidates for an institution with what pages and programs show of them.
struct PartnersModel: Sendable {
    let form: PartnerForm
    let seeker: PartnerSeeker
    let answer: PartnerAnswer
    let registry: AgreementRegistry
    let taxonomy: Taxonomy
    let snapshot: AtlasSnapshot

    init(_ form: PartnerForm, _ seeker: PartnerSeeker, _ calendars: AgreementCalendars, in snapshot: AtlasSnapshot) async throws {
        let registry = try await snapshot.registry
        var fitting: Set<Int>?
        if let words = form.words {
            // Words that name no place are looked for in the seeker's region, or the hits of the whole country would crowd out its own.
            let region = form.area == .country ? nil : seeker.seat.ancestor(at: .wojewodztwo)
            let query = SearchQuery(text: words, unit: region, limit: 1_000)
            fitting = Set(try form.directory.search(query, now: PolishClock.now).hits.compactMap { registry.place(of: $0.entry.id) })
        }
        let serving = form.directory.index.serving(seeker.seat).compactMap { registry.place(of: $0.id) }
        let finder = PartnerFinder(
            registry: registry, calendar: calendars.of(registry, snapshot.registryVersion), taxonomy: form.directory.taxonomy,
            neighbourhood: snapshot.partnerNeighbourhood(of: seeker.seat, radiusKilometers: form.radiusKilometers), serving: serving)
        answer = finder.answer(
            PartnerQuestion(
                seeker: seeker, purpose: form.purpose, day: form.day, area: form.area, radiusKilometers: form.radiusKilometers, fitting: fitting,
                limit: form.limit))
        self.form = form
        self.seeker = seeker
        self.registry = registry
        taxonomy = form.directory.taxonomy
        self.snapshot = snapshot
    }

    /// The variant of the paper that fits both sides.
    func variant(with candidate: InstitutionType?) -> String {
        var sides: Set<InstitutionType> = [seeker.type]
        if let candidate { sides.insert(candidate) }
        let isWelfare = sides.contains(.ops) || sides.contains(.cus)
        if form.purpose.programmes.contains(.activationAndIntegration) { return sides.contains(.ngo) ? "pai-ngo" : "pai-ops" }
        if form.purpose.programmes.contains(.sharedRegister) { return "wymiana-informacji" }
        if sides.contains(.pup), form.purpose.partnersNeeded < 2 {
            if isWelfare { return "ops-pup" }
            if sides.contains(.pcpr) { return "pcpr-pup" }
        }
        return "partnerstwo"
    }
}

extension AtlasSnapshot {
    /// Who borders on a seat.
    func partnerNeighbourhood(of seat: TERYTCode, radiusKilometers: Double?) -> PartnerNeighbourhood {
        let powiat = seat.ancestor(at: .powiat)
        var reachable: Set<String>?
        if let radiusKilometers, let powiat {
            // A powiat is seldom narrower than 20 km.
            var (found, edge) = (Set([powiat.stem]), [powiat])
            for _ in 0..<(2 + Int(radiusKilometers / 20)) {
                edge = edge.flatMap { neighbours(of: $0) }.filter { found.insert($0.stem).inserted }
            }
            reachable = found
        }
        return PartnerNeighbourhood(
            gminas: seat.level == .gmina ? Set(neighbours(of: seat).map(\.stem)) : [],
            powiats: Set((powiat.map { neighbours(of: $0) } ?? []).map(\.stem)), reachable: reachable)
    }

    /// The units of the same level that touch a unit.
    func neighbours(of code: TERYTCode) -> [TERYTCode] {
        let units = territory.units(at: code.level)
        guard let place = territory.positions[code.stem] else { return [] }
        let weights = spatialWeights(level: code.level)
        guard weights.neighbours.indices.contains(place) else { return [] }
        return weights.neighbours[place].map { units[$0].unit.code }
    }
}
