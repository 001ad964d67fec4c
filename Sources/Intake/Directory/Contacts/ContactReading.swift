// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Single fields of lists as values: what is a placeholder, an address of mail or of a page, a postal code.
public enum ContactReading {
    /// Texts that stand where nobody knew anything.
    private static let placeholders: Set<String> = [
        "null", "nil", "none", "n/a", "nan", "tbc", "tbd", "brak", "brak danych", "b.d.", "bd", "nie dotyczy", "nd", "n.d.", "-", "–", "—", ".", "?", "x",
        "tu bedzie opis", "opis", "do uzupelnienia",
    ]

    /// The text with its spaces in order; empty for a placeholder.
    static func text(_ raw: String) -> String {
        let text = line(raw)
        guard !text.isEmpty, text.utf8.count <= longestPlaceholder else { return text }
        return placeholders.contains(fold(text)) ? "" : text
    }

    private static let longestPlaceholder = 24

    /// On one line, single spaces.
    static func line(_ raw: String) -> String {
        isTidy(raw.utf8) ? raw : raw.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether a text is on one line with single spaces already: most are, and looking at bytes costs little.
    private static func isTidy(_ bytes: String.UTF8View) -> Bool {
        var before: UInt8 = 0x20
        for byte in bytes {
            // Spaces beyond ASCII begin with C2, E1, E2 or E3.
            if byte < 0x20 || (byte == 0x20 && before == 0x20) || byte == 0xC2 || (0xE1...0xE3).contains(byte) { return false }
            before = byte
        }
        return bytes.isEmpty || before != 0x20
    }

    /// Several lines, each with its spaces in order, without empty lines around.
    public static func lines(_ raw: String) -> String {
        raw.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line(String($0)) }.joined(separator: "\n")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // MARK: Mail and pages

    /// The mail addresses of a field, and what in it is none.
    public static func emails(_ raw: String) -> (addresses: [String], faults: [String]) {
        let whole = text(raw)
        if whole.isEmpty { return ([], []) }
        if let single = email(whole) { return ([single], []) }
        var addresses: [String] = []
        var faults: [String] = []
        for part in whole.split(whereSeparator: { $0.isWhitespace || ",;|".contains($0) }).map(String.init) where !text(part).isEmpty {
            guard let address = email(part) else {
                faults.append("“\(DelimitedTable.shortened(part))” is not an e-mail address")
                continue
            }
            if !addresses.contains(address) { addresses.append(address) }
        }
        return (addresses, faults)
    }

    /// One mail address; nil for anything else. The host is written in small letters.
    public static func email(_ text: String) -> String? { EmailAddress(text)?.text }

    /// The address of a page with its scheme (`https` where the list has none), nil for none.
    public static func website(_ raw: String) -> (address: String?, fault: String?) {
        let whole = text(raw)
        if whole.isEmpty { return (nil, nil) }
        let parts = whole.split { $0.isWhitespace || $0 == ";" || $0 == "|" }.map(String.init)
        guard let first = parts.first else { return (nil, nil) }
        let known = ["https://", "http://"].first { first.lowercased().hasPrefix($0) }
        let rest = known.map { first.dropFirst($0.count) } ?? Substring(first)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        var hostText = rest[..<end]
        var port = ""
        if let colon = hostText.firstIndex(of: ":") {
            port = String(hostText[colon...])
            hostText = hostText[..<colon]
        }
        let path = rest[end...]
        let isPort = port.isEmpty || ((2...6).contains(port.count) && port.dropFirst().allSatisfy { $0.isASCII && $0.isNumber })
        guard let host = EmailAddress.host(hostText), isPort, path.allSatisfy({ !$0.isWhitespace && !"<>\"\\^`{}|".contains($0) }) else {
            return (nil, "“\(DelimitedTable.shortened(first))” is not the address of a page")
        }
        return ((known ?? "https://") + host + port + path, parts.count > 1 ? "only the first of \(parts.count) pages was taken: \(first)" : nil)
    }

    // MARK: Numbers of lists

    /// `NN-NNN`, nil for anything else; spaces do not matter.
    public static func postalCode(_ raw: String) -> String? {
        let text = raw.filter { !$0.isWhitespace }
        let digits = text.filter { $0.isASCII && $0.isNumber }
        guard digits.count == 5, text.count == 5 || (text.count == 6 && text.dropFirst(2).first == "-") else { return nil }
        return "\(digits.prefix(2))-\(digits.suffix(3))"
    }
}
