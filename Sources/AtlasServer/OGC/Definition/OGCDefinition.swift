// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The API definition that OGC API – Features asks for: OpenAPI 3.0 of everything under `/ogc`.
/// Each collection has paths of its own, so that clients read the parameters and properties of each.
enum OGCDefinition {
    /// - Parameter base: the address of `/ogc`, without a slash at the end.
    static func make(_ base: String) -> JSONValue {
        var paths: [(String, JSONValue)] = [
            path("/", id: "getLandingPage", tag: "Capabilities", summary: "The landing page", schema: "landingPage"),
            path("/conformance", id: "getConformanceDeclaration", tag: "Capabilities", summary: "Conformance classes that are met", schema: "confClasses"),
            path("/api", id: "getApiDefinition", tag: "Capabilities", summary: "This definition", type: OGCLink.openAPI, schema: nil),
            path("/collections", id: "getCollections", tag: "Capabilities", summary: "The collections", schema: "collections"),
        ]
        for collection in OGCCollections.all { paths += self.paths(of: collection) }
        paths += OGCTiles.openAPIPaths.map { ($0.path, $0.item) }
        return [
            "openapi": "3.0.3",
            "info": [
                "title": "Powiatlas: OGC API", "version": .string(AtlasVersion.current),
                "description": "Units of Poland's territorial division and institutions as features: OGC API – Features 1.0.1, parts 1 and 2.",
                "license": ["name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"],
            ],
            "servers": [["url": .string(base)]],
            "tags": [
                ["name": "Capabilities", "description": "What this API offers"], ["name": "Data", "description": "Access to the features"],
                ["name": "Tiles", "description": "The same as tiles"],
            ],
            "paths": .members(paths),
            "components": [
                "parameters": .members(sharedParameters), "schemas": .members(OGCSchemas.all),
                "responses": [
                    "Refused": problem("A parameter is unknown, malformed or out of range; the answer says what is accepted"),
                    "NotFound": problem("There is no such collection or feature"),
                    "ServerError": problem("The server could not answer"),
                ],
                "headers": [
                    "Content-Crs": [
                        "description": "The system of the coordinates, as a URI in angle brackets", "schema": ["type": "string"],
                    ]
                ],
            ],
        ]
    }

    /// The resources of features with their parameters, for the page that people read.
    static let operations: [(path: String, summary: String, parameters: [RouteParameter])] =
        [
            ("/", "The landing page", []), ("/conformance", "Conformance classes that are met", []), ("/api", "The definition in OpenAPI 3.0", []),
            ("/collections", "The collections", []),
        ]
        + OGCCollections.all.flatMap { collection in
            let path = "/collections/\(collection.id)"
            let name = collection.title.english
            return [
                (path, "\(name): the collection", collection.additions),
                ("\(path)/queryables", "\(name): queryable properties", []),
                ("\(path)/items", "\(name): a page of features", ItemsRequest.parameters + collection.filters + collection.additions),
                ("\(path)/items/{featureId}", "\(name): one feature", ItemsRequest.featureParameters + collection.additions),
            ]
        }

    // MARK: Paths

    private static func paths(of collection: any OGCCollection) -> [(String, JSONValue)] {
        let path = "/collections/\(collection.id)"
        let name = collection.title.english
        let own = (collection.filters + collection.additions).map(parameter)
        let added = collection.additions.map(parameter)
        return [
            self.path(path, id: "describe.\(collection.id)", tag: "Capabilities", summary: "\(name): the collection", parameters: added, schema: "collection"),
            self.path(
                "\(path)/queryables", id: "queryables.\(collection.id)", tag: "Capabilities", summary: "\(name): queryable properties",
                type: OGCLink.schema, schema: nil),
            self.path(
                "\(path)/items", id: "getFeatures.\(collection.id)", tag: "Data", summary: "\(name): a page of features",
                parameters: ["limit", "offset", "bbox", "bbox-crs", "datetime", "crs"].map(reference) + own, type: OGCLink.geoJSON,
                schema: "featureCollectionGeoJSON", hasReferenceSystem: true),
            self.path(
                "\(path)/items/{featureId}", id: "getFeature.\(collection.id)", tag: "Data", summary: "\(name): one feature",
                parameters: [
                    [
                        "name": "featureId", "in": "path", "required": true, "description": "id of the feature", "schema": ["type": "string"],
                    ], reference("crs"), reference("datetime"),
                ] + added, type: OGCLink.geoJSON, schema: "featureGeoJSON", hasReferenceSystem: true),
        ]
    }

    private static func path(
        _ path: String, id: String, tag: String, summary: String, parameters: [JSONValue] = [], type: String = OGCLink.json, schema: String?,
        hasReferenceSystem: Bool = false
    ) -> (String, JSONValue) {
        var shape: JSONValue = ["type": "object"]
        if let schema { shape = ["$ref": .string("#/components/schemas/\(schema)")] }
        let answer: JSONValue = ["schema": shape]
        var success: [(String, JSONValue)] = [
            ("description", .string(summary)),
            ("content", .members([(type, answer), (OGCLink.html, page)])),
        ]
        if hasReferenceSystem { success.append(("headers", ["Content-Crs": ["$ref": "#/components/headers/Content-Crs"]])) }
        var responses: [(String, JSONValue)] = [("200", .members(success)), ("400", ["$ref": "#/components/responses/Refused"])]
        if path.hasPrefix("/collections/") { responses.append(("404", ["$ref": "#/components/responses/NotFound"])) }
        responses.append(("500", ["$ref": "#/components/responses/ServerError"]))
        let operation: JSONValue = [
            "operationId": .string(id), "tags": [.string(tag)], "summary": .string(summary),
            "parameters": .array(parameters + [reference("f"), reference("lang")]), "responses": .members(responses),
        ]
        return (path, ["get": operation])
    }

    private static let page: JSONValue = ["schema": ["type": "string"]]

    private static func problem(_ description: String) -> JSONValue {
        let answer: JSONValue = ["schema": ["$ref": "#/components/schemas/exception"]]
        return [
            "description": .string(description), "content": .members([(OGCLink.problem, answer), (OGCLink.html, page)]),
        ]
    }

    // MARK: Parameters

    private static func reference(_ parameter: String) -> JSONValue { ["$ref": .string("#/components/parameters/\(parameter)")] }

    /// Requirements /req/core/fc-limit-definition, fc-bbox-definition, fc-time-definition and, of Part 2,
    /// /req/crs/fc-crs-definition and fc-bbox-crs-definition: name, place, schema, style and explode are given there.
    private static let sharedParameters: [(String, JSONValue)] = [
        (
            "limit",
            query(
                "limit", help(ItemsRequest.parameters, "limit"),
                [
                    "type": "integer", "minimum": .integer(ItemsRequest.limitRange.lowerBound), "maximum": .integer(ItemsRequest.limitRange.upperBound),
                    "default": .integer(ItemsRequest.defaultLimit),
                ])
        ),
        ("offset", query("offset", help(ItemsRequest.parameters, "offset"), ["type": "integer", "minimum": 0, "default": 0])),
        (
            "bbox",
            query(
                "bbox", help(ItemsRequest.parameters, "bbox"),
                [
                    "type": "array", "oneOf": [["minItems": 4, "maxItems": 4], ["minItems": 6, "maxItems": 6]], "items": ["type": "number"],
                ])
        ),
        ("bbox-crs", query("bbox-crs", help(ItemsRequest.parameters, "bbox-crs"), systemSchema)),
        ("datetime", query("datetime", help(ItemsRequest.parameters, "datetime"), ["type": "string"])),
        ("crs", query("crs", help(ItemsRequest.parameters, "crs"), systemSchema)),
        ("f", parameter(OGCRequest.common[0])), ("lang", parameter(OGCRequest.common[1])),
    ]

    private static let systemSchema: JSONValue = [
        "type": "string", "format": "uri", "default": .string(FeatureReferenceSystem.crs84.uri),
        "enum": .array(FeatureReferenceSystem.uris.map(JSONValue.string)),
    ]

    private static func help(_ list: [RouteParameter], _ name: String) -> String { list.first { $0.name == name }?.help ?? name }

    private static func query(_ name: String, _ help: String, _ schema: JSONValue) -> JSONValue {
        [
            "name": .string(name), "in": "query", "required": false, "description": .string(help), "schema": schema, "style": "form",
            "explode": false,
        ]
    }

    private static func parameter(_ parameter: RouteParameter) -> JSONValue { query(parameter.name, parameter.help, parameter.form.schema) }
}

extension OGCCollection {
    /// The properties that items can be asked for by, as JSON Schema.
    func queryables(_ ask: OGCRequest) -> JSONValue {
        let names = Set(filters.map(\.name))
        let members = properties.filter { names.contains($0.name) }.map { property in
            (property.name, property.schema(ask.language))
        }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": .string("\(ask.base)/collections/\(id)/queryables"),
            "type": "object", "title": .string(ask.language.of(title)), "properties": .members(members), "additionalProperties": false,
        ]
    }
}

extension FeatureProperty {
    func schema(_ language: Language) -> JSONValue {
        var members: [(String, JSONValue)] = [("title", .string(language.of(title)))]
        switch form {
        case .text: members.append(("type", "string"))
        case .number: members.append(("type", "number"))
        case .day: members += [("type", "string"), ("format", "date")]
        case .address: members += [("type", "string"), ("format", "uri")]
        case .choice(let values): members += [("type", "string"), ("enum", .array(values.map(JSONValue.string)))]
        }
        return .members(members)
    }
}
