// SPDX-License-Identifier: Apache-2.0

import Atlas
import Credentials
import Foundation
import GRDB

/// How many were asked and how many answered.
public struct SurveyParticipation: Sendable, Hashable {
    /// By type of institution.
    public var invited: [InstitutionType: Int] = [:]
    public var submitted: [InstitutionType: Int] = [:]

    public init() {}
}

/// An institution that is to be asked.
public struct SurveyInvitee: Sendable, Hashable {
    public var institution: InstitutionID
    public var type: InstitutionType
    public var seat: TERYTCode?

    public init(institution: InstitutionID, type: InstitutionType, seat: TERYTCode?) {
        self.institution = institution
        self.type = type
        self.seat = seat
    }
}

/// What a link leads to.
public struct SurveyInvitation: Sendable, Hashable {
    public let survey: Survey
    public let sheet: SurveySheet
    /// One more with every saving.
    public let version: Int
    public let isSubmitted: Bool
}

/// What came of saving a sheet.
public enum SurveySaving: Sendable, Hashable {
    case saved(SurveyInvitation)
    /// Somebody saved it since the form was opened; it is as it was.
    case conflict(SurveyInvitation)
    /// The link leads nowhere.
    case unknown
}

extension AtlasStore {
    /// All surveys, the latest period first.
    public func surveys() async throws -> [Survey] {
        try await pool.read { db in try SurveyRow.fetchAll(db).map(\.survey) }
    }

    /// The sheets that were handed in, by survey.
    public func submittedSurveySheets() async throws -> [SurveyID: [SurveySheet]] {
        try await pool.read { db in
            var sheets: [SurveyID: [SurveySheet]] = [:]
            for stored in try SurveyRow.fetchAll(db) {
                sheets[stored.survey.id] = try SurveySheetRow.fetchAll(db, of: stored, onlySubmitted: true).map(\.sheet)
            }
            return sheets
        }
    }

    /// Who was asked and who answered, in numbers.
    public func surveyParticipation() async throws -> [SurveyID: SurveyParticipation] {
        try await pool.read { db in
            var all: [SurveyID: SurveyParticipation] = [:]
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT s.id, i.type, count(*), sum(i.submitted) FROM survey_invitation i JOIN survey s ON s.number = i.survey_number
                    GROUP BY s.id, i.type
                    """)
            for row in rows {
                let type = try SurveyRow.type(row[1])
                all[try SurveyID(row[0]), default: SurveyParticipation()].invited[type] = row[2]
                all[try SurveyID(row[0]), default: SurveyParticipation()].submitted[type] = row[3]
            }
            return all
        }
    }

    /// Adds surveys or changes those with the same id, all or none.
    /// - Throws: `SurveyRefusal`.
    public func importSurveys(_ contents: SurveyContents, dryRun: Bool = false) async throws -> WriteSummary {
        try await surveyWrite(dryRun: dryRun) { db in
            try SourceWriting.upsert(contents.sources, to: db)
            let summary = try SurveyWriting.upsert(contents.surveys, to: db)
            guard summary.added + summary.changed > 0 else { return (summary, false) }
            try ImportLog.note(db, ImportProvenance(kind: "survey", note: "surveys +\(summary.added) ~\(summary.changed)"))
            return (summary, true)
        }
    }

    /// Notes whom a survey asks and gives each a link's token, which is told this once.
    /// - Parameter renewing: whether those asked before get a new token as well, in place of the one they have.
    /// - Returns: the new tokens, in the order of `invitees`, and how many were asked before and kept theirs.
    public func invite(
        _ invitees: [SurveyInvitee], to id: SurveyID, on day: Period, renewing: Bool = false
    ) async throws -> (invited: [(invitee: SurveyInvitee, token: SecretToken)], kept: Int) {
        let invited = try await surveyWrite { db in
            guard let stored = try SurveyRow.fetchAll(db).first(where: { $0.survey.id == id }) else {
                throw SurveyRefusal(id: id, reason: "there is no such survey")
            }
            var known = Dictionary(
                uniqueKeysWithValues: try Row.fetchAll(
                    db, sql: "SELECT institution_id, number FROM survey_invitation WHERE survey_number = ?", arguments: [stored.number]
                ).map { ($0[0] as String, $0[1] as Int64) })
            var tokens: [(invitee: SurveyInvitee, token: SecretToken)] = []
            for invitee in invitees {
                guard stored.survey.asks(invitee.type) else {
                    throw SurveyRefusal(id: id, reason: "it does not ask \(invitee.type.rawValue), which \(invitee.institution) is")
                }
                let token = SecretToken()
                if let number = known[invitee.institution.text] {
                    guard renewing else { continue }
                    try db.execute(sql: "UPDATE survey_invitation SET token_hash = ? WHERE number = ?", arguments: [token.hash, number])
                } else {
                    try insert(invitee, stored.number, token: token, on: day, db)
                    known[invitee.institution.text] = db.lastInsertedRowID
                }
                tokens.append((invitee, token))
            }
            return (tokens, !tokens.isEmpty)
        }
        return (invited, invitees.count - invited.count)
    }

    /// What a link leads to; nil for an unknown one.
    public func surveyInvitation(_ token: SecretToken) async throws -> SurveyInvitation? {
        try await pool.read { db in try Self.invitation(token, db)?.invitation }
    }

    /// Saves the answers of a sheet in place of those before, in one transaction.
    /// - Parameters:
    ///   - version: that of the sheet when the form was opened.
    ///   - submitting: whether the sheet is handed in. One that was handed in stays so.
    public func saveSurveySheet(
        _ token: SecretToken, answers: [String: SurveyAnswer], version: Int, submitting: Bool
    ) async throws -> SurveySaving {
        try await pool.writeWithoutTransaction { db in
            var result = SurveySaving.unknown
            try db.inTransaction(.immediate) {
                guard let found = try Self.invitation(token, db) else { return .rollback }
                // Two windows may hold the same answers; those in both need not be asked about.
                let before = found.invitation
                guard before.version == version || (before.sheet.answers == answers && before.isSubmitted == (submitting || before.isSubmitted)) else {
                    result = .conflict(before)
                    return .rollback
                }
                try Self.write(answers, to: found.number, submitting: submitting, db)
                if submitting || before.isSubmitted { try Self.renewSurveys(db) }
                guard let after = try Self.invitation(token, db) else { return .rollback }
                result = .saved(after.invitation)
                return .commit
            }
            return result
        }
    }

    /// Takes answers that came on paper, all or none; an institution that had answered gets the new answers.
    public func importSurveyAnswers(_ sheets: [SurveySheet], to id: SurveyID, on day: Period, dryRun: Bool = false) async throws -> WriteSummary {
        try await surveyWrite(dryRun: dryRun) { db in
            guard let stored = try SurveyRow.fetchAll(db).first(where: { $0.survey.id == id }) else {
                throw SurveyRefusal(id: id, reason: "there is no such survey")
            }
            let known = Dictionary(
                uniqueKeysWithValues: try SurveySheetRow.fetchAll(db, of: stored, onlySubmitted: false).map { ($0.sheet.institution, $0) })
            var summary = WriteSummary()
            for sheet in sheets {
                guard stored.survey.asks(sheet.type) else {
                    throw SurveyRefusal(id: id, reason: "it does not ask \(sheet.type.rawValue), which \(sheet.institution) is")
                }
                if let before = known[sheet.institution] {
                    if before.isSubmitted, before.sheet.answers == sheet.answers {
                        summary.unchanged += 1
                        continue
                    }
                    if before.isSubmitted { summary.changed += 1 } else { summary.added += 1 }
                    try Self.write(sheet.answers, to: before.number, submitting: true, db)
                } else {
                    summary.added += 1
                    try insert(SurveyInvitee(institution: sheet.institution, type: sheet.type, seat: sheet.seat), stored.number, token: nil, on: day, db)
                    try Self.write(sheet.answers, to: db.lastInsertedRowID, submitting: true, db)
                }
            }
            return (summary, summary.added + summary.changed > 0)
        }
    }

    // MARK: Rows

    /// Runs a change of surveys in one transaction.
    /// - Parameter body: says beside its result whether anything changed.
    private func surveyWrite<Result: Sendable>(
        dryRun: Bool = false, _ body: @escaping @Sendable (Database) throws -> (Result, Bool)
    ) async throws -> Result {
        do {
            return try await pool.writeWithoutTransaction { db in
                var result: Result?
                try db.inTransaction(.immediate) {
                    let (made, hasChanged) = try body(db)
                    result = made
                    guard hasChanged, !dryRun else { return .rollback }
                    try Self.renewSurveys(db)
                    return .commit
                }
                guard let result else { throw AtlasStoreError.inconsistent("a change of surveys did not run") }
                return result
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw AtlasStoreError.inconsistent("the surveys were left as they were: \(error.message ?? "\(error)")")
        }
    }

    private static func renewSurveys(_ db: Database) throws {
        try AtlasProperty.renewDataVersion(db)
        try AtlasProperty.renew(.surveysVersion, db)
    }

    private static func invitation(_ token: SecretToken, _ db: Database) throws -> (number: Int64, invitation: SurveyInvitation)? {
        let numbers = try Row.fetchOne(
            db, sql: "SELECT number, survey_number FROM survey_invitation WHERE token_hash = ?", arguments: [token.hash])
        guard let numbers else { return nil }
        let surveyNumber: Int64 = numbers[1]
        guard let stored = try SurveyRow.fetchAll(db).first(where: { $0.number == surveyNumber }),
            let sheet = try SurveySheetRow.fetch(db, stored.survey, condition: "number = ?", arguments: [numbers[0] as Int64]).first
        else { return nil }
        return (
            sheet.number, SurveyInvitation(survey: stored.survey, sheet: sheet.sheet, version: sheet.version, isSubmitted: sheet.isSubmitted)
        )
    }

    private static func write(_ answers: [String: SurveyAnswer], to number: Int64, submitting: Bool, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE survey_invitation SET version = version + 1, submitted = submitted OR ? WHERE number = ?", arguments: [submitting, number])
        try db.execute(sql: "DELETE FROM survey_answer WHERE invitation_number = ?", arguments: [number])
        for (question, answer) in answers {
            for (position, value) in answer.values.enumerated() {
                try db.execute(
                    sql: "INSERT INTO survey_answer (invitation_number, question_id, position, value) VALUES (?, ?, ?, ?)",
                    arguments: [number, question, position, value])
            }
        }
    }
}

private func insert(_ invitee: SurveyInvitee, _ survey: Int64, token: SecretToken?, on day: Period, _ db: Database) throws {
    try db.execute(
        sql: "INSERT INTO survey_invitation (survey_number, institution_id, type, seat_stem, token_hash, invited_on) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [survey, invitee.institution.text, invitee.type.rawValue, invitee.seat?.stem, token?.hash, day.text])
}
