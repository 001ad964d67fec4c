// SPDX-License-Identifier: Apache-2.0

import Atlas

/// One search, from the plan of its text to the page of hits.
struct SearchRun {
    let contents: IndexContents
    let moments: MomentSets
    let query: SearchQuery
    let now: PolishMoment
    let match: TextMatch
    let filters: Filters

    /// With fewer results than this, alternatives are looked for.
    static let fewResults = 3

    init(_ query: SearchQuery, plan: QueryPlan, now: PolishMoment, contents: IndexContents, moments: MomentSets, relaxes: Bool = true) {
        self.contents = contents
        self.moments = moments
        self.query = query
        self.now = now
        match = TextMatch(plan, in: contents, relaxes: relaxes)
        filters = Filters(query, in: contents, moments: moments, now: now)
    }

    /// From where distances are measured.
    var point: SearchPoint? { query.near ?? match.place?.point }

    var usedSort: SearchQuery.Sort { query.sort == .distance && point == nil ? .relevance : query.sort }

    /// The order that comes to the same as `usedSort` and is quicker: where nothing is asked for, all are equally relevant.
    private var rankingSort: SearchQuery.Sort {
        usedSort == .relevance && match.plan.words.isEmpty && point == nil && query.serves == nil ? .name : usedSort
    }

    func result(after cursor: SearchCursor?) throws(SearchQueryError) -> SearchResult {
        let found = filters.narrow(match.found)
        let total = found.count
        let ranking = self.ranking(sort: rankingSort)
        let page = try page(of: found, total: total, ranking, after: cursor)
        let details = HitDetails(self, ranking)

        var understood = match.plan.understanding
        understood.unmatched = match.unmatched
        var shortage = match.shortage
        if shortage == nil, total == 0 {
            let dimensions = filters.dimensions
            if contents.count == 0 {
                shortage = .emptyDirectory
            } else if dimensions.contains(.radius), let radius = query.radiusKilometers,
                !filters.narrow(match.found, except: .radius).isEmpty
            {
                shortage = .notWithinRadius(kilometers: radius)
            } else {
                shortage = .filters(dimensions)
            }
        }
        let counting = FacetCounting(contents: contents, filters: filters, base: match.found, found: found)
        let facets = counting.facets(
            open: moments.open(at: now, contents.columns),
            verified: moments.verified(within: query.verifiedWithinDays ?? 90, of: now.day, contents.columns))
        let isShort = cursor == nil && (shortage != nil || (total < Self.fewResults && offersMore(page.hits)))
        return SearchResult(
            hits: page.hits.map { details.hit($0.ordinal) }, total: total, facets: facets, next: page.next, understood: understood,
            shortage: shortage,
            alternatives: isShort ? AlternativeSearch(run: self, total: total).alternatives() : [], sort: usedSort)
    }

    /// Whether few results leave a question open: filters hide others, or what is found lies at the place and others of
    /// its kind not far away. A welfare centre or an office has no others.
    private func offersMore(_ hits: [TopHits.Hit]) -> Bool {
        guard match.exact.isEmpty else { return false }
        return !filters.sets.isEmpty
            || (match.place != nil && !match.groups.isEmpty && hits.contains { contents.entry($0.ordinal).type.tier == .local })
    }

    func ranking(sort: SearchQuery.Sort, point other: SearchPoint? = nil, withPlace: Bool = true) -> Ranking {
        Ranking(
            contents, sort: sort, groups: match.counted.map { match.groups[$0] }, closeness: withPlace ? closeness : nil,
            exact: match.exact,
            addressed: match.addressed, softTerms: match.plan.softTerms, point: other ?? point,
            isPlaceNamed: withPlace && match.place != nil)
    }

    /// By the place of the text, or by the place that entries must serve.
    private var closeness: [UInt8]? {
        if let place = match.place { return place.closeness }
        guard let code = query.serves, let unit = contents.knownUnit(code) else { return nil }
        return PlaceCloseness([QueryPlan.Place(words: [], candidates: [.init(unit: unit, locality: nil)])], in: contents).closeness
    }

    private func page(
        of found: Bitset, total: Int, _ ranking: Ranking, after cursor: SearchCursor?
    ) throws(SearchQueryError) -> (hits: [TopHits.Hit], next: String?) {
        var bound = UInt64.max
        if let cursor {
            guard let id = try? InstitutionID(cursor.id), let ordinal = contents.columns.ordinal(id) else { throw .outdatedCursor }
            let tie = Ranking.tie(rank: contents.nameRanks[ordinal])
            bound = rankingSort == .name ? tie : cursor.key << Ranking.tieBits | tie
        }
        var top = TopHits(limit: query.limit + 1)
        ranking.rank(found, below: bound, into: &top)
        let hits = top.sorted
        guard hits.count > query.limit, let last = hits.prefix(query.limit).last else { return (hits, nil) }
        let next = SearchCursor(fingerprint: query.fingerprint, key: last.key >> Ranking.tieBits, id: contents.entry(last.ordinal).id.text)
        return (Array(hits.prefix(query.limit)), next.text)
    }
}
