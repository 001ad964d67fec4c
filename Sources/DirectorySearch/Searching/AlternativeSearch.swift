// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Looks for searches that find something where one found little or nothing.
struct AlternativeSearch {
    let run: SearchRun
    /// What the search itself found.
    let total: Int

    private static let shownHits = 3
    private static let mostAlternatives = 6
    private static let mostRelatedServices = 3
    private static let radii: [Double] = [10, 25, 50, 100, 200, 500]

    private var contents: IndexContents { run.contents }
    private var plan: QueryPlan { run.match.plan }

    func alternatives() -> [Alternative] {
        var found: [Alternative] = []
        found += corrections()
        found += withoutFilters()
        found += elsewhere() + relatedServices()
        found += withoutWords()
        var seen: Set<SearchQuery> = [run.query]
        return Array(found.filter { $0.count > 0 && seen.insert($0.query).inserted }.prefix(Self.mostAlternatives))
    }

    private func hits(_ set: Bitset, _ ranking: Ranking, _ details: HitDetails) -> [SearchHit] {
        var top = TopHits(limit: Self.shownHits)
        ranking.rank(set, below: .max, into: &top)
        return top.sorted.map { details.hit($0.ordinal) }
    }

    /// Runs another query; nil when it finds no more than this one did.
    private func alternative(_ kind: Alternative.Kind, _ query: SearchQuery) -> Alternative? {
        let plan = query.text == run.query.text ? self.plan : contents.reader.read(query.text)
        // What is offered must be what it says it is.
        let other = SearchRun(query, plan: plan, now: run.now, contents: contents, moments: run.moments, relaxes: false)
        let set = other.filters.narrow(other.match.found)
        let count = set.count
        guard count > total else { return nil }
        let ranking = other.ranking(sort: other.usedSort)
        return Alternative(kind: kind, query: query, count: count, hits: hits(set, ranking, HitDetails(other, ranking)))
    }

    private var fresh: SearchQuery {
        var query = run.query
        query.cursor = nil
        return query
    }

    private func without(_ dimension: SearchDimension) -> SearchQuery {
        var query = fresh
        switch dimension {
        case .type: query.types = []
        case .service: query.services = []
        case .target: query.targets = []
        case .problem: query.problems = []
        case .unit: query.unit = nil
        case .serves: query.serves = nil
        case .radius: query.radiusKilometers = nil
        case .openNow: query.openNow = false
        case .verified: query.verifiedWithinDays = nil
        case .freePlaces: query.freePlaces = false
        }
        return query
    }

    private func withoutFilters() -> [Alternative] {
        var found: [Alternative] = []
        let dimensions = run.filters.dimensions
        guard !dimensions.isEmpty, !run.match.found.isEmpty else { return [] }
        if let radius = run.query.radiusKilometers, dimensions.contains(.radius) {
            for wider in Self.radii where wider > radius {
                var query = fresh
                query.radiusKilometers = wider
                if let alternative = alternative(.widerRadius(wider), query) {
                    found.append(alternative)
                    break
                }
            }
        }
        for dimension in dimensions where dimension != .radius || found.isEmpty {
            if let alternative = alternative(.withoutFilter(dimension), without(dimension)) { found.append(alternative) }
        }
        if found.isEmpty, dimensions.count > 1 {
            let query = SearchQuery(text: run.query.text, near: run.query.near, sort: run.query.sort, limit: run.query.limit)
            if let alternative = alternative(.withoutFilters, query) { found.append(alternative) }
        }
        return found.sorted { $0.count > $1.count }
    }

    /// The text that is left without some words.
    private func text(without words: Set<Int>) -> String {
        let left = plan.words.indices.filter { !words.contains($0) && !plan.words[$0].isFunction }
        let telling = left.filter { !plan.words[$0].isFiller }
        return plan.text(of: telling.isEmpty ? left : telling)
    }

    private var placeWords: Set<Int> { Set(([plan.place].compactMap { $0 } + plan.otherPlaces).flatMap(\.words)) }

    /// The words of the place as typed, `koło` and `w` included, so that they are read again as they were.
    private var placeText: String {
        var words = placeWords
        for index in plan.words.indices where words.contains(index + 1) && PlainWords.inPlace.contains(plan.words[index].folded) {
            words.insert(index)
        }
        return plan.text(of: Array(words))
    }

    /// The same away from the place: in the units around it, and the nearest anywhere.
    private func elsewhere() -> [Alternative] {
        guard !plan.groups.isEmpty, let place = plan.place, let candidate = place.candidates.first else { return [] }
        // Verbs and the like that no name has would only stand in the way.
        let needless = run.match.groups.filter { $0.group.concepts.isEmpty && !$0.isEssential(in: contents) }.flatMap(\.group.words)
        var found: [Alternative] = []
        let rest = text(without: placeWords.union(needless))
        guard !rest.isEmpty else { return [] }
        let lineage = contents.units.lineage(candidate.unit).filter { !contents.units.same(candidate.unit).contains($0) }
        for unit in lineage where contents.units.places[unit].code.level != .kraj {
            var query = fresh
            query.text = rest
            query.unit = contents.units.places[unit].code
            query.near = query.near ?? run.point
            if let alternative = alternative(.largerUnit(contents.units.places[unit]), query) {
                found.append(alternative)
                break
            }
        }
        if let point = run.point {
            var query = fresh
            query.text = rest
            query.near = point
            query.sort = .distance
            if let alternative = alternative(.nearest, query) { found.insert(alternative, at: 0) }
        }
        return found
    }

    /// Services at the place that are broader than the one asked for, or for the same problem; the rest of the text stays.
    private func relatedServices() -> [Alternative] {
        let concepts = contents.concepts
        var found: [Alternative] = []
        for (number, group) in plan.groups.enumerated() where found.isEmpty {
            let asked = askedServices(of: group)
            let problems = asked.isEmpty ? self.problems(of: group) : []
            guard !asked.isEmpty || !problems.isEmpty, asked.count <= 6 else { continue }
            let others = run.match.groups.enumerated().filter { $0.offset != number }.map(\.element)
            let left = run.filters.narrow(TextMatch.intersection(others, run.match.place, capacity: contents.count))
            guard !left.isEmpty else { continue }
            let rest = (text(without: placeWords.union(group.words)) + " " + placeText).trimmingPrefix(" ")
            var offered: Set<Int> = []
            for service in related(to: asked, problems: problems) where found.count < Self.mostRelatedServices {
                guard case .service(let id) = concepts.concepts[service], offered.isDisjoint(with: concepts.broader[service]),
                    left.intersectionCount(contents.profiles.kept[service]) > total
                else { continue }
                var query = fresh
                query.text = String(rest)
                query.services = [id]
                if let alternative = alternative(.relatedService(id), query) {
                    found.append(alternative)
                    offered.insert(service)
                }
            }
        }
        return found
    }

    /// The services that a part of the text asks for, by name or by the type that is made for them.
    private func askedServices(of group: QueryPlan.Group) -> [Int] {
        var asked: [Int] = []
        for concept in group.concepts {
            switch contents.concepts.concepts[concept] {
            case .service: asked.append(concept)
            case .type(let type):
                asked += contents.concepts.taxonomy.statutoryServices(of: type, inCityWithPowiatRights: false)
                    .compactMap { contents.concepts.term($0.termID) }
            case .target, .problem: continue
            }
        }
        return asked
    }

    /// The problems that a part of the text names, itself or through the people who have them.
    private func problems(of group: QueryPlan.Group) -> Set<Int> {
        Set(group.concepts.flatMap { contents.concepts.kind($0) == .problem ? [$0] : contents.concepts.problems[$0] })
    }

    /// Broader services first, then those that share most of their problems with what is asked for.
    private func related(to asked: [Int], problems more: Set<Int>) -> [Int] {
        let concepts = contents.concepts
        let excluded = Set(asked.flatMap { concepts.narrower[$0] })
        let problems = Set(asked.flatMap { concepts.problems[$0] }).union(more)
        let broader = Set(asked.flatMap { concepts.broader[$0] })
        // The people in the text tell which of several problems is theirs.
        var named: Set<Int> = []
        for concept in plan.groups.flatMap(\.concepts) {
            switch concepts.concepts[concept] {
            case .target: named.formUnion(concepts.problems[concept])
            case .problem: named.insert(concept)
            case .type, .service: continue
            }
        }
        var related: [(service: Int, rank: Double)] = []
        for service in 0..<concepts.count where concepts.kind(service) == .service && !excluded.contains(service) {
            let own = Set(concepts.problems[service])
            let shared = own.intersection(problems)
            guard broader.contains(service) || !shared.isEmpty else { continue }
            var rank = Double(shared.count) / Double(max(own.union(problems).count, 1))
            if !own.isDisjoint(with: named) { rank += 1 }
            if broader.contains(service) { rank += 2 }
            related.append((service, rank))
        }
        return related.sorted { ($1.rank, $0.service) < ($0.rank, $1.service) }.map(\.service)
    }

    private func withoutWords() -> [Alternative] {
        guard plan.groups.count + (plan.place == nil ? 0 : 1) > 1, run.match.shortage != nil || run.match.found.isEmpty else { return [] }
        var found: [Alternative] = []
        for number in run.match.groups.indices {
            let words = Set(run.match.groups[number].group.words)
            var query = fresh
            query.text = text(without: words)
            guard !query.text.isEmpty else { continue }
            if let alternative = alternative(.withoutWords(run.match.words(of: [number])), query) { found.append(alternative) }
        }
        if found.isEmpty, run.match.found.isEmpty, run.match.place != nil, !plan.groups.isEmpty {
            var query = fresh
            query.text = placeText
            if let alternative = alternative(.withoutWords(run.match.words(of: Array(run.match.groups.indices))), query) {
                found.append(alternative)
            }
        }
        return found.sorted { $0.count < $1.count }
    }

    /// Other spellings of words that nothing has.
    private func corrections() -> [Alternative] {
        guard run.match.found.isEmpty || run.match.shortage != nil else { return [] }
        var found: [Alternative] = []
        for (number, group) in run.match.groups.enumerated() where group.group.concepts.isEmpty && group.group.words.count == 1 {
            guard group.all.isEmpty || run.match.found.isEmpty, let index = group.group.words.first else { continue }
            let word = plan.words[index]
            for candidate in contents.reader.spelling.candidates(for: word.folded, limit: 3) where found.count < 2 {
                var query = fresh
                query.text = plan.words.indices.filter { !plan.words[$0].isFunction }.map {
                    $0 == index ? candidate.word : plan.words[$0].text
                }
                .joined(separator: " ")
                if let alternative = alternative(.corrected(query.text), query) { found.append(alternative) }
            }
            if number > 6 { break }
        }
        return found
    }
}
