// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Introduction of SEPI, the platform by which welfare centres ask labour offices about a shared client, as of
/// October 2014: columns `terc`, `powiat`, `rok_wdrozenia`, `stan` (`działa`, `wygasło`, `w trakcie`), `uwaga`.
///
/// `sepi-rok` is the year; where the introduction is under way there is no year yet, so the question of the
/// year does not apply. `sepi-dziala` is 1 where it works and 0 where it has expired or is under way. A powiat
/// that the list leaves out gets nothing: the source does not say what is the case there.
public struct SepiReader: IndicatorReader {
    public static let kind = "sepi"
    public static let help = "introduction of SEPI by powiat, state of October 2014"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    static let period = Period(year: 2014, month: 10)

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        var rows = try RowReader(data, file: file, columns: ["terc", "powiat", "rok_wdrozenia", "stan"], othersAllowed: true)
        var observations: [Observation?] = []
        var lines: [TERYTCode: Int] = [:]
        var states: [String: Int] = [:]
        rows.forEach { (fields) throws(RowFault) in
            let code = try territory.unit(fields.code(0), named: fields[1], level: .powiat).code
            if let first = lines[code] { throw RowFault("\(code) stands in line \(first) already") }
            let year = try fields.optionalPeriod(2)
            if let year, year.month != nil || year > Self.period {
                throw RowFault("the year of introduction is “\(fields[2])”: expected a year up to \(Self.period.year)")
            }
            switch (fields[3], year) {
            case ("działa", let year?), ("wygasło", let year?):
                observations.append(.make("sepi-rok", Self.period, code, Double(year.year)))
                observations.append(.make("sepi-dziala", Self.period, code, fields[3] == "działa" ? 1 : 0))
            case ("w trakcie", nil):
                observations.append(.make("sepi-rok", Self.period, code, nil, .notApplicable))
                observations.append(.make("sepi-dziala", Self.period, code, 0))
            case ("działa", nil), ("wygasło", nil): throw RowFault("the state is “\(fields[3])”, but the year of introduction is empty")
            case ("w trakcie", _?): throw RowFault("the state is “w trakcie”, but a year of introduction is given")
            default: throw RowFault("the state “\(DelimitedTable.shortened(fields[3]))” is not known: expected działa, wygasło or w trakcie")
            }
            lines[code] = fields.line
            states[fields[3], default: 0] += 1
        }
        if !states.isEmpty { rows.report.remarks.append(states.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")) }
        for wojewodztwo in Set(lines.keys.compactMap { $0.ancestor(at: .wojewodztwo) }).sorted() {
            let absent = territory.units(.powiat, within: wojewodztwo).filter { lines[$0.code] == nil }
            if !absent.isEmpty {
                rows.report.remarks.append("not in the list, no value: \(absent.map { "\($0.code) \($0.name)" }.joined(separator: ", "))")
            }
        }
        return try rows.result(observations.compactMap(\.self), partial: false)
    }
}
