// SPDX-License-Identifier: Apache-2.0

import Atlas

/// How a column writes codes of units.
enum CodeScheme: String, Sendable, CaseIterable {
    /// 12-digit ids of the Local Data Bank.
    case bdl
    /// 2, 4, 6 or 7 digits by level.
    case natural
    /// The same where six digits are seven that lost a leading zero.
    case naturalSeven
    /// Always seven digits, zeros at the end for larger units: `0200000`, `0201000`, `0201011`.
    case seven
    /// Always six digits, zeros at the end for larger units.
    case six
    /// Always four digits, zeros at the end for a województwo.
    case four

    var shown: String {
        switch self {
        case .bdl: "12-digit ids of the Local Data Bank"
        case .natural, .naturalSeven: "TERC codes"
        case .seven: "TERC codes of seven digits, zeros for larger units"
        case .six: "TERC codes of six digits, zeros for larger units"
        case .four: "TERC codes of four digits, zeros for a województwo"
        }
    }

    /// The digits of a cell; nil when it holds anything but digits and what stands between them in codes.
    static func digits(_ cell: GridCell) -> String? {
        switch cell {
        case .number(let value, false):
            guard value >= 0, value == value.rounded(), value < 1e13 else { return nil }
            return String(Int64(value))
        case .text(let text):
            if text.utf8.allSatisfy({ (48...57).contains($0) }) { return text.utf8.count <= 12 ? text : nil }
            guard text.utf8.count <= 24 else { return nil }
            // `1418032.0` of a program that took the code for a number; `'0201` of a spreadsheet program.
            var body = text[...]
            if body.hasSuffix(".0") || body.hasSuffix(",0") { body = body.dropLast(2) }
            if body.hasPrefix("'") || body.hasPrefix("’") { body = body.dropFirst() }
            var digits = ""
            for character in body {
                if character.isASCII, character.isNumber {
                    digits.append(character)
                } else if !(character.isWhitespace || "-_/".contains(character)) {
                    return nil
                }
            }
            // A single minus or a fraction is no code.
            guard !digits.isEmpty, digits.utf8.count <= 12, body.first?.isNumber == true else { return nil }
            return digits
        default: return nil
        }
    }

    /// The unit of a code; `lostZeros` when leading zeros had to be put back.
    func resolve(_ digits: String, _ units: UnitDirectory) -> (unit: RowUnit, lostZeros: Bool) {
        let count = digits.utf8.count
        switch self {
        case .bdl:
            guard count >= 9 || digits == "0" else { return (.unknown(digits), false) }
            let full = Self.padded(digits, to: 12)
            do throws(BDLUnitIDError) {
                let id = try BDLUnitID(full)
                if id.isPartOfGmina { return (.part(of: id.code.stem), count < 12) }
                return (units.byStem[id.code.stem].map { .unit($0) } ?? .unknown(full), count < 12)
            } catch {
                return (error.reason == .region ? .region : .unknown(digits), false)
            }
        case .natural, .naturalSeven:
            let length: Int
            switch count {
            case 1: length = 2
            case 3: length = 4
            case 5: length = 6
            case 6 where self == .naturalSeven: length = 7
            default: length = count
            }
            return (Self.plain(Self.padded(digits, to: length), units), length > count)
        case .seven: return trailing(digits, 7, units)
        case .six: return trailing(digits, 6, units)
        case .four: return trailing(digits, 4, units)
        }
    }

    /// A code with zeros at its end for larger units.
    private func trailing(_ digits: String, _ length: Int, _ units: UnitDirectory) -> (RowUnit, Bool) {
        let count = digits.utf8.count
        // `0` is the country's `0000000` as a number.
        guard count == length || count == length - 1 || digits == "0" else { return (.unknown(digits), false) }
        var code = Self.padded(digits, to: length)
        if code.utf8.allSatisfy({ $0 == 48 }) { return (.unit(units.country), count < length) }
        if length == 7, code.hasSuffix("00000") {
            code = String(code.prefix(2))
        } else if length == 7, code.hasSuffix("000") {
            code = String(code.prefix(4))
        } else if length == 7, code.hasSuffix("0") {
            code = String(code.prefix(6))
        } else if length == 6, code.hasSuffix("0000") {
            code = String(code.prefix(2))
        } else if length == 6, code.hasSuffix("00") {
            code = String(code.prefix(4))
        } else if length == 4, code.hasSuffix("00") {
            code = String(code.prefix(2))
        }
        return (Self.plain(code, units), count < length)
    }

    private static func plain(_ code: String, _ units: UnitDirectory) -> RowUnit {
        let count = code.utf8.count
        guard count == 7 else { return units.byStem[code].map { .unit($0) } ?? .unknown(code) }
        let stem = String(code.prefix(6))
        switch code.utf8.last {
        case UInt8(ascii: "4"), UInt8(ascii: "5"), UInt8(ascii: "8"), UInt8(ascii: "9"): return .part(of: stem)
        case UInt8(ascii: "0"), UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "3"): return units.byStem[stem].map { .unit($0) } ?? .unknown(code)
        default: return .unknown(code)
        }
    }

    private static func padded(_ digits: String, to length: Int) -> String {
        digits.utf8.count >= length ? digits : String(repeating: "0", count: length - digits.utf8.count) + digits
    }

    /// The scheme under which the most codes are known, and how many that are; the first of equals.
    static func best(_ codes: [String], _ units: UnitDirectory) -> (scheme: CodeScheme, known: Int) {
        var best = (scheme: CodeScheme.natural, known: 0)
        let longest = codes.lazy.map(\.utf8.count).max() ?? 0
        for scheme in CodeScheme.allCases {
            if scheme == .bdl, longest < 10 { continue }
            if scheme != .bdl, longest > 7 { continue }
            let known = codes.lazy.filter { digits in
                switch scheme.resolve(digits, units).unit {
                case .unit, .region: true
                case .part(let stem): units.byStem[stem] != nil
                default: false
                }
            }.count
            if known > best.known { best = (scheme, known) }
        }
        return best
    }
}
