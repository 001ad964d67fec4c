// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation
import Logging
import NIOCore
import Testing
import TileGeometry

@testable import AtlasServer

/// The quick readers of addresses and heads agree with the slow ones, or leave what they read to them.
@Suite struct TileAddressTests {
    private func withSnapshot(_ body: (AtlasSnapshot) throws -> Void) async throws {
        let file = try TestData.copy()
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        }
        let store = try AtlasStore.open(path: file.path)
        defer { try? store.close() }
        try body(try await AtlasSnapshot(store: store, earlier: nil, lemmatiser: .shared, geometryCacheBytes: 8 << 20))
    }

    /// Small deterministic pseudo-random numbers (SplitMix64), so that a failing case can be repeated.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64 = 20_261_121
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        mutating func pick<T>(_ all: [T]) -> T { all[Int(next() % UInt64(all.count))] }
        mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    }

    private func address(_ chance: inout Chance, _ snapshot: AtlasSnapshot) -> String {
        let coverage = chance.pick(snapshot.indicators)
        let zoom = chance.number(0...15)
        let side = 1 << min(zoom, 14)
        var path = "/tiles/choropleth/\(coverage.indicator.id.text)/\(chance.pick(coverage.periods).text)/"
        path += "\(chance.pick(["gmina", "powiat", "wojewodztwo"]))/\(zoom)/\(chance.number(0...side))/\(chance.number(0...(side - 1)))"
        path += chance.pick([".png", ".png", ".png", "@2x.png"])
        let parameters = [
            { (c: inout Chance) in "method=" + c.pick(["jenks", "quantile", "equal", "stddev", "zero", "manual", ""]) },
            { c in "classes=\(c.pick(["2", "5", "9", "05", "1", "10", "", "+5", "x"]))" },
            { c in "palette=" + c.pick(ColourScheme.all.map(\.name) + ["blues", "BLUES", "Rainbow", "", "Blu%65s"]) },
            { c in "reverse=\(c.pick(["0", "1", "true", "", "2"]))" },
            { c in c.pick(["asof=2015", "within=26", "pooled=1", "breaks=1,2", "v=7", "method=equal", "&", "=", "classes"]) },
        ]
        let chosen = parameters.indices.filter { $0 < 4 ? chance.number(0...2) > 0 : chance.number(0...9) == 0 }.shuffled(using: &chance)
        if !chosen.isEmpty { path += "?" + chosen.map { parameters[$0](&chance) }.joined(separator: "&") }
        return path
    }

    @Test func quickAndSlowReadersAgree() async throws {
        try await withSnapshot { snapshot in
            let book = TileAddressBook(snapshot.indicators)
            var chance = Chance()
            var quick = 0
            for round in 0..<3_000 {
                var bytes = Array(address(&chance, snapshot).utf8)
                // Every other one is damaged somewhere.
                if round % 2 == 1 {
                    for _ in 0..<chance.number(1...3) {
                        let place = chance.number(10...(bytes.count - 1))
                        switch chance.number(0...3) {
                        case 0: bytes.remove(at: place)
                        case 1: bytes.insert(UInt8(chance.number(0x21...0x7e)), at: place)
                        case 2: bytes[place] = UInt8(chance.number(0x21...0x7e))
                        default: bytes.insert(contentsOf: bytes[place...].prefix(chance.number(1...9)), at: place)
                        }
                    }
                }
                let text = String(decoding: bytes, as: UTF8.self)
                let separator = text.firstIndex(of: "?") ?? text.endIndex
                let slow = try? ChoroplethRequest(path: text[..<separator], query: text[separator...].dropFirst(), snapshot: snapshot)
                guard let fast = bytes.withUnsafeBytes({ book.choropleth($0) }) else { continue }
                quick += 1
                let expected = try #require(slow, "only the quick reader takes \(text)")
                #expect(book.style(fast) == expected.style, "\(text)")
                #expect(try fast.place.tile == expected.tile && fast.place.scale == expected.scale && expected.asOf == nil, "\(text)")
            }
            // A reader that refuses everything would agree too.
            #expect(quick > 200)
        }
    }

    @Test func everyUsualStyleIsReadQuickly() async throws {
        try await withSnapshot { snapshot in
            let book = TileAddressBook(snapshot.indicators)
            for coverage in snapshot.indicators {
                for period in coverage.periods {
                    let path = "/tiles/choropleth/\(coverage.indicator.id.text)/\(period.text)/gmina/7/71/42.png"
                    let found = try #require(Array(path.utf8).withUnsafeBytes { book.choropleth($0) }, "\(path)")
                    let style = try #require(book.style(found))
                    #expect(style.indicator == coverage.indicator.id && style.period == period && style.choropleth == .default)
                }
            }
            for scheme in ColourScheme.all {
                for classes in ClassificationMethod.classCountRange {
                    let path = "/tiles/choropleth/ludnosc/2021/powiat/7/71/42@2x.png?palette=\(scheme.name)&classes=\(classes)&reverse=1&method=equal"
                    let found = try #require(Array(path.utf8).withUnsafeBytes { book.choropleth($0) }, "\(path)")
                    let style = try #require(book.style(found)?.choropleth)
                    #expect(style.scheme == scheme && style.classes == classes && style.isReversed && style.method == .equal)
                    #expect(found.place == TileAddressBook.Place(zoom: 7, x: 71, y: 42, scale: 2))
                }
            }
        }
    }

    @Test func vectorAddresses() {
        let book = TileAddressBook([])
        func read(_ text: String) -> (kind: VectorTileKind, level: UnitLevel, place: TileAddressBook.Place)? {
            Array(text.utf8).withUnsafeBytes { book.vector($0) }
        }
        let units = read("/tiles/units/gmina/7/71/42.mvt")
        #expect(units?.kind == .units && units?.level == .gmina && units?.place == .init(zoom: 7, x: 71, y: 42, scale: 1))
        #expect(read("/tiles/labels/wojewodztwo/0/0/0.mvt")?.kind == .labels)
        for other in [
            "/tiles/units/gmina/7/71/42.png", "/tiles/units/gmina/7/71/42.mvt?asof=2015", "/tiles/units/kraj/7/71/42.mvt",
            "/tiles/units/gmina/7/128/42.mvt", "/tiles/units/gmina/15/0/0.mvt", "/tiles/units/gmina/7/71/42@2x.mvt", "/tiles/units/gmina.json",
            "/tiles/units/gmina/7/71/", "/tiles/units/gmina/7/-1/2.mvt", "/tiles/units/gmina/7/1234567/2.mvt",
        ] {
            #expect(read(other) == nil, "\(other)")
        }
    }

    private func head(_ text: String) -> RawRequestHead? { Array(text.utf8).withUnsafeBytes { RawRequestHead($0) } }

    @Test func headsAreReadInOnePass() throws {
        let text = "GET /tiles/a?b HTTP/1.1\r\nHost: x\r\nIF-NONE-MATCH: \t\"abc\" \r\nAccept-Encoding: br, gzip\r\nConnection: Keep-Alive\r\n\r\nrest"
        let found = try #require(head(text))
        let bytes = Array(text.utf8)
        #expect(!found.isHead && !found.isUnusual && !found.announcesMore && found.acceptsGzip)
        #expect(String(decoding: bytes[found.target], as: UTF8.self) == "/tiles/a?b")
        #expect(found.ifNoneMatch.map { String(decoding: bytes[$0], as: UTF8.self) } == "\"abc\"")
        #expect(String(decoding: bytes[found.byteCount...], as: UTF8.self) == "rest")
        // Every beginning of it is not a whole head.
        let whole = found.byteCount
        for count in 0..<whole { #expect(bytes[..<count].withUnsafeBytes { RawRequestHead($0) } == nil) }
        #expect(head("HEAD / HTTP/1.1\r\n\r\n")?.isHead == true)
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\nHost: x\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n",
        "GET /\u{1} HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\nContent-Length: 3\r\n\r\n", "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", "GET /ą HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n: x\r\n\r\n", "GET / HTTP/1.1\r\nHost\r\n\r\n", "GEX / HTTP/1.1\r\n\r\n",
    ])
    func oddHeadsAreForTheDecoder(text: String) {
        #expect(head(text) == nil)
    }

    @Test func fieldsThatChangeTheAnswerAreSeen() {
        func fields(_ text: String) -> RawRequestHead? { head("GET / HTTP/1.1\r\n\(text)\r\n\r\n") }
        for text in ["Content-Length: 5", "transfer-encoding: chunked", "Upgrade: h2c", "EXPECT: 100-continue"] {
            #expect(fields(text)?.announcesMore == true, "\(text)")
        }
        for text in ["Connection: close", "Range: bytes=0-5", "If-None-Match: \"a\"\r\nIf-None-Match: \"b\"", "Accept-Encoding: gzip\r\nAccept-Encoding: br"] {
            #expect(fields(text)?.isUnusual == true, "\(text)")
        }
        for text in ["Accept-Encoding: gzip;q=0", "Accept-Encoding: br", "Accept-Encoding: xgzip", "Accept: gzip"] {
            #expect(fields(text)?.acceptsGzip == false, "\(text)")
        }
        #expect(fields("Accept-Encoding: gzip,deflate")?.acceptsGzip == true)
    }
}

