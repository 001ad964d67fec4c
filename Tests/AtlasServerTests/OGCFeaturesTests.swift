// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TileGeometry

@testable import AtlasServer

/// What Tests/Clients cannot ask: changes of the data, unusual requests, the parts alone.
@Suite struct OGCFeaturesTests {
    @Test func unitsThatEndedBelongToTheirTime() async throws {
        let newer = TestData.contents.units.filter { $0.validTo == nil && $0.code.stem != "020102" && $0.level != .kraj }.map { unit in
            TerritorialUnit(code: unit.code, kind: unit.kind, name: unit.name)
        }
        try await withServer(prepare: { store in _ = try await store.importRegister(newer, date: Period("2027-01-01")) }) { client, _ in
            func found(_ query: String) async throws -> JSON { try await client.getJSON("/ogc/collections/gminy/items?terc=020102&\(query)") }
            for (query, count) in [
                ("", 0.0), ("datetime=2026-06-01", 1), ("datetime=2027-01-01", 0), ("datetime=2026-12-31/2027-01-01", 1), ("datetime=2021-01-01/..", 1),
                ("datetime=2027-01-01/..", 0), ("datetime=../2026-12-31", 1),
            ] {
                let matched = try await found(query)["numberMatched"].number
                #expect(matched == count, "\(query)")
            }
            let ended = try await found("datetime=2021-01-01/..")["features"][0]
            #expect(ended["properties"]["valid_to"].string == "2027-01-01")
            #expect(ended["geometry"]["type"].string == "MultiPolygon")
            // Its address stays.
            let feature = try await client.getJSON("/ogc/collections/gminy/items/020102")
            #expect(feature["properties"]["name"].string == ended["properties"]["name"].string)
            let refused = try await client.get("/ogc/collections/gminy/items/020102?datetime=2027-06-01")
            #expect(refused.status == .notFound)
            let all = try await client.getJSON("/ogc/collections/gminy/items?limit=10000&datetime=2021-01-01/..")
            let codes = all["features"].array.compactMap { $0["id"].string }
            #expect(codes.count == 2_479 && codes == codes.sorted() && codes.contains("020102"))
            let page = try await client.get("/ogc/collections/gminy/items?terc=020102&datetime=2021-01-01/..", headers: [.accept: "text/html"])
            #expect(page.text.contains("/ogc/collections/gminy/items/020102?datetime="))
        }
    }

    @Test func answersAreTheSamePackedStreamedAndWhole() async throws {
        try await withServer { client, _ in
            for path in ["/ogc/collections/gminy/items?limit=10000", "/ogc/collections/powiaty/items?limit=40"] {
                let plain = try await client.get(path)
                let packed = try await client.get(path, headers: [.acceptEncoding: "gzip"])
                #expect(packed.headers[.contentEncoding] == "gzip" && packed.body.readableBytes < plain.body.readableBytes / 2)
                #expect(packed.headers[.eTag] == plain.headers[.eTag])
                let unpacked = try #require(Deflate.gunzip(packed.bytes))
                let (a, b) = (try plain.json(), JSON(try JSONSerialization.jsonObject(with: Data(unpacked))))
                #expect(a["features"].array.count == Int(a["numberReturned"].number ?? 0))
                #expect(b["features"].array.count == a["features"].array.count && a["features"].array.count >= 40)
                #expect(String(decoding: unpacked, as: UTF8.self).suffix(200) == plain.text.suffix(200))
                let tag = try #require(plain.headers[.eTag])
                #expect(tag.hasPrefix("W/"))
                let again = try await client.get(path, headers: [.ifNoneMatch: "\"x\", \(tag)"])
                #expect(again.status == .notModified && again.body.readableBytes == 0)
            }
        }
    }

    @Test func anImportShows() async throws {
        try await withLiveServer { client, store in
            let path = "/ogc/collections/powiaty/items?terc=2612&indicator=ludnosc&period=2021"
            let before = try await client.get(path)
            let change = Observation(indicator: try IndicatorID("ludnosc"), period: try Period("2021"), code: try TERYTCode("2612"), value: 5_000_000)
            _ = try await store.importObservations([change])
            var value: Double?
            for _ in 0..<50 where value != 5_000_000 {
                try await Task.sleep(for: .milliseconds(100))
                value = try await client.getJSON(path)["features"][0]["properties"]["value"].number
            }
            #expect(value == 5_000_000)
            // Values are read from the file when they are asked for, the version twice a second.
            let tag = try #require(before.headers[.eTag])
            var status = HTTPResponse.Status.notModified
            for _ in 0..<50 where status == .notModified {
                try await Task.sleep(for: .milliseconds(100))
                status = try await client.get(path, headers: [.ifNoneMatch: tag]).status
            }
            #expect(status == .ok)
        }
    }

    @Test(arguments: [
        ("", OGCFormat.json), ("*/*", .json), ("text/html", .html), ("application/json", .json), ("application/geo+json, text/html;q=0.9", .json),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", .html), ("text/html;q=0.5, */*", .json), ("text/html, */*", .html),
        ("text/html, application/json", .json), ("image/png", .json), ("application/vnd.oai.openapi+json;version=3.0, text/html;q=0.3", .json),
    ])
    func theFormThatAClientPrefers(header: String, expected: OGCFormat) {
        #expect(OGCFormat.preferred(header) == expected)
    }

    @Test func instantsAndIntervals() throws {
        func days(_ text: String) throws -> [Int?] {
            let filter = try TemporalFilter(text)
            return [filter.start, filter.end]
        }
        #expect(try days("2021-03-04") == [2021_03_04, 2021_03_04])
        #expect(try days("2021-03-04T12:00:00.5Z/..") == [2021_03_04, nil])
        #expect(try days("/2024-02-29") == [nil, 2024_02_29])
        // Summer time: two hours ahead of Greenwich.
        #expect(try days("2021-07-04T22:00:00Z") == [2021_07_05, 2021_07_05])
        #expect(try days("2021-07-04T22:00:00+02:00") == [2021_07_04, 2021_07_04])
        #expect(try days("2021-07-05T05:00:00+12:00") == [2021_07_04, 2021_07_04])
        for text in ["", "/", "..", "../..", "2023-02-29", "2021-13-01", "2021-01-01T24:00:00Z", "2021-01-01T00:00Z", "2022-01-01/2021-01-01", "1/2/3", "jutro"] {
            #expect(throws: Problem.self) { try TemporalFilter(text) }
        }
    }

    @Test func boxesInTheOrderOfTheAxes() throws {
        #expect(try AreaFilter("19,50,20,51", system: .crs84).boxes == [BoundingBox(minX: 19, minY: 50, maxX: 20, maxY: 51)])
        #expect(try AreaFilter("50,19,51,20", system: .wgs84).boxes == [BoundingBox(minX: 50, minY: 19, maxX: 51, maxY: 20)])
        #expect(try AreaFilter("19, 50, 0, 20, 51, 9", system: .crs84).boxes == [BoundingBox(minX: 19, minY: 50, maxX: 20, maxY: 51)])
        #expect(try AreaFilter("170,-10,-170,10", system: .crs84).boxes.count == 2)
        #expect(try AreaFilter("-10,170,10,-170", system: .wgs84).boxes.map(\.maxY) == [180, -170])
        for (text, system) in [
            ("19,50,20", FeatureReferenceSystem.crs84), ("19,50,20,", .crs84), ("19,51,20,50", .crs84), ("19,50,20,91", .crs84), ("91,19,92,20", .wgs84),
            ("5,0,4,1", .poland1992), ("inf,0,1,1", .poland1992), ("1e999,0,1,1", .poland1992), ("0x1,0,1,1", .crs84),
        ] {
            #expect(throws: Problem.self, "\(text)") { try AreaFilter(text, system: system) }
        }
    }

    /// Figures of PROJ 9.1 by way of pyproj, for the middle of Warsaw.
    @Test func axesAreInTheOrderOfTheRegister() throws {
        let point = Point(21.006, 52.2319)
        let poland = try AxisTransformation.points([point], in: .poland1992)[0]
        #expect(abs(poland.x - 486_990.06) < 0.01 && abs(poland.y - 636_952.17) < 0.01)
        let mercator = try AxisTransformation.points([point], in: .webMercator)[0]
        #expect(abs(mercator.x - 2_338_377.22) < 0.01 && abs(mercator.y - 6_842_165.05) < 0.01)
        #expect(try AxisTransformation.points([point], in: .wgs84) == [Point(52.2319, 21.006)])
    }

    @Test func namesWithAsterisks() {
        #expect(NamePattern("Nowy*").matches(folded: "nowy targ"))
        #expect(NamePattern("*TARG").matches(folded: "nowy targ"))
        #expect(NamePattern("n*y*g").matches(folded: "nowy targ"))
        #expect(!NamePattern("nowy").matches(folded: "nowy targ"))
        #expect(!NamePattern("targ*targ").matches(folded: "targ"))
        #expect(NamePattern("Łódź").matches(folded: "lodz"))
    }
}
