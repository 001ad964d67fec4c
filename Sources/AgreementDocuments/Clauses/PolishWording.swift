// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Dates, amounts and numbers as Polish documents write them.
enum PolishWording {
    private static let months = [
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
    ]

    /// `2026-03-01` → `1 marca 2026 r.`; nil for anything that is no day.
    static func date(_ text: String) -> String? {
        guard let period = try? Period(text), let month = period.month, let day = period.day else { return nil }
        return "\(day)\u{a0}\(months[month - 1]) \(period.year)\u{a0}r."
    }

    /// An amount in hundredths of a złoty from what people type: `12 500`, `12.500,50`, `12500.5 zł`; nil when it is none.
    static func grosze(_ text: String) -> Int? {
        var digits = text.lowercased().replacing("zł", with: "").filter { !$0.isWhitespace && $0 != "\u{a0}" }
        if digits.contains(",") { digits = digits.replacing(".", with: "").replacing(",", with: ".") }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int(parts[0]), (0...100_000_000_000).contains(whole), parts[0].allSatisfy(\.isASCII) else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard (1...2).contains(parts[1].count), let part = Int(parts[1]), part >= 0 else { return nil }
        return whole * 100 + (parts[1].count == 1 ? part * 10 : part)
    }

    /// `12 500,50 zł`, with no-break spaces.
    static func amount(grosze: Int) -> String {
        var whole = String(grosze / 100)
        var groups: [String] = []
        while whole.count > 3 {
            groups.insert(String(whole.suffix(3)), at: 0)
            whole.removeLast(3)
        }
        groups.insert(whole, at: 0)
        let part = grosze % 100
        return groups.joined(separator: "\u{a0}") + (part < 10 ? ",0\(part)" : ",\(part)") + "\u{a0}zł"
    }

    /// The form of a counted noun: `1 dzień`, `2 dni`, `5 dni`.
    static func counted(_ number: Int, one: String, few: String, many: String) -> String {
        let (tens, units) = (number % 100, number % 10)
        let noun = number == 1 ? one : (2...4).contains(units) && !(12...14).contains(tens) ? few : many
        return "\(number)\u{a0}\(noun)"
    }

    /// As the name of an institution declines, for `zwany`, `reprezentowana`, `działające`.
    enum Gender: String {
        case masculine = "m", feminine = "f", neuter = "n"

        /// Told from the first word of the name that decides: of „Miejski Ośrodek Pomocy Społecznej” that is „Ośrodek”.
        init(name: String) {
            let words = name.lowercased().split { !$0.isLetter }.map(String.init)
            for word in words.prefix(6) {
                if let known = Self.heads[word] { self = known; return }
            }
            guard let last = words.first?.last else { self = .masculine; return }
            self = last == "a" ? .feminine : "oeę".contains(last) ? .neuter : .masculine
        }

        private static let heads: [String: Gender] = {
            var heads: [String: Gender] = [:]
            for word in [
                "urząd", "ośrodek", "klub", "dom", "zakład", "powiat", "zespół", "związek", "oddział", "bank", "komitet", "warsztat", "zarząd", "wydział",
                "hufiec", "pup", "mup", "gup", "sup", "wup", "ops", "mops", "gops", "mgops", "mopr", "rops",
            ] { heads[word] = .masculine }
            for word in [
                "fundacja", "spółdzielnia", "gmina", "agencja", "caritas", "izba", "szkoła", "parafia", "rada", "unia", "federacja", "organizacja", "liga",
                "placówka", "poradnia", "biblioteka", "spółka", "noclegownia", "komenda", "akademia", "kasa",
            ] { heads[word] = .feminine }
            for word in [
                "centrum", "stowarzyszenie", "towarzystwo", "zgromadzenie", "starostwo", "biuro", "schronisko", "zrzeszenie", "bractwo", "przedsiębiorstwo",
                "województwo", "ministerstwo", "pogotowie", "pcpr", "cus", "cis",
            ] { heads[word] = .neuter }
            return heads
        }()

        func choose(_ masculine: String, _ feminine: String, _ neuter: String) -> String {
            switch self {
            case .masculine: masculine
            case .feminine: feminine
            case .neuter: neuter
            }
        }
    }
}

/// Spaces that must not end a line in Polish print.
enum PolishTypography {
    /// The text with no-break spaces after one-letter words, numbers of provisions and before „r.” and „zł”.
    ///
    /// A page of the form has hundreds of texts: bytes are looked at once, where expressions would take a page's time.
    static func bound(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(space) else { return text }
        var bound: [UInt8] = []
        bound.reserveCapacity(bytes.count + 16)
        for (place, byte) in bytes.enumerated() {
            if byte == space, binds(bytes, at: place) {
                bound += noBreakSpace
            } else {
                bound.append(byte)
            }
        }
        return String(decoding: bound, as: UTF8.self)
    }

    private static let space = UInt8(ascii: " ")
    private static let noBreakSpace = Array("\u{a0}".utf8)
    private static let oneLetterWords = Set("aiouwzAIOUWZ".utf8)
    private static let openers = ["\u{a0}", "„", "–"].map { Array($0.utf8) }
    private static let provisions = ["§", "art.", "ust.", "pkt", "lit.", "Dz.", "poz.", "nr"].map { Array($0.utf8) }
    private static let measures = ["r.", "zł", "dni", "godzin", "miesięcy", "miesiące"].map { Array($0.utf8) }

    private static func binds(_ bytes: [UInt8], at place: Int) -> Bool {
        guard place > 0, place + 1 < bytes.count else { return false }
        let (before, after) = (bytes[place - 1], bytes[place + 1])
        guard !isBlank(after), !bytes[(place + 1)...].starts(with: noBreakSpace) else { return false }
        if oneLetterWords.contains(before), startsWord(bytes, at: place - 1) { return true }
        if isDigit(after) || isLetter(after), provisions.contains(where: { ends(bytes, before: place, with: $0) }) { return true }
        return isDigit(before) && measures.contains { bytes[(place + 1)...].starts(with: $0) }
    }

    private static func startsWord(_ bytes: [UInt8], at place: Int) -> Bool {
        guard place > 0 else { return true }
        return isBlank(bytes[place - 1]) || bytes[place - 1] == UInt8(ascii: "(") || openers.contains { ends(bytes, before: place, with: $0) }
    }

    private static func ends(_ bytes: [UInt8], before place: Int, with end: [UInt8]) -> Bool {
        place >= end.count && bytes[(place - end.count)..<place].elementsEqual(end)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == space || (9...13).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
}
