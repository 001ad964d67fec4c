// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import GRDB

/// Surveys and the sources of their published figures.
public struct SurveyContents: Sendable, Hashable {
    public var surveys: [Survey]
    public var sources: [Source]

    public init(surveys: [Survey] = [], sources: [Source] = []) {
        self.surveys = surveys
        self.sources = sources
    }
}

/// A survey that was not taken, and why. Nothing of the import was.
public struct SurveyRefusal: Error, Sendable, Hashable, LocalizedError {
    public let id: SurveyID
    public let reason: String

    public init(id: SurveyID, reason: String) {
        self.id = id
        self.reason = reason
    }

    public var errorDescription: String? { "the survey \(id): \(reason). Nothing was changed." }
}

enum SurveyWriting {
    /// Adds surveys or changes those with the same id.
    /// - Throws: `SurveyRefusal` for a fault of a survey, or when answers that were given would no longer fit.
    static func upsert(_ surveys: [Survey], to db: Database) throws -> WriteSummary {
        let known = Dictionary(uniqueKeysWithValues: try SurveyRow.fetchAll(db).map { ($0.survey.id, $0) })
        let sources = try Set(String.fetchAll(db, sql: "SELECT id FROM source"))
        var summary = WriteSummary()
        var seen = Set<SurveyID>()
        for survey in surveys {
            guard seen.insert(survey.id).inserted else { throw SurveyRefusal(id: survey.id, reason: "the id stands twice") }
            if let fault = survey.faults.first { throw SurveyRefusal(id: survey.id, reason: fault.localizedDescription) }
            if let source = survey.sourceID, !sources.contains(source) {
                throw SurveyRefusal(id: survey.id, reason: "there is no source “\(source)”: give its name, publisher, date and licence")
            }
            guard let before = known[survey.id] else {
                summary.added += 1
                try insert(survey, db)
                continue
            }
            guard before.survey != survey else {
                summary.unchanged += 1
                continue
            }
            summary.changed += 1
            try checkAnswers(to: before, fit: survey, db)
            try update(survey, number: before.number, db)
        }
        return summary
    }

    private static func checkAnswers(to before: StoredSurvey, fit survey: Survey, _ db: Database) throws {
        for sheet in try SurveySheetRow.fetchAll(db, of: before, onlySubmitted: false) {
            guard survey.asks(sheet.sheet.type) else {
                throw SurveyRefusal(id: survey.id, reason: "\(sheet.sheet.institution) was asked, but the survey no longer asks \(sheet.sheet.type.rawValue)")
            }
            for (id, values) in sheet.values {
                let isReadable = survey.question(id).map { question in (try? question.answer(values, from: sheet.sheet.type)) != nil } ?? false
                guard isReadable else {
                    throw SurveyRefusal(
                        id: survey.id,
                        reason: "\(sheet.sheet.institution) has answered “\(id)”, and the changed question does not offer that answer: give the changed survey another id")
                }
            }
        }
    }

    private static let columns = [
        "id", "title_pl", "title_en", "introduction_pl", "introduction_en", "asked_types", "period", "opens_on", "closes_on", "anonymous",
        "smallest_group", "source_id", "note_pl", "note_en",
    ]

    private static func arguments(_ survey: Survey) -> StatementArguments {
        [
            survey.id.text, survey.title.polish, survey.title.english, survey.introduction.polish, survey.introduction.english,
            text(survey.asked), survey.period.text, survey.opens?.text, survey.closes?.text, survey.isAnonymous, survey.smallestGroup,
            survey.sourceID, survey.note?.polish, survey.note?.english,
        ]
    }

    private static func text(_ types: [InstitutionType]) -> String { types.map(\.rawValue).joined(separator: " ") }

    private static func insert(_ survey: Survey, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO survey (\(columns.joined(separator: ", "))) VALUES (\(databaseQuestionMarks(count: columns.count)))",
            arguments: arguments(survey))
        try insertParts(survey, db.lastInsertedRowID, db)
    }

    private static func update(_ survey: Survey, number: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE survey SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE number = ?", arguments: arguments(survey) + [number])
        for table in ["survey_published_group", "survey_question"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE survey_number = ?", arguments: [number])
        }
        try insertParts(survey, number, db)
    }

    private static func insertParts(_ survey: Survey, _ number: Int64, _ db: Database) throws {
        for (position, question) in survey.questions.enumerated() {
            let form = Form(question.kind)
            try db.execute(
                sql: """
                    INSERT INTO survey_question (survey_number, position, id, text_pl, text_en, help_pl, help_en, kind, lowest, highest, decimals,
                        unit_pl, unit_en, required, asked_types, condition_question, condition_options)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    number, position, question.id, question.text.polish, question.text.english, question.help?.polish, question.help?.english,
                    form.word, form.lowest, form.highest, form.decimals, form.unit?.polish, form.unit?.english, question.isRequired,
                    text(question.asked), question.condition?.question, question.condition?.options.joined(separator: " "),
                ])
            for (place, option) in question.options.enumerated() {
                try db.execute(
                    sql: """
                        INSERT INTO survey_option (survey_number, question_id, position, id, text_pl, text_en, asked_types, dont_know)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        number, question.id, place, option.id, option.text.polish, option.text.english, text(option.asked), option.isDontKnow,
                    ])
            }
        }
        for (position, group) in survey.published.enumerated() {
            try db.execute(
                sql: "INSERT INTO survey_published_group (survey_number, position, type, respondents) VALUES (?, ?, ?, ?)",
                arguments: [number, position, group.type.rawValue, group.respondents])
            for (question, options) in group.percentages {
                for (option, value) in options {
                    try db.execute(
                        sql: "INSERT INTO survey_published_figure (survey_number, type, question_id, option_id, percentage) VALUES (?, ?, ?, ?, ?)",
                        arguments: [number, group.type.rawValue, question, option, value])
                }
            }
        }
    }

    /// The kind of a question as columns.
    private struct Form {
        var word: String
        var lowest: Double?
        var highest: Double?
        var decimals: Int?
        var unit: LocalizedText?

        init(_ kind: SurveyQuestion.Kind) {
            switch kind {
            case .single: word = "single"
            case .multiple: word = "multiple"
            case .scale(let range):
                word = "scale"
                lowest = Double(range.lowerBound)
                highest = Double(range.upperBound)
            case .number(let range, let decimals, let unit):
                word = "number"
                lowest = range.lowerBound
                highest = range.upperBound
                self.decimals = decimals
                self.unit = unit
            case .text(let limit):
                word = "text"
                highest = Double(limit)
            }
        }
    }
}
