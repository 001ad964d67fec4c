// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// Measures of the registry of agreements, and the list of high need without agreement, with the institutions of the real directory.
@Suite struct CooperationMeasuresTests {
    private static func agreement(
        _ id: String, _ parties: [AgreementParty.Member], from: String? = nil, end: Agreement.End = .notStated, programmes: [JointProgramme] = [],
        area: [String] = []
    ) throws -> Agreement {
        Agreement(
            id: try AgreementID(id), kind: .agreement, title: "Porozumienie \(id)", form: .jointAction, parties: parties.map { AgreementParty($0) },
            validFrom: try from.map { try Period($0) }, end: end, area: try area.map { try TERYTCode($0) }, programmes: programmes,
            sourceID: try #require(TestData.contents.sources.first?.id))
    }

    /// The labour office that serves a powiat.
    private static func office(of powiat: String) throws -> InstitutionID {
        let code = try TERYTCode(powiat)
        return try #require(TestData.contents.directory.institutions.first { $0.type == .pup && $0.serves(code) }?.id)
    }

    /// Powiat chrzanowski since 2008 for good; powiat bocheński from 2012 to 2014-06-30.
    private static func fill(_ store: AtlasStore) async throws {
        _ = try await store.importAgreements([
            try agreement("chrzanow", [.institution(try office(of: "1203")), .all(.ops, try TERYTCode("1203"))], from: "2008-12-17", end: .open,
                programmes: [.activationAndIntegration], area: ["1203"]),
            try agreement("bochnia", [.institution(try office(of: "1201")), .all(.ops, try TERYTCode("1201"))], from: "2012", end: .on(try Period("2014-06-30"))),
        ])
    }

    private static func values(_ client: any TestClientProtocol, _ measure: String, _ query: String) async throws -> [String: Double?] {
        let json = try await client.getJSON("/api/v1/indicators/\(measure)/values?\(query)")
        return Dictionary(json["values"].array.map { (String(($0["terc"].string ?? "").prefix(6)), $0["value"].number) }) { first, _ in first }
    }

    @Test func sharesFollowTheRegistryYearByYear() async throws {
        try await withServer(prepare: Self.fill) { client, _ in
            let indicator = try await client.getJSON("/api/v1/indicators/cooperation(ops-pup)")
            let year = PolishClock.now.day.year
            #expect(indicator["periods"].array.first?.string == "2008")
            #expect(indicator["periods"].array.last?.string == "\(year)")
            #expect(indicator["unit"].string == "%")
            let now = try await Self.values(client, "cooperation(ops-pup)", "level=powiat")
            #expect(now["1203"] == 100)
            #expect(now["1201"] == 0)
            #expect(now["0201"] == .some(nil))
            let then = try await Self.values(client, "cooperation(ops-pup)", "level=powiat&period=2012")
            #expect(then["1201"] == 100)
            let gmina = try await Self.values(client, "cooperation(ops-pup)", "level=gmina")
            #expect(gmina["120301"] == 100)
            let change = try await Self.values(client, "change(cooperation(ops-pup),2012)", "level=powiat")
            #expect(change["1201"] == -100)
            #expect(change["1203"] == 0)
            let gap = try await Self.values(client, "gap(udzial-80-plus,cooperation(ops-pup))", "level=powiat")
            #expect(gap["1203"] != .some(nil) && gap["0201"] == .some(nil))
            let programmes = try await Self.values(client, "per-capita(cooperation(programmes),10000)", "level=powiat")
            #expect((programmes["1203"] ?? nil) ?? 0 > 0)
            #expect(programmes["1201"] == 0)
        }
    }

    @Test func theyStandWhereverAnIndicatorCan() async throws {
        try await withServer(prepare: Self.fill) { client, _ in
            for path in [
                "/tiles/choropleth/cooperation(ops-pup)/2012/powiat/7/70/43.png", "/api/v1/legend?indicator=cooperation(ops-pup)&level=powiat",
                "/mapa?indicator=cooperation(ops-pup)", "/mapa?indicator=gap(udzial-80-plus,cooperation(programmes))",
                "/wskazniki/cooperation(ops-pup)", "/api/v1/map.pdf?indicator=cooperation(ops-pup)&level=powiat",
                "/api/v1/indicators/cooperation(programmes)/values.xlsx?level=powiat", "/api/v1/indicators/cooperation(ngo)/values?level=powiat",
                "/api/v1/indicators/cooperation(coordinators)/values?level=wojewodztwo", "/api/v1/indicators/cooperation(pcpr-pup)/values.csv?level=powiat",
                "/api/v1/map.svg?indicator=bivariate(udzial-80-plus,cooperation(ops-pup))&level=powiat",
            ] {
                let response = try await client.get(path)
                #expect(response.status == .ok, "\(path): \(response.text.prefix(300))")
            }
            let map = try await client.get("/mapa?analiza=gap&indicator=udzial-80-plus&oferta=cooperation&wspolpraca=ops-pup")
            #expect(map.status == .ok || map.status == .seeOther || map.status == .found, "\(map.status)")
            let page = try await client.get("/mapa").text
            #expect(page.contains("<option value=\"cooperation(ops-pup)\""))
            let wrong = try await client.get("/api/v1/indicators/cooperation(ops)/values")
            #expect(wrong.status == .badRequest && wrong.text.contains("pcpr-pup"))
        }
    }

    @Test func withoutAgreementsNothingIsClaimed() async throws {
        try await withServer { client, _ in
            let response = try await client.get("/api/v1/indicators/cooperation(ops-pup)")
            #expect(response.status == .notFound && response.text.contains("registry"))
            let page = try await client.get("/porozumienia/potrzeby")
            #expect(page.status == .ok && page.text.contains("nie ma jeszcze porozumień"))
            let map = try await client.get("/mapa").text
            #expect(!map.contains("cooperation(ops-pup)"))
        }
    }

    @Test func theTagChangesWithAgreementsAndOnlyThen() async throws {
        try await withLiveServer { client, store in
            try await Self.fill(store)
            func tag(_ measure: String) async throws -> String? {
                try await client.get("/api/v1/legend?indicator=\(measure)&level=powiat").headers[.eTag]
            }
            func tile(_ measure: String, _ period: Int) async throws -> String? {
                try await client.get("/tiles/choropleth/\(measure)/\(period)/powiat/6/35/21.png").headers[.eTag]
            }
            func settled(_ isDone: () async throws -> Bool) async throws -> Bool {
                for _ in 0..<100 {
                    if try await isDone() { return true }
                    try await Task.sleep(for: .milliseconds(50))
                }
                return false
            }
            let year = PolishClock.now.day.year
            let appeared = try await settled { try await tile("cooperation(ops-pup)", year) != nil }
            #expect(appeared)
            let before = try await tile("cooperation(ops-pup)", year)
            let other = try await tile("udzial-80-plus", 2021)
            _ = try await store.importAgreements([
                try Self.agreement("olkusz", [.institution(try Self.office(of: "1212")), .all(.ops, try TERYTCode("1212"))], from: "2015"),
            ])
            let changed = try await settled { try await tile("cooperation(ops-pup)", year) != before }
            #expect(changed)
            let otherAfter = try await tile("udzial-80-plus", 2021)
            #expect(otherAfter == other)
            let after = try await tile("cooperation(ops-pup)", year)
            // The same agreements once more, and another part of the data: nothing that they rest on.
            _ = try await store.importAgreements([
                try Self.agreement("olkusz", [.institution(try Self.office(of: "1212")), .all(.ops, try TERYTCode("1212"))], from: "2015"),
            ])
            try await Task.sleep(for: .milliseconds(600))
            let still = try await tile("cooperation(ops-pup)", year)
            #expect(still == after)
        }
    }

    @Test func aNewDayIsLookedAtAnew() async throws {
        let file = try TestData.copy()
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        let store = try AtlasStore.open(path: file.path)
        _ = try await store.importAgreements([
            try Self.agreement(
                "chrzanow", [.institution(try Self.office(of: "1203")), .all(.ops, try TERYTCode("1203"))], from: "2008", end: .on(try Period("2030-06"))),
        ])
        let today = try await AtlasSnapshot(store: store, earlier: nil, lemmatiser: .shared, geometryCacheBytes: 1 << 20)
        let later = AtlasSnapshot(today, carryingCachesOf: today, today: try Period("2030-07-01"))
        let id = IndicatorID(.cooperation(.welfareWithLabour))
        let place = try #require(today.territory.positions["1203"])
        let before = try await today.table(id, level: .powiat)?.columns.last
        let after = try await later.table(id, level: .powiat)?.columns.last
        #expect(before?.values[place] == 100)
        #expect(after?.values[place] == 0)
        #expect(after?.period == Period(year: 2030))
        #expect(today.version(of: id) != later.version(of: id))
        let other = try IndicatorID("udzial-80-plus")
        #expect(today.version(of: other) == later.version(of: other))
        await later.finishDirectory()
        try store.close()
    }

    @Test func needsWithoutAgreementAreListed() async throws {
        try await withServer(prepare: Self.fill) { client, _ in
            let json = try await client.getJSON("/api/v1/cooperation-gaps?need=udzial-80-plus&kind=ops-pup&level=powiat&unit=12&share=100")
            let units = json["units"].array
            let codes = units.compactMap { $0["terc"].string }
            #expect(codes.contains("1201") && !codes.contains("1203"))
            #expect(json["compared"].number == 22 && json["high_need"].number == 22)
            let needs = units.compactMap { $0["need"].number }
            #expect(needs == needs.sorted(by: >))
            let bochnia = try #require(units.first { $0["terc"].string == "1201" })
            #expect(bochnia["last_expired"]["id"].string == "bochnia")
            #expect(bochnia["last_expired"]["ended"].string == "2014-06-30")
            let office = try Self.office(of: "1201").text
            #expect(bochnia["institutions"].array.contains { $0["labour_offices"].array.map(\.string) == [office] })
            // Of dolnośląskie nothing is known: its units are named, and not among those without an agreement.
            let country = try await client.getJSON("/api/v1/cooperation-gaps?need=udzial-80-plus&level=powiat")
            #expect(country["unknown"].array.contains { ($0["terc"].string ?? "").hasPrefix("02") })
            #expect(country["units"].array.allSatisfy { ($0["terc"].string ?? "").hasPrefix("12") })
            let quarter = country["high_need"].number ?? 0
            #expect(quarter >= 95 && quarter < 120)

            let page = try await client.get("/porozumienia/potrzeby?need=udzial-80-plus&unit=12&share=100").text
            #expect(page.contains("wygasło 30\u{A0}czerwca 2014, nieprzedłużone"))
            #expect(page.contains("/porozumienia/nowe?wariant=ops-pup&amp;strona=\(office)"))
            #expect(page.contains("/mapa?indicator=bivariate"))
            let csv = try await client.get("/api/v1/cooperation-gaps.csv?need=udzial-80-plus&unit=12&share=100").text
            #expect(csv.hasPrefix("rank,terc,name,parent,need") && csv.contains(",bochnia,2014-06-30\r\n"))
        }
    }

    @Test func questionsOfAllKindsAreAnswered() async throws {
        try await withServer(prepare: Self.fill) { client, _ in
            for kind in CooperationMeasure.allCases {
                for query in ["kind=\(kind.rawValue)", "kind=\(kind.rawValue)&level=gmina&lack=malo&lang=en", "kind=\(kind.rawValue)&level=wojewodztwo&unit=12"] {
                    let page = try await client.get("/porozumienia/potrzeby?\(query)")
                    #expect(page.status == .ok, "\(query): \(page.text.prefix(300))")
                }
            }
            for (query, status) in [("share=0", 400), ("kind=x", 400), ("need=no-such", 404), ("level=gmina&kind=pcpr-pup", 400), ("unit=9999", 400), ("lack=x", 400)] {
                let response = try await client.get("/api/v1/cooperation-gaps?\(query)")
                #expect(response.status.code == status, "\(query): \(response.text.prefix(200))")
            }
        }
    }
}
