// SPDX-License-Identifier: Apache-2.0

/// A name in addresses and tables: small Latin letters, digits and hyphens, no hyphen at an end.
enum Slug {
    static func isValid(_ text: String, lengths: ClosedRange<Int> = 2...80) -> Bool {
        let bytes = Array(text.utf8)
        return lengths.contains(bytes.count) && bytes.first != 45 && bytes.last != 45
            && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
