// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Intake
import Testing

/// Polish letters in Windows-1250, for texts of tests.
func windows1250(_ text: String) -> Data {
    let letters: [Unicode.Scalar: UInt8] = [
        "ą": 0xB9, "ć": 0xE6, "ę": 0xEA, "ł": 0xB3, "ń": 0xF1, "ó": 0xF3, "ś": 0x9C, "ź": 0x9F, "ż": 0xBF, "Ą": 0xA5, "Ć": 0xC6, "Ę": 0xCA, "Ł": 0xA3,
        "Ń": 0xD1, "Ó": 0xD3, "Ś": 0x8C, "Ź": 0x8F, "Ż": 0xAF, "–": 0x96, "„": 0x84, "”": 0x94, "é": 0xE9, "\u{A0}": 0xA0,
    ]
    return Data(text.unicodeScalars.map { letters[$0] ?? UInt8(truncatingIfNeeded: $0.value) })
}

@Suite("Encodings and delimiters of tables")
struct TextEncodingTests {
    private static let text = "nazwa,miejscowość\nOśrodek „Źdźbło” – część,Łódź\nŻaczek,Świętochłowice\n"
    private func table(_ data: Data, delimiter: FieldDelimiter? = .comma) throws -> DelimitedTable {
        try DelimitedTable(data, file: "table.csv", delimiter: delimiter)
    }

    @Test("UTF-8, with and without its mark, UTF-16, Windows-1250: the same table")
    func encodings() throws {
        let utf16 = Array(Self.text.utf16)
        let little = Data([0xFF, 0xFE]) + Data(utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let big = Data([0xFE, 0xFF]) + Data(utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        let expected = [["Ośrodek „Źdźbło” – część", "Łódź"], ["Żaczek", "Świętochłowice"]]
        for (data, remark) in [
            (Data(Self.text.utf8), nil), (Data([0xEF, 0xBB, 0xBF]) + Data(Self.text.utf8), nil), (little, "UTF-16"), (big, "UTF-16"),
            (windows1250(Self.text), "Windows-1250"),
        ] as [(Data, String?)] {
            let read = try table(data)
            #expect(read.header == ["nazwa", "miejscowość"])
            #expect(read.rows.map(\.fields) == expected)
            #expect(read.remarks.count == (remark == nil ? 0 : 1))
            if let remark { #expect(read.remarks.first?.contains(remark) == true) }
        }
    }

    @Test("the encoding stands in the report of a reader")
    func remark() throws {
        let rows = try RowReader(windows1250("a\nłąka\n"), file: "table.csv", columns: ["a"])
        #expect(rows.report.remarks == ["the encoding is Windows-1250: read as such"])
    }

    @Test(
        "bytes that are no Polish text in a known encoding are refused with their line",
        arguments: [
            ([0xA3, 0xF3, 0x64, 0xBC], "ISO 8859-2"), ([0xB1, 0xB6], "ISO 8859-2"), ([0xE9, 0xE8], "neither"), ([0x81], "neither"), ([0xF0, 0xE0, 0xE4], "neither"),
            ([0xB3, 0xC4, 0x85], "mixed"), ([0x00], "NUL"), ([0x01], "control character (U+0001)"), ([0x7F], "control character (U+007F)"), ([0xC2, 0x85], "U+0085"),
            ([0xEF, 0xBF, 0xBD], "lost"), ([0xC4, 0xB9, 0xE2, 0x80, 0x9A], "encoded twice"), ([0xC4, 0x82, 0xC5, 0x82], "encoded twice"), ([0xE2, 0x80, 0xA8], "U+2028"),
        ] as [([UInt8], String)])
    func damaged(bytes: [UInt8], reason: String) {
        let data = Data("a,b\n1,2\nx".utf8) + Data(bytes) + Data(",3\n4,5\n".utf8)
        expectRefusal(line: 3, reason) { try table(data) }
    }

    @Test("mixed encodings name both lines")
    func mixed() {
        let data = Data("a,b\n1,łąka\n".utf8) + windows1250("2,żaba\n")
        expectRefusal(line: 3, "those of line 2 are") { try table(data) }
    }

    @Test("UTF-16 without its mark, and cut off")
    func utf16() {
        let plain = Data("a,b\n1,2\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        expectRefusal(line: 1, "UTF-16 without its byte order mark") { try table(plain) }
        expectRefusal(line: 0, "middle of a character") { try table(Data([0xFF, 0xFE]) + plain + Data([0x31])) }
        expectRefusal(line: 2, "begins as UTF-16") { try table(Data([0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x00, 0xD8, 0x31, 0])) }
    }

    @Test(
        "files that are no text say what they are",
        arguments: [
            ([0x50, 0x4B, 0x03, 0x04, 0x14], ".xlsx"), ([0xD0, 0xCF, 0x11, 0xE0], ".xls"), (Array("%PDF-1.7".utf8), "PDF"), ([0x1F, 0x8B, 8], ".gz"),
            ([0x89, 0x50, 0x4E, 0x47], "picture"), (Array("SQLite format 3\u{0}".utf8), "database"),
        ] as [([UInt8], String)])
    func binary(bytes: [UInt8], reason: String) { expectRefusal(line: 1, reason) { try table(Data(bytes)) } }

    @Test("the header decides the delimiter, outside quotation marks")
    func delimiters() throws {
        for (text, remark) in [("a,b;c\n1,2;3\n", nil), ("a;b\n1,5;2\n", "semicolons"), ("a\tb\n1,5\t2\n", "tabs"), ("\"x,y,z\";b\n1;2\n", "semicolons"), ("a\n1\n", nil)] as [(String, String?)] {
            let read = try table(Data(text.utf8), delimiter: nil)
            #expect(read.header.count == (text == "a\n1\n" ? 1 : 2))
            #expect(read.remarks.count == (remark == nil ? 0 : 1))
            if let remark { #expect(read.remarks.first?.contains(remark) == true) }
        }
        #expect(try table(Data("a;b\n1;2\n".utf8)).header == ["a;b"])
    }

    @Test("rows of nothing but delimiters are blank lines")
    func blankRows() throws {
        let read = try table(Data("a,b\n,\n1,2\n , \n\"\",\"\"\n3,4".utf8))
        #expect(read.rows.map(\.line) == [3, 6])
    }

    @Test("spaces before fields and around quotation marks do not count; those inside do")
    func spaces() throws {
        #expect(try table(Data("a,b\n 1 , \" 2 \" \n".utf8)).rows.map(\.fields) == [["1 ", " 2 "]])
        #expect(try table(Data("a\tb\n1\t\n".utf8), delimiter: .tab).rows.map(\.fields) == [["1", ""]])
        #expect(try table(Data("a,b\r1,2\r".utf8)).rows.map(\.fields) == [["1", "2"]])
    }
}
