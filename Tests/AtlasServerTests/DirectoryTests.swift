// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct DirectoryTests {
    private func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .queryValue) ?? "" }

    @Test func aSearchHasTheDocumentedShape() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/institutions?q=o%C5%9Brodek&limit=5")
            #expect(json.names.isSuperset(of: ["institutions", "total", "facets", "next"]))
            #expect(json["institutions"].array.count == 5)
            #expect((json["total"].number ?? 0) > 100)
            let first = json["institutions"][0]
            #expect(first.names.isSuperset(of: ["id", "name", "type", "address", "distance_km"]))
            let types = json["facets"]["type"].array
            let ops = types.first { $0["id"].string == "OPS" }
            #expect((ops?["count"].number ?? 0) > 100)
        }
    }

    @Test func pagingWalksAllOnce() async throws {
        try await withServer { client, _ in
            let total = Int(try await client.getJSON("/api/v1/institutions?type=DPS,SDS&limit=1")["total"].number ?? 0)
            var seen: [String] = []
            var cursor: String?
            repeat {
                let parameters = "type=DPS&type=SDS&sort=name&limit=7" + (cursor.map { "&cursor=\(encoded($0))" } ?? "")
                let page = try await client.getJSON("/api/v1/institutions?\(parameters)")
                seen += page["institutions"].array.compactMap { $0["id"].string }
                cursor = page["next"].string
            } while cursor != nil && seen.count <= total
            #expect(total == 36)
            #expect(seen.count == total && Set(seen).count == total)
        }
    }

    @Test(arguments: [
        "type=KLUB", "service=nothing", "target=praca-socjalna", "near=20", "near=200,50", "radius_km=5", "radius_km=-1&near=20,50",
        "limit=0", "limit=201", "cursor=abc", "unit=99", "serves=120", "sort=best", "open_now=maybe", "verified_days=0",
    ])
    func badParametersAreRefusedWithTheAcceptedRange(query: String) async throws {
        try await withServer { client, _ in
            for path in ["/api/v1/institutions?", "/katalog?"] where !(path == "/katalog?" && query.hasPrefix("limit=201")) {
                let response = try await client.get(path + query)
                #expect([.badRequest, .notFound].contains(response.status), "\(path)\(query)")
            }
            let problem = try await client.get("/api/v1/institutions?" + query)
            #expect(problem.headers[.contentType]?.hasPrefix("application/problem+json") ?? false)
            let json = try problem.json()
            #expect(json["detail"].string?.isEmpty == false)
        }
    }

    /// Whatever people type or paste, the answer is a result or a clear refusal, never a fault of the server.
    @Test func strangeQueriesAreHarmless() async throws {
        let typed: [String] = [
            "\"", "'", "\"\"\"", "*", "schron* NOT", "AND OR NOT", "a AND b", "NEAR(a b, 5)", "(", ")", "{}", "[", "\\", "%", "%%", "_", "--",
            "; DROP TABLE institution;", "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "../../etc/passwd", "\u{200B}", "\u{202E}abc",
            "🏠", "👨‍👩‍👧‍👦 pomoc", "ﬁ", "ŁÓDŹ", "ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "  ", "\t\n", "-", "a", "ą", "0", "99999999999999999999", "1e309", "NaN", "null", "true",
            "tel:+48", "мопс", "ابن", "試験", "e\u{301}", String(repeating: "a", count: 1_500), String(repeating: "ab ", count: 500),
            String(repeating: "\"", count: 900), "pomoc:", "type:OPS", "OPS OPS OPS", "^", "~", "@#$", "?", "&amp;", "koło koło koło", "w w w",
            "z", "blisko", "near", "ul.", "ul. ", "33-100", "33-1", "00-000", "-33", "33–100",
        ]
        // Forty code points each, from everywhere below U+0300, the same in every run.
        let generated: [String] = (1...60).map { seed in
            var scalars = String.UnicodeScalarView()
            for step in 1...40 {
                if let scalar = Unicode.Scalar(UInt32(1 + (seed * 7_919 + step * step * 104_729) % 0x2FE)) { scalars.append(scalar) }
            }
            return String(scalars)
        }
        let strange = typed + generated
        try await withServer { client, _ in
            for text in strange {
                for path in ["/api/v1/institutions?q=", "/api/v1/institutions/suggest?q=", "/katalog?q=", "/kto-odpowiada?q=", "/api/v1/responsible?q="] {
                    let response = try await client.get(path + encoded(text))
                    #expect(response.status.code < 500, "\(path) \(text.debugDescription)")
                    if response.status == .ok, path.hasPrefix("/katalog") {
                        #expect(!response.text.contains("<script>alert"), "\(text)")
                    }
                }
            }
            for raw in ["q=%00", "q=%FF%FE", "q=%C5", "q=%", "type=%00", "near=%00,1", "item=%00"] {
                for path in ["/api/v1/institutions?", "/katalog?", "/karta?", "/kto-odpowiada?"] {
                    let status = try await client.get(path + raw).status.code
                    #expect(status < 500, "\(path)\(raw)")
                }
            }
            let long = try await client.get("/api/v1/institutions?q=" + String(repeating: "a", count: 10_000))
            #expect(long.status == .badRequest)
        }
    }

    @Test func oneInstitutionHasItsWholeEntry() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/institutions/rjps-132")
            #expect(json["name"].string == "Centrum Usług Społecznych w Tarnowie")
            #expect(json["type"].string == "CUS")
            #expect(json["locations"][0]["phones"][0]["number"].string == "+48146882180")
            #expect(json["locations"][0]["point"]["precision"].string == "locality")
            let services = json["services"].array
            let shelter = services.first { $0["service"].string == "schronienie" }
            #expect(shelter?["statutory"].value as? Bool == true)
            // A city with powiat rights owes the powiat's tasks too.
            #expect(services.contains { $0["service"].string == "piecza-zastepcza" })
            let missing = try await client.get("/api/v1/institutions/nobody")
            #expect(missing.status == .notFound)
            for wrong in ["..%2F..%2Fetc", "A", "%00", "a%20b"] {
                let status = try await client.get("/api/v1/institutions/\(wrong)").status
                #expect([.notFound, .badRequest].contains(status), "\(wrong)")
            }
        }
    }

    @Test func nearAndServesNarrow() async throws {
        try await withServer { client, _ in
            let near = try await client.getJSON("/api/v1/institutions?near=20.9858,50.0121&radius_km=5&sort=distance&limit=200")
            let distances = near["institutions"].array.compactMap { $0["distance_km"].number }
            #expect(!distances.isEmpty && distances == distances.sorted() && distances.allSatisfy { $0 <= 5.01 })
            let wider = try await client.getJSON("/api/v1/institutions?near=20.9858,50.0121&radius_km=30&limit=1")
            #expect((wider["total"].number ?? 0) > Double(distances.count))
            let serving = try await client.getJSON("/api/v1/institutions?serves=126301&limit=200")
            #expect(serving["institutions"].array.count > 3)
            for institution in serving["institutions"].array {
                let areas = institution["serves"].array.compactMap(\.string)
                #expect(areas.contains { "126301".hasPrefix($0) || $0 == "00" }, "\(institution["id"].string ?? "")")
            }
        }
    }

    // MARK: Who is responsible

    private func body(_ json: JSON, _ role: String) -> JSON {
        json["bodies"].array.first { $0["role"].string == role } ?? JSON(nil)
    }

    @Test func anAddressInBochniaHasItsOffice() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/responsible?q=" + encoded("ul. Kazimierza Wielkiego 5, 32-700 Bochnia"))
            #expect(json["place"]["terc"].string == "1201011")
            // The rural gmina of the same name is offered, not chosen.
            #expect(json["candidates"].array.contains { $0["terc"].string == "1201022" })
            let welfare = body(json, "OPS")
            #expect(welfare["institutions"][0]["name"].string?.contains("Bochni") ?? false)
            #expect(welfare["institutions"][0]["reason_kind"].string == "statutory")
            #expect(body(json, "PCPR")["institutions"].array.count == 1)
            #expect(body(json, "ROPS")["institutions"][0]["id"].string == "rops-krakow")
        }
    }

    @Test func aCityWithPowiatRightsAndASharedLabourOffice() async throws {
        try await withServer { client, _ in
            for query in ["terc=1263", "terc=1263011", "q=Tarn%C3%B3w", "lon=20.9858&lat=50.0121"] {
                let json = try await client.getJSON("/api/v1/responsible?" + query)
                #expect(json["place"]["terc"].string == "1263011", "\(query)")
                #expect(body(json, "OPS")["institutions"][0]["id"].string == "rjps-132", "\(query)")
                #expect(body(json, "PCPR")["institutions"][0]["id"].string == "rjps-132", "\(query)")
                #expect(body(json, "PUP")["institutions"][0]["id"].string == "pup-tarnow", "\(query)")
            }
            // The same office from the powiat around the city.
            let around = try await client.getJSON("/api/v1/responsible?terc=1216")
            let office = body(around, "PUP")["institutions"][0]
            #expect(office["id"].string == "pup-tarnow")
            #expect(office["reason"].string?.contains("Tarnów") ?? false)
        }
    }

    @Test func sectorsThatSplitAPowiatAreToldAsTheyAre() async throws {
        try await withServer { client, _ in
            let certain = try await client.getJSON("/api/v1/responsible?terc=2612")
            #expect(certain["adviser_sector"]["number"].number == 1)
            let split = try await client.getJSON("/api/v1/responsible?terc=2604092")
            #expect(split["adviser_sector"]["number"].isNull)
            #expect(split["adviser_sector"]["possible"].array.count == 3)
            let elsewhere = try await client.getJSON("/api/v1/responsible?terc=1201011")
            #expect(elsewhere["adviser_sector"].isNull)
        }
    }

    @Test func gapsOfTheDirectoryAreNamed() async throws {
        try await withServer { client, _ in
            // A gmina far from the regions whose lists are in the repository.
            let json = try await client.getJSON("/api/v1/responsible?terc=0201011")
            #expect(body(json, "OPS")["missing"].value as? Bool == true)
            let page = try await client.get("/kto-odpowiada?terc=0201011").text
            #expect(page.contains("brakuje jeszcze wpisu"))
            for (query, status) in [("", 400), ("terc=99", 400), ("terc=1299", 404), ("lon=20", 400), ("lon=0&lat=0", 404), ("lon=x&lat=1", 400)] {
                let found = try await client.get("/api/v1/responsible?" + query).status.code
                #expect(found == status, "\(query)")
            }
        }
    }

    // MARK: Pages

    @Test func vCardAndQRCode() async throws {
        try await withServer { client, _ in
            let card = try await client.get("/instytucje/rjps-132/wizytowka.vcf")
            #expect(card.headers[.contentType] == "text/vcard; charset=utf-8")
            #expect(card.text.hasPrefix("BEGIN:VCARD\r\nVERSION:4.0\r\n") && card.text.hasSuffix("END:VCARD\r\n"))
            #expect(card.text.contains("tel:+48146882180"))
            #expect(card.text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 })
            let code = try await client.get("/instytucje/rjps-132/qr.svg")
            #expect(code.headers[.contentType] == "image/svg+xml" && code.text.contains("<path"))
        }
    }

    @Test func theSheetTakesWhatTheAddressNamesAndNoMore() async throws {
        try await withServer { client, _ in
            let page = try await client.get("/karta?item=rjps-132:schronienie&item=pup-tarnow").text
            #expect(page.contains("Centrum Usług Społecznych w Tarnowie") && page.contains("Powiatowy Urząd Pracy w Tarnowie"))
            #expect(page.contains("schronienie"))
            let many = (0..<30).map { "item=rjps-\($0)" }.joined(separator: "&")
            let refused = try await client.get("/karta?" + many)
            #expect(refused.status == .badRequest)
        }
    }

    /// What an import changes shows without a restart, and an unchanged directory is not indexed again.
    @Test func anImportShows() async throws {
        try await withServer { client, store in
            let before = try await client.getJSON("/api/v1/institutions?q=zupelnienowaplacowka")
            #expect(before["total"].number == 0)
            let institution = Institution(
                id: try InstitutionID("nowa-1"), type: .ngo, name: "Fundacja Zupelnienowaplacowka",
                locations: [Location(address: PostalAddress(locality: "Bochnia"), gmina: try TERYTCode("1201011"), point: nil)],
                sourceID: "powiatlas-porozumienia")
            let summary = try await store.importInstitutions([institution], sources: [])
            #expect(summary.summary.added == 1)
            var total: Double = 0
            for _ in 0..<100 where total == 0 {
                try await Task.sleep(for: .milliseconds(100))
                total = try await client.getJSON("/api/v1/institutions?q=zupelnienowaplacowka")["total"].number ?? 0
            }
            #expect(total == 1)
        }
    }
}
