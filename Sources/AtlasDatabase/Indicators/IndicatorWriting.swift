// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

enum IndicatorWriting {
    /// Adds sources and indicators or changes those with the same id.
    /// - Returns: the number of indicators added, changed, and found the same, and which are not the same.
    @discardableResult
    static func upsert(
        sources: [Source], indicators: [Indicator], to db: Database
    ) throws -> (summary: WriteSummary, changed: [IndicatorID]) {
        var summary = WriteSummary()
        var changed: [IndicatorID] = []
        try SourceWriting.upsert(sources, to: db)
        let known = Dictionary(uniqueKeysWithValues: try IndicatorRow.fetchAll(db).map { ($0.id, $0) })
        var position = try Int.fetchOne(db, sql: "SELECT ifnull(max(position), 0) FROM indicator") ?? 0
        for indicator in indicators {
            switch known[indicator.id] {
            case indicator?:
                summary.unchanged += 1
                continue
            case nil: summary.added += 1
            default: summary.changed += 1
            }
            changed.append(indicator.id)
            position += 1
            var arguments: StatementArguments = [
                indicator.id.text, position, indicator.topic.polish, indicator.topic.english, indicator.name.polish,
                indicator.name.english, indicator.unit.polish, indicator.unit.english, indicator.note.polish,
                indicator.note.english, indicator.sourceID, indicator.direction.rawValue,
            ]
            switch indicator.aggregation {
            case .sum: arguments += ["sum", nil, nil, nil]
            case .none: arguments += ["none", nil, nil, nil]
            case .ratio(let numerator, let denominator, let factor): arguments += ["ratio", numerator, denominator, factor]
            }
            arguments += [indicator.decimals]
            try db.execute(
                sql: """
                    INSERT INTO indicator (id, position, topic_pl, topic_en, name_pl, name_en, unit_pl, unit_en, note_pl, note_en,
                        source_id, direction, aggregation, numerator_id, denominator_id, factor, decimals)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET topic_pl = excluded.topic_pl, topic_en = excluded.topic_en,
                        name_pl = excluded.name_pl, name_en = excluded.name_en, unit_pl = excluded.unit_pl, unit_en = excluded.unit_en,
                        note_pl = excluded.note_pl, note_en = excluded.note_en, source_id = excluded.source_id,
                        direction = excluded.direction, aggregation = excluded.aggregation, numerator_id = excluded.numerator_id,
                        denominator_id = excluded.denominator_id, factor = excluded.factor, decimals = excluded.decimals
                    """,
                arguments: arguments)
        }
        return (summary, changed)
    }
}

enum SourceWriting {
    /// Adds sources or changes those with the same id.
    static func upsert(_ sources: [Source], to db: Database) throws {
        for source in sources {
            try db.execute(
                sql: """
                    INSERT INTO source (id, name_pl, name_en, publisher, url, date, licence_pl, licence_en) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET name_pl = excluded.name_pl, name_en = excluded.name_en,
                        publisher = excluded.publisher, url = excluded.url, date = excluded.date,
                        licence_pl = excluded.licence_pl, licence_en = excluded.licence_en
                    """,
                arguments: [
                    source.id, source.name.polish, source.name.english, source.publisher, source.url, source.date.text,
                    source.licence.polish, source.licence.english,
                ])
        }
    }
}

/// What a write did.
public struct WriteSummary: Sendable, Hashable {
    public var added = 0
    public var changed = 0
    public var unchanged = 0

    public init(added: Int = 0, changed: Int = 0, unchanged: Int = 0) {
        self.added = added
        self.changed = changed
        self.unchanged = unchanged
    }
}

/// A row of the catalogue and how it becomes a value.
enum IndicatorRow {
    static func fetchAll(_ db: Database) throws -> [Indicator] {
        try Row.fetchAll(db, sql: "SELECT * FROM indicator ORDER BY position").map(indicator)
    }

    static func indicator(from row: Row) throws -> Indicator {
        let aggregation: Aggregation
        switch row["aggregation"] as String {
        case "sum": aggregation = .sum
        case "ratio":
            aggregation = .ratio(numerator: row["numerator_id"], denominator: row["denominator_id"], factor: row["factor"])
        default: aggregation = .none
        }
        guard let direction = IndicatorDirection(rawValue: row["direction"]) else {
            throw AtlasStoreError.inconsistent("table indicator holds an unknown direction")
        }
        func text(_ column: String) -> LocalizedText {
            LocalizedText(polish: row[column + "_pl"], english: row[column + "_en"])
        }
        return Indicator(
            id: try IndicatorID(row["id"]), name: text("name"), unit: text("unit"), topic: text("topic"), note: text("note"),
            sourceID: row["source_id"], direction: direction, aggregation: aggregation, decimals: row["decimals"])
    }
}
