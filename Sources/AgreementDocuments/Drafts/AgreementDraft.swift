// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An agreement being written: texts by the names of the form's fields. It may be empty, incomplete or wrong; `DraftReview` says so.
public struct AgreementDraft: Sendable, Hashable {
    public var variant: String
    /// By field.
    public var values: [String: String]
    /// By group; each row by field.
    public var rows: [String: [[String: String]]]

    public init(variant: String, values: [String: String] = [:], rows: [String: [[String: String]]] = [:]) {
        self.variant = variant
        self.values = values
        self.rows = rows
    }

    /// The text of a field without white space around it; empty when there is none.
    public subscript(field: String) -> String { (values[field] ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }

    public func text(_ group: String, _ row: Int, _ field: String) -> String {
        guard let rows = rows[group], rows.indices.contains(row) else { return "" }
        return (rows[row][field] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The items of a field that has one on each line, or of a list with commas.
    public func items(_ field: String, separator: Character = "\n") -> [String] {
        self[field].split(separator: separator).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    }

    /// The places of the rows of a group that say something, and of empty ones up to the least number of rows.
    func rowsThatCount(_ group: DraftGroup) -> [Int] {
        guard let limits = group.rows else { return [] }
        let all = rows[group.id] ?? []
        let filled = Set(
            all.indices.filter { row in
                group.fields.contains { !$0.hasDefault && !text(group.id, row, $0.id).isEmpty }
            })
        var spare = limits.min - filled.count
        return (0..<Swift.max(all.count, limits.min)).filter { row in
            if filled.contains(row) { return true }
            spare -= 1
            return spare >= 0
        }
    }
}

/// A file that is no draft.
public struct DraftFileError: Error, Sendable, Equatable, LocalizedError {
    public let reason: String
    public var errorDescription: String? { "the file is no draft of an agreement: \(reason)" }
}

/// The file in which a draft is kept between visits: nothing stays at the server.
public struct DraftFile: Codable, Sendable {
    static let formatName = "powiatlas-agreement-draft"

    private var format: String
    private var version: Int
    private var variant: String
    private var values: [String: String]
    private var rows: [String: [[String: String]]]

    public init(_ draft: AgreementDraft) {
        format = Self.formatName
        version = 1
        variant = draft.variant
        values = draft.values.filter { !$0.value.isEmpty }
        rows = draft.rows.mapValues { rows in rows.map { row in row.filter { !$0.value.isEmpty } } }
    }

    /// JSON with sorted keys, so that equal drafts are equal files.
    public func data(isPretty: Bool = true) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = isPretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// - Throws: `DraftFileError` that says what was expected.
    public static func draft(from data: Data, templates: AgreementTemplates) throws(DraftFileError) -> AgreementDraft {
        let file: DraftFile
        do { file = try JSONDecoder().decode(DraftFile.self, from: data) } catch {
            throw DraftFileError(reason: "expected the JSON file that this page saved")
        }
        guard file.format == formatName else { throw DraftFileError(reason: "its format is “\(file.format.prefix(60))”, expected “\(formatName)”") }
        guard file.version == 1 else { throw DraftFileError(reason: "its version is \(file.version), expected 1") }
        guard templates.variant(file.variant) != nil else {
            throw DraftFileError(reason: "its variant is “\(file.variant.prefix(60))”, expected one of \(templates.variants.map(\.id).joined(separator: ", "))")
        }
        return templates.tidied(AgreementDraft(variant: file.variant, values: file.values, rows: file.rows))
    }
}
