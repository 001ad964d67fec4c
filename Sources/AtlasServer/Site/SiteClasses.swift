// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography

/// Class limits of maps, computed in advance for every way that a reader can choose: a browser then needs to count only.
struct SiteClasses: Sendable {
    let snapshot: AtlasSnapshot

    /// Colours of all palettes: by name the colours of 1…9 classes.
    static var palettes: JSONValue {
        .members(
            ColourScheme.all.map { scheme in
                (scheme.name, .array((1...9).map { count in .array(scheme.colours(classes: count).map { .string($0.hex) }) }))
            })
    }

    static var plainColours: JSONValue {
        [
            "no_data": .string(MapColours.noData.hex), "not_applicable": .string(MapColours.noData.hex),
            "hatch": .string(MapColours.notApplicableHatch.hex), "outside": .string(MapColours.outsideRegion.hex),
        ]
    }

    /// For the country (nil) or a voivodeship: for each method and number of classes, for each period and at the end for all
    /// together, the lowest value, the inner limits, the highest value and the labels of the classes in both languages; nil where no unit of the area has a value.
    func table(_ table: IndicatorTable, level: UnitLevel, within area: TERYTCode?) async throws -> JSONValue? {
        let units = snapshot.territory.units(at: level)
        let inside = units.indices.filter { area.map(units[$0].unit.code.isWithin) ?? true }
        let columns = table.columns.map { column in inside.map { index -> UnitValue in column.values[index].map(UnitValue.value) ?? .noData } }
        guard columns.contains(where: { $0.contains { if case .value = $0 { true } else { false } } }) else { return nil }
        let pooled = table.columns.flatMap { column in inside.compactMap { column.values[$0] } }
        let decimals = table.indicator.decimals
        func entry(_ values: [UnitValue], _ style: ChoroplethStyle, _ reference: [Double]?) throws -> JSONValue {
            let legend = Choropleth(classes: try UnitClasses(values: values, style: style, reference: reference), style: style, decimals: decimals).legend
            let first = legend.classes.first.map { JSONValue.number($0.from) } ?? .null
            let last = legend.classes.last.map { JSONValue.number($0.to) } ?? .null
            return [
                .array([first] + legend.breaks.innerLimits.map(JSONValue.number) + [last]),
                .array(legend.classes.map { .string($0.label.polish) }), .array(legend.classes.map { .string($0.label.english) }),
            ]
        }
        var methods: [(String, JSONValue)] = []
        for method in ClassificationMethod.allCases where method != .manual {
            var counts: [(String, JSONValue)] = []
            for count in ClassificationMethod.classCountRange {
                let style = try ChoroplethStyle(method: method, classes: count, scheme: ColourScheme.all[0])
                var entries = try columns.map { try entry($0, style, nil) }
                if columns.count > 1 { entries.append(try entry(columns[0], style, pooled)) }
                counts.append((String(count), .array(entries)))
            }
            methods.append((method.rawValue, .members(counts)))
        }
        let whole = area ?? .country
        let areaTable = try await snapshot.table(table.indicator.id, of: whole, beside: level)
        let place = snapshot.territory.positions[whole.stem]
        let means = table.columns.map { column in JSONValue(place.flatMap { areaTable?.column(column.period)?.values[$0] }) }
        return [
            "periods": .array(table.columns.map { .string($0.period.text) }), "mean": .array(means), "methods": .members(methods),
        ]
    }
}
