// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Participants of the Activation and Integration Programme (PAI) by gmina on 30 June 2015: columns `terc` (seven
/// digits, the kind possibly out of date), `gmina`, `uczestnicy_pai`, `realizator_integracji`; a row for the whole.
///
/// The list is complete: its rows add up to the printed total. So every other gmina of the województwo had no
/// participant, and gets a zero with the flag `derived`. Gminas elsewhere get nothing.
public struct IntegrationProgrammeReader: IndicatorReader {
    public static let kind = "swietokrzyskie-pai"
    public static let help = "participants of the Activation and Integration Programme by gmina on 30 June 2015, a complete list"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(data, file: file, columns: ["terc", "gmina", "uczestnicy_pai"], othersAllowed: true)
        let period = Period(year: 2015, month: 6, day: 30)
        let measure = "uczestnicy-pai"
        var table = PartsAndTotal(level: .gmina, territory: territory, measures: [measure])
        var stale: [String] = []
        rows.forEach { (fields) throws(RowFault) in
            try table.take(fields, values: [try fields.count(2)])
            let code = try fields.code(0)
            if let current = territory.byCode[code], let old = code.kindDigit, old != current.code.kindDigit {
                stale.append("\(code) is now \(current.code)")
            }
        }
        table.checkTotals(&rows) { $0 == $1 }
        rows.report.remarks += stale
        var observations = table.observations(period)
        if let total = table.total {
            let listed = Set(table.parts.map(\.code))
            let others = territory.units(.gmina, within: total.code, on: period).filter { !listed.contains($0.code) }
            observations += others.compactMap { .make(measure, period, $0.code, 0, .derived) }
            rows.report.remarks.append("\(listed.count) gminas listed, \(others.count) others of the województwo get a derived zero")
        }
        return try rows.result(observations, partial: false)
    }
}
