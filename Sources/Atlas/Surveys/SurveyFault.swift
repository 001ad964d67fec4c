// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why a survey cannot be as it is.
public enum SurveyFault: Error, Sendable, Hashable, LocalizedError {
    case noTitle
    case nobodyAsked
    case oneDate
    case notADay(Period)
    case closesBeforeOpening(opens: Period, closes: Period)
    case smallestGroup(Int)
    case noQuestions
    case badWord(String)
    case reservedWord(String)
    case questionTwice(String)
    case optionTwice(question: String, option: String)
    case noText(String)
    case tooFewOptions(String)
    case optionsNotWanted(String)
    case badScale(String)
    case badRange(String)
    case badTextLimit(String)
    case badCondition(question: String, reason: String)
    case notAsked(where: String, type: InstitutionType)
    case unknownQuestion(String)
    case unknownOption(question: String, option: String)
    case percentageOutOfRange(question: String, option: String, value: Double)
    case groupTwice(InstitutionType)
    case respondents(Int)
    case noSource

    public var errorDescription: String? {
        switch self {
        case .noTitle: "the title is empty in Polish or English"
        case .nobodyAsked: "nobody is asked: name one type of institution or more, such as OPS"
        case .oneDate: "only one of “opens” and “closes” is given: give both, or neither for published figures alone"
        case .notADay(let period): "\(period) is not a day: expected a day such as 2026-11-30"
        case .closesBeforeOpening(let opens, let closes): "it closes (\(closes)) before it opens (\(opens))"
        case .smallestGroup(let number): "results of groups of \(number) and more: expected 1…100, and at least 3 in an anonymous survey"
        case .noQuestions: "it has no questions, or more than \(Survey.questionLimit)"
        case .badWord(let text): "“\(text.prefix(80))” is not a name of a question or option: expected 1…60 small letters a–z, digits and hyphens"
        case .reservedWord(let text): "“\(text)” cannot name an option: the word stands for something else in measures"
        case .questionTwice(let id): "the question “\(id)” stands twice"
        case .optionTwice(let question, let option): "question “\(question)”: the option “\(option)” stands twice"
        case .noText(let place): "\(place): the text is empty in Polish or English"
        case .tooFewOptions(let id): "question “\(id)”: expected 2…60 options"
        case .optionsNotWanted(let id): "question “\(id)”: numbers and texts have no options; a scale has those of its numbers and “nie wiem”"
        case .badScale(let id): "question “\(id)”: expected a scale of 2…11 whole numbers from 0…10, such as 1 to 5"
        case .badRange(let id): "question “\(id)”: expected a range whose end is above its start, and 0…4 decimals"
        case .badTextLimit(let id): "question “\(id)”: expected a limit of 1…5000 characters"
        case .badCondition(let question, let reason): "question “\(question)”: its condition \(reason)"
        case .notAsked(let place, let type): "\(place): \(type.rawValue) is not among those who are asked"
        case .unknownQuestion(let id): "published figures of the question “\(id)”, which the survey does not have or which has no options"
        case .unknownOption(let question, let option): "published figure of “\(option)”, which question “\(question)” does not offer to the group"
        case .percentageOutOfRange(let question, let option, let value): "question “\(question)”, option “\(option)”: \(value) is not a percentage 0…100"
        case .groupTwice(let type): "published figures of \(type.rawValue) stand twice"
        case .respondents(let number): "\(number) respondents: expected 1 or more"
        case .noSource: "it does not say who asks: give a source with name, publisher, date and licence"
        }
    }
}

extension Survey {
    public static let questionLimit = 200
    /// What stands for the mean and for the number of answers in measures.
    public static let reservedOptions: Set<String> = ["mean", "answers"]

    /// What is wrong with it by itself; empty when it can be taken.
    public var faults: [SurveyFault] {
        var faults: [SurveyFault] = []
        if sourceID == nil { faults.append(.noSource) }
        if title.isBlank { faults.append(.noTitle) }
        if asked.isEmpty { faults.append(.nobodyAsked) }
        if (opens == nil) != (closes == nil) { faults.append(.oneDate) }
        for date in [opens, closes].compactMap(\.self) where date.day == nil { faults.append(.notADay(date)) }
        if let opens, let closes, closes < opens { faults.append(.closesBeforeOpening(opens: opens, closes: closes)) }
        if !(isAnonymous ? 3...100 : 1...100).contains(smallestGroup) { faults.append(.smallestGroup(smallestGroup)) }
        if !(1...Self.questionLimit).contains(questions.count) { faults.append(.noQuestions) }
        var earlier: [String: SurveyQuestion] = [:]
        for question in questions {
            if earlier[question.id] != nil { faults.append(.questionTwice(question.id)) }
            faults += self.faults(of: question, after: earlier)
            earlier[question.id] = question
        }
        return faults + publishedFaults
    }

    private func faults(of question: SurveyQuestion, after earlier: [String: SurveyQuestion]) -> [SurveyFault] {
        var faults: [SurveyFault] = []
        let place = "question “\(question.id)”"
        if !SurveyWord.isValid(question.id) { faults.append(.badWord(question.id)) }
        if question.text.isBlank { faults.append(.noText(place)) }
        for type in question.asked where !asks(type) { faults.append(.notAsked(where: place, type: type)) }
        var seen = Set<String>()
        for option in question.options {
            if !SurveyWord.isValid(option.id) { faults.append(.badWord(option.id)) }
            if Self.reservedOptions.contains(option.id) { faults.append(.reservedWord(option.id)) }
            if !seen.insert(option.id).inserted { faults.append(.optionTwice(question: question.id, option: option.id)) }
            if option.text.isBlank { faults.append(.noText("\(place), option “\(option.id)”")) }
            for type in option.asked where !asks(type) { faults.append(.notAsked(where: "\(place), option “\(option.id)”", type: type)) }
        }
        switch question.kind {
        case .single, .multiple:
            if !(2...60).contains(question.options.count) { faults.append(.tooFewOptions(question.id)) }
        case .scale(let range):
            if !(2...11).contains(range.count) || range.lowerBound < 0 || range.upperBound > 10 { faults.append(.badScale(question.id)) }
            let strange = question.options.contains { option in !option.isDontKnow && Int(option.id).map(range.contains) != true }
            if strange { faults.append(.optionsNotWanted(question.id)) }
        case .number(let range, let decimals, _):
            if range.isEmpty || !(range.upperBound > range.lowerBound) || !(0...4).contains(decimals) { faults.append(.badRange(question.id)) }
            if !question.options.isEmpty { faults.append(.optionsNotWanted(question.id)) }
        case .text(let limit):
            if !(1...5000).contains(limit) { faults.append(.badTextLimit(question.id)) }
            if !question.options.isEmpty { faults.append(.optionsNotWanted(question.id)) }
        }
        if let condition = question.condition {
            if let other = earlier[condition.question] {
                let known = Set(other.choices.map(\.id))
                if condition.options.isEmpty || !condition.options.allSatisfy(known.contains) {
                    faults.append(.badCondition(question: question.id, reason: "names an answer that question “\(other.id)” does not offer"))
                }
            } else {
                faults.append(.badCondition(question: question.id, reason: "names “\(condition.question)”, which is no earlier question"))
            }
        }
        return faults
    }

    private var publishedFaults: [SurveyFault] {
        var faults: [SurveyFault] = []
        var seen = Set<InstitutionType>()
        for group in published {
            if !asks(group.type) { faults.append(.notAsked(where: "published figures", type: group.type)) }
            if !seen.insert(group.type.surveyGroup).inserted { faults.append(.groupTwice(group.type)) }
            if let count = group.respondents, count < 1 { faults.append(.respondents(count)) }
            for (id, options) in group.percentages.sorted(by: { $0.key < $1.key }) {
                guard let question = question(id), question.hasChoices, question.isPut(to: group.type) else {
                    faults.append(.unknownQuestion(id))
                    continue
                }
                let offered = Set(question.choices(for: group.type).map(\.id))
                for (option, value) in options.sorted(by: { $0.key < $1.key }) {
                    if !offered.contains(option) { faults.append(.unknownOption(question: id, option: option)) }
                    if !(0...100).contains(value) { faults.append(.percentageOutOfRange(question: id, option: option, value: value)) }
                }
            }
        }
        return faults
    }
}

extension LocalizedText {
    fileprivate var isBlank: Bool { polish.allSatisfy(\.isWhitespace) || english.allSatisfy(\.isWhitespace) }
}
