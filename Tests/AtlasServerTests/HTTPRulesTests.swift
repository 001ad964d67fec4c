// SPDX-License-Identifier: Apache-2.0

import Cartography
import Foundation
import Testing

@testable import AtlasServer

/// HTTP as it lies on the wire.
@Suite struct HTTPRulesTests {
    private static let samples = [
        "/", "/mapa", "/katalog", "/wskazniki", "/wskazniki/ludnosc", "/jednostki/2604", "/static/map/main.js", "/static/favicon.svg",
        "/api/v1/indicators", "/api/v1/indicators/ludnosc/series?level=powiat", "/api/v1/indicators/ludnosc/values.csv",
        "/api/v1/indicators/ludnosc/values.gpkg", "/api/v1/indicators/ludnosc/values.xlsx", "/api/v1/legend?indicator=ludnosc",
        "/api/v1/map.png?indicator=ludnosc&width=200&height=200", "/api/v1/map.pdf?indicator=ludnosc", "/api/v1/units/2604",
        "/api/v1/taxonomy", "/api/v1/openapi.json", "/tiles/units/powiat/7/71/43.mvt", "/dane/katalog.jsonld", "/fonts/Lato%20Regular/0-255.pbf",
    ]

    @Test func headSaysWhatGetSaysAndEveryTagIsKnownAgain() async throws {
        try await withServersOnOneFile(1) { clients, _ in
            let client = clients[0]
            for path in Self.samples {
                for encoding in ["gzip", "identity"] {
                    let fields = ["Accept-Encoding": encoding]
                    let get = try await client.ask(path, fields)
                    #expect(get.status == 200, "\(path)")
                    let head = try await client.ask(path, method: "HEAD", fields)
                    #expect(head.status == 200 && head.body.isEmpty && head.names == get.names, "\(path)")
                    #expect(get["content-length"] == "\(get.body.count)", "\(path)")
                    let tag = try #require(get["etag"], "\(path)")
                    #expect(!tag.hasPrefix("W/"))
                    for list in [tag, "W/\(tag)", "\"x\", \(tag)", "*", "\"a\" ,W/\"b\",\(tag)"] {
                        let known = try await client.ask(path, fields.merging(["If-None-Match": list]) { $1 })
                        #expect(known.status == 304 && known.body.isEmpty, "\(path) \(list)")
                        // RFC 9110, section 15.4.5.
                        for name in ["etag", "cache-control", "vary"] where list != "*" {
                            #expect(known[name] == get[name], "\(path) \(list) \(name)")
                        }
                        #expect(known["date"] != nil && known["content-type"] == nil && known["content-encoding"] == nil)
                    }
                    let unknown = try await client.ask(path, fields.merging(["If-None-Match": "\"another\""]) { $1 })
                    #expect(unknown.status == 200 && unknown.body == get.body, "\(path)")
                }
            }
        }
    }

    @Test func encodingsAreThoseThatAreAskedFor() async throws {
        try await withServersOnOneFile(1) { clients, _ in
            let client = clients[0]
            for path in ["/static/app.css", "/api/v1/indicators", "/wskazniki"] {
                let plain = try await client.ask(path)
                #expect(plain["content-encoding"] == nil && plain["vary"]?.contains("Accept-Encoding") == true)
                for accepted in ["gzip", "GZIP;q=0.5", "br, gzip;q=0.8, *;q=0", "*", "identity;q=0, gzip", "gzip;q=1.0, identity;q=0.5"] {
                    let zipped = try await client.ask(path, ["Accept-Encoding": accepted])
                    #expect(zipped["content-encoding"] == "gzip", "\(path) \(accepted)")
                    #expect(Deflate.gunzip(zipped.body) == plain.body && zipped["etag"] != plain["etag"], "\(path) \(accepted)")
                }
                for refused in ["", "gzip;q=0", "br", "identity", "*;q=0", "identity;q=1, gzip;q=0.2", "gzip; q=0.000"] {
                    let answer = try await client.ask(path, ["Accept-Encoding": refused])
                    #expect(answer["content-encoding"] == nil && answer.body == plain.body, "\(path) \(refused)")
                }
            }
        }
    }

    @Test func addressesOfFilesChangeWithThem() async throws {
        try await withServersOnOneFile(1) { clients, _ in
            let client = clients[0]
            var seen = Set<String>()
            for page in ["/", "/mapa", "/katalog", "/jednostki/2604", "/osadz?indicator=ludnosc"] {
                let html = try await client.ask(page).text
                for match in html.matches(of: /(?:src|href)="(\/(?:static|vendor)\/[^"]+\?v=([^"]+))"/) {
                    seen.insert(String(match.2))
                    let file = try await client.ask(String(match.1))
                    #expect(file.status == 200 && file["cache-control"] == CachePolicy.immutable, "\(match.1)")
                }
            }
            let version = try #require(seen.first)
            #expect(seen.count == 1 && version != AtlasVersion.current)
            // Modules load one another under the same version: under two addresses a module would run twice.
            var queue = ["/static/map/main.js"]
            var known = Set(queue)
            while let path = queue.popLast() {
                let text = try await client.ask("\(path)?v=\(version)").text
                for match in text.matches(of: /from\s+'(\.[^']+)'/) {
                    let parts = match.1.split(separator: "?")
                    #expect(parts.count == 2 && parts[1] == "v=\(version)", "\(path): \(match.1)")
                    let target = URL(fileURLWithPath: String(parts[0]), relativeTo: URL(fileURLWithPath: path)).standardized.path
                    if known.insert(target).inserted { queue.append(target) }
                }
            }
            #expect(known.count > 10)
            let other = try await client.ask("/static/app.css?v=0")
            #expect(other["cache-control"] == CachePolicy.asset)
        }
    }

    @Test func rangesArePartsOfTheFile() async throws {
        try await withServersOnOneFile(1) { clients, _ in
            let client = clients[0]
            for path in ["/api/v1/indicators/ludnosc/values.gpkg", "/api/v1/map.pdf?indicator=ludnosc", "/static/app.css"] {
                let whole = try await client.ask(path)
                let length = whole.body.count
                let tag = try #require(whole["etag"])
                #expect(whole["accept-ranges"] == "bytes")
                for (range, bytes) in [("bytes=0-99", 0..<100), ("bytes=\(length - 10)-", length - 10..<length), ("bytes=-7", length - 7..<length),
                    ("Bytes=5-5", 5..<6), ("bytes=10-99999999999999999999999", 10..<length), ("bytes=-99999999", 0..<length)]
                {
                    let part = try await client.ask(path, ["Range": range])
                    #expect(part.status == 206 && part.body == Array(whole.body[bytes]), "\(path) \(range)")
                    #expect(part["content-range"] == "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(length)" && part["etag"] == tag, "\(path) \(range)")
                }
                let going = try await client.ask(path, ["Range": "bytes=100-199", "If-Range": tag])
                #expect(going.status == 206 && going.body == Array(whole.body[100..<200]))
                for condition in ["\"another\"", "W/\(tag)", "Sat, 21 Nov 2026 11:00:00 GMT"] {
                    let started = try await client.ask(path, ["Range": "bytes=100-199", "If-Range": condition])
                    #expect(started.status == 200 && started.body == whole.body, "\(condition)")
                }
                let known = try await client.ask(path, ["Range": "bytes=0-9", "If-None-Match": tag])
                #expect(known.status == 304)
                let refused = try await client.ask(path, ["Range": "bytes=\(length)-"])
                #expect(refused.status == 416 && refused["content-range"] == "bytes */\(length)")
                for ignored in ["bytes=5-2", "bytes=a-b", "bytes=-", "lines=1-2", "bytes 0-9", "bytes=0-1,\(Array(repeating: "0-", count: 40).joined(separator: ","))"] {
                    let answer = try await client.ask(path, ["Range": ignored])
                    #expect(answer.status == 200 && answer.body == whole.body, "\(ignored)")
                }
                let several = try await client.ask(path, ["Range": "bytes=0-3, 20-29,-2"])
                let boundary = try #require(several["content-type"]?.firstMatch(of: /multipart\/byteranges; boundary=(\w+)/)?.1)
                #expect(several.status == 206)
                var expected: [UInt8] = []
                for bytes in [0..<4, 20..<30, length - 2..<length] {
                    expected += Array(
                        "\r\n--\(boundary)\r\nContent-Type: \(whole["content-type"] ?? "")\r\nContent-Range: bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(length)\r\n\r\n".utf8)
                    expected += whole.body[bytes]
                }
                #expect(several.body == expected + Array("\r\n--\(boundary)--\r\n".utf8), "\(path)")
            }
            let page = try await client.ask("/mapa", ["Range": "bytes=0-9"])
            #expect(page.status == 200 && page["accept-ranges"] == nil)
        }
    }

    @Test func wrongMethodsHearWhichAreRight() async throws {
        try await withServersOnOneFile(1) { clients, _ in
            let client = clients[0]
            for (method, path) in [
                ("POST", "/api/v1/indicators"), ("PUT", "/mapa"), ("DELETE", "/api/v1/units/2604"), ("PATCH", "/static/app.css"),
                ("POST", "/tiles/units/powiat/7/71/43.mvt"), ("POST", "/api/v1/boundaries/powiat.geojson"),
                ("DELETE", "/tiles/choropleth/ludnosc/2021/powiat/7/71/43.png"),
            ] {
                let answer = try await client.ask(path, method: method, ["Content-Length": "0"])
                #expect(answer.status == 405 && answer["allow"] == "GET, HEAD, OPTIONS", "\(method) \(path)")
                #expect(answer["content-type"]?.hasPrefix("application/problem+json") == true)
            }
            let desk = try await client.ask("/dane/wczytaj", method: "OPTIONS")
            #expect(desk.status == 204 && desk["allow"]?.contains("POST") == true && desk["access-control-allow-methods"] == nil)
            let preflight = try await client.ask(
                "/api/v1/indicators/ludnosc/values.gpkg", method: "OPTIONS",
                ["Origin": "https://example.org", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"])
            #expect(preflight.status == 204 && preflight["access-control-allow-origin"] == "*")
            #expect(preflight["access-control-allow-methods"] == "GET, HEAD, OPTIONS")
            #expect(preflight["access-control-allow-headers"]?.contains("Range") == true && preflight.body.isEmpty)
            #expect(try await client.ask("/nowhere", method: "POST", ["Content-Length": "0"]).status == 404)
            #expect(try await client.ask("/nowhere", method: "OPTIONS").status == 404)
            let precondition = try await client.ask("/static/app.css", ["If-Match": "\"another\""])
            #expect(precondition.status == 412)
        }
    }

    /// RFC 9112, section 9.3.
    @Test func connectionsEndWhenTheyShould() async throws {
        try await withServersOnOneFile(1) { clients, _ in
            let client = clients[0]
            for path in ["/healthz", "/static/app.css", "/nowhere", TilesTests.tile] {
                for head in [
                    "GET \(path) HTTP/1.0\r\n", "GET \(path) HTTP/1.0\r\nConnection: close\r\n", "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n",
                    "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: TE, close\r\n",
                ] {
                    // The exchange ends with the connection.
                    let answers = RawClient.answers(try await client.exchange(head + "\r\n"))
                    #expect(answers.count == 1 && answers[0]["connection"] == "close", "\(head)")
                    #expect(answers[0].status == (path == "/nowhere" ? 404 : 200))
                }
                let kept = "GET \(path) HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
                let answers = RawClient.answers(try await client.exchange(kept + kept + "GET \(path) HTTP/1.0\r\n\r\n"))
                #expect(answers.map { $0["connection"] } == ["keep-alive", "keep-alive", "close"], "\(path)")
            }
        }
    }
}
