// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import PolishText

extension CatalogueModel {
    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let wording = SearchWording(directory: directory, territory: territory, language: visit.language)
        let entries = EntryView(visit: visit, now: now)
        var first = query
        first.cursor = nil
        let parameters = SearchParameters(first)
        let last = firstNumber + result.hits.count - 1
        let nextURL = result.next.map { cursor in
            visit.link("/katalog", parameters.list + [("cursor", cursor), ("from", String(last + 1))])
        }
        return templateValues([
            "query": query.text, "sort": [result.sort.rawValue: true], "sortOptions": sortOptions(visit),
            "hasNear": query.near != nil, "near": parameters.pairs.first { $0.name == "near" }?.value,
            "radiusKilometers": query.radiusKilometers.map { JSONValue.number($0).text },
            "unitFilter": query.unit.flatMap { unitFilter($0, visit) { $0.unit = nil } },
            "servesFilter": query.serves.flatMap { unitFilter($0, visit) { $0.serves = nil } },
            "isSearch": !parameters.pairs.isEmpty, "totalText": phrases.found(result.total), "total": String(result.total),
            "hasHits": !result.hits.isEmpty, "facets": facets(visit), "switches": switches(visit), "activeFilters": activeFilters(visit),
            "clearURL": visit.link("/katalog"), "understood": understood(visit, wording),
            "hits": result.hits.enumerated().map { entries.view($1, number: firstNumber + $0, wording: wording) },
            "nextURL": nextURL, "firstURL": query.cursor == nil ? nil : visit.link("/katalog", parameters.list),
            "rangeText": rangeText(last, phrases), "empty": shortage(visit, wording, entries),
            "pointsURL": "/api/v1/institutions/points?" + QueryText.join(parameters.list), "bounds": bounds,
            "sheetURL": visit.link("/karta"),
        ])
    }

    private func rangeText(_ last: Int, _ phrases: Phrases) -> String? {
        guard result.total > result.hits.count else { return nil }
        return phrases.language.choose(
            "\(phrases.count(firstNumber))–\(phrases.count(last)) z\u{A0}\(phrases.count(result.total))",
            "\(phrases.count(firstNumber))–\(phrases.count(last)) of\u{A0}\(phrases.count(result.total))")
    }

    /// The same search with something changed, from its first page.
    private func link(_ visit: PageVisit, _ change: (inout SearchQuery) -> Void) -> String {
        var changed = query
        changed.cursor = nil
        change(&changed)
        return visit.link("/katalog", SearchParameters(changed).list)
    }

    private func sortOptions(_ visit: PageVisit) -> [TemplateValues] {
        SearchQuery.Sort.allCases.map { sort in
            let label =
                switch sort {
                case .relevance: visit.language.choose("trafność", "relevance")
                case .distance: visit.language.choose("odległość", "distance")
                case .name: visit.language.choose("nazwa", "name")
                }
            return ["value": sort.rawValue, "label": label, "selected": sort == result.sort]
        }
    }

    private func unitFilter(_ code: TERYTCode, _ visit: PageVisit, _ remove: @escaping (inout SearchQuery) -> Void) -> TemplateValues? {
        territory.unit(code).map { ["terc": code.stem, "name": $0.unit.fullName, "removeURL": link(visit, remove)] }
    }

    // MARK: Facets

    /// How many options stand open; the rest are behind a button.
    private static let openOptions = 7

    private struct Option {
        let value: String
        let label: String
        let count: Int
        let isChecked: Bool
    }

    private func facets(_ visit: PageVisit) -> [TemplateValues] {
        let phrases = Phrases(visit.language)
        func terms(_ counts: [FacetCount<String>], _ chosen: Set<String>) -> [Option] {
            counts.map { count in
                Option(
                    value: count.value, label: directory.taxonomy.term(count.value).map { visit.language.of($0.name) } ?? count.value,
                    count: count.count, isChecked: chosen.contains(count.value))
            }
        }
        let types = result.facets.types.map {
            Option(
                value: $0.value.rawValue, label: visit.language.of($0.value.name), count: $0.count, isChecked: query.types.contains($0.value))
        }
        let region = query.unit?.ancestor(at: .wojewodztwo)
        let counts = region == nil ? result.facets.wojewodztwa : result.facets.powiats.filter { $0.value.isWithin(region ?? .country) }
        let units = counts.compactMap { count in
            territory.unit(count.value).map {
                Option(
                    value: count.value.stem, label: $0.unit.fullName, count: count.count, isChecked: query.unit == count.value)
            }
        }
        return [
            facet("type", visit.language.choose("Rodzaj instytucji", "Type of institution"), types, phrases, isOpen: true),
            facet(
                "service", visit.language.choose("Usługa", "Service"), terms(result.facets.services, query.services), phrases,
                isOpen: true),
            facet("target", visit.language.choose("Dla kogo", "For whom"), terms(result.facets.targets, query.targets), phrases),
            facet("problem", visit.language.choose("Problem", "Problem"), terms(result.facets.problems, query.problems), phrases),
            facet("unit", visit.language.choose("Siedziba", "Seat"), units, phrases, isRadio: true),
        ].compactMap { $0 }
    }

    private func facet(
        _ name: String, _ title: String, _ options: [Option], _ phrases: Phrases, isOpen: Bool = false, isRadio: Bool = false
    ) -> TemplateValues? {
        guard !options.isEmpty else { return nil }
        // What is chosen stays in sight wherever its count puts it.
        let ordered = options.filter(\.isChecked) + options.filter { !$0.isChecked }
        func view(_ option: Option) -> TemplateValues {
            [
                "value": option.value, "label": option.label, "count": String(option.count), "countText": phrases.count(option.count),
                "checked": option.isChecked, "id": "\(name)-\(option.value)",
            ]
        }
        let shown = max(Self.openOptions, options.count(where: \.isChecked))
        return [
            "name": name, "title": title, "hasMore": ordered.count > shown, "isRadio": isRadio,
            "options": ordered.prefix(shown).map(view), "moreOptions": ordered.dropFirst(shown).map(view),
            "open": isOpen || options.contains(where: \.isChecked),
        ]
    }

    private func switches(_ visit: PageVisit) -> [TemplateValues] {
        let phrases = Phrases(visit.language)
        func view(_ name: String, _ label: String, _ count: Int, _ isChecked: Bool) -> TemplateValues {
            [
                "name": name, "label": label, "count": phrases.count(count), "countText": phrases.count(count), "checked": isChecked,
                "id": "switch-\(name)",
            ]
        }
        return [
            view("open_now", visit.language.choose("Otwarte teraz", "Open now"), result.facets.openNow, query.openNow),
            view(
                "verified", visit.language.choose("Potwierdzone w\u{A0}ciągu 90 dni", "Confirmed within 90 days"), result.facets.verified,
                query.verifiedWithinDays != nil),
            view("free", visit.language.choose("Wolne miejsca", "Free places"), result.facets.freePlaces, query.freePlaces),
        ]
    }

    private func activeFilters(_ visit: PageVisit) -> [TemplateValues] {
        var filters: [TemplateValues] = []
        func add(_ label: String, _ change: (inout SearchQuery) -> Void) {
            filters.append(["label": label, "removeURL": link(visit, change)])
        }
        func term(_ id: String) -> String { directory.taxonomy.term(id).map { visit.language.of($0.name) } ?? id }
        for type in InstitutionType.allCases where query.types.contains(type) {
            add(visit.language.of(type.name)) { $0.types.remove(type) }
        }
        for id in query.services.sorted() { add(term(id)) { $0.services.remove(id) } }
        for id in query.targets.sorted() { add(term(id)) { $0.targets.remove(id) } }
        for id in query.problems.sorted() { add(term(id)) { $0.problems.remove(id) } }
        if let unit = query.unit.flatMap({ territory.unit($0) }) {
            add(visit.language.choose("siedziba: ", "seat: ") + unit.unit.fullName) { $0.unit = nil }
        }
        if let unit = query.serves.flatMap({ territory.unit($0) }) {
            add(visit.language.choose("obsługuje: ", "serves: ") + unit.unit.fullName) { $0.serves = nil }
        }
        if query.near != nil {
            let phrases = Phrases(visit.language)
            let radius = query.radiusKilometers.map { phrases.numbers.string($0) + "\u{A0}km" }
            add(
                [visit.language.choose("blisko wybranego punktu", "near the chosen point"), radius].compactMap { $0 }.joined(separator: ", ")
            ) {
                $0.near = nil
                $0.radiusKilometers = nil
            }
        }
        if query.openNow { add(visit.language.choose("otwarte teraz", "open now")) { $0.openNow = false } }
        if let days = query.verifiedWithinDays {
            add(visit.language.choose("potwierdzone w\u{A0}ciągu \(days) dni", "confirmed within \(days) days")) { $0.verifiedWithinDays = nil }
        }
        if query.freePlaces { add(visit.language.choose("wolne miejsca", "free places")) { $0.freePlaces = false } }
        return filters
    }

    // MARK: What was understood, and what to do instead

    private func understood(_ visit: PageVisit, _ wording: SearchWording) -> TemplateValues? {
        let understood = result.understood
        let place = understood.place.map { place in
            templateValues([
                "text": wording.place(place),
                "asFilterURL": place.units.first.map { unit in link(visit) { $0.serves = unit.code } },
            ])
        }
        let concepts = understood.concepts.map { concept -> TemplateValues in
            // A type and its service often have one name.
            var names: [String] = []
            for name in concept.concepts.map(wording.name) where !names.contains(name) { names.append(name) }
            return ["label": names.prefix(3).joined(separator: " / ")]
        }
        let ignored = understood.ignored + understood.unmatched
        guard place != nil || !concepts.isEmpty || !understood.corrections.isEmpty || !understood.unmatched.isEmpty else { return nil }
        return templateValues([
            "place": place, "concepts": concepts, "hasConcepts": !concepts.isEmpty,
            "corrections": understood.corrections.map { ["typed": $0.typed, "used": $0.used] as TemplateValues },
            "ignored": ignored.isEmpty ? nil : ignored.joined(separator: ", "),
        ])
    }

    private func shortage(_ visit: PageVisit, _ wording: SearchWording, _ entries: EntryView) -> TemplateValues? {
        guard let shortage = result.shortage else { return nil }
        let phrases = Phrases(visit.language)
        // The hits of the first alternative that has some stand on the page at once.
        let nearest = result.alternatives.first { !$0.hits.isEmpty }?.hits ?? []
        return [
            "reason": wording.reason(shortage),
            "alternatives": result.alternatives.map { alternative -> TemplateValues in
                [
                    "label": wording.label(alternative), "url": visit.link("/katalog", SearchParameters(alternative.query).list),
                    "countText": phrases.institutions(alternative.count),
                ]
            },
            "hasAlternatives": !result.alternatives.isEmpty, "nearest": nearest.map { entries.view($0, wording: wording) },
            "hasNearest": !nearest.isEmpty,
        ]
    }

    /// West, south, east, north of the hits on the page; nil when none has a point.
    private var bounds: String? {
        let points = result.hits.compactMap(\.entry.point)
        guard let west = points.map(\.longitude).min(), let east = points.map(\.longitude).max(),
            let south = points.map(\.latitude).min(), let north = points.map(\.latitude).max()
        else { return nil }
        return "\(west),\(south),\(east),\(north)"
    }
}
