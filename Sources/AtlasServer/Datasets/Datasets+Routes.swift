// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// `/dane`: every data set with its downloads, and the catalogue's metadata for data portals.
struct DatasetsRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] =
        [
            RouteDescription(
                "/dane", summary: "All data sets with their forms, sources and licences",
                parameters: [RouteParameter("q", "words to look for"), RouteParameter("topic", "only this topic, by its Polish name"), .lang],
                contentType: "text/html"),
            RouteDescription("/dane/katalog.ttl", summary: "Metadata of all data sets in DCAT-AP 3.0, as Turtle", contentType: "text/turtle"),
            RouteDescription("/dane/katalog.jsonld", summary: "The same as JSON-LD", contentType: "application/ld+json"),
            RouteDescription("/dane/katalog.rdf", summary: "The same as RDF/XML", contentType: "application/rdf+xml"),
        ] + DatasetFiles.documentation

    private enum Form: String, CaseIterable {
        case ttl, jsonld, rdf

        var contentType: String {
            switch self {
            case .ttl: "text/turtle; charset=utf-8"
            case .jsonld: "application/ld+json"
            case .rdf: "application/rdf+xml; charset=utf-8"
            }
        }

        func text(_ graph: RDFGraph) -> String {
            switch self {
            case .ttl: graph.turtle
            case .jsonld: graph.jsonLD.text
            case .rdf: graph.xml
            }
        }
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/dane") { request, _ in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let model = DatasetsModel(
                data.current, query: try query.text("q") ?? "", topic: try query.text("topic") ?? "", origin: request.publicOrigin)
            return try pages.render(
                "datasets", title: visit.language.choose("Dane", "Data"), section: .datasets, page: model.view(visit, metadata: metadata(model)),
                visit: visit)
        }
        for form in Form.allCases {
            router.get("/dane/katalog.\(form.rawValue)") { request, _ in
                let model = DatasetsModel(data.current, origin: request.publicOrigin)
                var response = Response(
                    status: .ok, headers: [.contentType: form.contentType], body: .init(byteBuffer: ByteBuffer(string: form.text(metadata(model).graph))))
                // Portals of other hosts read it from their pages too.
                response.headers[.accessControlAllowOrigin] = "*"
                return response.cached(cacheControl: CachePolicy.catalogue)
            }
        }
        DatasetFiles(data: data).add(to: router)
    }

    private func metadata(_ model: DatasetsModel) -> CatalogueMetadata {
        CatalogueMetadata(datasets: model.all, origin: model.origin, contact: pages.operatorContact, modified: model.modified)
    }
}
