// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Reads telephone numbers as Polish offices write them.
///
/// One field may hold several numbers, parted by `|`, `;`, `,`, `lub`, a new line or wide gaps: `(32) 215-44-09 | (32)
/// 215-23-88`, `14 688 21 80`, `338147145`, `+48 33 …`, `12 623 52 60 wew.21`, `(32) 649 94 92 (do 97)`.
public enum TelephoneReader {
    /// The numbers of a field.
    public struct Reading: Sendable, Hashable {
        /// In the order of the field. A text that is no number that can be dialled stays, without a number.
        public let phones: [Phone]
        /// One sentence for each text that is not a number, for a report.
        public let faults: [String]

        public init(phones: [Phone], faults: [String]) {
            self.phones = phones
            self.faults = faults
        }
    }

    /// Numbers of a public register or table, in the house style: `14 688 21 80` for a landline, `501 814 113` for a mobile
    /// telephone, an extension after `wew.`, `(do 97)` for a block of numbers; `+48…` for `tel:` links.
    public static func read(_ text: String) -> Reading {
        var phones: [Phone] = []
        var faults: [String] = []
        for part in parts(of: text) {
            if isMasked(part) {
                faults.append("“\(DelimitedTable.shortened(part))” is a placeholder, not a telephone number: left out")
                continue
            }
            guard part.count <= 80 else {
                faults.append("“\(DelimitedTable.shortened(part))” is not a telephone number: left out")
                continue
            }
            let phone = self.phone(part)
            if phone.number == nil, !isFax(part), !emergencyNumbers.contains(phone.text) {
                faults.append(
                    "“\(DelimitedTable.shortened(part))” is not a Polish telephone number (expected nine digits, as in 14 688 21 80): "
                        + "kept as text")
            }
            // Lists repeat a number in two spellings.
            let same = phones.firstIndex { known in
                known.text == phone.text || (known.number != nil && known.number == phone.number && known.extensionNumber == phone.extensionNumber)
            }
            if let same {
                if phones[same].text.count < phone.text.count { phones[same] = phone }
            } else {
                phones.append(phone)
            }
        }
        return Reading(phones: phones, faults: faults)
    }

    private static let emergencyNumbers: Set<String> = ["112", "997", "998", "999"]

    // MARK: Splitting a field

    private static func parts(of text: String) -> [String] {
        var pieces = text.split { "|;\n\r,".contains($0) }.map(String.init)
        pieces = pieces.flatMap { piece in
            piece.split(separator: " ").contains { ["lub", "oraz"].contains($0.lowercased()) }
                ? piece.replacing(" lub ", with: "|").replacing(" oraz ", with: "|").split(separator: "|").map(String.init) : [piece]
        }
        let parts = pieces.flatMap(numbersSideBySide)
            .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .filter { !$0.isEmpty && $0 != "-" && $0 != "–" }
        // `12 623 52 60, wew. 21` is one number.
        return parts.reduce(into: []) { parts, part in
            if part.lowercased().hasPrefix("wew"), let last = parts.popLast() { parts.append(last + " " + part) } else { parts.append(part) }
        }
    }

    /// Two numbers with nothing but space between them: `32 642 84 67        32 642 94 01`.
    private static func numbersSideBySide(_ text: String) -> [String] {
        let digits = text.filter(\.isWholeNumber)
        guard digits.count == 18 || digits.count == 27, !text.contains("+") else { return [text] }
        var numbers: [String] = []
        var current = ""
        var count = 0
        for character in text {
            // A number ends where its nine digits are complete and a gap follows.
            if count == 9, character.isWhitespace || character == "(" || character == "/" {
                numbers.append(current)
                current = ""
                count = 0
            }
            if character == "/" && current.isEmpty { continue }
            current.append(character)
            if character.isWholeNumber { count += 1 }
        }
        numbers.append(current)
        let isSplit = numbers.count == digits.count / 9 && numbers.allSatisfy { $0.filter(\.isWholeNumber).count == 9 }
        return isSplit ? numbers : [text]
    }

    /// `18 354-xx-xx`: nobody knew the number.
    private static func isMasked(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.contains("xx") && !lower.contains { $0.isLetter && $0 != "x" }
    }

    private static func isFax(_ text: String) -> Bool {
        let lower = text.lowercased()
        guard lower.contains("fax") || lower.contains("faks") else { return false }
        return !lower.contains("tel")
    }

    // MARK: One number

    private static func phone(_ text: String) -> Phone {
        let unreadable = Phone(text: text, number: nil)
        guard !isFax(text) else { return unreadable }
        let body = withoutLabel(text)
        if body.hasPrefix("+") || body.hasPrefix("00") {
            let isForeign = !body.hasPrefix("+48") && !body.hasPrefix("0048")
            if isForeign { return foreign(body) ?? unreadable }
        }
        let (digits, rest) = leadingDigits(of: body)
        guard let national = nationalNumber(digits), let ending = ending(rest) else { return unreadable }
        let shown = spaced(national)
        return Phone(text: shown + ending.text, number: "+48" + national, extensionNumber: ending.extensionNumber)
    }

    private static func withoutLabel(_ text: String) -> String {
        var body = Substring(text)
        let labels = ["telefon", "tel./fax", "tel/fax", "tel. / fax", "tel./faks", "tel", "kom", "nr"]
        if let label = labels.first(where: { body.lowercased().hasPrefix($0) }) { body = body.dropFirst(label.count) }
        return String(body.drop { $0 == "." || $0 == ":" || $0.isWhitespace })
    }

    /// The digits of the number itself, and what follows them.
    private static func leadingDigits(of text: String) -> (digits: String, rest: Substring) {
        var digits = ""
        var rest = Substring(text)
        var wanted = 9
        if text.hasPrefix("+48") {
            rest = rest.dropFirst(3)
        } else if text.hasPrefix("0048") {
            rest = rest.dropFirst(4)
        } else if text.hasPrefix("0") || text.hasPrefix("(0") {
            // The trunk prefix of the time before 2005: 0-33 815 29 92, (0-33) 815 29 92.
            rest = rest.drop { $0 != "0" }.dropFirst()
        } else if text.hasPrefix("116") {
            wanted = text.filter(\.isWholeNumber).count == 6 ? 6 : 9
        }
        while digits.count < wanted, let next = rest.first {
            if let digit = next.wholeNumberValue, next.isASCII {
                digits.append(String(digit))
            } else if !(next.isWhitespace || "-–—.()/".contains(next)) {
                break
            }
            rest = rest.dropFirst()
        }
        return (digits, rest.first == ")" ? rest.dropFirst() : rest)
    }

    /// The first two digits that the national numbering plan hands out: areas, mobile networks, then numbers of other
    /// networks and of shared or higher cost.
    private static let prefixes: Set<String> = Set(
        ("12 13 14 15 16 17 18 22 23 24 25 29 32 33 34 41 42 43 44 46 48 52 54 55 56 58 59 61 62 63 65 67 68 71 74 75 76 77 81 82 83 84 "
            + "85 86 87 89 91 94 95 45 50 51 53 57 60 66 69 72 73 78 79 88 20 21 26 39 47 64 70 80").split(separator: " ").map(String.init))
    private static let ungroupedAreas: Set<String> = ["45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88", "80", "70"]

    private static func nationalNumber(_ digits: String) -> String? {
        if digits.count == 6, digits.hasPrefix("116") { return digits }
        guard digits.count == 9, prefixes.contains(String(digits.prefix(2))) else { return nil }
        return digits
    }

    private static func spaced(_ number: String) -> String {
        let widths = number.count == 6 ? [3, 3] : ungroupedAreas.contains(String(number.prefix(2))) ? [3, 3, 3] : [2, 3, 2, 2]
        var rest = Substring(number)
        return widths.map { width in
            defer { rest = rest.dropFirst(width) }
            return String(rest.prefix(width))
        }.joined(separator: " ")
    }

    /// What may follow a number: nothing, an extension, or the end of a block of numbers.
    private static func ending(_ rest: Substring) -> (text: String, extensionNumber: String?)? {
        let words = rest.lowercased().split { $0.isWhitespace || "().:".contains($0) }.map(String.init).joined(separator: " ")
        if words.isEmpty { return ("", nil) }
        for label in ["wewnętrzny", "wewn", "wew", "ext", "w", "#"] where words.hasPrefix(label) {
            let number = words.dropFirst(label.count).filter { !$0.isWhitespace }
            guard (1...6).contains(number.count), number.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return nil }
            return (" wew. \(number)", String(number))
        }
        // A block: the last digits of its last number.
        for label in ["do", "-", "–", "/"] where words.hasPrefix(label) {
            let number = words.dropFirst(label.count).filter { !$0.isWhitespace }
            guard (1...3).contains(number.count), number.allSatisfy({ $0.isASCII && $0.isWholeNumber }), label != "-" || number.count > 1 else { return nil }
            return (" (do \(number))", nil)
        }
        return nil
    }

    private static func foreign(_ text: String) -> Phone? {
        let digits = text.filter(\.isWholeNumber)
        let number = text.hasPrefix("+") ? digits : String(digits.dropFirst(2))
        let isNumber = text.allSatisfy { $0.isASCII && ($0.isWholeNumber || $0.isWhitespace || "+-.()/".contains($0)) }
        guard isNumber, (7...15).contains(number.count), number.first != "0" else { return nil }
        return Phone(text: text, number: "+" + number)
    }
}
