// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// An agreement and its number in the file.
struct StoredAgreement {
    let number: Int64
    var agreement: Agreement
}

/// How rows become agreements. Each table is read once, so that twenty thousand of them need no more statements than one.
enum AgreementRow {
    /// - Parameter condition: a condition on `a.number`; nil for all.
    static func fetchAll(_ db: Database, where condition: String? = nil, arguments: StatementArguments = []) throws -> [StoredAgreement] {
        let filter = condition.map { "WHERE \($0)" } ?? ""
        var all: [StoredAgreement] = []
        var places: [Int64: Int] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT number, id, kind, title, form, subject, signed, valid_from, end_kind, valid_to, terminated_on, renews, exchange_scope,
                    exchange_means, exchange_safeguards, risks, monitoring, open_to_join, source_id, record_date, verified_on, note
                FROM agreement a \(filter) ORDER BY id
                """, arguments: arguments)
        while let row = try rows.next() {
            let stored = try agreement(from: row)
            places[stored.number] = all.count
            all.append(stored)
        }
        func parts(_ table: String, _ columns: String, _ body: (inout Agreement, Row) throws -> Void) throws {
            let join = condition == nil ? "" : "JOIN agreement a ON a.number = t.agreement_number \(filter)"
            let rows = try Row.fetchCursor(
                db, sql: "SELECT t.agreement_number, \(columns) FROM \(table) t \(join) ORDER BY t.agreement_number, t.position", arguments: arguments)
            while let row = try rows.next() {
                guard let place = places[row[0]] else { continue }
                try body(&all[place].agreement, row)
            }
        }
        try parts(
            "agreement_party",
            """
            t.institution_id, t.group_type, t.group_stem, t.role, t.name, t.signatory, t.contact_name, t.contact_role, t.contact_phone,
            t.contact_phone_number, t.contact_phone_extension, t.contact_email
            """
        ) { $0.parties.append(try party(from: $1)) }
        try parts("agreement_area", "t.stem") { $0.area.append(try TERYTCode($1[1])) }
        try parts("agreement_term", "t.kind, t.term_id") { agreement, row in
            if row[1] == "target" { agreement.targetIDs.append(row[2]) } else { agreement.serviceIDs.append(row[2]) }
        }
        try parts("agreement_programme", "t.programme") { $0.programmes.append(try value($1[1], "agreement_programme")) }
        try parts("agreement_legal_basis", "t.text") { $0.legalBasis.append($1[1]) }
        try parts("agreement_action", "t.description, t.action_from, t.action_to, t.responsible_id") { agreement, row in
            let responsible: String? = row[4]
            agreement.actions.append(
                JointAction(
                    description: row[1], from: try period(row[2]), to: try period(row[3]), responsible: try responsible.map { try InstitutionID($0) }))
        }
        try parts("agreement_funding", "t.source, t.amount_grosze, t.note") {
            $0.funding.append(AgreementFunding(source: $1[1], amountGrosze: $1[2], note: $1[3]))
        }
        try parts("agreement_effect", "t.description, t.measure, t.target, t.reached, t.reached_on") {
            $0.effects.append(
                ExpectedEffect(description: $1[1], measure: $1[2], target: $1[3], reached: $1[4], reachedOn: try period($1[5])))
        }
        try parts("agreement_deadline", "t.duty, t.event, t.direction, t.working_days") {
            $0.deadlines.append(
                AgreementDeadline(duty: $1[1], event: $1[2], direction: try value($1[3], "agreement_deadline"), workingDays: $1[4]))
        }
        try parts("agreement_amendment", "t.date, t.subject") { $0.amendments.append(AgreementAmendment(date: try Period($1[1]), subject: $1[2])) }
        try parts("agreement_attachment", "t.title, t.address") { $0.attachments.append(AgreementAttachment(title: $1[1], address: $1[2])) }
        return all
    }

    private static func period(_ text: String?) throws -> Period? { try text.map { try Period($0) } }

    private static func value<Value: RawRepresentable>(_ text: String, _ table: String) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else { throw AtlasStoreError.inconsistent("table \(table) holds the unknown word “\(text)”") }
        return value
    }

    private static func agreement(from row: Row) throws -> StoredAgreement {
        let end: Agreement.End =
            switch row[8] as String {
            case "on": try period(row[9]).map(Agreement.End.on) ?? .notStated
            case "open": .open
            default: .notStated
            }
        let renews: String? = row[11]
        let scope: String? = row[12]
        let agreement = Agreement(
            id: try AgreementID(row[1]), kind: try value(row[2], "agreement"), title: row[3], form: try value(row[4], "agreement"), subject: row[5],
            parties: [], signed: try period(row[6]), validFrom: try period(row[7]), end: end, terminatedOn: try period(row[10]),
            renews: try renews.map { try AgreementID($0) },
            informationExchange: scope.map { InformationExchange(scope: $0, means: row[13], safeguards: row[14]) }, risks: row[15],
            monitoring: row[16], isOpenToJoin: row[17], sourceID: row[18], recordDate: try period(row[19]), verifiedOn: try period(row[20]), note: row[21])
        return StoredAgreement(number: row[0], agreement: agreement)
    }

    private static func party(from row: Row) throws -> AgreementParty {
        let member: AgreementParty.Member
        if let id: String = row[1] {
            member = .institution(try InstitutionID(id))
        } else {
            member = .all(try value(row[2], "agreement_party"), try TERYTCode(row[3]))
        }
        let phone: String? = row[9]
        return AgreementParty(
            member, role: try value(row[4], "agreement_party"), name: row[5], signatory: row[6],
            contact: CooperationCoordinator(
                name: row[7], role: row[8], phone: phone.map { Phone(text: $0, number: row[10], extensionNumber: row[11]) }, email: row[12]))
    }
}
