// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What stands in a cell, as the file has it: formulas by the result that the last program to save the file computed.
public enum CellContent: Sendable, Hashable {
    case empty
    case text(String)
    /// A number; `isPercent` when the cell shows it as per cent (0.125 shown as 12.5%).
    case number(Double, isPercent: Bool)
    case boolean(Bool)
    /// A day: a number under a format of dates. A time of the day is dropped.
    case date(year: Int, month: Int, day: Int)
    /// An error of a formula: `#DIV/0!`, `#N/A`.
    case error(String)

    public var isEmpty: Bool {
        switch self {
        case .empty: true
        case .text(let text): text.allSatisfy(\.isWhitespace)
        default: false
        }
    }
}

/// A row that holds anything, with its number in the sheet, counted from 1.
public struct SheetRow: Sendable, Hashable {
    public let number: Int
    /// From column A on; what is missing at the end is empty.
    public let cells: [CellContent]

    public init(number: Int, cells: [CellContent]) {
        self.number = number
        self.cells = cells
    }
}

/// A rectangle of cells that were merged into one; the first holds the contents. Rows count from 1, columns from 0.
public struct MergedRange: Sendable, Hashable {
    public let rows: ClosedRange<Int>
    public let columns: ClosedRange<Int>

    public init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }
}

/// A sheet of a workbook.
public struct SheetContents: Sendable {
    public let name: String
    public let isHidden: Bool
    public let rows: [SheetRow]
    public let merges: [MergedRange]

    public init(name: String, isHidden: Bool, rows: [SheetRow], merges: [MergedRange]) {
        self.name = name
        self.isHidden = isHidden
        self.rows = rows
        self.merges = merges
    }
}

/// How much a workbook may hold: far above real tables, far below what would exhaust a small server.
public struct SpreadsheetLimits: Sendable, Hashable {
    /// Bytes of all parts together once unpacked.
    public var unpackedBytes = 400 << 20
    /// Unpacked bytes for each packed one, asked of parts above a megabyte.
    public var packingRatio = 400
    /// Cells of all sheets, counting the empty ones between filled ones.
    public var cells = 12_000_000

    public init() {}
}

/// A workbook of Office Open XML (.xlsx, .xlsm), read whole.
public struct SpreadsheetDocument: Sendable {
    /// In the order of their tabs; chart sheets are left out.
    public let sheets: [SheetContents]

    /// Whether the bytes are those of a spreadsheet program rather than a table of text, readable or not.
    public static func isSpreadsheet(_ data: Data) -> Bool {
        guard let kind = SpreadsheetFileKind(data) else { return false }
        return kind != .page
    }

    /// - Throws: `SpreadsheetReadingError` for every other kind of file, for a damaged or encrypted one, and for one
    ///   beyond the limits; it says what to do.
    public init(_ data: Data, limits: SpreadsheetLimits = SpreadsheetLimits()) throws(SpreadsheetReadingError) {
        if let kind = SpreadsheetFileKind(data), let refusal = kind.refusal { throw SpreadsheetReadingError(refusal) }
        let archive = try ZipArchive(data, limits: limits)
        guard archive.holds("[Content_Types].xml") || archive.holds("xl/workbook.xml"), !archive.holds("xl/workbook.bin") else {
            throw SpreadsheetReadingError(Self.foreignArchive(archive))
        }
        let parts = try WorkbookParts(archive)
        var remaining = limits.cells
        var sheets: [SheetContents] = []
        for sheet in parts.sheets {
            guard let bytes = try archive.part(sheet.path) else { continue }
            let parser = SheetParser(strings: parts.strings, styles: parts.styles, isFrom1904: parts.isFrom1904, cellLimit: remaining)
            let contents = try parser.parse(bytes, part: sheet.name)
            remaining -= contents.cells
            sheets.append(SheetContents(name: sheet.name, isHidden: sheet.isHidden, rows: contents.rows, merges: contents.merges))
        }
        guard !sheets.isEmpty else { throw SpreadsheetReadingError("the workbook has no sheet with cells") }
        self.sheets = sheets
    }

    private static func foreignArchive(_ archive: ZipArchive) -> String {
        if archive.holds("content.xml"), archive.holds("mimetype") {
            return "this is an OpenDocument spreadsheet (.ods): open it and save it as .xlsx or CSV"
        }
        if archive.holds("xl/workbook.bin") { return "this is a binary workbook (.xlsb): open it and save it as .xlsx or CSV" }
        return "this is a packed file (.zip) without a workbook inside: unpack it and give the table itself"
    }
}

/// Why a workbook was not read.
public struct SpreadsheetReadingError: Error, Sendable, Equatable, LocalizedError {
    public let errorDescription: String?

    init(_ reason: String) { errorDescription = reason }
}

/// Kinds of files that are taken for workbooks, told apart by their first bytes.
enum SpreadsheetFileKind: Equatable {
    case zip
    /// BIFF: a workbook before 2007.
    case old
    case encrypted
    /// A page of HTML or XML that was given the ending .xls.
    case page
    case xml2003

    init?(_ data: Data) {
        if data.starts(with: [0x50, 0x4B, 0x03, 0x04]) || data.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            self = .zip
        } else if data.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            let stream = Data("EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
            self = data.range(of: stream) == nil ? .old : .encrypted
        } else if data.starts(with: [0x09, 0x08]) || data.starts(with: [0x09, 0x04]) || data.starts(with: [0x09, 0x02]) {
            self = .old
        } else {
            let start = String(decoding: data.prefix(1_000), as: UTF8.self).lowercased()
                .trimmingCharacters(in: CharacterSet.whitespacesAndNewlines.union(CharacterSet(charactersIn: "\u{FEFF}")))
            if start.hasPrefix("<?xml"), start.contains("office:spreadsheet") {
                self = .xml2003
            } else if ["<html", "<!doctype html", "<table", "<head", "<meta"].contains(where: start.hasPrefix)
                || (start.hasPrefix("<?xml") && start.contains("<html"))
            {
                self = .page
            } else {
                return nil
            }
        }
    }

    /// Why a file of this kind is not read; nil for the one that is.
    var refusal: String? {
        let advice = "open it in a spreadsheet program and save it as .xlsx or CSV"
        return switch self {
        case .zip: nil
        case .old: "this is an old workbook (.xls, before 2007): \(advice)"
        case .encrypted: "the workbook is protected by a password: \(advice) without one"
        case .page: "this is a web page with the ending of a spreadsheet: \(advice)"
        case .xml2003: "this is an XML Spreadsheet 2003: \(advice)"
        }
    }
}
