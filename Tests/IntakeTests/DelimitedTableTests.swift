// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Intake
import Testing

private func table(_ text: String) throws -> DelimitedTable { try DelimitedTable(Data(text.utf8), file: "table.csv") }

@Suite("Tables of text")
struct DelimitedTableTests {
    @Test("line numbers count CRLF, LF, blank lines and lines inside quotation marks")
    func lineNumbers() throws {
        let read = try table("a,b\r\n1,\"two\r\nlines\"\r\n\r\n2,x\n3,\"\"\"q\"\"\"\n\n\n4,")
        #expect(read.header == ["a", "b"])
        #expect(read.rows.map(\.line) == [2, 5, 6, 9])
        #expect(read.rows.map { $0.fields.last ?? "" } == ["two\r\nlines", "x", "\"q\"", ""])
    }

    @Test("a byte order mark is not part of the first column")
    func byteOrderMark() throws {
        #expect(try table("\u{FEFF}a,b\n1,2\n").header == ["a", "b"])
        #expect(try table("\u{FEFF}\"a\",b\n1,2\n").header == ["a", "b"])
    }

    @Test("the empty last field before the end of the file stays")
    func lastField() throws {
        #expect(try table("a,b\n1,").rows.map(\.fields) == [["1", ""]])
        #expect(try table("a,b\n1,\"2\"").rows.map(\.fields) == [["1", "2"]])
    }

    @Test("a quotation mark that is never closed is refused where it opens")
    func unclosed() {
        expectRefusal(line: 3, "never closed") { try table("a,b\n1,2\n3,\"4\n5,6\n7,8\n") }
    }

    @Test(
        "a quotation mark inside a field is refused with the line",
        arguments: ["a,b\n1,2\n3,4\"5\n", "a,b\n1,2\n3,\"4\"5\n", "a,b\n\"1\",2\n3,\"4\"5\"\n"])
    func strayQuotes(text: String) {
        expectRefusal(line: 3, "quotation mark") { try table(text) }
    }

    @Test("bytes that are not UTF-8 are refused with the line")
    func encoding() {
        var data = Data("a,b\n1,2\n".utf8)
        data.append(contentsOf: [0xA3, 0xF3, 0x64, 0xBC, 0x2C, 0x31, 0x0A])
        expectRefusal(line: 3, "UTF-8") { try DelimitedTable(data, file: "table.csv") }
    }

    @Test("an empty file is refused", arguments: ["", "\n\n", "\u{FEFF}"])
    func empty(text: String) { expectRefusal(line: 1, "empty") { try table(text) } }

    @Test("columns are found by name, in any order; missing, unknown and repeated ones are refused")
    func columns() throws {
        #expect(try table("b,a\n1,2\n").positions(["a", "b"]) == [1, 0])
        expectRefusal(line: 1, "“c” is missing") { try table("a,b\n").positions(["a", "c"]) }
        expectRefusal(line: 2, "“b” is not known") { try table("\na,b\n").positions(["a"]) }
        expectRefusal(line: 1, "twice") { try table("a,a\n").positions(["a"]) }
        #expect(try table("a,b\n").positions(["a"], othersAllowed: true) == [0])
    }

    @Test("rows with too many or too few fields are rejected")
    func rowWidth() throws {
        var rows = try RowReader(Data("a,b\n1,2\n3\n4,5,6\n".utf8), file: "table.csv", columns: ["a", "b"])
        rows.forEach { _ in }
        #expect(rows.report.read == 3)
        #expect(rows.report.accepted == 1)
        #expect(rows.report.rejected.map(\.line) == [3, 4])
    }

    @Test("what is written is read back")
    func roundTrip() throws {
        let fields = [["plain", "with, comma"], ["with \"quotes\"", "two\nlines"], [" space before", "ąęł"], ["", "x"]]
        #expect(try table(TableWriter.table(["a", "b"], fields)).rows.map(\.fields) == fields)
    }
}

@Suite("Numbers of tables")
struct DecimalNumberTests {
    @Test("our numbers", arguments: [("0", 0.0), ("-1", -1), ("1234.5", 1234.5), ("0.001", 0.001), ("37019327", 37_019_327), ("007", 7)])
    func plain(text: String, value: Double) throws { #expect(try DecimalNumber.parse(text) == value) }

    @Test(
        "what is not one of our numbers",
        arguments: ["", "-", ".5", "5.", "1.2.3", "1e5", "nan", "inf", "+1", "0x10", " 1", "1 000", "1,5", "--1", "١", "9999999999999999999"])
    func notPlain(text: String) {
        #expect(throws: RowFault.self) { try DecimalNumber.parse(text) }
    }

    @Test("a decimal comma is named as such")
    func comma() {
        for text in ["1,5", "1 234,5", "-0,3"] {
            #expect { try DecimalNumber.parse(text) } throws: { ($0 as? RowFault)?.reason.contains("decimal comma") == true }
        }
        #expect { try DecimalNumber.parse("1,2,3") } throws: { ($0 as? RowFault)?.reason.contains("is not a number") == true }
    }

    @Test(
        "Polish numbers",
        arguments: [
            ("1 833,1", 1833.1), ("1\u{A0}151\u{A0}583", 1_151_583), ("2\u{202F}092,82", 2092.82), ("0,3", 0.3), ("16", 16), ("-1 000", -1000),
            (" 7,1 ", 7.1),
        ])
    func polish(text: String, value: Double) throws { #expect(try DecimalNumber.parsePolish(text) == value) }

    @Test("what is not a Polish number", arguments: ["", "1.5", "1 23", "1 2345", "12 34,5", "1,2,3", "a", "1  234", "1 234 5"])
    func notPolish(text: String) {
        #expect(throws: RowFault.self) { try DecimalNumber.parsePolish(text) }
    }

    @Test("what is written is read back", arguments: [0.0, -3, 12.5, 0.1, 1.0 / 3, 61.26040206, 123_456_789_012, 0.00001, 1e-7])
    func written(value: Double) throws {
        let read = try DecimalNumber.parse(DecimalNumber.write(value))
        #expect(abs(read - value) <= 1e-12)
    }
}
