// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Foundation

/// What the button that was pressed asks for: the value of `akcja`.
enum DraftAction: Equatable {
    case check, edit, preview, odt, docx, pdf, save, search, change
    case addRow(String)
    case removeRow(String, Int)
    case addParty(String)
    case unknown(String)

    static let accepted = "sprawdz, edycja, podglad, odt, docx, pdf, json, szukaj, zmien, dodaj:GROUP, usun:GROUP:ROW, strona:ID"

    init(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first ?? "", parts.count) {
        case ("", _), ("sprawdz", 1): self = .check
        case ("edycja", 1): self = .edit
        case ("podglad", 1): self = .preview
        case ("odt", 1): self = .odt
        case ("docx", 1): self = .docx
        case ("pdf", 1): self = .pdf
        case ("json", 1): self = .save
        case ("szukaj", 1): self = .search
        case ("zmien", 1): self = .change
        case ("dodaj", 2): self = .addRow(parts[1])
        case ("usun", 3): self = Int(parts[2]).map { .removeRow(parts[1], $0) } ?? .unknown(text)
        case ("strona", 2): self = .addParty(parts[1])
        default: self = .unknown(text)
        }
    }
}

/// Reads a draft from the fields of the form, or from the one field in which the preview carries it.
enum DraftSubmission {
    /// - Throws: 400 for an unknown variant or a damaged draft.
    static func draft(_ sent: SubmittedForm, templates: AgreementTemplates) throws -> AgreementDraft {
        if let carried = sent["draft"] {
            do { return try DraftFile.draft(from: Data(carried.utf8), templates: templates) } catch {
                throw Problem(status: .badRequest, detail: error.localizedDescription, parameter: "draft")
            }
        }
        guard let variant = templates.variant(sent["variant"] ?? "") else {
            throw Problem.badParameter("variant", sent["variant"] ?? "", accepted: templates.variants.map(\.id).joined(separator: ", "))
        }
        var draft = AgreementDraft(variant: variant.id)
        for group in templates.groups(of: variant) {
            guard let limits = group.rows else {
                for field in group.fields { draft.values[field.id] = value(field, sent.fields[field.id]) }
                continue
            }
            var rows: [[String: String]] = []
            for number in 0..<limits.max {
                let row = Dictionary(uniqueKeysWithValues: group.fields.map { ($0.id, value($0, sent.fields["\(group.id).\(number).\($0.id)"])) })
                if group.fields.contains(where: { sent.fields["\(group.id).\(number).\($0.id)"] != nil }) { rows.append(row) }
            }
            draft.rows[group.id] = rows
        }
        return templates.tidied(draft)
    }

    private static func value(_ field: DraftField, _ given: [String]?) -> String {
        field.kind == .bases ? (given ?? []).joined(separator: ",") : given?.first ?? ""
    }
}
