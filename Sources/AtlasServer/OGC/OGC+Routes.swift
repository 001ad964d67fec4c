// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import HTTPTypes
import Hummingbird
import NIOCore

/// `/ogc…`: OGC API – Features 1.0.1 (OGC 17-069r4) with coordinate reference systems by reference (OGC 18-058r1).
struct OGCRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let conformanceClasses =
        ["core", "oas30", "html", "geojson"].map { "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/\($0)" }
        + ["http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"] + OGCTiles.conformanceClasses

    private static let collection = RouteParameter(
        "collection", "id of a collection", form: .choice(OGCCollections.all.map(\.id)))

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription("/ogc", summary: "OGC API – Features: the landing page", parameters: OGCRequest.common),
        RouteDescription("/ogc/conformance", summary: "OGC API: the conformance classes that are met", parameters: OGCRequest.common),
        RouteDescription(
            "/ogc/api", summary: "OGC API: its own definition in OpenAPI 3.0, as the standard asks", parameters: OGCRequest.common,
            contentType: OGCLink.openAPI),
        RouteDescription("/ogc/api.html", summary: "OGC API: the definition to be read by people", parameters: OGCRequest.common, contentType: "text/html")
            .alsoAs(OGCLink.openAPI),
        RouteDescription("/ogc/collections", summary: "OGC API – Features: the collections", parameters: OGCRequest.common),
        RouteDescription(
            "/ogc/collections/{collection}", summary: "OGC API – Features: one collection", parameters: [collection] + OGCRequest.common),
        RouteDescription(
            "/ogc/collections/{collection}/queryables", summary: "OGC API – Features: the properties that items can be asked for by",
            parameters: [collection] + OGCRequest.common, contentType: OGCLink.schema),
        RouteDescription(
            "/ogc/collections/{collection}/items", summary: "OGC API – Features: a page of features; /ogc/api has the parameters of each collection",
            parameters: [collection] + ItemsRequest.parameters + OGCRequest.common, contentType: OGCLink.geoJSON),
        RouteDescription(
            "/ogc/collections/{collection}/items/{feature}", summary: "OGC API – Features: one feature",
            parameters: [collection, .init("feature", "id of the feature: a TERC code, the id of an institution")] + ItemsRequest.featureParameters
                + OGCRequest.common, contentType: OGCLink.geoJSON),
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/ogc") { request, _ in
            try await answer(request) { ask in try document(ask, landing(ask)) { try landingPage($0) } }
        }
        router.get("/ogc/conformance") { request, _ in
            try await answer(request) { ask in
                try document(ask, ["conformsTo": .array(Self.conformanceClasses.map(JSONValue.string))]) { try conformancePage($0) }
            }
        }
        router.get("/ogc/api") { request, _ in
            try await answer(request) { ask in
                ask.format == .html ? try definitionPage(ask) : tagged(OGCDefinition.make(ask.base).response(contentType: OGCLink.openAPI), ask)
            }
        }
        router.get("/ogc/api.html") { request, _ in
            try await answer(request) { ask in
                ask.format == .html || ask.query.names.isDisjoint(with: ["f"])
                    ? try definitionPage(ask) : tagged(OGCDefinition.make(ask.base).response(contentType: OGCLink.openAPI), ask)
            }
        }
        router.get("/ogc/collections") { request, _ in
            try await answer(request) { ask in
                let snapshot = data.current
                var members: [JSONValue] = []
                for collection in OGCCollections.all { members.append(try await description(collection, ask, snapshot)) }
                let body: JSONValue = [
                    "title": .string(title(ask.language)), "links": .array(collectionsLinks(ask).map(\.json)),
                    "crs": .array(FeatureReferenceSystem.uris.map(JSONValue.string)), "collections": .array(members),
                ]
                return try document(ask, body) { try collectionsPage($0, snapshot) }
            }
        }
        router.get("/ogc/collections/:collection") { request, context in
            try await answer(request, additions(context)) { ask in
                let collection = try existing(context)
                let snapshot = data.current
                try collection.checkAdditions(ask.query, snapshot)
                let body = try await description(collection, ask, snapshot)
                let extent = try await collection.extent(snapshot)
                return try document(ask, body) { try collectionPage($0, collection, extent, snapshot) }
            }
        }
        router.get("/ogc/collections/:collection/queryables") { request, context in
            try await answer(request) { ask in
                let collection = try existing(context)
                let body = collection.queryables(ask)
                return try document(ask, body, type: OGCLink.schema) { try queryablesPage($0, collection) }
            }
        }
        router.get("/ogc/collections/:collection/items") { request, context in
            try await answer(request, parameters(context) { ItemsRequest.parameters + $0.filters + $0.additions }) { ask in
                try await items(ItemsRequest(ask, try existing(context), data.current))
            }
        }
        router.get("/ogc/collections/:collection/items/:feature") { request, context in
            try await answer(request, parameters(context) { ItemsRequest.featureParameters + $0.additions }) { ask in
                let id = try context.parameters.require("feature")
                return try await feature(id.removingPercentEncoding ?? id, ItemsRequest(ask, try existing(context), data.current))
            }
        }
    }

    // MARK: Answering

    private func existing(_ context: AtlasRequestContext) throws -> any OGCCollection {
        try OGCCollections.existing(try context.parameters.require("collection"))
    }

    private func parameters(_ context: AtlasRequestContext, _ read: (any OGCCollection) -> [RouteParameter]) -> [RouteParameter] {
        (try? existing(context)).map(read) ?? []
    }

    private func additions(_ context: AtlasRequestContext) -> [RouteParameter] { parameters(context) { $0.additions } }

    /// Answers of all kinds may be read by pages of other hosts; faults come in the form that was asked for.
    private func answer(
        _ request: Request, _ parameters: [RouteParameter] = [], _ body: (OGCRequest) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await body(OGCRequest(request, parameters: parameters))
        } catch let error where !(error is SnapshotOutdated) {
            let problem = Problem(error)
            let format = (try? OGCFormat(request, QueryReader(request))) ?? OGCFormat.preferred(request.headers[.accept] ?? "")
            response = format == .html ? pages.error(problem, request) : problem.json()
        }
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = "Content-Crs, Link, ETag"
        response.headers[.vary] = [response.headers[.vary], "Accept, Accept-Language"].compactMap { $0 == "Accept-Language" ? nil : $0 }
            .joined(separator: ", ")
        return response
    }

    /// The JSON document, or the page that shows the same.
    private func document(
        _ ask: OGCRequest, _ body: JSONValue, type: String = OGCLink.json, page: (OGCRequest) throws -> Response
    ) throws -> Response {
        ask.format == .html ? try page(ask) : tagged(body.response(contentType: type), ask)
    }

    private func tagged(_ response: Response, _ ask: OGCRequest) -> Response {
        response.cached(tag: ask.tag(data.current.dayVersion), for: ask.request)
    }

    // MARK: Documents

    func title(_ language: Language) -> String {
        language.choose("Powiatlas – dane przestrzenne (OGC API)", "Powiatlas – spatial data (OGC API)")
    }

    func summary(_ language: Language) -> String {
        language.choose(
            "Jednostki podziału terytorialnego Polski z granicami na wybrany dzień i wartościami wskaźników oraz instytucje pomocy społecznej i rynku pracy.",
            "Units of Poland's territorial division with the boundaries of a day and values of indicators, and welfare and labour-market institutions.")
    }

    private func landing(_ ask: OGCRequest) -> JSONValue {
        [
            "title": .string(title(ask.language)), "description": .string(summary(ask.language)), "attribution": "PRG (GUGiK), TERC (GUS), Powiatlas",
            "links": .array(landingLinks(ask).map(\.json) + OGCTiles.landingLinks(base: ask.base)),
        ]
    }

    func landingLinks(_ ask: OGCRequest) -> [OGCLink] {
        ask.selfLinks() + [
            ask.link("/api", "service-desc", type: OGCLink.openAPI, "definicja API (OpenAPI 3.0)", "the API definition (OpenAPI 3.0)"),
            ask.link("/api.html", "service-doc", type: OGCLink.html, "opis API do czytania", "the API definition for reading"),
            ask.link("/conformance", "conformance", "klasy zgodności", "conformance classes"),
            ask.link("/collections", "data", "kolekcje", "collections"),
        ]
    }

    private func collectionsLinks(_ ask: OGCRequest) -> [OGCLink] { ask.selfLinks() }

    /// OGC 17-069r4, schema collection.yaml, with what Part 2 adds.
    private func description(_ collection: any OGCCollection, _ ask: OGCRequest, _ snapshot: AtlasSnapshot) async throws -> JSONValue {
        let extent = try await collection.extent(snapshot)
        var members: [(String, JSONValue)] = [
            ("id", .string(collection.id)), ("title", .string(ask.language.of(collection.title))),
            ("description", .string(ask.language.of(collection.description))), ("itemType", "feature"),
        ]
        var parts: [(String, JSONValue)] = []
        if let box = extent.bounds {
            parts.append(
                (
                    "spatial",
                    [
                        "bbox": [[.number(box.minX), .number(box.minY), .number(box.maxX), .number(box.maxY)]],
                        "crs": .string(FeatureReferenceSystem.crs84.uri),
                    ]
                ))
        }
        if let day = extent.firstDay {
            parts.append(
                (
                    "temporal",
                    ["interval": [[.string("\(day)T00:00:00Z"), .null]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"]
                ))
        }
        members += [
            ("extent", .members(parts)), ("crs", .array(FeatureReferenceSystem.uris.map(JSONValue.string))),
            ("storageCrs", .string(FeatureReferenceSystem.crs84.uri)),
            ("links", .array(collectionLinks(collection, ask, snapshot).map(\.json) + OGCTiles.collectionLinks(collection: collection.id, base: ask.base))),
        ]
        return .members(members)
    }

    func collectionLinks(_ collection: any OGCCollection, _ ask: OGCRequest, _ snapshot: AtlasSnapshot) -> [OGCLink] {
        let path = "/collections/\(collection.id)"
        let carried = ask.carried(collection.additions.map(\.name))
        let separator = carried.isEmpty ? "?" : "&"
        let isOwn = ask.path == OGCTiles.root + path
        var links = isOwn ? ask.selfLinks() : [ask.link(path, "self", "ta kolekcja", "this collection")]
        links += [
            ask.link("\(path)/items\(carried)\(separator)f=json", "items", type: OGCLink.geoJSON, "obiekty jako GeoJSON", "features as GeoJSON"),
            ask.link("\(path)/items\(carried)\(separator)f=html", "items", type: OGCLink.html, "obiekty jako strona", "features as a page"),
            ask.link("\(path)/queryables", OGCLink.queryables, type: OGCLink.schema, "właściwości, o które można pytać", "queryable properties"),
        ]
        if let source = collection.source(snapshot) {
            // The terms are told beside the source on this page: not each licence has an address of its own.
            links.append(
                OGCLink(
                    address: "\(ask.origin)/o-systemie#zrodla", relation: "license", type: OGCLink.html,
                    title: ask.language.of(source.licence), language: ask.language))
        } else {
            links.append(
                OGCLink(
                    address: "\(ask.origin)/o-systemie#licencje", relation: "license", type: OGCLink.html,
                    title: ask.language.choose("warunki korzystania z danych", "terms of use of the data"), language: ask.language))
        }
        links.append(
            OGCLink(
                address: ask.origin + collection.page, relation: "related", type: OGCLink.html,
                title: ask.language.choose("to samo w serwisie", "the same on the site"), language: ask.language))
        return links
    }
}

extension HTTPField.Name {
    static let accessControlExposeHeaders = HTTPField.Name("Access-Control-Expose-Headers") ?? .accessControlAllowHeaders
    static let contentCRS = HTTPField.Name("Content-Crs") ?? .contentLocation
    static let links = HTTPField.Name("Link") ?? .contentLocation
}
