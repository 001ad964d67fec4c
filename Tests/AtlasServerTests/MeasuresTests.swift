// SPDX-License-Identifier: Apache-2.0

import HummingbirdTesting
import Testing

@testable import AtlasServer

/// Measures computed from indicators and the directory, asked for where an indicator's id may stand.
@Suite struct MeasuresTests {
    private func values(
        _ client: any TestClientProtocol, _ measure: String, _ query: String = "level=powiat"
    ) async throws -> [String: Double] {
        let json = try await client.getJSON("/api/v1/indicators/\(measure)/values?\(query)")
        return Dictionary(
            json["values"].array.compactMap { row in row["value"].number.map { (row["terc"].string ?? "", $0) } }
        ) { first, _ in first }
    }

    @Test func aRatioIsTheCataloguesOwnShare() async throws {
        try await withServer { client, _ in
            let computed = try await values(client, "ratio(ludnosc-65-plus,ludnosc,100)")
            let published = try await values(client, "udzial-65-plus")
            #expect(computed.count == 380)
            #expect(computed.allSatisfy { abs($0.value - (published[$0.key] ?? 0)) < 1e-9 })
            let perThousand = try await values(client, "per-capita(wyzsze-wyksztalcenie,1000)")
            let rate = try await values(client, "wyzsze-wyksztalcenie-na-1000")
            #expect(perThousand.allSatisfy { abs($0.value - (rate[$0.key] ?? 0)) < 1e-9 })
        }
    }

    @Test func changeAndGrowthCompareWithThePeriodNamed() async throws {
        try await withServer { client, _ in
            let now = try await values(client, "starzenie-80-plus", "level=powiat&period=2020")
            let then = try await values(client, "starzenie-80-plus", "level=powiat&period=2015")
            let change = try await values(client, "change(starzenie-80-plus,2015)", "level=powiat&period=2020")
            let growth = try await values(client, "growth(starzenie-80-plus,2015)", "level=powiat&period=2020")
            #expect(change.count == 22)
            for (terc, value) in change {
                let before = try #require(then[terc])
                let after = try #require(now[terc])
                #expect(value == after - before)
                #expect(abs((growth[terc] ?? 0) - (after / before - 1) * 100) < 1e-9)
            }
            let coverage = try await client.getJSON("/api/v1/indicators/change(starzenie-80-plus,2030)")
            #expect(coverage["periods"].array.map(\.string) == ["2035", "2040"])
            #expect(coverage["forecast_periods"].array.count == 2)
        }
    }

    @Test func densityRestsOnTheAreaOfTheUnit() async throws {
        try await withServer { client, store in
            let density = try await values(client, "per-km2(ludnosc)")
            let people = try await values(client, "ludnosc")
            let powiats = try await store.currentUnits().map(\.unit).filter { $0.level == .powiat }
            for powiat in powiats {
                let area = try #require(powiat.areaSquareKilometers)
                #expect(abs((density[powiat.code.description] ?? 0) - (people[powiat.code.description] ?? 0) / area) < 1e-9)
            }
        }
    }

    @Test func anIndexTurnsWithTheSignOfItsWeights() async throws {
        try await withServer { client, _ in
            let index = try await values(client, "index(zscore,udzial-65-plus*1,udzial-0-17*-1)")
            let turned = try await values(client, "index(zscore,udzial-65-plus*-1,udzial-0-17*1)")
            #expect(index.count == 380)
            #expect(abs(index.values.reduce(0, +)) < 1e-6)
            #expect(index.allSatisfy { abs($0.value + (turned[$0.key] ?? 0)) < 1e-9 })
            let scaled = try await values(client, "index(minmax,udzial-65-plus*1,udzial-0-17*-1)")
            #expect(scaled.values.allSatisfy { (0...100).contains($0) })
            let hellwig = try await values(client, "index(hellwig,udzial-65-plus*1,udzial-0-17*-1)")
            #expect(hellwig.values.allSatisfy { $0 <= 1 })
        }
    }

    @Test func categoriesHaveFixedColoursAndNames() async throws {
        try await withServer { client, _ in
            let legend = try await client.getJSON("/api/v1/legend?indicator=clusters(udzial-65-plus)&level=powiat&palette=Blues&lang=en")
            #expect(legend["classes"].array.map { $0["category"].string } == ["not-significant", "high-high", "low-low", "low-high", "high-low", "isolated"])
            #expect(legend["classes"][1]["color"].string == "#ca0020")
            #expect(legend["classes"].array.compactMap { $0["count"].number }.reduce(0, +) == 380)
            #expect(legend["statistics"]["median"].isNull)
            // A city among its suburbs and the ageing east: both kinds of cluster are there.
            #expect((legend["classes"][2]["count"].number ?? 0) > 0)

            let bivariate = try await client.getJSON("/api/v1/legend?indicator=bivariate(udzial-65-plus,feminizacja)&level=powiat&lang=en")
            #expect(bivariate["matrix"]["x"].string == "Share of people aged 65 and over")
            #expect(bivariate["matrix"]["y"].string == "Feminisation ratio")
            let counts = bivariate["classes"].array.compactMap { $0["count"].number }
            #expect(counts.count == 9)
            // Thirds: each row and each column of the legend holds a third of the 380 powiats, within ties.
            for third in 0..<3 {
                let row: Double = (0..<3).reduce(0) { $0 + counts[third * 3 + $1] }
                let column: Double = (0..<3).reduce(0) { $0 + counts[$1 * 3 + third] }
                #expect(abs(row - 126.7) <= 2 && abs(column - 126.7) <= 2)
            }
        }
    }

    /// A województwo stands among województwa: its index is no mean of its powiats and does not stand beside them.
    @Test func whatComparesUnitsHasNoValueOfTheArea() async throws {
        try await withServer { client, _ in
            for (measure, hasArea) in [
                ("index(zscore,udzial-65-plus*1,udzial-0-17*-1)", false), ("bivariate(udzial-65-plus,feminizacja)", false),
                ("ratio(ludnosc-65-plus,ludnosc,100)", true),
            ] {
                let legend = try await client.getJSON("/api/v1/legend?indicator=\(measure)&level=powiat&within=26")
                #expect(legend["statistics"]["mean"].isNull == !hasArea, "\(measure)")
            }
        }
    }

    @Test func provisionIsUnknownWhereTheDirectoryHasNothing() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/indicators/places(dps)/values?level=powiat")
            func row(_ terc: String) -> JSON { json["values"].array.first { $0["terc"].string == terc } ?? JSON(nil) }
            // Małopolskie is in the directory, dolnośląskie is not.
            let known = json["values"].array.filter { ($0["terc"].string ?? "").hasPrefix("12") }
            #expect(known.contains { ($0["value"].number ?? 0) > 0 })
            #expect(json["values"].array.filter { ($0["terc"].string ?? "").hasPrefix("02") }.allSatisfy { $0["value"].isNull })
            let gap = try await values(client, "gap(udzial-80-plus,places(dps))")
            #expect(!gap.isEmpty && gap.count <= 380)
            #expect(abs(gap.values.reduce(0, +)) < 1e-6)
        }
    }

    @Test func measuresAreDrawnListedAndDownloaded() async throws {
        try await withServer { client, _ in
            for path in [
                "/tiles/choropleth/per-km2(ludnosc)/2021/powiat/6/35/20.png",
                "/tiles/choropleth/change%28starzenie-80-plus%2C2015%29/2020/powiat/7/70/43.png",
                "/tiles/choropleth/bivariate(udzial-65-plus,feminizacja)/2021/powiat/6/35/20@2x.png",
                "/api/v1/map.svg?indicator=clusters(udzial-65-plus)&level=powiat", "/mapa?indicator=per-km2(ludnosc)",
                "/wskazniki/growth(starzenie-80-plus,2015)",
                "/api/v1/indicators/udzial-65-plus@2021/series?level=powiat",
            ] {
                let response = try await client.get(path)
                #expect(response.status == .ok, "\(path): \(response.text.prefix(300))")
            }
            let csv = try await client.get("/api/v1/indicators/ratio(kobiety,ludnosc,100)/values.csv?level=wojewodztwo").text
            #expect(csv.contains("\r\n\"ratio(kobiety,ludnosc,100)\",2021,wojewodztwo,02,\"dolnośląskie\","))
        }
    }

    @Test(arguments: [
        ("sum(ludnosc,kobiety)", 400, "one of change"), ("change(ludnosc,2030)", 404, "2021"), ("per-km2(no-such)", 404, "no-such"),
        ("index(zscore,ludnosc*1)", 400, "2…12"), ("no-such", 404, "no-such"), ("ludnosc@1999", 404, "2021"),
        ("clusters(bivariate(ludnosc,kobiety))", 400, "amount"), ("Ludno%C5%9B%C4%87", 404, "Ludność"),
    ])
    func whatCannotBeComputedIsRefused(_ measure: String, _ status: Int, _ hint: String) async throws {
        try await withServer { client, _ in
            for path in ["/api/v1/indicators/\(measure)", "/tiles/choropleth/\(measure)/2021/powiat/6/35/20.png", "/api/v1/legend?indicator=\(measure)"] {
                let response = try await client.get(path)
                #expect(response.status.code == status, "\(path)")
                #expect(response.text.contains(hint), "\(path): \(response.text)")
            }
        }
    }
}
