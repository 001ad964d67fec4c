// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake

/// Reads an entry from the fields of its form. A field that says what it said when the form was opened keeps its value whatever it is,
/// so that nobody has to mend what a register brought to correct something else.
struct InstitutionReading: Sendable {
    let fields: EditFields
    /// The entry that the form was opened with.
    let base: Institution
    let baseFields: EditFields
    let units: UnitNaming
    let taxonomy: Taxonomy
    let today: Period
    /// Whether the type, and what it is part of, may be changed.
    let mayChangeKind: Bool
    var faults: [EditFault] = []

    init(_ fields: EditFields, base: Institution, units: UnitNaming, taxonomy: Taxonomy, today: Period, mayChangeKind: Bool) {
        self.fields = fields
        self.base = base
        self.units = units
        self.taxonomy = taxonomy
        self.today = today
        self.mayChangeKind = mayChangeKind
        baseFields = EditFields(base, units)
    }

    private static let nameLimit = 300
    private static let lineLimit = 200
    private static let textLimit = 5_000

    /// The entry, when there are no faults.
    mutating func institution() -> Institution? {
        typealias Field = InstitutionField
        var read = base
        read.name = line(Field.name, base.name, limit: Self.nameLimit)
        if read.name.isEmpty { fault(Field.name, "wpisz nazwę instytucji", "write the name of the institution") }
        if isChanged(Field.otherNames) {
            read.otherNames = fields.items(Field.otherNames)
            if read.otherNames.contains(where: { $0.count > Self.nameLimit }) { tooLong(Field.otherNames, Self.nameLimit) }
        }
        if mayChangeKind { readKind(&read) }
        read.runBy = optionalLine(Field.runBy, base.runBy, limit: Self.nameLimit)
        if isChanged(Field.emails) { read.emails = emails() }
        if isChanged(Field.website) { read.website = website() }
        read.areaNote = optionalLine(Field.areaNote, base.areaNote, limit: 500)
        read.description = LocalizedText(
            polish: text(Field.descriptionPolish, base.description.polish, limit: Self.textLimit),
            english: text(Field.descriptionEnglish, base.description.english, limit: Self.textLimit))
        read.note = optionalLine(Field.note, base.note, limit: 1_000)
        readCoordinator(&read)
        read.area = areas(type: read.type)
        read.locations = locations(type: read.type)
        read.services = services()
        if fields[Field.confirmed] == "1" { read.verifiedOn = today }
        // The day of an entry that is kept here is that of its last change.
        if read.sourceID == Source.keptHereID, read.documentValue != base.documentValue { read.recordDate = today }
        return faults.isEmpty ? read : nil
    }

    // MARK: Fields

    func isChanged(_ name: String) -> Bool { !fields.says(name, as: baseFields) }
    func isChanged(_ names: [String]) -> Bool { names.contains(where: isChanged) }

    mutating func fault(_ name: String, _ polish: String, _ english: String) { faults.append(EditFault(name, polish, english)) }

    mutating func tooLong(_ name: String, _ limit: Int) {
        fault(name, "skróć tekst do \(limit) znaków", "shorten the text to \(limit) characters")
    }

    mutating func line(_ name: String, _ known: String, limit: Int) -> String {
        guard isChanged(name) else { return known }
        let line = fields.line(name)
        if line.count > limit { tooLong(name, limit) }
        return line
    }

    mutating func optionalLine(_ name: String, _ known: String?, limit: Int) -> String? {
        let line = line(name, known ?? "", limit: limit)
        return line.isEmpty ? nil : line
    }

    mutating func text(_ name: String, _ known: String, limit: Int) -> String {
        guard isChanged(name) else { return known }
        let text = fields.lines(name)
        if text.count > limit { tooLong(name, limit) }
        return text
    }

    mutating func optionalText(_ name: String, _ known: String?, limit: Int) -> String? {
        let text = text(name, known ?? "", limit: limit)
        return text.isEmpty ? nil : text
    }

    private mutating func readKind(_ read: inout Institution) {
        if isChanged(InstitutionField.type) {
            if let type = InstitutionType(rawValue: fields.line(InstitutionField.type)) {
                read.type = type
            } else {
                fault(InstitutionField.type, "wybierz rodzaj z\u{A0}listy", "choose a type from the list")
            }
        }
        guard isChanged(InstitutionField.parent) else { return }
        let typed = fields.line(InstitutionField.parent)
        let inner = typed.hasSuffix(")") ? typed.dropLast().split(separator: "(").last.map(String.init) ?? "" : typed
        if typed.isEmpty {
            read.parentID = nil
        } else if let id = try? InstitutionID(inner), units.index.entry(id) != nil {
            read.parentID = id
        } else {
            fault(
                InstitutionField.parent, "wpisz identyfikator instytucji z\u{A0}katalogu, na przykład rjps-132 (jest w\u{A0}adresie jej strony), albo zostaw puste",
                "write the id of an institution of the directory, such as rjps-132 (it stands in the address of its page), or leave it empty")
        }
    }

    private mutating func emails() -> [String] {
        var read: [String] = []
        for item in fields.items(InstitutionField.emails).flatMap({ $0.split { ",; ".contains($0) }.map(String.init) }) {
            if base.emails.contains(item) {
                read.append(item)
            } else if let email = ContactReading.email(item) {
                if !read.contains(email) { read.append(email) }
            } else {
                let shown = item.prefix(60)
                fault(
                    InstitutionField.emails, "„\(shown)” nie jest adresem e-mail, takim jak sekretariat@example.pl",
                    "“\(shown)” is not an e-mail address such as office@example.pl")
            }
        }
        return read
    }

    private mutating func website() -> String? {
        let reading = ContactReading.website(fields.line(InstitutionField.website))
        if reading.fault != nil || reading.address.map({ $0.count > Self.nameLimit }) == true {
            fault(
                InstitutionField.website, "wpisz jeden adres strony, na przykład https://www.example.pl",
                "write the address of one website, such as https://www.example.pl")
        }
        return reading.address
    }

    private mutating func readCoordinator(_ read: inout Institution) {
        typealias Field = InstitutionField
        guard isChanged(Field.coordinator) else { return }
        let known = base.coordinator
        let name = optionalLine(Field.coordinatorName, known?.name, limit: Self.lineLimit)
        let role = optionalLine(Field.coordinatorRole, known?.role, limit: Self.lineLimit)
        var phone = known?.phone
        if isChanged(Field.coordinatorPhone) {
            let phones = self.phones(Field.coordinatorPhone, known: [])
            if phones.count > 1 { fault(Field.coordinatorPhone, "wpisz jeden numer", "write one number") }
            phone = phones.first
        }
        var email = known?.email
        if isChanged(Field.coordinatorEmail) {
            let typed = fields.line(Field.coordinatorEmail)
            email = ContactReading.email(typed)
            if email == nil, !typed.isEmpty {
                fault(Field.coordinatorEmail, "wpisz adres e-mail, taki jak koordynator@example.pl", "write an e-mail address such as coordinator@example.pl")
            }
        }
        read.coordinator = CooperationCoordinator(name: name, role: role, phone: phone, email: email)
    }

    mutating func phones(_ name: String, known: [Phone]) -> [Phone] {
        var read: [Phone] = []
        for item in fields.items(name) {
            if let phone = known.first(where: { $0.text == item }) {
                read.append(phone)
                continue
            }
            let reading = TelephoneReader.read(item)
            if !reading.faults.isEmpty || reading.phones.isEmpty {
                let shown = item.prefix(40)
                fault(
                    name, "numeru „\(shown)” nie da się wybrać; wpisz 9 cyfr, na przykład 41 378 30 53, jeden numer w\u{A0}wierszu",
                    "the number “\(shown)” cannot be dialled; write 9 digits, such as 41 378 30 53, one number a line")
            }
            read += reading.phones.filter { phone in !read.contains { $0.text == phone.text } }
        }
        return read
    }
}
