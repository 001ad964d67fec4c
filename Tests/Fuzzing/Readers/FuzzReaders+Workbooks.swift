// SPDX-License-Identifier: Apache-2.0

import Foundation
import Intake

/// Workbooks, as packed files and as the parts inside these.
extension FuzzReader {
    private static let words = [
        "<row r=\"2\">", "<c r=\"B2\" t=\"s\"><v>0</v></c>", "<c r=\"XFD1048576\">", "<c r=\"A1\" t=\"inlineStr\"><is><t>Kod</t></is></c>", "<mergeCell ref=\"A1:B2\"/>", "<mergeCell ref=\"A1:XFD1048576\"/>",
        "<si><t>Nazwa</t></si>", "t=\"b\"", "t=\"e\"", "t=\"d\"", "s=\"1\"", "_x000D_", "_xD800_", "<numFmt numFmtId=\"164\" formatCode=\"yyyy-mm\"/>", "<xf numFmtId=\"14\"/>", "r:id=\"rId1\"", "xml:space=\"preserve\"",
        "date1904=\"1\"", "PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}",
    ]

    private static var parts: [String: Data] {
        let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        return [
            "_rels/.rels": "<Relationships><Relationship Id=\"r\" Type=\"\(kind)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            "xl/workbook.xml": "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook \(main)><workbookPr date1904=\"0\"/><sheets><sheet name=\"Dane\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id=\"rId1\" Type=\"\(kind)/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"\(kind)/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"\(kind)/styles\" Target=\"styles.xml\"/></Relationships>",
            "xl/sharedStrings.xml": "<sst \(main)><si><t>Kod</t></si><si><t>Nazwa</t></si><si><r><t>stopa </t></r><r><t xml:space=\"preserve\">[%] &amp; 2021</t></r></si><si><t>Powiat bocheński</t></si></sst>",
            "xl/styles.xml": "<styleSheet \(main)><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
            "xl/worksheets/sheet1.xml": "<worksheet \(main)><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>1201000</t></is></c><c r=\"B2\" t=\"s\"><v>3</v></c><c r=\"C2\" s=\"1\"><v>5.25</v></c></row><row r=\"3\"><c r=\"A3\"><v>1202000</v></c><c r=\"C3\" s=\"2\"><v>44197</v></c></row></sheetData><mergeCells><mergeCell ref=\"A5:C5\"/></mergeCells></worksheet>",
        ].mapValues(Data.init(text:))
    }

    static func valuesWorkbook() throws -> FuzzReader {
        let reader = try valueReader()
        return FuzzReader("values-xlsx", seeds: [try StoredZip.data(parts)], words: words) { data in
            try reader.read(data, file: "tabela.xlsx").checked(partial: false)
        }
    }

    /// The parts are packed again after they were changed, so that what is inside is reached.
    static func valuesWorkbookParts() throws -> FuzzReader {
        let reader = try valueReader()
        let seed = FileBundle.data(parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        return FuzzReader("values-xlsx-parts", seeds: [seed], words: words) { data in
            let parts = FileBundle.parts(data).filter { !$0.key.isEmpty && !$0.key.contains("\0") }
            try reader.read(StoredZip.data(parts), file: "tabela.xlsx").checked(partial: false)
        }
    }
}
