// SPDX-License-Identifier: Apache-2.0

import Atlas

extension RecommendationsModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let language = visit.language
        let asked = unit.map(\.fullName) ?? institution?.name
        let statuses = RecommendationProgress.Status.allCases.map { status -> TemplateValues in
            ["value": status.rawValue, "label": language.of(status.name), "selected": status == self.status]
        }
        let units = (reportedUnits + [unit].compactMap { $0 }).reduce(into: [TerritorialUnit]()) { list, unit in
            if !list.contains(where: { $0.code == unit.code }) { list.append(unit) }
        }
        return templateValues([
            "isRecommendations": true, "reports": reports.map { view($0, visit, asked: asked) }, "isEmpty": reports.isEmpty, "asked": asked,
            "statuses": statuses,
            "units": units.map { ["value": $0.code.stem, "label": $0.fullName, "selected": $0.code == unit?.code] as TemplateValues },
            "hasUnits": !units.isEmpty,
            "institution": institution.map { ["id": $0.id.text, "name": $0.name, "url": visit.link("/instytucje/\($0.id)")] as TemplateValues },
            "isFiltered": asked != nil || status != nil, "clearURL": visit.link("/wiedza/rekomendacje"),
        ])
    }

    private func view(_ report: Report, _ visit: PageVisit, asked: String?) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let answers = RecommendationAnswer.Verdict.allCases.map { verdict in
            (verdict, report.rows.count { $0.recommendation.answer?.verdict == verdict })
        }
        let answered = answers.reduce(0) { $0 + $1.1 }
        let bars = answers.map { verdict, count -> TemplateValues in
            [
                "label": visit.language.of(verdict.name), "count": phrases.count(count), "kind": verdict.rawValue, "width": String(count),
                "of": String(answered), "any": count > 0,
            ]
        }
        let summary: TemplateValues = ["title": visit.language.choose("Odpowiedzi ministerstwa", "The ministry’s answers"), "bars": bars]
        return templateValues([
            "id": report.id, "name": report.source.map { visit.language.of($0.name) } ?? report.id, "url": report.source?.url,
            "rows": report.rows.map { view($0, visit, asked: asked) },
            "answers": answered == 0 ? nil : summary,
        ])
    }

    private func view(_ row: Row, _ visit: PageVisit, asked: String?) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let recommendation = row.recommendation
        let counts = RecommendationProgress.Status.allCases.map { status in (status, row.progress.count { $0.status == status }) }
        let bars = counts.filter { $0.1 > 0 }.map { status, count -> TemplateValues in
            [
                "label": language.of(status.name), "count": phrases.count(count), "kind": status.rawValue, "width": String(count),
                "of": String(row.progress.count),
            ]
        }
        let answer = recommendation.answer.map { answer -> TemplateValues in
            templateValues([
                "kind": answer.verdict.rawValue, "label": language.of(answer.verdict.name), "respondent": language.of(answer.respondent),
                "explanation": answer.explanation.isEmpty ? nil : language.of(answer.explanation),
            ])
        }
        let own = asked.map { name -> TemplateValues in
            templateValues([
                "name": name, "label": row.status.map { language.of($0.status.name) } ?? language.choose("nikt nie zgłosił stanu", "no status reported"),
                "kind": row.status?.status.rawValue,
            ])
        }
        let progress = row.progress.compactMap { report -> TemplateValues? in
            guard let subject = PracticePlaceModel.Subject(report.subject, directory, territory) else { return nil }
            var view = subject.view(visit)
            view["label"] = language.of(report.status.name)
            view["kind"] = report.status.rawValue
            view["date"] = phrases.period(report.date)
            if !report.note.isEmpty { view["note"] = language.of(report.note) }
            return view
        }
        return templateValues([
            "id": recommendation.id.text, "number": String(recommendation.number), "text": language.of(recommendation.text),
            "addressee": recommendation.addressee.isEmpty ? nil : language.of(recommendation.addressee),
            "remark": recommendation.note.isEmpty ? nil : language.of(recommendation.note),
            "answer": answer, "asked": own, "hasProgress": !progress.isEmpty, "bars": bars, "progress": progress,
        ])
    }
}
