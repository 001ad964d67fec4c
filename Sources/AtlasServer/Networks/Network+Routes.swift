// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/porozumienia/siec` and `/api/v1/network…`: who works with whom.
struct NetworkRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    private let networks = KnownNetworks()

    init(data: AtlasData, pages: PageRenderer) {
        self.data = data
        self.pages = pages
        data.preparations.add { [networks] snapshot in
            let registry = try await snapshot.registry
            let model = networks.network(NetworkFilter(day: snapshot.today), registry, in: snapshot)
            if model.analysis.groups.count > 1 { _ = networks.connections([0, 1], model, registry, in: snapshot) }
        }
    }

    private static let groups = RouteParameter("groups", "numbers of two groups that candidates would connect; without it 1,2, the two largest")

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/api/v1/network",
            summary: "The network of valid agreements: institutions with degree, betweenness and group, links, connected components, and who could connect two of them",
            parameters: NetworkQuestion.parameters + [groups]),
        RouteDescription(
            "/api/v1/network.graphml", summary: "The same network as GraphML 1.0; an agreement of four or more institutions is a node of kind agreement",
            parameters: NetworkQuestion.parameters, contentType: "application/graphml+xml"),
        RouteDescription(
            "/api/v1/network/institutions.csv", summary: "The institutions of the network with their measures as CSV", parameters: NetworkQuestion.parameters,
            contentType: "text/csv"),
        RouteDescription(
            "/api/v1/network/links.csv", summary: "The links of the network as CSV", parameters: NetworkQuestion.parameters, contentType: "text/csv"),
        RouteDescription(
            "/porozumienia/siec", summary: "Page: the network of cooperation as a picture, on the map and as a table",
            parameters: NetworkQuestion.parameters + [
                .init("sort", "order of the table", form: .choice(NetworkOrder.allCases.map(\.rawValue))), groups,
                .init("first", "instead of groups: the one"), .init("second", "instead of groups: the other"), .lang,
            ], contentType: "text/html"),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/api/v1/network") { request, _ in
            let (asked, snapshot) = try await self.asked(request)
            let connected = try Self.connected(asked)
            let body = Self.kept("json \(connected)", asked, snapshot) {
                let found = networks.connections(connected, asked.model, asked.registry, in: snapshot)
                return ByteBuffer(string: asked.files.json(connections: found, connected: connected).text)
            }
            return Response(status: .ok, headers: [.contentType: "application/json; charset=utf-8"], body: .init(byteBuffer: body)).cached()
        }
        router.get("/api/v1/network.graphml") { request, _ in
            try await file(request, "siec.graphml", "application/graphml+xml; charset=utf-8") { $0.graphML() }
        }
        router.get("/api/v1/network/institutions.csv") { request, _ in
            try await file(request, "siec-instytucje.csv", ExportFormat.csv.contentType) { $0.institutionsCSV() }
        }
        router.get("/api/v1/network/links.csv") { request, _ in
            try await file(request, "siec-powiazania.csv", ExportFormat.csv.contentType) { $0.linksCSV() }
        }
        router.get("/porozumienia/siec") { request, _ in
            let visit = try PageVisit(request, try QueryReader(request))
            let (asked, snapshot) = try await self.asked(request)
            let connected = try Self.connected(asked)
            let view = NetworkView(
                question: asked.question, model: asked.model, connections: networks.connections(connected, asked.model, asked.registry, in: snapshot),
                connected: connected, registry: asked.registry, snapshot: snapshot, visit: visit,
                wording: NetworkWording(language: visit.language, territory: snapshot.territory, taxonomy: try await snapshot.directory.taxonomy))
            return try pages.render(
                "network", title: visit.language.choose("Sieć współpracy", "Network of cooperation"), section: .network, page: try view.values(), visit: visit)
        }
    }

    private struct Asked {
        let question: NetworkQuestion
        let model: NetworkModel
        let registry: AgreementRegistry

        var files: NetworkFiles { NetworkFiles(question: question, model: model, registry: registry) }
    }

    private func asked(_ request: Request) async throws -> (Asked, AtlasSnapshot) {
        let snapshot = data.current
        let registry = try await snapshot.registry
        let question = try QueryReader(request).networkQuestion(registry, snapshot.territory)
        return (Asked(question: question, model: networks.network(question.filter, registry, in: snapshot), registry: registry), snapshot)
    }

    /// Places of the groups to connect: those asked for, else the two largest.
    private static func connected(_ asked: Asked) throws -> [Int] {
        let count = asked.model.analysis.groups.count
        guard let groups = asked.question.groups else { return count > 1 ? [0, 1] : [] }
        guard groups.allSatisfy({ $0 <= count }) else {
            throw Problem.badParameter(
                "groups", groups.map(String.init).joined(separator: ","),
                accepted: count < 2 ? "nothing: the network has \(count == 1 ? "one group" : "no group")" : "two different numbers 1…\(count)")
        }
        return groups.map { $0 - 1 }
    }

    /// From how many institutions on files are kept: small ones are written again as fast as they are found.
    private static let keptSize = 500

    private static func kept(_ name: String, _ asked: Asked, _ snapshot: AtlasSnapshot, _ write: () -> ByteBuffer) -> ByteBuffer {
        guard asked.model.network.institutions.count >= keptSize else { return write() }
        let filter = QueryText.join(asked.question.filterPairs)
        let key = "network \(snapshot.registryVersion) \(asked.question.filter.day.text) \(filter) \(name)"
        if let known = snapshot.pictures[key] { return known }
        let written = write()
        snapshot.pictures.store(written, for: key)
        return written
    }

    private func file(_ request: Request, _ name: String, _ contentType: String, _ write: (NetworkFiles) -> String) async throws -> Response {
        let (asked, snapshot) = try await self.asked(request)
        let body = Self.kept(name, asked, snapshot) { ByteBuffer(string: write(asked.files)) }
        return Response(
            status: .ok, headers: [.contentType: contentType, .contentDisposition: "attachment; filename=\"\(name)\""],
            body: .init(byteBuffer: body)
        ).cached()
    }
}
