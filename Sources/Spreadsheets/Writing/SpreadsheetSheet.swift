// SPDX-License-Identifier: Apache-2.0

/// A cell of a sheet to be written.
public enum SpreadsheetValue: Sendable, Hashable {
    case empty
    /// Always a text, also when it begins with `=` or looks like a number: codes keep their leading zeros.
    case text(String)
    /// A number, shown with this many digits after the decimal separator and grouped thousands; the file keeps it
    /// whole. A value that is not finite becomes an empty cell.
    case number(Double, decimals: Int)
    case date(year: Int, month: Int, day: Int)
    /// An address that opens in a browser, with the text to show; https, http or mailto.
    case link(String, text: String)
    /// A text in the style of the header: the name of a row in a sheet of notes.
    case heading(String)
}

/// A column of a sheet: its heading and how wide it stands.
public struct SpreadsheetColumn: Sendable, Hashable {
    public let heading: String
    /// In characters of the default font; nil when the writer measures headings and the first rows (6…60).
    public let width: Double?
    /// Long texts go on in further lines of the cell, for notes.
    public let wrapsText: Bool

    public init(_ heading: String, width: Double? = nil, wrapsText: Bool = false) {
        self.heading = heading
        self.width = width
        self.wrapsText = wrapsText
    }
}

/// A sheet to be written: a header row in bold on a tint, frozen with the first columns and with a filter, then the rows.
public struct SpreadsheetSheet: Sendable {
    /// Made fit for a spreadsheet by the writer: at most 31 characters, none of `[ ] : * ? / \`, each name once.
    public let name: String
    public let columns: [SpreadsheetColumn]
    /// Shorter rows end in empty cells; cells past the last column are written all the same.
    public let rows: [[SpreadsheetValue]]
    /// False for a sheet of notes: no header row, nothing frozen, no filter.
    public let hasHeader: Bool
    /// Columns that stay in view when the sheet is moved sideways.
    public let frozenColumns: Int

    public init(
        name: String, columns: [SpreadsheetColumn], rows: [[SpreadsheetValue]], hasHeader: Bool = true, frozenColumns: Int = 0
    ) {
        self.name = name
        self.columns = columns
        self.rows = rows
        self.hasHeader = hasHeader
        self.frozenColumns = frozenColumns
    }
}

/// What a spreadsheet program shows under “properties”.
public struct SpreadsheetProperties: Sendable, Hashable {
    public var title: String
    public var subject: String
    public var author: String
    public var company: String
    public var keywords: String
    public var comments: String
    /// Seconds since 1970. The same contents with the same time give the same bytes; 0 means now.
    public var created: Int

    public init(
        title: String = "", subject: String = "", author: String = "", company: String = "", keywords: String = "", comments: String = "",
        created: Int = 0
    ) {
        self.title = title
        self.subject = subject
        self.author = author
        self.company = company
        self.keywords = keywords
        self.comments = comments
        self.created = created
    }
}
