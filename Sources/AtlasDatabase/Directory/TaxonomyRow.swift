// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// The taxonomy and what the law assigns, as rows.
enum TaxonomyRow {
    static func fetch(_ db: Database) throws -> Taxonomy {
        var related: [String: [String]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT term_id, related_id FROM taxonomy_relation ORDER BY term_id, position") {
            related[row[0], default: []].append(row[1])
        }
        let terms = try Row.fetchAll(db, sql: "SELECT * FROM taxonomy_term ORDER BY position").map { row in
            guard let kind = TaxonomyTerm.Kind(rawValue: row["kind"]) else {
                throw AtlasStoreError.inconsistent("table taxonomy_term holds an unknown kind")
            }
            return TaxonomyTerm(
                id: row["id"], kind: kind, parentID: row["parent_id"],
                name: LocalizedText(polish: row["name_pl"], english: row["name_en"]),
                explanation: LocalizedText(polish: row["explanation_pl"], english: row["explanation_en"]),
                relatedIDs: related[row["id"]] ?? [])
        }
        var targets: [Int: [String]] = [:]
        for row in try Row.fetchAll(
            db, sql: "SELECT statutory_number, term_id FROM statutory_service_target ORDER BY statutory_number, position")
        {
            targets[row[0], default: []].append(row[1])
        }
        let statutory = try Row.fetchAll(db, sql: "SELECT * FROM statutory_service ORDER BY number").map { row in
            guard let type = InstitutionType(rawValue: row["institution_type"]),
                let condition = StatutoryService.Condition(rawValue: row["condition"])
            else { throw AtlasStoreError.inconsistent("table statutory_service holds an unknown type or condition") }
            return StatutoryService(
                institutionType: type, condition: condition, serviceID: row["service_id"], targetIDs: targets[row["number"]] ?? [],
                legalBasis: row["legal_basis"])
        }
        return Taxonomy(terms: terms, statutory: statutory)
    }

    /// Terms that services still use may not disappear: the foreign keys see to that at the commit.
    static func replace(_ taxonomy: Taxonomy, in db: Database) throws {
        try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
        try db.execute(sql: "DELETE FROM statutory_service; DELETE FROM taxonomy_relation")
        let kept = Set(taxonomy.terms.map(\.id))
        for id in try String.fetchAll(db, sql: "SELECT id FROM taxonomy_term") where !kept.contains(id) {
            try db.execute(sql: "DELETE FROM taxonomy_term WHERE id = ?", arguments: [id])
        }
        for (position, term) in taxonomy.terms.enumerated() {
            try db.execute(
                sql: """
                    INSERT INTO taxonomy_term (id, position, kind, parent_id, name_pl, name_en, explanation_pl, explanation_en)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET position = excluded.position, kind = excluded.kind, parent_id = excluded.parent_id,
                        name_pl = excluded.name_pl, name_en = excluded.name_en, explanation_pl = excluded.explanation_pl,
                        explanation_en = excluded.explanation_en
                    """,
                arguments: [
                    term.id, position, term.kind.rawValue, term.parentID, term.name.polish, term.name.english,
                    term.explanation.polish, term.explanation.english,
                ])
            for (position, related) in term.relatedIDs.enumerated() {
                try db.execute(
                    sql: "INSERT INTO taxonomy_relation (term_id, position, related_id) VALUES (?, ?, ?)",
                    arguments: [term.id, position, related])
            }
        }
        for statutory in taxonomy.statutory {
            try db.execute(
                sql: "INSERT INTO statutory_service (institution_type, condition, service_id, legal_basis) VALUES (?, ?, ?, ?)",
                arguments: [
                    statutory.institutionType.rawValue, statutory.condition.rawValue, statutory.serviceID, statutory.legalBasis,
                ])
            let number = db.lastInsertedRowID
            for (position, target) in statutory.targetIDs.enumerated() {
                try db.execute(
                    sql: "INSERT INTO statutory_service_target (statutory_number, position, term_id) VALUES (?, ?, ?)",
                    arguments: [number, position, target])
            }
        }
    }
}

/// The thesaurus as rows.
enum ThesaurusRow {
    static func fetch(_ db: Database) throws -> [ThesaurusEntry] {
        try Row.fetchAll(db, sql: "SELECT concept, forms, note FROM thesaurus_entry ORDER BY position").map { row in
            let forms: String = row[1]
            return ThesaurusEntry(concept: row[0], forms: forms.split(separator: "\n").map(String.init), note: row[2])
        }
    }

    static func replace(_ entries: [ThesaurusEntry], in db: Database) throws {
        try db.execute(sql: "DELETE FROM thesaurus_entry")
        for (position, entry) in entries.enumerated() {
            try db.execute(
                sql: "INSERT INTO thesaurus_entry (position, concept, forms, note) VALUES (?, ?, ?, ?)",
                arguments: [position, entry.concept, entry.forms.joined(separator: "\n"), entry.note])
        }
    }
}

/// Adviser sectors as rows.
enum SectorRow {
    static func fetch(_ db: Database) throws -> [AdviserSector] {
        var parts: [Int: [AdviserSector.Part]] = [:]
        for row in try Row.fetchAll(
            db, sql: "SELECT sector_number, stem, name, is_whole FROM adviser_sector_part ORDER BY sector_number, position")
        {
            parts[row[0], default: []].append(
                AdviserSector.Part(code: try TERYTCode(row[1]), name: row[2], isWhole: row[3]))
        }
        return try Row.fetchAll(db, sql: "SELECT number, region_stem, sector, source_id FROM adviser_sector ORDER BY number").map { row in
            AdviserSector(region: try TERYTCode(row[1]), number: row[2], parts: parts[row[0]] ?? [], sourceID: row[3])
        }
    }

    static func replace(_ sectors: [AdviserSector], in db: Database) throws {
        try db.execute(sql: "DELETE FROM adviser_sector")
        for sector in sectors {
            try db.execute(
                sql: "INSERT INTO adviser_sector (region_stem, sector, source_id) VALUES (?, ?, ?)",
                arguments: [sector.region.stem, sector.number, sector.sourceID])
            let number = db.lastInsertedRowID
            for (position, part) in sector.parts.enumerated() {
                try db.execute(
                    sql: "INSERT INTO adviser_sector_part (sector_number, position, stem, name, is_whole) VALUES (?, ?, ?, ?, ?)",
                    arguments: [number, position, part.code.stem, part.name, part.isWhole])
            }
        }
    }
}
