// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

/// The list of surveys as its template sees it.
struct SurveyListView {
    let book: SurveyBook
    let visit: PageVisit

    func values() -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let today = PolishClock.now.day
        let rows = book.surveys.map { survey -> TemplateValues in
            let state = survey.state(on: today)
            let invited = book.invited(survey.id)
            return templateValues([
                "surveyTitle": language.of(survey.title), "url": visit.link("/ankiety/\(survey.id)"), "period": phrases.period(survey.period),
                "asked": survey.asked.map { language.of($0.label) }.joined(separator: ", "), "stateText": SurveyWording.state(survey, state, phrases),
                "isOpen": state == .open,
                "responses": state == .published
                    ? language.choose("ogłoszone odsetki", "published percentages")
                    : SurveyWording.responses(book.answered(survey.id), of: invited, phrases),
                "questions": phrases.count(survey.questions.count),
            ])
        }
        return ["rows": rows, "hasRows": !rows.isEmpty, "isEmpty": rows.isEmpty]
    }
}

enum SurveyWording {
    static func state(_ survey: Survey, _ state: Survey.State, _ phrases: Phrases) -> String {
        let language = phrases.language
        return switch state {
        case .published: language.choose("wyniki z\u{A0}publikacji", "results of a publication")
        case .planned: language.choose("od dnia ", "from ") + (survey.opens.map(phrases.period) ?? "")
        case .open: language.choose("przyjmuje odpowiedzi do dnia ", "takes answers until ") + (survey.closes.map(phrases.period) ?? "")
        case .closed: language.choose("zamknięta ", "closed on ") + (survey.closes.map(phrases.period) ?? "")
        }
    }

    /// `12 z 40 (30%)`
    static func responses(_ answered: Int, of invited: Int, _ phrases: Phrases) -> String {
        guard invited > 0 else { return phrases.language.choose("nikogo jeszcze nie zaproszono", "nobody has been invited yet") }
        let share = phrases.numbers.string(Double(answered) / Double(invited) * 100, decimals: 0)
        return phrases.language.choose(
            "\(phrases.count(answered))\u{A0}z\u{A0}\(phrases.count(invited)) (\(share)%)", "\(phrases.count(answered)) of\u{A0}\(phrases.count(invited)) (\(share)%)")
    }
}

/// The page of results as its template sees it.
struct SurveyResultsView {
    let model: SurveyResultsModel
    let visit: PageVisit
    private let phrases: Phrases

    init(_ model: SurveyResultsModel, _ visit: PageVisit) {
        self.model = model
        self.visit = visit
        phrases = Phrases(visit.language)
    }

    private var language: Language { visit.language }
    private var survey: Survey { model.survey }

    func values() -> TemplateValues {
        let today = PolishClock.now.day
        let hasResults = model.results.showsPublished || model.answeredInAll > 0
        var filter: [(String, String)] = model.area.map { [("unit", $0.code.description)] } ?? []
        if let type = model.type { filter.append(("type", type.rawValue)) }
        let shown = [model.type.map { language.of($0.label) }, model.area?.fullName].compactMap { $0 }
        return templateValues([
            "name": language.of(survey.title), "introduction": language.of(survey.introduction), "period": phrases.period(survey.period),
            "stateText": SurveyWording.state(survey, survey.state(on: today), phrases),
            "asked": survey.asked.map { language.of($0.name) }.joined(separator: ", "), "caveat": survey.note.map(language.of),
            "responses": model.results.showsPublished ? nil : SurveyWording.responses(model.answeredInAll, of: model.invited, phrases),
            "sourceName": model.source.map { language.of($0.name) }, "sourcePublisher": model.source?.publisher, "sourceURL": model.source?.url,
            "licence": model.source.map { language.of($0.licence) }, "isPublished": model.results.showsPublished,
            "smallGroups": !model.results.showsPublished && survey.smallestGroup > 1 ? phrases.count(survey.smallestGroup) : nil,
            "hasResults": hasResults, "isEmpty": !hasResults, "isFiltered": !shown.isEmpty, "areaName": shown.joined(separator: ", "),
            "areaAnswered": model.results.showsPublished ? nil : phrases.count(model.answered), "allURL": visit.link("/ankiety/\(survey.id)"),
            "hasRegions": !model.regions.isEmpty, "action": "/ankiety/\(survey.id)", "isEnglish": language == .english,
            "hasTypes": survey.groups.count > 1, "hasFilter": hasResults && (survey.groups.count > 1 || !model.regions.isEmpty),
            "types": survey.groups.map { ["type": $0.rawValue, "label": language.of($0.label), "isChosen": $0 == model.type] as TemplateValues },
            "regions": model.regions.map { region -> TemplateValues in
                [
                    "code": region.unit.code.description, "regionName": region.unit.name, "count": phrases.count(region.answered),
                    "isChosen": model.area.map { $0.code.isWithin(region.unit.code) } ?? false,
                ]
            },
            "questions": model.questions.map { row($0.question, number: $0.number) },
            "csvURL": visit.link("/api/v1/surveys/\(survey.id)/results.csv", filter), "jsonURL": visit.link("/api/v1/surveys/\(survey.id)/results", filter),
        ])
    }

    private func row(_ question: SurveyQuestion, number: Int) -> TemplateValues {
        let tallies = model.tallies(question).filter(\.isAsked)
        let shown = tallies.compactMap { row in row.tally.map { (group: row.group, tally: $0) } }
        let compared = shown.count == 2 ? shown : []
        let hidden = tallies.filter(\.isHidden).map { language.of($0.group.label) }
        return templateValues([
            "number": number, "anchor": "pytanie-\(question.id)", "questionText": language.of(question.text),
            "groups": shown.map { group, tally -> TemplateValues in
                ["groupName": language.of(group.label), "base": base(tally) ?? "", "hasBase": tally.respondents != nil]
            },
            "hiddenText": hidden.isEmpty ? nil : hidden.joined(separator: ", "), "hasTable": question.hasChoices && !shown.isEmpty,
            "hasNothing": shown.isEmpty && hidden.isEmpty, "hasDifference": compared.count == 2 && question.hasChoices,
            "isMultiple": question.kind == .multiple, "sentence": sentence(question, shown),
            "options": !question.hasChoices ? nil : question.choices.map { option in self.option(option, question, shown, compared) },
            "means": !question.hasMean
                ? nil
                : shown.compactMap { group, tally -> TemplateValues? in
                    guard let mean = tally.mean, let median = tally.median else { return nil }
                    return [
                        "groupName": language.of(group.label), "mean": phrases.numbers.string(mean, decimals: 2),
                        "median": phrases.numbers.string(median, decimals: median == median.rounded() ? 0 : 2),
                    ]
                },
            "texts": texts(question), "meanURL": mapURL(question, "mean", isWanted: question.hasMean),
            "answersURL": mapURL(question, "answers", isWanted: true),
        ])
    }

    private func option(
        _ option: SurveyQuestion.Option, _ question: SurveyQuestion, _ shown: [(group: InstitutionType, tally: SurveyTally)],
        _ compared: [(group: InstitutionType, tally: SurveyTally)]
    ) -> TemplateValues {
        let cells = shown.enumerated().map { index, shown -> TemplateValues in
            let isOffered = question.choices(for: shown.group).contains { $0.id == option.id }
            guard isOffered, let value = shown.tally.percentages[option.id] else {
                return templateValues([
                    "label": language.of(shown.group.label), "percentage": Phrases.noValue,
                    "none": isOffered ? language.choose("brak danych", "no data") : language.choose("nie pytano", "not asked"),
                ])
            }
            return templateValues([
                "label": language.of(shown.group.label), "percentage": percentage(value), "count": shown.tally.counts[option.id].map(phrases.count),
                "bar": Self.bar(value, series: index),
            ])
        }
        var difference: String?
        if compared.count == 2, let a = compared[0].tally.percentages[option.id], let b = compared[1].tally.percentages[option.id] {
            let points = a.rounded() - b.rounded()
            difference = (points > 0 ? "+" : "") + phrases.numbers.string(points, decimals: 0)
        }
        return templateValues([
            "optionText": language.of(option.text), "cells": cells, "difference": difference ?? Phrases.noValue,
            "mapURL": mapURL(question, option.id, isWanted: true),
        ])
    }

    /// A bar beside its number, so that a screen reader need not hear of it.
    private static func bar(_ percentage: Double, series: Int) -> String {
        SVGMarkup.chart("survey-bar", height: 14, label: nil) { svg in
            svg.element("rect", ["class": "track", "x": "0", "y": "1", "width": "100%", "height": "12"])
            svg.element("rect", ["class": "series-\(series % 4)", "x": "0", "y": "1", "width": SVGMarkup.percent(percentage), "height": "12"])
        }
    }

    private func mapURL(_ question: SurveyQuestion, _ word: String, isWanted: Bool) -> String? {
        guard isWanted, model.answeredInAll > 0 else { return nil }
        return visit.link("/mapa", [("indicator", "survey(\(survey.id),\(question.id),\(word)\(model.type.map { ",\($0.rawValue.lowercased())" } ?? ""))"), ("level", "powiat")])
    }

    private func percentage(_ value: Double) -> String { phrases.numbers.string(value, decimals: 0) + "%" }

    private func base(_ tally: SurveyTally) -> String? {
        tally.respondents.map { count in
            language.choose(
                "\(phrases.count(count))\u{A0}\(PolishPlural(count).choose("odpowiedź", "odpowiedzi", "odpowiedzi"))",
                "\(phrases.count(count))\u{A0}\(count == 1 ? "answer" : "answers")")
        }
    }

    /// What was answered most, in words.
    private func sentence(_ question: SurveyQuestion, _ shown: [(group: InstitutionType, tally: SurveyTally)]) -> String? {
        guard question.hasChoices else { return nil }
        let parts = shown.compactMap { group, tally -> String? in
            let known = question.choices.compactMap { option in tally.percentages[option.id].map { (option, $0) } }
            guard let top = known.map(\.1).max(), top > 0 else { return nil }
            let names = known.filter { $0.1 == top }.map { language.choose("„", "“") + language.of($0.0.text) + "”" }
            return "\(language.of(group.label)) – \(names.joined(separator: ", ")) (\(percentage(top)))"
        }
        guard !parts.isEmpty else { return nil }
        return language.choose("Najczęstsza odpowiedź: ", "The most frequent answer: ") + parts.joined(separator: "; ") + "."
    }

    private static let shownTexts = 200

    private func texts(_ question: SurveyQuestion) -> [TemplateValues]? {
        guard case .text = question.kind, let texts = model.texts(question) else { return nil }
        return texts.prefix(Self.shownTexts).map { ["answerText": $0] }
    }
}
