// SPDX-License-Identifier: Apache-2.0

/// A number of an HSDS object. Written as a JSON number; read from a number or, as feeds often have it, from a text
/// that holds one.
public struct HSDSNumber: Sendable, Hashable, Codable {
    public let value: Double

    public init(_ value: Double) { self.value = value }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let number = Double(text.trimmingSpaces), number.isFinite else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text.prefix(40))” is not a number")
            }
            value = number
        } else {
            value = try container.decode(Double.self)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let whole { try container.encode(whole) } else { try container.encode(value) }
    }

    /// The number as an integer when it is one.
    var whole: Int? { value == value.rounded() && abs(value) < 1e15 ? Int(value) : nil }

    /// The shortest text of the number, whole numbers without a fraction.
    public var text: String { whole.map(String.init) ?? "\(value)" }
}

extension String {
    /// Without white space at both ends.
    var trimmingSpaces: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }

    /// Itself, or nil when it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
