// SPDX-License-Identifier: Apache-2.0

/// One question of a survey.
public struct SurveyQuestion: Sendable, Hashable {
    /// How it is answered.
    public enum Kind: Sendable, Hashable {
        /// One of the options.
        case single
        /// Any number of the options.
        case multiple
        /// A whole number of a scale. Options with a number of the scale as their id say what it means.
        case scale(ClosedRange<Int>)
        /// A number of a range, with so many decimals, in a unit.
        case number(ClosedRange<Double>, decimals: Int, unit: LocalizedText?)
        /// At most so many characters in one's own words.
        case text(limit: Int)
    }

    /// An answer that can be chosen.
    public struct Option: Sendable, Hashable {
        public var id: String
        public var text: LocalizedText
        /// Whom it is shown to; empty for all who are asked.
        public var asked: [InstitutionType]
        /// “Nie wiem”: cannot stand beside another answer.
        public var isDontKnow: Bool

        public init(id: String, text: LocalizedText, asked: [InstitutionType] = [], isDontKnow: Bool = false) {
            self.id = id
            self.text = text
            self.asked = asked
            self.isDontKnow = isDontKnow
        }
    }

    /// Asks only those who gave one of the answers to an earlier question.
    public struct Condition: Sendable, Hashable {
        public var question: String
        public var options: [String]

        public init(question: String, options: [String]) {
            self.question = question
            self.options = options
        }
    }

    public var id: String
    public var text: LocalizedText
    public var help: LocalizedText?
    public var kind: Kind
    public var isRequired: Bool
    /// Whom it is put to; empty for all who are asked.
    public var asked: [InstitutionType]
    public var condition: Condition?
    public var options: [Option]

    public init(
        id: String, text: LocalizedText, help: LocalizedText? = nil, kind: Kind, isRequired: Bool = false, asked: [InstitutionType] = [],
        condition: Condition? = nil, options: [Option] = []
    ) {
        self.id = id
        self.text = text
        self.help = help
        self.kind = kind
        self.isRequired = isRequired
        self.asked = asked
        self.condition = condition
        self.options = options
    }

    /// All that can be chosen, in the order of the form: the numbers of a scale, then the options.
    public var choices: [Option] {
        guard case .scale(let range) = kind else { return options }
        let named = Dictionary(options.map { ($0.id, $0) }) { first, _ in first }
        let numbers = range.map { number in
            named[String(number)] ?? Option(id: String(number), text: LocalizedText(polish: String(number), english: String(number)))
        }
        return numbers + options.filter { option in !numbers.contains { $0.id == option.id } }
    }

    /// What somebody of a type can choose.
    public func choices(for type: InstitutionType) -> [Option] {
        choices.filter { $0.asked.isEmpty || $0.asked.contains { $0.isAskedWith(type) } }
    }

    public func isPut(to type: InstitutionType) -> Bool { asked.isEmpty || asked.contains { $0.isAskedWith(type) } }

    /// Whether its answers are chosen from options, so that shares can be given.
    public var hasChoices: Bool {
        switch kind {
        case .single, .multiple, .scale: true
        case .number, .text: false
        }
    }

    /// Whether its answers have a mean.
    public var hasMean: Bool {
        switch kind {
        case .scale, .number: true
        case .single, .multiple, .text: false
        }
    }
}

extension InstitutionType {
    /// A centre of social services has taken the place of a welfare centre: it is asked what those are asked.
    public var surveyGroup: InstitutionType { self == .cus ? .ops : self }

    func isAskedWith(_ other: InstitutionType) -> Bool { surveyGroup == other.surveyGroup }
}
