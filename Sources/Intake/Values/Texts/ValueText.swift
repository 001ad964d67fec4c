// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// What a cell of a value column says.
enum ParsedValue: Sendable, Equatable {
    case number(Double)
    /// No number, for this reason.
    case absent(ObservationFlag)
    /// Nothing stands in the cell.
    case blank
    /// Something that is no value; the text is the reason.
    case fault(String)
}

/// How the numbers of a column are written.
struct NumberStyle: Sendable, Equatable {
    enum Separator: Sendable { case comma, point }

    /// What parts the decimals; the other of the two parts thousands.
    var decimal = Separator.comma
    /// Numbers with a point may also be plain numbers of a program in a column with decimal commas.
    var otherPartsThousands = false
    /// A dash says that the phenomenon did not occur (the statistics office's conventional sign), not that nothing is known.
    var dashIsZero = false
}

/// Reads numbers and the signs that stand for missing ones. Bytes are looked at once; nothing is allocated for a number.
enum ValueText {
    /// Signs that say that there is no number. The statistics office's conventional signs are among them: a dot for no
    /// information, `x` for a position that cannot be filled, `#` for a secret.
    private static let absent: [String: ObservationFlag] = [
        ".": .missing, "..": .missing, "...": .missing, "…": .missing, "?": .missing,
        "bd": .missing, "bd.": .missing, "b.d.": .missing, "b.d": .missing, "b/d": .missing, "b. d.": .missing, "brak": .missing,
        "brak danych": .missing, "brak inf.": .missing, "brak informacji": .missing, "nd": .missing, "nd.": .missing, "n.d.": .missing,
        "n.d": .missing, "n/d": .missing, "n/a": .missing, "na": .missing, "nan": .missing, "null": .missing, "none": .missing,
        "#n/d!": .missing, "#n/d": .missing, "#n/a": .missing, "#n/a!": .missing, "x": .notApplicable, "×": .notApplicable,
        "nie dotyczy": .notApplicable, "n. dot.": .notApplicable, "#": .missing, "tajemnica": .missing, "tajemnica statystyczna": .missing,
        "(t)": .missing,
    ]
    private static let dashes: Set<String> = ["-", "–", "—", "−", "--"]

    static func isDash(_ text: String) -> Bool { dashes.contains(text) }

    static func parse(_ cell: GridCell, style: NumberStyle) -> ParsedValue {
        switch cell {
        case .empty: .blank
        case .number(let value, let isPercent): .number(isPercent ? value * 100 : value)
        case .text(let text): parse(text, style: style)
        case .error(let text):
            absent[text.lowercased()].map { .absent($0) } ?? .fault("“\(text)” is the error of a formula: mend the formula or empty the cell")
        }
    }

    static func parse(_ text: String, style: NumberStyle) -> ParsedValue {
        if let value = number(text, style: style) { return .number(value) }
        let plain = text.trimmed
        if plain.isEmpty { return .blank }
        if dashes.contains(plain) { return style.dashIsZero ? .number(0) : .absent(.missing) }
        if let flag = absent[plain.lowercased()] { return .absent(flag) }
        if plain.hasPrefix("#"), plain.hasSuffix("!") || plain.hasSuffix("?") {
            return .fault("“\(DelimitedTable.shortened(plain))” is the error of a formula: mend the formula or empty the cell")
        }
        // A number with a mark of a footnote or a unit behind it.
        if let bare = withoutMarks(plain), let value = number(bare, style: style) { return .number(value) }
        return .fault("“\(DelimitedTable.shortened(plain))” is not a number")
    }

    /// Whether a cell can stand in a column of values.
    static func isValue(_ cell: GridCell) -> Bool {
        switch parse(cell, style: NumberStyle(otherPartsThousands: true)) {
        case .number, .absent: true
        case .blank, .fault: false
        }
    }

    static func isNumber(_ cell: GridCell) -> Bool {
        if case .number = parse(cell, style: NumberStyle(otherPartsThousands: true)) { return true }
        return false
    }

    /// `12,5%`, `12,5 *`, `12,5 a)`, `12,5¹`, `1 234 os.`: the number alone; nil when what follows is not a mark.
    private static func withoutMarks(_ text: String) -> String? {
        guard let end = text.lastIndex(where: { $0.isNumber && $0.isASCII }) else { return nil }
        var tail = text[text.index(after: end)...].lowercased().trimmingCharacters(in: .whitespaces)
        var head = text[...end]
        // `12,5 1)`: the digit belongs to the mark.
        if tail == ")", let space = head.lastIndex(of: " "), head[space...].count == 2 {
            head = head[..<space]
            tail = "1)"
        }
        let marks: Set<String> = [
            "%", "‰", "*", "**", "***", "a", "b", "c", "d", "e", "a)", "b)", "c)", "1)", "¹", "²", "³", "r", "p", "zł", "os.", "osób", "szt.", "†",
            "tys.", "tys", "mln",
        ]
        return marks.contains(tail) ? head.trimmingCharacters(in: .whitespaces) : nil
    }

    /// The unit sign behind a number, of those that change what the number means; nil when there is none.
    static func unitSign(_ text: String) -> String? {
        let lowered = text.trimmed.lowercased()
        guard lowered.contains(where: { $0.isASCII && $0.isNumber }) else { return nil }
        return ["%", "‰", "tys.", "tys", "mln"].first { lowered.hasSuffix($0) }.map { $0 == "tys" ? "tys." : $0 }
    }

    /// Digits with an optional sign, thousands parted by spaces of any width, one decimal separator.
    static func number(_ text: String, style: NumberStyle) -> Double? {
        var text = text
        return text.withUTF8 { number($0, style: style) }
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, style: NumberStyle) -> Double? {
        var index = 0
        let end = bytes.count
        var isNegative = false
        guard end > 0, end <= 48 else { return nil }
        if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
            isNegative = bytes[0] == UInt8(ascii: "-")
            index = 1
        } else if end > 3, bytes[0] == 0xE2, bytes[1] == 0x88, bytes[2] == 0x92 {
            isNegative = true
            index = 3
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var decimals = 0
        var hasDecimals = false
        // Digits since the last sign that parts thousands; -1 before the first.
        var group = -1
        var lead = 0
        let thousands = style.decimal == .comma ? UInt8(ascii: ".") : UInt8(ascii: ",")
        while index < end {
            let byte = bytes[index]
            switch byte {
            case 48...57:
                guard digits < 18 else { return longNumber(bytes, style: style) }
                mantissa = mantissa &* 10 &+ UInt64(byte - 48)
                if mantissa > 0 { digits += 1 }
                if hasDecimals { decimals += 1 } else if group >= 0 { group += 1 } else { lead += 1 }
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: "."):
                if byte == thousands, style.otherPartsThousands, !hasDecimals, isGroup(bytes, after: index) {
                    guard group == -1 ? (1...3).contains(lead) : group == 3 else { return nil }
                    group = 0
                } else {
                    // A point in a column of decimal commas is the plain number of a program, and the other way round.
                    guard !hasDecimals, group == -1 || group == 3 else { return nil }
                    guard index + 1 < end, (48...57).contains(bytes[index + 1]) else { return nil }
                    hasDecimals = true
                }
                index += 1
            case 0x20, 0x27:
                guard !hasDecimals, group == -1 ? (1...3).contains(lead) : group == 3, isGroup(bytes, after: index) else { return nil }
                group = 0
                index += 1
            case 0xC2 where index + 1 < end && bytes[index + 1] == 0xA0:
                guard !hasDecimals, group == -1 ? (1...3).contains(lead) : group == 3, isGroup(bytes, after: index + 1) else { return nil }
                group = 0
                index += 2
            case 0xE2 where index + 2 < end && bytes[index + 1] == 0x80 && (bytes[index + 2] == 0xAF || bytes[index + 2] == 0x89):
                guard !hasDecimals, group == -1 ? (1...3).contains(lead) : group == 3, isGroup(bytes, after: index + 2) else { return nil }
                group = 0
                index += 3
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                return longNumber(bytes, style: style)
            default: return nil
            }
        }
        guard lead > 0 || decimals > 0, group == -1 || group == 3 else { return nil }
        let value = Double(mantissa) / powersOfTen[min(decimals, 22)]
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = (0...22).map { pow(10, Double($0)) }

    /// Whether exactly three digits follow.
    private static func isGroup(_ bytes: UnsafeBufferPointer<UInt8>, after index: Int) -> Bool {
        guard index + 3 < bytes.count, (index + 1...index + 3).allSatisfy({ (48...57).contains(bytes[$0]) }) else { return false }
        return index + 4 >= bytes.count || !(48...57).contains(bytes[index + 4])
    }

    /// Numbers of programs with many digits or an exponent: `0.30000000000000004`, `1.2E-5`.
    private static func longNumber(_ bytes: UnsafeBufferPointer<UInt8>, style: NumberStyle) -> Double? {
        let text = String(decoding: bytes, as: UTF8.self).replacing(",", with: ".")
        guard text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }), let value = Double(text), value.isFinite,
            text.utf8.last.map({ (48...57).contains($0) }) ?? false
        else { return nil }
        return value
    }

    /// How the numbers of a column are written, judged by all of them; the remark says what could be read otherwise.
    static func style(of texts: some Sequence<GridCell>) -> (style: NumberStyle, remark: String?) {
        var commaDecimals = 0
        var pointDecimals = 0
        var ambiguousComma = 0
        var ambiguousPoint = 0
        var bothCommaLast = 0
        var bothPointLast = 0
        for case .text(let text) in texts {
            let comma = text.utf8.lastIndex(of: UInt8(ascii: ","))
            let point = text.utf8.lastIndex(of: UInt8(ascii: "."))
            guard comma != nil || point != nil, text.utf8.contains(where: { (48...57).contains($0) }) else { continue }
            switch (comma, point) {
            case (let comma?, let point?):
                if comma > point { bothCommaLast += 1 } else { bothPointLast += 1 }
            case (let comma?, nil):
                let after = text.utf8[text.utf8.index(after: comma)...].prefix { (48...57).contains($0) }.count
                let several = text.utf8.lazy.filter { $0 == UInt8(ascii: ",") }.count > 1
                if several { bothPointLast += 1 } else if after == 3 { ambiguousComma += 1 } else { commaDecimals += 1 }
            case (nil, let point?):
                let after = text.utf8[text.utf8.index(after: point)...].prefix { (48...57).contains($0) }.count
                let several = text.utf8.lazy.filter { $0 == UInt8(ascii: ".") }.count > 1
                if several { bothCommaLast += 1 } else if after == 3 { ambiguousPoint += 1 } else { pointDecimals += 1 }
            case (nil, nil): break
            }
        }
        var style = NumberStyle()
        var remark: String?
        if bothCommaLast > 0, bothPointLast == 0 {
            style = NumberStyle(decimal: .comma, otherPartsThousands: true)
        } else if bothPointLast > 0, bothCommaLast == 0 {
            style = NumberStyle(decimal: .point, otherPartsThousands: true)
        } else if commaDecimals > 0, pointDecimals == 0 {
            // Three digits behind a point next to decimal commas are thousands.
            style = NumberStyle(decimal: .comma, otherPartsThousands: ambiguousPoint > 0)
        } else if pointDecimals > 0, commaDecimals == 0 {
            style = NumberStyle(decimal: .point, otherPartsThousands: ambiguousComma > 0)
        } else if ambiguousPoint > 0 || ambiguousComma > 0 {
            let sign = ambiguousComma > 0 ? "comma" : "point"
            remark = "numbers have three digits behind a \(sign) (as in 1\(ambiguousComma > 0 ? "," : ".")234): read as decimals, not as thousands"
        }
        return (style, remark)
    }
}
