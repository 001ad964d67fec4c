// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography

/// The OpenAPI 3.1 description, made from the descriptions that stand beside the routes.
enum OpenAPIDocument {
    static func make(_ routes: [RouteDescription]) -> String {
        let paths: [(String, JSONValue)] = routes.map { route in
            let pathNames = route.path.split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first.map(String.init) }
            let parameters: [JSONValue] = route.parameters.map { parameter in
                [
                    "name": .string(parameter.name), "in": .string(pathNames.contains(parameter.name) ? "path" : "query"),
                    "required": .bool(parameter.isRequired || pathNames.contains(parameter.name)),
                    "description": .string(parameter.help), "schema": parameter.form.schema,
                ]
            }
            let anything: JSONValue = ["schema": .members([])]
            let operation: JSONValue = [
                "summary": .string(route.summary), "parameters": .array(parameters),
                "responses": [
                    "200": ["description": "The answer", "content": .members([(route.contentType, anything)])],
                    "304": ["description": "The client has it already (If-None-Match)"],
                    "400": problem("A parameter is malformed or out of range; the answer says what is accepted"),
                    "404": problem("There is no such unit, indicator, period or tile"),
                ],
            ]
            return (route.path, ["get": operation])
        }
        let document: JSONValue = [
            "openapi": "3.1.0",
            "info": [
                "title": "Powiatlas", "version": .string(AtlasVersion.current),
                "description": "The social atlas of Poland's powiats and gminas: territory, indicators, choropleth tiles.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .members(paths),
            "components": [
                "schemas": [
                    "Problem": [
                        "type": "object", "description": "RFC 9457", "required": ["title", "status", "detail"],
                        "properties": [
                            "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
                            "detail": ["type": "string"], "parameter": ["type": "string"], "accepted": ["type": "string"],
                            "request_id": ["type": "string"],
                        ],
                    ]
                ]
            ],
        ]
        return document.text
    }

    private static func problem(_ description: String) -> JSONValue {
        [
            "description": .string(description),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
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
