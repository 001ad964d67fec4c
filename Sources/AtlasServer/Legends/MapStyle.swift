// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import PolishText

/// Everything that decides how a choropleth looks: the same value stands behind tile, legend, style,
/// static map and page, so they cannot disagree.
struct MapStyle: Sendable, Hashable {
    let indicator: IndicatorID
    let period: Period
    let level: UnitLevel
    let choropleth: ChoroplethStyle
    /// Classes from the units of this area only; nil for the whole country.
    let within: TERYTCode?
    /// Classes from all periods together, so that colours can be compared over time.
    let isPooled: Bool

    /// The style that the parameters of a query ask for.
    /// - Throws: 400 with what is accepted.
    init(indicator: IndicatorID, period: Period, level: UnitLevel, query: QueryReader, snapshot: AtlasSnapshot) throws {
        self.indicator = indicator
        self.period = period
        self.level = level
        choropleth = try query.choroplethStyle(usual: snapshot.usualStyle(of: indicator))
        within = try query.code("within")
        if let within {
            guard within.level == .wojewodztwo else {
                throw Problem.badParameter("within", within.description, accepted: "the TERC code of a województwo, two digits")
            }
            _ = try snapshot.territory.existing(within.description)
        }
        isPooled = try query.flag("pooled") ?? false
    }

    /// The style of a query that names everything, or leaves indicator, period and level to the atlas.
    init(query: QueryReader, snapshot: AtlasSnapshot, requiresIndicator: Bool = true) async throws {
        let coverage: IndicatorCoverage
        if let id = try query.text("indicator", maximumLength: IndicatorExpression.lengthLimit) {
            coverage = try snapshot.existing(id)
        } else if !requiresIndicator, let first = snapshot.defaultIndicator {
            coverage = first
        } else {
            throw Problem.badParameter("indicator", "", accepted: "the id of an indicator; GET /api/v1/indicators lists them")
        }
        let level = try query.mappedLevel() ?? coverage.defaultLevel
        let period: Period
        if let wanted = try query.period("period") {
            period = try coverage.existing(wanted)
        } else {
            guard let newest = coverage.defaultPeriod(try await snapshot.table(coverage.indicator.id, level: level)) else {
                throw Problem.notFound("value of indicator", coverage.indicator.id.text)
            }
            period = newest
        }
        try self.init(indicator: coverage.indicator.id, period: period, level: level, query: query, snapshot: snapshot)
    }

    /// A style of the whole country, its classes from one period.
    init(indicator: IndicatorID, period: Period, level: UnitLevel, choropleth: ChoroplethStyle) {
        self.indicator = indicator
        self.period = period
        self.level = level
        self.choropleth = choropleth
        within = nil
        isPooled = false
    }

    private init(_ other: MapStyle, period: Period? = nil, choropleth: ChoroplethStyle? = nil) {
        indicator = other.indicator
        self.period = period ?? other.period
        level = other.level
        self.choropleth = choropleth ?? other.choropleth
        within = other.within
        isPooled = other.isPooled
    }

    /// Equal styles have equal texts, different ones different texts.
    var canonicalText: String {
        ([indicator.text, period.text, level.rawValue, within?.stem ?? "", isPooled ? "1" : "0"] + choropleth.parameters.map(\.value))
            .joined(separator: " ")
    }

    /// The style in the standard colours: what decides the classes.
    var withoutColours: MapStyle { MapStyle(self, choropleth: choropleth.withStandardColours) }

    /// The same style for another period.
    func at(_ period: Period) -> MapStyle { MapStyle(self, period: period) }
}

extension QueryReader {
    /// - Parameter usual: what holds where the query says nothing.
    func choroplethStyle(usual: UsualStyle = .standard) throws -> ChoroplethStyle {
        let method = try choice("method", ClassificationMethod.self)
        let classes = try integer("classes", in: ClassificationMethod.classCountRange) ?? usual.classes
        let breaks = try breaks()
        let palette = try text("palette") ?? usual.palette
        // A palette that somebody chose runs as it is.
        let isReversed = try flag("reverse") ?? (palette == usual.palette && usual.isReversed)
        let chosen = method ?? (breaks == nil ? usual.method : .manual)
        if chosen == .manual, breaks == nil {
            throw Problem.badParameter("breaks", "", accepted: "1…8 increasing numbers separated by commas, as method=manual needs them")
        }
        do {
            return try ChoroplethStyle(
                method: chosen, classes: classes, manualBreaks: breaks ?? [], scheme: try ColourScheme.named(palette),
                isReversed: isReversed)
        } catch is ColourSchemeError {
            throw Problem.badParameter("palette", palette, accepted: ColourScheme.all.map(\.name).joined(separator: ", "))
        }
    }

    /// Inner class limits: `10,20.5` or, as people write in Polish, `10; 20,5`.
    private func breaks() throws -> [Double]? {
        guard let value = try text("breaks") else { return nil }
        let isPolish = value.contains(";")
        let parts = value.split(separator: isPolish ? ";" : ",", omittingEmptySubsequences: false).map { part in
            part.filter { $0 != " " && $0 != "\u{A0}" }.replacing(",", with: ".").replacing("\u{2212}", with: "-")
        }
        let numbers = parts.compactMap { Double($0) }
        do {
            guard numbers.count == parts.count else { throw Problem(status: .badRequest, detail: "") }
            try ClassBreaks.validate(manualBreaks: numbers)
        } catch {
            throw Problem.badParameter("breaks", value, accepted: "1…8 increasing numbers: 10,20.5,30 or 10; 20,5; 30")
        }
        return numbers
    }
}

extension AtlasSnapshot {
    /// What the map shows to someone who asked for nothing in particular.
    var defaultIndicator: IndicatorCoverage? {
        (try? IndicatorID("udzial-65-plus")).flatMap { coverage(of: $0) }.flatMap { $0.levels.isEmpty ? nil : $0 }
            ?? indicators.first { !$0.levels.isEmpty }
    }

    /// The newest date of a source, for the foot of each page.
    func newestSourceDate(_ language: Language) -> String? {
        sources.values.map(\.date).max().map(Phrases(language).period)
    }
}
