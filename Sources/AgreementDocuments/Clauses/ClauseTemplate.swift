// SPDX-License-Identifier: Apache-2.0

/// A clause as its file has it: a Mustache template whose result is read line by line.
///
///     # Title of the §
///     = a paragraph with a number (ustęp)
///     ~ a paragraph without
///     - a point of the paragraph above
///
/// `{{! contents: a, b }}` names the required contents that it satisfies; `§{name}` refers to the § of another clause.
struct ClauseTemplate: Sendable {
    let name: String
    let contents: [String]

    init(name: String, text: String) {
        self.name = name
        let tags = text.firstMatch(of: /\{\{!\s*contents:([^}]*)\}\}/)?.1 ?? ""
        contents = tags.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}

/// A place in a rendered clause where a text is still missing: the field's path between two private characters, which
/// `DraftText.clean` takes out of all that people write.
enum BlankMark {
    static let start: Character = "\u{E000}"
    static let end: Character = "\u{E001}"

    static func text(_ path: String) -> String { "\(start)\(path)\(end)" }
}
