// SPDX-License-Identifier: Apache-2.0

/// What a report asked for, what was answered, and how far it has come where.
public struct Recommendation: Sendable, Hashable {
    public var id: KnowledgeID
    /// The report: the id of its source.
    public var reportID: String
    /// Its number in the report or in our order of it.
    public var number: Int
    public var text: LocalizedText
    /// Who is to act; both texts empty when the report does not say.
    public var addressee: LocalizedText
    public var answer: RecommendationAnswer?
    public var progress: [RecommendationProgress]
    public var recordDate: Period?
    public var note: LocalizedText

    public init(
        id: KnowledgeID, reportID: String, number: Int, text: LocalizedText, addressee: LocalizedText = .nothing, answer: RecommendationAnswer? = nil,
        progress: [RecommendationProgress] = [], recordDate: Period? = nil, note: LocalizedText = .nothing
    ) {
        self.id = id
        self.reportID = reportID
        self.number = number
        self.text = text
        self.addressee = addressee
        self.answer = answer
        self.progress = progress
        self.recordDate = recordDate
        self.note = note
    }
}

/// What whoever had to decide said of a recommendation.
public struct RecommendationAnswer: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable, CaseIterable, Codable {
        case accepted, partly, rejected

        public var name: LocalizedText {
            switch self {
            case .accepted: LocalizedText(polish: "przyjęta", english: "accepted")
            case .partly: LocalizedText(polish: "przyjęta częściowo", english: "partly accepted")
            case .rejected: LocalizedText(polish: "odrzucona", english: "rejected")
            }
        }
    }

    public var verdict: Verdict
    public var respondent: LocalizedText
    /// In our words; both texts empty when only the verdict is known.
    public var explanation: LocalizedText

    public init(_ verdict: Verdict, respondent: LocalizedText, explanation: LocalizedText = .nothing) {
        self.verdict = verdict
        self.respondent = respondent
        self.explanation = explanation
    }
}

/// How far a recommendation has come in an institution or an area, as somebody reported it on a day.
public struct RecommendationProgress: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable, Codable {
        case notStarted = "not-started"
        case partly, done, rejected

        public var name: LocalizedText {
            switch self {
            case .notStarted: LocalizedText(polish: "nierozpoczęta", english: "not started")
            case .partly: LocalizedText(polish: "w części wdrożona", english: "partly done")
            case .done: LocalizedText(polish: "wdrożona", english: "done")
            case .rejected: LocalizedText(polish: "odrzucona", english: "rejected")
            }
        }
    }

    public var subject: PracticePlace.Member
    public var status: Status
    public var date: Period
    public var note: LocalizedText

    public init(_ subject: PracticePlace.Member, _ status: Status, on date: Period, note: LocalizedText = .nothing) {
        self.subject = subject
        self.status = status
        self.date = date
        self.note = note
    }
}

extension Recommendation {
    /// The newest report of each institution and area, in the order in which they first stand.
    public var currentProgress: [RecommendationProgress] {
        var order: [PracticePlace.Member] = []
        var newest: [PracticePlace.Member: RecommendationProgress] = [:]
        for report in progress {
            guard let known = newest[report.subject] else {
                order.append(report.subject)
                newest[report.subject] = report
                continue
            }
            if known.date.lastDay <= report.date.lastDay { newest[report.subject] = report }
        }
        return order.compactMap { newest[$0] }
    }
}
