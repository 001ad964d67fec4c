// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Statistics

/// A unit with all its indicators: its series, and where it stands among others.
struct UnitProfile: Sendable {
    let mapped: MappedUnit
    let parents: [MappedUnit]
    let children: [MappedUnit]
    let changes: [UnitChange]
    /// Where the unit's series break because its area changed.
    let continuity: SeriesContinuity
    /// In the order of the catalogue.
    let entries: [Entry]
    /// Institutions that serve the unit, those of the smallest area first.
    let institutions: [DirectoryEntry]

    var unit: TerritorialUnit { mapped.unit }
    /// The level of the units that the unit is seen against.
    var background: UnitLevel { unit.level == .kraj ? .wojewodztwo : unit.level }

    struct Point: Sendable, Hashable {
        let period: Period
        let value: Double?
        let flag: ObservationFlag?
    }

    /// Among whom a place is taken.
    enum Scope: String, Sendable, CaseIterable {
        case powiat, wojewodztwo, country, peers
    }

    struct Place: Sendable, Hashable {
        let scope: Scope
        /// From the highest value; equal values share the better place.
        let place: Int
        /// Units with a value.
        let count: Int
    }

    /// One indicator of the unit.
    struct Entry: Sendable {
        let indicator: Indicator
        let series: [Point]
        /// The shown one: the newest that is not a forecast; forecasts only where there is nothing else.
        let current: Point
        /// The measured values before it that it may be compared with; nil where the way of counting has changed since.
        let previous: Point?
        let first: Point?
        /// Whether the way of counting changed since the period before.
        let followsBreak: Bool
        /// Whether the area of the unit changed since the value before: the two are not compared.
        let followsAreaChange: Bool
        /// All units of the level in the same period; for the country its województwa.
        let column: SummarisedColumn?
        /// The same indicator and period of the larger units, from the smallest.
        let larger: [(unit: TerritorialUnit, value: Double)]
        let places: [Place]

        var value: Double? { current.value }
        /// Counts grow with a unit's size, so that only rates say how a unit fares.
        var isRate: Bool { indicator.aggregation != .sum }
        /// Standard deviations above the mean of all units with a value.
        var score: Double? { value.flatMap { column?.summary.standardScore(of: $0) } }

        func place(_ scope: Scope) -> Place? { places.first { $0.scope == scope } }

        var points: [SeriesPoint] {
            series.map { SeriesPoint(period: $0.period, value: $0.value, isForecast: $0.flag == .forecast) }
        }
    }

    init(_ mapped: MappedUnit, in snapshot: AtlasSnapshot, columns: SummarisedColumns) async throws {
        let unit = mapped.unit
        self.mapped = mapped
        parents = snapshot.territory.parents(of: unit.code)
        children = unit.level == .kraj ? snapshot.territory.units(at: .wojewodztwo) : snapshot.territory.children(of: unit.code)
        changes = snapshot.territory.changes[unit.code.stem] ?? []
        let continuity = snapshot.territory.continuity(of: unit.code)
        self.continuity = continuity
        institutions = unit.level == .kraj ? [] : try await snapshot.directory.index.serving(unit.code)

        let own = try await Self.series(of: unit.code, in: snapshot)
        var larger: [(unit: TerritorialUnit, series: [IndicatorID: [Point]])] = []
        if unit.level != .kraj {
            var around = snapshot.territory.parents(of: unit.code).reversed().map(\.unit)
            // The powiat of a city with powiat rights is the city once more.
            if unit.code.isWithinCityWithPowiatRights { around.removeAll { $0.level == .powiat } }
            if let country = snapshot.territory.country?.unit { around.append(country) }
            for unit in around { larger.append((unit, try await Self.series(of: unit.code, in: snapshot))) }
        }
        let neighbours = PeerGroups(unit, in: snapshot.territory)
        var entries: [Entry] = []
        for coverage in snapshot.indicators {
            guard let series = own[coverage.indicator.id], let shown = Self.shown(series) else { continue }
            let current = series[shown]
            // The country is one of a kind: its background is its województwa.
            let column = try await columns.column(
                coverage.indicator.id, unit.level == .kraj ? .wojewodztwo : unit.level, current.period, in: snapshot)
            let before = Self.before(shown, series, continuity)
            entries.append(
                Entry(
                    indicator: coverage.indicator, series: series, current: current, previous: before.previous, first: before.first,
                    followsBreak: before.followsBreak, followsAreaChange: before.followsAreaChange, column: column,
                    larger: larger.compactMap { around in
                        around.series[coverage.indicator.id]?.first { $0.period == current.period }?.value.map { (around.unit, $0) }
                    },
                    places: unit.level == .kraj ? [] : current.value.flatMap { value in column.map { neighbours.places(of: value, in: $0) } } ?? []))
        }
        self.entries = entries
    }

    private static func series(of code: TERYTCode, in snapshot: AtlasSnapshot) async throws -> [IndicatorID: [Point]] {
        let series = try await snapshot.whole(\.data) { try await snapshot.store.seriesOfAllIndicators(of: code) }
        return Dictionary(
            series.map { series in
                (series.indicator, series.periods.indices.map { Point(period: series.periods[$0], value: series.values[$0], flag: series.flags[$0]) })
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The newest point that says something; nil when nobody ever said anything about this unit.
    private static func shown(_ series: [Point]) -> Int? {
        let known = series.indices.filter { series[$0].flag != .missing }
        return known.last { series[$0].flag != .forecast } ?? known.last
    }

    private static func before(
        _ shown: Int, _ series: [Point], _ continuity: SeriesContinuity
    ) -> (previous: Point?, first: Point?, followsBreak: Bool, followsAreaChange: Bool) {
        let newestBreak = series.indices.last { $0 <= shown && series[$0].flag == .seriesBreak }
        let earlier = series.indices.filter { $0 < shown && series[$0].value != nil && series[$0].flag != .forecast && $0 >= newestBreak ?? 0 }
        let comparable = earlier.filter { continuity.isComparable(series[$0].period, series[shown].period) }
        let previous = comparable.last.map { series[$0] }
        let first = comparable.first.map { series[$0] }
        return (
            previous, first?.period == previous?.period ? nil : first, earlier.isEmpty && newestBreak == shown && shown > 0,
            comparable.isEmpty && !earlier.isEmpty
        )
    }
}

/// The positions of the units that a unit is compared with, found once for all its indicators.
struct PeerGroups: Sendable {
    private let groups: [(scope: UnitProfile.Scope, positions: [Int])]

    init(_ unit: TerritorialUnit, in territory: Territory) {
        let units = territory.units(at: unit.level)
        func positions(_ isIncluded: (TerritorialUnit) -> Bool) -> [Int] { units.indices.filter { isIncluded(units[$0].unit) } }
        var groups: [(UnitProfile.Scope, [Int])] = []
        if unit.level == .gmina, !unit.code.isWithinCityWithPowiatRights, let powiat = unit.code.ancestor(at: .powiat) {
            groups.append((.powiat, positions { $0.code.isWithin(powiat) }))
        }
        if unit.level == .gmina || unit.level == .powiat, let region = unit.code.ancestor(at: .wojewodztwo) {
            groups.append((.wojewodztwo, positions { $0.code.isWithin(region) }))
            groups.append((.peers, positions { $0.peerKind == unit.peerKind }))
        }
        self.groups = groups.map { (scope: $0.0, positions: $0.1) }
    }

    /// Where a value stands. A larger group that has no more values than a smaller one would repeat its place.
    func places(of value: Double, in column: SummarisedColumn) -> [UnitProfile.Place] {
        var places: [UnitProfile.Place] = []
        // Peers are a class of the whole country: where few of its units have a value, a place among them is chance.
        let isNational = column.summary.count * 5 >= column.values.count * 4
        let country = UnitProfile.Place(scope: .country, place: column.summary.place(of: value), count: column.summary.count)
        for group in groups {
            var higher = 0
            var known = 0
            for position in group.positions {
                guard let other = column.values[position] else { continue }
                known += 1
                if other > value { higher += 1 }
            }
            let place = UnitProfile.Place(scope: group.scope, place: higher + 1, count: known)
            let repeats = group.scope == .peers ? known == country.count || !isNational : places.contains { $0.count == known }
            if known > 1, !repeats { places.append(place) }
        }
        if country.count > 1, !places.contains(where: { $0.count == country.count }) {
            places.insert(country, at: places.firstIndex { $0.scope == .peers } ?? places.count)
        }
        return places
    }
}
