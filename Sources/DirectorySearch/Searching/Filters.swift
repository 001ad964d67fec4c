// SPDX-License-Identifier: Apache-2.0

import Atlas
import Synchronization

/// The entries that each filter of a query keeps.
struct Filters {
    private(set) var sets: [(dimension: SearchDimension, set: Bitset)] = []

    init(_ query: SearchQuery, in contents: IndexContents, moments: MomentSets, now: PolishMoment) {
        func add(_ dimension: SearchDimension, _ set: Bitset) { sets.append((dimension, set)) }
        func kept(_ concepts: [Int]) -> Bitset { Bitset.union(concepts.map { contents.profiles.kept[$0] }, capacity: contents.count) }
        if !query.types.isEmpty { add(.type, kept(query.types.map(ConceptTable.number))) }
        if !query.services.isEmpty { add(.service, kept(query.services.compactMap(contents.concepts.term))) }
        if !query.targets.isEmpty { add(.target, kept(query.targets.compactMap(contents.concepts.term))) }
        if !query.problems.isEmpty { add(.problem, kept(query.problems.compactMap(contents.concepts.term))) }
        if let unit = query.unit {
            var set = Bitset(capacity: contents.count)
            for number in contents.units.number(unit).map(contents.units.same) ?? [] { set.insert(contents.columns.seats[number]) }
            add(.unit, set)
        }
        if let serves = query.serves { add(.serves, contents.serving(serves)) }
        if let near = query.near, let radius = query.radiusKilometers { add(.radius, contents.points.within(radius, of: near)) }
        if query.openNow { add(.openNow, moments.open(at: now, contents.columns)) }
        if let days = query.verifiedWithinDays { add(.verified, moments.verified(within: days, of: now.day, contents.columns)) }
        if query.freePlaces { add(.freePlaces, contents.columns.freePlaces) }
    }

    /// The entries of a set that all filters but one keep.
    func narrow(_ set: Bitset, except dimension: SearchDimension? = nil) -> Bitset {
        var narrowed = set
        for filter in sets where filter.dimension != dimension { narrowed.formIntersection(filter.set) }
        return narrowed
    }

    var dimensions: [SearchDimension] { sets.map(\.dimension) }
}

extension IndexContents {
    /// The number of a unit, or of the smallest known one that contains it: a unit that nobody knows lies within known ones all
    /// the same.
    func knownUnit(_ code: TERYTCode) -> Int? {
        var known: TERYTCode? = code
        while let wanted = known, units.number(wanted) == nil { known = wanted.parent }
        return known.flatMap(units.number)
    }

    /// The entries whose area contains a unit.
    func serving(_ code: TERYTCode) -> Bitset {
        var set = Bitset(capacity: count)
        guard let unit = knownUnit(code) else { return set }
        for around in units.lineage(unit) { set.insert(columns.serving[around]) }
        return set
    }
}

/// Sets that hold for a minute or a day, kept until another minute or day is asked for.
final class MomentSets: Sendable {
    private struct State {
        var moment: PolishMoment?
        var open = Bitset(capacity: 0)
        var verified: [Int: Bitset] = [:]
        var day: Period?
    }

    private let state = Mutex(State())
    private static let mostSpans = 16

    func open(at moment: PolishMoment, _ columns: EntryColumns) -> Bitset {
        if let known = state.withLock({ $0.moment == moment ? $0.open : nil }) { return known }
        let open = columns.open(at: moment)
        state.withLock {
            $0.moment = moment
            $0.open = open
        }
        return open
    }

    func verified(within days: Int, of day: Period, _ columns: EntryColumns) -> Bitset {
        if let known = state.withLock({ $0.day == day ? $0.verified[days] : nil }) { return known }
        let verified = columns.verified(within: days, of: day)
        state.withLock {
            if $0.day != day || $0.verified.count >= Self.mostSpans { $0.verified = [:] }
            $0.day = day
            $0.verified[days] = verified
        }
        return verified
    }
}
