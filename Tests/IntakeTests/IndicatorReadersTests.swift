// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

private func read<Reader: IndicatorReader>(_ reader: Reader.Type, _ data: Data) throws -> IntakeResult<Observation> {
    try Reader(territory: IntakeFixtures.territory()).read(data, file: "file.csv")
}

private func lookup<Reader: IndicatorReader>(_ reader: Reader.Type, _ fixture: String) throws -> ObservationLookup {
    ObservationLookup(try read(reader, IntakeFixtures.data(fixture)).accepted)
}

private func expectRefusal<Reader: IndicatorReader>(
    _ reader: Reader.Type, _ fixture: String, _ old: String, _ new: String, line: Int, _ reason: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let data = try IntakeFixtures.text(fixture, replacing: old, with: new)
    expectRefusal(line: line, reason, sourceLocation: sourceLocation) { try read(reader, data) }
}

@Suite("Census")
struct CensusReaderTests {
    @Test("ages become counts: 1 woman and 2 men at each of the 91 ages")
    func ages() throws {
        let values = try lookup(CensusAgeReader.self, "census-age.csv")
        let expected: [(String, Double)] = [
            ("ludnosc", 273), ("kobiety", 91), ("mezczyzni", 182), ("ludnosc-0-14", 45), ("ludnosc-0-17", 54), ("ludnosc-15-64", 150),
            ("ludnosc-50-64", 45), ("ludnosc-65-plus", 78), ("kobiety-65-plus", 26), ("mezczyzni-65-plus", 52), ("ludnosc-80-plus", 33),
            ("ludnosc-85-plus", 18), ("ludnosc-produkcyjna", 42 + 94), ("ludnosc-poprodukcyjna", 31 + 52),
            ("ludnosc-nieprodukcyjna", 54 + 31 + 52),
        ]
        for (id, value) in expected { #expect(values.value(id, "2021", "0201") == value, "\(id)") }
        #expect(values.value("ludnosc", "2021", "0202") == 364)
        #expect(values.count == 2 * expected.count)
    }

    @Test("bad rows are refused")
    func badAges() throws {
        try expectRefusal(CensusAgeReader.self, "census-age.csv", "0201,57,1,2", "0201,91,1,2", line: 1 + 54, "0…90")
        try expectRefusal(CensusAgeReader.self, "census-age.csv", "0201,57,1,2\n", "", line: 2, "lacks 1 of 91 ages")
        try expectRefusal(CensusAgeReader.self, "census-age.csv", "0201,57,1,2", "0201,57,-1,2", line: 1 + 54, "not a count")
        try expectRefusal(CensusAgeReader.self, "census-age.csv", "0201,57,1,2", "0201,57,1,2\n0201,57,1,2", line: 2 + 54, "twice")
        try expectRefusal(CensusAgeReader.self, "census-age.csv", "0201,57,1,2", "0299,57,1,2", line: 1 + 54, "not a current powiat")
    }

    @Test("by sex")
    func bySex() throws {
        let married = try lookup(CensusNeverMarriedReader.self, "census-by-sex.csv")
        #expect(married.value("panny", "2021", "0201") == 30)
        #expect(married.value("kawalerowie", "2021", "0201") == 40)
        #expect(married.value("panny", "2021", "0202") == 0)
        let educated = try lookup(CensusHigherEducationReader.self, "census-by-sex.csv")
        #expect(educated.value("wyzsze-wyksztalcenie", "2021", "0201") == 70)
        #expect(educated.value("wyzsze-wyksztalcenie-mezczyzni", "2021", "0202") == 7)
        try expectRefusal(CensusNeverMarriedReader.self, "census-by-sex.csv", "\"0202\"", "\"0201\"", line: 3, "line 2 already")
        try expectRefusal(CensusNeverMarriedReader.self, "census-by-sex.csv", "\"0202\"", "\"020201\"", line: 3, "expected a powiat")
        try expectRefusal(CensusNeverMarriedReader.self, "census-by-sex.csv", ",0,7", ",,7", line: 3, "not a count")
    }

    @Test("powiats that a table lacks are named in the report")
    func absent() throws {
        let remarks = try read(CensusNeverMarriedReader.self, IntakeFixtures.data("census-by-sex.csv")).report.remarks
        #expect(remarks.contains { $0.hasPrefix("not in the table: 0203 głogowski") })
    }
}

@Suite("Ageing of Małopolska")
struct AgeingSeriesReaderTests {
    @Test("BDL ids, history and forecast in one series")
    func series() throws {
        let values = try lookup(AgeingSeriesReader.self, "ageing-series.csv")
        #expect(values.count == 7)
        #expect(values.value("starzenie-wiek-poprodukcyjny", "2024", "1201") == 210)
        #expect(values.at("starzenie-80-plus", "2024", "1201")?.flag == nil)
        #expect(values.at("starzenie-80-plus", "2025", "1201")?.flag == .forecast)
        #expect(values.value("starzenie-80-plus", "2025", "1201") == 44)
        #expect(values.value("starzenie-80-plus", "2024", "1261") == 900)
        #expect(values.value("starzenie-80-plus", "2024", "1217") == 0)
    }

    @Test("bad rows are refused")
    func bad() throws {
        let row = "011212161000,Powiat m. Kraków,2024,historyczny,80plus,900"
        for (new, reason) in [
            ("011212161000,Powiat m. Tarnów,2024,historyczny,80plus,900", "does not belong to 1261"),
            ("11212161000,Powiat m. Kraków,2024,historyczny,80plus,900", "12 digits"),
            ("011212161011,Powiat m. Kraków,2024,historyczny,80plus,900", "expected a powiat"),
            ("011212161000,Powiat m. Kraków,2024,historyczny,70plus,900", "70plus"),
            ("011212161000,Powiat m. Kraków,2024,szacunek,80plus,900", "szacunek"),
            ("011212161000,Powiat m. Kraków,2024,historyczny,80plus,\"9,5\"", "not a count"),
            ("011212161000,Powiat m. Kraków,rok,historyczny,80plus,900", "not a period"),
            ("011212001000,Powiat bocheński,2024,prognoza,80plus,900", "line 4 already"),
        ] {
            try expectRefusal(AgeingSeriesReader.self, "ageing-series.csv", row, new, line: 7, reason)
        }
    }
}

@Suite("Living conditions of Małopolska")
struct LivingConditionsReaderTests {
    @Test("decimal commas, all sorts of spaces, gaps, names instead of codes")
    func values() throws {
        let values = try lookup(LivingConditionsReader.self, "living-conditions.csv")
        #expect(values.value("tereny-zieleni", "2024", "1261") == 2000.5)
        #expect(values.value("podmioty-regon-na-10-tys", "2024", "1261") == 3590.6)
        #expect(values.value("uczestnicy-imprez", "2024", "1261") == 1_600_000)
        #expect(values.value("ludnosc-warunki-zycia", "2024", "1261") == 800_000)
        #expect(values.value("korzystajacy-z-kanalizacji", "2024", "1261") == 600_000)
        #expect(values.value("bezrobotni-na-oferte-pracy", "2024", "1202") == 12.25)
        #expect(values.at("zgony-niemowlat-na-1000", "2024", "1202")?.flag == .missing)
        #expect(values.at("zgony-niemowlat-na-1000", "2024", "1202")?.value == nil)
        #expect(values.count == 2 * 13)
    }

    @Test("bad rows are refused")
    func bad() throws {
        for (old, new, line, reason) in [
            ("Powiat brzeski", "Powiat nyski", 2, "not a powiat of województwo 12"), ("Powiat brzeski", "Powiat m. Kraków", 3, "line 2 already"),
            ("40,00000000", "41,00000000", 2, "printed share"), ("20,50", "20.50", 2, "decimal comma"), ("20,50", "2 0,50", 2, "not a number"),
            ("45 000", "45 000,5", 2, "not a whole number"), ("Powiat;parki", "Jednostka;parki", 1, "“Powiat” is missing"),
        ] {
            try expectRefusal(LivingConditionsReader.self, "living-conditions.csv", old, new, line: line, reason)
        }
    }

    @Test("a column of participants that could be a rate is not taken for counts")
    func participants() throws {
        let text = try IntakeFixtures.text("living-conditions.csv")
        let rates = Data(text.replacing("45 000", with: "500").replacing("1\u{A0}600\u{A0}000", with: "2000").utf8)
        expectRefusal(line: 1, "can be a rate") { try read(LivingConditionsReader.self, rates) }
    }
}

@Suite("Tables of the Kielce report")
struct SwietokrzyskieReaderTests {
    @Test("unemployed with a total")
    func unemployment() throws {
        let values = try lookup(UnemploymentReader.self, "unemployment.csv")
        #expect(values.value("bezrobotni", "2015-06-30", "1661") == 300)
        #expect(values.value("bezrobotni-profil-3", "2015-06-30", "16") == 210)
        #expect(values.value("bezrobotni", "2015-06-30", "1611") == 0)
        #expect(values.count == 26)
    }

    @Test("shares and totals that do not agree are refused")
    func badUnemployment() throws {
        for (old, new, line, reason) in [
            ("1601,brzeski,100,25,25.00", "1601,brzeski,100,25,25.02", 3, "printed share"),
            ("1601,brzeski,100,25,25.00", "1601,brzeski,100,125,125.00", 3, "more than all"),
            ("1601,brzeski,100,25,25.00", "1601,nyski,100,25,25.00", 3, "does not belong"),
            ("1601,brzeski,100,25,25.00", "1601,brzeski,100,25,\"25,00\"", 3, "decimal comma"),
            ("16,opolskie (ogółem),850,210,24.71", "16,opolskie (ogółem),860,210,24.42", 14, "does not fit the sum"),
            ("1611,strzelecki,0,0,0.00\n", "", 13, "not in the table: 1611 strzelecki"),
            ("1611,strzelecki,0,0,0.00", "1610,prudnicki,0,0,0.00", 13, "line 12 already"),
            ("16,opolskie (ogółem),850,210,24.71\n", "", 0, "whole województwo"),
        ] {
            let data = try IntakeFixtures.text("unemployment.csv", replacing: old, with: new)
            let rows = rejected { try read(UnemploymentReader.self, data) }
            #expect(rows.contains { $0.line == line && $0.reason.contains(reason) }, "\(reason): \(rows)")
        }
    }

    @Test("a complete list: derived zeros for the other gminas of the województwo, nothing elsewhere")
    func integrationProgramme() throws {
        let result = try read(IntegrationProgrammeReader.self, IntakeFixtures.data("integration-programme.csv"))
        let values = ObservationLookup(result.accepted)
        #expect(values.value("uczestnicy-pai", "2015-06-30", "260409") == 12)
        #expect(values.at("uczestnicy-pai", "2015-06-30", "260409")?.flag == nil)
        // The kind of Morawica in the fixture is the one before it became a town.
        #expect(values.value("uczestnicy-pai", "2015-06-30", "260412") == 5)
        #expect(result.report.remarks.contains { $0.contains("2604122 is now 2604123") })
        #expect(values.at("uczestnicy-pai", "2015-06-30", "266101") == Observation(
            indicator: try IndicatorID("uczestnicy-pai"), period: try Period("2015-06-30"), code: try TERYTCode("266101"), value: 0, flag: .derived))
        // Renamed after 2015, but it was there.
        #expect(values.at("uczestnicy-pai", "2015-06-30", "260417")?.flag == .derived)
        #expect(values.at("uczestnicy-pai", "2015-06-30", "120101") == nil)
        #expect(values.value("uczestnicy-pai", "2015-06-30", "26") == 20)
        #expect(values.count == 102 + 1)
    }

    @Test("an incomplete list gives no zeros: it is refused")
    func incompleteList() throws {
        try expectRefusal(
            IntegrationProgrammeReader.self, "integration-programme.csv", "(ogółem),20,", "(ogółem),21,", line: 5, "does not fit the sum")
        try expectRefusal(
            IntegrationProgrammeReader.self, "integration-programme.csv", "2604092,Masłów", "1201022,Bochnia", line: 2, "not in województwo 26")
        try expectRefusal(
            IntegrationProgrammeReader.self, "integration-programme.csv", "2604092,Masłów", "2604092,Morawica", line: 2, "does not belong")
    }

    @Test("socially useful work: the total stands although most powiats are unknown")
    func usefulWork() throws {
        let values = try lookup(UsefulWorkReader.self, "useful-work.csv")
        #expect(values.value("prace-spolecznie-uzyteczne", "2014", "26") == 120)
        #expect(values.value("prace-spolecznie-uzyteczne", "2014", "2603") == 0)
        #expect(values.count == 3)
        try expectRefusal(UsefulWorkReader.self, "useful-work.csv", "(ogółem),120", "(ogółem),49", line: 4, "does not fit the sum")
    }
}

@Suite("SEPI")
struct SepiReaderTests {
    @Test("a year, a zero, not applicable and nothing at all")
    func values() throws {
        let values = try lookup(SepiReader.self, "sepi.csv")
        #expect(values.value("sepi-rok", "2014-10", "1262") == 2006)
        #expect(values.value("sepi-dziala", "2014-10", "1262") == 1)
        #expect(values.value("sepi-rok", "2014-10", "1217") == 2013)
        #expect(values.value("sepi-dziala", "2014-10", "1217") == 0)
        #expect(values.at("sepi-rok", "2014-10", "1261")?.flag == .notApplicable)
        #expect(values.at("sepi-rok", "2014-10", "1261")?.value == nil)
        #expect(values.value("sepi-dziala", "2014-10", "1261") == 0)
        #expect(values.at("sepi-rok", "2014-10", "1201") == nil)
        #expect(values.count == 6)
    }

    @Test("bad rows are refused, with lines counted across a field of two lines")
    func bad() throws {
        for (old, new, line, reason) in [
            ("1261,Kraków,,w trakcie", "1261,Kraków,2014,w trakcie", 5, "a year of introduction is given"),
            ("1261,Kraków,,w trakcie", "1261,Kraków,,działa", 5, "year of introduction is empty"),
            ("1261,Kraków,,w trakcie", "1261,Kraków,,planowane", 5, "planowane"), ("1261,Kraków,,w trakcie", "1261,Kraków,2015,działa", 5, "up to 2014"),
            ("1261,Kraków,,w trakcie", "1261,Kraków,2014-05,działa", 5, "up to 2014"), ("1261,Kraków", "1263,Kraków", 5, "does not belong"),
            ("1261,Kraków", "1262,Nowy Sącz", 5, "line 2 already"),
        ] {
            try expectRefusal(SepiReader.self, "sepi.csv", old, new, line: line, reason)
        }
    }
}

@Suite("Layouts")
struct IndicatorReadersTests {
    @Test("every layout has a name of its own and is found by it")
    func names() {
        let kinds = IndicatorReaders.all.map { $0.kind }
        #expect(Set(kinds).count == kinds.count)
        for kind in kinds { #expect(IndicatorReaders.named(kind)?.kind == kind) }
        #expect(IndicatorReaders.named("unknown") == nil)
    }
}
