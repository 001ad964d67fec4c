// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

@Suite("Tables of knowledge")
struct KnowledgeTablesTests {
    private static let directory = Result {
        try DirectoryTables.read(
            folder: IntakeFixtures.geoData.appendingPathComponent("directory"), units: IntakeFixtures.territoryContents().units,
            knownSources: IndicatorTables.sources(
                Data(contentsOf: IntakeFixtures.geoData.appendingPathComponent("indicators/sources.csv")), file: "sources.csv"
            ).accepted)
    }

    private func reference(agreements: Set<AgreementID>? = nil) throws -> KnowledgeReference {
        let directory = try Self.directory.get()
        let indicators = try IndicatorTables.sources(
            Data(contentsOf: IntakeFixtures.geoData.appendingPathComponent("indicators/sources.csv")), file: "sources.csv")
        return KnowledgeReference(
            units: try IntakeFixtures.territoryContents().units, taxonomy: directory.taxonomy, institutions: Set(directory.institutions.map(\.id)),
            agreements: agreements, sources: Set((directory.sources + indicators.accepted).map(\.id)))
    }

    private func read(_ tables: [KnowledgeTable: String], existing: KnowledgeBase = KnowledgeBase(), partial: Bool = false) throws -> KnowledgeContents {
        var files: [KnowledgeTable: InputTable] = [:]
        for (table, text) in tables { files[table] = InputTable(file: table.file, data: Data(text.utf8)) }
        return try KnowledgeTable.read(files, reference: reference(agreements: []), existing: existing, partial: partial)
    }

    private let header = "id,rodzaj,nazwa,streszczenie,problemy,lider,porozumienia,materiały,część,źródło\n"

    @Test("the embedded tables: nine catalogued tools, programmes with their numbers, recommendations with answers")
    func embedded() throws {
        let contents = try KnowledgeTable.read(
            KnowledgeTable.files(of: IntakeFixtures.geoData.appendingPathComponent("knowledge")), reference: reference())
        let practices = Dictionary(uniqueKeysWithValues: contents.knowledge.practices.map { ($0.id.text, $0) })
        #expect(contents.knowledge.practices.compactMap(\.number).sorted() == Array(1...9))
        #expect(practices.values.count { $0.partOf?.text == "aktywna-polityka-spoleczna" } == 6)
        func values(_ id: String) -> [Double] { practices[id]?.results.map(\.value) ?? [] }
        #expect(values("pomocna-dlon") == [151, 12, 31, 92, 86, 11])
        #expect(values("szansa-na-rynku-pracy") == [19, 14, 3, 3])
        #expect(values("miasto-rownych-mozliwosci") == [164, 95])
        #expect(values("partnerstwo-klucze") == [250, 50])
        #expect(values("schematom-stop") == [40])
        #expect(values("kalkulator-spoleczny") == [2493.30, 1957.80, 4451.10, 352.38, 1210.36, 4.86, 3.24, 2237.30, 16, 29])
        #expect(practices["urzedomat"]?.places.first?.since?.text == "2013-08")
        let sepi = practices["sepi"]?.places.first { $0.unit?.stem == "1217" }
        #expect(sepi?.until?.text == "2014-06")

        let recommendations = contents.knowledge.recommendations
        #expect(recommendations.count { $0.reportID == "rekomendacje-kielce-2015" } == 8)
        let answers = recommendations.compactMap(\.answer?.verdict)
        #expect(answers.count == 15 && answers.count { $0 == .rejected } == 4 && answers.count { $0 == .accepted } == 2)
        #expect(contents.knowledge.leaders.isEmpty, "nobody is shown without consent")
    }

    @Test("what is written is read back to equal values")
    func roundTrip() throws {
        let first = try KnowledgeTable.read(
            KnowledgeTable.files(of: IntakeFixtures.geoData.appendingPathComponent("knowledge")), reference: reference())
        var files: [KnowledgeTable: InputTable] = [:]
        for (name, text) in KnowledgeTableWriter.files(first.knowledge, sources: first.sources) {
            files[try #require(KnowledgeTable(file: name))] = InputTable(file: name, data: Data(text.utf8))
        }
        let second = try KnowledgeTable.read(files, reference: reference())
        #expect(second.knowledge == first.knowledge)
    }

    @Test(
        "a bad row is named with its line",
        arguments: [
            ("a-b,cud,Nazwa,Skrót,,,,,,katalog-x", "kind “cud”"), ("A b,tool,Nazwa,Skrót,,,,,,rjps", "is not an id"),
            ("liderzy,tool,Nazwa,Skrót,,,,,,rjps", "a page of its own"), ("a-b,tool,Nazwa,,,,,,,rjps", "summary_pl is empty"),
            ("a-b,tool,Nazwa,Skrót,nuda,,,,,rjps", "“nuda” is not a problem"), ("a-b,tool,Nazwa,Skrót,,nikt-taki,,,,rjps", "nikt-taki is not in the directory"),
            ("a-b,tool,Nazwa,Skrót,,,umowa-1,,,rjps", "umowa-1 is not in the registry"), ("a-b,tool,Nazwa,Skrót,,,,Strona ftp://x,,rjps", "the material"),
            ("a-b,tool,Nazwa,Skrót,,,,,nic-takiego,rjps", "part of nic-takiego"), ("a-b,tool,Nazwa,Skrót,,,,,,obce", "the source “obce”"),
            ("a-b,tool,=1+1,Skrót,,,,,,rjps", "a formula is not a text"),
        ])
    func badRows(row: String, reason: String) throws {
        let rows = rejected { try read([.practices: header + "dobra,narzędzie,Nazwa,Skrót,,,,,,rjps\n" + row + "\n"]) }
        #expect(rows.count == 1 && rows.first?.line == 3)
        #expect(rows.first?.reason.contains(reason) ?? false, "\(rows)")
        // The good row alone can be had.
        let part = try read([.practices: header + "dobra,narzędzie,Nazwa,Skrót,,,,,,rjps\n" + row + "\n"], partial: true)
        #expect(part.knowledge.practices.map(\.id.text) == ["dobra"])
        #expect(part.knowledge.practices.first?.name.english == "Nazwa", "the Polish name stands in for a missing English one")
    }

    @Test("nobody is shown without a day of consent", arguments: ["", "2026", "2026-03", "tak"])
    func consent(text: String) throws {
        let table = "id,funkcja,dziedzina,zgoda_z_dnia,źródło\nktos,koordynator,praca,\(text),rjps\n"
        let rows = rejected { try read([.leaders: table]) }
        #expect(rows.map(\.line) == [2])
        let taken = try read([.leaders: table.replacing(",\(text),rjps", with: ",6.03.2026,rjps")])
        #expect(taken.knowledge.leaders.first?.consentOn.text == "2026-03-06")
    }

    @Test("results alone go to a known practice, and leave the rest of it")
    func resultsAlone() throws {
        let existing = try read([.practices: header + "dobra,narzędzie,Nazwa,Skrót,,,,,,rjps\n"]).knowledge
        let results = "praktyka,miara,wartość,jednostka_miary,okres\ndobra,osoby,\"12,5\",osób,2014\n"
        let changed = try read([.results: results], existing: existing).knowledge.practices
        #expect(changed.map(\.results.count) == [1] && changed.first?.results.first?.value == 12.5)
        #expect(rejected { try read([.results: results.replacing("dobra", with: "obca")], existing: existing) }.map(\.line) == [2])
        let places = "praktyka,instytucja,terc\ndobra,rjps-130,26\n"
        #expect(rejected { try read([.places: places], existing: existing) }.first?.reason.contains("either an institution or a unit") ?? false)
    }
}
