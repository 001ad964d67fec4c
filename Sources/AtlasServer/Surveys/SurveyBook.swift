// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The surveys of one version of the data: questionnaires in memory, answers when somebody asks for results.
final class SurveyBook: Sendable {
    /// Changes whenever questionnaires do, or answers that were handed in.
    let version: String
    /// The latest period first.
    let surveys: [Survey]
    let participation: [SurveyID: SurveyParticipation]
    private let pending: PendingValue<[SurveyID: [SurveySheet]]>
    /// Results that somebody has looked at, by survey and unit.
    private let counts = LeastRecentlyUsed<String, CountedSurvey>(capacity: 64)

    private init(store: AtlasStore, version: String) async throws {
        self.version = version
        surveys = try await store.surveys()
        participation = try await store.surveyParticipation()
        pending = PendingValue {
            let sheets = try await store.submittedSurveySheets()
            guard try await store.version(\.surveys) == version else { throw SnapshotOutdated() }
            return sheets
        }
    }

    /// The same book, if it still is of this version, or else a new one.
    static func keeping(_ earlier: SurveyBook?, store: AtlasStore, version: String) async throws -> SurveyBook {
        if let earlier, earlier.version == version { return earlier }
        return try await SurveyBook(store: store, version: version)
    }

    subscript(id: SurveyID) -> Survey? { surveys.first { $0.id == id } }

    /// The sheets that were handed in.
    func sheets(of id: SurveyID) async throws -> [SurveySheet] { try await pending.value[id] ?? [] }

    /// The results of a survey, counted once for each unit that is asked for.
    func counted(_ survey: Survey, within area: TERYTCode?) async throws -> CountedSurvey {
        let key = "\(survey.id) \(area?.stem ?? "")"
        if let known = counts[key] { return known }
        let counted = CountedSurvey(survey, sheets: try await sheets(of: survey.id), within: area)
        counts.store(counted, for: key)
        return counted
    }

    func answered(_ id: SurveyID) -> Int { participation[id]?.submitted.values.reduce(0, +) ?? 0 }

    func invited(_ id: SurveyID) -> Int { participation[id]?.invited.values.reduce(0, +) ?? 0 }

    /// - Throws: 404 with the ids that there are.
    func existing(_ text: String) throws -> Survey {
        guard let found = (try? SurveyID(text)).flatMap({ self[$0] }) else {
            let known = surveys.map(\.id.text).joined(separator: ", ")
            throw Problem.notFound("survey", text, accepted: known.isEmpty ? "there are no surveys yet" : "expected one of \(known)")
        }
        return found
    }

    /// What a measure of a survey asks for.
    struct Asked {
        let survey: Survey
        let question: SurveyQuestion
        let figure: SurveyFigure
        let type: InstitutionType?
        let answered: Int

        /// Results by gmina would mostly be those of a single institution.
        func levels(of known: [UnitLevel]) -> [UnitLevel] { survey.smallestGroup > 1 ? known.filter { $0 != .gmina } : known }
    }

    /// - Throws: 404 for what the survey does not have, and for one that has no answers to place on a map.
    func asked(_ id: SurveyID, _ questionID: String, _ option: String, _ type: InstitutionType?) throws -> Asked {
        let survey = try existing(id.text)
        guard let question = survey.question(questionID) else {
            throw Problem.notFound("question", questionID, accepted: "\(id) has \(survey.questions.map(\.id).joined(separator: ", "))")
        }
        var offered = question.hasChoices ? question.choices.map(\.id) : []
        if question.hasMean { offered.append("mean") }
        offered.append("answers")
        guard offered.contains(option) else {
            throw Problem.notFound("option", option, accepted: "question \(questionID) has \(offered.joined(separator: ", "))")
        }
        if let type, !survey.asks(type) || !question.isPut(to: type) {
            throw Problem.notFound("group", type.rawValue, accepted: "question \(questionID) is put to \(survey.groups.filter(question.isPut).map(\.rawValue).joined(separator: ", "))")
        }
        let count = answered(id)
        guard count > 0 else {
            throw Problem.notFound(
                "survey with answers by unit", id.text,
                accepted: survey.published.isEmpty ? "nobody has answered yet" : "it has published figures only, of all units together")
        }
        return Asked(survey: survey, question: question, figure: SurveyFigure(option), type: type?.surveyGroup, answered: count)
    }

    /// Waits until nothing reads the database for it any more.
    func finish() async { await pending.finish() }
}
