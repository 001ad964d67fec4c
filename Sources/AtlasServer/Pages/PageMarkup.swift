// SPDX-License-Identifier: Apache-2.0

import Mustache

/// Escapes what templates write, as Mustache's own type for HTML does, but by bytes: pages write some thousand short texts of which few
/// have anything to escape.
struct PageMarkup: MustacheContentType {
    private static let name = "PAGE"

    /// The line with which every template begins: a partial forgets the type of whoever includes it.
    static let pragma = "{{% CONTENT_TYPE:\(name)}}\n"

    /// Templates with the pragma can be read from then on.
    static func register() { MustacheContentTypes.register(PageMarkup(), named: name) }

    func escapeText(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.contains(where: { Self.escape($0) != nil }) else { return nil }
            var escaped: [UInt8] = []
            escaped.reserveCapacity(bytes.count + 16)
            for byte in bytes {
                if let replacement = Self.escape(byte) { escaped += replacement.utf8 } else { escaped.append(byte) }
            }
            return String(decoding: escaped, as: UTF8.self)
        } ?? text
    }

    private static func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
