// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// What an import of agreements did.
public struct AgreementWriteSummary: Sendable, Hashable {
    public var summary = WriteSummary()
    /// In the order of the file.
    public var added: [AgreementID] = []
    public var changed: [AgreementID] = []
    /// Agreements that are not as the input says, because people changed them since the last import.
    public var kept: [KeptEdit] = []
    /// Whether the import changed what is known of people's changes, even when it changed no entry.
    var hasNewEdits = false
}

enum AgreementWriting {
    /// Adds agreements or changes those with the same id. Renewals are looked at when all are written.
    /// - Throws: `AgreementRefusal` with the first agreement that cannot be taken.
    static func upsert(_ given: [Agreement], to db: Database, historic: HistoricImport? = nil) throws -> AgreementWriteSummary {
        let known = Dictionary(uniqueKeysWithValues: try AgreementRow.fetchAll(db).map { ($0.agreement.id, $0) })
        var documents = try ImportedDocuments<Agreement>(db, historic)
        let agreements = try given.compactMap { agreement in
            try documents.resolve(agreement, current: known[agreement.id]?.agreement) { !Set($0.faults).isSubset(of: agreement.faults) }
        }
        try check(agreements, beside: known.values.map(\.agreement), db)
        var result = AgreementWriteSummary()
        result.kept = documents.kept
        result.hasNewEdits = documents.hasNewEdits
        result.summary.unchanged = given.count - agreements.count
        let writer = try AgreementStatements(db)
        for agreement in agreements {
            let before = known[agreement.id]
            if before?.agreement == agreement {
                result.summary.unchanged += 1
                continue
            }
            if let before {
                result.summary.changed += 1
                result.changed.append(agreement.id)
                try writer.update(agreement, number: before.number)
            } else {
                result.summary.added += 1
                result.added.append(agreement.id)
                try writer.insert(agreement)
            }
            try documents.note(before: before?.agreement, after: agreement)
        }
        return result
    }

    private static func check(_ agreements: [Agreement], beside known: [Agreement], _ db: Database) throws {
        let names = try StoredNames(db, readingAll: true)
        var renewed = Dictionary(known.map { ($0.id, $0.renews) }) { first, _ in first }
        var seen = Set<AgreementID>()
        for agreement in agreements {
            if !seen.insert(agreement.id).inserted { throw AgreementRefusal(id: agreement.id, reason: "the id stands twice") }
            renewed.updateValue(agreement.renews, forKey: agreement.id)
        }
        for agreement in agreements { try AgreementCheck(names: names, renewed: { renewed[$0] }).check(agreement) }
    }
}

/// The statements of one import, prepared once.
struct AgreementStatements {
    private let db: Database
    private let insertion: Statement
    private let change: Statement
    private let parts: [String: Statement]

    private static let columns = [
        "id", "kind", "title", "form", "subject", "signed", "valid_from", "end_kind", "valid_to", "terminated_on", "renews", "exchange_scope",
        "exchange_means", "exchange_safeguards", "risks", "monitoring", "open_to_join", "source_id", "record_date", "verified_on", "note",
    ]

    /// Columns beside the agreement's number and the position.
    private static let partColumns: [(table: String, columns: [String])] = [
        (
            "agreement_party",
            [
                "institution_id", "group_type", "group_stem", "role", "name", "signatory", "contact_name", "contact_role", "contact_phone",
                "contact_phone_number", "contact_phone_extension", "contact_email",
            ]
        ),
        ("agreement_area", ["stem"]), ("agreement_term", ["kind", "term_id"]), ("agreement_programme", ["programme"]),
        ("agreement_legal_basis", ["text"]), ("agreement_action", ["description", "action_from", "action_to", "responsible_id"]),
        ("agreement_funding", ["source", "amount_grosze", "note"]),
        ("agreement_effect", ["description", "measure", "target", "reached", "reached_on"]),
        ("agreement_deadline", ["duty", "event", "direction", "working_days"]), ("agreement_amendment", ["date", "subject"]),
        ("agreement_attachment", ["title", "address"]),
    ]

    init(_ db: Database) throws {
        self.db = db
        func statement(_ table: String, _ columns: [String]) throws -> Statement {
            try db.cachedStatement(
                sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(databaseQuestionMarks(count: columns.count)))")
        }
        insertion = try statement("agreement", Self.columns)
        change = try db.cachedStatement(sql: "UPDATE agreement SET \(Self.columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE number = ?")
        parts = Dictionary(
            uniqueKeysWithValues: try Self.partColumns.map { ($0.table, try statement($0.table, ["agreement_number", "position"] + $0.columns)) })
    }

    func insert(_ agreement: Agreement) throws {
        try insertion.execute(arguments: Self.arguments(agreement))
        try insertParts(agreement, db.lastInsertedRowID)
    }

    func update(_ agreement: Agreement, number: Int64) throws {
        try change.execute(arguments: Self.arguments(agreement) + [number])
        for part in Self.partColumns {
            try db.cachedStatement(sql: "DELETE FROM \(part.table) WHERE agreement_number = ?").execute(arguments: [number])
        }
        try insertParts(agreement, number)
    }

    private static func arguments(_ agreement: Agreement) -> StatementArguments {
        let (endKind, end): (String, Period?) =
            switch agreement.end {
            case .on(let period): ("on", period)
            case .open: ("open", nil)
            case .notStated: ("not-stated", nil)
            }
        let exchange = agreement.informationExchange
        var arguments: StatementArguments = [
            agreement.id.text, agreement.kind.rawValue, agreement.title, agreement.form.rawValue, agreement.subject, agreement.signed?.text,
            agreement.validFrom?.text, endKind, end?.text, agreement.terminatedOn?.text, agreement.renews?.text,
        ]
        arguments += [
            exchange?.scope, exchange?.means, exchange?.safeguards, agreement.risks, agreement.monitoring, agreement.isOpenToJoin,
            agreement.sourceID, agreement.recordDate?.text, agreement.verifiedOn?.text, agreement.note,
        ]
        return arguments
    }

    private func insertParts(_ agreement: Agreement, _ number: Int64) throws {
        func add(_ table: String, _ rows: [StatementArguments]) throws {
            guard let statement = parts[table] else { return }
            for (position, row) in rows.enumerated() { try statement.execute(arguments: [number, position] + row) }
        }
        try add("agreement_party", agreement.parties.map(Self.arguments))
        try add("agreement_area", agreement.area.map { [$0.stem] })
        try add("agreement_term", agreement.targetIDs.map { ["target", $0] } + agreement.serviceIDs.map { ["service", $0] })
        try add("agreement_programme", agreement.programmes.map { [$0.rawValue] })
        try add("agreement_legal_basis", agreement.legalBasis.map { [$0] })
        try add("agreement_action", agreement.actions.map { [$0.description, $0.from?.text, $0.to?.text, $0.responsible?.text] })
        try add("agreement_funding", agreement.funding.map { [$0.source, $0.amountGrosze, $0.note] })
        try add("agreement_effect", agreement.effects.map { [$0.description, $0.measure, $0.target, $0.reached, $0.reachedOn?.text] })
        try add("agreement_deadline", agreement.deadlines.map { [$0.duty, $0.event, $0.direction.rawValue, $0.workingDays] })
        try add("agreement_amendment", agreement.amendments.map { [$0.date.text, $0.subject] })
        try add("agreement_attachment", agreement.attachments.map { [$0.title, $0.address] })
    }

    private static func arguments(_ party: AgreementParty) -> StatementArguments {
        var arguments: StatementArguments =
            switch party.member {
            case .institution(let id): [id.text, nil, nil]
            case .all(let type, let code): [nil, type.rawValue, code.stem]
            }
        let contact = party.contact
        arguments += [
            party.role.rawValue, party.name, party.signatory, contact?.name, contact?.role, contact?.phone?.text, contact?.phone?.number,
            contact?.phone?.extensionNumber, contact?.email,
        ]
        return arguments
    }
}
