// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// The registry of agreements as pages and as data, over institutions of the repository's directory.
@Suite struct AgreementsTests {
    private static func party(_ id: String, _ role: AgreementParty.Role = .partner, signatory: String? = nil) throws -> AgreementParty {
        AgreementParty(.institution(try InstitutionID(id)), role: role, signatory: signatory)
    }

    static func agreements() throws -> [Agreement] {
        [
            Agreement(
                id: try AgreementID("t-chrzanow"), kind: .partnership, title: "Umowa dla powiatu chrzanowskiego", form: .jointAction,
                subject: "aktywizacja bezrobotnych <i>razem</i>",
                parties: [try party("pup-chrzanow", .lead, signatory: "dyrektor PUP"), AgreementParty(.all(.ops, try TERYTCode("1203")))],
                signed: try Period("2008-12-17"), validFrom: try Period("2008-12-17"), end: .open, legalBasis: ["art. 50 ust. 3"],
                area: [try TERYTCode("1203")], actions: [JointAction(description: "Ścieżka klienta", from: try Period("2009"), to: nil, responsible: try InstitutionID("pup-chrzanow"))],
                funding: [AgreementFunding(source: "Fundusz Pracy", amountGrosze: 1_234_560), AgreementFunding(source: "budżet gminy", amountGrosze: 100_000)],
                effects: [ExpectedEffect(description: "Zatrudnienie", measure: "osoby", target: 50, reached: 20, reachedOn: try Period("2010"))],
                deadlines: [AgreementDeadline(duty: "zawiadomienie PUP", event: "użycie instrumentu", direction: .before, workingDays: 5)],
                isOpenToJoin: true, sourceID: Self.source),
            Agreement(
                id: try AgreementID("t-sucha-1"), kind: .agreement, title: "Sucha: pierwsza umowa", form: .information,
                parties: [try party("rjps-274"), try party("pup-sucha-beskidzka")], validFrom: try Period("2013-01-01"), end: .on(try Period("2014-12-31")),
                area: [try TERYTCode("1215")], sourceID: Self.source),
            Agreement(
                id: try AgreementID("t-sucha-2"), kind: .agreement, title: "Sucha: odnowienie", form: .information,
                parties: [try party("rjps-274"), try party("pup-sucha-beskidzka")], validFrom: try Period("2015"), end: .on(try Period("2016-08")),
                renews: try AgreementID("t-sucha-1"), area: [try TERYTCode("1215")], sourceID: Self.source),
            Agreement(
                id: try AgreementID("t-tarnow"), kind: .agreement, title: "Urzędomaty", form: .information,
                parties: [try party("pup-tarnow"), try party("rjps-275")], signed: try Period("2013-08"), programmes: [.jobKiosk], sourceID: Self.source),
            Agreement(
                id: try AgreementID("t-bez-dat"), kind: .other, title: "Projekt bez dat", form: .network,
                parties: [try party("pup-olkusz"), try party("rjps-271")], area: [try TERYTCode("1212")], sourceID: Self.source),
        ]
    }

    private static let source = "mir-org-pl"

    private func withAgreements(_ test: @Sendable @escaping (any TestClientProtocol, AtlasStore) async throws -> Void) async throws {
        try await withServer(prepare: { store in _ = try await store.importAgreements(try Self.agreements()) }, test)
    }

    @Test func theListIsFilteredCountedAndPaged() async throws {
        try await withAgreements { client, _ in
            func ids(_ query: String) async throws -> [String] {
                try await client.getJSON("/api/v1/agreements?\(query)")["agreements"].array.compactMap { $0["id"].string }
            }
            let all = try await client.getJSON("/api/v1/agreements?day=2016-01-10")
            #expect(all["total"].number == 5 && all["day"].string == "2016-01-10" && all["next"].isNull)
            #expect(all["counts"]["valid"].number == 3 && all["counts"]["expired"].number == 1 && all["counts"]["undated"].number == 1)
            for (query, expected) in [
                ("status=expired&day=2016-01-10", ["t-sucha-1"]), ("status=valid&status=undated&unit=1212", ["t-bez-dat"]),
                ("unit=120303", ["t-chrzanow"]), ("unit=1215&sort=begin", ["t-sucha-2", "t-sucha-1"]), ("institution=rjps-2811", ["t-chrzanow"]),
                ("programme=urzedomat", ["t-tarnow"]), ("form=siec", ["t-bez-dat"]), ("kind=umowa-partnerska", ["t-chrzanow"]), ("open=1", ["t-chrzanow"]),
                ("q=urzędomatu", ["t-tarnow"]), ("q=suchej+odnowienia", ["t-sucha-2"]), ("q=niczego-takiego", []),
            ] {
                let found = try await ids(query)
                #expect(found == expected, "\(query)")
            }
            var pages: [String] = []
            var cursor: String?
            repeat {
                let page = try await client.getJSON("/api/v1/agreements?limit=2&sort=title" + (cursor.map { "&cursor=\($0)" } ?? ""))
                pages += page["agreements"].array.compactMap { $0["id"].string }
                cursor = page["next"].string
            } while cursor != nil
            let whole = try await ids("sort=title")
            #expect(pages == whole && pages.count == 5)
        }
    }

    @Test func oneAgreementGivesEverything() async throws {
        try await withAgreements { client, _ in
            let one = try await client.getJSON("/api/v1/agreements/t-chrzanow?day=2016-01-10")
            #expect(one["status"].string == "valid" && one["end"].string == "open" && one["days_left"].isNull)
            #expect(one["parties"][1]["group"]["institutions"].array.contains { $0.string == "rjps-2811" })
            #expect(one["funding"][0]["amount_pln"].number == 12_345.6)
            #expect(one["deadlines"][0]["working_days"].number == 5)
            let renewed = try await client.getJSON("/api/v1/agreements/t-sucha-1")
            #expect(renewed["renewed_by"].string == "t-sucha-2")
            let table = try await client.get("/api/v1/agreements.csv?unit=1215")
            #expect(table.text.split(separator: "\r\n").count == 3 && table.text.hasPrefix("id,title,"))
            let map = try await client.getJSON("/api/v1/agreements/map?day=2016-01-10")
            #expect(map["total"].number == 3)
            #expect(map["classes"].array.compactMap(\.number) == [1, 2, 4, 8])
            #expect(map["areas"]["powiat"].array.compactMap { $0["terc"].string } == ["1203", "1215"])
            #expect(map["links"]["features"].array.count >= 3)
        }
    }

    @Test(arguments: [
        "status=ważne", "kind=umowa", "form=7", "programme=nic", "target=nikt", "unit=9999", "unit=1299", "institution=nie-ma", "day=2013-02-30", "sort=data",
        "open=2", "cursor=abc", "cursor=0.t-tarnow", "view=kula",
    ])
    func badQuestionsAreRefused(query: String) async throws {
        try await withServer { client, _ in
            let path = query.hasPrefix("view") ? "/porozumienia" : "/api/v1/agreements"
            let response = try await client.get("\(path)?\(query.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? "")")
            #expect(response.status == .badRequest, "\(query)")
        }
    }

    @Test func unknownAgreementsAreNotFound() async throws {
        try await withServer { client, _ in
            for path in ["/api/v1/agreements/nie-ma", "/api/v1/agreements/NIE", "/porozumienia/nie-ma", "/ogc/collections/porozumienia/items/nie-ma"] {
                let response = try await client.get(path)
                #expect(response.status == .notFound, "\(path)")
            }
        }
    }

    @Test func pagesShowTheRegistry() async throws {
        try await withAgreements { client, _ in
            for view in ["list", "timeline", "map"] {
                for language in ["pl", "en"] {
                    let page = try await client.get("/porozumienia?view=\(view)&lang=\(language)&day=2016-01-10")
                    #expect(page.status == .ok)
                    #expect(page.text.contains("Umowa dla powiatu chrzanowskiego") || view == "map")
                    #expect(!page.text.contains("{{"))
                }
            }
            let list = try await client.get("/porozumienia?day=2016-08-01&lang=pl")
            #expect(list.text.contains("2015 – sierpień 2016") && list.text.contains("17 grudnia 2008 – bezterminowo".replacing("17 ", with: "17\u{A0}")))
            #expect(list.text.contains("kończy się za\u{A0}30\u{A0}dni") && list.text.contains("źródło nie podaje dat"))
            let timeline = try await client.get("/porozumienia?view=timeline&day=2016-01-10&lang=pl")
            #expect(timeline.text.contains("class=\"renewal\"") && timeline.text.contains("class=\"arrow is-valid\"") && timeline.text.contains("class=\"bar-rough"))
            let none = try await client.get("/porozumienia?q=oddłużenie&form=siec&lang=pl".addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? "")
            #expect(none.text.contains("Bez słów wyszukiwania"))

            let page = try await client.get("/porozumienia/t-chrzanow?lang=pl&day=2016-01-10")
            for text in [
                "dyrektor PUP", "Ośrodek Pomocy Społecznej w Chrzanowie", "12\u{A0}345,60\u{A0}zł", "13\u{A0}345,60\u{A0}zł", "5\u{A0}dni roboczych przed: użycie instrumentu",
                "/porozumienia/nowe?wzor=t-chrzanow", "art. 50 ust. 3", "&lt;i&gt;razem&lt;/i&gt;",
            ] {
                #expect(page.text.contains(text), "\(text)")
            }
            let chain = try await client.get("/porozumienia/t-sucha-1?lang=pl")
            #expect(chain.text.contains("Kolejne odnowienia") && chain.text.contains("/porozumienia/t-sucha-2"))
        }
    }

    @Test func institutionsAndUnitsShowTheirPartners() async throws {
        try await withAgreements { client, _ in
            let office = try await client.get("/instytucje/pup-chrzanow?lang=pl")
            #expect(office.text.contains("/instytucje/rjps-2811") && office.text.contains("/porozumienia/t-chrzanow"))
            let expired = try await client.get("/instytucje/rjps-274?lang=pl")
            // What a template prints is a text, never a whole row that a row above it has under the same name.
            #expect(!expired.text.contains("&quot;formText&quot;"))
            #expect(expired.text.contains("Dawniejsze i\u{A0}inne porozumienia") && expired.text.contains("/partnerzy?institution=rjps-274"))
            let unit = try await client.get("/jednostki/1203?lang=pl")
            #expect(unit.text.contains("id=\"wspolpraca\"") && unit.text.contains("100%"))
            let other = try await client.get("/jednostki/1215?lang=pl")
            #expect(other.text.contains("Bez porozumienia z\u{A0}urzędem pracy"))
        }
    }

    @Test func agreementsAreACollectionOfFeatures() async throws {
        try await withAgreements { client, _ in
            let items = try await client.getJSON("/ogc/collections/porozumienia/items")
            #expect(items["numberMatched"].number == 5)
            let types = items["features"].array.map { $0["geometry"]["type"].string }
            #expect(types.filter { $0 == "MultiPolygon" }.count == 4)
            #expect(types.filter { $0 == "Point" }.count == 1)
            // What has no dates belongs to every time.
            let early = try await client.getJSON("/ogc/collections/porozumienia/items?datetime=2009-05-01")
            #expect(early["features"].array.compactMap { $0["id"].string } == ["t-bez-dat", "t-chrzanow"])
            let near = try await client.getJSON("/ogc/collections/porozumienia/items?bbox=20.9,49.9,21.1,50.1")
            #expect(near["features"].array.compactMap { $0["id"].string } == ["t-tarnow"])
            let page = try await client.get("/ogc/collections/porozumienia/items/t-tarnow?f=html")
            #expect(page.status == .ok && page.text.contains("Urzędomaty"))
        }
    }

    @Test func anAreaOfSeveralUnitsIsOneFeatureWithoutBordersInIt() async throws {
        let prepare: @Sendable (AtlasStore) async throws -> Void = { store in
            func agreement(_ id: String, _ area: [String]) throws -> Agreement {
                try TestAgreements.agreement(id, ["pup-olkusz", "rjps-271"], area: area)
            }
            _ = try await store.importAgreements([
                // Neighbours; a powiat with a gmina of the one beside it; a gmina within its powiat; far apart.
                try agreement("o-1", ["1203", "1212"]), try agreement("o-2", ["1203", "121201"]), try agreement("o-3", ["1212", "121201"]),
                try agreement("o-4", ["1203", "1217"]), try agreement("o-5", ["1203"]), try agreement("o-6", ["1212"]),
            ])
        }
        try await withServer(prepare: prepare) { client, _ in
            func shape(_ id: String) async throws -> (polygons: Int, rings: Int, points: Int) {
                let polygons = try await client.getJSON("/ogc/collections/porozumienia/items/\(id)")["geometry"]["coordinates"].array
                return (polygons.count, polygons.reduce(0) { $0 + $1.array.count }, polygons.reduce(0) { $0 + $1.array.reduce(0) { $0 + $1.array.count } })
            }
            let (both, mixed, within, apart, one, other) = (
                try await shape("o-1"), try await shape("o-2"), try await shape("o-3"), try await shape("o-4"), try await shape("o-5"), try await shape("o-6")
            )
            #expect(both.polygons == 1 && both.rings == 1 && both.points < one.points + other.points)
            #expect(mixed.polygons == 1 && mixed.rings == 1)
            #expect(within == other && apart.polygons == 2)
        }
    }

    @Test func anEmptyRegistrySaysWhatToDo() async throws {
        try await withServer(prepare: { store in _ = try await store.removeAgreements(try await store.agreements().map(\.id)) }) { client, _ in
            let page = try await client.get("/porozumienia?lang=pl")
            #expect(page.text.contains("/porozumienia/nowe"))
            let data = try await client.getJSON("/api/v1/agreements")
            #expect(data["total"].number == 0)
        }
    }
}
