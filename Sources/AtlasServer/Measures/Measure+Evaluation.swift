// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Cooperation
import Statistics

/// Computes the values of measures from the tables of their parts.
///
/// A measure has the periods of its first part; of the other parts the same period counts, or else the nearest one
/// (of two equally near, the earlier). A unit without a value in one part has none; to which the question does not
/// apply in one part, it does not apply in the measure. What rests on a forecast is a forecast.
struct MeasureEvaluation {
    let snapshot: AtlasSnapshot
    let level: UnitLevel

    typealias Column = IndicatorTable.Column

    /// - Returns: nil when the level has no such values.
    func table(_ expression: IndicatorExpression) async throws -> IndicatorTable? {
        let coverage = try snapshot.coverage(of: expression)
        let columns: [Column]
        switch expression {
        case .indicator(let id): return try await snapshot.table(id, level: level)
        case .at(let part, let period): columns = try await self.columns(part).filter { $0.period == period }
        case .change(let part, let since):
            columns = try await compared(part, since) { now, then in now - then }
        case .growth(let part, let since):
            // Growth from nothing, or of a debt, is not a percentage.
            columns = try await compared(part, since) { now, then in then > 0 ? (now / then - 1) * 100 : nil }
        case .perCapita(let part, let factor):
            columns = try await divided(part, by: .indicator(try snapshot.population().indicator.id), factor)
        case .perSquareKilometer(let part): columns = try await perArea(part)
        case .ratio(let a, let b, let factor): columns = try await divided(a, by: b, factor)
        case .index(let method, let parts): columns = try await composite(method, parts)
        case .clusters(let part): columns = try await clusters(part)
        case .bivariate(let a, let b): columns = try await bivariate(a, b)
        case .institutions(let type): columns = try await provision(type, coverage, of: .institutions)
        case .places(let type): columns = try await provision(type, coverage, of: .places)
        case .cooperation(let measure): columns = try await cooperation(measure, coverage)
        case .survey(let id, let question, let option, let type): columns = [try await surveyed(id, question, option, type)]
        case .gap(let need, let provision):
            columns = try await paired(need, provision) { pair in
                // Nothing can be compared where all units are alike.
                guard let need = try? Standardisation.zScores(pair.first),
                    let provision = try? Standardisation.zScores(pair.second)
                else { return pair.first.map { _ in nil } }
                return zip(need, provision).map { a, b in a.flatMap { a in b.map { a - $0 } } }
            }
        }
        return IndicatorTable(
            indicator: coverage.indicator, level: level, columns: columns, categories: expression.categories)
    }

    /// Of a part: from memory where it was asked for before, on a map of its own or in another measure.
    fileprivate func columns(_ expression: IndicatorExpression) async throws -> [Column] {
        try await snapshot.table(IndicatorID(expression), level: level)?.columns ?? []
    }

    /// Sums and means over units say nothing of the country as a whole; classes and standardised values have none.
    private var hasUnits: Bool { level != .kraj }

    // MARK: Cell by cell

    private func compared(
        _ part: IndicatorExpression, _ since: Period, _ compute: (Double, Double) -> Double?
    ) async throws -> [Column] {
        let columns = try await columns(part)
        guard let base = columns.first(where: { $0.period == since }) else { return [] }
        return columns.filter { $0.period > since }.map { combined($0, base, compute) }
    }

    private func divided(_ part: IndicatorExpression, by divisor: IndicatorExpression, _ factor: Double) async throws -> [Column] {
        let divisors = try await columns(divisor)
        return try await columns(part).compactMap { column in
            divisors.nearest(to: column.period).map { combined(column, $0) { a, b in b == 0 ? nil : a / b * factor } }
        }
    }

    private func perArea(_ part: IndicatorExpression) async throws -> [Column] {
        let areas: [Double?]
        if level == .kraj {
            let known = snapshot.territory.units(at: .wojewodztwo).compactMap(\.unit.areaSquareKilometers)
            areas = [known.isEmpty ? nil : known.reduce(0, +)]
        } else {
            areas = snapshot.territory.units(at: level).map(\.unit.areaSquareKilometers)
        }
        return try await columns(part).map { column in
            computed(column, values: column.values.indices.map { index in
                column.values[index].flatMap { value in areas[index].flatMap { $0 > 0 ? value / $0 : nil } }
            })
        }
    }

    /// - Parameter compute: nil when the question does not arise, as a share of nothing.
    fileprivate func combined(_ column: Column, _ other: Column, _ compute: (Double, Double) -> Double?) -> Column {
        var values: [Double?] = []
        var flags: [ObservationFlag?] = []
        let count = min(column.values.count, other.values.count)
        values.reserveCapacity(count)
        flags.reserveCapacity(count)
        for index in 0..<count {
            let flag = Self.flag(column.flags[index], other.flags[index])
            guard let a = column.values[index], let b = other.values[index] else {
                values.append(nil)
                flags.append(flag == .notApplicable ? .notApplicable : .missing)
                continue
            }
            let value = compute(a, b).flatMap { $0.isFinite ? $0 : nil }
            values.append(value)
            flags.append(value == nil ? .notApplicable : flag)
        }
        return Column(period: column.period, values: values, flags: flags, isForecast: column.isForecast || other.isForecast)
    }

    /// What remains to be said of a value computed from two.
    private static func flag(_ a: ObservationFlag?, _ b: ObservationFlag?) -> ObservationFlag? {
        if a == .notApplicable || b == .notApplicable { return .notApplicable }
        if a == .forecast || b == .forecast { return .forecast }
        // That a part was derived is said where the part is shown.
        return nil
    }

    /// A column of new values at the places of another.
    private func computed(_ column: Column, values: [Double?]) -> Column {
        Column(
            period: column.period, values: values,
            flags: values.indices.map { index in
                guard values[index] == nil else { return column.flags[index] == .forecast ? .forecast : nil }
                return column.flags[index] == .notApplicable ? .notApplicable : .missing
            },
            isForecast: column.isForecast)
    }

    // MARK: Over all units

    /// With 999 no p-value is below 0.001, which is too coarse for the false discovery rate over some hundred units.
    static let clusterPermutations = 9_999
    static let falseDiscoveryRate = 0.05

    private func composite(
        _ method: IndicatorExpression.CompositeMethod, _ parts: [IndicatorExpression.Component]
    ) async throws -> [Column] {
        guard hasUnits else { return [] }
        var tables: [[Column]] = []
        for part in parts { tables.append(try await columns(part.measure)) }
        return (tables.first ?? []).compactMap { column in
            let columns = tables.compactMap { $0.nearest(to: column.period) }
            guard columns.count == parts.count else { return nil }
            let result = try? CompositeIndex(
                method: method.statistical,
                components: zip(columns, parts).map { CompositeIndex.Component(values: $0.values, signedWeight: $1.weight) })
            return computed(column, values: result?.values ?? column.values.map { _ in nil })
        }
    }

    private func clusters(_ part: IndicatorExpression) async throws -> [Column] {
        guard hasUnits else { return [] }
        let weights = snapshot.spatialWeights(level: level)
        return try await columns(part).map { column in
            let clusters = try? LocalMoran(
                values: column.values, weights: weights, permutations: Self.clusterPermutations
            ).clusters(falseDiscoveryRate: Self.falseDiscoveryRate)
            return computed(
                column,
                values: clusters?.map { $0.flatMap { MapCategories.localClusters.value(of: $0.rawValue) } } ?? column.values.map { _ in nil })
        }
    }

    /// Thirds of each measure over the units that have both.
    private func bivariate(_ a: IndicatorExpression, _ b: IndicatorExpression) async throws -> [Column] {
        try await paired(a, b) { pair in
            let first = Self.thirds(pair.first)
            let second = Self.thirds(pair.second)
            return zip(first, second).map { a, b in a.flatMap { a in b.map { Double($0 * 3 + a) } } }
        }
    }

    private static func thirds(_ values: [Double?]) -> [Int?] {
        let breaks = try? ClassBreaks.compute(method: .quantile, classes: 3, values: values.compactMap(\.self))
        return values.map { value in value.flatMap { number in breaks?.classIndex(of: number) } }
    }

    /// - Parameter compute: gets the values of the units that have both; nil for the others.
    private func paired(
        _ a: IndicatorExpression, _ b: IndicatorExpression, _ compute: ((first: [Double?], second: [Double?])) -> [Double?]
    ) async throws -> [Column] {
        guard hasUnits else { return [] }
        let others = try await columns(b)
        return try await columns(a).compactMap { column in
            guard let other = others.nearest(to: column.period) else { return nil }
            let both = zip(column.values, other.values).map { $0 != nil && $1 != nil }
            let values = compute(
                (
                    first: zip(column.values, both).map { $1 ? $0 : nil }, second: zip(other.values, both).map { $1 ? $0 : nil }
                ))
            return computed(column, values: values)
        }
    }

    // MARK: The directory

    private func provision(
        _ type: InstitutionType, _ coverage: IndicatorCoverage, of what: ProvisionCounts.What
    ) async throws -> [Column] {
        let populations = try await columns(.indicator(try snapshot.population().indicator.id))
        guard let period = coverage.periods.first, let population = populations.nearest(to: period) else { return [] }
        let counts = ProvisionCounts(
            type: type, what: what, entries: try await snapshot.directory.index.entries, territory: snapshot.territory)
        let numbers = counts.values(level: level)
        let base = Column(
            period: period, values: numbers, flags: numbers.map { $0 == nil ? .missing : nil }, isForecast: false)
        return [combined(base, population) { a, b in b > 0 ? a / b * IndicatorExpression.provisionFactor : nil }]
    }
}

// MARK: The registry of agreements

extension MeasureEvaluation {
    private func cooperation(_ measure: CooperationMeasure, _ coverage: IndicatorCoverage) async throws -> [Column] {
        guard coverage.levels.contains(level) else { return [] }
        let units = level == .kraj ? [TERYTCode.country] : snapshot.territory.units(at: level).map(\.unit.code)
        let counts = CooperationCounts(
            measure, registry: try await snapshot.registry, days: coverage.periods.map(snapshot.cooperationDay), units: units)
        let columns = zip(coverage.periods, counts.cells).map { period, cells in
            let values = cells.map { $0?.value }
            return Column(period: period, values: values, flags: values.map { $0 == nil ? .missing : nil }, isForecast: false)
        }
        guard measure == .partnerships else { return columns }
        let populations = try await residents(in: counts.knownRegions)
        return columns.compactMap { column in
            populations.nearest(to: column.period).map { combined(column, $0) { a, b in b > 0 ? a / b * IndicatorExpression.provisionFactor : nil } }
        }
    }

    /// Residents of the units; of the country those of some województwa.
    private func residents(in regions: Set<String>) async throws -> [Column] {
        let population = try snapshot.population().indicator.id
        guard level == .kraj else { return try await columns(.indicator(population)) }
        let wanted = snapshot.territory.units(at: .wojewodztwo).map { regions.contains($0.unit.code.stem) }
        return try await snapshot.table(population, level: .wojewodztwo)?.columns.map { column in
            let known = zip(column.values, wanted).filter(\.1).map(\.0)
            let sum = known.contains { $0 == nil } || known.isEmpty ? nil : known.compactMap(\.self).reduce(0, +)
            return Column(period: column.period, values: [sum], flags: [sum == nil ? .missing : nil], isForecast: column.isForecast)
        } ?? []
    }
}

extension [Period] {
    /// The period itself, or else the one whose middle is nearest; of two equally near, the earlier.
    func nearest(to period: Period) -> Period? {
        self.min { a, b in (a.distance(to: period), a) < (b.distance(to: period), b) }
    }
}

extension [IndicatorTable.Column] {
    /// The column of the period, or else of the nearest one.
    func nearest(to period: Period) -> IndicatorTable.Column? {
        let found = map(\.period).nearest(to: period)
        return first { $0.period == found }
    }
}

extension Period {
    /// Years between the middles of two periods: a year lies as near to each of its days.
    fileprivate func distance(to other: Period) -> Double {
        year == other.year && (month == nil || other.month == nil) ? 0 : abs(middle - other.middle)
    }

    private var middle: Double {
        guard let month else { return Double(year) + 0.5 }
        guard let day else { return Double(year) + (Double(month) - 0.5) / 12 }
        return Double(year) + (Double(month) - 1 + (Double(day) - 0.5) / 31) / 12
    }
}

extension IndicatorExpression {
    /// What the values of a categorical measure stand for.
    var categories: MapCategories? {
        switch self {
        case .clusters: .localClusters
        case .bivariate: .bivariate
        case .at(let part, _): part.categories
        default: nil
        }
    }
}

extension IndicatorExpression.CompositeMethod {
    var statistical: CompositeIndex.Method {
        switch self {
        case .zScore: .zscore
        case .minMax: .minmax
        case .hellwig: .hellwig
        }
    }
}
