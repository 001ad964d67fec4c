// SPDX-License-Identifier: Apache-2.0

import Atlas

/// An editing form as its template sees it, the same for all kinds of documents.
struct EditorFormView {
    let sections: [EditorSection]
    let fields: EditorFields
    let faults: [EditorFault]
    let language: Language
    /// What a field offers; the row is that of its group.
    let options: (EditorField, [String: String]?) -> [EditorOption]
    /// What stands over a row, and beside it.
    let rowHead: (EditorGroup, [String: String]) -> TemplateValues

    func values() -> [TemplateValues] {
        sections.map { section in
            templateValues([
                "sectionID": section.id, "sectionTitle": section.title.text(language), "sectionHelp": section.help?.text(language),
                "parts": section.parts.map { part -> TemplateValues in
                    switch part {
                    case .field(let field):
                        self.field(field, path: field.id, value: fields[field.id], list: fields.lists[field.id] ?? [], row: nil)
                    case .rows(let group): rows(group, in: section)
                    }
                },
            ])
        }
    }

    /// The faults in the order of the form, with the addresses of their fields.
    func summary() -> [TemplateValues] {
        var order: [String: Int] = [:]
        for part in sections.flatMap(\.parts) {
            switch part {
            case .field(let field): order[field.id] = order.count
            case .rows(let group): order[group.id] = order.count
            }
        }
        let groups = groupIDs
        func rank(_ fault: EditorFault) -> Int { order[String(fault.path.prefix { $0 != "." })] ?? Int.max }
        return faults.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map { _, fault in
            ["faultText": fault.text.text(language), "faultTarget": "#" + Self.anchor(fault.path, groups), "faultLabel": label(of: fault.path)]
        }
    }

    private var groupIDs: Set<String> {
        Set(sections.flatMap(\.parts).compactMap { if case .rows(let group) = $0 { group.id } else { nil } })
    }

    static func anchor(_ path: String, _ groups: Set<String>) -> String {
        groups.contains(path) ? "grp-\(path)" : path.replacing(".", with: "-")
    }

    private func label(of path: String) -> String {
        let parts = path.split(separator: ".").map(String.init)
        for part in sections.flatMap(\.parts) {
            switch part {
            case .field(let field) where field.id == path: return field.label.text(language)
            case .rows(let group) where group.id == parts.first:
                var label = group.one.text(language)
                if parts.count > 1, let number = Int(parts[1]) { label += " \(number + 1)" }
                if parts.count > 2, let field = group.fields.first(where: { $0.id == parts[2] }), field.kind != .hidden { label += ": " + field.label.text(language).lowercased() }
                return label
            default: continue
            }
        }
        return ""
    }

    private func rows(_ group: EditorGroup, in section: EditorSection) -> TemplateValues {
        let rows = fields.rows[group.id] ?? []
        return templateValues([
            "isRows": true, "group": group.id, "groupError": error(group.id), "addText": rows.count < group.most ? group.add.text(language) : nil,
            "isNamed": group.id == "parties", "hasRows": !rows.isEmpty,
            "rows": rows.enumerated().map { place, row -> TemplateValues in
                var values = templateValues([
                    "rowTitle": "\(group.one.text(language)) \(place + 1)", "rowID": "\(group.id)-\(place)", "rowAction": "usun:\(group.id):\(place)",
                    "rowFields": group.fields.map { self.field($0, path: "\(group.id).\(place).\($0.id)", value: row[$0.id] ?? "", list: [], row: row) },
                    "rowError": group.fields.first { $0.kind == .hidden }.flatMap { error("\(group.id).\(place).\($0.id)") },
                ])
                values.merge(rowHead(group, row)) { _, new in new }
                return values
            },
        ])
    }

    private func error(_ path: String) -> String? {
        let texts = faults.filter { $0.path == path }.map { $0.text.text(language) }
        return texts.isEmpty ? nil : texts.joined(separator: " ")
    }

    private func field(_ field: EditorField, path: String, value: String, list: [String], row: [String: String]?) -> TemplateValues {
        let id = path.replacing(".", with: "-")
        let error = field.kind == .hidden ? nil : error(path)
        let described = [field.help.map { _ in "\(id)-help" }, error.map { _ in "\(id)-error" }].compactMap { $0 }.joined(separator: " ")
        var values = templateValues([
            "id": id, "name": path, "label": field.label.text(language), "hint": field.help?.text(language), "value": value, "error": error,
            "describedBy": described.isEmpty ? nil : described,
        ])
        switch field.kind {
        case .line:
            values["isLine"] = true
            if field.limit > 300 { values["isWide"] = true }
        case .text:
            values["isText"] = true
            values["textRows"] = String(min(12, max(3, value.split(separator: "\n", omittingEmptySubsequences: false).count + value.count / 90 + 1)))
        case .period: values["isPeriod"] = true
        case .number: values["isNumber"] = true
        case .flag:
            values["isFlag"] = true
            values["isChecked"] = !value.isEmpty
        case .hidden: values["isHidden"] = true
        case .choice, .radios, .checks:
            values[field.kind == .choice ? "isChoice" : field.kind == .radios ? "isRadios" : "isChecks"] = true
            let chosen = field.kind == .checks ? Set(list) : [value]
            values["options"] = options(field, row).enumerated().map { place, option in
                templateValues([
                    "optionValue": option.value, "optionLabel": option.label, "optionHelp": option.help, "optionID": place == 0 ? id : "\(id)-\(place)",
                    "isChosen": chosen.contains(option.value),
                ])
            }
            if field.kind == .checks {
                values["isOpen"] = !list.isEmpty || error != nil
                values["chosenText"] = list.isEmpty ? nil : String(list.count)
            }
        }
        return values
    }
}
