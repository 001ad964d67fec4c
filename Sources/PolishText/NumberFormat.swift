// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Numbers as a Polish or an English reader expects them.
///
/// Polish: decimal comma; thousands parted by a no-break space (U+00A0) from 10 000 up, while four digits stand
/// together (`1234`, `12 345`), as is the custom of Polish typography. In a column of numbers one wants all
/// thousands parted: pass `groupingFrom: 1_000`. English: decimal point, commas, also from five digits up, so that
/// a year stays a year in both. The minus sign is U+2212. Nothing depends on the machine's locale.
public struct NumberFormat: Sendable, Hashable {
    public let decimalSeparator: String
    public let groupSeparator: String
    /// The smallest magnitude whose digits are grouped by threes.
    public let groupingFrom: Double

    public init(decimalSeparator: String, groupSeparator: String, groupingFrom: Double) {
        self.decimalSeparator = decimalSeparator
        self.groupSeparator = groupSeparator
        self.groupingFrom = groupingFrom
    }

    public static let polish = NumberFormat(decimalSeparator: ",", groupSeparator: "\u{A0}", groupingFrom: 10_000)
    public static let english = NumberFormat(decimalSeparator: ".", groupSeparator: ",", groupingFrom: 10_000)

    /// The same format that parts thousands from another magnitude on.
    public func grouping(from magnitude: Double) -> NumberFormat {
        NumberFormat(decimalSeparator: decimalSeparator, groupSeparator: groupSeparator, groupingFrom: magnitude)
    }

    /// The number with `decimals` (0…12) digits after the separator. A value that rounds to zero has no sign; a
    /// value that is not finite gives an en dash.
    public func string(_ value: Double, decimals: Int = 0) -> String {
        guard value.isFinite else { return "–" }
        let text = String(format: "%.*f", min(max(decimals, 0), 12), value.magnitude)
        let parts = text.split(separator: ".")
        let whole = String(parts.first ?? "0")
        let rounded = Double(text) ?? value.magnitude
        var result = rounded >= groupingFrom ? grouped(whole) : whole
        if parts.count > 1 { result += decimalSeparator + parts[1] }
        return value < 0 && rounded != 0 ? "\u{2212}" + result : result
    }

    public func string(_ value: Int) -> String {
        let whole = String(value.magnitude)
        return (value < 0 ? "\u{2212}" : "") + (Double(value.magnitude) >= groupingFrom ? grouped(whole) : whole)
    }

    private func grouped(_ digits: String) -> String {
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += groupSeparator }
            result.append(digit)
        }
        return result
    }
}
