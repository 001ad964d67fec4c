// SPDX-License-Identifier: Apache-2.0

import Foundation
import Mustache

/// The texts of one language as templates see them: `{{t.map.title}}`.
struct PageTexts: Sendable, MustacheParent {
    private let texts: [String: String]
    private let groups: [String: PageTexts]

    func child(named name: String) -> Any? {
        texts[name] ?? groups[name]
    }

    /// All paths of texts, such as `map.title`.
    var paths: Set<String> {
        groups.reduce(into: Set(texts.keys)) { paths, group in
            paths.formUnion(group.value.paths.map { "\(group.key).\($0)" })
        }
    }

    init(json: Any, at path: String) throws {
        guard let object = json as? [String: Any] else {
            throw ServerStartError.badLocale("\(path) is not an object of texts")
        }
        var texts: [String: String] = [:]
        var groups: [String: PageTexts] = [:]
        for (key, value) in object {
            if let text = value as? String {
                texts[key] = text
            } else {
                groups[key] = try PageTexts(json: value, at: "\(path).\(key)")
            }
        }
        self.texts = texts
        self.groups = groups
    }
}

/// A language's texts and the part of them that scripts use, as JSON.
struct Locale: Sendable {
    let texts: PageTexts
    let scriptJSON: String

    init(language: Language, folder: URL) throws {
        let file = folder.appending(path: "\(language.rawValue).json")
        guard let content = try? Data(contentsOf: file) else { throw ServerStartError.badLocale("\(file.lastPathComponent) is missing") }
        let json: Any
        do {
            json = try JSONSerialization.jsonObject(with: content)
        } catch {
            throw ServerStartError.badLocale("\(file.lastPathComponent) is not JSON: \(error.localizedDescription)")
        }
        texts = try PageTexts(json: json, at: file.lastPathComponent)
        let script = (json as? [String: Any])?["script"] ?? [String: Any]()
        let data = try JSONSerialization.data(withJSONObject: script, options: [.sortedKeys, .withoutEscapingSlashes])
        // Inside an HTML script element nothing may look like a tag.
        scriptJSON = String(decoding: data, as: UTF8.self).replacing("<", with: "\\u003c")
    }
}
