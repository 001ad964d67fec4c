// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import StatisticsOffice

@Suite("Starter catalogue")
struct StarterCatalogueTests {
    private static let geoData = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("GeoData")

    @Test("thirty variables of nine topics, each with evidence and words of its own")
    func shipped() throws {
        let catalogue = try StarterCatalogue.read(geoData: Self.geoData)
        #expect(catalogue.variables.count == 30)
        #expect(catalogue.topics.count == 9)
        for wanted in [1_548_717, 60270, 461_691, 79214, 634_989, 72305, 1_724_774, 288_095] { #expect(catalogue[wanted] != nil) }
        for variable in catalogue.variables {
            #expect(variable.evidence.contains("http") || variable.evidence.contains("fetch_gus.py"), "\(variable.number)")
            #expect(variable.name.polish != variable.name.english && variable.note.polish.hasSuffix(".") && variable.note.english.hasSuffix("."))
            #expect(variable.levels.first == .kraj && variable.levels.count >= 3)
            // A rate or an average is never added up.
            let text = variable.unit.polish + variable.name.polish
            if ["%", "na 1", "na mieszkańca", "Przeciętne", "na osobę", "na aptekę"].contains(where: text.contains) { #expect(variable.aggregation == .none) }
        }
        // Ids of the atlas's own indicators stay what they are.
        let own = try String(contentsOf: Self.geoData.appendingPathComponent("indicators/catalogue.csv"), encoding: .utf8)
            .split(separator: "\n").compactMap { $0.split(separator: ",").first }
        #expect(Set(own.map(String.init)).isDisjoint(with: catalogue.variables.map(\.indicatorID.text)))
    }

    @Test(
        "topics are found in both languages, with and without Polish letters",
        arguments: [
            ("rynek pracy", 5), ("Rynek Pracy", 5), ("labour", 5), ("LUDNOSC", 5), ("ludność", 5), ("pomoc-spoleczna", 4), ("finanse", 3),
            ("zdrowie", 3), ("nothing", 0), ("", 0),
        ])
    func topics(text: String, count: Int) throws {
        #expect(try StarterCatalogue.read(geoData: Self.geoData).variables(inTopic: text).count == count)
    }

    private static let header = StarterCatalogue.columns.joined(separator: ",")
    private static let good = "some-id,5,T,T,N,N,U,U,kraj powiat,neutral,sum,0,Note.,Note.,2004,https://x"

    @Test(
        "a wrong row is named",
        arguments: [
            (good.replacing(",5,", with: ",five,"), "variable is not a number"), (good.replacing("some-id", with: "Some Id"), "not an indicator id"),
            (good.replacing("kraj powiat", with: "city"), "“city” is not a level"), (good.replacing("neutral", with: "up"), "direction"),
            (good.replacing(",sum,", with: ",mean,"), "aggregation"), (good.replacing(",0,", with: ",9,"), "decimals"),
            (good.replacing("2004", with: "1900"), "since"), (good.replacing("https://x", with: ""), "evidence is empty"),
            (good + "\n" + good, "there already"), ("a,b", "2 fields"),
        ])
    func wrong(rows: String, reason: String) {
        #expect {
            try StarterCatalogue(csv: Data((Self.header + "\n" + rows + "\n").utf8))
        } throws: {
            $0.localizedDescription.contains(reason) && $0.localizedDescription.contains("row ")
        }
    }

    @Test("another table is refused")
    func foreign() {
        #expect { try StarterCatalogue(csv: Data("a,b\n1,2\n".utf8)) } throws: { $0.localizedDescription.contains("its columns are a,b") }
        #expect(throws: StarterCatalogueError.self) { try StarterCatalogue(csv: Data()) }
    }
}
