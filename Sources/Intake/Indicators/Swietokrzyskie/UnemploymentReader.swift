// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Registered unemployed and those of help profile III on 30 June 2015: columns `terc`, `powiat`,
/// `bezrobotni_ogolem`, `bezrobotni_profil_iii`, `profil_iii_procent`; a row a powiat and a row for the whole.
///
/// The printed shares must match the recomputed ones, the row for the whole must be the sum of the others, and
/// no powiat may be left out. The shares are not kept.
public struct UnemploymentReader: IndicatorReader {
    public static let kind = "swietokrzyskie-unemployment"
    public static let help = "registered unemployed and help profile III of powiats on 30 June 2015, with a total"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(
            data, file: file, columns: ["terc", "powiat", "bezrobotni_ogolem", "bezrobotni_profil_iii", "profil_iii_procent"])
        var table = PartsAndTotal(level: .powiat, territory: territory, measures: ["bezrobotni", "bezrobotni-profil-3"])
        rows.forEach { (fields) throws(RowFault) in
            let all = try fields.count(2)
            let third = try fields.count(3)
            let printed = try DecimalNumber.parse(fields[4])
            guard third <= all else { throw RowFault("\(third) of profile III are more than all \(all) unemployed") }
            let share = all > 0 ? Double(third) / Double(all) * 100 : 0
            // Two printed decimals: off by half a hundredth at most, and a hundredth for a rounding the other way.
            guard abs(share - printed) <= 0.01 + 1e-9 else {
                throw RowFault("the printed share \(printed) % is not \(third) of \(all), which is \(DecimalNumber.write((share * 100).rounded() / 100)) %")
            }
            try table.take(fields, values: [all, third])
        }
        table.checkComplete(&rows)
        table.checkTotals(&rows) { $0 == $1 }
        return try rows.result(table.observations(Period(year: 2015, month: 6, day: 30)), partial: false)
    }
}
