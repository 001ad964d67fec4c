// SPDX-License-Identifier: Apache-2.0

/// What the JSON of the answers that other people's scripts rely on looks like, as JSON Schema. Members may be added; those
/// that are named here stay.
enum AnswerSchemas {
    private static let terc: JSONValue = ["type": "string", "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6,7})$"]
    private static let part: JSONValue = .shape([("terc", terc), ("name", .textSchema)])
    private static let optionalPart: JSONValue = ["anyOf": [part, ["type": "null"]]]
    private static let unitMembers: [(name: String, schema: JSONValue)] = [
        ("terc", terc), ("level", .textSchema), ("name", .textSchema), ("kind", .textSchema), ("parent", .optionalTextSchema),
    ]

    static let units: JSONValue = .shape([("units", .list(of: .shape(unitMembers))), ("total", .countSchema)])
    static let unit: JSONValue = .shape(unitMembers, optional: [("area_km2", .optionalNumberSchema)])
    static let unitsAtPoint: JSONValue = .shape([("wojewodztwo", optionalPart), ("powiat", optionalPart), ("gmina", optionalPart)])

    private static let indicatorMembers: [(name: String, schema: JSONValue)] = [
        ("id", .textSchema), ("name", .textSchema), ("unit", .textSchema), ("levels", .list(of: .textSchema)), ("periods", .list(of: .textSchema)),
    ]
    static let indicators: JSONValue = .shape([("indicators", .list(of: .shape(indicatorMembers)))])
    static let indicator: JSONValue = .shape(indicatorMembers)
    static let values: JSONValue = .shape([
        ("indicator", .textSchema), ("level", .textSchema), ("period", .textSchema),
        ("values", .list(of: .shape([("terc", terc), ("name", .textSchema), ("value", .optionalNumberSchema), ("flag", .optionalTextSchema)]))),
    ])

    private static let colour: JSONValue = ["type": "string", "pattern": "^#[0-9a-f]{6}$"]
    /// Of one period, or with `period=*` of each.
    static let legend: JSONValue = ["anyOf": [oneLegend, .shape([("legends", ["type": "object", "additionalProperties": oneLegend])])]]
    private static let oneLegend: JSONValue = .shape([
        ("breaks", .list(of: .numberSchema)),
        (
            "classes",
            .list(
                of: .shape([
                    ("from", .optionalNumberSchema), ("to", .optionalNumberSchema), ("color", colour), ("count", .countSchema), ("label", .textSchema),
                ]))
        ),
        ("no_data", .shape([("color", colour), ("count", .countSchema)])),
    ])

    static let institutions: JSONValue = .shape([
        (
            "institutions",
            .list(
                of: .shape([
                    ("id", .textSchema), ("name", .textSchema), ("type", .textSchema), ("address", .optionalTextSchema), ("distance_km", .optionalNumberSchema),
                ]))
        ),
        ("total", .countSchema), ("facets", .objectSchema), ("next", .optionalTextSchema),
    ])

    static let health: JSONValue = .shape([
        ("status", .textSchema), ("units", .countSchema), ("indicators", .countSchema), ("observations", .countSchema), ("institutions", .countSchema),
    ])
}
