// SPDX-License-Identifier: Apache-2.0

/// The shapes of the documents in OpenAPI 3.0, written after the schemas that OGC 17-069r4 and 18-058r1 refer to.
enum OGCSchemas {
    static let all: [(String, JSONValue)] = [
        (
            "link",
            object(
                required: ["href"],
                [
                    ("href", text), ("rel", text), ("type", text), ("hreflang", text), ("title", text), ("length", ["type": "integer"]),
                ])
        ),
        ("landingPage", object(required: ["links"], [("title", text), ("description", text), ("attribution", text), ("links", links)])),
        ("confClasses", object(required: ["conformsTo"], [("conformsTo", list(text))])),
        (
            "extent",
            object(
                [
                    (
                        "spatial",
                        object([
                            (
                                "bbox",
                                [
                                    "type": "array", "minItems": 1,
                                    "items": [
                                        "type": "array", "oneOf": [["minItems": 4, "maxItems": 4], ["minItems": 6, "maxItems": 6]],
                                        "items": ["type": "number"],
                                    ],
                                ]
                            ), ("crs", ["type": "string", "enum": [.string(FeatureReferenceSystem.crs84.uri)]]),
                        ])
                    ),
                    (
                        "temporal",
                        object([
                            (
                                "interval",
                                [
                                    "type": "array", "minItems": 1,
                                    "items": [
                                        "type": "array", "minItems": 2, "maxItems": 2,
                                        "items": ["type": "string", "format": "date-time", "nullable": true],
                                    ],
                                ]
                            ), ("trs", text),
                        ])
                    ),
                ])
        ),
        (
            "collection",
            object(
                required: ["id", "links"],
                [
                    ("id", text), ("title", text), ("description", text), ("links", links), ("extent", reference("extent")),
                    ("itemType", ["type": "string", "default": "feature"]),
                    ("crs", ["type": "array", "items": text, "default": [.string(FeatureReferenceSystem.crs84.uri)]]),
                    ("storageCrs", ["type": "string", "format": "uri"]),
                ])
        ),
        (
            "collections",
            object(
                required: ["links", "collections"],
                [("title", text), ("links", links), ("crs", list(text)), ("collections", list(reference("collection")))])
        ),
        (
            "featureCollectionGeoJSON",
            object(
                required: ["type", "features"],
                [
                    ("type", ["type": "string", "enum": ["FeatureCollection"]]), ("features", list(reference("featureGeoJSON"))), ("links", links),
                    ("timeStamp", ["type": "string", "format": "date-time"]), ("numberMatched", count), ("numberReturned", count),
                ])
        ),
        (
            "featureGeoJSON",
            object(
                required: ["type", "geometry", "properties"],
                [
                    ("type", ["type": "string", "enum": ["Feature"]]), ("geometry", reference("geometryGeoJSON")),
                    ("properties", ["type": "object", "nullable": true]), ("id", text), ("links", links),
                ])
        ),
        (
            "geometryGeoJSON",
            [
                "type": "object", "nullable": true, "required": ["type", "coordinates"],
                "properties": [
                    "type": ["type": "string", "enum": ["Point", "MultiPolygon"]], "coordinates": ["type": "array", "items": .members([])],
                ],
            ]
        ),
        (
            "exception",
            object(
                required: ["title", "status", "detail"],
                [
                    ("type", text), ("title", text), ("status", ["type": "integer"]), ("detail", text), ("parameter", text), ("accepted", text),
                ])
        ),
    ]

    private static let text: JSONValue = ["type": "string"]
    private static let count: JSONValue = ["type": "integer", "minimum": 0]
    private static let links = list(reference("link"))

    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    private static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    private static func object(required: [String] = [], _ properties: [(String, JSONValue)]) -> JSONValue {
        var members: [(String, JSONValue)] = [("type", "object")]
        if !required.isEmpty { members.append(("required", .array(required.map(JSONValue.string)))) }
        return .members(members + [("properties", .members(properties))])
    }
}
