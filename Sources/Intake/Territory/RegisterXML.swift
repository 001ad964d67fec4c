// SPDX-License-Identifier: Apache-2.0

import Foundation
import Markup

/// The XML form of the TERC register: `<row>` elements that hold either `<col name="WOJ">26</col>` or `<WOJ>26</WOJ>`,
/// within a `<catalog>` that may say the day of the state.
struct RegisterXML {
    struct Row {
        let line: Int
        /// By the names of the columns, in capitals.
        let values: [String: String]
    }

    let rows: [Row]
    /// The catalogue's own date, for rows without `STAN_NA`.
    let date: String?

    /// Whether the data begin as XML.
    static func isXML(_ data: Data) -> Bool {
        let start = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        return start.first { !(UInt8(9)...32).contains($0) } == UInt8(ascii: "<")
    }

    init(_ data: Data, file: String) throws(IntakeRefusal) {
        // The reader of XML takes bytes of UTF-8; as with tables, wrong letters are refused, not guessed.
        let text = try TextEncoding.decode(data, file: file).text
        let reader = Reader()
        do throws(MarkupScanner.Fault) { try MarkupScanner(Data(text.utf8)).scan(reader) } catch {
            throw IntakeRefusal(
                file: file, line: error.line, reason: "the XML is damaged here (\(error.reason)): was the file cut off? Fetch it again")
        }
        guard !reader.rows.isEmpty else {
            throw IntakeRefusal(file: file, reason: "the XML has no <row>: expected the TERC catalogue of the TERYT register")
        }
        rows = reader.rows
        date = reader.date
    }

    private final class Reader: MarkupReader {
        var rows: [Row] = []
        var date: String?
        private var values: [String: String]?
        private var line = 0
        private var column: String?

        override func start(_ element: Substring, _ attributes: MarkupAttributes) {
            switch element.lowercased() {
            case "catalog": date = attributes["date"]
            case "row":
                values = [:]
                line = attributes.line
            case "col": column = attributes["name"]?.uppercased()
            default: if values != nil { column = element.uppercased() }
            }
            isGathering = column != nil
            text = ""
        }

        override func end(_ element: Substring) {
            if element.lowercased() == "row" {
                if let values { rows.append(Row(line: line, values: values)) }
                values = nil
            } else if let column {
                values?[column] = text.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            column = nil
            isGathering = false
            text = ""
        }
    }
}
