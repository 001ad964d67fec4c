// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The days at which the division or its boundaries change, and the snapshots of earlier days that were asked for.
final class TerritoryTimeline: Sendable {
    let editions: [BoundaryEdition]
    /// The first and the last day of which the atlas knows the division, as `Period.firstDay` numbers days.
    let knownDays: ClosedRange<Int>
    /// First days of the stretches without a change, ascending.
    private let starts: [Int]
    /// Divisions of earlier days by the first days of their stretches.
    let divisions: LeastRecentlyUsed<Int, Division>
    /// Drawn boundaries of earlier editions, by version; kept when values change.
    let renderings: LeastRecentlyUsed<String, TileRendering>

    init(store: AtlasStore, states: [TerritorialUnit], earlier: TerritoryTimeline?, budget: MemoryBudget) async throws {
        let editions = try await store.boundaryEditions()
        self.editions = editions
        knownDays = try await store.knownTerritoryDays()
        var starts = Set<Int>()
        for unit in states {
            for day in [unit.validFrom, unit.validTo] { if let day { starts.insert(day.firstDay) } }
        }
        for edition in editions.dropFirst() { starts.insert(edition.date.firstDay) }
        self.starts = starts.sorted()
        divisions = LeastRecentlyUsed(budget: budget.bytes(.earlierDays)) { $0.costBytes }
        renderings = earlier?.renderings ?? LeastRecentlyUsed(capacity: 2)
    }

    func uses(_ budget: MemoryBudget) -> [CacheUse] {
        [
            CacheUse(
                part: .earlierTiles, bytes: renderings.values.reduce(0) { $0 + $1.cachedBytes + $1.projectedBytes }, budgetBytes: budget.bytes(.earlierTiles)),
            CacheUse(part: .earlierDays, divisions, budgetBytes: budget.bytes(.earlierDays)),
        ]
    }

    var newestEdition: BoundaryEdition? { editions.last }

    /// The first day of the stretch that a day lies in; 0 before the first change.
    func start(of day: Int) -> Int { starts.last { $0 <= day } ?? 0 }

    /// Whether the division and the boundaries of a day are the current ones.
    func isCurrent(_ day: Int) -> Bool { start(of: day) == (starts.last ?? 0) }

    /// The day that a text asks for: a year or month stands for its last day, as with values.
    /// - Throws: 400 with the range of known days.
    func day(_ text: String) throws -> Int {
        let accepted = "a day, month or year from \(Self.text(knownDays.lowerBound)) to \(Self.text(knownDays.upperBound)); a year stands for its 31 December"
        guard let period = try? Period(text), knownDays.contains(period.lastDay) else {
            throw Problem.badParameter("asof", text, accepted: accepted)
        }
        return period.lastDay
    }

    private static func text(_ day: Int) -> String { Period(year: day / 10_000, month: day / 100 % 100, day: day % 100).text }
}

extension AtlasSnapshot {
    /// The data with the territorial division and the boundaries of the day that `asof` asks for; this snapshot
    /// without the parameter, and for a day since which nothing has changed.
    /// - Throws: 400 for a day of which nothing is known.
    func asOf(_ query: QueryReader) async throws -> AtlasSnapshot {
        guard let text = try query.text("asof") else { return self }
        return try await asOf(timeline.day(text))
    }

    /// - Parameter day: as `Period.firstDay` numbers days.
    func asOf(_ day: Int) async throws -> AtlasSnapshot {
        guard !timeline.isCurrent(day) else { return self }
        let start = timeline.start(of: day)
        if let known = pasts[start] { return known }
        let past = try await AtlasSnapshot(self, on: day, start: start)
        pasts.store(past, for: start)
        return past
    }

    /// The same without waiting; nil when the day was not asked for before, or is none.
    func asOfIfLoaded(_ text: String) -> AtlasSnapshot? {
        guard let day = try? timeline.day(text) else { return nil }
        return timeline.isCurrent(day) ? self : pasts[timeline.start(of: day)]
    }
}
