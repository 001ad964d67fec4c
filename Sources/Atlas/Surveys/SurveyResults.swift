// SPDX-License-Identifier: Apache-2.0

/// What a group answered to a question.
public struct SurveyTally: Sendable, Hashable {
    /// How many answered the question; nil where only percentages were published.
    public var respondents: Int?
    /// How many chose each option; empty where only percentages were published.
    public var counts: [String: Int]
    /// Per cent of those who answered; with several answers allowed they add up to more than 100.
    public var percentages: [String: Double]
    /// Of a scale or a number.
    public var mean: Double?
    public var median: Double?
    /// Whether it was published elsewhere and not counted here.
    public var isPublished: Bool

    /// Of published percentages.
    public init(published percentages: [String: Double], respondents: Int?) {
        self.respondents = respondents
        counts = [:]
        self.percentages = percentages
        isPublished = true
    }

    /// Counts the answers to a question.
    public init(_ question: SurveyQuestion, _ answers: [SurveyAnswer]) {
        let total = answers.count
        respondents = total
        var counts = Dictionary(question.choices.map { ($0.id, 0) }) { first, _ in first }
        var numbers: [Double] = []
        for answer in answers {
            switch answer {
            case .options(let ids):
                for id in Set(ids) { counts[id, default: 0] += 1 }
                if case .scale = question.kind { numbers += ids.compactMap { Int($0) }.map(Double.init) }
            case .number(let number): numbers.append(number)
            case .text: break
            }
        }
        self.counts = counts
        percentages = total == 0 ? [:] : counts.mapValues { Double($0) / Double(total) * 100 }
        isPublished = false
        guard !numbers.isEmpty else { return }
        numbers.sort()
        mean = numbers.reduce(0, +) / Double(numbers.count)
        let middle = numbers.count / 2
        median = numbers.count.isMultiple(of: 2) ? (numbers[middle - 1] + numbers[middle]) / 2 : numbers[middle]
    }
}

/// Which groups may be shown when small ones may not.
public enum SurveyDisclosure {
    /// The groups of which results can be shown beside those of all together: those of `smallest` answers and more, less the
    /// smallest of them while the hidden ones together, which a subtraction would lay open, are fewer.
    /// - Parameter counts: answers by group; groups without answers do not matter.
    public static func shown<Group: Hashable & Comparable>(_ counts: [Group: Int], smallest: Int) -> Set<Group> {
        let present = counts.filter { $0.value > 0 }
        var shown = present.filter { $0.value >= smallest }
        var hidden = present.values.reduce(0, +) - shown.values.reduce(0, +)
        while hidden > 0, hidden < smallest, let next = shown.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
            shown[next.key] = nil
            hidden += next.value
        }
        return Set(shown.keys)
    }
}

/// The results of a survey, of all who answered or of those in a unit.
public struct SurveyResults: Sendable {
    public let survey: Survey
    private let sheets: [SurveySheet]
    /// The sheets of each larger area that lie outside of the one shown: too few of them would be laid open by a subtraction.
    private let outside: [[SurveySheet]]
    /// Of the survey's published figures the results consist when nobody has answered here.
    public let showsPublished: Bool

    /// - Parameter area: the unit whose institutions count; nil for all.
    public init(_ survey: Survey, sheets: [SurveySheet], within area: TERYTCode? = nil) {
        self.survey = survey
        if let area {
            func isInside(_ sheet: SurveySheet) -> Bool { sheet.seat?.isWithin(area) ?? false }
            self.sheets = sheets.filter(isInside)
            let larger = [UnitLevel.wojewodztwo, .powiat].compactMap { area.ancestor(at: $0) }.filter { $0.stem != area.stem }
            outside = ([nil] + larger).map { (unit: TERYTCode?) in
                sheets.filter { sheet in !isInside(sheet) && (unit.map { sheet.seat?.isWithin($0) ?? false } ?? true) }
            }
        } else {
            self.sheets = sheets
            outside = []
        }
        showsPublished = sheets.isEmpty && !survey.published.isEmpty
    }

    public var answered: Int { sheets.count }

    public func answered(_ group: InstitutionType) -> Int { sheets.count { $0.type.surveyGroup == group } }

    /// What one group, or all together, answered to a question; nil when the group was not asked or is too small to show.
    public func tally(_ question: SurveyQuestion, _ group: InstitutionType?) -> SurveyTally? {
        if showsPublished {
            guard let group, let found = survey.published.first(where: { $0.type.surveyGroup == group }) else { return nil }
            return found.percentages[question.id].map { SurveyTally(published: $0, respondents: found.respondents) }
        }
        if let group, !question.isPut(to: group) { return nil }
        let all = answers(to: question)
        let shown = group.map { shownGroups(all).contains($0.rawValue) } ?? (all.count >= survey.smallestGroup)
        guard shown, !isLaidOpen(question, group) else { return nil }
        return SurveyTally(question, all.filter { group == nil || $0.group == group }.map(\.answer))
    }

    /// Whether a group answered the question, but too few of it did.
    public func isHidden(_ question: SurveyQuestion, _ group: InstitutionType?) -> Bool {
        guard !showsPublished else { return false }
        let all = answers(to: question)
        let own = group == nil ? all.count : all.count { $0.group == group }
        return own > 0 && tally(question, group) == nil
    }

    /// Texts in the answerers' own words; nil when there are too few to hide who wrote them.
    ///
    /// - Parameter group: whose; nil for all together.
    public func texts(_ question: SurveyQuestion, _ group: InstitutionType? = nil) -> [String]? {
        guard tally(question, group) != nil else { return nil }
        return answers(to: question).filter { group == nil || $0.group == group }
            .compactMap { if case .text(let text) = $0.answer { text } else { nil } }.sorted()
    }

    private func isLaidOpen(_ question: SurveyQuestion, _ group: InstitutionType?) -> Bool {
        outside.contains { sheets in
            let others = sheets.count { $0.answers[question.id] != nil && (group == nil || $0.type.surveyGroup == group) }
            return others > 0 && others < survey.smallestGroup
        }
    }

    private func shownGroups(_ all: [(group: InstitutionType, answer: SurveyAnswer)]) -> Set<String> {
        let counts = Dictionary(grouping: all, by: \.group.rawValue).mapValues(\.count)
        return SurveyDisclosure.shown(counts, smallest: survey.smallestGroup)
    }

    private func answers(to question: SurveyQuestion) -> [(group: InstitutionType, answer: SurveyAnswer)] {
        sheets.compactMap { sheet in sheet.answers[question.id].map { (sheet.type.surveyGroup, $0) } }
    }
}

/// What a measure takes from the answers to a question.
public enum SurveyFigure: Sendable, Hashable {
    /// Per cent of those who answered.
    case share(option: String)
    case mean
    /// How many answered.
    case answers

    /// - Parameter word: the id of an option, or one of the reserved words.
    public init(_ word: String) {
        self = word == "mean" ? .mean : word == "answers" ? .answers : .share(option: word)
    }
}

extension Survey {
    /// A figure in each unit of a level where enough answered.
    /// - Parameters:
    ///   - group: whose answers count; nil for all who are asked.
    ///   - unitOf: the unit of the level in which a seat lies, and the larger one within which units must not be told apart by
    ///     subtraction; nil for an unknown seat.
    /// - Returns: by the stem of the unit; units whose answers are too few have the flag `isHidden` and no value.
    public func figures(
        _ figure: SurveyFigure, of question: SurveyQuestion, group: InstitutionType?, sheets: [SurveySheet],
        unitOf: (TERYTCode) -> (unit: String, within: String)?
    ) -> [String: (value: Double?, isHidden: Bool)] {
        var answers: [String: [String: [SurveyAnswer]]] = [:]
        for sheet in sheets where group == nil || sheet.type.surveyGroup == group?.surveyGroup {
            guard let answer = sheet.answers[question.id], let place = sheet.seat.flatMap(unitOf) else { continue }
            answers[place.within, default: [:]][place.unit, default: []].append(answer)
        }
        var figures: [String: (value: Double?, isHidden: Bool)] = [:]
        for units in answers.values {
            let shown = SurveyDisclosure.shown(units.mapValues(\.count), smallest: smallestGroup)
            for (unit, answers) in units {
                guard shown.contains(unit) else {
                    figures[unit] = (nil, true)
                    continue
                }
                let tally = SurveyTally(question, answers)
                let value: Double? =
                    switch figure {
                    case .share(let option): tally.percentages[option]
                    case .mean: tally.mean
                    case .answers: Double(answers.count)
                    }
                figures[unit] = (value, false)
            }
        }
        return figures
    }
}
