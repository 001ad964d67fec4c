// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Streets and house numbers as lists write them.
enum StreetAddress {
    /// An address from street and number in two fields or one: `rynek Rynek`, `2`; `ul. 11 Listopada 1`; `127a`.
    /// - Parameter locality: a street of the same name is a village without streets.
    static func address(street: String, building: String = "", postalCode: String, locality: String) -> PostalAddress {
        var street = ContactReading.text(street).trimmingCharacters(in: .init(charactersIn: " ,;"))
        var building = ContactReading.text(building)
        if building.isEmpty { (street, building) = split(street) }
        street = tidy(street)
        if fold(street) == fold(locality) { street = "" }
        return PostalAddress(street: street, building: building, postalCode: postalCode, locality: ContactReading.text(locality))
    }

    /// The last word is the house number when it begins with a digit and something other than `ul.` stands before it.
    private static func split(_ text: String) -> (street: String, building: String) {
        let words = text.split(separator: " ").map(String.init)
        guard let last = words.last, last.first?.isNumber == true, last.count <= 8 else { return (text, "") }
        let street = words.dropLast()
        // `ul. 1000-lecia`: a number that is the street's name.
        let hasName = street.count > 1 || street.first.map { !kinds.keys.contains(fold($0)) || fold($0) == "rynek" } ?? true
        guard hasName, !last.contains("-lecia") else { return (text, "") }
        return (street.joined(separator: " "), last)
    }

    /// The word for a kind of street, and the short form in front of the name.
    private static let kinds = [
        "ul.": "ul.", "ul": "ul.", "ulica": "ul.", "al.": "al.", "al": "al.", "aleja": "al.", "aleje": "al.", "pl.": "pl.", "pl": "pl.", "plac": "pl.",
        "os.": "os.", "os": "os.", "osiedle": "os.", "rynek": "", "skwer": "skwer", "rondo": "rondo", "bulwar": "bulwar",
    ]

    /// `pl. Plac Wolności` is `pl. Wolności`, `ul. Aleja Jana Pawła II` is `al. Jana Pawła II`, `rynek Rynek` is `Rynek`.
    private static func tidy(_ text: String) -> String {
        var text = text
        // `ul.Parkowa`
        for kind in ["ul.", "al.", "pl.", "os."] where fold(text).hasPrefix(kind) && text.dropFirst(3).first.map({ $0 != " " }) ?? false {
            text = String(text.prefix(3)) + " " + text.dropFirst(3)
        }
        var words = text.split(separator: " ").map(String.init)
        guard let first = words.first, let kind = kinds[fold(first)], words.count > 1 else { return text }
        if fold(words[1]) == "rynek", words.count == 2, kind == "ul." || kind.isEmpty { return "Rynek" }
        if let inner = kinds[fold(words[1])], !inner.isEmpty, words.count > 2, !words[1].hasSuffix(".") || fold(words[1]) == fold(first) {
            words.removeFirst(2)
            return ([inner] + words).joined(separator: " ")
        }
        guard !kind.isEmpty else { return text }
        words[0] = kind
        return words.joined(separator: " ")
    }
}
