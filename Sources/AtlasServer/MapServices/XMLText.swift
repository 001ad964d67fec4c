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
        text += EscapedMarkup.text(content)
        text += "</\(name)>"
    }

    mutating func lineBreak() { text += "\n" }

    private mutating func begin(_ name: String, _ attributes: Attributes) {
        text += "<\(name)"
        for (key, value) in attributes {
            text += " \(key)=\"\(EscapedMarkup.text(value))\""
        }
    }
}
