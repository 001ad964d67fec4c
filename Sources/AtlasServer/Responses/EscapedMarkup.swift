// SPDX-License-Identifier: Apache-2.0

/// Text within XML, SVG and HTML: the one rule of the server.
enum EscapedMarkup {
    /// Fit for the content of an element and for an attribute in double quotes. Characters that XML 1.0 (section 2.2) cannot hold are
    /// left out; a carriage return is written by its number, or a reader would take it for a line feed (section 2.11).
    static func text(_ text: String) -> String {
        // Most texts have nothing to escape. U+FFFE and U+FFFF begin with the byte EF.
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0xEF }) else { return text }
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#13;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
