// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// Answers to surveys as measures of units: `survey(id,question,option)`.
extension MeasureEvaluation {
    /// A unit in which too few answered is a statistical secret; one in which nobody did has no data.
    func surveyed(_ id: SurveyID, _ question: String, _ option: String, _ type: InstitutionType?) async throws -> Column {
        let asked = try snapshot.surveys.asked(id, question, option, type)
        let larger = level.larger
        let figures = asked.survey.figures(
            asked.figure, of: asked.question, group: asked.type, sheets: try await snapshot.surveys.sheets(of: id)
        ) { seat in
            guard level != .kraj else { return (TERYTCode.country.stem, "") }
            return seat.ancestor(at: level).map { ($0.stem, larger.flatMap { seat.ancestor(at: $0)?.stem } ?? TERYTCode.country.stem) }
        }
        let stems = level == .kraj ? [TERYTCode.country.stem] : snapshot.territory.units(at: level).map(\.unit.code.stem)
        return Column(
            period: asked.survey.period, values: stems.map { figures[$0]?.value },
            flags: stems.map { stem in
                guard let figure = figures[stem] else { return .missing }
                return figure.isHidden ? .confidential : figure.value == nil ? .missing : nil
            }, isForecast: false)
    }
}

extension MeasureWording {
    func surveyed(_ asked: SurveyBook.Asked) -> Texts {
        let survey = asked.survey
        let question = asked.question
        func name(_ language: Language) -> String {
            let group = asked.type.map { " (\(language.of($0.label)))" } ?? ""
            let what: String =
                switch asked.figure {
                case .share(let option): question.choices.first { $0.id == option }.map { language.of($0.text) } ?? option
                case .mean: language.choose("średnia", "mean")
                case .answers: language.choose("liczba odpowiedzi", "number of answers")
                }
            return "\(language.of(question.text)) \(what)\(group)"
        }
        func note(_ language: Language) -> String {
            let phrases = Phrases(language)
            let smallest = survey.smallestGroup
            let answered = phrases.count(asked.answered)
            let what: String =
                switch asked.figure {
                case .share: language.choose("Odsetek instytucji, które tak odpowiedziały, wśród tych, które odpowiedziały na pytanie.", "The share of institutions that gave this answer among those that answered the question.")
                case .mean: language.choose("Średnia z\u{A0}odpowiedzi instytucji.", "The mean of the institutions' answers.")
                case .answers: language.choose("Ile instytucji odpowiedziało na pytanie.", "How many institutions answered the question.")
                }
            let secret =
                smallest > 1
                ? language.choose(
                    " Wartości z\u{A0}mniej niż \(smallest) odpowiedzi nie pokazujemy.", " Values of fewer than \(smallest) answers are not shown.") : ""
            let counts =
                asked.figure == .answers
                ? ""
                : language.choose(" Liczbę odpowiedzi w\u{A0}każdej jednostce daje miara ", " The number of answers in each unit is the measure ")
                    + "survey(\(survey.id),\(question.id),answers)."
            return what + " "
                + language.choose(
                    "Ankieta „\(survey.title.polish)” (\(phrases.period(survey.period))), oddanych ankiet w\u{A0}całym kraju: \(answered).",
                    "Survey “\(survey.title.english)” (\(phrases.period(survey.period))), sheets handed in over the whole country: \(answered).")
                + secret + counts
        }
        let unit: LocalizedText
        switch (asked.figure, question.kind) {
        case (.share, _): unit = LocalizedText(polish: "%", english: "%")
        case (.answers, _): unit = LocalizedText(polish: "odpowiedzi", english: "answers")
        case (.mean, .number(_, _, let own)): unit = own ?? LocalizedText(polish: "średnia", english: "mean")
        case (.mean, _): unit = LocalizedText(polish: "punkty skali", english: "points of the scale")
        }
        return Texts(
            name: LocalizedText(polish: name(.polish), english: name(.english)), unit: unit,
            note: LocalizedText(polish: note(.polish), english: note(.english)))
    }
}

extension AtlasSnapshot {
    /// The source of a survey that a measure is of.
    func surveySource(of expression: IndicatorExpression) -> String? {
        guard case .survey(let id, _, _, _) = expression else { return nil }
        return surveys[id]?.sourceID
    }
}
