// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Hummingbird

/// Reads parameters of a query and refuses what is malformed with the accepted range.
struct QueryReader: Sendable {
    /// The longest query that is read, in bytes.
    static let maximumQueryBytes = 2_000

    private let values: [Substring: [String]]

    /// - Throws: 400 for a query that is too long or not UTF-8.
    init(query: Substring) throws {
        guard query.utf8.count <= Self.maximumQueryBytes else {
            throw Problem(
                status: .badRequest, detail: "the query has \(query.utf8.count) bytes", parameter: "query",
                accepted: "at most \(Self.maximumQueryBytes) bytes")
        }
        var values: [Substring: [String]] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let raw = parts.count > 1 ? parts[1] : ""
            guard let value = raw.replacing("+", with: " ").removingPercentEncoding, !value.unicodeScalars.contains("\0") else {
                throw Problem.badParameter(String(parts[0]), String(raw), accepted: "percent-encoded UTF-8 without NUL")
            }
            values[parts[0], default: []].append(value)
        }
        self.values = values
    }

    init(_ request: Request) throws {
        try self.init(query: request.uri.query.map { Substring($0) } ?? "")
    }

    private init(values: [Substring: [String]]) {
        self.values = values
    }

    /// The names of all parameters, for routes that refuse unknown ones.
    var names: Set<String> { Set(values.keys.map(String.init)) }

    /// The same query without one parameter.
    func without(_ name: String) -> QueryReader {
        var values = values
        values[Substring(name)] = nil
        return QueryReader(values: values)
    }

    /// The text of a parameter, the first where it stands several times, as in most servers; an empty one
    /// counts as absent, as forms send empty fields.
    func text(_ name: String, maximumLength: Int = 200) throws -> String? {
        guard let value = values[Substring(name)]?.first, !value.isEmpty else { return nil }
        return try Self.checked(value, name, maximumLength)
    }

    /// All texts of a parameter that may stand several times (`type=OPS&type=CUS`) or hold a list (`type=OPS,CUS`).
    func texts(_ name: String, maximumCount: Int = 50) throws -> [String] {
        let given: [String] = values[Substring(name)] ?? []
        let all: [String] = given.flatMap { (text: String) in text.split(separator: ",").map(String.init) }
        guard all.count <= maximumCount else {
            throw Problem.badParameter(name, "\(all.count) values", accepted: "at most \(maximumCount) values")
        }
        return try all.map { try Self.checked($0, name, 200) }
    }

    private static func checked(_ value: String, _ name: String, _ maximumLength: Int) throws -> String {
        guard value.count <= maximumLength else {
            throw Problem.badParameter(name, value, accepted: "at most \(maximumLength) characters")
        }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = try text(name) else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw Problem.badParameter(name, value, accepted: "a whole number \(range.lowerBound)…\(range.upperBound)")
        }
        return number
    }

    func number(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let value = try text(name) else { return nil }
        guard let number = Double(value), range.contains(number) else {
            throw Problem.badParameter(name, value, accepted: "a number \(range.lowerBound)…\(range.upperBound) with a decimal point")
        }
        return number
    }

    func flag(_ name: String) throws -> Bool? {
        switch try text(name) {
        case nil: nil
        case "1", "true", "on": true
        case "0", "false", "off": false
        case let value?: throw Problem.badParameter(name, value, accepted: "0 or 1")
        }
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ name: String, _ type: Value.Type) throws -> Value?
    where Value.RawValue == String {
        guard let value = try text(name) else { return nil }
        guard let choice = Value(rawValue: value) else {
            throw Problem.badParameter(name, value, accepted: Value.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    /// A territorial code; `00` (the country) only where `allowsCountry`.
    func code(_ name: String, allowsCountry: Bool = false) throws -> TERYTCode? {
        guard let value = try text(name) else { return nil }
        return try Self.code(value, name: name, allowsCountry: allowsCountry)
    }

    static let codeForm = "a TERC code of 2, 4, 6 or 7 digits, such as 26, 2604 or 2604092"

    static func code(_ value: String, name: String, allowsCountry: Bool = false) throws -> TERYTCode {
        if let code = try? TERYTCode(value), allowsCountry || code.level != .kraj {
            return code
        } else {
            throw Problem.badParameter(name, value, accepted: codeForm)
        }
    }
}
