// SPDX-License-Identifier: Apache-2.0

import Cartography
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import TileGeometry

@testable import AtlasServer

@Suite struct WMTSTests {
    private static let tile =
        "service=WMTS&request=GetTile&version=1.0.0&layer=ludnosc.powiat&style=Blues&format=image/png&tilematrixset=EPSG:2180&tilematrix=EPSG:2180:5&tilerow=2&tilecol=3"

    /// What the report of an answer says: code, locator, status.
    private func exception(_ response: TestResponse) -> [String] {
        func attribute(_ name: String) -> String {
            guard let start = response.text.range(of: "\(name)=\"") else { return "" }
            return String(response.text[start.upperBound...].prefix { $0 != "\"" })
        }
        #expect(response.headers[.contentType]?.hasPrefix("application/xml") ?? false)
        return [attribute("exceptionCode"), attribute("locator"), String(response.status.code)]
    }

    @Test func aTileIsTheSameHoweverItIsAskedFor() async throws {
        try await withServer { client, _ in
            let pairs = try await client.get("/wmts?" + Self.tile)
            #expect(pairs.status == .ok && pairs.headers[.contentType] == "image/png")
            // 512 pixels.
            #expect(Array(pairs.bytes[16..<24]) == [0, 0, 2, 0, 0, 0, 2, 0])
            let shouted = try await client.get("/wmts?" + Self.tile.replacing("tilerow", with: "TILEROW").replacing("service", with: "SERVICE"))
            let resource = try await client.get("/wmts/1.0.0/ludnosc.powiat/Blues/2021/EPSG:2180/EPSG:2180:5/2/3.png")
            let plain = try await client.get("/tiles/2180/choropleth/ludnosc/2021/powiat/5/3/2.png?palette=Blues")
            let short = try await client.get("/wmts/1.0.0/ludnosc.powiat/Blues/default/EPSG:2180/5/2/3.png")
            let api = try await client.get("/ogc/collections/powiaty/map/tiles/EPSG2180/5/2/3?indicator=ludnosc&palette=Blues")
            for other in [shouted, resource, plain, short, api] { #expect(other.status == .ok && other.bytes == pairs.bytes) }
            let web = try await client.get("/wmts/1.0.0/ludnosc.powiat/default/2021/EPSG:3857/7/42/71.png")
            let known = try await client.get("/tiles/choropleth/ludnosc/2021/powiat/7/71/42.png")
            #expect(web.status == .ok && web.bytes == known.bytes)
            let tag = try #require(pairs.headers[.eTag])
            let again = try await client.get("/wmts?" + Self.tile, headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified && again.body.readableBytes == 0)
            let head = try await client.execute(uri: "/wmts?" + Self.tile, method: .head)
            #expect(head.status == .ok && head.body.readableBytes == 0)
        }
    }

    private static let faults: [(replacement: String, expected: [String], original: String)] = [
        ("", ["MissingParameterValue", "Service", "400"], "service=WMTS&"),
        ("service=WMS&", ["InvalidParameterValue", "Service", "400"], "service=WMTS&"),
        ("request=GetMap&", ["OperationNotSupported", "GetMap", "501"], "request=GetTile&"),
        ("version=2.0.0&", ["InvalidParameterValue", "Version", "400"], "version=1.0.0&"),
        ("", ["MissingParameterValue", "Version", "400"], "version=1.0.0&"),
        ("layer=nie-ma.powiat&", ["InvalidParameterValue", "Layer", "400"], "layer=ludnosc.powiat&"),
        ("", ["MissingParameterValue", "Layer", "400"], "layer=ludnosc.powiat&"),
        ("style=Tecza&", ["InvalidParameterValue", "Style", "400"], "style=Blues&"),
        ("format=image/jpeg&", ["InvalidParameterValue", "Format", "400"], "format=image/png&"),
        ("time=1999&format=image/png&", ["InvalidParameterValue", "Time", "400"], "format=image/png&"),
        ("tilematrixset=EPSG:4326&", ["InvalidParameterValue", "TileMatrixSet", "400"], "tilematrixset=EPSG:2180&"),
        ("tilematrix=EPSG:2180:99&", ["InvalidParameterValue", "TileMatrix", "400"], "tilematrix=EPSG:2180:5&"),
        ("tilerow=77&", ["TileOutOfRange", "TileRow", "400"], "tilerow=2&"),
        ("tilerow=-1&", ["InvalidParameterValue", "TileRow", "400"], "tilerow=2&"),
        ("tilerow=%FF&", ["InvalidParameterValue", "tilerow", "400"], "tilerow=2&"),
        ("request=GetFeatureInfo&", ["MissingParameterValue", "InfoFormat", "400"], "request=GetTile&"),
        ("request=GetFeatureInfo&infoformat=text/plain&i=512&j=0&", ["PointIJOutOfRange", "I", "400"], "request=GetTile&"),
        ("request=GetFeatureInfo&infoformat=text/plain&i=x&j=0&", ["InvalidParameterValue", "I", "400"], "request=GetTile&"),
    ]

    @Test func faultsAreReportedAsTheStandardAsks() async throws {
        try await withServer { client, _ in
            for (replacement, expected, original) in Self.faults {
                #expect(Self.tile.contains(original))
                let response = try await client.get("/wmts?" + Self.tile.replacing(original, with: replacement))
                #expect(exception(response) == expected, "\(response.text)")
            }
        }
    }

    @Test func resourcesThatAreNotThereAreNotFound() async throws {
        try await withServer { client, _ in
            let base = "/wmts/1.0.0/ludnosc.powiat/Blues/2021/EPSG:2180"
            for (path, code) in [
                ("\(base)/5/99/3.png", "TileOutOfRange"), ("\(base)/5/2/3.jpg", "InvalidParameterValue"),
                ("\(base)/5/2/3/0/0.xml", "InvalidParameterValue"), ("/wmts/1.0.0/x.powiat/Blues/2021/EPSG:2180/5/2/3.png", "InvalidParameterValue"),
            ] {
                let response = try await client.get(path)
                #expect(response.status == .notFound && exception(response)[0] == code, "\(path)")
            }
            let versions = try await client.get("/wmts?service=WMTS&request=GetCapabilities&acceptversions=0.9")
            #expect(exception(versions) == ["VersionNegotiationFailed", "AcceptVersions", "400"])
        }
    }

    @Test func capabilitiesNameEveryMapAndAreTaggedAndCompressed() async throws {
        try await withServer { client, _ in
            let response = try await client.get("/wmts?service=WMTS&request=GetCapabilities")
            let resource = try await client.get("/wmts/1.0.0/WMTSCapabilities.xml")
            let bare = try await client.get("/wmts")
            #expect(response.bytes == resource.bytes && response.bytes == bare.bytes)
            let indicators = try await client.getJSON("/api/v1/indicators")["indicators"].array
            let layers = response.text.components(separatedBy: "<Layer>").count - 1
            #expect(layers == indicators.reduce(0) { $0 + $1["levels"].array.count })
            #expect(response.text.components(separatedBy: "<Style").count - 1 == layers * ColourScheme.all.count)
            #expect(response.text.components(separatedBy: "isDefault=\"true\"").count - 1 == layers)
            let tag = try #require(response.headers[.eTag])
            let again = try await client.get("/wmts", headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
            let compressed = try await client.get("/wmts", headers: [.acceptEncoding: "gzip"])
            #expect(compressed.headers[.contentEncoding] == "gzip" && compressed.body.readableBytes * 20 < response.body.readableBytes)
            #expect(compressed.headers[.eTag] != tag)

            let part = try await client.get("/wmts?request=GetCapabilities&service=WMTS&indicator=ludnosc&level=powiat&palette=Blues&lang=en")
            #expect(part.text.components(separatedBy: "<Layer>").count - 1 == 1 && part.text.contains("<Style isDefault=\"true\"><ows:Title>Blues"))
            #expect(part.text.contains("Population – "))
            let future = try await client.get("/wmts/1.0.0/WMTSCapabilities.xml?period=2040")
            let defaults = Set(future.text.matches(of: /<Default>([^<]*)</).map { String($0.output.1) })
            #expect(defaults == ["2040"])
            let wrong = try await client.get("/wmts?request=GetCapabilities&service=WMTS&level=wies")
            #expect(exception(wrong) == ["InvalidParameterValue", "level", "400"])
        }
    }

    @Test func theNewestPeriodIsTheOneOfTheLevel() async throws {
        try await withServer { client, _ in
            let text = try await client.get("/wmts").text
            for layer in text.components(separatedBy: "<Layer>").dropFirst() {
                let id = String(layer.split(separator: "<ows:Identifier>")[1].prefix { $0 != "<" })
                let period = try #require(layer.firstMatch(of: /<Default>([^<]*)</)).output.1
                let parts = id.split(separator: ".")
                let values = try await client.getJSON("/api/v1/indicators/\(parts[0])/values?level=\(parts[1])&period=\(period)")["values"].array
                #expect(values.contains { $0["value"].number != nil }, "\(id) \(period)")
            }
        }
    }

    @Test func informationIsOfTheUnitAtThePoint() async throws {
        try await withServer { client, _ in
            // Warszawa, Kraków, Szczecin, Suwałki: far enough from borders for a pixel of 265 m.
            for (longitude, latitude) in [(21.0122, 52.2297), (19.945, 50.0647), (14.55, 53.43), (22.93, 54.1)] {
                let square = TileMatrixSet.nationalGrid.project([Point(longitude, latitude)])[0]
                let (x, y) = (Int(square.x * 32 * 512), Int(square.y * 32 * 512))
                let address = "/wmts/1.0.0/ludnosc.powiat/YlGnBu/2021/EPSG:2180/EPSG:2180:5/\(y / 512)/\(x / 512)"
                let answer = try await client.getJSON("\(address)/\(y % 512)/\(x % 512).json")
                let properties = answer["features"][0]["properties"]
                let expected = try await client.getJSON("/api/v1/units/at?lon=\(longitude)&lat=\(latitude)")
                #expect(properties["terc"].string == expected["powiat"]["terc"].string)
                #expect(properties["period"].string == "2021" && properties["class"].string != nil)
                let plain = try await client.get("\(address)/\(y % 512)/\(x % 512).txt")
                #expect(plain.text.contains("Wartość: ") && plain.text.contains(expected["powiat"]["name"].string ?? "?"))
                let english = try await client.get("\(address)/\(y % 512)/\(x % 512).html?lang=en")
                #expect(english.text.contains("<th scope=\"row\">Value</th>"))
            }
            // The Baltic.
            let sea = try await client.getJSON("/wmts/1.0.0/ludnosc.powiat/YlGnBu/2021/EPSG:2180/EPSG:2180:5/0/1/5/5.json")
            #expect(sea["features"].array.isEmpty && sea["type"].string == "FeatureCollection")
        }
    }

    @Test func legendsArePictures() async throws {
        try await withServer { client, _ in
            let text = try await client.get("/wmts?request=GetCapabilities&service=WMTS&indicator=udzial-65-plus&level=powiat&palette=Blues").text
            let address = try #require(text.firstMatch(of: /LegendURL format="image\/png" xlink:href="https?:\/\/[^\/]*([^"]*)"/)).output.1
            let legend = try await client.get(String(address).replacing("&amp;", with: "&"))
            #expect(legend.status == .ok && legend.headers[.contentType] == "image/png")
            #expect(Array(legend.bytes.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
        }
    }
}

@Suite struct OGCTilesTests {
    @Test func tileSetsDescribeThemselves() async throws {
        try await withServer { client, _ in
            let sets = try await client.getJSON("/ogc/tileMatrixSets")["tileMatrixSets"].array
            #expect(sets.map { $0["id"].string } == ["WebMercatorQuad", "EPSG2180"])
            let grid = try await client.getJSON("/ogc/tileMatrixSets/EPSG2180")
            #expect(grid["crs"].string == "http://www.opengis.net/def/crs/EPSG/0/2180")
            #expect(grid["tileMatrices"].array.count == 13)
            // The axes of the reference system: northing first.
            #expect(grid["tileMatrices"][3]["pointOfOrigin"].array.map(\.number) == [850_000, 100_000])
            let quad = try await client.getJSON("/ogc/tileMatrixSets/WebMercatorQuad")
            #expect(quad["tileMatrices"].array.count == 25 && quad["uri"].string?.hasSuffix("/WebMercatorQuad") ?? false)
            for collection in OGCTiles.collections {
                let vector = try await client.getJSON("/ogc/collections/\(collection)/tiles/WebMercatorQuad")
                #expect(vector["dataType"].string == "vector" && vector["layers"].array.count == 1)
                #expect(vector["tileMatrixSetLimits"].array.count == 15)
                let maps = try await client.getJSON("/ogc/collections/\(collection)/map/tiles?indicator=ludnosc")["tilesets"].array
                #expect(maps.map { $0["dataType"].string } == ["map", "map"])
            }
        }
    }

    @Test func tilesAreThoseOfTheTemplate() async throws {
        try await withServer { client, _ in
            let links = try await client.getJSON("/ogc/collections/gminy/tiles/WebMercatorQuad?lang=en")["links"].array
            let item = try #require(links.first { $0["rel"].string == "item" })
            let template = try #require(item["href"].string)
            let address = template.replacing("{tileMatrix}", with: "7").replacing("{tileRow}", with: "43").replacing("{tileCol}", with: "71")
            let path = try #require(address.range(of: "/ogc/")).lowerBound
            let tile = try await client.get(String(address[path...]))
            let known = try await client.get("/tiles/units/gmina/7/71/43.mvt")
            #expect(tile.status == .ok && tile.bytes == known.bytes && tile.headers[.contentType] == item["type"].string)
            let maps = try await client.getJSON("/ogc/collections/gminy/map/tiles/EPSG2180?indicator=kobiety&palette=Greens")["links"].array
            #expect(maps.contains { $0["href"].string?.contains("indicator=kobiety&palette=Greens&f=png") ?? false })
        }
    }

    private static let faults: [(path: String, status: Int)] = [
        ("/ogc/tileMatrixSets/Nope", 404), ("/ogc/collections/instytucje/tiles", 404), ("/ogc/collections/gminy/tiles/EPSG2180", 404),
        ("/ogc/collections/gminy/tiles/WebMercatorQuad/7/999/71", 404), ("/ogc/collections/gminy/tiles/WebMercatorQuad/99/0/0", 404),
        ("/ogc/collections/gminy/tiles/WebMercatorQuad/a/0/0", 400), ("/ogc/collections/gminy/tiles/WebMercatorQuad?f=xml", 400),
        ("/ogc/collections/gminy/map/tiles/EPSG2180?f=tilejson", 400), ("/ogc/collections/gminy/map/tiles?indicator=nie-ma", 404),
        ("/ogc/collections/gminy/map/tiles/EPSG2180/5/2/3?palette=Tecza", 400), ("/tiles/2180/choropleth/ludnosc/2021/powiat/13/0/0.png", 400),
        ("/tiles/2180/choropleth/ludnosc/2021/powiat/x/0/0.png", 400),
    ]

    @Test func faultsAreProblems() async throws {
        try await withServer { client, _ in
            for (path, status) in Self.faults {
                let response = try await client.get(path)
                #expect(response.status.code == status && response.headers[.contentType]?.hasPrefix("application/problem+json") ?? false, "\(path)")
            }
        }
    }

    @Test func theDefinitionHasEveryRoute() throws {
        #expect(OGCTiles.openAPIPaths.count == OGCTilesRoutes.documentation.count)
        #expect(OGCTiles.openAPIPaths.allSatisfy { $0.path.hasPrefix("/tileMatrixSets") || $0.path.hasPrefix("/collections/{collection}/") })
    }
}

@Suite struct TileDocumentsTests {
    /// TileJSON 3.0.0, section 3: types and ranges of the members.
    @Test func tileJSONMeetsItsSpecification() async throws {
        try await withServer { client, _ in
            for path in [
                "/tiles/units/gmina.json", "/tiles/labels/powiat.json", "/tiles/choropleth/ludnosc/2021/powiat.json?palette=Blues",
                "/ogc/collections/powiaty/tiles/WebMercatorQuad?f=tilejson", "/ogc/collections/powiaty/map/tiles/WebMercatorQuad?f=tilejson",
            ] {
                try await checkTileJSON(path, client)
            }
        }
    }

    private func checkTileJSON(_ path: String, _ client: some TestClientProtocol) async throws {
        let document = try await client.getJSON(path)
        #expect(document["tilejson"].string == "3.0.0" && document["scheme"].string == "xyz")
        let version = try #require(document["version"].string)
        #expect(version.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
        let tiles = try #require(document["tiles"][0].string)
        for part in ["{z}", "{x}", "{y}"] { #expect(tiles.contains(part)) }
        let low = try #require(document["minzoom"].number)
        let high = try #require(document["maxzoom"].number)
        #expect(0 <= low && low <= high && high <= 30)
        let bounds = document["bounds"].array.compactMap(\.number)
        #expect(bounds.count == 4 && bounds[0] < bounds[2] && bounds[1] < bounds[3])
        let center = document["center"].array.compactMap(\.number)
        #expect(center.count == 3 && (bounds[0]...bounds[2]).contains(center[0]) && (bounds[1]...bounds[3]).contains(center[1]) && (low...high).contains(center[2]))
        #expect(document["attribution"].string?.isEmpty == false && document["name"].string != nil)
        for layer in document["vector_layers"].array {
            #expect(layer["id"].string != nil && layer["fields"].names.isSuperset(of: ["terc", "name"]))
        }
        #expect(document.names.contains("vector_layers") && document["vector_layers"].array.isEmpty == tiles.contains("png"))
        let start = try #require(tiles.range(of: "://")).upperBound
        let slash = try #require(tiles[start...].firstIndex(of: "/"))
        let tile = try await client.get(String(tiles[slash...]).replacing("{z}", with: "6").replacing("{x}", with: "35").replacing("{y}", with: "21"))
        #expect(tile.status == .ok)
    }

    /// MapLibre style specification, version 8: what its validator looks for in the parts that are used.
    @Test func stylesMeetTheirSpecification() async throws {
        try await withServer { client, _ in
            for more in ["", "&tiles=raster", "&tiles=raster&palette=Blues&classes=4"] { try await checkStyle(more, client) }
        }
    }

    private func checkStyle(_ more: String, _ client: some TestClientProtocol) async throws {
        do {
            let style = try await client.getJSON("/api/v1/style.json?indicator=ludnosc&level=powiat" + more)
            #expect(style["version"].number == 8 && style["name"].string != nil)
            #expect(style["glyphs"].string?.hasSuffix("/fonts/{fontstack}/{range}.pbf") ?? false)
            let sources = style["sources"]
            var ids: Set<String> = []
            for layer in style["layers"].array {
                #expect(ids.insert(try #require(layer["id"].string)).inserted)
                let type = try #require(layer["type"].string)
                if type == "background" { continue }
                let source = try #require(layer["source"].string)
                #expect(sources.names.contains(source))
                #expect(layer["source-layer"].string != nil || type == "raster")
                #expect(sources[source]["type"].string == (type == "raster" ? "raster" : "vector"))
            }
            for name in sources.names {
                let source = sources[name]
                #expect(source["tiles"].array.count == 1 && source["bounds"].array.count == 4 && source["attribution"].string?.isEmpty == false)
                #expect((source["minzoom"].number ?? 99) <= (source["maxzoom"].number ?? -1))
            }
            if more.contains("raster") {
                let tiles = try #require(sources["choropleth"]["tiles"][0].string)
                #expect(sources["choropleth"]["tileSize"].number == 256 && tiles.contains("/{z}/{x}/{y}{ratio}.png"))
                #expect(!more.contains("Blues") || tiles.contains("classes=4&palette=Blues"))
                let path = String(tiles[try #require(tiles.range(of: "/tiles/")).lowerBound...])
                let tile = try await client.get(path.replacing("{z}/{x}/{y}{ratio}", with: "6/35/21@2x"))
                #expect(tile.status == .ok && Array(tile.bytes[18..<20]) == [2, 0])
            }
        }
    }
}
