// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// People sent to socially useful work in 2014: columns `terc`, `powiat`, `osoby_skierowane`, `uwaga`. The source
/// gives the total of the województwo and only its largest and smallest powiats, so the total is more than the
/// sum of the rows; it is kept as given.
public struct UsefulWorkReader: IndicatorReader {
    public static let kind = "swietokrzyskie-useful-work"
    public static let help = "people sent to socially useful work in 2014: some powiats and the total"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(data, file: file, columns: ["terc", "powiat", "osoby_skierowane"], othersAllowed: true)
        var table = PartsAndTotal(level: .powiat, territory: territory, measures: ["prace-spolecznie-uzyteczne"])
        rows.forEach { (fields) throws(RowFault) in try table.take(fields, values: [try fields.count(2)]) }
        table.checkTotals(&rows) { $0 >= $1 }
        return try rows.result(table.observations(Period(year: 2014)), partial: false)
    }
}
