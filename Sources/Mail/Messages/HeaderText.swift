// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Texts of header fields: on one line, in ASCII, folded (RFC 5322, section 2.2.3; RFC 2047).
enum HeaderText {
    /// A line with encoded words has at most so many characters (RFC 2047, section 2).
    static let lineLimit = 76
    private static let prefix = "=?UTF-8?B?"
    private static let suffix = "?="

    /// Without line breaks and other control characters: nobody adds a header field by a name or a subject.
    static func oneLine(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
            scalars.append(isControl ? " " : scalar)
        }
        return String(scalars).split(separator: " ").joined(separator: " ")
    }

    /// The value of an unstructured field such as Subject.
    /// - Parameter used: how many characters of the first line the field's name takes.
    static func unstructured(_ text: String, after used: Int) -> String {
        let line = oneLine(text)
        let isPlain = line.utf8.allSatisfy { (0x20...0x7e).contains($0) } && !line.contains("=?")
        return isPlain && used + line.utf8.count <= lineLimit ? line : encodedWords(line, after: used)
    }

    /// The value of an address field.
    static func mailbox(_ mailbox: Mailbox, after used: Int) -> String {
        let wire = mailbox.address.wireForm ?? mailbox.address.text
        guard let name = mailbox.name else { return wire }
        let address = "<\(wire)>"
        let isPlain = name.utf8.allSatisfy { (0x20...0x7e).contains($0) } && !name.contains("=?")
        guard isPlain, used + name.utf8.count + 2 <= lineLimit else {
            return encodedWords(name, after: used) + "\r\n " + address
        }
        let quoted = "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        return quoted + (used + quoted.utf8.count + 1 + address.utf8.count <= lineLimit ? " " : "\r\n ") + address
    }

    /// Base64 words, a word a line, none of which splits a character.
    private static func encodedWords(_ text: String, after used: Int) -> String {
        var words: [String] = []
        var bytes: [UInt8] = []
        func room() -> Int {
            let line = lineLimit - prefix.utf8.count - suffix.utf8.count - (words.isEmpty ? used : 1)
            return line / 4 * 3
        }
        func close() {
            words.append(prefix + Data(bytes).base64EncodedString() + suffix)
            bytes = []
        }
        for scalar in text.unicodeScalars {
            let encoded = Array(String(scalar).utf8)
            if bytes.count + encoded.count > room() { close() }
            bytes += encoded
        }
        if !bytes.isEmpty { close() }
        return words.joined(separator: "\r\n ")
    }
}
