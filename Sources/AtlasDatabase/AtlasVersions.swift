// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// Which version of each part of the data a file holds, all read at one moment. Two equal texts stand for equal content, in
/// whatever process they are read; a part gets another text when what is stored of it changes, and only then.
public struct AtlasVersions: Sendable, Hashable {
    /// Of everything together.
    public let data: String
    /// Of units, their names and changes, and the boundaries.
    public let territory: String
    /// Of institutions, taxonomy, sectors and thesaurus.
    public let directory: String
    /// Of agreements.
    public let agreements: String
    /// Of practices, tools, recommendations and people who lead innovation.
    public let knowledge: String
    /// Of questionnaires and their answers.
    public let surveys: String
    /// Of job and training offers.
    public let vacancies: String
    /// Of the definition, the source and the values of each indicator, computed values included.
    public let indicators: [IndicatorID: String]
}

extension AtlasVersions {
    init(_ db: Database) throws {
        data = try AtlasProperty.read(.dataVersion, db) ?? "0"
        territory = try AtlasProperty.read(.territoryVersion, db) ?? "0"
        directory = try AtlasProperty.read(.directoryVersion, db) ?? "0"
        agreements = try AtlasProperty.read(.agreementsVersion, db) ?? "0"
        knowledge = try AtlasProperty.read(.knowledgeVersion, db) ?? "0"
        surveys = try AtlasProperty.read(.surveysVersion, db) ?? "0"
        vacancies = try AtlasProperty.read(.vacanciesVersion, db) ?? "0"
        var indicators: [IndicatorID: String] = [:]
        let rows = try Row.fetchCursor(db, sql: Self.indicatorRows)
        while let row = try rows.next() { indicators[try IndicatorID(row["id"])] = Self.version(row) }
        self.indicators = indicators
    }

    /// Of one indicator, as in `indicators`.
    static func indicator(_ number: Int64, _ db: Database) throws -> String? {
        try Row.fetchOne(db, sql: Self.indicatorRows + " WHERE i.number = ?", arguments: [number]).map(version)
    }

    /// The place in the catalogue is left out: it changes no answer about the indicator itself.
    private static let indicatorRows = """
        SELECT i.id, i.topic_pl, i.topic_en, i.name_pl, i.name_en, i.unit_pl, i.unit_en, i.note_pl, i.note_en, i.direction,
            i.aggregation, i.numerator_id, i.denominator_id, i.factor, i.decimals, s.*, p.value AS series
        FROM indicator i JOIN source s ON s.id = i.source_id
            LEFT JOIN atlas_property p ON p.name = 'series-version/' || i.number
        """

    private static func version(_ row: Row) -> String {
        // FNV-1a: definitions are stored texts, so what they are is their version.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for value in row.databaseValues {
            for byte in value.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        return String(hash, radix: 36)
    }

    /// Files that were made before parts had versions get them.
    static func complete(_ db: Database) throws {
        guard try AtlasProperty.read(.territoryVersion, db) == nil else { return }
        try AtlasProperty.renewTerritoryVersion(db)
        try db.execute(
            sql: "INSERT OR IGNORE INTO atlas_property (name, value) SELECT 'series-version/' || number, hex(randomblob(8)) FROM indicator")
    }
}

extension AtlasStore {
    /// The versions of all parts at one moment.
    public func versions() async throws -> AtlasVersions {
        try await pool.read { db in try AtlasVersions(db) }
    }

    /// The version of one part.
    public func version(_ part: KeyPath<AtlasVersions, String> & Sendable) async throws -> String {
        let property: AtlasProperty =
            switch part {
            case \.territory: .territoryVersion
            case \.directory: .directoryVersion
            case \.agreements: .agreementsVersion
            case \.knowledge: .knowledgeVersion
            case \.surveys: .surveysVersion
            case \.vacancies: .vacanciesVersion
            default: .dataVersion
            }
        return try await pool.read { db in try AtlasProperty.read(property, db) ?? "0" }
    }
}
