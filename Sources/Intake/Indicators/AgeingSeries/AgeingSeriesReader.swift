// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Older population by year, history and forecast, from the Local Data Bank: columns `teryt_powiat` (a BDL id
/// of 12 digits), `powiat`, `rok`, `typ` (`historyczny` or `prognoza`), `miara`, `populacja`; CRLF.
public struct AgeingSeriesReader: IndicatorReader {
    public static let kind = "ageing-series"
    public static let help = "older population of powiats by year, history and forecast, with BDL unit ids"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    static let measures = [
        "wiek_poprodukcyjny": "starzenie-wiek-poprodukcyjny", "65plus": "starzenie-65-plus", "80plus": "starzenie-80-plus",
    ]

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(
            data, file: file, columns: ["teryt_powiat", "powiat", "rok", "typ", "miara", "populacja"], othersAllowed: true)
        var observations: [Observation] = []
        var lines: [String: Int] = [:]
        var counts: [String: (history: Set<Int>, forecast: Set<Int>)] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let id: BDLUnitID
            do throws(BDLUnitIDError) { id = try BDLUnitID(fields[0]) } catch { throw RowFault(error) }
            let code = try territory.unit(id.code, named: fields[1], level: .powiat).code
            let period = try fields.period(2)
            guard let indicator = Self.measures[fields[4]] else {
                throw RowFault(
                    "the measure “\(DelimitedTable.shortened(fields[4]))” is not known: expected "
                        + Self.measures.keys.sorted().joined(separator: ", "))
            }
            let isForecast: Bool
            switch fields[3] {
            case "historyczny": isForecast = false
            case "prognoza": isForecast = true
            default: throw RowFault("the type “\(DelimitedTable.shortened(fields[3]))” is not known: expected historyczny or prognoza")
            }
            let value = try fields.count(5)
            // History and forecast of a measure are one series, so a year may stand in one of them only.
            let key = "\(indicator) \(period) \(code.stem)"
            if let first = lines[key] { throw RowFault("\(key) stands in line \(first) already") }
            lines[key] = fields.line
            if isForecast {
                counts[indicator, default: ([], [])].forecast.insert(period.year)
            } else {
                counts[indicator, default: ([], [])].history.insert(period.year)
            }
            if let made = Observation.make(indicator, period, code, Double(value), isForecast ? .forecast : nil) { observations.append(made) }
        }
        for (indicator, years) in counts.sorted(by: { $0.key < $1.key }) {
            let history = years.history.sorted().map(String.init).joined(separator: " ")
            let forecast = years.forecast.sorted().map(String.init).joined(separator: " ")
            rows.report.remarks.append("\(indicator): history \(history.isEmpty ? "–" : history); forecast \(forecast.isEmpty ? "–" : forecast)")
        }
        return try rows.result(observations, partial: false)
    }
}
