// SPDX-License-Identifier: Apache-2.0

/// The quoted-printable encoding of a text (RFC 2045, section 6.7), which people can mostly read even undecoded.
enum QuotedPrintable {
    private static let lineLimit = 76
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// - Returns: lines that end in CRLF.
    static func encode(_ text: String) -> [UInt8] {
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        // Every line gets its end, so a text that ends in one needs no other.
        if lines.last?.isEmpty == true { lines.removeLast() }
        var result: [UInt8] = []
        for line in lines {
            append(Array(line.utf8), to: &result)
            result += [13, 10]
        }
        return result
    }

    private static func append(_ line: [UInt8], to result: inout [UInt8]) {
        var column = 0
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            // Blanks at the end of a line get lost on the way; a dot at its beginning is a sign of SMTP.
            let isPlain = (byte == 0x20 || byte == 0x09) ? !isLast : (0x21...0x7e).contains(byte) && byte != 0x3d && !(byte == 0x2e && column == 0)
            let width = isPlain ? 1 : 3
            if column + width > (isLast ? lineLimit : lineLimit - 1) {
                result += [0x3d, 13, 10]
                column = 0
                if byte == 0x2e {
                    result += [0x3d, 0x32, 0x45]
                    column = 3
                    continue
                }
            }
            if isPlain {
                result.append(byte)
            } else {
                result += [0x3d, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            column += width
        }
    }
}
