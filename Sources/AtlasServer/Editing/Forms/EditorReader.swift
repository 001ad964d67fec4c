// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake

/// Reads the texts of a form as values and collects what cannot be read, each with its field.
struct EditorReader {
    let fields: EditorFields
    private(set) var faults: [EditorFault] = []

    init(_ fields: EditorFields) { self.fields = fields }

    mutating func refuse(_ path: String, _ polish: String, _ english: String) { faults.append(EditorFault(path, polish, english)) }

    /// A text of at most so many characters.
    mutating func text(_ text: String, _ path: String, limit: Int) -> String {
        if text.count > limit {
            refuse(path, "Tekst ma \(text.count) znaków: skróć go do \(limit).", "The text has \(text.count) characters: shorten it to \(limit).")
        }
        return text
    }

    mutating func optional(_ text: String, _ path: String, limit: Int) -> String? {
        text.isEmpty ? nil : self.text(text, path, limit: limit)
    }

    mutating func required(_ text: String, _ path: String, limit: Int, _ polish: String, _ english: String) -> String {
        if text.isEmpty { refuse(path, polish, english) }
        return self.text(text, path, limit: limit)
    }

    /// One of a closed list; nil with a fault for anything else.
    mutating func word<Word: RawRepresentable>(_ text: String, _ path: String, _: Word.Type = Word.self) -> Word? where Word.RawValue == String {
        if let word = Word(rawValue: text) { return word }
        refuse(path, "Wybierz jedną z podanych możliwości.", "Choose one of the given values.")
        return nil
    }

    /// A day, a month or a year; nil for an empty text and, with a fault, for one that is none.
    mutating func period(_ text: String, _ path: String) -> Period? {
        if text.isEmpty { return nil }
        if let period = Self.period(text) { return period }
        refuse(
            path, "„\(text.prefix(40))” nie jest datą: wpisz dzień (17.12.2024), miesiąc (12.2024) albo rok (2024).",
            "“\(text.prefix(40))” is not a date: write a day (2024-12-17 or 17.12.2024), a month (2024-12) or a year (2024).")
        return nil
    }

    /// `2024-12-17`, `17.12.2024`, `2024-12`, `12.2024`, `2024`.
    static func period(_ text: String) -> Period? {
        if let period = try? Period(text) { return period }
        var text = text
        if text.hasSuffix("r.") { text = text.dropLast(2).trimmingCharacters(in: .whitespaces) }
        let parts = text.split { $0 == "." || $0 == "/" || $0 == " " }.map(String.init)
        guard (1...3).contains(parts.count), parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }), let year = parts.last, year.count == 4,
            parts.dropLast().allSatisfy({ $0.count <= 2 })
        else { return nil }
        let others = parts.dropLast().reversed().map { $0.count == 1 ? "0" + $0 : $0 }
        return try? Period(([year] + others).joined(separator: "-"))
    }

    mutating func number(_ text: String, _ path: String) -> Double? {
        if text.isEmpty { return nil }
        if let number = Self.number(text) { return number }
        refuse(path, "„\(text.prefix(40))” nie jest liczbą, taką jak 164 albo 18,5.", "“\(text.prefix(40))” is not a number such as 164 or 18.5.")
        return nil
    }

    /// `1 234,5` and `1234.5`.
    static func number(_ text: String) -> Double? {
        let plain = String(text.filter { !$0.isWhitespace }).replacing(",", with: ".")
        guard !plain.isEmpty, plain.utf8.count <= 24, plain.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 || $0 == 45 }) else { return nil }
        return Double(plain)
    }

    static func text(_ number: Double) -> String {
        (number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : number.description).replacing(".", with: ",")
    }

    /// Złotys in hundredths.
    mutating func grosze(_ text: String, _ path: String) -> Int? {
        if text.isEmpty { return nil }
        var plain = text
        for unit in ["zł", "PLN"] where plain.hasSuffix(unit) { plain = String(plain.dropLast(unit.count)) }
        if let amount = Self.number(plain), (0...1e12).contains(amount), abs((amount * 100).rounded() - amount * 100) < 1e-3 {
            return Int((amount * 100).rounded())
        }
        refuse(
            path, "„\(text.prefix(40))” nie jest kwotą: wpisz złote, najwyżej z groszami, na przykład 12 500,50.",
            "“\(text.prefix(40))” is not an amount: write złotys with at most two decimals, such as 12500.50.")
        return nil
    }

    static func text(grosze: Int) -> String {
        grosze.isMultiple(of: 100) ? String(grosze / 100) : "\(grosze / 100),\(grosze % 100 < 10 ? "0" : "")\(grosze % 100)"
    }

    mutating func email(_ text: String, _ path: String, known: String?) -> String? {
        if text.isEmpty { return nil }
        if text == known { return known }
        if let address = EmailAddress(text) { return address.text }
        refuse(path, "„\(text.prefix(60))” nie jest adresem e-mail, takim jak biuro@example.pl.", "“\(text.prefix(60))” is not an e-mail address such as biuro@example.pl.")
        return nil
    }

    /// - Parameter known: the number that stood there: one that was not touched stays as it is.
    mutating func phone(_ text: String, _ path: String, known: Phone?) -> Phone? {
        if text.isEmpty { return nil }
        if let known, known.text == text { return known }
        let reading = TelephoneReader.read(text)
        if reading.faults.isEmpty, reading.phones.count == 1, let phone = reading.phones.first, phone.number != nil { return phone }
        refuse(
            path, "„\(text.prefix(60))” nie jest jednym numerem telefonu: wpisz 9 cyfr, na przykład 41 378 30 53.",
            "“\(text.prefix(60))” is not one telephone number: write 9 digits, such as 41 378 30 53.")
        return nil
    }
}
