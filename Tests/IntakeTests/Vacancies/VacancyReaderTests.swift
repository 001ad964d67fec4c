// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing

@Suite("Feeds of offers") struct VacancyReaderTests {
    private func read(_ text: String, file: String = "oferty.csv", unit: String? = "1203", partial: Bool = false) throws -> VacancyReader.Contents {
        try VacancyReader(territory: IntakeFixtures.territory(), unit: unit.map { try TERYTCode($0) })
            .read(InputTable(file: file, data: Data(text.utf8)), partial: partial)
    }

    @Test func polishColumnsInAnyOrderAndOthersLeftAlone() throws {
        let contents = try read(
            """
            pracodawca;stanowisko;rodzaj;gmina;wynagrodzenie_od;ważna_do;telefon;kod_zawodu;stan_na
            Firma;Ślusarz;praca;Trzebinia;4806;31.12.2026;32 753 38 52;722204;2026-11-20
            ;Kurs spawania;szkolenie;;;;;;2026-11-20

            """)
        #expect(contents.vacancies.map(\.title) == ["Ślusarz", "Kurs spawania"])
        #expect(contents.vacancies.map(\.kind) == [.job, .training])
        #expect(contents.vacancies.map(\.unit.stem) == ["120305", "1203"])
        #expect(contents.vacancies.first?.wage == "od\u{A0}4806\u{A0}zł")
        #expect(contents.vacancies.first?.validTo?.text == "2026-12-31")
        #expect(contents.vacancies.first?.phone?.number == "+48327533852")
        #expect(contents.date?.text == "2026-11-20")
        #expect(Set(contents.vacancies.map(\.id)).count == 2)
    }

    @Test func jsonWithAnObjectInside() throws {
        let contents = try read(
            #"{"source": "PUP", "date": "2026-11-20", "offers": [{"id": 7, "stanowisko": "Kucharz", "powiat": "tatrzański", "liczba_miejsc": 2, "contact": {"phone": "182015311"}}]}"#,
            file: "oferty.json", unit: nil)
        let offer = try #require(contents.vacancies.first)
        #expect(offer.id == "7" && offer.positions == 2 && offer.unit.stem == "1217" && offer.phone?.number == "+48182015311")
        #expect(contents.source == "PUP" && contents.date?.text == "2026-11-20")
    }

    @Test func faultsHaveTheirLineOrPath() throws {
        expectRefusal(line: 3, "it ends (2026-01-01) before it starts (2026-02-01)") {
            try read("title,valid_from,valid_to\nA,2026-01-01,\nB,2026-02-01,2026-01-01\n")
        }
        expectRefusal(line: 2, "does not say where it is") { try read("title\nA\n", unit: nil) }
        expectRefusal(line: 2, "kind “cud” is not known") { try read("title,kind\nA,cud\n") }
        expectRefusal(line: 3, "stands in line 2 already") { try read("id,title\n1,A\n1,B\n") }
        expectRefusal(line: 0, "offers[1]: link “javascript:alert(1)” is not an address") {
            try read(#"{"offers": [{"title": "A"}, {"title": "B", "link": "javascript:alert(1)"}]}"#, file: "a.json")
        }
        expectRefusal(line: 0, "is not JSON") { try read("[{", file: "a.json") }
        expectRefusal(line: 0, "no array “offers”") { try read("{\"a\": 1}", file: "a.json") }
        let kept = try read("title,kind\nA,cud\nB,praca\n", partial: true)
        #expect(kept.vacancies.map(\.title) == ["B"])
    }
}
