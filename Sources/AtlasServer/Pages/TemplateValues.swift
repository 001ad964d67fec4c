// SPDX-License-Identifier: Apache-2.0

/// What a template sees: names and values. A nil is left out, as a section in Mustache would otherwise
/// take an optional without a value for a value.
typealias TemplateValues = [String: Any]

func templateValues(_ members: KeyValuePairs<String, Any?>) -> TemplateValues {
    var values: TemplateValues = [:]
    for (name, value) in members {
        if let value { values[name] = value }
    }
    return values
}
