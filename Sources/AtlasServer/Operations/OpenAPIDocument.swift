// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography

/// The OpenAPI 3.1 description, made from the descriptions that stand beside the routes, the methods that the router
/// knows, and what the middleware does to all answers.
struct OpenAPIDocument {
    private let routes: [RouteDescription]
    /// Methods by the shape of the path.
    private let methods: [String: Set<String>]

    /// - Parameter served: path and method of the routes of the router.
    static func make(_ routes: [RouteDescription], served: [(path: String, method: String)]) -> String {
        var methods: [String: Set<String>] = [:]
        for route in served { methods[RouteNames.shape(route.path), default: []].insert(route.method) }
        return OpenAPIDocument(routes: routes, methods: methods).document.text
    }

    private var document: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Powiatlas", "version": .string(AtlasVersion.current),
                "description": "The social atlas of Poland's powiats and gminas: territory, indicators, choropleth tiles, a directory of institutions and their agreements.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            // Accounts make keys; sessions of browsers are no matter of programs.
            "security": .array([]),
            "paths": .members(routes.map { ($0.path, .members(operations($0))) }),
            "components": [
                "schemas": [
                    "Problem": .shape(
                        [("title", .textSchema), ("status", ["type": "integer", "minimum": 400, "maximum": 599]), ("detail", .textSchema)],
                        optional: [("type", .textSchema), ("parameter", .textSchema), ("accepted", .textSchema), ("request_id", .textSchema)])
                ],
                "securitySchemes": ["key": ["type": "http", "scheme": "bearer", "description": "A key that an account made at /konto: `Bearer pwat_…`"]],
            ],
        ]
    }

    // MARK: Operations

    private func operations(_ route: RouteDescription) -> [(String, JSONValue)] {
        let known = methods[RouteNames.shape(route.path)] ?? []
        var operations: [(String, JSONValue)] = []
        if known.contains("GET") { operations.append(("get", operation(route, responses: readingResponses(route), body: nil))) }
        for method in ["POST", "PUT", "PATCH", "DELETE"] where known.contains(method) {
            operations.append((method.lowercased(), operation(route, responses: writingResponses(route), body: method == "DELETE" ? nil : form(route))))
        }
        return operations
    }

    private func operation(_ route: RouteDescription, responses: [Int: JSONValue], body: JSONValue?) -> JSONValue {
        let pathNames = route.path.split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first.map(String.init) }
        let parameters: [JSONValue] = route.parameters.map { parameter in
            [
                "name": .string(parameter.name), "in": .string(pathNames.contains(parameter.name) ? "path" : "query"),
                "required": .bool(parameter.isRequired || pathNames.contains(parameter.name)),
                "description": .string(parameter.help), "schema": parameter.form.schema,
            ]
        }
        var members: [(String, JSONValue)] = [("summary", .string(route.summary)), ("parameters", .array(parameters))]
        if route.access?.isPersonal == true, route.path.hasPrefix("/api/") { members.append(("security", .array([.members([("key", .array([]))])]))) }
        if let body { members.append(("requestBody", body)) }
        members.append(("responses", .members(responses.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) })))
        return .members(members)
    }

    /// Browsers send forms either way (RFC 7578, URL encoding); fields that are not named here are ignored.
    private func form(_ route: RouteDescription) -> JSONValue {
        let schema: JSONValue = [
            "type": "object",
            "properties": .members(route.answers.fields.map { ($0.name, ["type": "string", "description": .string($0.help)]) }),
        ]
        return ["required": true, "content": ["application/x-www-form-urlencoded": ["schema": schema], "multipart/form-data": ["schema": schema]]]
    }

    // MARK: Answers

    private func readingResponses(_ route: RouteDescription) -> [Int: JSONValue] {
        var responses: [Int: JSONValue] = [
            200: ["description": "The answer", "content": .members(content(route))],
            304: ["description": "The client has it already (If-None-Match)"],
            400: refusal(route, "A parameter is malformed or out of range; the answer says what is accepted"),
            404: refusal(route, "There is no such unit, indicator, institution, period or tile"),
        ]
        if !route.contentType.hasPrefix("text/html"), !route.path.hasPrefix("/tiles/") {
            responses[206] = ["description": "The part that was asked for (Range)"]
            responses[416] = refusal(route, "The part that was asked for is not there (Range)")
        }
        if route.access?.isPersonal == true { responses[303] = ["description": "Sign in first (Location)"] }
        return responses.merging(shared(route)) { own, _ in own }
    }

    private func writingResponses(_ route: RouteDescription) -> [Int: JSONValue] {
        let responses: [Int: JSONValue] = [
            200: ["description": "The answer", "content": .members(content(route))],
            303: ["description": "It is done; the answer is a page of its own (Location)"],
            400: refusal(route, "The form, or a field of it, is malformed; the answer says what is accepted"),
            403: refusal(route, "The form comes from another site's page, or its sender has no right to this"),
            404: refusal(route, "There is nothing at this address any more"),
            409: refusal(route, "Somebody else has changed it meanwhile"),
            413: refusal(route, "The body is larger than what is taken"),
            415: refusal(route, "The body is no form"),
            422: refusal(route, "The form is complete, but what it says cannot be"),
            507: refusal(route, "The server's disk is full; nothing was saved (Retry-After)"),
        ]
        return responses.merging(shared(route)) { own, _ in own }
    }

    /// What the middleware and the listener answer anywhere.
    private func shared(_ route: RouteDescription) -> [Int: JSONValue] {
        var responses: [Int: JSONValue] = [
            405: refusal(route, "The method is not accepted here (Allow)"),
            429: refusal(route, "Too many requests of one client (Retry-After)"),
            503: refusal(route, "Too much to do (Retry-After)"),
        ]
        if route.access?.isPersonal == true || route.writing?.isPersonal == true {
            responses[401] = refusal(route, "Sign in, or send a key, first")
            responses[403] = refusal(route, "This account has no right to this")
        }
        if route.access == .secretLink { responses[410] = refusal(route, "The link led here once, and is over") }
        for (status, meaning) in route.answers.statuses {
            responses[status] = status < 400 ? ["description": .string(meaning)] : refusal(route, meaning)
        }
        return responses
    }

    private func content(_ route: RouteDescription) -> [(String, JSONValue)] {
        // The parameter that OGC's interfaces choose the form by.
        let hasPage = route.parameters.contains { parameter in
            if case .choice(let choices) = parameter.form { parameter.name == "f" && choices.contains("html") } else { false }
        }
        var types: [String] = []
        for type in [route.contentType] + (hasPage ? ["text/html"] : []) + route.answers.otherTypes where !types.contains(type) { types.append(type) }
        return types.map { type in
            (type, ["schema": type == "application/json" ? route.answers.schema ?? .objectSchema : .members([])])
        }
    }

    /// Programs get a problem document; who asks for HTML gets a page.
    private func refusal(_ route: RouteDescription, _ description: String) -> JSONValue {
        let problem: JSONValue = ["schema": ["$ref": "#/components/schemas/Problem"]]
        let anything: JSONValue = ["schema": .members([])]
        let types = ["text/html"] + route.answers.refusalTypes
        return ["description": .string(description), "content": .members([("application/problem+json", problem)] + types.map { ($0, anything) })]
    }
}

extension RouteParameter.Form {
    /// As JSON Schema, in the part that OpenAPI 3.0 and 3.1 share.
    var schema: JSONValue {
        switch self {
        case .text: ["type": "string"]
        case .number: ["type": "number"]
        case .integer(let range): ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .choice(let values): ["type": "string", "enum": .array(values.map(JSONValue.string))]
        }
    }
}

extension RouteParameter {
    static let terc = RouteParameter("terc", "TERC code of 2, 4, 6 or 7 digits; an outdated kind digit is understood")
    static let indicatorID = RouteParameter("id", "id of an indicator")
    static let indicator = RouteParameter("indicator", "id of an indicator", required: true)
    static let period = RouteParameter("period", "ISO 8601: 2021, 2014-10 or 2015-06-30; without it the newest that is not a forecast")
    static let parent = RouteParameter("parent", "only units within the unit with this TERC code")
    static let lang = RouteParameter("lang", "language of names; without it the client's Accept-Language", form: .choice(["pl", "en"]))
    static let asOf = RouteParameter(
        "asof", "the territorial division and boundaries of a day, month or year (of its last day) instead of the newest")
    static let limit = RouteParameter("limit", "most units to list", form: .integer(1...5_000))
    static let offset = RouteParameter("offset", "units to leave out first", form: .integer(0...100_000))
    static let z = RouteParameter("z", "zoom", form: .integer(0...14))
    static let x = RouteParameter("x", "column, 0…2^z−1", form: .integer(0...16_383))
    static let y = RouteParameter("y", "row, 0…2^z−1, to the south", form: .integer(0...16_383))

    static func mappedLevel(required: Bool) -> RouteParameter {
        RouteParameter(
            "level", "level of the territorial division", required: required, form: .choice(UnitLevel.mapped.map(\.rawValue)))
    }

    /// The parameters that a choropleth style is made of.
    static let style: [RouteParameter] = [
        RouteParameter("method", "how classes are made", form: .choice(ClassificationMethod.allCases.map(\.rawValue))),
        RouteParameter("classes", "number of classes", form: .integer(ClassificationMethod.classCountRange)),
        RouteParameter("breaks", "inner class limits for method=manual, increasing, separated by commas"),
        RouteParameter("palette", "colour scheme", form: .choice(ColourScheme.all.map(\.name))),
        RouteParameter("reverse", "1 turns the colours round", form: .choice(["0", "1"])),
        RouteParameter("within", "TERC code of a województwo: classes from its units only, others muted"),
        RouteParameter("pooled", "1: classes from all periods together", form: .choice(["0", "1"])),
    ]
}
