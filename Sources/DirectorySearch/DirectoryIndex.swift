// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// The directory, ready to be searched: immutable; of a changed directory another is made, from this one when little changed. Any
/// number of threads may search it at the same time.
public final class DirectoryIndex: Sendable {
    /// In the order given.
    public var entries: [DirectoryEntry] { contents.entries }
    let contents: IndexContents
    private let moments = MomentSets()
    let plans = RecentPlans()
    /// How many entries changed since all were read.
    private let changes: Int

    /// - Parameters:
    ///   - entries: all institutions. Those that share one array of services are read once.
    ///   - places: the current units of all levels.
    public init(
        entries: [DirectoryEntry], taxonomy: Taxonomy, thesaurus: [ThesaurusEntry], places: [SearchPlace], lemmatiser: Lemmatiser
    ) {
        contents = IndexContents(entries: entries, taxonomy: taxonomy, thesaurus: thesaurus, places: places, lemmatiser: lemmatiser)
        changes = 0
    }

    private init(contents: IndexContents, changes: Int) {
        self.contents = contents
        self.changes = changes
    }

    /// The index of the directory after some entries changed. It answers as one built from scratch would, and is made by copying
    /// what stays: of a hundred thousand entries in a hundredth of the time.
    /// - Parameters:
    ///   - changed: entries that are new, or other than before.
    ///   - removed: ids of entries that are gone.
    /// - Returns: nil when it has to be built from scratch: for very many changes, for units that are in no register, and when words of
    ///   changes before take too much room.
    public func applying(_ changed: [DirectoryEntry], removed: [InstitutionID]) -> DirectoryIndex? {
        if changed.isEmpty, removed.isEmpty { return self }
        let count = changed.count + removed.count
        guard count <= Self.mostAtOnce, changes + count <= max(2_000, contents.count / 4) else { return nil }
        return contents.applying(changed, removed: removed).map { DirectoryIndex(contents: $0, changes: changes + count) }
    }

    private static let mostAtOnce = 1_000

    public func entry(_ id: InstitutionID) -> DirectoryEntry? { contents.columns.ordinal(id).map(contents.entry) }

    /// Finds institutions.
    /// - Parameter now: for `SearchQuery.openNow` and `SearchQuery.verifiedWithinDays`.
    /// - Throws: for a limit, radius, term or cursor that cannot be; never for what `text` holds.
    public func search(_ query: SearchQuery, now: PolishMoment) throws(SearchQueryError) -> SearchResult {
        try check(query)
        var cursor: SearchCursor?
        if let text = query.cursor { cursor = try SearchCursor(text, fingerprint: query.fingerprint) }
        let plan = plans.plan(for: query.text, read: contents.reader.read)
        return try SearchRun(query, plan: plan, now: now, contents: contents, moments: moments).result(after: cursor)
    }

    private func check(_ query: SearchQuery) throws(SearchQueryError) {
        guard SearchLimits.limit.contains(query.limit) else { throw .limit(query.limit) }
        if let radius = query.radiusKilometers {
            guard SearchLimits.radiusKilometers.contains(radius) else { throw .radius(radius) }
            guard query.near != nil else { throw .radiusWithoutPoint }
        }
        if let days = query.verifiedWithinDays, !SearchLimits.verifiedWithinDays.contains(days) { throw .verifiedWithinDays(days) }
        let filters: [(SearchDimension, Set<String>, TaxonomyTerm.Kind)] = [
            (.service, query.services, .service), (.target, query.targets, .target), (.problem, query.problems, .problem),
        ]
        for (dimension, terms, kind) in filters {
            for id in terms.sorted() where contents.concepts.taxonomy.term(id)?.kind != kind { throw .unknownTerm(dimension, id) }
        }
    }

    /// What the user may be about to type: institutions, places, needs and sorts of institutions.
    public func suggestions(for prefix: String, limit: Int) -> [SearchSuggestion] {
        Suggestions(contents: contents).suggestions(for: prefix, limit: limit)
    }

    /// The units that an address or the name of a place may mean, the likeliest first.
    public func places(named text: String) -> [PlaceMatch] { PlaceSearch(contents: contents).places(named: text) }

    /// The institutions whose area contains the unit, from the smallest area to the largest, each area in the order of names.
    public func serving(_ code: TERYTCode) -> [DirectoryEntry] {
        var found: [(level: Int, rank: UInt32, ordinal: Int)] = []
        contents.serving(code).forEach { ordinal in
            let level = contents.entry(ordinal).area(containing: code).map { $0.code.level == .kraj ? 0 : $0.code.stem.utf8.count } ?? 6
            found.append((-level, contents.nameRanks[ordinal], ordinal))
        }
        return found.sorted { ($0.level, $0.rank) < ($1.level, $1.rank) }.map { contents.entry($0.ordinal) }
    }
}
