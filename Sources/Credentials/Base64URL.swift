// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Data {
    /// As base64 for addresses, without padding (RFC 4648, section 5; RFC 7515, section 2).
    public var base64URLText: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Parameter text: base64 for addresses without padding; nil for anything else, ordinary base64 included.
    public init?(base64URLText text: String) {
        guard text.utf8.count % 4 != 1, text.utf8.allSatisfy({ !"+/=".utf8.contains($0) }) else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        self.init(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding)
    }
}
