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
        // SwiftCSV drops spaces before an unquoted field.
        let needsQuotes = text.hasPrefix(" ") || text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
