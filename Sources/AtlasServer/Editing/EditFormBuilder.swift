// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Makes the fields of a form as `edit-field` shows them, each with its mistake beside it, and the summary of mistakes.
final class EditFormBuilder {
    let fields: EditFields
    let language: Language
    private let faults: [String: [EditFault]]
    private let order: [EditFault]
    private var labels: [String: String] = [:]

    init(_ fields: EditFields, faults: [EditFault], _ language: Language) {
        self.fields = fields
        self.language = language
        order = faults
        self.faults = Dictionary(grouping: faults, by: \.name)
    }

    static func id(_ name: String) -> String { "f-" + name.replacing(".", with: "-") }

    func hasFault(under part: String) -> Bool { order.contains { $0.name.hasPrefix(part + ".") } }

    /// Mistakes with links to their fields. To be asked for after all fields were made.
    var summary: [TemplateValues] {
        order.map { fault in
            ["anchor": Self.id(fault.name), "label": labels[fault.name] ?? "", "text": language.of(fault.text)]
        }
    }

    private func field(_ kind: String, _ name: String, _ label: String, help: String?, within context: String? = nil) -> TemplateValues {
        labels[name] = context.map { "\($0) – \(label)" } ?? label
        let fault = faults[name]?.first
        let id = Self.id(name)
        let described = [help == nil ? nil : "\(id)-help", fault == nil ? nil : "\(id)-error"].compactMap { $0 }.joined(separator: " ")
        return templateValues([
            kind: true, "id": id, "name": name, "label": label, "help": help, "value": fields[name], "describedBy": described.isEmpty ? nil : described,
            "error": fault.map { language.of($0.text) },
            "choices": fault.flatMap { fault in fault.choices.isEmpty ? nil : ["id": "\(id)-choices", "options": fault.choices.map { ["value": $0] }] as TemplateValues },
        ])
    }

    /// - Parameters:
    ///   - mode: the keyboard of a telephone: `tel`, `numeric`, `decimal`, `email`, `url`.
    ///   - units: the level of units to suggest, or `any`.
    func line(
        _ name: String, _ label: String, help: String? = nil, within context: String? = nil, mode: String? = nil, type: String = "text", units: String? = nil,
        width: String? = nil, isRequired: Bool = false
    ) -> TemplateValues {
        var values = field("isLine", name, label, help: help, within: context)
        values["type"] = type
        values["width"] = width
        values["mode"] = mode
        values["units"] = units
        values["isRequired"] = isRequired ? true : nil
        return values
    }

    func text(_ name: String, _ label: String, help: String? = nil, within context: String? = nil, rows: Int = 3) -> TemplateValues {
        var values = field("isText", name, label, help: help, within: context)
        values["rows"] = rows
        return values
    }

    func select(
        _ name: String, _ label: String, _ options: [(value: String, label: String)], help: String? = nil, within context: String? = nil
    ) -> TemplateValues {
        var values = field("isSelect", name, label, help: help, within: context)
        let chosen = fields[name]
        var all = options
        // What the entry has stays a choice.
        if !chosen.isEmpty, !options.contains(where: { $0.value == chosen }) { all.append((chosen, chosen)) }
        values["options"] = all.map { ["value": $0.value, "text": $0.label, "isSelected": $0.value == chosen] as TemplateValues }
        return values
    }

    func checks(_ name: String, _ label: String, _ options: [(value: String, label: String)], within context: String? = nil) -> TemplateValues {
        var values = field("isChecks", name, label, help: nil, within: context)
        let chosen = Set(fields.list(name))
        let known = Set(options.map(\.value))
        let all = options + fields.list(name).filter { !known.contains($0) && !$0.isEmpty }.map { ($0, $0) }
        values["options"] = all.enumerated().map { number, option in
            ["value": option.0, "text": option.1, "optionID": "\(Self.id(name))-\(number)", "isSelected": chosen.contains(option.0)] as TemplateValues
        }
        values["count"] = chosen.isEmpty ? nil : chosen.count
        return values
    }

    func flag(_ name: String, _ label: String, help: String? = nil) -> TemplateValues {
        var values = field("isFlag", name, label, help: help)
        values["isChecked"] = fields[name] == "1"
        return values
    }
}
