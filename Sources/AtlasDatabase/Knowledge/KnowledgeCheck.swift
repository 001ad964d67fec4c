// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// Looks whether what entries name exists.
struct KnowledgeCheck {
    private let names: StoredNames

    init(_ names: StoredNames) { self.names = names }

    func check(_ knowledge: KnowledgeBase, beside known: KnowledgeBase) throws {
        var seen = Set<KnowledgeID>()
        for id in knowledge.practices.map(\.id) + knowledge.recommendations.map(\.id) + knowledge.leaders.map(\.id)
        where !seen.insert(id).inserted {
            throw KnowledgeRefusal(id: id, reason: "the id stands twice")
        }
        var wholes = Dictionary(known.practices.map { ($0.id, $0.partOf) }) { first, _ in first }
        for practice in knowledge.practices { wholes.updateValue(practice.partOf, forKey: practice.id) }
        for practice in knowledge.practices { try check(practice) { wholes[$0] } }
        for recommendation in knowledge.recommendations {
            try refusing(recommendation.id) {
                for report in recommendation.progress { try exists(report.subject) }
                try source(recommendation.reportID)
            }
        }
        for leader in knowledge.leaders {
            try refusing(leader.id) {
                if let id = leader.institutionID { try exists(.institution(id)) }
                for code in leader.area { try exists(.unit(code)) }
                for id in leader.problemIDs { try term(id, .problem) }
                try source(leader.sourceID)
            }
        }
    }

    /// - Parameters:
    ///   - before: the stored state: the agreements that it names may stay when they are gone.
    ///   - whole: what a practice is part of: nil within for nothing, nil when the practice is not known.
    /// - Throws: `KnowledgeRefusal` with the first fault.
    func check(_ practice: Practice, before: Practice? = nil, whole: (KnowledgeID) throws -> KnowledgeID??) throws {
        try refusing(practice.id) {
            if let fault = practice.faults.first { throw fault }
            for place in practice.places where !(before?.places.contains { $0.member == place.member } ?? false) { try exists(place.member) }
            if let lead = practice.leadID { try exists(.institution(lead)) }
            for id in practice.problemIDs { try term(id, .problem) }
            for id in practice.targetIDs { try term(id, .target) }
            for id in practice.serviceIDs { try term(id, .service) }
            let earlier = Set(before?.agreementIDs ?? [])
            for id in try practice.agreementIDs.filter({ try !earlier.contains($0) && !names.hasAgreement($0) }) { throw KnowledgeFault.unknownAgreement(id) }
            var above = practice.partOf
            var passed: Set<KnowledgeID> = [practice.id]
            while let next = above {
                guard let further = try whole(next) else { throw KnowledgeFault.unknownWhole(next) }
                guard passed.insert(next).inserted else { throw KnowledgeFault.partOfItself }
                above = further
            }
            try source(practice.sourceID)
        }
    }

    private func refusing(_ id: KnowledgeID, _ body: () throws -> Void) throws {
        do { try body() } catch let fault as KnowledgeFault { throw KnowledgeRefusal(id: id, fault: fault) }
    }

    private func exists(_ member: PracticePlace.Member) throws {
        switch member {
        case .institution(let id): if !(try names.hasInstitution(id)) { throw KnowledgeFault.unknownInstitution(id) }
        case .unit(let code): if code != .country, !(try names.hasUnit(code)) { throw KnowledgeFault.unknownUnit(code) }
        }
    }

    private func term(_ id: String, _ kind: TaxonomyTerm.Kind) throws {
        if !(try names.isTerm(id, kind)) { throw KnowledgeFault.unknownTerm(id, kind) }
    }

    private func source(_ id: String) throws {
        if !(try names.hasSource(id)) { throw KnowledgeFault.unknownSource(id) }
    }
}

extension Practice: StoredDocument {
    static func fetch(id: String, _ db: Database) throws -> Practice? { try KnowledgeRow.practices(db, id: id).first }

    func check(before: Practice?, _ db: Database) throws {
        if before == nil {
            for table in ["recommendation", "innovation_leader"] {
                let taken = try Int.fetchOne(db, sql: "SELECT 1 FROM \(table) WHERE id = ?", arguments: [id.text]) != nil
                if taken { throw KnowledgeRefusal(id: id, reason: "another entry of the knowledge base has this id: choose another") }
            }
        }
        try KnowledgeCheck(StoredNames(db, readingAll: false)).check(self, before: before) { whole in
            let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT part_of FROM practice WHERE id = ?"), arguments: [whole.text])
            return try row.map { row in
                let further: String? = row[0]
                return try further.map { try KnowledgeID($0) }
            }
        }
    }

    static func checkRemoval(id: String, _ db: Database) throws {
        if let part = try String.fetchOne(db, sql: "SELECT id FROM practice WHERE part_of = ?", arguments: [id]) {
            throw KnowledgeRefusal(id: try KnowledgeID(id), reason: "\(part) is part of it: change or remove that one first")
        }
    }

    func insert(_ db: Database) throws { try KnowledgeWriting.insert(self, db) }

    func replace(_ db: Database) throws {
        // Parts name their whole by its id, which is there again when the transaction ends.
        try db.execute(sql: "DELETE FROM practice WHERE id = ?", arguments: [id.text])
        try insert(db)
    }

    static func delete(id: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM practice WHERE id = ?", arguments: [id])
    }

    static var versionProperty: AtlasProperty { .knowledgeVersion }
}
