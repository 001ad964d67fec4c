// SPDX-License-Identifier: Apache-2.0

/// How a route answers beside the usual: what every route has in common stands in `OpenAPIDocument`.
struct RouteAnswers: Sendable {
    /// Further types of the answer, by `f`, `format` or the form's fields.
    var otherTypes: [String] = []
    /// Types of refusals of its own; without any those of all routes.
    var refusalTypes: [String] = []
    /// Further statuses, with what they mean.
    var statuses: [Int: String] = [:]
    /// JSON Schema of a JSON answer; nil when it is any object.
    var schema: JSONValue?
    /// The fields of the form that is sent to it, with what they mean.
    var fields: [(name: String, help: String)] = []
}

extension RouteDescription {
    /// The answer may be of other types too.
    func alsoAs(_ types: String...) -> RouteDescription { alsoAs(types) }
    func alsoAs(_ types: [String]) -> RouteDescription { with { $0.otherTypes += types } }

    /// Refusals come in types of a protocol of its own.
    func refusingAs(_ types: String...) -> RouteDescription { with { $0.refusalTypes += types } }

    func alsoAnswering(_ status: Int, _ meaning: String) -> RouteDescription { with { $0.statuses[status] = meaning } }

    /// What the answer's JSON looks like.
    func shaped(_ schema: JSONValue) -> RouteDescription { with { $0.schema = schema } }

    /// The fields of the form that POST takes.
    func takingForm(_ fields: (name: String, help: String)...) -> RouteDescription { with { $0.fields += fields } }

    private func with(_ change: (inout RouteAnswers) -> Void) -> RouteDescription {
        var copy = self
        change(&copy.answers)
        return copy
    }
}

extension JSONValue {
    /// A schema of an object with members of these types, all of which are there.
    static func shape(_ members: [(name: String, schema: JSONValue)], optional: [(name: String, schema: JSONValue)] = []) -> JSONValue {
        [
            "type": "object", "required": .array(members.map { .string($0.name) }),
            "properties": .members((members + optional).map { ($0.name, $0.schema) }),
        ]
    }

    static func list(of schema: JSONValue) -> JSONValue { ["type": "array", "items": schema] }

    static let textSchema: JSONValue = ["type": "string"]
    static let countSchema: JSONValue = ["type": "integer", "minimum": 0]
    static let numberSchema: JSONValue = ["type": "number"]
    static let optionalTextSchema: JSONValue = ["type": ["string", "null"]]
    static let optionalNumberSchema: JSONValue = ["type": ["number", "null"]]
    static let objectSchema: JSONValue = ["type": "object"]
}
