// SPDX-License-Identifier: Apache-2.0

import HummingbirdTesting
import Testing

@testable import AtlasServer

/// The figures that must come out right, asked for as a client would.
@Suite struct IndicatorsTests {
    @Test func theCatalogueNamesLevelsAndPeriods() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/indicators")
            #expect(json["indicators"].array.count >= 25)
            for indicator in json["indicators"].array {
                #expect(Set(["id", "name", "unit", "levels", "periods"]).isSubset(of: indicator.names))
                #expect(!indicator["levels"].array.isEmpty && !indicator["periods"].array.isEmpty)
            }
            let english = try await client.getJSON("/api/v1/indicators?lang=en")
            #expect(english["indicators"].array.first { $0["id"].string == "ludnosc" }?["name"].string == "Population")
        }
    }

    @Test func theCensusSumsToItsTotals() async throws {
        try await withServer { client, _ in
            for (id, total) in [("ludnosc", 37_019_327.0), ("kobiety", 19_106_313), ("mezczyzni", 17_913_014)] {
                let powiats = try await client.getJSON("/api/v1/indicators/\(id)/values?level=powiat&period=2021")
                let values = powiats["values"].array.compactMap { $0["value"].number }
                #expect(values.count == 380)
                #expect(values.reduce(0, +) == total)
                let regions = try await client.getJSON("/api/v1/indicators/\(id)/values?level=wojewodztwo")
                #expect(regions["values"].array.compactMap { $0["value"].number }.reduce(0, +) == total)
            }
        }
    }

    @Test func sharesOfLargerUnitsAreRecomputed() async throws {
        try await withServer { client, _ in
            let share = try await client.getJSON("/api/v1/indicators/udzial-profil-3/values?level=wojewodztwo&period=2015-06-30")
            let swietokrzyskie = share["values"].array.first { $0["terc"].string == "26" }?["value"].number
            #expect(abs((swietokrzyskie ?? 0) - 100 * 16_261 / 68_521) < 1e-9)
            let unemployed = try await client.getJSON("/api/v1/indicators/bezrobotni/values?level=wojewodztwo&period=2015-06-30")
            #expect(unemployed["values"].array.first { $0["terc"].string == "26" }?["value"].number == 68_521)
        }
    }

    @Test func staszowskiIsHighestNotBuski() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/indicators/udzial-profil-3/values?level=powiat&parent=26")
            let highest = json["values"].array.max { ($0["value"].number ?? 0) < ($1["value"].number ?? 0) }
            #expect(highest?["terc"].string == "2612")
            #expect(abs((highest?["value"].number ?? 0) - 38.04) < 0.005)
        }
    }

    @Test func missingNotApplicableAndZeroAreThreeThings() async throws {
        try await withServer { client, _ in
            let participants = try await client.getJSON("/api/v1/indicators/uczestnicy-pai/values?level=gmina&period=2015-06-30")
            func entry(_ json: JSON, _ stem: String) -> JSON? {
                json["values"].array.first { $0["terc"].string?.hasPrefix(stem) ?? false }
            }
            #expect(participants["values"].array.count == 2_479)
            #expect(entry(participants, "260409")?["value"].number == 12)
            #expect(entry(participants, "260401")?["value"].number == 0)
            #expect(entry(participants, "020101")?["value"].isNull ?? false)
            #expect(entry(participants, "020101")?["flag"].string == "missing")
            let sepi = try await client.getJSON("/api/v1/indicators/sepi-rok/values?level=powiat&period=2014-10")
            #expect(entry(sepi, "1206")?["value"].isNull ?? false)
            #expect(entry(sepi, "1206")?["flag"].string == "not-applicable")
            #expect(entry(sepi, "1262")?["value"].number == 2006)
            #expect(entry(sepi, "1201")?["flag"].string == "missing")
        }
    }

    @Test func seriesMarksForecasts() async throws {
        try await withServer { client, _ in
            let catalogue = try await client.getJSON("/api/v1/indicators")
            let series = try #require(catalogue["indicators"].array.first { $0["periods"].array.count >= 14 })
            let id = try #require(series["id"].string)
            let json = try await client.getJSON("/api/v1/indicators/\(id)/series?level=powiat")
            #expect(json["terc"].array.count == 380)
            #expect(json["periods"].array.count == json["values"].array.count)
            #expect(json["values"][0].array.count == 380)
            let forecast = json["forecast"].array.compactMap { $0.number }
            #expect(forecast.first == 0 && forecast.last == 1)
        }
    }

    @Test func valuesComeAsCSVAndGeoJSON() async throws {
        try await withServer { client, _ in
            let csv = try await client.get("/api/v1/indicators/ludnosc/values.csv?level=powiat&parent=26")
            #expect(csv.headers[.contentType]?.hasPrefix("text/csv") ?? false)
            let lines = csv.text.split(separator: "\r\n")
            #expect(lines.count == 15)
            #expect(lines[0] == "indicator,period,level,terc,name,value,flag")
            #expect(lines[1].hasPrefix("ludnosc,2021,powiat,2601,\"buski\","))
            let geoJSON = try await client.getJSON("/api/v1/indicators/ludnosc/values.geojson?level=powiat&parent=26")
            #expect(geoJSON["features"].array.count == 14)
            #expect(geoJSON["features"][0]["geometry"]["type"].string == "MultiPolygon")
        }
    }

    @Test(arguments: [
        ("/api/v1/indicators/nie-ma", 404), ("/api/v1/indicators/Z%C5%82y", 404), ("/api/v1/indicators/ludnosc/values?level=x", 400),
        ("/api/v1/indicators/ludnosc/values?period=2020", 404), ("/api/v1/indicators/ludnosc/values?period=wczoraj", 400),
        ("/api/v1/indicators/ludnosc/values?parent=99", 400), ("/api/v1/indicators?lang=de", 400),
    ])
    func badRequestsAreRefused(path: String, status: Int) async throws {
        try await withServer { client, _ in
            let response = try await client.get(path)
            #expect(response.status.code == status)
            #expect(try response.json()["detail"].string?.isEmpty == false)
        }
    }
}
