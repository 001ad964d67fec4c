// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The results of a survey in a unit, counted.
struct CountedSurvey: Sendable {
    /// What one group answered to a question.
    struct GroupTally: Sendable {
        let group: InstitutionType
        /// Nil when it was not asked, or too few answered.
        let tally: SurveyTally?
        let isAsked: Bool
        let isHidden: Bool
        /// Its answers in its own words; nil when there are too few.
        let texts: [String]?
    }

    struct Question: Sendable {
        let groups: [GroupTally]
        /// Of all groups together.
        let total: SurveyTally?
        let isTotalHidden: Bool
        /// Answers of all groups in their own words; nil when there are too few.
        let texts: [String]?
    }

    let questions: [String: Question]
    /// How many answered, by group.
    let answered: [InstitutionType: Int]
    let showsPublished: Bool
    /// Sheets of the whole country, by the stem of the województwo and the group.
    let answeredByRegion: [String: [InstitutionType: Int]]

    init(_ survey: Survey, sheets: [SurveySheet], within area: TERYTCode?) {
        let results = SurveyResults(survey, sheets: sheets, within: area)
        answered = Dictionary(uniqueKeysWithValues: survey.groups.map { ($0, results.answered($0)) })
        showsPublished = results.showsPublished
        var regions: [String: [InstitutionType: Int]] = [:]
        for sheet in sheets {
            if let region = sheet.seat?.ancestor(at: .wojewodztwo) { regions[region.stem, default: [:]][sheet.type.surveyGroup, default: 0] += 1 }
        }
        answeredByRegion = regions
        questions = Dictionary(
            survey.questions.map { question in
                func texts(_ group: InstitutionType?) -> [String]? {
                    if case .text = question.kind { results.texts(question, group) } else { nil }
                }
                let groups = survey.groups.map { group in
                    GroupTally(
                        group: group, tally: results.tally(question, group), isAsked: question.isPut(to: group),
                        isHidden: results.isHidden(question, group), texts: texts(group))
                }
                return (
                    question.id,
                    Question(groups: groups, total: results.tally(question, nil), isTotalHidden: results.isHidden(question, nil), texts: texts(nil))
                )
            }
        ) { first, _ in first }
    }
}
