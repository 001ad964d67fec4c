// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct VacanciesTests {
    private static func offers() throws -> [Vacancy] {
        let unit = try TERYTCode("1203")
        let far = try Period("2199-12-31")
        var offers = try (1...9).map { (number: Int) in
            Vacancy(
                id: "\(number)", kind: .job, title: "Ślusarz \(number)", employer: "Zakład <A&B>", place: "Trzebinia", unit: try TERYTCode("120305"), positions: number,
                wage: "od 4806 zł", phone: Phone(text: "32 753 38 52", number: "+48327533852"), validTo: far, link: "https://example.org/\(number)")
        }
        offers.append(Vacancy(id: "kurs", kind: .training, title: "Kurs spawania", unit: unit, validTo: far))
        offers.append(Vacancy(id: "stara", kind: .job, title: "Po terminie", unit: unit, validTo: try Period("2020-01-01")))
        return offers
    }

    private static func prepare(_ store: AtlasStore) async throws {
        _ = try await store.importVacancies(try offers(), feed: VacancyFeed(id: "pup-chrzanow", name: "PUP Chrzanów", date: try Period("2026-11-20")))
    }

    private static func text(_ client: any TestClientProtocol, _ path: String, status: Int = 200) async throws -> String {
        try await client.execute(uri: path, method: .get) { response in
            #expect(response.status.code == status, "\(path)")
            return String(buffer: response.body)
        }
    }

    @Test func theInterfaceListsWhatCounts() async throws {
        try await withServer(prepare: Self.prepare) { client, _ in
            let all = try await Self.text(client, "/api/v1/vacancies?unit=1203")
            #expect(all.contains("\"total\":10") && !all.contains("Po terminie"))
            let some = try await Self.text(client, "/api/v1/vacancies?unit=12&kind=praca&q=SLUSARZ%203")
            #expect(some.contains("\"total\":1") && some.contains("\"title\":\"Ślusarz 3\""))
            let elsewhere = try await Self.text(client, "/api/v1/vacancies?unit=1204")
            #expect(elsewhere.contains("\"total\":0"))
            for bad in ["unit=9999", "kind=cud", "limit=0", "unit=x"] {
                try await client.execute(uri: "/api/v1/vacancies?\(bad)", method: .get) { #expect($0.status.kind == .clientError, "\(bad)") }
            }
        }
    }

    @Test func pagesShowTheOffersOfAPowiat() async throws {
        try await withServer(prepare: Self.prepare) { client, _ in
            let start = try await Self.text(client, "/oferty?lang=pl")
            #expect(start.contains("href=\"/oferty/1203\"") && start.contains("10\u{A0}ofert"))
            try await client.execute(uri: "/oferty?unit=1203&lang=en", method: .get) {
                #expect($0.status == .seeOther && $0.headers[.location] == "/oferty/1203?lang=en")
            }
            let list = try await Self.text(client, "/oferty/1203?lang=pl")
            #expect(list.contains("Zakład &lt;A&amp;B&gt;") && list.contains("href=\"tel:+48327533852\"") && !list.contains("Po terminie"))
            let gmina = try await Self.text(client, "/oferty/120305?lang=pl")
            #expect(gmina.contains("Ślusarz 1") && !gmina.contains("Kurs spawania"))
            let none = try await Self.text(client, "/oferty/1204?lang=pl")
            #expect(none.contains("powiatlas import vacancies"))
            _ = try await Self.text(client, "/oferty/12", status: 400)
            _ = try await Self.text(client, "/oferty/9999", status: 404)
        }
    }

    @Test func theKioskLeadsNowhereElse() async throws {
        try await withServer(prepare: Self.prepare) { client, store in
            let start = try await Self.text(client, "/oferty/1203/kiosk?lang=pl")
            #expect(start.contains("Szkolenia") && start.contains("data-is-start=\"yes\""))
            let list = try await Self.text(client, "/oferty/1203/kiosk?lang=pl&kind=praca&page=1")
            let second = try await Self.text(client, "/oferty/1203/kiosk?lang=pl&kind=praca&page=3")
            let number = try #require(try await store.vacancies(on: 20_261_121).first { $0.vacancy.id == "1" }?.number)
            let offer = try await Self.text(client, "/oferty/1203/kiosk?lang=pl&offer=\(number)")
            #expect(offer.contains("32 753 38 52"))
            for page in [start, list, second, offer] {
                for link in page.matches(of: /<a [^>]*href="([^"]*)"/) { #expect(link.1.hasPrefix("/oferty/1203/kiosk"), "\(link.1)") }
            }
            #expect(list.contains("page=2") && !second.contains("page=4"))
            let gone = try await Self.text(client, "/oferty/1203/kiosk?lang=pl&offer=999999")
            #expect(gone.contains("nieaktualna"))
        }
    }

    @Test func theNoticeBoardHasStripsToTearOff() async throws {
        try await withServer(prepare: Self.prepare) { client, _ in
            let sheet = try await Self.text(client, "/oferty/1203/tablica?lang=pl&kind=praca")
            #expect(sheet.components(separatedBy: "class=\"notice-offer\"").count - 1 == 9)
            #expect(sheet.components(separatedBy: "<li><strong>32 753 38 52</strong>").count - 1 == 36)
            #expect(sheet.contains("PUP Chrzanów"))
        }
    }
}
