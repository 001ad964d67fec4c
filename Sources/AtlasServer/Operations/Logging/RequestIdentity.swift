// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes

/// The name of one request, in its answer and in every line of the log about it.
enum RequestIdentity {
    static let field = HTTPField.Name("X-Request-Id")

    /// What a client or proxy may call a request: 8 to 64 letters, digits, `-`, `_` and `.`. Whatever else stands in the
    /// header could break a line of a log.
    static func accepted(_ text: String?) -> String? {
        guard let text, (8...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0) })
        else { return nil }
        return text
    }

    /// A UUID of version 7 (RFC 9562, section 5.7): the time in milliseconds, then chance, so that names sort by time.
    static func make() -> String {
        let milliseconds = UInt64(max(0, Date().timeIntervalSince1970 * 1_000))
        var generator = SystemRandomNumberGenerator()
        let high = milliseconds << 16 | 0x7000 | generator.next() & 0x0fff
        let low = 0x8000_0000_0000_0000 | generator.next() & 0x3fff_ffff_ffff_ffff
        let digits = hexadecimal(high) + hexadecimal(low)
        var text = ""
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    private static func hexadecimal(_ number: UInt64) -> [UInt8] {
        (0..<16).map { place in
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place)) & 15
            return digit < 10 ? 48 + digit : 87 + digit
        }
    }
}
