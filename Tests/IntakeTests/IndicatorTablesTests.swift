// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

private let sourceRows = """
    id,name_pl,name_en,publisher,url,date,licence_pl,licence_en
    spis,Spis,Census,GUS,https://example.org,2021-03-31,CC0,CC0
    raport,Raport,Report,ROPS,,2015,cytat,quoted

    """

private let catalogueRows = """
    id,topic_pl,topic_en,name_pl,name_en,unit_pl,unit_en,note_pl,note_en,source,direction,aggregation,decimals
    ludnosc,Ludność,Population,Ludność,Population,osób,people,Stan.,State.,spis,neutral,sum,0
    bezrobotni,Praca,Labour,Bezrobotni,Unemployed,osób,people,"Stan, na dzień.",State.,raport,higher-is-worse,sum,0
    stopa,Praca,Labour,Stopa,Rate,na 1000,per 1000,Iloraz.,A ratio.,raport,higher-is-worse,ratio:bezrobotni/ludnosc*1000,1
    lekarze,Zdrowie,Health,Lekarze,Physicians,na 10 tys.,per 10 thousand,Ze źródła.,As given.,raport,higher-is-better,none,1

    """

private func sources(_ text: String = sourceRows, partial: Bool = false) throws -> IntakeResult<Source> {
    try IndicatorTables.sources(Data(text.utf8), file: "sources.csv", partial: partial)
}

private func catalogue(_ text: String = catalogueRows, existing: [Indicator] = [], partial: Bool = false) throws -> IntakeResult<Indicator> {
    try IndicatorTables.catalogue(
        Data(text.utf8), file: "catalogue.csv", sources: try sources().accepted, existing: existing, partial: partial)
}

private func observations(_ rows: String, partial: Bool = false) throws -> IntakeResult<Observation> {
    try IndicatorTables.observations(
        Data(("indicator,period,code,value,flag\n" + rows).utf8), file: "observations.csv", indicators: try catalogue().accepted, partial: partial)
}

@Suite("Sources and catalogue")
struct CatalogueTests {
    @Test("good rows")
    func good() throws {
        let read = try sources().accepted
        #expect(read.map(\.id) == ["spis", "raport"])
        #expect(read[0].date.text == "2021-03-31")
        #expect(read[1].url == nil)
        let indicators = try catalogue().accepted
        #expect(indicators.map(\.id.text) == ["ludnosc", "bezrobotni", "stopa", "lekarze"])
        #expect(indicators[1].note.polish == "Stan, na dzień.")
        #expect(indicators[2].aggregation == .ratio(numerator: "bezrobotni", denominator: "ludnosc", factor: 1000))
        #expect(indicators[3].aggregation == Aggregation.none)
        #expect(indicators[3].decimals == 1)
    }

    @Test("aggregations are written as they are read", arguments: ["sum", "none", "ratio:aa/bb*100", "ratio:aa/b-2*0.5"])
    func aggregations(text: String) throws {
        #expect(IndicatorTables.text(of: try IndicatorTables.aggregation(text)) == text)
    }

    @Test(
        "bad sources",
        arguments: [
            ("raport,Raport", "spis,Raport", 3, "line 2 already"), ("raport,Raport", "Raport!,Raport", 3, "not the id of a source"),
            ("Raport,Report", "Raport,", 3, "name_en is empty"), ("ROPS", "", 3, "publisher is empty"),
            ("https://example.org", "example.org", 2, "https://"), ("2015,cytat", "czerwiec,cytat", 3, "not a period"),
            ("2015,cytat,quoted", "2015,cytat,", 3, "licence_en is empty"),
        ])
    func badSources(old: String, new: String, line: Int, reason: String) throws {
        try #require(sourceRows.contains(old))
        expectRefusal(line: line, reason) { try sources(sourceRows.replacing(old, with: new)) }
    }

    @Test(
        "bad indicators",
        arguments: [
            ("lekarze,Zdrowie", "ludnosc,Zdrowie", 5, "line 2 already"), ("lekarze,Zdrowie", "Lekarze,Zdrowie", 5, "not an indicator id"),
            ("lekarze,Zdrowie", "lekarze,", 5, "topic_pl is empty"), ("As given.,raport", ",raport", 5, "note_en is empty"),
            ("As given.,raport", "As given.,inne", 5, "source “inne”"), ("higher-is-better", "good", 5, "direction “good”"),
            ("none,1", "mean,1", 5, "aggregation “mean”"), ("none,1", "none,7", 5, "0…6"), ("none,1", "none,", 5, "0…6"),
            ("ratio:bezrobotni/ludnosc*1000", "ratio:bezrobotni/ludnosc", 4, "aggregation"),
            ("ratio:bezrobotni/ludnosc*1000", "ratio:bezrobotni*1000", 4, "aggregation"),
            ("ratio:bezrobotni/ludnosc*1000", "ratio:bezrobotni/ludnosc*0", 4, "aggregation"),
            ("ratio:bezrobotni/ludnosc*1000", "ratio:bezrobotni/mieszkancy*1000", 4, "“mieszkancy”, which is not in the catalogue"),
            ("ratio:bezrobotni/ludnosc*1000", "ratio:stopa/ludnosc*1000", 4, "stopa → stopa"),
            ("lekarze,Zdrowie,Health,Lekarze,Physicians", "lekarze,Zdrowie,Health,Lekarze", 5, "12 fields"),
        ])
    func badIndicators(old: String, new: String, line: Int, reason: String) throws {
        try #require(catalogueRows.contains(old))
        expectRefusal(line: line, reason) { try catalogue(catalogueRows.replacing(old, with: new)) }
    }

    @Test("a circle of two ratios is refused, and what is built on it too")
    func circle() throws {
        let text = catalogueRows.replacing("osób,people,Stan.,State.,spis,neutral,sum,0", with: "osób,people,Stan.,State.,spis,neutral,ratio:stopa/lekarze*1,0")
        let rows = rejected { try catalogue(text) }
        #expect(rows.map(\.line) == [2, 4])
        #expect(rows.first?.reason.contains("ludnosc → stopa → ludnosc") == true)
        let kept = try catalogue(text, partial: true)
        #expect(kept.accepted.map(\.id.text) == ["bezrobotni", "lekarze"])
        #expect(kept.report.accepted == 2)
        #expect(kept.report.rejected.count == 2)
    }

    @Test("parts of a ratio may be known before")
    func existing() throws {
        let known = try catalogue().accepted
        let row = "nowy,a,b,c,d,e,f,g,h,spis,neutral,ratio:lekarze/ludnosc*1,0\n"
        let header = catalogueRows.split(separator: "\n")[0] + "\n"
        #expect(try catalogue(header + row, existing: known).accepted.count == 1)
        expectRefusal(line: 2, "“lekarze”") { try catalogue(header + row) }
    }
}

@Suite("Observations")
struct ObservationReaderTests {
    @Test("values, flags, codes and periods")
    func good() throws {
        let result = try observations(
            """
            ludnosc,2021,0201,100,
            ludnosc,2021-03-31,0201011,0,derived
            ludnosc,2025,02,-1.5,forecast
            ludnosc,2021,0203,,

            ludnosc,2021,0202,,missing
            lekarze,2014-10,00,,not-applicable
            """)
        #expect(result.report.read == 6)
        #expect(result.report.accepted == 6)
        #expect(result.accepted.map(\.value) == [100, 0, -1.5, nil, nil, nil])
        #expect(result.accepted.map(\.flag) == [nil, .derived, .forecast, .missing, .missing, .notApplicable])
        #expect(result.accepted.map(\.code.stem) == ["0201", "020101", "02", "0203", "0202", "00"])
    }

    @Test("BOM and CRLF are tolerated")
    func windows() throws {
        let text = "\u{FEFF}indicator,period,code,value,flag\r\nludnosc,2021,0201,5,\r\n"
        let read = try IndicatorTables.observations(Data(text.utf8), file: "o.csv", indicators: try catalogue().accepted)
        #expect(read.accepted.map(\.value) == [5])
    }

    @Test(
        "bad rows",
        arguments: [
            ("ludność,2021,0202,5,", "“ludność” is not in the catalogue"), ("ludnosc,21,0202,5,", "not a period"),
            ("ludnosc,2021-02-30,0202,5,", "not a period"), ("ludnosc,2021,202,5,", "3 digits"), ("ludnosc,2021,0101,5,", "województwo"),
            ("ludnosc,2021,0201034,5,", "part of a gmina"), ("ludnosc,2021,0202,\"1,5\",", "decimal comma"),
            ("ludnosc,2021,0202,\"1 234,5\",", "decimal comma"), ("ludnosc,2021,0202,1e3,", "not a number"),
            ("ludnosc,2021,0202,nan,", "not a number"), ("ludnosc,2021,0202,b.d.,", "not a number"),
            ("ludnosc,2021,0202,5,missing", "contradicts the value"), ("ludnosc,2021,0202,5,not-applicable", "contradicts the value"),
            ("ludnosc,2021,0202,,forecast", "needs a value"), ("ludnosc,2021,0202,,derived", "needs a value"),
            ("ludnosc,2021,0202,5,guess", "flag “guess”"), ("ludnosc,2021,0202,5", "4 fields"), ("ludnosc,2021,0202,5,,", "6 fields"),
            ("ludnosc,2021,0201,6,", "value in line 2 already"), ("ludnosc,2021,0202,1,5,", "6 fields"),
        ])
    func bad(row: String, reason: String) throws {
        let rows = "ludnosc,2021,0201,1,\n\(row)\nludnosc,2021,0204,1,"
        expectRefusal(line: 3, reason) { try observations(rows) }
        let kept = try observations(rows, partial: true)
        #expect(kept.accepted.map(\.code.stem) == ["0201", "0204"])
        #expect(kept.report.read == 3)
        #expect(kept.report.rejected.map(\.line) == [3])
    }

    @Test("the kind digit is not part of the key")
    func kindDigit() {
        expectRefusal(line: 3, "line 2") { try observations("ludnosc,2021,0201022,1,\nludnosc,2021,0201023,1,") }
    }

    @Test("a key may stand once in all files of a reader; a refused file leaves no trace")
    func severalFiles() throws {
        var reader = ObservationReader(indicators: try catalogue().accepted)
        let header = "indicator,period,code,value,flag\n"
        let first = Data((header + "ludnosc,2021,0201,1,\n").utf8)
        let bad = Data((header + "ludnosc,2021,0203,1,\nludnosc,2021,x,1,\n").utf8)
        _ = try reader.read(first, file: "first.csv")
        expectRefusal(line: 3, "digits only") { try reader.read(bad, file: "bad.csv") }
        _ = try reader.read(Data((header + "ludnosc,2021,0203,1,\n").utf8), file: "second.csv")
        expectRefusal(line: 2, "line 2 of first.csv") { try reader.read(first, file: "third.csv") }
    }

    @Test("codes that are no unit are rejected when the units are known")
    func units() throws {
        let units = [TerritorialUnit(code: try TERYTCode("0201"), kind: .powiat, name: "x")]
        var reader = ObservationReader(indicators: try catalogue().accepted, units: units)
        let data = Data("indicator,period,code,value,flag\nludnosc,2021,0201,1,\nludnosc,2021,00,1,\nludnosc,2021,0202,1,\n".utf8)
        expectRefusal(line: 4, "not a unit of the atlas") { try reader.read(data, file: "o.csv") }
    }

    @Test("what is written is read back")
    func roundTrip() throws {
        let text = """
            indicator,period,code,value,flag
            bezrobotni,2015-06-30,26,12.5,
            ludnosc,2021,0201,,missing
            ludnosc,2021,0202,,not-applicable
            ludnosc,2025,0201,44,forecast

            """
        let read = try IndicatorTables.observations(Data(text.utf8), file: "o.csv", indicators: try catalogue().accepted).accepted
        #expect(IndicatorTables.write(read.reversed()) == text)
    }

    @Test("a refusal says what happened to the file")
    func message() throws {
        do {
            _ = try observations("ludnosc,2021,0201,1,\nludnosc,2021,x,1,")
            Issue.record("taken")
        } catch let refusal as IntakeRefusal {
            let text = refusal.localizedDescription
            #expect(text.contains("observations.csv was refused"))
            #expect(text.contains("read 2, accepted 1, rejected 1"))
            #expect(text.contains("line 3: “x” is not a TERC code"))
        }
    }
}
