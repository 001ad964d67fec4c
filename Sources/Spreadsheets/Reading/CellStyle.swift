// SPDX-License-Identifier: Apache-2.0

/// What the format of a cell makes of its number.
enum CellStyle: Sendable, Hashable {
    case plain
    case percent
    case date
    /// A format of nothing but zeros, `0000000`: codes that were numbers keep so many digits.
    case digits(Int)

    /// - Parameters:
    ///   - format: the number of a built-in format (ECMA-376, 18.8.30) or of one that the workbook defines.
    ///   - code: the format that the workbook defines under this number.
    init(format: Int, code: String?) {
        guard let code else {
            switch format {
            case 9, 10: self = .percent
            // 27…36 and 50…58 are dates in the Asian languages.
            case 14...17, 22, 27...36, 50...58: self = .date
            default: self = .plain
            }
            return
        }
        let signs = Self.signs(of: code)
        if signs.count > 1, signs.allSatisfy({ $0 == "0" }) {
            self = .digits(signs.count)
        } else if signs.contains("%") {
            self = .percent
        } else if signs.contains("y") || signs.contains("r") || signs.contains("d") || signs.contains("mmm") {
            self = .date
        } else {
            self = .plain
        }
    }

    /// The format for positive numbers without quoted texts, escaped signs and conditions in brackets, in small letters.
    private static func signs(of code: String) -> String {
        guard code.lowercased() != "general" else { return "" }
        var signs = ""
        var isQuoted = false
        var isBracketed = false
        var skipsNext = false
        for sign in code.lowercased() {
            if skipsNext {
                skipsNext = false
            } else if isQuoted {
                isQuoted = sign != "\""
            } else if isBracketed {
                isBracketed = sign != "]"
            } else {
                switch sign {
                case "\"": isQuoted = true
                case "[": isBracketed = true
                case "\\", "_", "*": skipsNext = true
                case ";": return signs
                default: signs.append(sign)
                }
            }
        }
        return signs
    }
}
