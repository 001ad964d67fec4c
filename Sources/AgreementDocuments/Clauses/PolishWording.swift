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
    static func bound(_ text: String) -> String {
        var bound = text.replacing(/(^|[\s(„–])([aiouwzAIOUWZ]) (?=\S)/) { "\($0.1)\($0.2)\u{a0}" }
        // Two such words in a row: the first match took the space that the second starts with.
        bound = bound.replacing(/(\u{a0})([aiouwzAIOUWZ]) (?=\S)/) { "\($0.1)\($0.2)\u{a0}" }
        bound = bound.replacing(/(§|art\.|ust\.|pkt|lit\.|Dz\.|poz\.|nr) (?=[0-9A-Za-z])/) { "\($0.1)\u{a0}" }
        return bound.replacing(/([0-9]) (r\.|zł|dni|dnia|godzin|miesięcy|miesiące)/) { "\($0.1)\u{a0}\($0.2)" }
    }
}
