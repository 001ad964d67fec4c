// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// What those who run the server ask it.
struct OperationsRoutes: RouteGroup {
    let data: AtlasData
    let report: MetricsReport

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription("/healthz", summary: "Whether the server can serve, with counts of what it holds").shaped(AnswerSchemas.health),
        RouteDescription("/metrics", summary: "Requests and durations in Prometheus' text format", contentType: "text/plain"),
        RouteDescription("/api/v1/openapi.json", summary: "This description"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        // These routes themselves follow.
        let served = router.routes.map { (path: $0.path.description, method: $0.method.rawValue) } + Self.documentation.map { (path: $0.path, method: "GET") }
        let openAPI = OpenAPIDocument.make(documentedRoutes, served: served)
        router.get("/healthz") { _, _ in
            let snapshot = data.current
            // A question to the file itself: a server that has lost its database must not call itself healthy.
            let counts = try await snapshot.store.counts()
            var members: [(String, JSONValue)] = [
                ("status", "ok"), ("units", .integer(counts.units)), ("indicators", .integer(counts.indicators)),
                ("observations", .integer(counts.observations)), ("institutions", .integer(counts.institutions)),
                ("data_version", .string(snapshot.dataVersion)), ("version", .string(AtlasVersion.current)),
            ]
            if snapshot.store.isReadOnly { members.append(("read_only", .bool(true))) }
            // A backup that fails does not stop the server: whoever watches it decides.
            if let backups = report.backups { members.append(("backup", backups.state.json(backups.plan))) }
            var response = JSONValue.members(members).response()
            response.headers[.cacheControl] = "no-store"
            return response
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: report.text)))
        }
        router.get("/api/v1/openapi.json") { request, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: openAPI))
            ).cached(tag: StrongETag.make(openAPI), for: request)
        }
    }
}
