// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Counts what the entries found have in common.
struct FacetCounting {
    let contents: IndexContents
    let filters: Filters
    /// What the text matches, before any filter.
    let base: Bitset
    /// What the text and all filters match.
    let found: Bitset

    /// Fewer entries than this are looked at one by one.
    private static let few = 600

    func facets(open: Bitset, verified: Bitset) -> SearchFacets {
        var conceptCounts = counts(found)
        for dimension in [SearchDimension.type, .service, .target, .problem] where filters.dimensions.contains(dimension) {
            let other = counts(set(without: dimension))
            for number in conceptCounts.indices where Self.dimension(contents.concepts.concepts[number]) == dimension {
                conceptCounts[number] = other[number]
            }
        }
        var types: [FacetCount<InstitutionType>] = []
        var services: [FacetCount<String>] = []
        var targets: [FacetCount<String>] = []
        var problems: [FacetCount<String>] = []
        for (number, count) in conceptCounts.enumerated() where count > 0 {
            switch contents.concepts.concepts[number] {
            case .type(let type): types.append(FacetCount(value: type, count: count))
            case .service(let id): services.append(FacetCount(value: id, count: count))
            case .target(let id): targets.append(FacetCount(value: id, count: count))
            case .problem(let id): problems.append(FacetCount(value: id, count: count))
            }
        }
        let seats = seatCounts(set(without: .unit))
        return SearchFacets(
            types: sorted(types), services: sorted(services), targets: sorted(targets), problems: sorted(problems),
            wojewodztwa: sorted(seats.wojewodztwa), powiats: sorted(seats.powiats), openNow: set(without: .openNow).intersectionCount(open),
            verified: set(without: .verified).intersectionCount(verified),
            freePlaces: set(without: .freePlaces).intersectionCount(contents.columns.freePlaces))
    }

    private static func dimension(_ concept: SearchConcept) -> SearchDimension {
        switch concept {
        case .type: .type
        case .service: .service
        case .target: .target
        case .problem: .problem
        }
    }

    private func set(without dimension: SearchDimension) -> Bitset {
        filters.dimensions.contains(dimension) ? filters.narrow(base, except: dimension) : found
    }

    /// By concept.
    private func counts(_ set: Bitset) -> [Int] {
        guard set.count < Self.few else { return contents.profiles.kept.map(set.intersectionCount) }
        var counts = [Int](repeating: 0, count: contents.concepts.count)
        set.forEach { ordinal in
            for concept in contents.profiles.keptByProfile[Int(contents.profiles.profiles[ordinal])] { counts[Int(concept)] += 1 }
        }
        return counts
    }

    private func seatCounts(_ set: Bitset) -> (wojewodztwa: [FacetCount<TERYTCode>], powiats: [FacetCount<TERYTCode>]) {
        func count(_ units: [Int]) -> [FacetCount<TERYTCode>] {
            units.compactMap { unit in
                let count = set.count(in: contents.columns.seats[unit])
                return count > 0 ? FacetCount(value: contents.units.places[unit].code, count: count) : nil
            }
        }
        return (count(contents.units.wojewodztwa), count(contents.units.powiats))
    }

    /// The most frequent first; equal ones keep the order of the taxonomy or the codes.
    private func sorted<Value>(_ counts: [FacetCount<Value>]) -> [FacetCount<Value>] {
        counts.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
    }
}
