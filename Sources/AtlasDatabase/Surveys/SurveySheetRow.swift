// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// A sheet of answers and its number in the file.
struct StoredSheet {
    let number: Int64
    let version: Int
    let isSubmitted: Bool
    var sheet: SurveySheet
    /// Answers as they are stored, by question.
    var values: [String: [String]] = [:]
}

enum SurveySheetRow {
    /// The sheets of a survey.
    static func fetchAll(_ db: Database, of stored: StoredSurvey, onlySubmitted: Bool) throws -> [StoredSheet] {
        try fetch(
            db, stored.survey, condition: "survey_number = ?" + (onlySubmitted ? " AND submitted = 1" : ""), arguments: [stored.number])
    }

    /// - Parameter condition: on the columns of `survey_invitation`.
    static func fetch(_ db: Database, _ survey: Survey, condition: String, arguments: StatementArguments) throws -> [StoredSheet] {
        var places: [Int64: Int] = [:]
        var all: [StoredSheet] = []
        let rows = try Row.fetchCursor(
            db, sql: "SELECT number, institution_id, type, seat_stem, version, submitted FROM survey_invitation WHERE \(condition) ORDER BY number",
            arguments: arguments)
        while let row = try rows.next() {
            let seat: String? = row[3]
            places[row[0]] = all.count
            all.append(
                StoredSheet(
                    number: row[0], version: row[4], isSubmitted: row[5],
                    sheet: SurveySheet(
                        institution: try InstitutionID(row[1]), type: try SurveyRow.type(row[2]), seat: try seat.map { try TERYTCode($0) },
                        answers: [:])))
        }
        let answers = try Row.fetchCursor(
            db,
            sql: """
                SELECT invitation_number, question_id, value FROM survey_answer
                WHERE invitation_number IN (SELECT number FROM survey_invitation WHERE \(condition))
                ORDER BY invitation_number, question_id, position
                """, arguments: arguments)
        while let row = try answers.next() {
            guard let place = places[row[0]] else { continue }
            all[place].values[row[1], default: []].append(row[2])
        }
        for index in all.indices {
            for question in survey.questions {
                guard let values = all[index].values[question.id] else { continue }
                all[index].sheet.answers[question.id] = try? question.answer(values, from: all[index].sheet.type)
            }
        }
        return all
    }
}

extension SurveyAnswer {
    /// The rows that it is stored as.
    var values: [String] {
        switch self {
        case .options(let ids): ids
        case .number(let number): [number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"]
        case .text(let text): [text]
        }
    }
}
