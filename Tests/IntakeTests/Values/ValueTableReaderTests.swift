// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Spreadsheets
import Testing

@testable import Intake

@Suite struct ValueTableReaderTests {
    @Test func aTidyTableWithCommas() throws {
        let table = try ValueTables.read("teryt,rok,stopa [%]\n1201,2022,\"5,5\"\n1201,2023,6\n1202,2022,.\n")
        #expect(ValueTables.lines(table) == ["stopa 2022 1201 5.5", "stopa 2023 1201 6", "stopa 2022 1202 missing"])
        #expect(table.indicators[0].unit.polish == "%")
        #expect(table.indicators[0].decimals == 1)
        #expect(table.preview.levels == [.powiat: 2])
        try table.checked(partial: false)
    }

    @Test func aWideDownloadOfTheLocalDataBank() throws {
        let text =
            "\u{FEFF}Kod;Nazwa;\"ogółem;2014;[%]\";\"ogółem;2015;[%]\";\n0000000;POLSKA;7,5;6,5;\n0200000;DOLNOŚLĄSKIE;6,1;5,2;\n0201000;Powiat bolesławiecki;6,6;5,8;\n"
            + "0201011;Bolesławiec (1);4,8;;\n0201043;Nowogrodziec (3);5,0;4,1;\n0201044;Nowogrodziec - miasto (4);3,0;2,8;\n0201045;Nowogrodziec - obszar wiejski (5);6,0;5,8;\n"
        let table = try ValueTables.read(text, file: "RYNE_2392_CTAB_20240707161221.csv")
        try table.checked(partial: false)
        #expect(table.preview.leftOut.map(\.line) == [7, 8])
        #expect(table.sources[0].id == "bdl-p2392")
        #expect(table.sources[0].date.text == "2024-07-07")
        #expect(table.preview.levels == [.kraj: 1, .wojewodztwo: 1, .powiat: 1, .gmina: 2])
        #expect(table.observations.count == 10)
        #expect(ValueTables.lines(table).contains { $0.hasSuffix("2015 020101 missing") })
        #expect(ValueTables.lines(table).contains { $0.hasSuffix("2014 00 7.5") })
        #expect(table.preview.keyKind.contains("seven digits"))
    }

    @Test func monthsAndSeveralSeriesInHeadings() throws {
        let text = "Kod;Nazwa;\"styczeń;mężczyźni;2023;[osoba]\";\"luty;mężczyźni;2023;[osoba]\";\"styczeń;ogółem;2023;[osoba]\"\n1201000;Powiat bocheński;1;2;3\n1202000;Powiat brzeski;4;5;6\n"
        let table = try ValueTables.read(text)
        #expect(ValueTables.lines(table).prefix(3) == ["mezczyzni 2023-01 1201 1", "mezczyzni 2023-02 1201 2", "tabela-ogolem 2023-01 1201 3"])
        #expect(table.indicators[0].aggregation == .sum)
    }

    @Test func tidyDownloadWithDimensionsUnitsAndAttributes() throws {
        let text =
            "Kod;Nazwa;Płeć;Rok;Wartosc;Jednostka miary;Atrybut\n1201000;Powiat bocheński;kobiety;2022;10;osoba;\n1201000;Powiat bocheński;mężczyźni;2022;11;osoba;\n"
            + "1202000;Powiat brzeski;kobiety;2022;12;osoba;\n1202000;Powiat brzeski;mężczyźni;2022;0,013;tys. osób;\n"
        let table = try ValueTables.read(text)
        #expect(ValueTables.lines(table) == ["kobiety 2022 1201 10", "mezczyzni 2022 1201 11", "kobiety 2022 1202 12", "mezczyzni 2022 1202 13"])
    }

    @Test func theMonthlyTableOfUnemployment() throws {
        var rows: [[SpreadsheetValue]] = [
            [.text("TABL. 1A. LICZBA BEZROBOTNYCH ZAREJESTROWANYCH ORAZ STOPA BEZROBOCIA WEDŁUG POWIATÓW. STAN W KOŃCU KWIETNIA 2021 R.")], [],
            [.text("WOJ"), .text("POW"), .text("Województwa, powiaty"), .text("Bezrobotni zarejestrowani w tys."), .text("Stopa bezrobocia w %")],
            [.text("1"), .text("2"), .text("3"), .text("4"), .text("5")], [],
            [.text("0"), .text("00"), .text("POLSKA"), .number(1053.8, decimals: 1), .number(6.3, decimals: 1)],
            [.text("02"), .text("00"), .text("DOLNOŚLĄSKIE"), .number(73, decimals: 1), .number(5.8, decimals: 1)],
            [.text("02"), .text("01"), .text("bolesławiecki"), .number(1.7, decimals: 1), .number(5.3, decimals: 1)],
            [.text("02"), .text("61"), .text("m. Jelenia Góra"), .number(1.4, decimals: 1), .number(3.8, decimals: 1)],
        ]
        rows.append([.text("Źródło: opracowanie własne na podstawie sprawozdań.")])
        let sheets = [
            SpreadsheetSheet(name: "Tabl.1", columns: [], rows: [[.text("PL"), .text("nic")]], hasHeader: false),
            SpreadsheetSheet(name: "Tabl.1a", columns: [], rows: rows, hasHeader: false),
        ]
        let table = try ValueTables.read(SpreadsheetWriter.write(sheets), file: "Pow_04_2021.xlsx")
        try table.checked(partial: false)
        #expect(table.preview.mapping == "bezrobocie-powiaty")
        #expect(table.sources[0].publisher == "Główny Urząd Statystyczny")
        #expect(
            Set(ValueTables.lines(table)) == [
                "bezrobotni-zarejestrowani 2021-04 00 1053800", "stopa-bezrobocia-rejestrowanego 2021-04 00 6.3",
                "bezrobotni-zarejestrowani 2021-04 02 73000", "stopa-bezrobocia-rejestrowanego 2021-04 02 5.8",
                "bezrobotni-zarejestrowani 2021-04 0201 1700", "stopa-bezrobocia-rejestrowanego 2021-04 0201 5.3",
                "bezrobotni-zarejestrowani 2021-04 0261 1400", "stopa-bezrobocia-rejestrowanego 2021-04 0261 3.8",
            ])
        #expect(table.preview.leftOut.contains { $0.reason.contains("note") })
    }

    @Test func namesWithPowiatInManyForms() throws {
        let text = "Powiat;2023\nPowiat bocheński;1\nPowiat m. Kraków;2\nm. Nowy Sącz;3\npow. brzeski (woj. małopolskie);4\n"
        let reason = ValueTables.reason(text) { $0.unit = "osób" }
        #expect(reason.contains("line 5"))
        let table = try ValueTables.read("Województwo;Powiat;2023\nMAŁOPOLSKIE;Powiat bocheński;1\n;Powiat m. Kraków;2\n;brzeski;3\nOPOLSKIE;brzeski;4\n")
        #expect(table.observations.map(\.code.stem) == ["1201", "1261", "1202", "1601"])
        let gminas = try ValueTables.read("Nazwa;2023\nPowiat bocheński;10\nBochnia (1);1\nBochnia (2);2\ngm. Drwinia;3\nNowy Wiśnicz - miasto (4);1\nNowy Wiśnicz (3);4\n")
        #expect(gminas.observations.map(\.code.stem) == ["1201", "120101", "120102", "120103", "120106"])
        #expect(gminas.preview.leftOut.map(\.line) == [6])
    }

    @Test func namesUnderTheirVoivodeshipAndCandidates() throws {
        let table = try ValueTables.read("Jednostka;2023\nMAŁOPOLSKIE;100\nbrzeski;1\nbochenski;2\nOPOLSKIE;200\nbrzeski;3\nkrapkowcki;4\n")
        #expect(table.observations.map(\.code.stem) == ["12", "1202", "1201", "16", "1601"])
        #expect(table.preview.unmatched.first?.line == 7)
        #expect(table.preview.unmatched.first?.candidates.first?.contains("krapkowicki") == true)
        #expect(throws: IntakeRefusal.self) { try table.checked(partial: false) }
        try table.checked(partial: true)
    }

    // MARK: The bad inputs of the issue

    @Test func lostLeadingZerosAreRestored() throws {
        let table = try ValueTables.read("Kod;wartość;rok\n201011;5;2023\n201022;6;2023\n1201011;7;2023\n")
        #expect(table.observations.map(\.code.stem) == ["020101", "020102", "120101"])
        #expect(table.preview.warnings.contains { $0.contains("2 codes had lost their leading zeros (line 2") })
        let powiats = try ValueTables.read("TERC,2023\n201,1\n202,2\n1201,3\n")
        #expect(powiats.observations.map(\.code.stem) == ["0201", "0202", "1201"])
        let bank = try ValueTables.read("id,2023\n11212001000,1\n11212006000,2\n")
        #expect(bank.observations.map(\.code.stem) == ["1201", "1206"])
    }

    @Test func mixedUnitsAreRecognisedOrRefused() throws {
        let thousands = try ValueTables.read("TERC;Bezrobotni 2022 [osoba];Bezrobotni 2023 [tys. osób]\n1201;1500;1,4\n1202;2500;2,3\n")
        #expect(ValueTables.lines(thousands) == ["bezrobotni 2022 1201 1500", "bezrobotni 2023 1201 1400", "bezrobotni 2022 1202 2500", "bezrobotni 2023 1202 2300"])
        let promille = try ValueTables.read("TERC;udział;rok\n1201;12%;2023\n1202;130‰;2023\n1203;14%;2023\n")
        #expect(promille.observations.map(\.value) == [12, 13, 14])
        #expect(ValueTables.reason("TERC;udział;rok\n1201;12%;2023\n1202;13;2023\n1203;14%;2023\n").contains("line 3: column B: “13” has no %"))
        #expect(ValueTables.reason("TERC;2022;2023\n1201;15000;15,1\n1202;2500;2600\n1203;3500;3600\n").contains("line 2: "))
        #expect(ValueTables.reason("TERC;x [osoba] 2022;x [zł] 2023\n1201;1;2\n").contains("different units") == true)
    }

    @Test func duplicatedRowsAreNamed() throws {
        let same = try ValueTables.read("TERC;2023\n1201;1\n1202;2\n1201;1\n")
        try same.checked(partial: false)
        #expect(same.observations.count == 2)
        #expect(same.preview.leftOut.map(\.line) == [4])
        let reason = ValueTables.reason("TERC;2023\n1201;1\n1202;2\n1201;3\n")
        #expect(reason.contains("line 4: ") && reason.contains("line 2 already"))
        let tidy = ValueTables.reason("TERC;rok;liczba\n1201;2022;1\n1201;2023;1\n1202;2022;2\n1201;2022;3\n")
        #expect(tidy.contains("line 5: ") && tidy.contains("two different values for 2022: 1 in line 2 and 3 here"))
    }

    @Test func titlesFootnotesAndTotalsAreLeftOut() throws {
        let text =
            "Tablica 5. Bezrobotni w 2023 r.;;\n;;\nKod;Powiat;Bezrobotni\n1201;bocheński;100\n1202;brzeski;bd.\n;RAZEM;250\n;;\nŹródło: PUP;;\n* dane wstępne;;\n"
        let table = try ValueTables.read(text)
        try table.checked(partial: false)
        #expect(ValueTables.lines(table) == ["bezrobotni 2023 1201 100", "bezrobotni 2023 1202 missing"])
        #expect(table.preview.titles == ["Tablica 5. Bezrobotni w 2023 r."])
        #expect(table.preview.leftOut.map(\.line) == [6, 8, 9])
        #expect(table.preview.headerLines == 3...3)
    }

    @Test func mergedHeadings() throws {
        // A spreadsheet that was saved as text has lost its merging.
        let text = "Kod;Nazwa;Kobiety;;Mężczyźni;\n;;2022;2023;2022;2023\n1201;bocheński;1;2;3;4\n1202;brzeski;5;6;7;8\n"
        let expected = ["kobiety 2022 1201 1", "kobiety 2023 1201 2", "mezczyzni 2022 1201 3", "mezczyzni 2023 1201 4"]
        #expect(Array(ValueTables.lines(try ValueTables.read(text)).prefix(4)) == expected)
        let rows = text.split(separator: "\n").enumerated().map { index, line in
            GridRow(line: index + 1, cells: line.split(separator: ";", omittingEmptySubsequences: false).map { $0.isEmpty ? .empty : .text(String($0)) })
        }
        let merges = [MergedRange(rows: 1...1, columns: 2...3), MergedRange(rows: 1...1, columns: 4...5), MergedRange(rows: 1...2, columns: 0...0)]
        let header = HeaderRows(ValueGrid(sheet: "a", isHidden: false, rows: rows, merges: merges), firstData: 2, keyColumns: [0, 1], count: nil)
        #expect(header.headings == [["Kod"], ["Nazwa"], ["Kobiety", "2022"], ["Kobiety", "2023"], ["Mężczyźni", "2022"], ["Mężczyźni", "2023"]])
    }

    // MARK: Encodings, options, refusals

    @Test func encodings() throws {
        let text = "Kod;Powiat;Osoby żyjące w ubóstwie 2023\r\n1201;bocheński;1 234,5\r\n1202;brzeski;7\r\n"
        let windows: [Character: UInt8] = ["ż": 0xBF, "ą": 0xB9, "ó": 0xF3, "ń": 0xF1]
        let bytes = Data(text.flatMap { character in character == "\r\n" ? [13, 10] : [windows[character] ?? character.asciiValue ?? 63] })
        let wide = Data([0xFF, 0xFE]) + Data(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        for data in [Data(text.utf8), bytes, wide] {
            let table = try ValueTables.read(data, file: "t.csv")
            #expect(ValueTables.lines(table) == ["osoby-zyjace-w-ubostwie 2023 1201 1234.5", "osoby-zyjace-w-ubostwie 2023 1202 7"])
        }
        #expect(try ValueTables.read(bytes, file: "t.csv").preview.report.remarks.contains { $0.contains("Windows-1250") })
    }

    @Test func theUserOverrulesWhatWasRecognised() throws {
        let text = "a;b;c;d\n1201;7;1;2\n1202;8;3;4\n"
        let table = try ValueTables.read(text) { options in
            options.period = "2020-06"
            options.columns = ["b": "-", "C": "moj-wskaznik", "d": "drugi"]
            options.unit = "rodzin"
            options.publisher = "WUP"
            options.date = try? Period("2021")
            options.direction = .higherIsWorse
            options.decimals = 3
            options.source = "Moje źródło"
        }
        #expect(ValueTables.lines(table) == ["moj-wskaznik 2020-06 1201 1", "drugi 2020-06 1201 2", "moj-wskaznik 2020-06 1202 3", "drugi 2020-06 1202 4"])
        #expect(table.sources[0].id == "moje-zrodlo" && table.sources[0].publisher == "WUP" && table.sources[0].date.text == "2021")
        #expect(table.indicators.allSatisfy { $0.unit.polish == "rodzin" && $0.direction == .higherIsWorse && $0.decimals == 3 })
        let single = try ValueTables.read("TERC;2022;2023\n1201;1;2\n") { $0.indicator = "stopa" }
        #expect(ValueTables.lines(single) == ["stopa 2022 1201 1", "stopa 2023 1201 2"])
    }

    @Test(arguments: [
        ("a;b\n1;2\n", "line 1: no column names units"), ("TERC;x\n1201;1\n", "give it with --period"), ("TERC;2023\n9999;1\n1201;2\n1202;3\n", "line 2: the code 9999 is no unit"),
        ("TERC;2023\n1201;abc\n1202;2\n1203;3\n", "line 2: column B"), ("", "the file is empty"), (";;\n;;\n", "every cell is empty"),
        ("TERC;2023\n1201;#DZIEL/0!\n1202;3\n1203;3\n", "line 2: "), ("TERC;nazwa;2023\n1201;brzeski;1\n1202;chrzanowski;2\n1203;dąbrowski;3\n1204;gorlicki;4\n", "did the column of codes slip"),
        ("Kod;Nazwa;2023\n0201044;Nowogrodziec - miasto (4);1\n0201045;Nowogrodziec - obszar wiejski (5);2\n0201011;Bolesławiec (1);3\n", "only town and rural parts"),
        ("TERC,2023\n1201,\"1\n", "never closed"),
    ])
    func refusalsNameLineAndRemedy(_ text: String, _ expected: String) {
        let reason = ValueTables.reason(text)
        #expect(reason.contains(expected), "\(reason)")
    }

    @Test func knownIndicatorsKeepTheirDefinition() throws {
        let first = try ValueTables.read("TERC;Bezrobotni 2022\n1201;1\n", file: "bezrobotni.csv")
        var reader = try ValueTables.reader()
        reader.remember(first)
        let second = try reader.read(Data("TERC;Bezrobotni 2023\n1201;2\n".utf8), file: "bezrobotni.csv")
        #expect(second.indicators.isEmpty && second.preview.series[0].isKnown)
        let other = try reader.read(Data("TERC;Bezrobotni 2023\n1201;2\n".utf8), file: "inne.csv")
        #expect(other.indicators.map(\.id.text) == ["bezrobotni-inne"])
    }

    @Test func everyMappingOfTheCheckoutIsReadable() throws {
        let mappings = try ValueMapping.read(folder: IntakeFixtures.geoData.appendingPathComponent("mappings"))
        #expect(mappings.map(\.name) == ["bdl", "bezrobocie-powiaty", "ozps-zestawienie"])
        let text = "TERYT;Gmina;MIESZKAŃCY (w osobach) | ogółem;Bezrobotni ogółem;Bezrobotni długotrwale ogółem\n1201011;Bochnia;29 000;900;400\n"
        let table = try ValueTables.read(text, file: "ozps-2023.csv")
        #expect(ValueTables.lines(table) == ["ozps-mieszkancy 2023 120101 29000", "ozps-bezrobotni 2023 120101 900", "ozps-bezrobotni-dlugotrwale 2023 120101 400"])
    }

    @Test func mutatedTablesEndInATableOrAMessage() throws {
        let texts = [
            "Kod;Nazwa;\"ogółem;2014;[%]\";\"ogółem;2015;[%]\";\n0000000;POLSKA;7,5;6,5;\n0201000;Powiat bolesławiecki;6,6;5,8;\n0201043;Nowogrodziec (3);5,0;4,1;\nŹródło: GUS\n",
            "teryt,rok,stopa [%]\n1201,2022,\"5,5\"\n1201,2023,6\n1202,2022,.\n", "Województwo;Powiat;2023\nMAŁOPOLSKIE;Powiat bocheński;1\n;Powiat m. Kraków;2\n",
        ]
        var generator = SeededGenerator(state: 99)
        var refused = 0
        for round in 0..<300 {
            var bytes = Array(texts[round % texts.count].utf8)
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                case 2: bytes.insert(contentsOf: Array(";\n\"0".utf8.shuffled(using: &generator).prefix(2)), at: position)
                default: bytes.swapAt(position, Int.random(in: 0..<bytes.count, using: &generator))
                }
            }
            do {
                let table = try ValueTables.read(Data(bytes), file: "tabela.csv")
                try table.checked(partial: false)
            } catch let refusal as IntakeRefusal {
                refused += 1
                #expect(refusal.report.rejected.allSatisfy { !$0.reason.isEmpty })
            }
        }
        #expect(refused > 100)
    }
}

/// The same numbers in every run (xorshift64*).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
