// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Answers that came on paper, as a table: `institution,question,answer`, a row an answer, several rows for several options.
public struct SurveyAnswerTable {
    let survey: Survey
    let institutions: [InstitutionID: (type: InstitutionType, seat: TERYTCode?)]

    public init(survey: Survey, institutions: [InstitutionID: (type: InstitutionType, seat: TERYTCode?)]) {
        self.survey = survey
        self.institutions = institutions
    }

    /// - Parameter partial: whether the sheets without faults are taken when others have some.
    public func read(_ data: Data, file: String, partial: Bool) throws -> (sheets: [SurveySheet], report: IntakeReport) {
        let table = try DelimitedTable(data, file: file, delimiter: nil)
        guard let institutionColumn = table.header.firstIndex(of: "institution"), let questionColumn = table.header.firstIndex(of: "question"),
            let answerColumn = table.header.firstIndex(of: "answer")
        else { throw IntakeRefusal(file: file, line: table.headerLine, reason: "expected the columns institution, question, answer; found \(table.header.joined(separator: ", "))") }
        var report = IntakeReport(file: file, read: table.rows.count, remarks: table.remarks)
        var order: [InstitutionID] = []
        var fields: [InstitutionID: [String: [String]]] = [:]
        var lines: [InstitutionID: Int] = [:]
        var spoilt = Set<InstitutionID>()
        for row in table.rows {
            func text(_ column: Int) -> String { column < row.fields.count ? row.fields[column].trimmingCharacters(in: .whitespaces) : "" }
            func reject(_ reason: String) { report.rejected.append(RejectedRow(line: row.line, reason: reason)) }
            guard let id = try? InstitutionID(text(institutionColumn)), let institution = institutions[id] else {
                reject("“\(text(institutionColumn).prefix(80))” is not an institution of the directory")
                continue
            }
            lines[id] = lines[id] ?? row.line
            guard survey.asks(institution.type) else {
                reject("\(id) is \(institution.type.rawValue), which the survey does not ask")
                spoilt.insert(id)
                continue
            }
            guard let question = survey.question(text(questionColumn)) else {
                reject("“\(text(questionColumn).prefix(60))” is not a question of \(survey.id): expected \(survey.questions.map(\.id).joined(separator: ", "))")
                spoilt.insert(id)
                continue
            }
            if fields[id] == nil { order.append(id) }
            fields[id, default: [:]][question.id, default: []].append(text(answerColumn))
        }
        var sheets: [SurveySheet] = []
        for id in order {
            guard let institution = institutions[id], let given = fields[id], !spoilt.contains(id) else { continue }
            let read = survey.answers(given, from: institution.type, isFinal: true)
            for (question, fault) in read.faults.sorted(by: { $0.key < $1.key }) {
                report.rejected.append(RejectedRow(line: lines[id] ?? 0, reason: "\(id), question “\(question)”: \(fault.message.english)"))
            }
            for question in given.keys.sorted() where read.answers[question] == nil && read.faults[question] == nil {
                report.remarks.append("\(id): the question “\(question)” is not put to it, its answer is left out")
            }
            guard read.faults.isEmpty else { continue }
            sheets.append(SurveySheet(institution: id, type: institution.type, seat: institution.seat, answers: read.answers))
            report.accepted += given.values.reduce(0) { $0 + $1.count }
        }
        guard report.rejected.isEmpty || partial else { throw IntakeRefusal(report: report) }
        return (sheets, report)
    }
}
