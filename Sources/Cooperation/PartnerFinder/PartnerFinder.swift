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
        var isSeen = [Bool](repeating: false, count: registry.institutions.count)
        var considered = 0
        var fresh = BestStandings(limit: question.limit)
        var partners: [Standing] = []
        while true {
            for place in pool(area, question) where !isSeen[place] {
                isSeen[place] = true
                considered += 1
                switch search.verdict(place, beating: fresh.least) {
                case .unsuitable: break
                case .outranked: fresh.countOutranked()
                case .standing(let standing): if standing.isPartner { partners.append(standing) } else { fresh.add(standing) }
                }
            }
            guard question.area == nil, question.radiusKilometers == nil, fresh.count < enough,
                let next = PartnerArea.allCases.first(where: { $0 > area })
            else { break }
            area = next
        }
        return PartnerAnswer(
            candidates: fresh.best.compactMap { search.candidate($0.place) }, total: fresh.count,
            partners: partners.sorted(by: Standing.precedes).compactMap { search.candidate($0.place) },
            joinable: search.joinable(), area: area, isWidened: question.area == nil && question.radiusKilometers == nil && area > .powiat,
            considered: considered)
    }

    /// The places of the institutions of an area, near ones first: from then on most of the others need no close look.
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
        case .country: return near + registry.institutions.indices
        }
    }
}
