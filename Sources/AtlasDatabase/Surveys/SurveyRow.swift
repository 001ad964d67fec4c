// SPDX-License-Identifier: Apache-2.0

import Atlas
import GRDB

/// A survey and its number in the file.
struct StoredSurvey {
    let number: Int64
    var survey: Survey
}

/// How rows become surveys.
enum SurveyRow {
    static func fetchAll(_ db: Database) throws -> [StoredSurvey] {
        var all = try Row.fetchAll(db, sql: "SELECT * FROM survey ORDER BY period DESC, id").map(survey)
        let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.number, $0) })
        var options: [Int64: [String: [SurveyQuestion.Option]]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM survey_option ORDER BY survey_number, question_id, position") {
            options[row["survey_number"], default: [:]][row["question_id"], default: []].append(
                SurveyQuestion.Option(
                    id: row["id"], text: LocalizedText(polish: row["text_pl"], english: row["text_en"]), asked: try types(row["asked_types"]),
                    isDontKnow: row["dont_know"]))
        }
        for row in try Row.fetchAll(db, sql: "SELECT * FROM survey_question ORDER BY survey_number, position") {
            let number: Int64 = row["survey_number"]
            guard let place = places[number] else { continue }
            all[place].survey.questions.append(try question(row, options[number]?[row["id"]] ?? []))
        }
        var figures: [Int64: [String: [String: [String: Double]]]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT survey_number, type, question_id, option_id, percentage FROM survey_published_figure") {
            figures[row[0], default: [:]][row[1], default: [:]][row[2], default: [:]][row[3]] = row[4]
        }
        for row in try Row.fetchAll(db, sql: "SELECT survey_number, type, respondents FROM survey_published_group ORDER BY survey_number, position") {
            let number: Int64 = row[0]
            guard let place = places[number] else { continue }
            all[place].survey.published.append(
                Survey.PublishedGroup(type: try type(row[1]), respondents: row[2], percentages: figures[number]?[row[1]] ?? [:]))
        }
        return all
    }

    private static func survey(_ row: Row) throws -> StoredSurvey {
        let opens: String? = row["opens_on"]
        let closes: String? = row["closes_on"]
        let survey = Survey(
            id: try SurveyID(row["id"]), title: LocalizedText(polish: row["title_pl"], english: row["title_en"]),
            introduction: LocalizedText(polish: row["introduction_pl"], english: row["introduction_en"]), asked: try types(row["asked_types"]),
            period: try Period(row["period"]), opens: try opens.map { try Period($0) }, closes: try closes.map { try Period($0) },
            isAnonymous: row["anonymous"], smallestGroup: row["smallest_group"], sourceID: row["source_id"], note: text(row, "note"), questions: [])
        return StoredSurvey(number: row["number"], survey: survey)
    }

    private static func question(_ row: Row, _ options: [SurveyQuestion.Option]) throws -> SurveyQuestion {
        let lowest: Double = row["lowest"] ?? 0
        let highest: Double = row["highest"] ?? 0
        let kind: SurveyQuestion.Kind
        switch row["kind"] as String {
        case "single": kind = .single
        case "multiple": kind = .multiple
        case "scale": kind = .scale(Int(lowest)...Int(highest))
        case "number": kind = .number(lowest...highest, decimals: row["decimals"] ?? 0, unit: text(row, "unit"))
        case "text": kind = .text(limit: Int(highest))
        case let word: throw AtlasStoreError.inconsistent("table survey_question holds the unknown word “\(word)”")
        }
        let condition: String? = row["condition_question"]
        let wanted: String = row["condition_options"] ?? ""
        return SurveyQuestion(
            id: row["id"], text: LocalizedText(polish: row["text_pl"], english: row["text_en"]), help: text(row, "help"), kind: kind,
            isRequired: row["required"], asked: try types(row["asked_types"]),
            condition: condition.map { SurveyQuestion.Condition(question: $0, options: wanted.split(separator: " ").map(String.init)) },
            options: options)
    }

    private static func text(_ row: Row, _ name: String) -> LocalizedText? {
        let polish: String? = row["\(name)_pl"]
        let english: String? = row["\(name)_en"]
        return polish.flatMap { polish in english.map { LocalizedText(polish: polish, english: $0) } }
    }

    static func types(_ text: String) throws -> [InstitutionType] { try text.split(separator: " ").map { try type(String($0)) } }

    static func type(_ text: String) throws -> InstitutionType {
        guard let type = InstitutionType(rawValue: text) else {
            throw AtlasStoreError.inconsistent("a table of surveys holds the unknown type “\(text)”")
        }
        return type
    }
}
