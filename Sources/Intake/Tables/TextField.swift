// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Rules for texts of people's tables that end up on pages and in spreadsheets.
enum TextField {
    /// - Throws: a fault that names the field: too long, or a formula of a spreadsheet program in place of a text.
    static func check(_ text: String, named name: String, limit: Int) throws(RowFault) {
        guard text.count <= limit else { throw RowFault("\(name) has \(text.count) characters: at most \(limit) are allowed") }
        // What a spreadsheet program would run when somebody opens an export.
        if let first = text.first, "=@".contains(first) {
            throw RowFault("\(name) “\(DelimitedTable.shortened(text))” begins with “\(first)”: a formula is not a text")
        }
    }
}

extension String {
    /// Without white space around it.
    var trimmed: String {
        func isPlain(_ byte: UInt8?) -> Bool { byte.map { $0 > 0x20 && $0 < 0x80 } ?? true }
        // Most fields have none, and end in ASCII.
        return isPlain(utf8.first) && isPlain(utf8.last) ? self : trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
