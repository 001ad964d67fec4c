// SPDX-License-Identifier: Apache-2.0

import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct UnitsTests {
    @Test func allUnitsOfALevelAreListed() async throws {
        try await withServer { client, _ in
            for (level, total) in [("wojewodztwo", 16), ("powiat", 380), ("gmina", 2_479)] {
                let json = try await client.getJSON("/api/v1/units?level=\(level)&limit=5000")
                #expect(json["total"].number == Double(total))
                #expect(json["units"].array.count == total)
                #expect(Set(["terc", "level", "name", "kind", "parent"]).isSubset(of: json["units"][0].names))
            }
            let gminas = try await client.getJSON("/api/v1/units?level=gmina&parent=2604&limit=5000")
            #expect(gminas["total"].number == 19)
        }
    }

    @Test func searchIgnoresDiacriticsAndCase() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/units?q=SWIETOKRZYSKIE")
            #expect(json["units"][0]["terc"].string == "26")
            let maslow = try await client.getJSON("/api/v1/units?q=mas%C5%82%C3%B3w&level=gmina")
            #expect(maslow["units"].array.contains { $0["terc"].string == "2604092" })
        }
    }

    @Test func aPointFindsItsUnits() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/units/at?lon=20.6286&lat=50.8661")
            #expect(json["gmina"]["terc"].string == "2661011")
            #expect(json["powiat"]["name"].string == "Kielce")
            #expect(json["wojewodztwo"]["terc"].string == "26")
            #expect(try await client.get("/api/v1/units/at?lon=0&lat=0").status == .notFound)
            for query in ["", "?lon=20", "?lon=abc&lat=50", "?lon=20,6&lat=50", "?lon=200&lat=50", "?lon=nan&lat=50"] {
                let response = try await client.get("/api/v1/units/at" + query)
                #expect(response.status == .badRequest, "\(query)")
            }
        }
    }

    @Test func aUnitIsFoundByAnyFormOfItsCode() async throws {
        try await withServer { client, _ in
            // The last digit says the kind, which changes when a village becomes a town; it does not identify.
            for code in ["260409", "2604092", "2604091"] {
                let json = try await client.getJSON("/api/v1/units/\(code)")
                #expect(json["terc"].string == "2604092")
                #expect(json["parents"].array.compactMap { $0["terc"].string } == ["26", "2604"])
            }
        }
    }

    @Test func newRenamedAndRetypedUnitsSayWhatHappened() async throws {
        try await withServer { client, _ in
            let new = try await client.getJSON("/api/v1/units/120713")
            #expect(new["has_boundary"].number == 0)
            #expect(new["bbox"].isNull)
            #expect(new["changes"][0]["kind"].string == "created")
            let missing = try await client.get("/api/v1/units/120713/boundary.geojson")
            #expect(missing.status == .notFound)
            let renamed = try await client.getJSON("/api/v1/units/221208")
            #expect(renamed["name"].string == "Redzikowo")
            #expect(renamed["changes"].array.contains { $0["before"].string == "Słupsk" && $0["after"].string == "Redzikowo" })
        }
    }

    @Test func boundariesAreGeoJSON() async throws {
        try await withServer { client, _ in
            let response = try await client.get("/api/v1/units/2604/boundary.geojson")
            #expect(response.headers[.contentType] == "application/geo+json")
            let json = try response.json()
            #expect(json["geometry"]["type"].string == "MultiPolygon")
            #expect(json["properties"]["terc"].string == "2604")
        }
    }

    @Test(arguments: [
        ("/api/v1/units?level=region", 400), ("/api/v1/units?limit=0", 400), ("/api/v1/units?limit=5001", 400),
        ("/api/v1/units?limit=ten", 400), ("/api/v1/units?parent=zz", 400), ("/api/v1/units?parent=2699", 404),
        ("/api/v1/units/9999", 404), ("/api/v1/units/abc", 400), ("/api/v1/units/26041", 400), ("/api/v1/units?q=%00", 400),
        ("/api/v1/units?q=%FF", 400),
    ])
    func badRequestsSayWhatIsAccepted(path: String, status: Int) async throws {
        try await withServer { client, _ in
            let response = try await client.get(path)
            #expect(response.status.code == status)
            #expect(response.headers[.contentType]?.hasPrefix("application/problem+json") ?? false)
            let json = try response.json()
            #expect(json["status"].number == Double(status))
            #expect(json["title"].string?.isEmpty == false && json["detail"].string?.isEmpty == false)
            #expect(json["accepted"].string?.isEmpty == false)
        }
    }
}
