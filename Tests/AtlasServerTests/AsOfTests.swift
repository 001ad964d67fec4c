// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import TileGeometry

@testable import AtlasServer

/// The boundaries of the repository with Szczawa cut out of Kamienica by a straight line, as an edition of 2026.
private func boundariesWithSzczawa() throws -> Topology {
    let gminas = try #require(TestData.contents.boundaries.layer(named: "gmina"))
    let topology = TestData.contents.boundaries
    let kamienica = try #require(gminas.shapes.first { $0.code == "120705" })
    let extent = BoundingBox(of: kamienica.polygons.flatMap { $0.rings }.flatMap { topology.points(of: $0) })
    let middle = extent.center.x
    var units: [TopologyBuilder.Unit] = []
    for shape in gminas.shapes {
        let polygons = shape.polygons.map { $0.rings.map { topology.points(of: $0) } }
        guard shape.code == "120705" else {
            units.append(TopologyBuilder.Unit(code: shape.code, polygons: polygons))
            continue
        }
        // Each half is what lies on its side of the line (Sutherland and Hodgman, 1974).
        for (code, isWest) in [("120705", false), ("120713", true)] {
            let halves = polygons.map { $0.map { clip($0, x: middle, keepsWest: isWest) }.filter { $0.count >= 4 } }
            units.append(TopologyBuilder.Unit(code: code, polygons: halves.filter { !$0.isEmpty }))
        }
    }
    var result = try TopologyBuilder().build(layer: "gmina", units: units).topology
    try result.dissolve(layer: "gmina", into: "powiat") { String($0.prefix(4)) }
    try result.dissolve(layer: "gmina", into: "wojewodztwo") { String($0.prefix(2)) }
    return result
}

private func clip(_ ring: [Point], x: Double, keepsWest: Bool) -> [Point] {
    var kept: [Point] = []
    func isInside(_ point: Point) -> Bool { keepsWest ? point.x <= x : point.x >= x }
    for (a, b) in zip(ring, ring.dropFirst()) {
        if isInside(a) { kept.append(a) }
        if isInside(a) != isInside(b) { kept.append(Point(x, a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y))) }
    }
    if let first = kept.first { kept.append(first) }
    return kept
}

@Suite struct AsOfTests {
    @Test func unitsAreThoseOfTheDay() async throws {
        try await withServer { client, _ in
            #expect(try await client.getJSON("/api/v1/units?level=gmina&limit=1")["total"].number == 2_479)
            #expect(try await client.getJSON("/api/v1/units?level=gmina&limit=1&asof=2021")["total"].number == 2_477)
            #expect(try await client.getJSON("/api/v1/units?level=gmina&limit=1&asof=2026-06-15")["total"].number == 2_479)
            let now = try await client.getJSON("/api/v1/units/221208")
            #expect(now["name"].string == "Redzikowo")
            #expect(now["states"].array.map { $0["name"].string ?? "" } == ["Słupsk", "Redzikowo"])
            #expect(now["continuity"]["breaks"].array.isEmpty)
            #expect(now["continuity"]["notes"][0]["sentence_pl"].string?.contains("z\u{A0}„Słupsk” na „Redzikowo”; szereg jest ciągły") == true)
            #expect(try await client.getJSON("/api/v1/units/221208?asof=2021-06")["name"].string == "Słupsk")
            let village = try await client.getJSON("/api/v1/units/021803?asof=2022")
            #expect(village["terc"].string == "0218032" && village["kind"].string == "gmina-wiejska")
            #expect(try await client.get("/api/v1/units/120713?asof=2022").status == .notFound)
            #expect(try await client.get("/api/v1/units/120713").status == .ok)
            let search = try await client.getJSON("/api/v1/units?q=redzikowo&level=gmina&asof=2021")
            #expect(search["total"].number == 0)
        }
    }

    @Test func daysOutsideTheKnownOnesAreRefusedWithTheRange() async throws {
        try await withServer { client, _ in
            for path in [
                "/api/v1/units", "/api/v1/units/26", "/api/v1/units/at?lon=20&lat=51", "/api/v1/units/26/boundary.geojson",
                "/tiles/units/powiat/6/35/21.mvt", "/tiles/units/powiat.json", "/api/v1/legend?indicator=udzial-65-plus",
                "/tiles/choropleth/udzial-65-plus/2021/powiat/6/35/21.png", "/api/v1/style.json?indicator=udzial-65-plus",
                "/api/v1/indicators/udzial-65-plus/values?level=powiat", "/api/v1/indicators/udzial-65-plus/series?level=powiat",
            ] {
                for day in ["1998", "2020-12-31", "2027", "2026-13", "heute", "2021-02-30"] {
                    let response = try await client.get(path + (path.contains("?") ? "&" : "?") + "asof=\(day)")
                    #expect(response.status == .badRequest, "\(path) \(day)")
                    #expect(response.text.contains("2021-01-01 to 2026-12-31"), "\(path) \(day): \(response.text)")
                }
            }
        }
    }

    @Test func editionsDifferWhereTheyShould() async throws {
        try await withServer { client, store in
            let point = "/api/v1/units/at?lon=20.35&lat=49.57"
            let before = try await client.getJSON(point)
            let tile = "/tiles/units/gmina/9/284/174.mvt"
            let picture = "/tiles/choropleth/udzial-65-plus/2021/gmina/9/284/174.png"
            let (oldTile, oldPicture) = (try await client.get(tile), try await client.get(picture))
            let oldPastTile = try await client.get(tile + "?asof=2023")
            let done = try await store.importBoundaries(boundariesWithSzczawa(), date: Period("2026-01-01"), source: "test")
            #expect(done.newChanges.contains { $0.kind == .split && $0.code.stem == "120705" })
            // The server looks at the data's version twice a second.
            var json = try await client.getJSON("/api/v1/units/120713")
            for _ in 0..<100 where json["has_boundary"].value as? Bool != true {
                try await Task.sleep(for: .milliseconds(100))
                json = try await client.getJSON("/api/v1/units/120713")
            }
            #expect(json["has_boundary"].value as? Bool == true)
            #expect(json["continuity"]["breaks"][0]["cause"].string == "created")
            #expect(json["changes"][0]["units"][0]["terc"].string == "1207052")
            let share = try #require(json["changes"][0]["units"][0]["share"].number)
            #expect(share > 0.2 && share < 0.8)
            let split = try await client.getJSON("/api/v1/units/120705")
            #expect(split["continuity"]["breaks"][0]["sentence_pl"].string?.contains("z gminy Kamienica wydzielono gminę Szczawa") == true)

            // Without asof: today's; with it: what the tile and the answer were before.
            let newTile = try await client.get(tile)
            #expect(newTile.bytes != oldTile.bytes && newTile.headers[.eTag] != oldTile.headers[.eTag])
            let pastTile = try await client.get(tile + "?asof=2023")
            #expect(pastTile.bytes == oldPastTile.bytes && oldPastTile.bytes != oldTile.bytes)
            #expect(pastTile.headers[.eTag] != newTile.headers[.eTag])
            let cached = try await client.get(tile + "?asof=2023", headers: [.ifNoneMatch: pastTile.headers[.eTag] ?? ""])
            #expect(cached.status == .notModified)
            let newPicture = try await client.get(picture)
            #expect(newPicture.bytes != oldPicture.bytes)
            let pastPicture = try await client.get(picture + "?asof=2023-01-01")
            #expect(pastPicture.bytes == oldPicture.bytes)
            #expect(pastPicture.headers[.eTag] != newPicture.headers[.eTag])
            let warm = try await client.get(picture + "?asof=2023-05")
            #expect(warm.bytes == oldPicture.bytes && warm.headers[.eTag] == pastPicture.headers[.eTag])

            let boundary = try await client.get("/api/v1/units/120705/boundary.geojson")
            let pastBoundary = try await client.get("/api/v1/units/120705/boundary.geojson?asof=2022")
            #expect(boundary.bytes != pastBoundary.bytes)
            #expect(try await client.get("/api/v1/units/120713/boundary.geojson").status == .ok)
            #expect(try await client.getJSON(point + "&asof=2022")["gmina"]["terc"].string == before["gmina"]["terc"].string)
            #expect(before["gmina"]["terc"].string == "1207052")
            let values = try await client.getJSON("/api/v1/indicators/udzial-65-plus/values?level=powiat&asof=2022")
            #expect(values["values"].array.count == 380)
            let style = try await client.get("/api/v1/style.json?indicator=udzial-65-plus&level=gmina&asof=2022")
            #expect(style.text.contains(".mvt?asof=2022"))
        }
    }

    @Test func aBridgeOfNothingIsTheUnitItself() async throws {
        try await withServer { _, store in
            let data = try await AtlasSnapshot(store: store, earlier: nil, lemmatiser: .shared, geometryCacheBytes: 8 << 20)
            let continuity = data.territory.continuity(of: try TERYTCode("260417"))
            #expect(continuity.breaks.isEmpty && continuity.notes.count == 1)
            let bridge = continuity.bridge(try Period("2019"))
            #expect(bridge?.terms.map(\.factor) == [1])
            let past = try await data.asOf(2022_06_01)
            let nowiny = past.territory.unit(try TERYTCode("260417"))?.unit
            #expect(past.dataVersion != data.dataVersion && nowiny?.name == "Sitkówka-Nowiny")
            let again = try await data.asOf(2023_12_31)
            #expect(again === past)
            let current = try await data.asOf(2026_05_05)
            #expect(current === data)
        }
    }
}
