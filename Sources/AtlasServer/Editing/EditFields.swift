// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What a form for editing holds: names with texts, as a browser sends them. Parts that repeat are called `part.number.field`;
/// fields that begin with an underscore are about the sending and not about the document.
struct EditFields: Sendable, Hashable {
    private(set) var values: [String: [String]]

    init() { values = [:] }

    init(_ values: [String: [String]]) { self.values = values }

    /// What somebody sent, without what is about the sending.
    init(_ form: ProtectedForm) { values = form.fields.filter { !$0.key.hasPrefix("_") } }

    subscript(name: String) -> String {
        get { values[name]?.first ?? "" }
        set { values[name] = [newValue] }
    }

    func list(_ name: String) -> [String] { values[name] ?? [] }

    mutating func set(_ name: String, _ list: [String]) { values[name] = list.isEmpty ? nil : list }

    /// A text on one line, its spaces in order.
    func line(_ name: String) -> String { Self.line(self[name]) }

    /// A text of several lines as it is kept: one kind of line break, no control characters, nothing around it.
    func lines(_ name: String) -> String { Self.lines(self[name]) }

    /// The lines of a field of which each is a thing of its own.
    func items(_ name: String) -> [String] { lines(name).split(separator: "\n").map { Self.line(String($0)) }.filter { !$0.isEmpty } }

    /// The numbers of the parts that repeat, in order.
    func rows(_ part: String) -> [Int] {
        let numbers = values.keys.compactMap { name -> Int? in
            guard name.hasPrefix(part + ".") else { return nil }
            return Int(name.dropFirst(part.utf8.count + 1).prefix { $0 != "." })
        }
        return Set(numbers).filter { (0..<Self.rowLimit).contains($0) }.sorted()
    }

    /// Rows beyond this number are not read.
    static let rowLimit = 200

    mutating func remove(_ part: String, _ row: Int) { values = values.filter { !$0.key.hasPrefix("\(part).\(row).") } }

    /// These, and in their place those of the other that it has.
    func merging(_ other: EditFields) -> EditFields { EditFields(values.merging(other.values) { _, new in new }) }

    /// Whether a field says the same in both, whatever browsers do with spaces and line breaks.
    func says(_ name: String, as other: EditFields) -> Bool {
        let (a, b) = (list(name), other.list(name))
        if a == b { return true }
        // Boxes that are ticked have no order of their own.
        func plain(_ list: [String]) -> [String] { list.map { Self.lines($0) }.filter { !$0.isEmpty }.sorted() }
        return plain(a) == plain(b) || (a.count < 2 && b.count < 2 && !self[name].contains("\n") && line(name) == other.line(name))
    }

    func says(_ names: [String], as other: EditFields) -> Bool { names.allSatisfy { says($0, as: other) } }

    static func line(_ text: String) -> String { Self.lines(text).split(whereSeparator: { $0.isNewline || $0 == " " || $0 == "\t" }).joined(separator: " ") }

    static func lines(_ text: String) -> String {
        let breaks = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let isClean = breaks.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 != 0x7F } && !breaks.unicodeScalars.contains { (0x80...0x9F).contains($0.value) }
        let kept = isClean ? breaks : String(String.UnicodeScalarView(breaks.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)) }))
        return kept.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// A mistake in a form, and the field that it stands beside.
struct EditFault: Sendable, Hashable {
    let name: String
    let text: LocalizedText
    /// Texts that the field would take.
    var choices: [String] = []

    init(_ name: String, _ polish: String, _ english: String, choices: [String] = []) {
        self.name = name
        text = LocalizedText(polish: polish, english: english)
        self.choices = choices
    }
}

/// What the button that was pressed asks for: the value of `_akcja`.
enum EditAction: Sendable, Hashable {
    case save, draft, discard
    /// A further part of a sort, such as a service.
    case add(String)
    case remove(String, Int)
    /// Looks up the point of the place with the number.
    case find(Int)
    case unknown(String)

    static let field = "_akcja"
    static let accepted = "zapisz, szkic, porzuc, dodaj:PART, usun:PART:NUMBER, znajdz:NUMBER"

    init(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("", 1), ("zapisz", 1): self = .save
        case ("szkic", 1): self = .draft
        case ("porzuc", 1): self = .discard
        case ("dodaj", 2): self = .add(parts[1])
        case ("usun", 3): self = Int(parts[2]).map { .remove(parts[1], $0) } ?? .unknown(text)
        case ("znajdz", 2): self = Int(parts[1]).map(EditAction.find) ?? .unknown(text)
        default: self = .unknown(text)
        }
    }
}
