// SPDX-License-Identifier: Apache-2.0

import Cartography
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct TilesTests {
    static let tile = "/tiles/choropleth/udzial-profil-3/2015-06-30/powiat/7/71/43.png"

    @Test func aTileIsAPNGWithAStrongTag() async throws {
        try await withServer { client, _ in
            let response = try await client.get(Self.tile)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "image/png")
            #expect(response.headers[.accessControlAllowOrigin] == "*")
            #expect(response.headers[.cacheControl]?.contains("max-age") ?? false)
            #expect(Array(response.bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            // Width and height stand at the 16th byte of a PNG.
            #expect(Array(response.bytes[16..<24]) == [0, 0, 1, 0, 0, 0, 1, 0])
            let tag = try #require(response.headers[.eTag])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            let again = try await client.get(Self.tile, headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified && again.body.readableBytes == 0)
            #expect(again.headers[.eTag] == tag)
            let other = try await client.get(Self.tile + "?palette=Blues", headers: [.ifNoneMatch: tag])
            #expect(other.status == .ok)
        }
    }

    @Test func doubleTilesHaveTwiceThePixels() async throws {
        try await withServer { client, _ in
            let response = try await client.get(Self.tile.replacing(".png", with: "@2x.png"))
            #expect(Array(response.bytes[16..<24]) == [0, 0, 2, 0, 0, 0, 2, 0])
        }
    }

    @Test func theSameMapHasTheSameBytesHoweverItIsAskedFor() async throws {
        try await withServer { client, _ in
            let plain = try await client.get(Self.tile)
            let spelled = try await client.get(Self.tile + "?method=jenks&classes=5&palette=YlOrRd&reverse=0")
            #expect(plain.bytes == spelled.bytes)
            #expect(plain.headers[.eTag] == spelled.headers[.eTag])
        }
    }

    @Test func outsideTheCountryTilesAreThereAndTransparent() async throws {
        try await withServer { client, _ in
            let response = try await client.get("/tiles/choropleth/ludnosc/2021/gmina/7/10/10.png")
            #expect(response.status == .ok)
            #expect(response.bytes.count < 400)
        }
    }

    @Test(arguments: [
        ("/tiles/choropleth/nie-ma/2021/powiat/7/71/43.png", 404), ("/tiles/choropleth/ludnosc/1999/powiat/7/71/43.png", 404),
        ("/tiles/choropleth/ludnosc/2021/region/7/71/43.png", 404), ("/tiles/choropleth/ludnosc/2021/powiat/15/0/0.png", 400),
        ("/tiles/choropleth/ludnosc/2021/powiat/7/128/43.png", 400), ("/tiles/choropleth/ludnosc/2021/powiat/7/-1/43.png", 400),
        ("/tiles/choropleth/ludnosc/2021/powiat/x/1/1.png", 400), ("/tiles/choropleth/ludnosc/2021/powiat/7/71/43.jpg", 404),
        (tile + "?classes=1", 400), (tile + "?classes=10", 400), (tile + "?classes=five", 400), (tile + "?palette=Rainbow", 400),
        (tile + "?method=magic", 400), (tile + "?method=manual", 400), (tile + "?method=manual&breaks=3,2", 400),
        (tile + "?method=manual&breaks=a", 400), (tile + "?reverse=2", 400), (tile + "?within=2604", 400), (tile + "?within=98", 400),
        ("/tiles/units/powiat/7/71/43.png", 404), ("/tiles/units/region/7/71/43.mvt", 404), ("/tiles/units/powiat/20/0/0.mvt", 400),
        ("/tiles/units/region.json", 404), ("/fonts/Comic%20Sans/0-255.pbf", 404), ("/fonts/Lato%20Regular/1-256.pbf", 404),
        ("/api/v1/legend", 400), ("/api/v1/legend?indicator=nie-ma", 404), ("/api/v1/style.json?indicator=ludnosc&classes=99", 400),
        ("/api/v1/map.png?indicator=ludnosc&width=1", 400), ("/api/v1/map.svg?indicator=ludnosc&height=100000", 400),
    ])
    func badTilesSayWhatIsAccepted(path: String, status: Int) async throws {
        try await withServer { client, _ in
            let response = try await client.get(path)
            #expect(response.status.code == status, "\(path)")
            #expect(response.headers[.contentType]?.hasPrefix("application/problem+json") ?? false)
            #expect(try response.json()["accepted"].string?.isEmpty == false, "\(path): \(response.text)")
        }
    }

    @Test func longQueriesAreRefused() async throws {
        try await withServer { client, _ in
            let response = try await client.get(Self.tile + "?breaks=" + String(repeating: "1,", count: 5_000))
            #expect(response.status == .badRequest)
        }
    }

    @Test func vectorTilesAreCompressedOnce() async throws {
        try await withServer { client, _ in
            let path = "/tiles/units/powiat/7/71/43.mvt"
            let zipped = try await client.get(path, headers: [.acceptEncoding: "gzip"])
            let plain = try await client.get(path)
            #expect(zipped.headers[.contentEncoding] == "gzip" && plain.headers[.contentEncoding] == nil)
            #expect(zipped.headers[.eTag] != plain.headers[.eTag])
            #expect(Deflate.gunzip(zipped.bytes) == plain.bytes)
            // Field 15 of a tile is a layer's version, field 1 its name (MVT 2.1, section 4.1).
            #expect(plain.text.contains("powiat") && plain.text.contains("terc") && plain.text.contains("name"))
            let labels = try await client.get("/tiles/labels/powiat/7/71/43.mvt")
            #expect(labels.text.contains("powiat staszowski"))
        }
    }

    @Test func tileJSONDescribesWhatIsServed() async throws {
        try await withServer { client, _ in
            let vector = try await client.getJSON("/tiles/units/gmina.json")
            #expect(vector["tilejson"].string == "3.0.0")
            #expect(vector["vector_layers"][0]["id"].string == "gmina")
            #expect(vector["tiles"][0].string?.hasSuffix("/tiles/units/gmina/{z}/{x}/{y}.mvt") ?? false)
            let raster = try await client.getJSON("/tiles/choropleth/ludnosc/2021/powiat.json?palette=Blues")
            #expect(raster["tiles"][0].string?.hasSuffix("/{z}/{x}/{y}.png?palette=Blues") ?? false)
        }
    }

    @Test func aMapLibreStyleColoursEveryUnit() async throws {
        try await withServer { client, _ in
            let style = try await client.getJSON("/api/v1/style.json?indicator=udzial-profil-3&period=2015-06-30&level=powiat")
            #expect(style["version"].number == 8)
            #expect(style["glyphs"].string?.hasSuffix("/fonts/{fontstack}/{range}.pbf") ?? false)
            let fill = style["layers"].array.first { $0["id"].string == "choropleth" }
            let expression = fill?["paint"]["fill-color"].array ?? []
            #expect(expression.first?.string == "match")
            // "match", ["id"], then ids and colour for each class, then the colour of no data.
            let colours = stride(from: 3, to: expression.count - 1, by: 2).compactMap { expression[$0].string }
            let ids = stride(from: 2, to: expression.count - 1, by: 2).flatMap { expression[$0].array }
            #expect(ids.count == 14)
            let legend = try await client.getJSON("/api/v1/legend?indicator=udzial-profil-3&period=2015-06-30&level=powiat")
            #expect(Set(colours) == Set(legend["classes"].array.compactMap { $0["color"].string }))
            #expect(expression.last?.string == legend["no_data"]["color"].string)
        }
    }

    @Test func glyphsHoldPolishLetters() async throws {
        try await withServer { client, _ in
            let response = try await client.get("/fonts/Lato%20Regular/256-511.pbf")
            #expect(response.status == .ok && response.body.readableBytes > 10_000)
            let fallback = try await client.get("/fonts/Unknown,Lato%20Bold/0-255.pbf")
            #expect(fallback.status == .ok)
        }
    }

    @Test func picturesOfMapsAreDrawn() async throws {
        try await withServer { client, _ in
            let svg = try await client.get("/api/v1/map.svg?indicator=udzial-profil-3&within=26")
            #expect(svg.headers[.contentType] == "image/svg+xml" && svg.text.contains("<svg"))
            let png = try await client.get("/api/v1/map.png?indicator=udzial-profil-3&within=26&width=400&height=400")
            #expect(Array(png.bytes[16..<24]) == [0, 0, 3, 0x20, 0, 0, 3, 0x20])
            #expect(try await client.get("/api/v1/units/2604/location.svg").text.contains("<svg"))
            #expect(try await client.get("/api/v1/units/120713/location.svg").status == .notFound)
        }
    }
}
