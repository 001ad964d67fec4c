// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Reads a feed of offers of jobs and training, as CSV or JSON.
///
/// CSV: one row an offer; columns in any order, by their English or Polish names; columns that are not known are left alone.
/// JSON: an array of objects with the same names, or an object with `source`, `date` and the array `offers`. GeoData/README.md
/// describes the columns.
public struct VacancyReader: Sendable {
    public struct Contents: Sendable {
        public let vacancies: [Vacancy]
        /// What the file says of itself; nil where it does not.
        public let source: String?
        public let date: Period?
        public let report: IntakeReport
    }

    private let territory: TerritoryIndex
    private let unit: TERYTCode?

    /// - Parameter unit: the powiat or gmina of offers that do not say where they are.
    public init(territory: TerritoryIndex, unit: TERYTCode? = nil) {
        self.territory = territory
        self.unit = unit
    }

    /// - Parameter partial: whether to keep the good offers of a feed that has bad ones.
    public func read(_ input: InputTable, partial: Bool = false) throws(IntakeRefusal) -> Contents {
        let start = input.data.drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }.first
        if start == UInt8(ascii: "{") || start == UInt8(ascii: "[") {
            let feed = try VacancyJSON(input)
            return try read(feed.table, file: input.file, path: feed.path, source: feed.source, date: feed.date, partial: partial)
        }
        let table = try DelimitedTable(input.data, file: input.file, delimiter: nil)
        return try read(table, file: input.file, path: nil, source: nil, date: nil, partial: partial)
    }

    static let columns = [
        TableColumn("id", "identyfikator", "numer", "nr_oferty", "numer_oferty"),
        TableColumn("kind", "rodzaj", "typ", "rodzaj_oferty"),
        TableColumn("title", "stanowisko", "tytuł", "nazwa", "nazwa_stanowiska", isRequired: true),
        TableColumn("employer", "pracodawca", "firma", "organizator"),
        TableColumn("place", "miejsce", "miejscowość", "miejsce_pracy"),
        TableColumn("unit", "terc", "teryt", "jednostka", "gmina_terc", "powiat_terc"),
        TableColumn("powiat", "nazwa_powiatu"),
        TableColumn("gmina", "nazwa_gminy"),
        TableColumn("positions", "liczba_miejsc", "wolne_miejsca", "miejsca"),
        TableColumn("wage", "wynagrodzenie", "płaca", "wage_text"),
        TableColumn("wage_from", "wynagrodzenie_od", "płaca_od"),
        TableColumn("wage_to", "wynagrodzenie_do", "płaca_do"),
        TableColumn("hours", "godziny", "wymiar", "wymiar_czasu_pracy", "system_pracy"),
        TableColumn("requirements", "wymagania"),
        TableColumn("description", "opis", "zakres_obowiązków"),
        TableColumn("contact", "kontakt", "contact_name"),
        TableColumn("phone", "telefon", "contact_phone"),
        TableColumn("email", "e-mail", "contact_email"),
        TableColumn("valid_from", "od", "ważna_od", "ważne_od", "data_od", "data_publikacji"),
        TableColumn("valid_to", "do", "ważna_do", "ważne_do", "data_do", "termin"),
        TableColumn("link", "url", "adres", "adres_oferty"),
        TableColumn("source", "źródło"),
        TableColumn("date", "stan_na"),
    ]

    private func read(
        _ table: DelimitedTable, file: String, path: String?, source: String?, date: Period?, partial: Bool
    ) throws(IntakeRefusal) -> Contents {
        var rows = RowReader(table, positions: try table.positions(Self.columns, othersAllowed: true))
        var vacancies: [Vacancy] = []
        var lines: [String: Int] = [:]
        var (source, date) = (source, date)
        var notes = ListNotes()
        rows.forEach { (fields) throws(RowFault) in
            let vacancy = try vacancy(fields, &notes)
            if let first = lines[vacancy.id] {
                throw RowFault("the offer \(vacancy.id) stands in \(path.map { "\($0)[\(first)]" } ?? "line \(first)") already")
            }
            lines[vacancy.id] = fields.line
            if source == nil { source = try fields.optionalText(21, named: "source", limit: 200) }
            if let day = try fields.agreementPeriod(22, named: "date"), date.map({ $0.lastDay < day.lastDay }) ?? true { date = day }
            vacancies.append(vacancy)
        }
        if path == nil {
            rows.report.remarks += notes.lines
        } else {
            // Elements of an array have a path in place of a line.
            rows.report.rejected = rows.report.rejected.map { RejectedRow(line: 0, reason: "\(path ?? "")[\($0.line)]: \($0.reason)") }
        }
        let result = try rows.result(vacancies, partial: partial)
        return Contents(vacancies: result.accepted, source: source, date: date, report: result.report)
    }

    private func vacancy(_ fields: RowReader.Fields, _ notes: inout ListNotes) throws(RowFault) -> Vacancy {
        guard let title = try fields.optionalText(2, named: "title", limit: 200) else { throw RowFault("the title is empty") }
        let phones = TelephoneReader.read(fields[16])
        notes.add(fields.line, phones.faults)
        let from = try fields.agreementPeriod(18, named: "valid_from")
        let to = try fields.agreementPeriod(19, named: "valid_to")
        if let from, let to, to.lastDay < from.firstDay { throw RowFault("it ends (\(to)) before it starts (\(from))") }
        let positions = try fields.optionalCount(8, named: "positions")
        if positions == 0 { throw RowFault("positions is 0: leave it empty when the number is not known") }
        let employer = try fields.optionalText(3, named: "employer", limit: 200)
        let place = try fields.optionalText(4, named: "place", limit: 200)
        let link = fields[20].trimmed
        if !link.isEmpty {
            guard link.hasPrefix("https://") || link.hasPrefix("http://"), URL(string: link)?.host() != nil else {
                throw RowFault("link “\(DelimitedTable.shortened(link))” is not an address: expected https:// or http:// and a host")
            }
        }
        let unit = try unit(fields)
        let given = try fields.optionalText(0, named: "id", limit: 80)
        return Vacancy(
            id: given ?? Self.identity([title, employer ?? "", place ?? "", unit.stem, from?.text ?? "", link]), kind: try kind(fields[1]), title: title,
            employer: employer, place: place, unit: unit, positions: positions, wage: try wage(fields),
            hours: try fields.optionalText(12, named: "hours", limit: 200), requirements: try fields.optionalLines(13, named: "requirements", limit: 2000),
            description: try fields.optionalLines(14, named: "description", limit: 4000), contact: try fields.optionalText(15, named: "contact", limit: 300),
            phone: phones.phones.first, email: try fields.optionalEmail(17, named: "email"), validFrom: from, validTo: to,
            link: link.isEmpty ? nil : link)
    }

    /// FNV-1a of what an offer says: the same offer gets the same id with every import.
    private static func identity(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in texts.joined(separator: "\u{0}").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Vacancy.derivedIDPrefix + String(hash, radix: 36)
    }

    private func kind(_ text: String) throws(RowFault) -> Vacancy.Kind {
        switch fold(text.trimmed) {
        case "", "praca", "job", "oferta pracy": return .job
        case "szkolenie", "szkolenia", "training", "kurs", "course": return .training
        case "staz", "internship", "praktyka", "przygotowanie zawodowe": return .internship
        case "inne", "inna", "other": return .other
        default:
            throw RowFault(
                "kind “\(DelimitedTable.shortened(text))” is not known: expected praca, szkolenie, staz, inne (job, training, internship, other)")
        }
    }

    /// The words of the offer, or its bounds in words.
    private func wage(_ fields: RowReader.Fields) throws(RowFault) -> String? {
        if let text = try fields.optionalText(9, named: "wage", limit: 200) { return text }
        func shown(_ text: String) -> String { Double(text.replacing(",", with: ".")) == nil ? text : text + "\u{A0}zł" }
        let (from, to) = (fields[10].trimmed, fields[11].trimmed)
        switch (from.isEmpty, to.isEmpty) {
        case (true, true): return nil
        case (false, true): return "od\u{A0}" + shown(from)
        case (true, false): return "do\u{A0}" + shown(to)
        case (false, false): return from == to ? shown(from) : "\(from)–\(shown(to))"
        }
    }

    private func unit(_ fields: RowReader.Fields) throws(RowFault) -> TERYTCode {
        // Offices write the code under the heading of the powiat too.
        let code = fields[5].trimmed.isEmpty && fields[6].trimmed.allSatisfy(\.isWholeNumber) ? fields[6].trimmed : fields[5].trimmed
        if !code.isEmpty {
            let unit = try UnitCodes(territory: territory).unit(code, named: "unit")
            guard unit.level == .powiat || unit.level == .gmina else { throw RowFault("unit: \(unit.code) is \(unit.fullName): expected a powiat or gmina") }
            return unit.code
        }
        let powiat = fields[6].trimmed
        var found: TerritorialUnit?
        if !powiat.isEmpty {
            let name = PlaceName.plain(powiat)
            let same = territory.units(.powiat).filter { PlaceName.plain($0.name) == name }
            let near = same.filter { unit in self.unit.map { unit.code.parent == $0.ancestor(at: .wojewodztwo) } ?? false }
            guard let one = same.count == 1 ? same.first : near.count == 1 ? near.first : nil else {
                throw RowFault(
                    same.isEmpty
                        ? "the powiat “\(DelimitedTable.shortened(powiat))” is not known: give its code in the column unit"
                        : "several powiats are named “\(DelimitedTable.shortened(powiat))”: \(same.map(\.code.stem).joined(separator: ", ")); give the code in the column unit")
            }
            found = one
        }
        guard let around = found?.code ?? unit else {
            throw RowFault("it does not say where it is: give a code in the column unit, a powiat, or --unit for the whole feed")
        }
        let gmina = PlaceName.plain(fields[7])
        let inside = territory.units(.gmina, within: around).filter { !gmina.isEmpty && PlaceName.plain($0.name) == gmina }
        return inside.count == 1 ? inside[0].code : around
    }
}
