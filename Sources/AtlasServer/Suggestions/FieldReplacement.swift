// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake

/// A text that cannot stand in a field of an entry, and what can.
struct FieldFault: Error, Sendable, Hashable {
    let polish: String
    let english: String

    func text(_ language: Language) -> String { language.choose(polish, english) }
}

/// Puts a suggested text in the place of what an entry says.
enum FieldReplacement {
    private static let nameLimit = 300

    /// The entry with one field as the text says; an empty text empties the field.
    /// - Parameter text: a thing a line.
    /// - Throws: `FieldFault` for a text that the field cannot hold.
    static func replacing(_ field: SuggestedField, of institution: Institution, with text: String) throws(FieldFault) -> Institution {
        var changed = institution
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        switch field {
        case .name:
            let name = lines.joined(separator: " ")
            guard (1...nameLimit).contains(name.count) else {
                throw FieldFault(polish: "nazwa ma mieć od 1 do \(nameLimit) znaków", english: "the name has to have 1 to \(nameLimit) characters")
            }
            changed.name = name
        case .phones:
            let reading = TelephoneReader.read(lines.joined(separator: "; "))
            guard reading.faults.isEmpty, reading.phones.allSatisfy({ $0.number != nil }), lines.isEmpty == reading.phones.isEmpty else {
                throw FieldFault(
                    polish: "tego numeru nie da się wybrać; wpisz 9 cyfr, na przykład 41 378 30 53, po jednym numerze w wierszu",
                    english: "this number cannot be dialled; write 9 digits, such as 41 378 30 53, one number a line")
            }
            changed.locations = replacingSeat(of: institution) { $0.with(phones: reading.phones) }
        case .hours:
            let isOffice = institution.type.tier != .local || institution.type == .urzad
            let hours = lines.isEmpty
                ? nil
                : OpeningHours(
                    text: lines.joined(separator: "\n"),
                    schedule: OpeningHoursParser.schedule(lines.joined(separator: "\n"), unnamedDays: isOffice ? .workdays : .unknown))
            changed.locations = replacingSeat(of: institution) { $0.with(hours: hours) }
        case .emails:
            changed.emails = try lines.map { (line) throws(FieldFault) in
                guard let address = EmailAddress(line) else {
                    throw FieldFault(
                        polish: "„\(line.prefix(60))” nie jest adresem e-mail, takim jak biuro@example.pl",
                        english: "“\(line.prefix(60))” is not an e-mail address such as biuro@example.pl")
                }
                return address.text
            }
        case .website: changed.website = try lines.first.map(website)
        case .address, .coordinator, .services, .area, .existence, .other:
            throw FieldFault(polish: "tę część wpisu zmienia się w edytorze", english: "this part of the entry is changed in the editor")
        }
        return changed
    }

    private static func website(_ text: String) throws(FieldFault) -> String {
        let whole = text.contains("://") ? text : "https://\(text)"
        guard let parts = URLComponents(string: whole), ["http", "https"].contains(parts.scheme?.lowercased() ?? ""), parts.user == nil, parts.password == nil,
            let host = parts.host, EmailAddress.host(Substring(host)) != nil, whole.count <= 300
        else {
            throw FieldFault(polish: "to nie jest adres strony, taki jak https://www.example.pl", english: "this is not the address of a website such as https://www.example.pl")
        }
        return whole
    }

    private static func replacingSeat(of institution: Institution, _ change: (Location) -> Location) -> [Location] {
        guard let seat = institution.locations.first else { return institution.locations }
        return [change(seat)] + institution.locations.dropFirst()
    }
}

extension Location {
    fileprivate func with(phones: [Phone]) -> Location {
        Location(name: name, address: address, gmina: gmina, point: point, phones: phones, hours: hours)
    }

    fileprivate func with(hours: OpeningHours?) -> Location {
        Location(name: name, address: address, gmina: gmina, point: point, phones: phones, hours: hours)
    }
}
