// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The fields of a form in a page, as a browser would send them.
struct EditedForm {
    private(set) var fields: [(String, String)] = []

    init(_ html: String) {
        let form = html.components(separatedBy: "<form").last { $0.contains("name=\"_wersja\"") || $0.contains("data-kept=") } ?? html
        var rest = Substring(form.components(separatedBy: "</form>")[0])
        while let open = rest.firstIndex(of: "<") {
            rest = rest[open...]
            if rest.hasPrefix("<input") {
                let tag = Self.tag(&rest)
                guard let name = Self.attribute("name", tag) else { continue }
                let isBox = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"")
                if !isBox || tag.contains(" checked") { fields.append((name, Self.attribute("value", tag) ?? "")) }
            } else if rest.hasPrefix("<textarea") {
                let tag = Self.tag(&rest)
                guard let name = Self.attribute("name", tag), let end = rest.range(of: "</textarea>") else { continue }
                // Browsers send other line breaks than pages have.
                fields.append((name, Self.plain(String(rest[..<end.lowerBound])).replacing("\n", with: "\r\n")))
                rest = rest[end.upperBound...]
            } else if rest.hasPrefix("<select") {
                let tag = Self.tag(&rest)
                guard let name = Self.attribute("name", tag), let end = rest.range(of: "</select>") else { continue }
                let options = rest[..<end.lowerBound].components(separatedBy: "<option").dropFirst()
                if let chosen = options.first(where: { $0.contains(" selected") }) ?? options.first { fields.append((name, Self.attribute("value", chosen) ?? "")) }
                rest = rest[end.upperBound...]
            } else {
                rest = rest.dropFirst()
            }
        }
        fields.removeAll { $0.0 == "_token" }
    }

    subscript(name: String) -> String? {
        get { fields.first { $0.0 == name }?.1 }
        set {
            if let place = fields.firstIndex(where: { $0.0 == name }) {
                if let newValue { fields[place].1 = newValue } else { fields.remove(at: place) }
            } else if let newValue {
                fields.append((name, newValue))
            }
        }
    }

    private static func tag(_ rest: inout Substring) -> String {
        let end = rest.firstIndex(of: ">") ?? rest.endIndex
        let tag = String(rest[..<end])
        rest = rest[end...]
        rest = rest.dropFirst()
        return tag
    }

    private static func attribute(_ name: String, _ tag: String) -> String? {
        guard let start = tag.range(of: " \(name)=\"") else { return nil }
        return plain(String(tag[start.upperBound...].prefix { $0 != "\"" }))
    }

    private static func plain(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}
