// SPDX-License-Identifier: Apache-2.0

/// A questionnaire, whom it asks, and what is known of its results.
public struct Survey: Sendable, Hashable {
    /// Percentages of a group that somebody published, where single answers are not known.
    public struct PublishedGroup: Sendable, Hashable {
        public var type: InstitutionType
        /// How many answered; nil when the source does not say.
        public var respondents: Int?
        /// Per cent, by question and option.
        public var percentages: [String: [String: Double]]

        public init(type: InstitutionType, respondents: Int? = nil, percentages: [String: [String: Double]]) {
            self.type = type
            self.respondents = respondents
            self.percentages = percentages
        }
    }

    /// Whether answers are taken on a day.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Only published figures: nobody is asked here.
        case published
        case planned
        case open
        case closed
    }

    public var id: SurveyID
    public var title: LocalizedText
    public var introduction: LocalizedText
    /// The types of institutions that are asked.
    public var asked: [InstitutionType]
    /// What the answers describe.
    public var period: Period
    /// The first and the last day on which answers are taken; nil when nobody is asked here.
    public var opens: Period?
    public var closes: Period?
    /// Results do not show who answered what, and none of groups smaller than `smallestGroup`.
    public var isAnonymous: Bool
    /// The fewest answers of a group whose results are shown.
    public var smallestGroup: Int
    /// Who asks, or where published figures come from. A survey cannot be taken without.
    public var sourceID: String?
    /// A caveat for readers of the results.
    public var note: LocalizedText?
    public var questions: [SurveyQuestion]
    public var published: [PublishedGroup]

    public static let usualSmallestGroup = 5

    public init(
        id: SurveyID, title: LocalizedText, introduction: LocalizedText, asked: [InstitutionType], period: Period, opens: Period? = nil,
        closes: Period? = nil, isAnonymous: Bool = true, smallestGroup: Int? = nil, sourceID: String? = nil, note: LocalizedText? = nil,
        questions: [SurveyQuestion], published: [PublishedGroup] = []
    ) {
        self.id = id
        self.title = title
        self.introduction = introduction
        self.asked = asked
        self.period = period
        self.opens = opens
        self.closes = closes
        self.isAnonymous = isAnonymous
        self.smallestGroup = smallestGroup ?? (isAnonymous ? Self.usualSmallestGroup : 1)
        self.sourceID = sourceID
        self.note = note
        self.questions = questions
        self.published = published
    }

    public func state(on day: Period) -> State {
        guard let opens, let closes else { return .published }
        if day.lastDay < opens.firstDay { return .planned }
        return day.firstDay > closes.lastDay ? .closed : .open
    }

    public func question(_ id: String) -> SurveyQuestion? { questions.first { $0.id == id } }

    public func asks(_ type: InstitutionType) -> Bool { asked.contains { $0.isAskedWith(type) } }

    /// The groups by which results are shown, in the order of `asked`.
    public var groups: [InstitutionType] {
        var seen = Set<InstitutionType>()
        return asked.map(\.surveyGroup).filter { seen.insert($0).inserted }
    }

    /// The questions that somebody of a type has to answer, given what was answered so far.
    public func questions(for type: InstitutionType, given answers: [String: SurveyAnswer]) -> [SurveyQuestion] {
        var open = Set<String>()
        return questions.filter { question in
            guard question.isPut(to: type) else { return false }
            if let condition = question.condition {
                // Answers to a question that is not asked do not count.
                guard open.contains(condition.question), let chosen = answers[condition.question]?.options,
                    chosen.contains(where: condition.options.contains)
                else { return false }
            }
            open.insert(question.id)
            return true
        }
    }
}

/// What somebody answered to a question.
public enum SurveyAnswer: Sendable, Hashable {
    /// The ids of options; of a scale, the number.
    case options([String])
    case number(Double)
    case text(String)

    public var options: [String] { if case .options(let ids) = self { ids } else { [] } }
}

/// The answers of one institution.
public struct SurveySheet: Sendable, Hashable {
    public var institution: InstitutionID
    public var type: InstitutionType
    /// The gmina of its seat when it was asked.
    public var seat: TERYTCode?
    public var answers: [String: SurveyAnswer]

    public init(institution: InstitutionID, type: InstitutionType, seat: TERYTCode?, answers: [String: SurveyAnswer]) {
        self.institution = institution
        self.type = type
        self.seat = seat
        self.answers = answers
    }
}
