// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB

/// A row of the catalogue or of the sources as a text, to compare with and to put back.
struct DefinitionSnapshot: Equatable {
    enum Kind: String {
        case source, indicator

        /// The names of its columns except the key and, for an indicator, its number and place in the catalogue.
        var columns: [String] {
            switch self {
            case .source: ["name_pl", "name_en", "publisher", "url", "date", "licence_pl", "licence_en"]
            case .indicator:
                [
                    "topic_pl", "topic_en", "name_pl", "name_en", "unit_pl", "unit_en", "note_pl", "note_en", "source_id", "direction",
                    "aggregation", "numerator_id", "denominator_id", "factor", "decimals",
                ]
            }
        }
    }

    private enum Cell: Codable {
        case text(String)
        case integer(Int64)
        case real(Double)
        case null
    }

    /// JSON with its keys in order: equal rows give equal texts.
    let text: String

    init(text: String) { self.text = text }

    /// Nil when there is no such row.
    static func read(_ kind: Kind, _ id: String, _ db: Database) throws -> DefinitionSnapshot? {
        let columns = kind.columns
        guard let row = try Row.fetchOne(
            db, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(kind.rawValue) WHERE id = ?", arguments: [id])
        else { return nil }
        var cells: [String: Cell] = [:]
        for column in columns {
            let value: DatabaseValue = row[column]
            switch value.storage {
            case .string(let text): cells[column] = .text(text)
            case .int64(let number): cells[column] = .integer(number)
            case .double(let number): cells[column] = .real(number)
            default: cells[column] = .null
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return DefinitionSnapshot(text: String(decoding: try encoder.encode(cells), as: UTF8.self))
    }

    /// Gives an existing row these columns again.
    func restore(_ kind: Kind, _ id: String, _ db: Database) throws {
        let cells = try JSONDecoder().decode([String: Cell].self, from: Data(text.utf8))
        let columns = kind.columns
        var arguments = StatementArguments()
        for column in columns {
            switch cells[column] {
            case .text(let text): arguments += [text]
            case .integer(let number): arguments += [number]
            case .real(let number): arguments += [number]
            case .null, nil: arguments += [nil]
            }
        }
        arguments += [id]
        try db.execute(
            sql: "UPDATE \(kind.rawValue) SET \(columns.map { $0 + " = ?" }.joined(separator: ", ")) WHERE id = ?", arguments: arguments)
    }
}

/// Keeps what an import does to definitions.
struct DefinitionLog {
    private let db: Database
    private let importID: Int
    private let kind: DefinitionSnapshot.Kind
    private let before: [String: DefinitionSnapshot?]

    /// To be made before the rows are written.
    init(_ db: Database, importID: Int, _ kind: DefinitionSnapshot.Kind, ids: [String]) throws {
        self.db = db
        self.importID = importID
        self.kind = kind
        var before: [String: DefinitionSnapshot?] = [:]
        for id in ids { before[id] = .some(try DefinitionSnapshot.read(kind, id, db)) }
        self.before = before
    }

    /// To be called after the rows were written. What the import changes twice keeps what was there at first.
    func finish() throws {
        for (id, before) in before {
            guard let after = try DefinitionSnapshot.read(kind, id, db), after != before else { continue }
            try db.execute(
                sql: """
                    INSERT INTO import_before_definition (import_id, kind, id, before, after) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET after = excluded.after
                    """,
                arguments: [importID, kind.rawValue, id, before?.text, after.text])
        }
    }
}
