// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

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
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        let reader = Reader()
        parser.delegate = reader
        // A file that was cut off may end without an error: its elements are still open then.
        guard parser.parse(), reader.depth == 0 else {
            throw IntakeRefusal(
                file: file, line: parser.lineNumber,
                reason: "the XML is damaged here (\(parser.parserError?.localizedDescription ?? "no reason given")): was the file cut off? Fetch it again")
        }
        guard !reader.rows.isEmpty else {
            throw IntakeRefusal(file: file, reason: "the XML has no <row>: expected the TERC catalogue of the TERYT register")
        }
        rows = reader.rows
        date = reader.date
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var rows: [Row] = []
        var date: String?
        /// Elements that are open.
        var depth = 0
        private var values: [String: String]?
        private var line = 0
        private var column: String?
        private var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            depth += 1
            switch name.lowercased() {
            case "catalog": date = attributes["date"]
            case "row":
                values = [:]
                line = parser.lineNumber
            case "col": column = attributes["name"]?.uppercased()
            default: if values != nil { column = name.uppercased() }
            }
            text = ""
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            depth -= 1
            if name.lowercased() == "row" {
                if let values { rows.append(Row(line: line, values: values)) }
                values = nil
            } else if let column {
                values?[column] = text.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            column = nil
            text = ""
        }
    }
}
