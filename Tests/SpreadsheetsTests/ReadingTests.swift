// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spreadsheets
import Testing

@Suite struct ReadingTests {
    private func rows(_ xml: String, strings: String? = nil, styles: String? = nil, properties: String = "") throws -> [SheetRow] {
        let workbook = HandMadeWorkbook(sheets: [("Dane", nil, xml)], strings: strings, styles: styles, workbookProperties: properties)
        return try SpreadsheetDocument(workbook.data()).sheets[0].rows
    }

    private func refusal(_ data: Data, limits: SpreadsheetLimits = SpreadsheetLimits()) -> String {
        do {
            _ = try SpreadsheetDocument(data, limits: limits)
            Issue.record("the file was read")
            return ""
        } catch {
            return error.errorDescription ?? ""
        }
    }

    @Test func textsOfAllKinds() throws {
        let rows = try rows(
            #"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>po</t></r><r><t xml:space="preserve">wiat </t></r></is></c><c r="D1" t="str"><f aca="false">A1&amp;"x"</f><v>Kodx</v></c></row></sheetData>"#,
            strings: #"<si><t>Kod</t></si><si><r><rPr><b/></rPr><t>Na</t></r><r><t>zwa_x000D_</t></r><rPh sb="0" eb="1"><t>obce</t></rPh></si>"#)
        #expect(rows == [SheetRow(number: 1, cells: [.text("Kod"), .text("Nazwa"), .text("powiat "), .text("Kodx")])])
    }

    @Test func numbersPercentDatesBooleansAndErrors() throws {
        let styles =
            #"<numFmts count="4"><numFmt numFmtId="164" formatCode="General"/><numFmt numFmtId="165" formatCode="[$-415]d\ mmmm\ yyyy;@"/><numFmt numFmtId="166" formatCode="0000000"/><numFmt numFmtId="167" formatCode="0.0&quot; d&quot;"/></numFmts>"#
            + #"<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs>"#
        let rows = try rows(
            #"<sheetData><row r="3"><c r="A3"><v>12.5</v></c><c r="B3" s="1"><v>0.125</v></c><c r="C3" s="2"><v>45291</v></c><c r="D3" s="3"><v>45291.75</v></c><c r="E3" s="4"><v>201011</v></c><c r="F3" s="5"><v>3</v></c><c r="H3" t="b"><v>1</v></c><c r="I3" t="e"><v>#N/A</v></c><c r="J3" t="d"><v>2023-12-31T00:00:00</v></c><c r="K3"><v>1.0E-3</v></c></row></sheetData>"#,
            styles: styles)
        let day = CellContent.date(year: 2023, month: 12, day: 31)
        let expected: [CellContent] = [
            .number(12.5, isPercent: false), .number(0.125, isPercent: true), day, day, .text("0201011"), .number(3, isPercent: false), .empty,
            .boolean(true), .error("#N/A"), day, .number(0.001, isPercent: false),
        ]
        #expect(rows == [SheetRow(number: 3, cells: expected)])
    }

    @Test(arguments: [("", 61, 1900, 3, 1), ("", 59, 1900, 2, 28), ("", 1, 1900, 1, 1), (#"<workbookPr date1904="1"/>"#, 43_829, 2023, 12, 31)])
    func daysOfBothCalendars(_ properties: String, _ serial: Int, _ year: Int, _ month: Int, _ day: Int) throws {
        let rows = try rows(
            #"<sheetData><row r="1"><c r="A1" s="1"><v>\#(serial)</v></c></row></sheetData>"#,
            styles: #"<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#, properties: properties)
        #expect(rows[0].cells == [.date(year: year, month: month, day: day)])
    }

    @Test func rowsAndCellsWithoutReferencesFollowEachOther() throws {
        let rows = try rows(
            "<x:sheetData xmlns:x='u'><x:row><x:c><x:v>1</x:v></x:c><x:c/><x:c><x:v>3</x:v></x:c></x:row><x:row r='7'><x:c><x:v>2</x:v></x:c></x:row><x:row/></x:sheetData>")
        #expect(rows.map(\.number) == [1, 7])
        #expect(rows[0].cells == [.number(1, isPercent: false), .empty, .number(3, isPercent: false)])
    }

    @Test func mergesHiddenSheetsAndNames() throws {
        let xml = #"<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="B2:D3"/></mergeCells>"#
        let workbook = HandMadeWorkbook(sheets: [("OPIS", "hidden", xml), ("TABLICA &amp; 1", nil, xml)])
        let sheets = try SpreadsheetDocument(workbook.data()).sheets
        #expect(sheets.map(\.name) == ["OPIS", "TABLICA & 1"])
        #expect(sheets.map(\.isHidden) == [true, false])
        #expect(sheets[0].merges == [MergedRange(rows: 2...3, columns: 1...3)])
    }

    @Test func otherFilesAreNamed() {
        let old = Data([0xD0, 0xCF, 0x11, 0xE0]) + Data(count: 600)
        #expect(refusal(old).contains("old workbook"))
        let encrypted = old + Data("EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        #expect(refusal(encrypted).contains("password"))
        #expect(refusal(Data("<html><table><tr><td>1</td></tr></table></html>".utf8)).contains("web page"))
        #expect(refusal(Data(#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">"#.utf8)).contains("2003"))
        var ods = HandMadeWorkbook(sheets: [])
        ods.parts = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")]
        #expect(refusal(ods.data()).contains(".ods"))
        ods.parts = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<a/>")]
        #expect(refusal(ods.data()).contains("no workbook"))
        ods.parts = [("readme.txt", "text")]
        #expect(refusal(ods.data()).contains("without a workbook"))
    }

    @Test func damagedFilesAreRefused() throws {
        let whole = HandMadeWorkbook(sheets: [("Dane", nil, #"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#)]).data()
        for length in stride(from: 4, to: whole.count - 1, by: 97) {
            // A file that was cut off has lost its directory.
            #expect(refusal(whole.prefix(length)).contains("save it anew") || refusal(whole.prefix(length)).contains("complete"))
        }
        let broken = HandMadeWorkbook(sheets: [("Dane", nil, "<sheetData><row></sheetData>")]).data()
        #expect(refusal(broken).contains("damaged"))
        var declared = HandMadeWorkbook(sheets: [("Dane", nil, "<sheetData/>")])
        declared.parts[1].text = #"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>"#
        #expect(refusal(declared.data()).contains("document type"))
    }

    @Test func limitsHold() throws {
        let far = HandMadeWorkbook(
            sheets: [("Dane", nil, "<sheetData>" + (1...2_000).map { #"<row r="\#($0)"><c r="XFD\#($0)"><v>1</v></c></row>"# }.joined() + "</sheetData>")])
        #expect(refusal(far.data()).contains("more cells"))
        var limits = SpreadsheetLimits()
        limits.unpackedBytes = 10_000
        #expect(refusal(far.data(), limits: limits).contains("unpacks to more than"))
        // A part that claims to be far larger than what is packed.
        let claimed = HandMadeWorkbook(sheets: [("Dane", nil, "<sheetData/>")]).data(claiming: ["xl/worksheets/sheet1.xml": 300 << 20])
        #expect(refusal(claimed).contains("packed suspiciously tight"))
        #expect(refusal(HandMadeWorkbook(sheets: [("Dane", nil, #"<sheetData><row r="9999999"/></sheetData>"#)]).data()).contains("1048576"))
        #expect(refusal(HandMadeWorkbook(sheets: [("Dane", nil, #"<sheetData><row r="1"><c r="ZZZ1"/></row></sheetData>"#)]).data()).contains("16384"))
    }

    @Test func everyMutationOfAWorkbookEndsInAMessageOrATable() throws {
        let whole = HandMadeWorkbook(
            sheets: [("Dane", nil, #"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45291</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#)],
            strings: "<si><t>Kod</t></si>", styles: #"<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#
        ).data()
        var generator = SeededGenerator(state: 17)
        for _ in 0..<600 {
            var data = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                data[Int.random(in: 0..<data.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            do { _ = try SpreadsheetDocument(data) } catch { #expect(error.errorDescription?.isEmpty == false) }
        }
    }
}

/// The same numbers in every run (xorshift64*).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
