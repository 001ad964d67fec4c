// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

@Suite("Forms of the TERC register")
struct RegisterFormsTests {
    /// The fixture as the XML that the statistics office hands out.
    private func xml(columnsAsElements: Bool, stanNa: Bool = true) throws -> String {
        let lines = try IntakeFixtures.text("terc.csv").split(whereSeparator: \.isNewline).map(String.init)
        let names = lines[0].split(separator: ";").map(String.init)
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<teryt>\n<catalog name=\"TERC\" type=\"all\" date=\"2026-01-01\">\n"
        for line in lines.dropFirst() {
            let fields = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            text += "<row>\n"
            for (name, field) in zip(names, fields) where stanNa || name != "STAN_NA" {
                text += columnsAsElements ? "<\(name)>\(field)</\(name)>\n" : "<col name=\"\(name)\">\(field)</col>\n"
            }
            text += "</row>\n"
        }
        return text + "</catalog>\n</teryt>\n"
    }

    private func read(_ text: String, file: String = "TERC.xml") throws -> TERCRegister {
        try #require(try TERCRegister.read(Data(text.utf8), file: file).accepted.first)
    }

    @Test("XML of both forms gives what the table gives", arguments: [(false, true), (true, true), (true, false)])
    func xmlIsRead(columnsAsElements: Bool, stanNa: Bool) throws {
        let table = try read(IntakeFixtures.text("terc.csv"), file: "terc.csv")
        let found = try read(xml(columnsAsElements: columnsAsElements, stanNa: stanNa))
        #expect(found.units == table.units)
        #expect(found.date == table.date)
        #expect(found.districtCount == table.districtCount && found.delegaturaCount == table.delegaturaCount)
    }

    @Test("damaged XML is refused with its line")
    func damagedXML() throws {
        let text = try xml(columnsAsElements: false)
        let cut = rejected { try TERCRegister.read(Data(text.prefix(text.count / 2).utf8), file: "TERC.xml") }
        #expect(cut.count == 1 && cut[0].line > 10 && cut[0].reason.contains("cut off"), "\(cut)")
        let other = rejected { try TERCRegister.read(Data("<html><body/></html>".utf8), file: "TERC.xml") }
        #expect(other.first?.reason.contains("no <row>") == true)
        let bad = rejected { try TERCRegister.read(Data(text.replacing(">10<", with: ">11<").utf8), file: "TERC.xml") }
        #expect(bad.first?.reason.contains("województwo") == true)
    }

    /// Foundation's parser ended the process at some of these: prefixes without names, attributes twice, entities of nowhere.
    @Test("XML with any byte wrong is read or refused")
    func everyByteWrong() throws {
        let row = "<row>\n<col name=\"WOJ\">02</col><a:NAZWA xmlns:a=\"b\" a:c=\"d\">DOLNO&#346;L&#x104;SKIE</a:NAZWA><STAN_NA>2026-01-01</STAN_NA>\n</row>\n"
        let text = Array("<?xml version=\"1.0\"?><teryt><catalog name=\"TERC\" date=\"2026-01-01\"><!-- -->\(row)<![CDATA[ ]]></catalog></teryt>".utf8)
        #expect(try read(String(decoding: text, as: UTF8.self)).units.count == 1)
        var refused = 0
        for place in text.indices {
            for byte in Array("<>&:\"=/ x".utf8) + [0, 0xFF] {
                var wrong = text
                wrong[place] = byte
                do throws(IntakeRefusal) { _ = try TERCRegister.read(Data(wrong), file: "TERC.xml") } catch {
                    refused += 1
                    #expect(error.report.rejected.allSatisfy { !$0.reason.isEmpty })
                }
            }
        }
        #expect(refused > text.count)
    }

    @Test("the official variant lists urban-rural gminas beside their parts, or alone; a byte order mark does not matter")
    func officialVariant() throws {
        let text = try IntakeFixtures.text("terc.csv")
        let row = "10;01;03;4;Zelów;miasto;2026-01-01\r\n"
        try #require(text.contains(row))
        let beside = text.replacing(row, with: "10;01;03;3;Zelów;gmina miejsko-wiejska;2026-01-01\r\n" + row)
        let table = try read(text, file: "terc.csv")
        #expect(try read(beside, file: "official.csv").units == table.units)
        #expect(try read("\u{FEFF}" + beside, file: "official.csv").units == table.units)
        let alone = text.replacing(row, with: "10;01;03;3;Zelów;gmina miejsko-wiejska;2026-01-01\r\n")
            .replacing("10;01;03;5;Zelów;obszar wiejski;2026-01-01\r\n", with: "")
        #expect(try read(alone, file: "official.csv").units == table.units)
        let wrong = text.replacing(row, with: "10;01;03;2;Zelów;gmina wiejska;2026-01-01\r\n" + row)
        #expect(rejected { try TERCRegister.read(Data(wrong.utf8), file: "x.csv") }.first?.reason.contains("of another kind") == true)
    }
}

@Suite("Tables of changes")
struct ChangeTableTests {
    private func read(_ text: String) throws -> [RecordedChange] {
        try ChangeTable.read(Data(text.utf8), file: "changes.csv").accepted
    }

    @Test("rows with days, units and shares")
    func rows() throws {
        let found = try read("date,kind,from,to,share\n2025-01-01,split,120705,1207132,0.4\n2025-01-01,renamed,221208,,\n")
        #expect(found.map { "\($0.day) \($0.kind.rawValue) \($0.from?.stem ?? "") \($0.to?.stem ?? "") \($0.share ?? 0)" } == [
            "2025-01-01 split 120705 120713 0.4", "2025-01-01 renamed 221208  0.0",
        ])
        #expect(try read("date;kind;from;to;share\n2025-01-01;merged;120705;120713;34,5%\n").first?.share == 0.345)
    }

    @Test(
        "bad rows are refused with their line",
        arguments: [
            ("2025,split,120705,120713,0.4", "no day"), ("2025-01-01,moved,120705,120713,0.4", "not known"),
            ("2025-01-01,split,120705,,0.4", "two gminas"), ("2025-01-01,split,1207,1208,0.4", "two gminas"),
            ("2025-01-01,split,120705,120713,1.4", "share"), ("2025-01-01,split,120705,120713,0", "share"),
            ("2025-01-01,created,120705,,", "in to"), ("2025-01-01,abolished,,120705,", "in from"),
            ("2025-01-01,renamed,120705,120713,", "keeps its code"), ("2025-01-01,split,999999,120713,", "not a TERC code"),
        ])
    func refused(row: String, reason: String) {
        expectRefusal(line: 2, reason) { try read("date,kind,from,to,share\n\(row)\n") }
    }

    @Test("shares of a unit add up to at most one")
    func tooMuch() {
        expectRefusal(line: 3, "add up to more than 1") {
            try read("date,kind,from,to,share\n2025-01-01,split,120705,120713,0.6\n2025-01-01,split,120705,120714,0.6\n")
        }
    }

    @Test("a history takes the rows; the atlas's own table of changes keeps the units and shares")
    func roundTrip() throws {
        let register = try #require(try TERCRegister.read(IntakeFixtures.data("terc.csv"), file: "terc.csv").accepted.first)
        let earlier = try #require(
            try EarlierDivision.read(IntakeFixtures.data("gminas-earlier.geojson"), file: "x.geojson", date: Period("2021-01-01")).accepted.first)
        let rows = try read("date,kind,from,to,share\n2024-01-01,split,100104,100105,0.25\n2023-01-01,merged,100106,100101,\n")
        let history = try TerritoryHistory(register: register, earlier: earlier, recorded: rows)
        let told = history.changes.filter { !$0.parts.isEmpty }.map { "\($0.code.stem) \($0.kind.rawValue) \($0.notBefore) \($0.parts.map { "\($0.code.stem) \($0.share ?? 0)" })" }
        #expect(told == [
            "100101 merged 2023-01-01 [\"100106 0.0\"]", "100104 split 2024-01-01 [\"100105 0.25\"]",
            "100105 created 2024-01-01 [\"100104 0.25\"]", "100106 abolished 2023-01-01 [\"100101 0.0\"]",
        ])
        #expect(history.units.first { $0.code.stem == "100105" }?.validFrom?.text == "2024-01-01")
        let text = TerritoryTables.write(history.changes)
        let back = try TerritoryTables.changes(Data(text.utf8), file: "changes.csv", units: history.units).accepted
        #expect(back == history.changes)
        let older = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).dropLast().joined(separator: ",") }
            .joined(separator: "\n")
        #expect(try TerritoryTables.changes(Data(older.utf8), file: "changes.csv", units: history.units).accepted.count == history.changes.count)
    }
}
