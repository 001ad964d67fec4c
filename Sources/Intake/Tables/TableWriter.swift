// SPDX-License-Identifier: Apache-2.0

/// Writes the atlas's own tables: UTF-8, commas, LF, quotation marks only where a field needs them.
enum TableWriter {
    static func table(_ columns: [String], _ rows: [[String]]) -> String {
        var text = ""
        for row in [columns] + rows {
            text += row.map(field).joined(separator: ",")
            text += "\n"
        }
        return text
    }

    private static func field(_ text: String) -> String {
        // Spaces before an unquoted field do not count.
        let needsQuotes = text.utf8.first == 0x20 || text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
