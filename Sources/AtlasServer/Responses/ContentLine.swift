// SPDX-License-Identifier: Apache-2.0

/// Lines as address books and calendars write them (RFC 6350, section 3; RFC 5545, section 3.1).
enum ContentLine {
    /// Backslash, comma, semicolon and line feed are escaped in text; other control characters have no place in it.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 8)
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case ",": result += "\\,"
            case ";": result += "\\;"
            case "\n", "\r": result += "\\n"
            case _ where scalar.value < 0x20 && scalar != "\t": continue
            case "\u{7F}": continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A line is at most 75 octets; a longer one goes on after a line break and a space, never within a character.
    static func folded(_ line: String) -> String {
        guard line.utf8.count > 75 else { return line }
        var result = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if length + size > 75 {
                result += "\r\n "
                length = 1
            }
            result.unicodeScalars.append(scalar)
            length += size
        }
        return result
    }

    /// All lines, folded and ended as the formats ask.
    static func text(_ lines: [String]) -> String { lines.map(folded).joined(separator: "\r\n") + "\r\n" }
}
