// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import HTTPTypes
import NIOCore
import Testing
import TileGeometry

@testable import AtlasServer

/// A tile's tag changes exactly when its bytes do.
@Suite struct TileTagTests {
    private static let places = [(6, 35, 21)] + (69...72).flatMap { x in (41...44).map { y in (7, x, y) } } + [(10, 570, 345), (10, 571, 346), (10, 573, 345)]

    private func tags(_ client: LiveClient, _ paths: [String]) async throws -> [String?] {
        var tags: [String?] = []
        for path in paths {
            // The second answer is a warm one.
            let first = try await client.get(path, headers: [.acceptEncoding: "gzip"])
            let second = try await client.get(path, headers: [.acceptEncoding: "gzip"])
            #expect(first.status == .ok && first.headers[.eTag] == second.headers[.eTag] && first.body == second.body, "\(path)")
            tags.append(second.headers[.eTag])
        }
        return tags
    }

    private func put(_ value: Double, _ client: LiveClient, _ importing: (Observation) async throws -> Void) async throws {
        try await importing(
            Observation(indicator: try IndicatorID("ludnosc"), period: try Period("2021"), code: try TERYTCode("2612"), value: value))
        var seen: Double?
        for _ in 0..<50 where seen != value {
            try await Task.sleep(for: .milliseconds(100))
            let json = try await client.getJSON("/api/v1/indicators/ludnosc/values?level=powiat&period=2021")
            seen = json["values"].array.first { $0["terc"].string == "2612" }?["value"].number
        }
        #expect(seen == value)
    }

    @Test func afterAnImportExactlyTheTilesThatLookDifferentHaveAnotherTag() async throws {
        try await withLiveServer { client, store in
            let json = try await client.getJSON("/api/v1/indicators/ludnosc/values?level=powiat&period=2021")
            let value = try #require(json["values"].array.first { $0["terc"].string == "2612" }?["value"].number)
            let style = "?method=manual&breaks=\(Int(value) + 1_000)"
            let tiles = Self.places.map { "/tiles/choropleth/ludnosc/2021/powiat/\($0.0)/\($0.1)/\($0.2).png\(style)" }
            let others = Self.places.prefix(3).flatMap { z, x, y in
                [
                    "/tiles/units/powiat/\(z)/\(x)/\(y).mvt", "/tiles/labels/powiat/\(z)/\(x)/\(y).mvt",
                    "/tiles/choropleth/kobiety/2021/powiat/\(z)/\(x)/\(y).png?classes=4",
                ]
            }
            let before = try await tags(client, tiles)
            let otherBefore = try await tags(client, others)

            // Within its class nothing looks different.
            try await put(value + 10, client) { _ = try await store.importObservations([$0]) }
            #expect(try await tags(client, tiles) == before)

            // Across a class, what shows the unit does.
            try await put(value + 5_000, client) { _ = try await store.importObservations([$0]) }
            let after = try await tags(client, tiles)
            let topology = TestData.contents.boundaries
            let renderer = ChoroplethTileRenderer(topology: topology, cacheBudgetBytes: 8 << 20)
            let unit = try #require(topology.layer(named: "powiat")?.shapes.firstIndex { $0.code == "2612" })
            var changed = 0
            for (index, place) in Self.places.enumerated() {
                let drawn = try renderer.geometry(layer: "powiat", tile: TileCoordinate(zoom: place.0, x: place.1, y: place.2))
                let showsUnit = drawn.shapeIndexes.contains(unit)
                #expect((after[index] != before[index]) == showsUnit, "\(tiles[index])")
                if showsUnit { changed += 1 }
            }
            #expect(changed > 0 && changed < tiles.count)
            let otherAfter = try await tags(client, others)
            #expect(otherAfter == otherBefore)
        }
    }

    @Test func warmAnswersHaveTheHeadsOfTheRoute() async throws {
        try await withLiveServer { client, _ in
            for path in [TilesTests.tile, "/tiles/units/powiat/7/71/43.mvt", "/tiles/labels/gmina/7/71/43.mvt"] {
                let cold = try await client.get(path, headers: [.acceptEncoding: "gzip"])
                let warm = try await client.get(path, headers: [.acceptEncoding: "gzip"])
                for name: HTTPField.Name in [.contentType, .contentEncoding, .vary, .eTag, .cacheControl, .accessControlAllowOrigin, .xContentTypeOptions, .server] {
                    #expect(cold.headers[name] == warm.headers[name], "\(path): \(name)")
                }
                #expect(warm.headers[.contentLength].map { $0.filter(\.isNumber) } == warm.body.map { String($0.readableBytes) })
                #expect(warm.headers[.date]?.count == 29)
                let tag = try #require(warm.headers[.eTag])
                for condition in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                    let known = try await client.get(path, headers: [.acceptEncoding: "gzip", .ifNoneMatch: condition])
                    #expect(known.status == .notModified && known.headers[.eTag] == tag && (known.body?.readableBytes ?? 0) == 0)
                }
                let other = try await client.get(path, headers: [.acceptEncoding: "gzip", .ifNoneMatch: "\"x\""])
                #expect(other.status == .ok && other.body == warm.body)
            }
            // The other encoding has a tag of its own.
            let path = "/tiles/units/powiat/7/71/43.mvt"
            let plain = try await client.get(path)
            let zipped = try await client.get(path, headers: [.acceptEncoding: "gzip"])
            #expect(plain.headers[.eTag] != zipped.headers[.eTag] && plain.headers[.contentEncoding] == nil)
            #expect(Deflate.gunzip(Array(buffer: zipped.body ?? .init())) == Array(buffer: plain.body ?? .init()))
        }
    }
}
