// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A value that stands in documents as one text, such as an id or a period.
protocol DocumentText {
    var documentText: String { get }
    init(documentText: String) throws
}

/// A value that stands in documents as a record.
protocol DocumentPart {
    func write(to fields: inout DocumentFieldWriter)
    init(_ fields: DocumentFieldReader) throws
}

extension DocumentPart {
    var documentValue: DocumentValue {
        var fields = DocumentFieldWriter()
        write(to: &fields)
        return .record(fields.fields)
    }
}

/// The fields of a record while it is made. What says nothing is left out: nil, empty texts, empty lists and records.
struct DocumentFieldWriter {
    private(set) var fields: [String: DocumentValue] = [:]

    mutating func set(_ key: String, _ text: String?) { if let text, !text.isEmpty { fields[key] = .text(text) } }
    mutating func set(_ key: String, _ number: Double?) { if let number { fields[key] = .number(number) } }
    mutating func set(_ key: String, _ number: Int?) { if let number { fields[key] = .number(Double(number)) } }
    mutating func set(_ key: String, _ flag: Bool?) { if let flag { fields[key] = .flag(flag) } }
    mutating func set(_ key: String, _ value: (some DocumentText)?) { if let value { fields[key] = .text(value.documentText) } }
    mutating func set<Word: RawRepresentable>(word key: String, _ word: Word?) where Word.RawValue == String { set(key, word?.rawValue) }

    mutating func set(_ key: String, _ part: (some DocumentPart)?) {
        if let part, case .record(let inner) = part.documentValue, !inner.isEmpty { fields[key] = .record(inner) }
    }

    mutating func set(_ key: String, _ text: LocalizedText) {
        var inner = DocumentFieldWriter()
        inner.set("pl", text.polish)
        inner.set("en", text.english)
        if !inner.fields.isEmpty { fields[key] = .record(inner.fields) }
    }

    mutating func set(_ key: String, _ texts: [String]) { set(key, list: texts.map { .text($0) }) }
    mutating func set(_ key: String, _ values: [some DocumentText]) { set(key, list: values.map { .text($0.documentText) }) }
    mutating func set(_ key: String, _ parts: [some DocumentPart]) { set(key, list: parts.map(\.documentValue)) }

    private mutating func set(_ key: String, list: [DocumentValue]) { if !list.isEmpty { fields[key] = .list(list) } }
}

/// The fields of a record while it is read.
struct DocumentFieldReader {
    let path: String
    private let fields: [String: DocumentValue]

    init(_ value: DocumentValue, path: String = "") throws {
        guard case .record(let fields) = value else { throw DocumentFault(path: path, expected: "a record") }
        self.fields = fields
        self.path = path
    }

    func fault(_ key: String, _ expected: String) -> DocumentFault {
        DocumentFault(path: path.isEmpty ? key : "\(path).\(key)", expected: expected)
    }

    private func place(_ key: String) -> String { fault(key, "").path }

    func has(_ key: String) -> Bool { fields[key] != nil }

    /// Empty when the field is missing.
    func text(_ key: String) throws -> String { try optionalText(key) ?? "" }

    func optionalText(_ key: String) throws -> String? {
        switch fields[key] {
        case nil: nil
        case .text(let text): text
        default: throw fault(key, "a text")
        }
    }

    func number(_ key: String) throws -> Double? {
        switch fields[key] {
        case nil: nil
        case .number(let number): number
        default: throw fault(key, "a number")
        }
    }

    func wholeNumber(_ key: String) throws -> Int? {
        guard let number = try number(key) else { return nil }
        guard let whole = Int(exactly: number) else { throw fault(key, "a whole number") }
        return whole
    }

    func flag(_ key: String) throws -> Bool? {
        switch fields[key] {
        case nil: nil
        case .flag(let flag): flag
        default: throw fault(key, "true or false")
        }
    }

    func optional<Value: DocumentText>(_ key: String, _: Value.Type = Value.self) throws -> Value? {
        try optionalText(key).map { text in
            do { return try Value(documentText: text) } catch { throw fault(key, error.localizedDescription) }
        }
    }

    func value<Value: DocumentText>(_ key: String, _: Value.Type = Value.self) throws -> Value {
        guard let value = try optional(key, Value.self) else { throw fault(key, "a value") }
        return value
    }

    func optionalWord<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type = Word.self) throws -> Word? where Word.RawValue == String {
        try optionalText(key).map { text in
            guard let word = Word(rawValue: text) else {
                throw fault(key, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return word
        }
    }

    func word<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type = Word.self) throws -> Word where Word.RawValue == String {
        guard let word = try optionalWord(key, Word.self) else {
            throw fault(key, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }

    func words<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type = Word.self) throws -> [Word] where Word.RawValue == String {
        try texts(key).map { text in
            guard let word = Word(rawValue: text) else {
                throw fault(key, "any of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return word
        }
    }

    func localizedText(_ key: String) throws -> LocalizedText {
        guard let value = fields[key] else { return .nothing }
        let inner = try DocumentFieldReader(value, path: place(key))
        return LocalizedText(polish: try inner.text("pl"), english: try inner.text("en"))
    }

    func part<Part: DocumentPart>(_ key: String, _: Part.Type = Part.self) throws -> Part? {
        try fields[key].map { try Part(DocumentFieldReader($0, path: place(key))) }
    }

    private func list(_ key: String) throws -> [DocumentValue] {
        switch fields[key] {
        case nil: []
        case .list(let parts): parts
        default: throw fault(key, "a list")
        }
    }

    func parts<Part: DocumentPart>(_ key: String, _: Part.Type = Part.self) throws -> [Part] {
        try list(key).enumerated().map { try Part(DocumentFieldReader($0.element, path: "\(place(key))[\($0.offset)]")) }
    }

    func texts(_ key: String) throws -> [String] {
        try list(key).map { value in
            guard case .text(let text) = value else { throw fault(key, "a list of texts") }
            return text
        }
    }

    func values<Value: DocumentText>(_ key: String, _: Value.Type = Value.self) throws -> [Value] {
        try texts(key).map { text in
            do { return try Value(documentText: text) } catch { throw fault(key, error.localizedDescription) }
        }
    }
}
