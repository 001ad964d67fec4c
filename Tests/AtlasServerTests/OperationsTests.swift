// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import AtlasServer

@Suite struct OperationsTests {
    @Test func healthCountsWhatIsHeld() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/healthz")
            #expect(json["units"].number == 2_875)
            #expect((json["indicators"].number ?? 0) >= 25)
            #expect((json["observations"].number ?? 0) > 10_000)
            #expect((json["institutions"].number ?? 0) >= 400)
        }
    }

    @Test func metricsCountRequestsByRoute() async throws {
        try await withServer { client, _ in
            _ = try await client.get("/api/v1/units/2604")
            _ = try await client.get("/api/v1/units/2605")
            let text = try await client.get("/metrics").text
            #expect(text.contains("powiatlas_http_request_duration_seconds_count{route=\"/api/v1/units/{terc}\",status=\"200\"} 2"))
        }
    }

    /// A route that nobody described would be missing from the OpenAPI document.
    @Test func everyRouteIsDescribed() async throws {
        let file = try TestData.copy()
        let store = try AtlasStore.open(path: file.path)
        let data = try await AtlasData(store: store, geometryCacheBytes: 8 << 20, logger: Logger(label: "test"))
        let configuration = ServerConfiguration(webFolder: TestData.repository.appending(path: "Web"))
        let pages = PageRenderer(frontEnd: try TestData.frontEnd.get(), operatorContact: configuration.operatorContact, data: data)
        let router = Router(context: AtlasRequestContext.self)
        let dispatch = MailDispatch(data: data, settings: nil, clerk: nil, logger: Logger(label: "test"))
        let report = MetricsReport(
            data: data, requests: RequestMetrics(), database: DatabaseMetrics(store), dispatch: dispatch, backups: nil, worker: nil)
        for group in routeGroups(
            data: data, pages: pages, report: report, choropleths: ChoroplethTiles(data: data), configuration: configuration)
        {
            group.add(to: router)
        }
        func shape(_ path: String) -> String {
            path.split(separator: "/").map { part in part.contains("{") || part.hasPrefix(":") ? "*" : String(part) }.joined(separator: "/")
        }
        let described = Set(documentedRoutes.map { shape($0.path) })
        let served = Set(router.routes.map { shape($0.path.description) })
        #expect(served.count > 30)
        #expect(served.subtracting(described).isEmpty)
        #expect(described.subtracting(served).isEmpty)
        try store.close()
    }

    @Test func theOpenAPIDocumentIsServed() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/openapi.json")
            #expect(json["openapi"].string == "3.1.0")
            #expect(json["paths"].names.count == documentedRoutes.count)
        }
    }

    @Test func textsAreCompressedForWhoAsks() async throws {
        try await withServer { client, _ in
            let plain = try await client.get("/static/app.css")
            let zipped = try await client.get("/static/app.css", headers: [.acceptEncoding: "br, gzip;q=0.8"])
            #expect(zipped.headers[.contentEncoding] == "gzip")
            #expect(zipped.body.readableBytes < plain.body.readableBytes / 2)
            #expect(zipped.headers[.eTag] != plain.headers[.eTag])
            let refused = try await client.get("/static/app.css", headers: [.acceptEncoding: "gzip;q=0"])
            #expect(refused.headers[.contentEncoding] == nil)
            let tag = try #require(zipped.headers[.eTag])
            let again = try await client.get("/static/app.css", headers: [.acceptEncoding: "gzip", .ifNoneMatch: tag])
            #expect(again.status == .notModified)
        }
    }

    @Test func filesOutsideAreOutOfReach() async throws {
        try await withServer { client, _ in
            for path in ["/static/../templates/map.mustache", "/static/%2e%2e/templates/map.mustache", "/vendor/../../Package.swift", "/static/"] {
                let response = try await client.get(path)
                #expect(response.status == .notFound, "\(path)")
            }
        }
    }

    @Test func headAnswersWithoutABody() async throws {
        try await withServer { client, _ in
            for path in [TilesTests.tile, "/tiles/units/powiat/7/71/43.mvt", "/api/v1/indicators", "/mapa", "/static/app.css"] {
                let response = try await client.execute(uri: path, method: .head)
                #expect(response.status == .ok, "\(path)")
                #expect(response.body.readableBytes == 0)
                #expect(response.headers[.eTag] != nil || path == "/mapa")
            }
        }
    }

    /// A tile that is warm is answered on the event loop; it has to be the same answer as the route's.
    @Test func warmTilesAreTheSameAsColdOnes() async throws {
        try await withLiveServer { client, _ in
            let cold = try await client.get(TilesTests.tile)
            let warm = try await client.get(TilesTests.tile)
            let restyled = try await client.get(TilesTests.tile + "?palette=Blues&classes=4")
            #expect(cold.body == warm.body)
            #expect(cold.headers[.eTag] == warm.headers[.eTag])
            #expect(restyled.status == .ok && restyled.body != warm.body)
            let tag = try #require(warm.headers[.eTag])
            #expect(try await client.get(TilesTests.tile, headers: [.ifNoneMatch: tag]).status == .notModified)
            let refused = try await client.get(TilesTests.tile + "?classes=44")
            #expect(refused.status == .badRequest)
            let metrics = String(buffer: try await client.get("/metrics").body ?? ByteBuffer())
            #expect(metrics.contains("route=\"\(ChoroplethTilesRoutes.path)\""))
        }
    }

    @Test func anImportShowsWithoutARestart() async throws {
        try await withLiveServer { client, store in
            let path = "/tiles/choropleth/ludnosc/2021/powiat/7/71/43.png"
            let before = try await client.get(path)
            let change = Observation(
                indicator: try IndicatorID("ludnosc"), period: try Period("2021"), code: try TERYTCode("2612"), value: 5_000_000)
            _ = try await store.importObservations([change])
            var value: Double?
            for _ in 0..<50 where value != 5_000_000 {
                try await Task.sleep(for: .milliseconds(100))
                let json = try await client.getJSON("/api/v1/indicators/ludnosc/values?level=powiat&period=2021")
                value = json["values"].array.first { $0["terc"].string == "2612" }?["value"].number
            }
            #expect(value == 5_000_000)
            let after = try await client.get(path)
            #expect(after.headers[.eTag] != before.headers[.eTag] && after.body != before.body)
        }
    }
}
