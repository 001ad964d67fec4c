// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A document, or a part of one, as JSON without nulls. What a document does not say, it leaves out, so that two documents
/// that say the same are the same text.
public enum DocumentValue: Sendable, Hashable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([DocumentValue])
    case record([String: DocumentValue])

    public subscript(key: String) -> DocumentValue? {
        if case .record(let fields) = self { fields[key] } else { nil }
    }

    /// The fields of a record; none of anything else.
    public var fields: [String: DocumentValue] {
        if case .record(let fields) = self { fields } else { [:] }
    }

    /// The parts of a list; none of anything else.
    public var parts: [DocumentValue] {
        if case .list(let parts) = self { parts } else { [] }
    }
}

// MARK: Text

extension DocumentValue {
    /// The canonical JSON: keys in the order of their bytes, no white space, whole numbers without a fraction.
    public var json: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to json: inout String) {
        switch self {
        case .text(let text): Self.write(text, to: &json)
        case .number(let number):
            // Beyond 2^53 not every whole number is a Double.
            if number == number.rounded(), abs(number) < 9_007_199_254_740_992 {
                json += String(Int64(number))
            } else {
                json += number.isFinite ? number.description : "0"
            }
        case .flag(let flag): json += flag ? "true" : "false"
        case .list(let parts):
            json += "["
            for (place, part) in parts.enumerated() {
                if place > 0 { json += "," }
                part.write(to: &json)
            }
            json += "]"
        case .record(let fields):
            json += "{"
            for (place, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
                if place > 0 { json += "," }
                Self.write(field.key, to: &json)
                json += ":"
                field.value.write(to: &json)
            }
            json += "}"
        }
    }

    private static func write(_ text: String, to json: inout String) {
        json += "\""
        // Most texts need no escape and are taken as they are.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) {
            json += text
        } else {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": json += "\\\""
                case "\\": json += "\\\\"
                case "\n": json += "\\n"
                case "\r": json += "\\r"
                case "\t": json += "\\t"
                case let control where control.value < 0x20:
                    let digits = String(control.value, radix: 16)
                    json += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                default: json.unicodeScalars.append(scalar)
                }
            }
        }
        json += "\""
    }

    /// - Throws: `DocumentFault` when the text is not JSON.
    public init(json: String) throws {
        do {
            self = try JSONDecoder().decode(DocumentValue.self, from: Data(json.utf8))
        } catch {
            throw DocumentFault(path: "", expected: "JSON without nulls")
        }
    }
}

extension DocumentValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let fields = try? container.decode([String: DocumentValue].self) {
            self = .record(fields)
        } else if let parts = try? container.decode([DocumentValue].self) {
            self = .list(parts)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .list(let parts): try container.encode(parts)
        case .record(let fields): try container.encode(fields)
        }
    }
}

/// A document that cannot be read, and where.
public struct DocumentFault: Error, Sendable, Hashable, LocalizedError {
    /// The way to the value: `services[0].capacity`; empty for the whole.
    public let path: String
    public let expected: String

    public init(path: String, expected: String) {
        self.path = path
        self.expected = expected
    }

    public var errorDescription: String? {
        "the document cannot be read: " + (path.isEmpty ? "expected \(expected)" : "“\(path)” is missing or wrong, expected \(expected)")
    }
}
