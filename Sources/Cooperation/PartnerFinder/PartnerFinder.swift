// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Finds partners for an institution and a purpose and says why.
///
/// Candidates are institutions of the sorts that the purpose asks for, or, when it names no sorts, those that have a service or serve
/// people that it names. Each reason has a weight (`PartnerWeights`) and the score is their sum. It is looked near first: when there are
/// fewer candidates than twice the partners that are needed, and fewer than five, the next larger area is taken, up to the
/// whole country. The cost follows from the institutions of the area, not from those of the directory.
public struct PartnerFinder: Sendable {
    private let registry: AgreementRegistry
    private let calendar: AgreementCalendar
    private let taxonomy: Taxonomy
    private let neighbourhood: PartnerNeighbourhood
    /// The places of institutions whose area contains the seat.
    private let serving: [Int]

    /// - Parameters:
    ///   - calendar: the dates of the registry's agreements.
    ///   - serving: institutions whose area contains the seeker's seat, wherever they have their own.
    public init(
        registry: AgreementRegistry, calendar: AgreementCalendar, taxonomy: Taxonomy, neighbourhood: PartnerNeighbourhood, serving: [Int]
    ) {
        self.registry = registry
        self.calendar = calendar
        self.taxonomy = taxonomy
        self.neighbourhood = neighbourhood
        self.serving = serving
    }

    public func answer(_ question: PartnerQuestion) -> PartnerAnswer {
        let search = Search(question, registry: registry, calendar: calendar, taxonomy: taxonomy, neighbourhood: neighbourhood, serving: Set(serving))
        let enough = max(5, question.purpose.partnersNeeded * 2)
        var area = question.area ?? .powiat
        var seen = Set<Int>()
        var found: [PartnerCandidate] = []
        while true {
            for place in pool(area, question) where seen.insert(place).inserted {
                if let candidate = search.candidate(place) { found.append(candidate) }
            }
            let fresh = found.reduce(0) { $0 + ($1.agreements.isEmpty ? 1 : 0) }
            guard question.area == nil, question.radiusKilometers == nil, fresh < enough,
                let next = PartnerArea.allCases.first(where: { $0 > area })
            else { break }
            area = next
        }
        found.sort { a, b in
            let (first, second) = (a.score, b.score)
            if first != second { return first > second }
            if a.distanceKilometers != b.distanceKilometers { return (a.distanceKilometers ?? .infinity) < (b.distanceKilometers ?? .infinity) }
            return a.institution < b.institution
        }
        let candidates = found.filter { $0.agreements.isEmpty }
        return PartnerAnswer(
            candidates: Array(candidates.prefix(question.limit)), total: candidates.count, partners: found.filter { !$0.agreements.isEmpty },
            joinable: search.joinable(), area: area, isWidened: question.area == nil && question.radiusKilometers == nil && area > .powiat,
            considered: seen.count)
    }

    /// The places of the institutions of an area.
    private func pool(_ area: PartnerArea, _ question: PartnerQuestion) -> [Int] {
        let seat = question.seeker.seat
        func seated(_ stems: some Sequence<String>) -> [Int] {
            stems.sorted().flatMap { stem in (try? TERYTCode(stem)).map { registry.institutions(seatedIn: $0) } ?? [] }
        }
        if let reachable = neighbourhood.reachable { return seated(reachable) }
        let home = seat.ancestor(at: .powiat) ?? seat
        let near = registry.institutions(seatedIn: home) + seated(neighbourhood.gminas) + serving
        switch area {
        case .powiat: return near
        case .neighbours: return near + seated(neighbourhood.powiats)
        case .region: return near + (seat.ancestor(at: .wojewodztwo).map { registry.institutions(seatedIn: $0) } ?? [])
        case .country: return Array(registry.institutions.indices)
        }
    }
}
