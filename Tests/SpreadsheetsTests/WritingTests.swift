// SPDX-License-Identifier: Apache-2.0

import Foundation
import Spreadsheets
import Testing

@Suite struct WritingTests {
    @Test func whatIsWrittenIsReadBack() throws {
        let sheet = SpreadsheetSheet(
            name: "powiaty", columns: [SpreadsheetColumn("TERC"), SpreadsheetColumn("nazwa", width: 30), SpreadsheetColumn("2023")],
            rows: [
                [.text("0201"), .text("bolesławiecki"), .number(12.5, decimals: 1)], [.text("=1+1"), .empty, .number(.nan, decimals: 0)],
                [.date(year: 2023, month: 12, day: 31), .link("https://example.org/a?b=1&c=2", text: "źródło"), .number(-1_234_567.25, decimals: 2)],
                [.link("javascript:alert(1)", text: "nie"), .heading("razem"), .number(0, decimals: 0)],
            ], frozenColumns: 2)
        let notes = SpreadsheetSheet(name: "Opis: źródła/dane", columns: [SpreadsheetColumn(""), SpreadsheetColumn("", wrapsText: true)], rows: [[.heading("Źródło"), .text("GUS")]], hasHeader: false)
        let data = try SpreadsheetWriter.write([sheet, notes], properties: SpreadsheetProperties(title: "Tytuł ąę", created: 1_700_000_000))
        let read = try SpreadsheetDocument(data).sheets
        #expect(read.map(\.name) == ["powiaty", "Opis  źródła dane"])
        #expect(read[0].rows.map(\.number) == [1, 2, 3, 4, 5])
        #expect(read[0].rows[0].cells == [.text("TERC"), .text("nazwa"), .text("2023")])
        #expect(read[0].rows[1].cells == [.text("0201"), .text("bolesławiecki"), .number(12.5, isPercent: false)])
        #expect(read[0].rows[2].cells == [.text("=1+1")])
        #expect(read[0].rows[3].cells == [.date(year: 2023, month: 12, day: 31), .text("źródło"), .number(-1_234_567.25, isPercent: false)])
        #expect(read[0].rows[4].cells == [.text("nie"), .text("razem"), .number(0, isPercent: false)])
        #expect(read[1].rows[0].cells == [.text("Źródło"), .text("GUS")])
    }

    @Test func theSameContentsGiveTheSameBytes() throws {
        let sheet = SpreadsheetSheet(name: "a", columns: [SpreadsheetColumn("x")], rows: [[.number(1, decimals: 0)]])
        let properties = SpreadsheetProperties(title: "t", created: 1_700_000_000)
        let first = try SpreadsheetWriter.write([sheet], properties: properties)
        let second = try SpreadsheetWriter.write([sheet], properties: properties)
        #expect(first == second)
    }

    @Test func aLargeSheetGoesThroughTheFile() throws {
        let rows = (0..<30_000).map { row -> [SpreadsheetValue] in [.text("x\(row)")] + (0..<7).map { .number(Double(row * $0), decimals: 0) } }
        let data = try SpreadsheetWriter.write([SpreadsheetSheet(name: "dużo", columns: (0..<8).map { SpreadsheetColumn("k\($0)") }, rows: rows)])
        let read = try SpreadsheetDocument(data).sheets[0]
        #expect(read.rows.count == 30_001)
        #expect(read.rows[30_000].cells == [.text("x29999")] + (0..<7).map { .number(Double(29_999 * $0), isPercent: false) })
    }

    @Test func namesOfSheetsAreMadeFit() {
        let names = SpreadsheetWriter.sheetNames(["", "a", "A", "[x]*?", String(repeating: "ż", count: 40), String(repeating: "ż", count: 41), "'q'", "🙂" + String(repeating: "b", count: 31)])
        #expect(names == ["1", "a", "A (2)", "x", String(repeating: "ż", count: 31), String(repeating: "ż", count: 27) + " (2)", "q", "🙂" + String(repeating: "b", count: 29)])
        for name in names { #expect(name.utf16.count <= 31) }
    }

    @Test func whatDoesNotFitIsRefused() {
        #expect(throws: SpreadsheetWritingError.self) { try SpreadsheetWriter.write([]) }
        let long = SpreadsheetSheet(name: "a", columns: [SpreadsheetColumn("x")], rows: [[.text(String(repeating: "a", count: 40_000))]])
        #expect(throws: SpreadsheetWritingError.self) { try SpreadsheetWriter.write([long]) }
        let wide = SpreadsheetSheet(name: "a", columns: [], rows: [Array(repeating: .empty, count: 17_000)])
        #expect(throws: SpreadsheetWritingError.self) { try SpreadsheetWriter.write([wide]) }
    }
}
