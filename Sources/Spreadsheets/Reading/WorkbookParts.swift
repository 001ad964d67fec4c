// SPDX-License-Identifier: Apache-2.0

import Foundation
import Markup

/// What the sheets of a workbook share: names and places of the sheets, texts, formats of numbers.
/// Parts are those of ECMA-376 part 1, chapter 18 (SpreadsheetML).
struct WorkbookParts {
    struct Sheet {
        let name: String
        let path: String
        let isHidden: Bool
    }

    let sheets: [Sheet]
    let strings: [String]
    let styles: [CellStyle]
    /// Days count from 1 January 1904 (old Macintosh files), not from 31 December 1899.
    let isFrom1904: Bool

    init(_ archive: ZipArchive) throws(SpreadsheetReadingError) {
        var workbookPath = "xl/workbook.xml"
        if let relations = try archive.part("_rels/.rels") {
            let main = try RelationsParser.read(relations, part: "_rels/.rels").values.first { $0.type.hasSuffix("/officeDocument") }
            if let main { workbookPath = Self.resolved(main.target, beside: "") }
        }
        guard let workbook = try archive.part(workbookPath) else {
            throw SpreadsheetReadingError("the packed file has no workbook inside: is it an .xlsx file?")
        }
        let folder = workbookPath.split(separator: "/").dropLast().joined(separator: "/")
        let name = workbookPath.split(separator: "/").last.map(String.init) ?? ""
        let relationsPath = (folder.isEmpty ? "" : folder + "/") + "_rels/\(name).rels"
        let relations = try archive.part(relationsPath).map { data throws(SpreadsheetReadingError) in try RelationsParser.read(data, part: relationsPath) } ?? [:]
        let list = WorkbookParser()
        try list.run(workbook, part: workbookPath)
        isFrom1904 = list.isFrom1904
        sheets = list.sheets.enumerated().compactMap { index, sheet in
            let relation = relations[sheet.relation]
            if let relation, !relation.type.hasSuffix("/worksheet") { return nil }
            let path = relation.map { Self.resolved($0.target, beside: folder) } ?? "\(folder)/worksheets/sheet\(index + 1).xml"
            return Sheet(name: sheet.name, path: path, isHidden: sheet.isHidden)
        }
        func path(_ kind: String, _ fallback: String) -> String {
            relations.values.first { $0.type.hasSuffix(kind) }.map { Self.resolved($0.target, beside: folder) } ?? "\(folder)/\(fallback)"
        }
        let texts = SharedStringsParser()
        if let data = try archive.part(path("/sharedStrings", "sharedStrings.xml")) { try texts.run(data, part: "shared strings") }
        strings = texts.strings
        let formats = StylesParser()
        if let data = try archive.part(path("/styles", "styles.xml")) { try formats.run(data, part: "styles") }
        styles = formats.styles
    }

    /// A target of a relation as a path in the archive.
    private static func resolved(_ target: String, beside folder: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var parts = folder.split(separator: "/").map(String.init)
        for part in target.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }
}

/// A parser of one part.
class PartParser: MarkupReader {
    var failure: SpreadsheetReadingError? {
        didSet { isDone = failure != nil }
    }

    func run(_ data: Data, part: String) throws(SpreadsheetReadingError) {
        do throws(MarkupScanner.Fault) { try MarkupScanner(data).scan(self) } catch {
            throw SpreadsheetReadingError("the part “\(part)” of the workbook is damaged at its line \(error.line) (\(error.reason)): save the workbook anew")
        }
        if let failure { throw failure }
    }

    /// `_x000D_` stands for characters that XML cannot hold (ECMA-376, 22.9.2.19).
    static func unescaped(_ text: String) -> String {
        guard text.contains("_x") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.range(of: "_x") {
            result += rest[..<start.lowerBound]
            let code = rest[start.upperBound...].prefix(4)
            let after = rest.index(start.upperBound, offsetBy: 4, limitedBy: rest.endIndex)
            if code.count == 4, let after, after < rest.endIndex, rest[after] == "_", let value = UInt32(code, radix: 16), let scalar = Unicode.Scalar(value) {
                if value >= 0x20 || value == 9 || value == 10 { result.unicodeScalars.append(scalar) }
                rest = rest[rest.index(after: after)...]
            } else {
                result += rest[start]
                rest = rest[start.upperBound...]
            }
        }
        return result + rest
    }
}

private final class WorkbookParser: PartParser {
    var sheets: [(name: String, relation: String, isHidden: Bool)] = []
    var isFrom1904 = false

    override func start(_ element: Substring, _ attributes: MarkupAttributes) {
        switch element {
        case "workbookPr": isFrom1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
        case "sheet":
            let relation = attributes.local("id") ?? ""
            let state = attributes["state"] ?? "visible"
            sheets.append((attributes["name"] ?? "", relation, state != "visible"))
        default: break
        }
    }
}

private final class RelationsParser: PartParser {
    private var relations: [String: (type: String, target: String)] = [:]

    static func read(_ data: Data, part: String) throws(SpreadsheetReadingError) -> [String: (type: String, target: String)] {
        let parser = RelationsParser()
        try parser.run(data, part: part)
        return parser.relations
    }

    override func start(_ element: Substring, _ attributes: MarkupAttributes) {
        guard element == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else { return }
        relations[id] = (attributes["Type"] ?? "", target)
    }
}

/// Texts that cells name by their number; those of Asian pronunciation are left out.
private final class SharedStringsParser: PartParser {
    var strings: [String] = []
    private var current = ""
    private var isPhonetic = false

    override func start(_ element: Substring, _ attributes: MarkupAttributes) {
        switch element {
        case "si": current = ""
        case "rPh": isPhonetic = true
        case "t":
            text = ""
            isGathering = !isPhonetic
        default: break
        }
    }

    override func end(_ element: Substring) {
        switch element {
        case "t":
            if isGathering { current += text }
            isGathering = false
        case "rPh": isPhonetic = false
        case "si": strings.append(Self.unescaped(current))
        default: break
        }
    }
}

/// The formats of numbers, by the style numbers of cells.
private final class StylesParser: PartParser {
    var styles: [CellStyle] = []
    private var formats: [Int: String] = [:]
    private var isInCellFormats = false

    override func start(_ element: Substring, _ attributes: MarkupAttributes) {
        switch element {
        case "numFmt":
            if let id = attributes["numFmtId"].flatMap({ Int($0) }) { formats[id] = attributes["formatCode"] }
        case "cellXfs": isInCellFormats = true
        case "xf" where isInCellFormats:
            let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            styles.append(CellStyle(format: id, code: formats[id]))
        default: break
        }
    }

    override func end(_ element: Substring) {
        if element == "cellXfs" { isInCellFormats = false }
    }
}
