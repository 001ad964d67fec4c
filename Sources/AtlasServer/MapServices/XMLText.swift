// SPDX-License-Identifier: Apache-2.0

/// Writes XML by appending, escaping what has to be.
struct XMLText {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    typealias Attributes = KeyValuePairs<String, String>

    /// An element with what `content` writes into it.
    mutating func element(_ name: String, _ attributes: Attributes = [:], _ content: (inout XMLText) -> Void) {
        begin(name, attributes)
        text += ">"
        content(&self)
        text += "</\(name)>"
    }

    /// An element with a text in it, or an empty one.
    mutating func element(_ name: String, _ attributes: Attributes = [:], _ content: String? = nil) {
        begin(name, attributes)
        guard let content else {
            text += "/>"
            return
        }
        text += ">"
        append(escaped: content)
        text += "</\(name)>"
    }

    mutating func lineBreak() { text += "\n" }

    private mutating func begin(_ name: String, _ attributes: Attributes) {
        text += "<\(name)"
        for (key, value) in attributes {
            text += " \(key)=\""
            append(escaped: value)
            text += "\""
        }
    }

    private mutating func append(escaped value: String) {
        // Most texts have nothing to escape.
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x26 || $0 == 0x3C || $0 == 0x3E }) else {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\n", "\t": text.unicodeScalars.append(scalar)
            // XML 1.0, section 2.2: other control characters cannot be written at all.
            case _ where scalar.value < 0x20: break
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
