// SPDX-License-Identifier: Apache-2.0

import Atlas

extension ValuesExport {
    /// RFC 4180, UTF-8. Tidy unless the query asks for `layout=wide`: a row for each unit and period. Wide: the columns
    /// `indicator,level,terc,name`, then one for each period, then one `flag:PERIOD` for each period with flags other than missing.
    var csv: String {
        layout == .wide ? wideCSV : tidyCSV
    }

    private var tidyCSV: String {
        var text = "indicator,period,level,terc,name,value,flag\r\n"
        let units = units
        for period in periods {
            let column = self.column(period)
            for position in positions {
                let unit = units[position].unit
                let flag = column.map { $0.flags[position] } ?? .missing
                text += "\(Self.field(indicator.id.text)),\(period),\(level.rawValue),\(unit.code),\(Self.quoted(unit.name)),"
                text += (column?.values[position].map { JSONValue.number($0).text } ?? "") + "," + (flag?.rawValue ?? "") + "\r\n"
            }
        }
        return text
    }

    private var wideCSV: String {
        let units = units
        let columns = periods.map { column($0) }
        let flagged = periods.indices.filter { index in
            columns[index]?.flags.contains { $0 != nil && $0 != .missing } ?? false
        }
        var text = (["indicator", "level", "terc", "name"] + periods.map(\.text) + flagged.map { "flag:\(periods[$0])" }).joined(separator: ",")
        text += "\r\n"
        for position in positions {
            let unit = units[position].unit
            text += "\(Self.field(indicator.id.text)),\(level.rawValue),\(unit.code),\(Self.quoted(unit.name))"
            for column in columns { text += "," + (column?.values[position].map { JSONValue.number($0).text } ?? "") }
            for index in flagged { text += "," + ((columns[index]?.flags[position] ?? nil)?.rawValue ?? "") }
            text += "\r\n"
        }
        return text
    }

    /// Names of units hold neither quotes nor line breaks, but they are quoted all the same.
    private static func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

    /// An expression may hold commas.
    private static func field(_ text: String) -> String { text.contains(",") ? quoted(text) : text }

    /// RFC 7946. One period; several are refused where the query is read.
    func geoJSON() async throws -> String {
        let geometries = try await snapshot.boundariesGeoJSON(level: level)
        let period = periods.first
        let units = units
        let body: JSONValue = [
            "type": "FeatureCollection",
            "features": .array(
                positions.map { position in
                    let unit = units[position].unit
                    let cell = period.map { self.cell(position, $0) } ?? (nil, .missing)
                    return [
                        "type": "Feature", "id": .integer(Int(unit.code.featureID)),
                        "properties": [
                            "terc": .string(unit.code.description), "name": .string(unit.name),
                            "indicator": .string(indicator.id.text), "period": JSONValue(period?.text),
                            "value": JSONValue(cell.value), "flag": JSONValue(cell.flag?.rawValue),
                        ],
                        // RFC 7946, section 3.2: a feature without a place has a null geometry.
                        "geometry": geometries[unit.code.stem].map(JSONValue.raw) ?? .null,
                    ]
                }),
        ]
        return body.text
    }

    /// JSON-stat 2.0 (https://json-stat.org/full/): one dataset with the dimensions unit, period and metric in
    /// row-major order.
    func jsonStat(origin: String) -> String {
        let phrases = Phrases(language)
        let units = units
        func dimension(_ label: String, _ ids: [String], _ labels: [String], more: [(String, JSONValue)] = []) -> JSONValue {
            [
                "label": .string(label),
                "category": .members(
                    [
                        ("index", .array(ids.map(JSONValue.string))),
                        ("label", .members(zip(ids, labels).map { ($0, .string($1)) })),
                    ] + more),
            ]
        }
        var values: [JSONValue] = []
        var status: [(String, JSONValue)] = []
        var used: Set<ObservationFlag> = []
        values.reserveCapacity(positions.count * periods.count)
        let columns = periods.map { column($0) }
        for position in positions {
            for column in columns {
                if let flag = column.map({ $0.flags[position] }) ?? .missing {
                    status.append((String(values.count), .string(flag.rawValue)))
                    used.insert(flag)
                }
                values.append(JSONValue(column?.values[position]))
            }
        }
        let id = indicator.id.text
        let measure: JSONValue = [
            "label": .string(language.of(indicator.unit)), "decimals": .integer(indicator.decimals), "position": "end",
        ]
        var members: [(String, JSONValue)] = [
            ("version", "2.0"), ("class", "dataset"), ("label", .string(language.of(indicator.name))),
            ("source", JSONValue(source.map { "\(language.of($0.name)), \($0.publisher)" })),
            ("updated", JSONValue(source?.date.text)),
        ]
        if !origin.isEmpty {
            members.append(("href", .string("\(origin)/api/v1/indicators/\(id.inPath)/values.jsonstat?level=\(level.rawValue)")))
        }
        members += [
            ("note", .array([language.of(indicator.note), source.map { language.of($0.licence) }].compactMap { $0 }.map(JSONValue.string))),
            ("id", ["unit", "period", "metric"]),
            ("size", [.integer(positions.count), .integer(periods.count), 1]),
            ("role", ["geo": ["unit"], "time": ["period"], "metric": ["metric"]]),
            (
                "dimension",
                [
                    "unit": dimension(
                        phrases.level(level), positions.map { units[$0].unit.code.description }, positions.map { units[$0].unit.name }),
                    "period": dimension(
                        language.choose("okres", "period"), periods.map(\.text), periods.map { phrases.period($0) }),
                    "metric": dimension(
                        language.choose("wskaźnik", "indicator"), [id], [language.of(indicator.name)],
                        more: [("unit", .members([(id, measure)]))]),
                ]
            ),
            ("value", .array(values)),
        ]
        if !status.isEmpty { members.append(("status", .members(status))) }
        members.append(
            (
                "extension",
                [
                    "indicator": .string(id), "level": .string(level.rawValue),
                    "licence": JSONValue(source.map { language.of($0.licence) }), "source_url": JSONValue(source?.url),
                    "forecast_periods": .array(columns.compactMap { $0?.isForecast == true ? JSONValue.string($0?.period.text ?? "") : nil }),
                    "status": [
                        "label": .members(
                            ObservationFlag.allCases.filter(used.contains).map { ($0.rawValue, .string(phrases.flag($0) ?? $0.rawValue)) })
                    ],
                ]
            ))
        return JSONValue.members(members).text
    }
}
