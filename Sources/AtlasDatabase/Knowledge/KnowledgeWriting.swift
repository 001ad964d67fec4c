// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

enum KnowledgeWriting {
    /// Adds entries or changes those with the same id. Wholes are looked at when all are known, agreements as they are in the file now.
    /// - Throws: `KnowledgeRefusal` with the first entry that cannot be taken.
    static func upsert(_ given: KnowledgeBase, to db: Database, historic: HistoricImport? = nil) throws -> KnowledgeWriteSummary {
        let known = try KnowledgeRow.fetchAll(db)
        let stored = Dictionary(uniqueKeysWithValues: known.practices.map { ($0.id, $0) })
        var documents = try ImportedDocuments<Practice>(db, historic)
        var knowledge = given
        knowledge.practices = try given.practices.compactMap { practice in
            try documents.resolve(practice, current: stored[practice.id]) { !Set($0.faults).isSubset(of: practice.faults) }
        }
        try KnowledgeCheck(StoredNames(db, readingAll: true)).check(knowledge, beside: known)
        var result = KnowledgeWriteSummary()
        result.kept = documents.kept
        result.hasNewEdits = documents.hasNewEdits
        result.summary.unchanged = given.practices.count - knowledge.practices.count
        try upsert(knowledge.practices, known.practices, \.id, table: "practice", db, &result) { practice in
            try insert(practice, db)
            try documents.note(before: stored[practice.id], after: practice)
        }
        try upsert(knowledge.recommendations, known.recommendations, \.id, table: "recommendation", db, &result) { try insert($0, db) }
        try upsert(knowledge.leaders, known.leaders, \.id, table: "innovation_leader", db, &result) { try insert($0, db) }
        return result
    }

    /// All that changed goes before anything comes: entries may take each other's numbers.
    private static func upsert<Entry: Equatable>(
        _ entries: [Entry], _ known: [Entry], _ id: KeyPath<Entry, KnowledgeID>, table: String, _ db: Database,
        _ result: inout KnowledgeWriteSummary, _ insert: (Entry) throws -> Void
    ) throws {
        let before = Dictionary(uniqueKeysWithValues: known.map { ($0[keyPath: id], $0) })
        var written: [Entry] = []
        for entry in entries {
            switch before[entry[keyPath: id]] {
            case entry?: result.summary.unchanged += 1
            case .some:
                result.summary.changed += 1
                result.changed.append(entry[keyPath: id])
                written.append(entry)
                try db.execute(sql: "DELETE FROM \(table) WHERE id = ?", arguments: [entry[keyPath: id].text])
            case nil:
                result.summary.added += 1
                result.added.append(entry[keyPath: id])
                written.append(entry)
            }
        }
        for entry in written { try insert(entry) }
    }

    private static func insert(_ table: String, _ values: [(String, (any DatabaseValueConvertible)?)], _ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO \(table) (\(values.map(\.0).joined(separator: ", "))) VALUES (\(databaseQuestionMarks(count: values.count)))"
        ).execute(arguments: StatementArguments(values.map(\.1)))
    }

    private static func text(_ name: String, _ text: LocalizedText?) -> [(String, (any DatabaseValueConvertible)?)] {
        [("\(name)_pl", text?.polish), ("\(name)_en", text?.english)]
    }

    private static func member(_ member: PracticePlace.Member) -> [(String, (any DatabaseValueConvertible)?)] {
        switch member {
        case .institution(let id): [("institution_id", id.text), ("stem", nil)]
        case .unit(let code): [("institution_id", nil), ("stem", code.stem)]
        }
    }

    static func insert(_ practice: Practice, _ db: Database) throws {
        let contact = practice.contact
        var values: [(String, (any DatabaseValueConvertible)?)] = [
            ("id", practice.id.text), ("kind", practice.kind.rawValue), ("catalogue_number", practice.number), ("part_of", practice.partOf?.text),
        ]
        values += text("name", practice.name) + text("summary", practice.summary) + text("description", practice.description)
        values += text("conditions", practice.conditions) + text("note", practice.note)
        values += [
            ("contact_name", contact?.name), ("contact_role", contact?.role), ("contact_phone", contact?.phone?.text),
            ("contact_phone_number", contact?.phone?.number), ("contact_phone_extension", contact?.phone?.extensionNumber),
            ("contact_email", contact?.email), ("lead_id", practice.leadID?.text), ("source_id", practice.sourceID),
            ("record_date", practice.recordDate?.text), ("verified_on", practice.verifiedOn?.text),
        ]
        try insert("practice", values, db)
        let number = db.lastInsertedRowID
        func part(_ table: String, _ position: Int, _ values: [(String, (any DatabaseValueConvertible)?)]) throws {
            try insert(table, [("practice_number", number), ("position", position)] + values, db)
        }
        for (kind, ids) in [("problem", practice.problemIDs), ("target", practice.targetIDs), ("service", practice.serviceIDs)] {
            for (position, id) in ids.enumerated() { try part("practice_term", position, [("kind", kind), ("term_id", id)]) }
        }
        for (position, result) in practice.results.enumerated() {
            try part(
                "practice_result", position,
                text("measure", result.measure) + [("value", result.value)] + text("unit", result.unit) + [("period", result.period?.text)])
        }
        for (position, place) in practice.places.enumerated() {
            try part(
                "practice_place", position,
                member(place.member) + [("since", place.since?.text), ("until", place.until?.text)] + text("note", place.note))
        }
        for (position, material) in practice.materials.enumerated() {
            try part("practice_material", position, [("title", material.title), ("address", material.address)])
        }
        for (position, id) in practice.agreementIDs.enumerated() { try part("practice_agreement", position, [("agreement_id", id.text)]) }
    }

    private static func insert(_ recommendation: Recommendation, _ db: Database) throws {
        var values: [(String, (any DatabaseValueConvertible)?)] = [
            ("id", recommendation.id.text), ("report_id", recommendation.reportID), ("report_number", recommendation.number),
        ]
        values += text("text", recommendation.text) + text("addressee", recommendation.addressee)
        values += [("answer", recommendation.answer?.verdict.rawValue)]
        values += text("respondent", recommendation.answer?.respondent) + text("explanation", recommendation.answer?.explanation)
        values += [("record_date", recommendation.recordDate?.text)] + text("note", recommendation.note)
        try insert("recommendation", values, db)
        let number = db.lastInsertedRowID
        for (position, report) in recommendation.progress.enumerated() {
            var values: [(String, (any DatabaseValueConvertible)?)] = [("recommendation_number", number), ("position", position)]
            values += member(report.subject) + [("status", report.status.rawValue), ("date", report.date.text)] + text("note", report.note)
            try insert("recommendation_progress", values, db)
        }
    }

    private static func insert(_ leader: InnovationLeader, _ db: Database) throws {
        var values: [(String, (any DatabaseValueConvertible)?)] = [("id", leader.id.text), ("name", leader.name)]
        values += text("function", leader.function) + [("institution_id", leader.institutionID?.text)] + text("field", leader.field)
        values += [
            ("problems", leader.problemIDs.joined(separator: " ")), ("area", leader.area.map(\.stem).joined(separator: " ")),
            ("phone", leader.phone?.text), ("phone_number", leader.phone?.number), ("phone_extension", leader.phone?.extensionNumber),
            ("email", leader.email), ("consent_on", leader.consentOn.text), ("source_id", leader.sourceID),
            ("record_date", leader.recordDate?.text),
        ]
        try insert("innovation_leader", values, db)
    }
}
