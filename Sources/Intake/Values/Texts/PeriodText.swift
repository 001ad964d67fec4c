// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Periods as headings, columns and titles of tables write them.
enum PeriodText {
    /// A part of a period: a heading may have the month above the year.
    enum Part: Equatable {
        case whole(Period)
        case month(Int)
        /// Quarters and halves end in this month.
        case endingMonth(Int)
    }

    private static let months: [String: Int] = {
        var months: [String: Int] = [:]
        let names = [
            ["styczen", "stycznia", "styczniu", "sty"], ["luty", "lutego", "lutym", "lut"], ["marzec", "marca", "marcu", "mar"],
            ["kwiecien", "kwietnia", "kwietniu", "kwi"], ["maj", "maja", "maju"], ["czerwiec", "czerwca", "czerwcu", "cze"],
            ["lipiec", "lipca", "lipcu", "lip"], ["sierpien", "sierpnia", "sierpniu", "sie"], ["wrzesien", "wrzesnia", "wrzesniu", "wrz"],
            ["pazdziernik", "pazdziernika", "pazdzierniku", "paz"], ["listopad", "listopada", "listopadzie", "lis"],
            ["grudzien", "grudnia", "grudniu", "gru"],
        ]
        for (index, forms) in names.enumerated() { for form in forms { months[form] = index + 1 } }
        return months
    }()
    private static let english: [String: Int] = [
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10,
        "november": 11, "december": 12,
    ]
    private static let roman: [String: Int] = [
        "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    ]
    /// Words around a period that say nothing more.
    private static let fillers: Set<String> = [
        "rok", "roku", "r", "lata", "stan", "na", "dzien", "dnia", "dniu", "w", "koncu", "koniec", "za", "miesiac", "miesiaca", "z", "the", "of", "year", "as", "at",
        "end", "dane",
    ]

    /// The period that a whole text is; nil when it says anything else.
    static func exact(_ text: String) -> Period? {
        if case .whole(let period)? = part(text) { return period }
        return nil
    }

    static func exact(_ cell: GridCell) -> Period? {
        switch cell {
        case .number(let value, false):
            // 1950…2199 alone: a count of 1900 people is more likely than the year.
            return value == value.rounded() && (1900...2199).contains(value) ? Period(year: Int(value)) : nil
        case .text(let text): return exact(text)
        default: return nil
        }
    }

    /// The period, or the part of one, that a whole text is.
    static func part(_ text: String) -> Part? {
        let bytes = text.utf8
        if bytes.count == 4, bytes.allSatisfy({ (48...57).contains($0) }) {
            return (try? Period(text)).map { .whole($0) }
        }
        guard bytes.count <= 60 else { return nil }
        let tokens = tokens(text)
        guard !tokens.isEmpty else { return nil }
        var reading = Reading()
        for (index, token) in tokens.enumerated() where !reading.take(token, next: index + 1 < tokens.count ? tokens[index + 1] : nil) {
            guard fillers.contains(token) else { return nil }
        }
        return reading.part
    }

    /// The only period that a longer text names, and the text without it: `Stopa bezrobocia w 2023 r. (%)`. Nil when it names none
    /// or several.
    static func extract(_ text: String) -> (period: Period, rest: String)? {
        let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        let years = words.enumerated().filter { isYearWord($0.element) }
        guard years.count == 1, let position = years.first?.offset else { return nil }
        // As many words around the year as still make a period together.
        var best: (range: ClosedRange<Int>, period: Period)?
        for start in max(0, position - 5)...position {
            for end in position...min(words.count - 1, position + 3) {
                guard words[start...end].allSatisfy({ $0.contains { $0.isLetter || $0.isNumber } }), let period = exact(words[start...end].joined(separator: " ").trimmingCharacters(in: CharacterSet(charactersIn: ",;:()[]"))) else { continue }
                if best.map({ end - start > $0.range.upperBound - $0.range.lowerBound }) ?? true { best = (start...end, period) }
            }
        }
        guard let best else { return nil }
        let rest = (words[..<best.range.lowerBound] + words[(best.range.upperBound + 1)...]).joined(separator: " ")
        return (best.period, rest.trimmingCharacters(in: CharacterSet(charactersIn: " ,;:–-")))
    }

    /// The only period named anywhere in a title, a sheet's name or a file's name, the closest one wins: `Pow_04_2021`, `nsp2021-ludnosc`.
    static func find(in text: String) -> Period? {
        let tokens = tokens(text)
        var found: [Period] = []
        for start in tokens.indices {
            for length in [4, 3, 2, 1] where start + length <= tokens.count {
                guard let period = exact(tokens[start..<start + length].joined(separator: " ")), found.last?.year != period.year || found.isEmpty else { continue }
                found.append(period)
                break
            }
        }
        if let first = found.first { return Set(found.map(\.year)).count == 1 ? first : nil }
        // `nsp2021`: digits stuck to letters.
        let runs = fold(text).split { !($0.isASCII && $0.isNumber) }.filter { $0.count == 4 }.compactMap { try? Period(String($0)) }
        return Set(runs).count == 1 ? runs.first : nil
    }

    /// A text of the day, month or year that a message can show.
    private static func isYearWord(_ word: String) -> Bool {
        let core = word.trimmingCharacters(in: CharacterSet(charactersIn: ",;:()[]r. "))
        if core.utf8.count == 4, let year = Int(core), (1900...2199).contains(year) { return true }
        return core.utf8.count >= 7 && core.contains { $0.isNumber } && exact(core) != nil
    }

    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        for piece in fold(text).split(whereSeparator: { !($0.isLetter || $0.isNumber) }) {
            // `2023r`: letters behind digits are a word of their own; `2023q4`, `2023k4` too.
            let digits = piece.prefix { $0.isNumber }
            if !digits.isEmpty, digits.count < piece.count {
                tokens.append(String(digits))
                tokens.append(String(piece.dropFirst(digits.count)))
            } else {
                tokens.append(String(piece))
            }
        }
        return tokens
    }

    /// Numbers and words of a period, in any order that is used.
    private struct Reading {
        private var year: Int?
        private var secondYear: Int?
        private var month: Int?
        private var endingMonth: Int?
        private var numbers: [Int] = []
        private var pending: Int?
        private var yearIsFirst = false

        mutating func take(_ token: String, next: String?) -> Bool {
            let isBeforeQuarter = next.map { Self.isQuarter($0) || $0 == "polrocze" || $0 == "pol" } ?? false
            if let number = Int(token), token.utf8.allSatisfy({ (48...57).contains($0) }) {
                if token.utf8.count == 4 {
                    guard (1900...2199).contains(number) else { return false }
                    if year == nil {
                        year = number
                        yearIsFirst = numbers.isEmpty && month == nil
                    } else if secondYear == nil, number == (year ?? 0) + 1 {
                        secondYear = number
                    } else {
                        return false
                    }
                    return true
                }
                guard token.utf8.count <= 2 else { return false }
                if isBeforeQuarter { pending = number } else { numbers.append(number) }
                return numbers.count <= 2
            }
            if isBeforeQuarter, let number = PeriodText.roman[token] {
                pending = number
                return true
            }
            if Self.isQuarter(token) {
                guard let pending, (1...4).contains(pending) else { return false }
                endingMonth = pending * 3
                self.pending = nil
                return true
            }
            if token.count == 2, "qk".contains(token.prefix(1)), let quarter = Int(token.suffix(1)), (1...4).contains(quarter) {
                endingMonth = quarter * 3
                return true
            }
            if token == "polrocze" || token == "pol" {
                guard let pending, (1...2).contains(pending) else { return false }
                endingMonth = pending * 6
                self.pending = nil
                return true
            }
            if let known = PeriodText.months[token] ?? PeriodText.english[token] ?? PeriodText.roman[token], month == nil {
                month = known
                return true
            }
            return false
        }

        private static func isQuarter(_ word: String) -> Bool { word == "kw" || word == "q" || word == "quarter" || word.hasPrefix("kwarta") }

        var part: Part? {
            guard pending == nil else { return nil }
            if let endingMonth {
                guard month == nil, numbers.isEmpty else { return nil }
                return year.map { .whole(Period(year: $0, month: endingMonth)) } ?? .endingMonth(endingMonth)
            }
            guard let year else { return month.flatMap { numbers.isEmpty ? .month($0) : nil } }
            if secondYear != nil { return month == nil && numbers.isEmpty ? .whole(Period(year: year)) : nil }
            func valid(_ month: Int?, _ day: Int?) -> Part? {
                let text = String(year) + [month, day].compactMap { $0.map { String(format: "-%02d", $0) } }.joined()
                return (try? Period(text)).map { .whole($0) }
            }
            switch (month, numbers.count) {
            case (nil, 0): return valid(nil, nil)
            case (nil, 1): return valid(numbers[0], nil)
            case (nil, 2): return yearIsFirst ? valid(numbers[0], numbers[1]) : valid(numbers[1], numbers[0])
            case (let month?, 0): return valid(month, nil)
            case (let month?, 1): return valid(month, numbers[0])
            default: return nil
            }
        }
    }
}
