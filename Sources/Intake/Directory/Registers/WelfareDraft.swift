// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// The institutions of a list of welfare centres while its rows are read.
struct WelfareDraft {
    private struct Entry {
        let line: Int
        var institution: Institution
        /// Whether the source itself says that somebody should check the row.
        let isUnverified: Bool
    }

    let finder: GminaFinder
    let points: PointCheck
    let reader: WelfareRegisterReader
    private var entries: [Entry] = []
    private var notes = ListNotes()
    private var lines: [InstitutionID: Int] = [:]
    private var hoursRead = (texts: 0, schedules: 0)
    private var mendedCodes = 0
    /// Rows whose gmina is none; decided when the whole list is known.
    private var unplaced: [(row: WelfareRow, isUnverified: Bool, fault: RowFault)] = []

    init(finder: GminaFinder, points: PointCheck, reader: WelfareRegisterReader) {
        self.finder = finder
        self.points = points
        self.reader = reader
    }

    // MARK: One row

    mutating func take(_ row: WelfareRow) throws(RowFault) {
        let name = ContactReading.text(row.name)
        guard !name.isEmpty else { throw RowFault("the name is empty") }
        try TextField.check(name, named: "name", limit: 300)
        try TextField.check(row.locality, named: "miejscowosc", limit: 120)
        try TextField.check(row.street, named: "ulica", limit: 160)
        try TextField.check(row.building, named: "numer_domu", limit: 40)
        let type = try type(row, name: name)
        var remarks: [String] = []
        let origin = try origin(row)
        let place: (area: TerritorialUnit, seat: TerritorialUnit)
        do throws(RowFault) { place = try self.place(row, name: name, type: type, remarks: &remarks) } catch {
            unplaced.append((row, origin.isUnverified, error))
            throw error
        }
        let id = try id(row, type: type, area: place.area, isUnverified: origin.isUnverified)
        if let first = lines[id] {
            throw RowFault(
                row.number.isEmpty || origin.isUnverified
                    ? "the office of \(place.area.fullName) (\(id)) stands in line \(first) already"
                    : "the number \(row.number) stands in line \(first) already")
        }
        let contacts = contacts(row, remarks: &remarks)
        let hours = try hours(row, remarks: &remarks)
        let seat = Location(
            address: StreetAddress.address(
                street: row.street, building: row.building, postalCode: contacts.postalCode, locality: locality(row.locality, seat: place.seat)),
            gmina: place.seat.code, point: try point(row, seat: place.seat, remarks: &remarks), phones: contacts.phones, hours: hours.hours)
        lines[id] = row.line
        notes.add(row.line, remarks)
        entries.append(
            Entry(
                line: row.line,
                institution: Institution(
                    id: id, type: type, name: name, area: [ServedArea(code: place.area.code, basis: .statutory)], locations: [seat],
                    emails: contacts.emails, website: contacts.website, services: hours.services, sourceID: origin.sourceID,
                    recordDate: origin.date ?? reader.recordDate,
                    note: origin.isUnverified ? "Dane kontaktowe wymagają weryfikacji (źródło: \(origin.publisher))." : nil),
                isUnverified: origin.isUnverified))
    }

    /// The post delivers to Kraków, not to Kraków-Podgórze.
    private func locality(_ raw: String, seat: TerritorialUnit) -> String {
        let text = ContactReading.text(raw)
        let isDistrict = seat.code.isWithinCityWithPowiatRights && PlaceName.plain(text).hasPrefix(PlaceName.plain(seat.name) + " ")
        return isDistrict ? seat.name : text
    }

    private func type(_ row: WelfareRow, name: String) throws(RowFault) -> InstitutionType {
        guard let type = InstitutionType(naming: row.abbreviation) else {
            throw RowFault(
                "the type “\(DelimitedTable.shortened(row.abbreviation))” is not known: expected OPS, GOPS, MOPS, MGOPS, MOPR, CUS or PCPR")
        }
        guard [.ops, .cus, .pcpr].contains(type) else {
            throw RowFault("the type \(row.abbreviation) does not belong in a list of welfare centres: expected OPS, CUS or PCPR")
        }
        // The name is what the office calls itself; lists lag behind when an OPS becomes a CUS.
        let words = fold(name)
        if type == .ops, words.contains("centrum uslug spolecznych") { return .cus }
        return type
    }

    /// The unit served, and the gmina where the office stands.
    private mutating func place(
        _ row: WelfareRow, name: String, type: InstitutionType, remarks: inout [String]
    ) throws(RowFault) -> (area: TerritorialUnit, seat: TerritorialUnit) {
        let claim = GminaClaim(
            wojewodztwo: row.wojewodztwo, powiat: row.powiat, gmina: row.gmina, code: row.code, institution: type == .pcpr ? "" : name,
            hints: [row.emails, row.abbreviation])
        if type == .pcpr { return try powiatPlace(row, claim, name: name, remarks: &remarks) }
        let found = try finder.find(claim)
        if found.remarks.contains(where: { $0.hasPrefix("the code ") }) { mendedCodes += 1 }
        remarks += found.remarks
        return (found.gmina, finder.seat(of: found.gmina, locality: row.locality))
    }

    /// A PCPR serves a powiat; its row may stand under the city where it has its rooms.
    private func powiatPlace(
        _ row: WelfareRow, _ claim: GminaClaim, name: String, remarks: inout [String]
    ) throws(RowFault) -> (area: TerritorialUnit, seat: TerritorialUnit) {
        let region = try finder.wojewodztwo(row.wojewodztwo)
        guard let powiat = finder.powiat(row.powiat, within: region.code) else {
            throw RowFault("“\(DelimitedTable.shortened(row.powiat.trimmed))” is not a powiat of \(region.fullName)")
        }
        if powiat.isMended { remarks.append("the powiat “\(row.powiat.trimmed)” was read as \(powiat.unit.fullName)") }
        var area = powiat.unit
        if area.kind == .cityWithPowiatRights, GminaWord(in: name) != .town {
            guard let around = finder.powiatSeated(in: area, geography: points.geography) else {
                throw RowFault("the row stands under \(area.fullName), and it is not clear which powiat this PCPR serves: name the powiat")
            }
            remarks.append("the row stands under \(area.fullName), where \(around.fullName) has its offices: it serves \(around.fullName)")
            area = around
        }
        let seat: TerritorialUnit
        if let town = finder.town(named: row.locality, powiat: area.code) { seat = town } else { seat = try finder.find(claim).gmina }
        return (area, seat)
    }

    private func id(_ row: WelfareRow, type: InstitutionType, area: TerritorialUnit, isUnverified: Bool) throws(RowFault) -> InstitutionID {
        let text: String
        if row.number.isEmpty || isUnverified {
            // Numbers of rows that are not from the register are the list maker's own.
            text = (type == .pcpr ? "pcpr-" : type == .cus ? "cus-" : "ops-") + area.code.stem
        } else {
            guard let count = DecimalNumber.wholeNumber(row.number), count > 0 else {
                throw RowFault("the number “\(DelimitedTable.shortened(row.number))” is not one of the register: expected digits, as in 132")
            }
            text = "rjps-\(count)"
        }
        do throws(InstitutionIDError) { return try InstitutionID(text) } catch { throw RowFault(error) }
    }

    private func origin(_ row: WelfareRow) throws(RowFault) -> (sourceID: String, publisher: String, date: Period?, isUnverified: Bool) {
        let list = PublishedList.named(in: row.origin)
        let isUnverified = fold(row.origin).contains("wymaga weryfikacji")
        let date = row.origin.split(separator: " ").compactMap { try? RowReader.Fields.day(String($0)) }.first
        if let list { return (list.source.id, list.source.publisher, date, isUnverified) }
        if let id = reader.sourceID { return (id, reader.reference.sources[id]?.publisher ?? id, date, isUnverified) }
        if row.number.isEmpty, PlaceName.plain(row.wojewodztwo) == "slaskie", let list = PublishedList.withID("pomoc-spoleczna-slaskie") {
            return (list.source.id, list.source.publisher, date, isUnverified)
        }
        throw RowFault(
            row.origin.trimmed.isEmpty
                ? "the row does not say where it is from: name the source of the file"
                : "the origin “\(DelimitedTable.shortened(row.origin.trimmed))” is not a known list: name the source of the file")
    }

    private func contacts(
        _ row: WelfareRow, remarks: inout [String]
    ) -> (phones: [Phone], emails: [String], website: String?, postalCode: String) {
        let phones = TelephoneReader.read(ContactReading.text(row.phones).isEmpty ? "" : row.phones)
        let emails = ContactReading.emails(row.emails)
        let website = ContactReading.website(row.website)
        var postalCode = ""
        if !row.postalCode.trimmed.isEmpty {
            if let read = ContactReading.postalCode(row.postalCode) {
                postalCode = read
            } else {
                remarks.append("the postal code “\(DelimitedTable.shortened(row.postalCode))” is not one: left out")
            }
        }
        remarks += phones.faults + emails.faults.map { $0 + ": left out" } + (website.fault.map { [$0] } ?? [])
        return (phones.phones, emails.addresses, website.address, postalCode)
    }

    /// The hours; in rows of PCPR the register puts a list of tasks there.
    private mutating func hours(_ row: WelfareRow, remarks: inout [String]) throws(RowFault) -> (hours: OpeningHours?, services: [Service]) {
        if let tasks = RegisterTasks(row.hours) {
            let services = tasks.services(reader.reference.taxonomy)
            remarks.append(
                "the field of hours holds \(tasks.texts.count) tasks instead: \(services.count) became services, "
                    + "the others follow from the law or are internal")
            return (nil, services)
        }
        let text = ContactReading.lines(row.hours)
        guard !ContactReading.text(text).isEmpty else { return (nil, []) }
        try TextField.check(text, named: "godziny_pracy", limit: 2000)
        let schedule = OpeningHoursParser.schedule(text, unnamedDays: .workdays)
        hoursRead.texts += 1
        if schedule == nil {
            remarks.append("the hours are kept as text, as they do not say one thing for every day")
        } else {
            hoursRead.schedules += 1
        }
        return (OpeningHours(text: text, schedule: schedule), [])
    }

    private func point(_ row: WelfareRow, seat: TerritorialUnit, remarks: inout [String]) throws(RowFault) -> InstitutionPoint? {
        var claimed: InstitutionPoint?
        if !row.latitude.isEmpty || !row.longitude.isEmpty {
            let precision = try RegisterPrecision.read(row.precision)
            guard let latitude = try? DecimalNumber.parse(row.latitude), let longitude = try? DecimalNumber.parse(row.longitude),
                let point = InstitutionPoint(longitude: longitude, latitude: latitude, precision: precision)
            else {
                throw RowFault(
                    "latitude “\(DelimitedTable.shortened(row.latitude))” and longitude “\(DelimitedTable.shortened(row.longitude))” are not a point in Poland")
            }
            claimed = point
        }
        return points.point(claimed, gmina: seat, remarks: &remarks)
    }

    // MARK: The whole list

    /// Offices that stand in the list twice; a summary; the result.
    mutating func result(_ rows: inout RowReader, partial: Bool) throws(IntakeRefusal) -> IntakeResult<Institution> {
        mergeDuplicates(&rows)
        leaveOutVillages(&rows)
        if hoursRead.texts > 0 { rows.report.remarks.append("opening hours: \(hoursRead.schedules) of \(hoursRead.texts) texts became a schedule") }
        if mendedCodes > 0 {
            rows.report.remarks.append("codes: \(mendedCodes) stand for another gmina than the row's names; the names were followed")
        }
        rows.report.remarks += notes.lines
        return try rows.result(entries.map(\.institution), partial: partial)
    }

    /// Two offices of one kind for one gmina: an unverified row yields to one of the register; two of the register stay and are reported.
    private mutating func mergeDuplicates(_ rows: inout RowReader) {
        var kept: [Entry] = []
        func key(_ entry: Entry) -> String { "\(entry.institution.type == .pcpr) \(entry.institution.area.first?.code.stem ?? "")" }
        let groups = Dictionary(grouping: entries.indices) { key(entries[$0]) }
        for index in entries.indices {
            let entry = entries[index]
            let area = entry.institution.area.first?.code
            let others = (groups[key(entry)] ?? []).filter { $0 != index }
            let place = area.flatMap { finder.unit($0)?.fullName } ?? ""
            if entry.isUnverified, let verified = others.first(where: { !entries[$0].isUnverified }) {
                notes.add(
                    entry.line,
                    "\(place) has its office in line \(entries[verified].line) already (\(entries[verified].institution.id)): "
                        + "this row, which the list calls unverified, was left out\(difference(entry, entries[verified]))")
                rows.report.accepted -= 1
                continue
            }
            if let other = others.first(where: { $0 < index && !entries[$0].isUnverified }) {
                notes.add(
                    entry.line,
                    "\(place) has another office of this kind in line \(entries[other].line): "
                        + "both were taken (\(entries[other].institution.id), \(entry.institution.id))")
            }
            kept.append(entry)
        }
        entries = kept
    }

    /// An unverified row may take the village where an office stands for a gmina: Trąbki, seat of the office of Biskupice.
    private mutating func leaveOutVillages(_ rows: inout RowReader) {
        for (row, isUnverified, _) in unplaced where isUnverified {
            let village = PlaceName.plain(row.gmina)
            let powiat = PlaceName.plain(row.powiat)
            let seated = entries.first { entry in
                guard let seat = entry.institution.seat, let area = entry.institution.area.first?.code.parent, !entry.isUnverified else { return false }
                return PlaceName.plain(seat.address.locality) == village && finder.unit(area).map { PlaceName.plain($0.name) == powiat } ?? false
            }
            guard let seated else { continue }
            rows.report.rejected.removeAll { $0.line == row.line }
            notes.add(
                row.line,
                "“\(row.gmina.trimmed)” is no gmina but the seat of \(seated.institution.id) in line \(seated.line): "
                    + "this row, which the list calls unverified, was left out")
        }
    }

    /// What a row that is left out says beyond the other one: nothing is lost without a word.
    private func difference(_ out: Entry, _ kept: Entry) -> String {
        let known = Set(kept.institution.phones.map { $0.number ?? $0.text })
        let phones = out.institution.phones.filter { !known.contains($0.number ?? $0.text) }.map(\.text)
        return phones.isEmpty ? "" : "; it has another telephone: \(phones.joined(separator: ", "))"
    }
}

/// How exactly a point of the lists stands for its place.
enum RegisterPrecision {
    static func read(_ text: String) throws(RowFault) -> PointPrecision {
        switch fold(text).replacing("-", with: "_") {
        case "adres": return .address
        case "ulica": return .street
        case "dzielnica": return .district
        case "miejscowosc": return .locality
        case "gmina_centrum", "gmina": return .gminaCentre
        default:
            throw RowFault("the precision “\(DelimitedTable.shortened(text))” is not known: expected adres, ulica, dzielnica, miejscowosc or gmina_centrum")
        }
    }
}

/// Tasks in quotation marks, which the register's export puts in the field of hours of a PCPR.
struct RegisterTasks {
    let texts: [String]

    /// - Returns: nil when the text is not such a list.
    init?(_ text: String) {
        let text = text.trimmed
        guard text.hasPrefix("'"), text.hasSuffix("'"), text.count > 2 else { return nil }
        texts = text.dropFirst().dropLast().split(separator: "','").map { ContactReading.line(String($0)) }
    }

    /// Tasks that stand for a service to clients which does not follow from the type of the institution.
    private static let served: [(task: String, service: String)] = [
        ("prowadzenie osrodkow interwencji kryzysowej", "interwencja-kryzysowa"), ("pomoc prawna", "pomoc-prawna"),
    ]

    func services(_ taxonomy: Taxonomy) -> [Service] {
        let tasks = Set(texts.map(fold))
        return Self.served.filter { tasks.contains($0.task) && taxonomy.term($0.service)?.kind == .service }.map { Service(termID: $0.service) }
    }
}
