// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Numbers as tables write them.
enum DecimalNumber {
    /// A number of our own tables: an optional minus, digits, an optional point with digits. No exponent, no
    /// thousands separator, no decimal comma, no `nan`.
    static func parse(_ text: String) throws(RowFault) -> Double {
        let bytes = text.utf8
        var digits = 0
        var points = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: ".") where points == 0 && digits > 0 && index + 1 < bytes.count: points += 1
            case UInt8(ascii: "-") where index == 0: break
            default: throw fault(text)
            }
        }
        // 15 digits are the most that a double keeps.
        guard digits > 0, digits <= 18, let value = Double(text) else { throw fault(text) }
        return value
    }

    private static func fault(_ text: String) -> RowFault {
        let shown = DelimitedTable.shortened(text)
        if text.contains(","), (try? parsePolish(text)) != nil {
            return RowFault("“\(shown)” has a decimal comma: write the number with a point and without spaces, as in 1234.5")
        }
        return RowFault("“\(shown)” is not a number: expected digits with an optional minus and decimal point, as in 1234.5")
    }

    /// A number as Polish publications print it: decimal comma, spaces (also no-break and narrow ones) as
    /// thousands separators, groups of three.
    static func parsePolish(_ text: String) throws(RowFault) -> Double {
        let spaces: Set<Character> = [" ", "\u{A0}", "\u{202F}", "\u{2009}"]
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let halves = trimmed.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        let groups = (halves.first ?? "").split(omittingEmptySubsequences: false) { spaces.contains($0) }
        let isGrouped =
            groups.count == 1
            || ((1...3).contains(groups[0].drop { $0 == "-" }.count) && groups.dropFirst().allSatisfy { $0.count == 3 })
        let plain = groups.joined() + (halves.count > 1 ? "." + halves[1] : "")
        guard isGrouped, !trimmed.contains("."), plain.utf8.allSatisfy({ $0 != UInt8(ascii: ",") }),
            let value = try? parse(plain)
        else {
            throw RowFault(
                "“\(DelimitedTable.shortened(text))” is not a number: expected digits, spaces between thousands, "
                    + "a decimal comma, as in 1 234,5")
        }
        return value
    }

    /// A count: digits only.
    static func parseCount(_ text: String) throws(RowFault) -> Int {
        guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text) else {
            throw RowFault("“\(DelimitedTable.shortened(text))” is not a count: expected digits only, as in 1234")
        }
        return value
    }

    /// A count that a spreadsheet program may have given decimals, `132.0`; nil for anything else.
    static func wholeNumber(_ text: String) -> Int? {
        let digits = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        return try? parseCount(digits)
    }

    /// The shortest text that `parse` reads back to the same value.
    static func write(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        let shortest = "\(value)"
        guard shortest.contains("e") else { return shortest }
        // Very small numbers: twelve decimals instead of the exponent that `parse` refuses.
        let digits = String(format: "%.12f", value)
        return String(digits.reversed().drop { $0 == "0" }.reversed())
    }
}
