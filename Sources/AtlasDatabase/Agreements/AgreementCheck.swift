// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// Looks at an agreement and at whether what it names exists.
struct AgreementCheck {
    let names: StoredNames
    /// What an agreement renews: nil within for none, nil when the agreement is not known.
    let renewed: (AgreementID) throws -> AgreementID??

    /// - Parameter before: the stored state, whose units may stay when they are no longer on the map.
    /// - Throws: `AgreementRefusal` with the first fault.
    func check(_ agreement: Agreement, before: Agreement? = nil) throws {
        func refuse(_ fault: AgreementFault) -> AgreementRefusal { AgreementRefusal(id: agreement.id, fault: fault) }
        if let fault = agreement.faults.first { throw refuse(fault) }
        if before == nil, agreement.id.isReserved { throw refuse(.reservedID(agreement.id)) }
        let earlier = Set((before?.area ?? []) + (before?.parties.compactMap(\.groupUnit) ?? []))
        func isKnown(_ code: TERYTCode) throws -> Bool { try earlier.contains(code) || names.hasUnit(code) }
        for party in agreement.parties {
            switch party.member {
            case .institution(let id): if !(try names.hasInstitution(id)) { throw refuse(.unknownParty(id)) }
            case .all(_, let code): if !(try isKnown(code)) { throw refuse(.unknownUnit(code)) }
            }
        }
        for action in agreement.actions {
            if let id = action.responsible, !(try names.hasInstitution(id)) { throw refuse(.unknownParty(id)) }
        }
        for code in agreement.area where !(try isKnown(code)) { throw refuse(.unknownUnit(code)) }
        for id in agreement.targetIDs where !(try names.isTerm(id, .target)) { throw refuse(.unknownTerm(id)) }
        for id in agreement.serviceIDs where !(try names.isTerm(id, .service)) { throw refuse(.unknownTerm(id)) }
        if !(try names.hasSource(agreement.sourceID)) { throw refuse(.unknownSource(agreement.sourceID)) }
        if let earlier = agreement.renews, try renewed(earlier) == nil { throw refuse(.renewsUnknown(earlier)) }
        if let loop = try loop(from: agreement) { throw refuse(.renewalLoop(loop)) }
    }

    private func loop(from agreement: Agreement) throws -> [AgreementID]? {
        var failure: (any Error)?
        let loop = Agreement.renewalLoop(from: agreement.id) { id in
            if id == agreement.id { return agreement.renews }
            do { return try renewed(id) ?? nil } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        return loop
    }
}

extension AgreementParty {
    fileprivate var groupUnit: TERYTCode? {
        if case .all(_, let code) = member { code } else { nil }
    }
}

extension Agreement: StoredDocument {
    static func fetch(id: String, _ db: Database) throws -> Agreement? {
        guard let number = try Int64.fetchOne(db.cachedStatement(sql: "SELECT number FROM agreement WHERE id = ?"), arguments: [id]) else { return nil }
        return try AgreementRow.fetchAll(db, where: "a.number = ?", arguments: [number]).first?.agreement
    }

    func check(before: Agreement?, _ db: Database) throws {
        let names = try StoredNames(db, readingAll: false)
        try AgreementCheck(names: names) { id in
            let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT renews FROM agreement WHERE id = ?"), arguments: [id.text])
            return try row.map { row in
                let renews: String? = row[0]
                return try renews.map { try AgreementID($0) }
            }
        }.check(self, before: before)
    }

    static func checkRemoval(id: String, _ db: Database) throws {
        if let heir = try String.fetchOne(db, sql: "SELECT id FROM agreement WHERE renews = ?", arguments: [id]) {
            throw AgreementRefusal(id: try AgreementID(id), reason: "\(heir) renews it: change that one first")
        }
    }

    func insert(_ db: Database) throws { try AgreementStatements(db).insert(self) }

    func replace(_ db: Database) throws {
        guard let number = try Int64.fetchOne(db, sql: "SELECT number FROM agreement WHERE id = ?", arguments: [id.text]) else {
            throw AtlasStoreError.inconsistent("the agreement \(id) is not there any more")
        }
        try AgreementStatements(db).update(self, number: number)
    }

    static func delete(id: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM agreement WHERE id = ?", arguments: [id])
    }

    static var versionProperty: AtlasProperty { .agreementsVersion }
}
