// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The results of a survey as pages and programs get them.
struct SurveyResultsModel: Sendable {
    let survey: Survey
    let results: CountedSurvey
    /// The unit whose institutions count; nil for the whole country.
    let area: TerritorialUnit?
    /// The group whose answers are shown; nil for all beside each other.
    let type: InstitutionType?
    let invited: Int
    let answeredInAll: Int
    /// Województwa from which somebody answered, with how many, by name.
    let regions: [(unit: TerritorialUnit, answered: Int)]
    let source: Source?

    init(_ id: String, _ query: QueryReader, in snapshot: AtlasSnapshot) async throws {
        survey = try snapshot.surveys.existing(id)
        area = try query.code("unit").map { try snapshot.territory.existing($0.description).unit }
        let groups = survey.groups
        type = try query.text("type").map { text in
            guard let group = InstitutionType(naming: text)?.surveyGroup, groups.contains(group) else {
                throw Problem.badParameter("type", text, accepted: "a type that the survey asks: " + groups.map(\.rawValue).joined(separator: ", "))
            }
            return group
        }
        let asked = type
        let counted = try await snapshot.surveys.counted(survey, within: area?.code)
        results = counted
        invited = snapshot.surveys.invited(survey.id)
        answeredInAll = snapshot.surveys.answered(survey.id)
        regions = snapshot.territory.units(at: .wojewodztwo).compactMap { region in
            let answered = Self.count(counted.answeredByRegion[region.unit.code.stem] ?? [:], of: asked)
            return answered > 0 ? (region.unit, answered) : nil
        }
        source = survey.sourceID.flatMap { snapshot.sources[$0] }
    }

    private static func count(_ counts: [InstitutionType: Int], of type: InstitutionType?) -> Int {
        counts.reduce(0) { $0 + (type == nil || $1.key == type ? $1.value : 0) }
    }

    /// How many of those shown answered.
    var answered: Int { Self.count(results.answered, of: type) }

    /// The questions that were put to those shown, with their numbers in the questionnaire.
    var questions: [(number: Int, question: SurveyQuestion)] {
        survey.questions.enumerated().filter { type.map($0.element.isPut(to:)) ?? true }.map { ($0.offset + 1, $0.element) }
    }

    func tallies(_ question: SurveyQuestion) -> [CountedSurvey.GroupTally] {
        let groups = results.questions[question.id]?.groups ?? []
        return type.map { type in groups.filter { $0.group == type } } ?? groups
    }

    /// Answers in their own words of those shown.
    func texts(_ question: SurveyQuestion) -> [String]? {
        type == nil ? results.questions[question.id]?.texts : tallies(question).first?.texts
    }

    // MARK: For programs

    func json(_ language: Language) -> JSONValue {
        [
            "survey": .string(survey.id.text), "title": .string(language.of(survey.title)), "period": .string(survey.period.text),
            "unit": JSONValue(area?.code.description), "type": JSONValue(type?.rawValue), "published": .bool(results.showsPublished),
            "answered": results.showsPublished ? .null : .integer(answered), "smallest_group": .integer(survey.smallestGroup),
            "source": JSONValue(source.map { language.of($0.name) }),
            "questions": .array(questions.map { json($0.question, language) }),
        ]
    }

    private func json(_ question: SurveyQuestion, _ language: Language) -> JSONValue {
        var groups: [JSONValue] = tallies(question).filter(\.isAsked).map { .members([("type", .string($0.group.rawValue))] + members($0.tally, $0.isHidden, question, $0.group, language)) }
        if !results.showsPublished, type == nil, survey.groups.count > 1 {
            groups.append(.members([("type", .null)] + members(results.questions[question.id]?.total, results.questions[question.id]?.isTotalHidden ?? false, question, nil, language)))
        }
        return [
            "id": .string(question.id), "text": .string(language.of(question.text)), "kind": .string(question.kind.word), "groups": .array(groups),
        ]
    }

    private func members(
        _ tally: SurveyTally?, _ isHidden: Bool, _ question: SurveyQuestion, _ group: InstitutionType?, _ language: Language
    ) -> [(String, JSONValue)] {
        guard let tally else { return [("respondents", isHidden ? .null : 0), ("hidden", .bool(isHidden)), ("options", [])] }
        let choices = !question.hasChoices ? [] : group.map(question.choices(for:)) ?? question.choices
        return [
            ("respondents", tally.respondents.map(JSONValue.integer) ?? .null), ("hidden", false),
            ("mean", JSONValue(tally.mean)), ("median", JSONValue(tally.median)),
            (
                "options",
                .array(
                    choices.map { option in
                        [
                            "id": .string(option.id), "text": .string(language.of(option.text)),
                            "count": tally.counts[option.id].map(JSONValue.integer) ?? .null,
                            "percentage": JSONValue(tally.percentages[option.id].map { ($0 * 100).rounded() / 100 }),
                        ]
                    })
            ),
        ]
    }

    func csv(_ language: Language) -> String {
        var text = "survey,period,unit,question,question_text,option,option_text,type,respondents,count,percentage,mean\r\n"
        func add(_ question: SurveyQuestion, _ option: String, _ optionText: String, _ group: String, _ tally: SurveyTally, _ count: Int?, _ percentage: Double?, _ mean: Double?) {
            func decimal(_ value: Double?) -> String { value.map { "\(($0 * 100).rounded() / 100)" } ?? "" }
            let numbers = [tally.respondents.map(String.init) ?? "", count.map(String.init) ?? "", decimal(percentage), decimal(mean)]
            let fields = [survey.id.text, survey.period.text, area?.code.description ?? "", question.id, language.of(question.text), option, optionText, group]
            text += (fields + numbers).map(Self.field).joined(separator: ",") + "\r\n"
        }
        for (_, question) in questions {
            for row in tallies(question) {
                guard let tally = row.tally else { continue }
                let group = row.group.rawValue
                if question.hasChoices {
                    for option in question.choices(for: row.group) {
                        add(question, option.id, language.of(option.text), group, tally, tally.counts[option.id], tally.percentages[option.id], nil)
                    }
                }
                if tally.mean != nil || !question.hasChoices { add(question, "", "", group, tally, nil, nil, tally.mean) }
            }
        }
        return text
    }

    private static func field(_ text: String) -> String {
        text.contains(where: { ",\"\n\r".contains($0) }) ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}

extension SurveyBook {
    func summary(_ survey: Survey, _ language: Language) -> [(String, JSONValue)] {
        [
            ("id", .string(survey.id.text)), ("title", .string(language.of(survey.title))), ("period", .string(survey.period.text)),
            ("state", .string(survey.state(on: PolishClock.now.day).rawValue)), ("asked", .array(survey.asked.map { .string($0.rawValue) })),
            ("opens", JSONValue(survey.opens?.text)), ("closes", JSONValue(survey.closes?.text)), ("anonymous", .bool(survey.isAnonymous)),
            ("invited", .integer(invited(survey.id))), ("answered", .integer(answered(survey.id))), ("questions", .integer(survey.questions.count)),
        ]
    }

    func details(_ survey: Survey, _ language: Language, source: Source?) -> [(String, JSONValue)] {
        let participation = participation[survey.id] ?? SurveyParticipation()
        var members = summary(survey, language).filter { $0.0 != "questions" }
        members += [
            ("introduction", .string(language.of(survey.introduction))), ("note", JSONValue(survey.note.map(language.of))),
            ("smallest_group", .integer(survey.smallestGroup)), ("source_details", source.map { .source($0, language) } ?? .null),
            (
                "participation",
                .array(
                    survey.groups.map { group in
                        func count(_ counts: [InstitutionType: Int]) -> JSONValue { .integer(counts.reduce(0) { $0 + ($1.key.surveyGroup == group ? $1.value : 0) }) }
                        return ["type": .string(group.rawValue), "invited": count(participation.invited), "answered": count(participation.submitted)]
                    })
            ),
            (
                "questions",
                .array(
                    survey.questions.map { question in
                        [
                            "id": .string(question.id), "kind": .string(question.kind.word), "text": .string(language.of(question.text)),
                            "required": .bool(question.isRequired), "asked": .array(question.asked.map { .string($0.rawValue) }),
                            "only_if": question.condition.map { ["question": .string($0.question), "options": .array($0.options.map(JSONValue.string))] } ?? .null,
                            "options": .array(
                                !question.hasChoices
                                    ? []
                                    : question.choices.map { option in
                                        [
                                            "id": .string(option.id), "text": .string(language.of(option.text)),
                                            "asked": .array(option.asked.map { .string($0.rawValue) }), "dont_know": .bool(option.isDontKnow),
                                        ]
                                    }),
                        ]
                    })
            ),
        ]
        return members
    }
}

extension SurveyQuestion.Kind {
    /// As in files and answers for programs.
    var word: String {
        switch self {
        case .single: "single"
        case .multiple: "multiple"
        case .scale: "scale"
        case .number: "number"
        case .text: "text"
        }
    }
}
