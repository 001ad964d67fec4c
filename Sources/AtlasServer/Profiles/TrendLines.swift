// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Statistics

/// A line of the trend chart with what is known of each of its points.
struct TrendLine: Sendable {
    let subject: ChartSentences.Subject
    let role: TrendChart.Role
    let points: [SeriesPoint]
    /// Periods from which on values are counted in another way.
    let breaks: [Period]

    /// The chosen unit, the area, the country and the median of the units, as far as they have values.
    static func lines(
        _ coverage: IndicatorCoverage, _ selection: IndicatorSelection, columns: [IndicatorTable.Column], in snapshot: AtlasSnapshot
    ) async throws -> [TrendLine] {
        var lines: [TrendLine] = []
        func add(_ unit: TerritorialUnit?, _ role: TrendChart.Role) async throws {
            guard let unit, let position = snapshot.territory.positions[unit.code.stem] else { return }
            let columns = try await snapshot.table(coverage.indicator.id, of: unit.code, beside: selection.level)?.columns ?? []
            let line = TrendLine(
                subject: .unit(unit), role: role,
                points: columns.map { SeriesPoint(period: $0.period, value: $0.values[position], isForecast: $0.flags[position] == .forecast) },
                breaks: columns.filter { $0.flags[position] == .seriesBreak }.map(\.period))
            if line.points.contains(where: { $0.value != nil }) { lines.append(line) }
        }
        try await add(selection.unit, .unit)
        try await add(selection.area, .area)
        try await add(snapshot.territory.country?.unit, .country)
        let units = snapshot.territory.units(at: selection.level)
        let inside = units.indices.filter { index in selection.area.map { units[index].unit.code.isWithin($0.code) } ?? true }
        let median = columns.map { column in
            SeriesPoint(period: column.period, value: Distribution(inside.map { column.values[$0] })?.median, isForecast: column.isForecast)
        }
        if median.contains(where: { $0.value != nil }) {
            lines.append(TrendLine(subject: .median(selection.level), role: .median, points: median, breaks: []))
        }
        return lines
    }

    /// The lines that one axis can bear. A count of an area is the sum of its units and dwarfs them, so of counts
    /// only the narrowest subject is drawn, with the median beside a unit.
    static func comparable(_ lines: [TrendLine], _ indicator: Indicator) -> [TrendLine] {
        guard indicator.aggregation == .sum, let first = lines.first else { return lines }
        return lines.filter { $0.role == first.role || (first.role == .unit && $0.role == .median) }
    }

    var known: [SeriesPoint] { points.filter { $0.value != nil } }
}

/// Our own continuation of a yearly series, only where it is honest: the source gives no forecast, years follow one
/// another, and there are enough of them since the last change of method.
struct TrendProjection: Sendable {
    let line: TrendLine
    let drawn: TrendChart.Projection
    let pointCount: Int

    static let fewestPoints = 8
    static let years = 3
    static let confidencePercent = 80

    /// Of the first line, which is the one that the reader has chosen last.
    init?(_ lines: [TrendLine], _ indicator: Indicator) {
        guard !lines.contains(where: { $0.points.contains(where: \.isForecast) }), let line = lines.first else { return nil }
        let known = line.known
        guard let last = known.last, known.allSatisfy({ $0.period.month == nil }) else { return nil }
        let values = known.compactMap(\.value)
        let isShare = indicator.unit.polish == "%" && values.allSatisfy { (0...100).contains($0) }
        let bounds: ClosedRange<Double>? = isShare ? 0...100 : values.allSatisfy { $0 >= 0 } ? 0...Double.greatestFiniteMagnitude : nil
        let years = (1...Self.years).map { last.period.year + $0 }
        guard let trend = try? Trend(times: known.map(\.year), values: values, breaks: line.breaks.map(\.yearOnAxis)),
            trend.times.count >= Self.fewestPoints, let first = trend.times.first,
            // A series with holes is no yearly series.
            Double(trend.times.count) >= (last.year - first + 1) * 0.8,
            let forecast = try? trend.forecast(at: years.map(Double.init), confidence: Double(Self.confidencePercent) / 100, bounds: bounds)
        else { return nil }
        self.line = line
        pointCount = trend.times.count
        drawn = TrendChart.Projection(
            role: line.role, origin: last,
            steps: zip(years, forecast).map { year, step in
                TrendChart.Projection.Step(period: Period(year: year), value: step.value, low: step.low, high: step.high)
            })
    }
}
