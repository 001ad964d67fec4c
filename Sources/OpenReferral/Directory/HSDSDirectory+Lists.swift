// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

extension HSDSDirectory {
    /// A page of a list as JSON, in the envelope of HSDS's API.
    /// - Parameters:
    ///   - number: from 1; an empty list has one page.
    ///   - perPage: 1…`perPageLimit`; for services with `minimal` 1…`minimalPerPageLimit`.
    /// - Throws: `HSDSRequestError`.
    public func page(of resource: Resource, number: Int, perPage: Int, filter: HSDSFilter = HSDSFilter()) throws -> Data {
        let limit = resource == .services && filter.minimal ? Self.minimalPerPageLimit : Self.perPageLimit
        func range(_ total: Int) throws -> HSDSPageRange { try HSDSPageRange(number: number, perPage: perPage, total: total, limit: limit) }
        switch resource {
        case .taxonomies:
            let taxonomies = taxonomies(filter)
            let page = try range(taxonomies.count)
            return try page.json(Array(taxonomies[page.items]))
        case .taxonomyTerms:
            let terms = terms(filter)
            let page = try range(terms.count)
            return try page.json(terms[page.items].map(context.vocabulary.nested))
        case .organizations:
            let positions = organizations(filter)
            let page = try range(positions.count)
            return try page.json(positions.slice(page.items).map { listed($0, filter) })
        case .services:
            let list = try list(filter, before: servicesBefore) { match, position in
                match.takesAllServices ? servicesBefore[position + 1] - servicesBefore[position] : match.serviceCount(institutions[position])
            }
            let page = try range(list.total)
            return try page.json(items(list, page.items, HSDSMatch.services).map { listed($0, filter) })
        case .serviceAtLocations:
            let list = try list(filter, before: placesBefore) { match, position in
                let places = match.placeCount(institutions[position])
                guard places > 0 else { return 0 }
                let services = servicesBefore[position + 1] - servicesBefore[position]
                return places * (match.takesAllServices ? services : match.serviceCount(institutions[position]))
            }
            let page = try range(list.total)
            return try page.json(
                items(list, page.items, HSDSMatch.places).map { item in
                    filter.full ? item.record.nestedServiceAtLocation(item.service, item.place) : item.record.listedServiceAtLocation(item.service, item.place)
                })
        }
    }

    // MARK: Taxonomies

    private func taxonomies(_ filter: HSDSFilter) -> [HSDSTaxonomy] {
        guard let words = filter.search.map(HSDSWords.init) else { return context.vocabulary.taxonomies }
        return context.vocabulary.taxonomies.filter { words?.match([$0.name, $0.description ?? ""]) ?? true }
    }

    private func terms(_ filter: HSDSFilter) -> [HSDSTaxonomyTerm] {
        var terms = context.vocabulary.terms
        if let words = filter.search.flatMap(HSDSWords.init) {
            terms.removeAll { !words.match([$0.name, $0.description ?? "", $0.code ?? ""]) }
        }
        if let taxonomy = filter.taxonomyID?.lowercased() { terms.removeAll { $0.taxonomyID != taxonomy } }
        if let parent = filter.parentID?.lowercased() { terms.removeAll { $0.parentID != parent } }
        if filter.topOnly {
            let parents = Set(context.vocabulary.terms.compactMap(\.parentID))
            terms.removeAll { parents.contains($0.id) }
        }
        return terms
    }

    // MARK: Organizations

    private func organizations(_ filter: HSDSFilter) -> HSDSPositions {
        var conditions = filter
        // The standard gives the list of organizations the search alone.
        conditions.postcode = nil
        conditions.proximity = nil
        conditions.modifiedAfter = nil
        conditions.organizationID = nil
        conditions.taxonomyID = nil
        conditions.taxonomyTermID = nil
        guard let match = try? HSDSMatch(conditions, self) else { return .all(institutions.count) }
        guard match.isSelective else { return .all(institutions.count) }
        return .some(institutions.indices.filter { match.organization(institutions[$0], includingServices: false) })
    }

    private func listed(_ position: Int, _ filter: HSDSFilter) -> HSDSOrganization {
        filter.full || filter.fullService ? nestedOrganization(position, fullService: filter.fullService) : record(position).plainOrganization
    }

    // MARK: Services

    /// An item of a list of services or of services at locations.
    struct Item {
        let record: HSDSRecord
        let service: HSDSRecord.KeyedService
        /// The place, for services at locations.
        var place = 0
    }

    /// The institutions of a list, with the number of items before each and in all.
    struct List {
        let positions: HSDSPositions
        let before: [Int]
        let match: HSDSMatch
        var total: Int { before.last ?? 0 }
    }

    private func list(_ filter: HSDSFilter, before: [Int], count: (HSDSMatch, Int) -> Int) throws -> List {
        let match = try HSDSMatch(filter, self)
        guard match.isSelective else { return List(positions: .all(institutions.count), before: before, match: match) }
        var positions: [Int] = []
        var counts = [0]
        for position in match.candidates ?? Array(institutions.indices) where match.organization(institutions[position], includingServices: true) {
            let count = count(match, position)
            guard count > 0 else { continue }
            positions.append(position)
            counts.append((counts.last ?? 0) + count)
        }
        return List(positions: .some(positions), before: counts, match: match)
    }

    private func items(_ list: List, _ wanted: Range<Int>, _ matching: (HSDSMatch) -> (HSDSRecord) -> [Item]) -> [Item] {
        guard !wanted.isEmpty else { return [] }
        var index = list.firstIndex(having: wanted.lowerBound)
        var items: [Item] = []
        while items.count < wanted.count, index < list.positions.count {
            let start = max(wanted.lowerBound - list.before[index], 0)
            items += matching(list.match)(record(list.positions[index])).dropFirst(start).prefix(wanted.count - items.count)
            index += 1
        }
        return items
    }

    private func listed(_ item: Item, _ filter: HSDSFilter) -> HSDSService {
        if filter.minimal {
            return HSDSService(id: item.record.serviceID(item.service), modifiedDate: context.modified(item.record.institution))
        }
        if filter.full { return item.record.nestedService(item.service) }
        var service = item.record.plainService(item.service)
        service.organization = item.record.plainOrganization
        return service
    }
}

extension HSDSDirectory.List {
    /// The institution that holds the item of a number: the last one before which at most that many items stand.
    fileprivate func firstIndex(having item: Int) -> Int {
        var low = 0
        var high = before.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if before[middle] <= item { low = middle } else { high = middle }
        }
        return low
    }
}

/// Positions of institutions: all of them, without a list of their numbers, or some.
enum HSDSPositions {
    case all(Int)
    case some([Int])

    var count: Int {
        switch self {
        case .all(let count): count
        case .some(let positions): positions.count
        }
    }

    subscript(index: Int) -> Int {
        switch self {
        case .all: index
        case .some(let positions): positions[index]
        }
    }

    func slice(_ range: Range<Int>) -> [Int] { range.map { self[$0] } }
}
