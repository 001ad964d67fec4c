// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Living conditions of the powiats of Małopolska: semicolons, byte order mark, decimal commas, spaces between
/// thousands, gaps, powiats by name only, no year.
///
/// Two columns are not what their headings say or can be had better:
/// - “uczestnicy imprez kulturalnych na 1000 ludności” holds the number of participants (103,042 in a powiat of
///   106,950 people would be 103 visits a head and year), so it is read as a count and the rate is a ratio;
/// - “ludność korzystająca z sieci kanalizacyjnej (%)” is the ratio of two other columns; it is checked, not kept.
public struct LivingConditionsReader: IndicatorReader {
    public static let kind = "living-conditions"
    public static let help = "living conditions of the powiats of Małopolska, with decimal commas and names instead of codes"

    let territory: TerritoryIndex

    public init(territory: TerritoryIndex) { self.territory = territory }

    /// The file states no year; what it shows is of about 2024.
    static let period = Period(year: 2024)
    /// The powiats of the file are those of Małopolska; their names repeat in other województwa.
    static let wojewodztwo = "12"

    private static let participantsColumn = "uczestnicy imprez kulturalnych na 1000 ludności"
    private static let sewerageShareColumn = "ludność korzystająca z sieci kanalizacyjnej (% ludności ogółem)"
    private static let populationColumn = "ludność w tysiącach (pomocnicze dla przekształceń)"
    private static let sewerageColumn = "ludność korzystająca z sieci kanalizacyjnej"

    /// Columns whose values are kept as they are.
    static let plain: [(column: String, id: String)] = [
        ("parki, zieleńce i tereny zieleni osiedlowej", "tereny-zieleni"),
        ("Bezrobotność w % ludności aktywnej zawodowo, pozostający bez pracy dłużej niż rok", "bezrobocie-dlugotrwale"),
        ("zarejestrowani bezrobotni na 1 ofertę pracy", "bezrobotni-na-oferte-pracy"),
        ("podmioty wpisane do rejestru REGON na 10 tys. ludności", "podmioty-regon-na-10-tys"),
        ("uczniowie na 1 pomieszczenie szkolne w szkołąch podstawowych", "uczniowie-na-pomieszczenie"),
        ("lekarze na 10 tys. ludności", "lekarze-na-10-tys"),
        ("miejsca w placówkach stacjonarnej pomocy społecznej na 10 tys. ludności", "miejsca-pomocy-stacjonarnej-na-10-tys"),
        ("mieszkania oddane do użytku na 1000 zawartych małżeństw", "mieszkania-na-1000-malzenstw"),
        ("ścieżki rowerowe na 10 tys. ludności (w km)", "sciezki-rowerowe-na-10-tys"),
        ("zgony niemowląt na 1000 urodzeń żywych", "zgony-niemowlat-na-1000"),
    ]

    /// More visits a head and year than this cannot be: the column of participants then holds counts.
    private static let visitsPerHeadLimit = 20.0

    public func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation> {
        let columns =
            ["Powiat", Self.populationColumn, Self.participantsColumn, Self.sewerageColumn, Self.sewerageShareColumn]
            + Self.plain.map(\.column)
        var rows = try RowReader(data, file: file, columns: columns, delimiter: .semicolon)
        guard let wojewodztwo = try? TERYTCode(Self.wojewodztwo) else { return try rows.result([], partial: false) }
        var observations: [Observation] = []
        var lines: [TERYTCode: Int] = [:]
        var gaps = 0
        var largestParticipants = 0.0
        rows.forEach { (fields) throws(RowFault) in
            guard let unit = territory.powiat(named: fields[0], within: wojewodztwo) else {
                throw RowFault("“\(DelimitedTable.shortened(fields[0]))” is not a powiat of województwo \(Self.wojewodztwo)")
            }
            if let first = lines[unit.code] { throw RowFault("\(fields[0]) stands in line \(first) already") }
            func number(_ column: Int) throws(RowFault) -> Double? {
                guard fields[column].isEmpty else { return try fields.polishNumber(column) }
                gaps += 1
                return nil
            }
            func count(_ column: Int) throws(RowFault) -> Double? {
                let value = try number(column)
                if let value, value != value.rounded() {
                    throw RowFault("“\(fields[column])” under “\(columns[column])” is not a whole number, though the column holds counts")
                }
                return value
            }
            var made: [Observation?] = []
            func keep(_ id: String, _ value: Double?) { made.append(.make(id, Self.period, unit.code, value)) }
            // Thousands of people with two decimals: whole tens of people.
            let population = try number(1).map { ($0 * 1000).rounded() }
            let participants = try count(2)
            let sewerage = try count(3)
            if let printed = try number(4), let sewerage, let population, population > 0 {
                guard abs(sewerage / population * 100 - printed) < 0.01 else {
                    throw RowFault("the printed share of sewerage \(printed) % is not \(sewerage) of \(population)")
                }
            }
            keep("ludnosc-warunki-zycia", population)
            keep("uczestnicy-imprez", participants)
            keep("korzystajacy-z-kanalizacji", sewerage)
            for (offset, column) in Self.plain.enumerated() { keep(column.id, try number(5 + offset)) }
            if let participants { largestParticipants = max(largestParticipants, participants) }
            lines[unit.code] = fields.line
            observations += made.compactMap(\.self)
        }
        guard largestParticipants > Self.visitsPerHeadLimit * 1000 || observations.isEmpty else {
            throw IntakeRefusal(
                file: file, line: rows.table.headerLine,
                reason: "“\(Self.participantsColumn)” holds at most \(largestParticipants), which can be a rate as its heading says; "
                    + "this reader expects counts there")
        }
        rows.report.remarks.append("“\(Self.participantsColumn)” read as a count of participants: as a rate it is impossible")
        rows.report.remarks.append("\(gaps) gaps read as missing; no year in the file, taken as \(Self.period)")
        let absent = territory.units(.powiat, within: wojewodztwo).filter { lines[$0.code] == nil }
        if !absent.isEmpty { rows.report.remarks.append("not in the table: \(absent.map(\.name).joined(separator: ", "))") }
        return try rows.result(observations, partial: false)
    }
}
