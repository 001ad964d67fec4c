// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct EmbedTests {
    /// Only the page that is made for it may be framed by other sites.
    @Test func onlyTheEmbeddedMapMayBeFramed() async throws {
        try await withServer { client, _ in
            let embedded = try #require(try await client.get("/osadz?indicator=ludnosc").headers[.contentSecurityPolicy])
            #expect(embedded.contains("frame-ancestors *") && embedded.contains("default-src 'none'"))
            for path in ["/mapa", "/osadz/kod?indicator=ludnosc", "/dane", "/osadz?indicator=nobody", "/api/v1/map.svg?indicator=ludnosc"] {
                let policy = try #require(try await client.get(path).headers[.contentSecurityPolicy], "\(path)")
                #expect(policy.contains("frame-ancestors 'self'"), "\(path)")
            }
        }
    }

    @Test func sizesOutOfRangeAreRefused() async throws {
        try await withServer { client, _ in
            for query in ["width=100", "height=9999", "size=huge", "indicator=nobody"] {
                let status = try await client.get("/osadz/kod.json?\(query)").status
                #expect(status == .badRequest || status == .notFound, "\(query)")
            }
        }
    }

    @Test func exportsAnswerToTheirTags() async throws {
        try await withServer { client, _ in
            for path in [
                "/api/v1/indicators/ludnosc/values.xlsx?level=powiat", "/api/v1/indicators/ludnosc/values.gpkg?level=wojewodztwo",
                "/api/v1/indicators/ludnosc/values.jsonstat?level=powiat", "/api/v1/map.pdf?indicator=ludnosc&level=wojewodztwo", "/dane/katalog.ttl",
                "/api/v1/boundaries/wojewodztwo.geojson", "/osadz/kod.json?indicator=ludnosc",
            ] {
                let first = try await client.get(path)
                #expect(first.status == .ok, "\(path): \(first.text.prefix(200))")
                let tag = try #require(first.headers[.eTag])
                let again = try await client.get(path, headers: [.ifNoneMatch: tag])
                #expect(again.status == .notModified, "\(path)")
                let repeated = try await client.get(path)
                #expect(repeated.bytes == first.bytes, "\(path)")
            }
        }
    }
}
