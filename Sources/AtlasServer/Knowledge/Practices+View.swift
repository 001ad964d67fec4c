// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

extension PracticesModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let cards = PracticeCards(visit: visit, taxonomy: directory.taxonomy)
        let points = "/api/v1/practices.geojson" + (query.parameters.isEmpty ? "" : "?" + QueryText.join(query.parameters))
        return templateValues([
            "isPractices": true, "query": query.text, "totalText": phrases.practicesFound(practices.count), "cards": practices.map(cards.view),
            "isEmpty": practices.isEmpty, "isFiltered": !query.isEmpty, "clearURL": visit.link("/wiedza"),
            "filters": filters(visit, phrases), "corrections": finds.corrections.map { ["typed": $0.typed, "used": $0.used] as TemplateValues },
            "institution": query.institution.flatMap { directory.index.entry($0) }.map { ["id": $0.id.text, "name": $0.name] as TemplateValues },
            "services": query.services.sorted().map { id -> TemplateValues in
                ["id": id, "name": directory.taxonomy.term(id).map { visit.language.of($0.name) } ?? id]
            },
            "pointsURL": points, "places": places(visit), "hasPlaces": practices.contains { !$0.places.isEmpty },
            "apiURL": "/api/v1/practices" + (query.parameters.isEmpty ? "" : "?" + QueryText.join(query.parameters)),
        ])
    }

    private struct Option {
        let value: String
        let label: String
        let count: Int
    }

    private func filters(_ visit: PageVisit, _ phrases: Phrases) -> [TemplateValues] {
        func terms(_ kind: TaxonomyTerm.Kind, _ counts: [String: Int], _ chosen: Set<String>) -> [Option] {
            directory.taxonomy.terms(of: kind).filter { counts[$0.id] != nil || chosen.contains($0.id) }.map {
                Option(value: $0.id, label: visit.language.of($0.name), count: counts[$0.id] ?? 0)
            }
        }
        func filter(_ name: String, _ title: String, _ options: [Option], _ chosen: Set<String>) -> TemplateValues {
            [
                "name": name, "title": title,
                "options": options.map { option -> TemplateValues in
                    [
                        "value": option.value, "label": option.label, "count": phrases.count(option.count), "selected": chosen.contains(option.value),
                    ]
                },
            ]
        }
        let kinds = Practice.Kind.allCases.filter { finds.kinds[$0] != nil || query.kinds.contains($0) }.map {
            Option(value: $0.rawValue, label: visit.language.of($0.name), count: finds.kinds[$0] ?? 0)
        }
        var regions = territory.units(at: .wojewodztwo).filter { finds.regions[$0.unit.code] != nil || query.unit == $0.unit.code }.map {
            Option(value: $0.unit.code.stem, label: $0.unit.name, count: finds.regions[$0.unit.code] ?? 0)
        }.sortedInPolish { $0.label }
        if let unit = query.unit.flatMap({ territory.unit($0) }), unit.unit.level != .wojewodztwo {
            regions.insert(Option(value: unit.unit.code.stem, label: unit.unit.fullName, count: practices.count), at: 0)
        }
        return [
            filter("kind", visit.language.choose("Rodzaj", "Kind"), kinds, Set(query.kinds.map(\.rawValue))),
            filter("problem", visit.language.choose("Problem", "Problem"), terms(.problem, finds.problems, query.problems), query.problems),
            filter("target", visit.language.choose("Dla kogo", "For whom"), terms(.target, finds.targets, query.targets), query.targets),
            filter("unit", visit.language.choose("Gdzie działa", "Where it works"), regions, Set([query.unit?.stem].compactMap { $0 })),
        ]
    }

    /// The same as on the map, as rows: place and what works there.
    private func places(_ visit: PageVisit) -> [TemplateValues] {
        var order: [PracticePlace.Member] = []
        var at: [PracticePlace.Member: [(Practice, PracticePlace)]] = [:]
        for practice in practices {
            for place in practice.places {
                if at[place.member] == nil { order.append(place.member) }
                at[place.member, default: []].append((practice, place))
            }
        }
        let phrases = Phrases(visit.language)
        let rows = order.compactMap { member -> (name: String, values: TemplateValues)? in
            guard let subject = PracticePlaceModel.Subject(member, directory, territory) else { return nil }
            var values = subject.view(visit)
            values["practices"] = (at[member] ?? []).map { practice, place -> TemplateValues in
                templateValues([
                    "name": visit.language.of(practice.name), "url": visit.link("/wiedza/\(practice.id)"), "span": phrases.span(place.since, place.until),
                ])
            }
            return (values["name"] as? String ?? "", values)
        }
        return rows.sortedInPolish { $0.name }.map { $0.values }
    }
}

extension PracticeModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let language = visit.language
        let cards = PracticeCards(visit: visit, taxonomy: taxonomy)
        func lines(_ text: LocalizedText) -> [TemplateValues] {
            language.of(text).split(separator: "\n").map { line -> TemplateValues in ["text": String(line)] }
        }
        func terms(_ ids: [String], _ name: String) -> [TemplateValues] {
            ids.compactMap { taxonomy.term($0) }.map { term -> TemplateValues in
                ["name": language.of(term.name), "url": visit.link("/wiedza", [(name, term.id)])]
            }
        }
        func links(_ practices: [Practice]) -> [TemplateValues] {
            practices.map { practice -> TemplateValues in
                [
                    "name": language.of(practice.name), "url": visit.link("/wiedza/\(practice.id)"), "kindName": language.of(practice.kind.name),
                    "summary": language.of(practice.summary),
                ]
            }
        }
        let contact = practice.contact.map { contact in
            templateValues([
                "name": contact.name, "role": contact.role, "phone": contact.phone?.view,
                "email": contact.email.map { ["text": $0, "href": "mailto:\($0)"] },
            ])
        }
        let verified =
            practice.verifiedOn.map { language.choose("potwierdzono \(phrases.period($0))", "confirmed \(phrases.period($0))") }
            ?? language.choose("wpis niepotwierdzony z\u{A0}instytucją", "not confirmed with the institution")
        let placeViews = places.map { place -> TemplateValues in
            var view = place.subject.view(visit)
            if let span = phrases.span(place.place.since, place.place.until) { view["span"] = span }
            if !place.place.note.isEmpty { view["note"] = language.of(place.place.note) }
            return view
        }
        let agreementLinks = agreements.map { agreement -> TemplateValues in
            ["title": agreement.title, "url": visit.link("/porozumienia/\(agreement.id)")]
        }
        let materials = practice.materials.map { material -> TemplateValues in ["title": material.title, "url": material.address] }
        let leadLink = lead.map { entry -> TemplateValues in ["name": entry.name, "url": visit.link("/instytucje/\(entry.id)")] }
        var values = cards.view(practice)
        values.merge(
            templateValues([
                "description": lines(practice.description), "hasDescription": !practice.description.isEmpty,
                "conditions": lines(practice.conditions), "hasConditions": !practice.conditions.isEmpty,
                "allResults": practice.results.map(cards.result), "whole": whole.map { links([$0]) },
                "parts": links(parts), "hasParts": !parts.isEmpty, "related": links(related), "hasRelated": !related.isEmpty,
                "problemLinks": terms(practice.problemIDs, "problem"), "hasProblems": !practice.problemIDs.isEmpty,
                "targetLinks": terms(practice.targetIDs, "target"), "hasTargets": !practice.targetIDs.isEmpty,
                "serviceLinks": terms(practice.serviceIDs, "service"), "hasServices": !practice.serviceIDs.isEmpty,
                "lead": leadLink,
            ])
        ) { _, new in new }
        values.merge(
            templateValues([
                "places": placeViews, "hasPlaces": !places.isEmpty, "pointsURL": places.isEmpty ? nil : "/api/v1/practices.geojson?id=\(practice.id)",
                "agreements": agreementLinks, "hasAgreements": !agreements.isEmpty, "materials": materials, "hasMaterials": !practice.materials.isEmpty,
                "contact": contact, "note": practice.note.isEmpty ? nil : language.of(practice.note),
                "sourceName": source.map { language.of($0.name) } ?? practice.sourceID, "sourceURL": source?.url,
                "recordDate": practice.recordDate.map(phrases.period),
                "verified": verified,
                "apiURL": "/api/v1/practices/\(practice.id)",
                "partnersURL": practice.leadID.map { visit.link("/partnerzy", [("institution", $0.text)]) },
            ])
        ) { _, new in new }
        return values
    }
}
