// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// Where a measure has values follows from its parts, without reading one of them.
extension AtlasSnapshot {
    /// The indicator or computed measure that a path or query names.
    /// - Throws: 404 for an indicator or period that is not there, 400 for a malformed measure.
    func existing(_ text: String) throws -> IndicatorCoverage {
        // Addresses may write the commas, asterisks and at signs of a measure as escapes.
        let text = text.contains("%") ? text.removingPercentEncoding ?? text : text
        if let id = try? IndicatorID(text) {
            guard let found = catalogued(id) else { throw Problem.unknownIndicator(text) }
            return found
        }
        guard text.contains(where: { "(@".contains($0) }) else { throw Problem.unknownIndicator(text) }
        if let known = measures[text] { return known }
        let expression: IndicatorExpression
        do throws(IndicatorExpressionError) { expression = try IndicatorExpression(text) } catch {
            throw Problem.badParameter("indicator", text, accepted: error.expected + " at character \(error.position + 1)")
        }
        // The same measure in another spelling (1.0 for 1) is the same measure.
        let coverage = try coverage(of: expression)
        measures.store(coverage, for: text)
        return coverage
    }

    /// Of an indicator or computed measure; nil when there is none.
    func coverage(of id: IndicatorID) -> IndicatorCoverage? {
        id.isComputed ? try? existing(id.text) : catalogued(id)
    }

    /// - Throws: `Problem` for what the measure names and the atlas does not have.
    func coverage(of expression: IndicatorExpression) throws -> IndicatorCoverage {
        if case .indicator(let id) = expression {
            guard let found = catalogued(id) else { throw Problem.unknownIndicator(id.text) }
            return found
        }
        let parts = try expression.operands.map { try coverage(of: $0) }
        let extent = try extent(expression, parts)
        return IndicatorCoverage(
            indicator: try MeasureWording(snapshot: self).indicator(expression, parts: parts.map(\.indicator)), levels: extent.levels,
            periods: extent.periods, forecastPeriods: extent.forecastPeriods)
    }

    private struct Extent {
        var levels: [UnitLevel]
        var periods: [Period]
        var forecastPeriods: [Period] = []
    }

    private func extent(_ expression: IndicatorExpression, _ parts: [IndicatorCoverage]) throws -> Extent {
        switch expression {
        case .institutions, .places:
            // A year in which somebody looked at the directory.
            guard let year = directoryYear else { throw Problem.notFound("institution", "directory", accepted: "the directory is empty") }
            return Extent(levels: try population().levels, periods: [year])
        case .cooperation(let measure): return try extent(measure)
        case .survey(let id, let question, let option, let type):
            let asked = try surveys.asked(id, question, option, type)
            return Extent(levels: asked.levels(of: try population().levels), periods: [asked.survey.period])
        default: break
        }
        guard let first = parts.first else { throw Problem.notFound("measure", expression.text) }
        var levels = first.levels
        for part in parts.dropFirst() { levels = levels.filter(part.levels.contains) }
        var periods = first.periods
        switch expression {
        case .at(_, let period): periods = [try first.existing(period)]
        case .change(_, let since), .growth(_, let since):
            _ = try first.existing(since)
            periods = periods.filter { $0 > since }
            guard !periods.isEmpty else { throw first.unknown("period after", since.text) }
        case .perCapita:
            let population = try population()
            levels = levels.filter(population.levels.contains)
        default: break
        }
        return Extent(levels: levels, periods: periods, forecastPeriods: first.forecastPeriods.filter(periods.contains))
    }

    /// The years from the first agreement to this one: each stands for its last day, this one for today.
    private func extent(_ measure: CooperationMeasure) throws -> Extent {
        let now = Period(year: today.year)
        var levels = measure.levels
        if measure == .partnerships {
            let population = try population()
            levels = levels.filter(population.levels.contains)
        }
        guard measure.hasHistory else {
            guard directoryYear != nil else { throw Problem.notFound("institution", "directory", accepted: "the directory is empty") }
            return Extent(levels: levels, periods: [now])
        }
        guard let agreementSpan else {
            throw Problem.notFound("agreement", "registry", accepted: "the registry of agreements is empty: import some first")
        }
        let first = agreementSpan.firstYear.map { min($0, now) } ?? now
        return Extent(levels: levels, periods: (first.year...now.year).map { Period(year: $0) })
    }

    /// The day that stands for a year in measures of cooperation.
    func cooperationDay(_ period: Period) -> Period { period.year >= today.year ? today : period.asLastDay }

    /// The measures of cooperation that can be computed from what the atlas holds.
    var cooperationMeasures: [IndicatorCoverage] {
        CooperationMeasure.allCases.compactMap { try? existing(IndicatorExpression.cooperation($0).text) }
    }

    /// The table of a unit whose value is to stand beside those of units of a level: nil for measures that compare the
    /// units of one level with one another, where the value of a larger unit means something else.
    func table(_ id: IndicatorID, of code: TERYTCode, beside level: UnitLevel) async throws -> IndicatorTable? {
        if code.level != level, id.isComputed, try IndicatorExpression(id.text).isRelative { return nil }
        return try await table(id, level: code.level)
    }

    /// The indicator that rates divide by. The longest series wins: the census has one year, the statistics office many.
    func population() throws -> IndicatorCoverage {
        let candidates = ["ludnosc", "ludnosc-ogolem", "bdl-72305"].compactMap { text in
            (try? IndicatorID(text)).flatMap { catalogued($0) }.flatMap { $0.levels.isEmpty ? nil : $0 }
        }
        guard let found = candidates.max(by: { ($0.levels.count, $0.periods.count) < ($1.levels.count, $1.periods.count) }) else {
            throw Problem.notFound("indicator", "ludnosc", accepted: "rates per resident need the population: import it first")
        }
        return found
    }
}

extension Problem {
    static func unknownIndicator(_ text: String) -> Problem {
        .notFound("indicator", text, accepted: "GET /api/v1/indicators lists them")
    }
}
