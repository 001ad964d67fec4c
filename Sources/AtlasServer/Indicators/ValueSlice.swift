// SPDX-License-Identifier: Apache-2.0

import Atlas
import Hummingbird
import NIOCore

/// The forms in which values are given out; raw values are the last part of the path.
enum ValuesFormat: String, CaseIterable {
    case json = "values"
    case csv = "values.csv"
    case geoJSON = "values.geojson"
}

struct ValueRow {
    let unit: TerritorialUnit
    let value: Double?
    let flag: ObservationFlag?
}

/// Values of one indicator, level and period.
struct ValueSlice {
    let indicator: Indicator
    let level: UnitLevel
    let period: Period?
    let rows: [ValueRow]

    func json() -> Response {
        let body: JSONValue = [
            "indicator": .string(indicator.id.text), "level": .string(level.rawValue), "period": JSONValue(period?.text),
            "values": .array(
                rows.map { row in
                    [
                        "terc": .string(row.unit.code.description), "name": .string(row.unit.name), "value": JSONValue(row.value),
                        "flag": JSONValue(row.flag?.rawValue),
                    ]
                }),
        ]
        return body.response()
    }

    /// RFC 4180, UTF-8. Names of units hold neither quotes nor line breaks, but they are quoted all the same.
    func csv() -> Response {
        var text = "indicator,period,level,terc,name,value,flag\r\n"
        for row in rows {
            text += "\(indicator.id),\(period?.text ?? ""),\(level.rawValue),\(row.unit.code),"
            text += "\"" + row.unit.name.replacing("\"", with: "\"\"") + "\","
            text += (row.value.map { JSONValue.number($0).text } ?? "") + "," + (row.flag?.rawValue ?? "") + "\r\n"
        }
        let name = [indicator.id.text, level.rawValue, period?.text].compactMap { $0 }.joined(separator: "-")
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    func geoJSON(geometries: [String: String]) -> Response {
        let body: JSONValue = [
            "type": "FeatureCollection",
            "features": .array(
                rows.map { row in
                    [
                        "type": "Feature", "id": .integer(Int(row.unit.code.featureID)),
                        "properties": [
                            "terc": .string(row.unit.code.description), "name": .string(row.unit.name),
                            "indicator": .string(indicator.id.text), "period": JSONValue(period?.text),
                            "value": JSONValue(row.value), "flag": JSONValue(row.flag?.rawValue),
                        ],
                        // RFC 7946, section 3.2: a feature without a place has a null geometry.
                        "geometry": geometries[row.unit.code.stem].map(JSONValue.raw) ?? .null,
                    ]
                }),
        ]
        return body.response(contentType: "application/geo+json")
    }
}
