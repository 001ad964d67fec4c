// SPDX-License-Identifier: Apache-2.0

import Atlas
import Hummingbird

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
}
