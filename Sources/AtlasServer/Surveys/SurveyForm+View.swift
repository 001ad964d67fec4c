// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The pages that a link to a survey leads to.
struct SurveyFormView {
    /// What the form says before its questions.
    enum Notice {
        case saved
        /// Somebody saved other answers meanwhile; beside them stand those of this form.
        case conflict([String: SurveyAnswer])
    }

    let invitation: SurveyInvitation
    let visit: PageVisit
    let institution: String
    private let source: Source?

    init(_ invitation: SurveyInvitation, _ visit: PageVisit, snapshot: AtlasSnapshot, institution: String) {
        self.invitation = invitation
        self.visit = visit
        self.institution = institution
        source = invitation.survey.sourceID.flatMap { snapshot.sources[$0] }
    }

    private var survey: Survey { invitation.survey }
    private var type: InstitutionType { invitation.sheet.type }
    private var language: Language { visit.language }
    private var questions: [SurveyQuestion] { survey.questions.filter { $0.isPut(to: type) } }

    private var head: TemplateValues {
        let phrases = Phrases(language)
        return templateValues([
            "title": language.of(survey.title), "introduction": language.of(survey.introduction), "institution": institution,
            "asker": source?.publisher, "closes": survey.closes.map(phrases.period), "action": visit.link(visit.path),
            "isAnonymous": survey.isAnonymous, "isNamed": !survey.isAnonymous, "smallest": phrases.count(survey.smallestGroup),
            "resultsURL": visit.link("/ankiety/\(survey.id)"),
        ])
    }

    static func nowhere(_ visit: PageVisit) -> TemplateValues {
        ["isNowhere": true, "title": visit.language.choose("Ten link nie prowadzi do ankiety", "This link leads to no survey")]
    }

    func notOpen(_ state: Survey.State) -> TemplateValues {
        let phrases = Phrases(language)
        let text: String
        switch state {
        case .planned:
            text = language.choose("Odpowiedzi przyjmujemy od dnia: ", "Answers are taken from: ") + (survey.opens.map(phrases.period) ?? "")
        case .closed:
            text = language.choose("Odpowiedzi przyjmowaliśmy do dnia: ", "Answers were taken until: ") + (survey.closes.map(phrases.period) ?? "")
        case .published, .open: text = language.choose("Ta ankieta nie przyjmuje odpowiedzi", "This survey takes no answers")
        }
        var page = head
        page.merge(
            templateValues([
                "isNotOpen": true, "stateText": text + ".", "isClosed": state == .closed,
                "wasHandedIn": state == .closed && invitation.isSubmitted, "wasNotHandedIn": state == .closed && !invitation.isSubmitted,
                "hasCopy": invitation.isSubmitted, "copy": copy,
            ])
        ) { _, new in new }
        return page
    }

    /// - Parameter isNew: whether the answers have just been handed in.
    func thanks(isNew: Bool) -> TemplateValues {
        var page = head
        page.merge(
            templateValues([
                "isThanks": true, "isNew": isNew, "hasCopy": true, "copy": copy, "changeURL": visit.link(visit.path, [("zmien", "1")]),
            ])
        ) { _, new in new }
        return page
    }

    /// - Parameters:
    ///   - fields: what was sent, when it could not be taken; else the answers that are kept.
    ///   - version: the version of the answers that the form began with.
    func form(
        fields: [String: [String]]? = nil, faults: [String: SurveyAnswerFault] = [:], notice: Notice? = nil, version: Int? = nil
    ) -> TemplateValues {
        var page = head
        var others: [TemplateValues] = []
        if case .conflict(let own) = notice {
            others = questions.filter { own[$0.id] != invitation.sheet.answers[$0.id] }.map { question in
                ["questionText": language.of(question.text), "storedText": text(invitation.sheet.answers[question.id], to: question)]
            }
        }
        let rows = questions.enumerated().map { index, question in
            row(question, number: index + 1, fields: fields, fault: faults[question.id])
        }
        let wrong = questions.filter { faults[$0.id] != nil }
        page.merge(
            templateValues([
                "isForm": true, "questions": rows, "version": version ?? invitation.version, "isSubmitted": invitation.isSubmitted,
                "canSave": !invitation.isSubmitted, "isSaved": { if case .saved = notice { true } else { false } }(),
                "hasConflict": !others.isEmpty, "others": others, "hasErrors": !wrong.isEmpty,
                "title": (wrong.isEmpty ? "" : language.choose("Do poprawienia: ", "To correct: ")) + language.of(survey.title),
                "heading": language.of(survey.title),
                "errors": wrong.map { question -> TemplateValues in
                    ["target": "#" + firstField(question), "questionText": language.of(question.text), "errorText": faults[question.id].map { language.of($0.message) } ?? ""]
                },
            ])
        ) { _, new in new }
        return page
    }

    private func firstField(_ question: SurveyQuestion) -> String {
        question.hasChoices ? "f-\(question.id)-\(question.choices(for: type).first?.id ?? "")" : "f-\(question.id)"
    }

    private func row(_ question: SurveyQuestion, number: Int, fields: [String: [String]]?, fault: SurveyAnswerFault?) -> TemplateValues {
        let given = fields.map { $0[question.id] ?? [] } ?? invitation.sheet.answers[question.id].map { shownValues($0) } ?? []
        var describedBy: [String] = []
        if question.help != nil || question.condition != nil { describedBy.append("h-\(question.id)") }
        if fault != nil { describedBy.append("e-\(question.id)") }
        var isMultiple = false
        var isScale = false
        var isNumber = false
        var limit: Int?
        var range: String?
        var unit: String?
        switch question.kind {
        case .single: break
        case .multiple: isMultiple = true
        case .scale: isScale = true
        case .number(let bounds, _, let own):
            isNumber = true
            let numbers = Phrases(language).numbers
            range = "\(numbers.string(bounds.lowerBound))–\(numbers.string(bounds.upperBound))"
            unit = own.map(language.of)
        case .text(let most): limit = most
        }
        return templateValues([
            "questionID": question.id, "number": number, "legend": language.of(question.text), "help": question.help.map(language.of),
            "isRequired": question.isRequired, "isOptional": !question.isRequired, "isChoice": question.hasChoices,
            "inputType": isMultiple ? "checkbox" : "radio", "isScale": isScale, "isNumber": isNumber, "isText": limit != nil,
            "limit": limit, "range": range, "unit": unit, "value": given.first ?? "", "errorText": fault.map { language.of($0.message) },
            "describedBy": describedBy.isEmpty ? nil : describedBy.joined(separator: " "), "hasDescription": question.help != nil || question.condition != nil,
            "conditionText": question.condition.flatMap(conditionText), "conditionQuestion": question.condition?.question,
            "conditionOptions": question.condition?.options.joined(separator: " "),
            "choices": !question.hasChoices
                ? nil
                : question.choices(for: type).map { option -> TemplateValues in
                    [
                        "optionID": option.id, "optionText": language.of(option.text), "isChecked": given.contains(option.id),
                        "isDontKnow": option.isDontKnow,
                    ]
                },
        ])
    }

    private func conditionText(_ condition: SurveyQuestion.Condition) -> String? {
        guard let place = questions.firstIndex(where: { $0.id == condition.question }) else { return nil }
        let names = questions[place].choices.filter { condition.options.contains($0.id) }.map { language.choose("„", "“") + language.of($0.text) + "”" }
        return language.choose("Tylko jeśli odpowiedź na pytanie \(place + 1) to: ", "Only if the answer to question \(place + 1) is: ")
            + names.joined(separator: language.choose(" lub ", " or ")) + "."
    }

    private func shownValues(_ answer: SurveyAnswer) -> [String] {
        switch answer {
        case .options(let ids): ids
        case .number(let number): [shown(number)]
        case .text(let text): [text]
        }
    }

    private func shown(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)".replacing(".", with: language.choose(",", "."))
    }

    /// The answers as a person would read them out.
    private func text(_ answer: SurveyAnswer?, to question: SurveyQuestion) -> String {
        switch answer {
        case .options(let ids)?: question.choices.filter { ids.contains($0.id) }.map { language.of($0.text) }.joined(separator: "; ")
        case .number(let number)?:
            if case .number(_, _, let unit?) = question.kind { "\(shown(number))\u{A0}\(language.of(unit))" } else { shown(number) }
        case .text(let text)?: text
        case nil: language.choose("bez odpowiedzi", "no answer")
        }
    }

    private var copy: [TemplateValues] {
        survey.questions(for: type, given: invitation.sheet.answers).map { question in
            ["questionText": language.of(question.text), "answerText": text(invitation.sheet.answers[question.id], to: question)]
        }
    }
}
