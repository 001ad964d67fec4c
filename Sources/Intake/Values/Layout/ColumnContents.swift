// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What the cells of a column in the rows of data are like.
struct ColumnContents: Sendable {
    var numbers = 0
    var absent = 0
    var blank = 0
    var texts = 0
    var periods = 0
    var dashes = 0
    /// Unit signs behind numbers, and how many numbers have none.
    var signs: [String: Int] = [:]
    /// Different contents, up to a limit.
    var distinct = Set<String>()
    var style = NumberStyle()
    var remark: String?
    /// The most digits after the decimal separator.
    var decimals = 0

    private static let distinctLimit = 400

    init(_ column: Int, _ grid: ValueGrid, _ rows: [Int], dashIsZero: Bool) {
        (style, remark) = ValueText.style(of: rows.lazy.map { grid.rows[$0][column] })
        style.dashIsZero = dashIsZero
        for row in rows {
            let cell = grid.rows[row][column]
            switch cell {
            case .empty: blank += 1
            case .error: absent += 1
            case .number(let value, let isPercent):
                numbers += 1
                if isPercent { signs["%", default: 0] += 1 }
                if !isPercent, value == value.rounded(), (1900...2199).contains(value) { periods += 1 }
                if decimals < 2, value != value.rounded() { decimals = max(decimals, (value * 10).isNearlyWhole ? 1 : 2) }
                if distinct.count < Self.distinctLimit { distinct.insert(cell.shown) }
            case .text(let text): take(text)
            }
        }
    }

    private mutating func take(_ text: String) {
        if distinct.count < Self.distinctLimit { distinct.insert(text) }
        // A plain number: most cells are.
        if ValueText.number(text, style: style) != nil {
            numbers += 1
            if text.utf8.count == 4, text >= "1900", text < "2200" { periods += 1 }
            if decimals < 2 { decimals = max(decimals, Self.decimals(text, style)) }
            return
        }
        if PeriodText.part(text) != nil { periods += 1 }
        if ValueText.isDash(text) { dashes += 1 }
        switch ValueText.parse(text, style: style) {
        case .number:
            numbers += 1
            if let sign = ValueText.unitSign(text) { signs[sign, default: 0] += 1 }
        case .absent: absent += 1
        case .blank: blank += 1
        case .fault: texts += 1
        }
    }

    private static func decimals(_ text: String, _ style: NumberStyle) -> Int {
        let separators: [UInt8] = style.otherPartsThousands ? [style.decimal == .comma ? 44 : 46] : [44, 46]
        guard let position = text.utf8.lastIndex(where: { separators.contains($0) }) else { return 0 }
        return min(2, text.utf8.distance(from: position, to: text.utf8.endIndex) - 1)
    }

    var filled: Int { numbers + absent + texts }
    var isEmpty: Bool { filled == 0 }
    /// Numbers, or signs for missing ones, in most filled cells.
    var isValues: Bool { numbers > 0 && (numbers + absent) * 2 >= filled }
    var isPeriods: Bool { periods > 0 && periods * 10 >= filled * 9 }
}

extension Double {
    fileprivate var isNearlyWhole: Bool { abs(self - rounded()) < 1e-6 }
}
