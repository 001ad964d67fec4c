// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The encodings in which tables come, told apart by their bytes.
///
/// Polish offices save tables as UTF-8, with or without a byte order mark, as UTF-16 ("Unicode text" of a
/// spreadsheet program), or as Windows-1250. Bytes that are none of these for certain are refused: a wrong guess
/// would put wrong letters into names for good.
enum TextEncoding: Sendable, Hashable {
    case utf8
    case utf16LittleEndian
    case utf16BigEndian
    case windows1250

    /// What a report says of it; nil for UTF-8, which needs no remark.
    var remark: String? {
        switch self {
        case .utf8: nil
        case .utf16LittleEndian, .utf16BigEndian: "the encoding is UTF-16: read as such"
        case .windows1250: "the encoding is Windows-1250: read as such"
        }
    }

    /// The text of a file.
    /// - Throws: a refusal that names the line of the first bytes that cannot be right.
    static func decode(_ data: Data, file: String) throws(IntakeRefusal) -> (text: String, encoding: TextEncoding) {
        if let kind = binaryKind(data) {
            throw IntakeRefusal(
                file: file, line: 1, reason: "this is \(kind), not a table of text: open it and save it as CSV with the encoding UTF-8")
        }
        let (text, encoding) = try decodeBytes(data, file: file)
        if let fault = fault(in: text) { throw IntakeRefusal(file: file, line: fault.line, reason: fault.reason) }
        return (text, encoding)
    }

    private static func decodeBytes(_ data: Data, file: String) throws(IntakeRefusal) -> (String, TextEncoding) {
        if data.starts(with: [0xFF, 0xFE]) { return (try utf16(data.dropFirst(2), file: file, isLittle: true), .utf16LittleEndian) }
        if data.starts(with: [0xFE, 0xFF]) { return (try utf16(data.dropFirst(2), file: file, isLittle: false), .utf16BigEndian) }
        let bytes = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        if let position = bytes.withUnsafeBytes({ $0.firstIndex(of: 0) }).map({ bytes.startIndex + $0 }) {
            let isUTF16 = bytes.prefix(2000).lazy.filter { $0 == 0 }.count * 3 > bytes.prefix(2000).count
            throw IntakeRefusal(
                file: file, line: line(of: position, in: bytes),
                reason: isUTF16
                    ? "the bytes look like UTF-16 without its byte order mark: save the file with the encoding UTF-8"
                    : "there is a NUL byte in this line: a table of text has none; was the file damaged?")
        }
        if let text = String(validating: bytes, as: UTF8.self) { return (text, .utf8) }
        return (try windows1250(bytes, file: file), .windows1250)
    }

    // MARK: UTF-16

    private static func utf16(_ bytes: Data, file: String, isLittle: Bool) throws(IntakeRefusal) -> String {
        guard bytes.count.isMultiple(of: 2) else {
            throw IntakeRefusal(file: file, reason: "the file is UTF-16 but ends in the middle of a character: was it cut off?")
        }
        let raw = Array(bytes)
        let units = stride(from: 0, to: raw.count, by: 2).map { index in
            isLittle ? UInt16(raw[index]) | UInt16(raw[index + 1]) << 8 : UInt16(raw[index]) << 8 | UInt16(raw[index + 1])
        }
        if let text = String(validating: units, as: UTF16.self) { return text }
        let lines = units.split(separator: 10, omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF16.self) == nil } ?? 0
        throw IntakeRefusal(file: file, line: bad + 1, reason: "the file begins as UTF-16, but this line is not: save it with the encoding UTF-8")
    }

    // MARK: Windows-1250

    /// The upper half of the code page, from 0x80; U+FFFD where it has no character.
    private static let upperHalf = Array(
        ("€\u{FFFD}‚\u{FFFD}„…†‡\u{FFFD}‰Š‹ŚŤŽŹ\u{FFFD}‘’“”•–—\u{FFFD}™š›śťžź"
            + "\u{A0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{AD}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż"
            + "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙").unicodeScalars)

    private static let polishLetters = Set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ".unicodeScalars)
    /// What else stands in Polish tables: signs of typography, and letters of names from the neighbours.
    private static let neighbours = Set("€‚„…‘’“”•–—\u{A0}§«»°±´·×áéíúýäöüßčďěňřšťůžÁÉÍÚÝÄÖÜČĎĚŇŘŠŤŮŽôâ".unicodeScalars)

    /// Reads bytes that are not UTF-8 as Windows-1250 when every byte above 0x7F is then a letter or sign that Polish
    /// texts have, and Polish letters are the most of the letters.
    private static func windows1250(_ bytes: Data, file: String) throws(IntakeRefusal) -> String {
        let advice = "save the file with the encoding UTF-8"
        let badLine = bytes.split(separator: 10, omittingEmptySubsequences: false).firstIndex { String(validating: $0, as: UTF8.self) == nil }
        if let mixed = firstPolishUTF8(bytes) {
            throw IntakeRefusal(
                file: file, line: (badLine ?? 0) + 1,
                reason: "the bytes of this line are not UTF-8, while those of line \(mixed) are: two encodings are mixed in the file; \(advice)")
        }
        var scalars = String.UnicodeScalarView()
        var polish = 0
        var other = 0
        var line = 1
        for byte in bytes {
            guard byte >= 0x80 else {
                if byte == 10 { line += 1 }
                scalars.append(Unicode.Scalar(byte))
                continue
            }
            let scalar = upperHalf[Int(byte) - 0x80]
            if polishLetters.contains(scalar) {
                polish += 1
            } else if neighbours.contains(scalar) {
                other += scalar.properties.isAlphabetic ? 1 : 0
            } else {
                throw IntakeRefusal(
                    file: file, line: line,
                    reason: "the bytes are neither UTF-8 nor Polish text in Windows-1250 (it may be ISO 8859-2, or damaged): \(advice)")
            }
            scalars.append(scalar)
        }
        guard polish > 0, polish >= other else {
            throw IntakeRefusal(
                file: file, line: (badLine ?? 0) + 1,
                reason: "the bytes are neither UTF-8 nor Polish text in Windows-1250: \(advice)")
        }
        return String(scalars)
    }

    /// The line of the first Polish letter that the bytes hold in UTF-8: C3 B3 and C4, C5 with a byte that continues.
    private static func firstPolishUTF8(_ bytes: Data) -> Int? {
        var line = 1
        var before: UInt8 = 0
        for byte in bytes {
            let isPair = (before == 0xC3 && (byte == 0xB3 || byte == 0x93)) || ((before == 0xC4 || before == 0xC5) && (0x80...0xBF).contains(byte))
            // In Windows-1250 the pair would be a capital letter of another language inside a word, as in “Ă³”.
            if isPair { return line }
            if byte == 10 { line += 1 }
            before = byte
        }
        return nil
    }

    // MARK: What no table of text has

    private static func binaryKind(_ data: Data) -> String? {
        let kinds: [([UInt8], String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "a spreadsheet or another packed file (.xlsx, .ods, .zip)"),
            ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet (.xls)"), ([0x25, 0x50, 0x44, 0x46, 0x2D], "a PDF document"),
            ([0x1F, 0x8B], "a packed file (.gz)"), ([0x89, 0x50, 0x4E, 0x47], "a picture"), ([0xFF, 0xD8, 0xFF], "a picture"),
            (Array("SQLite format 3".utf8), "a database"),
        ]
        return kinds.first { data.starts(with: $0.0) }?.1
    }

    /// UTF-8 that was read as Windows-1250 or Windows-1252 and saved again.
    private static let doubled = ["Ĺ‚", "Ăł", "Ä™", "Ĺ›", "Ĺ„", "ĹĽ", "Ä‡", "Å‚", "Ã³", "Å›", "Å¼", "Å„"]

    private static func fault(in text: String) -> (line: Int, reason: String)? {
        // Most files are sound: single lines are looked at only when the bytes show that something may be wrong.
        guard mayBeDamaged(text.utf8) else { return nil }
        for (index, bytes) in text.utf8.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let line = Substring(bytes)
            for scalar in line.unicodeScalars where isDamaged(scalar) || (scalar.value < 0x20 && scalar.value != 9 && scalar.value != 13) || scalar.value == 0x7F {
                let name = "U+" + String(scalar.value + 0x10000, radix: 16, uppercase: true).dropFirst()
                return (index + 1, reason(scalar, name: name))
            }
            if doubled.contains(where: { line.contains($0) }) {
                return (index + 1, "Polish letters in this line were encoded twice (“Ĺ‚” where “ł” should stand): export the table anew as UTF-8")
            }
        }
        return nil
    }

    /// Whether there are control characters, or the first bytes of letters that are damaged or belong to text encoded twice.
    private static func mayBeDamaged(_ bytes: String.UTF8View) -> Bool {
        var before: UInt8 = 0
        for byte in bytes {
            if byte < 0x20 {
                if byte != 9, byte != 10, byte != 13 { return true }
            } else if byte >= 0x7F {
                // DEL; C2 80…9F: control characters; E2 80 A8…A9: separators; EF BF BD: U+FFFD; C3 82…85, C4 82, C4 B9: Ă, Ä, Å, Ĺ, Ã.
                switch (before, byte) {
                case (_, 0x7F), (0xC2, 0x80...0x9F), (0x80, 0xA8...0xA9), (0xBF, 0xBD), (0xC3, 0x83...0x85), (0xC4, 0x82), (0xC4, 0xB9): return true
                default: break
                }
            }
            before = byte
        }
        return false
    }

    private static func reason(_ scalar: Unicode.Scalar, name: String) -> String {
        switch scalar.value {
        case 0: "there is a NUL character in this line: a table of text has none; was the file damaged?"
        case 0xFFFD: "letters of this line were lost in an earlier conversion (“\u{FFFD}” stands in their place): export the table anew as UTF-8"
        default: "there is a control character (\(name)) in this line: a table of text has none; take it out"
        }
    }

    /// Lost letters, control characters above ASCII, and separators of lines that no spreadsheet program writes.
    private static func isDamaged(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0xFFFD || (0x80...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func line(of position: Data.Index, in bytes: Data) -> Int {
        1 + bytes[bytes.startIndex..<position].lazy.filter { $0 == 10 }.count
    }
}
