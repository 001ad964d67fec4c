// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Mustache

/// Tables and clauses that agreements are written from, read from `Web/agreements` once.
public struct AgreementTemplates: Sendable {
    public let groups: [DraftGroup]
    public let variants: [DraftVariant]
    public let contents: [RequiredContent]
    public let legalBases: [LegalBasis]
    /// For PDFs.
    public let printStyle: String
    /// By name.
    let clauses: [String: ClauseTemplate]
    private let library: MustacheLibrary

    /// - Parameter webFolder: with `agreements/` (tables, `clauses/`, `print.css`) and `static/agreement-drafts/document.css`.
    /// - Throws: `AgreementTemplatesError` that names the file at fault.
    public init(webFolder: URL) throws {
        let folder = webFolder.appending(path: "agreements")
        printStyle = try ["static/agreement-drafts/document.css", "agreements/print.css"].map { file in
            guard let text = try? String(contentsOf: webFolder.appending(path: file), encoding: .utf8) else {
                throw AgreementTemplatesError(file: file, reason: "cannot be read")
            }
            return text
        }.joined(separator: "\n")
        groups = try Self.table("form.json", in: folder)
        variants = try Self.table("variants.json", in: folder)
        contents = try Self.table("contents.json", in: folder)
        legalBases = try Self.table("legal-bases.json", in: folder)
        var clauses: [String: ClauseTemplate] = [:]
        var library = MustacheLibrary()
        for name in Set(variants.flatMap(\.clauses)).sorted() {
            let file = "clauses/\(name).mustache"
            guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8) else {
                throw AgreementTemplatesError(file: "agreements/\(file)", reason: "cannot be read, but a variant has this clause")
            }
            clauses[name] = ClauseTemplate(name: name, text: text)
            // Documents of all kinds are made from the result, so it is escaped for each kind, not here.
            do { try library.register("{{% CONTENT_TYPE:TEXT}}\n" + text, named: name) } catch {
                throw AgreementTemplatesError(file: "agreements/\(file)", reason: "is no Mustache template: \(error)")
            }
        }
        self.clauses = clauses
        self.library = library
        try check()
    }

    private static func table<Row: Decodable>(_ file: String, in folder: URL) throws -> [Row] {
        do { return try JSONDecoder().decode([Row].self, from: try Data(contentsOf: folder.appending(path: file))) } catch {
            throw AgreementTemplatesError(file: "agreements/\(file)", reason: "cannot be read: \(error)")
        }
    }

    /// What the tables say of one another has to be there.
    private func check() throws {
        for variant in variants {
            for content in variant.contents where self.content(content) == nil {
                throw AgreementTemplatesError(file: "agreements/variants.json", reason: "\(variant.id) asks for the content “\(content)”, which contents.json does not have")
            }
            for content in variant.contents where !variant.clauses.contains(where: { clauses[$0]?.contents.contains(content) ?? false }) {
                throw AgreementTemplatesError(file: "agreements/variants.json", reason: "no clause of \(variant.id) says “\(content)”")
            }
        }
        for content in contents {
            for need in content.needs {
                for path in need.split(separator: "|") where field(String(path)) == nil {
                    throw AgreementTemplatesError(file: "agreements/contents.json", reason: "\(content.id) needs \(path), which form.json does not have")
                }
            }
        }
    }

    public func variant(_ id: String) -> DraftVariant? { variants.first { $0.id == id } }

    func content(_ id: String) -> RequiredContent? { contents.first { $0.id == id } }

    /// A field by its path: `title`, `parties.name`, `parties.3.name`.
    func field(_ path: String) -> DraftField? {
        let parts = path.split(separator: ".").map(String.init)
        guard let last = parts.last else { return nil }
        if parts.count == 1 { return groups.lazy.filter { $0.rows == nil }.compactMap { $0.field(last) }.first }
        return groups.first { $0.id == parts[0] && $0.rows != nil }?.field(last)
    }

    /// The groups that the form of a variant has.
    public func groups(of variant: DraftVariant) -> [DraftGroup] {
        groups.filter { $0.variants?.contains(variant.id) ?? true }
    }

    /// A draft with what a variant starts with.
    public func newDraft(_ variant: DraftVariant) -> AgreementDraft {
        var values = variant.values
        values["title"] = values["title"].map(PolishTypography.bound)
        return tidied(AgreementDraft(variant: variant.id, values: values, rows: variant.rows))
    }

    /// The draft with as many rows as the form shows at least, without what the form does not know and without characters that no
    /// document can hold.
    public func tidied(_ draft: AgreementDraft) -> AgreementDraft {
        guard let variant = variant(draft.variant) else { return draft }
        var tidy = AgreementDraft(variant: draft.variant)
        for group in groups(of: variant) {
            if let limits = group.rows {
                var rows = (draft.rows[group.id] ?? []).prefix(limits.max).map { row in
                    Dictionary(uniqueKeysWithValues: group.fields.map { ($0.id, DraftText.clean(row[$0.id] ?? "")) })
                }
                while rows.count < limits.min { rows.append([:]) }
                for row in rows.indices {
                    for field in group.fields {
                        let value = rows[row][field.id] ?? ""
                        if field.kind == .choice, value.isEmpty { rows[row][field.id] = field.options?.first?.value }
                        // Sides have other names in another variant.
                        if field.kind == .side, !variant.sides.contains(where: { $0.id == value }) {
                            rows[row][field.id] = variant.sides[min(row, variant.sides.count - 1)].id
                        }
                    }
                }
                tidy.rows[group.id] = rows
            } else {
                for field in group.fields { tidy.values[field.id] = DraftText.clean(draft.values[field.id] ?? "") }
            }
        }
        return tidy
    }

    /// A clause with the texts of a draft, one paragraph on each line.
    func render(_ clause: String, _ context: [String: Any]) -> String { library.render(context, withTemplate: clause) ?? "" }
}

/// Texts as people paste them.
enum DraftText {
    /// Without control characters other than line ends and tabs, and without the private characters that mark blanks.
    static func clean(_ text: String) -> String {
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return String(String.UnicodeScalarView(unified.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x0A, 0x09: true
            case 0..<0x20, 0x7F..<0xA0, 0xE000...0xF8FF, 0xFFFE, 0xFFFF, 0x2028, 0x2029: false
            // Turns of direction could make a document read other than it is.
            case 0x202A...0x202E, 0x2066...0x2069: false
            default: true
            }
        }))
    }

    /// On one line.
    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: { $0.isNewline || $0 == "\t" }).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// A table or clause under `Web` that cannot be used.
public struct AgreementTemplatesError: Error, Sendable, LocalizedError {
    public let file: String
    public let reason: String
    public var errorDescription: String? { "Web/\(file) \(reason)" }
}
