// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import PolishText

extension AgreementListModel {
    private var query: AgreementQuery { search.query }
    private var names: AgreementNames { search.names }

    func view(_ visit: PageVisit) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let total = search.result.places.count
        let rows = AgreementRowView(names: names, visit: visit, day: query.day)
        var values = templateValues([
            "query": query.text, "isEmptyRegistry": search.registry.agreements.isEmpty, "totalText": phrases.agreementsFound(total), "hasRows": total > 0,
            "rows": view == .map ? [] : places.map { rows.view($0) }, "statusLine": statusLine(phrases),
            "dayText": phrases.period(query.day), "dayValue": query.day == search.today ? nil : query.day.text, "isToday": query.day == search.today,
            "views": views(visit), "viewValue": view == .list ? nil : view.rawValue, "isList": view == .list, "isTimeline": view == .timeline, "isMap": view == .map,
            "facets": facets(visit), "switchOpen": openSwitch(visit), "filters": filters(visit), "hasFilters": query.isNarrowed,
            "clearURL": link(visit, AgreementQuery(day: query.day)), "sortOptions": sortOptions(visit),
            "nextURL": nextURL(visit), "firstURL": isFirstPage ? nil : link(visit, query),
            "rangeText": total > range.count && view != .map
                ? visit.language.choose(
                    "\(phrases.count(range.lowerBound + 1))–\(phrases.count(range.upperBound)) z\u{A0}\(phrases.count(total))",
                    "\(phrases.count(range.lowerBound + 1))–\(phrases.count(range.upperBound)) of\u{A0}\(phrases.count(total))") : nil,
            "csvURL": address("/api/v1/agreements.csv"), "jsonURL": address("/api/v1/agreements"),
            "calendarURL": calendarURL, "institution": query.institution?.text,
            "newURL": visit.link("/porozumienia/nowe"), "importURL": visit.link("/dane/wczytaj"),
        ])
        if total == 0, query.isNarrowed { values["alternatives"] = alternativeViews(visit, phrases) }
        if view == .timeline, total > 0 {
            let timeline = AgreementTimeline(places: Array(places), names: names, day: query.day, language: visit.language)
            values["timeline"] = timeline.svg
            // In the picture's order, so that both can be read side by side.
            values["rows"] = timeline.places.map { rows.view($0) }
        }
        if view == .map { values["map"] = mapView(visit, phrases) }
        return values
    }

    private func statusLine(_ phrases: Phrases) -> [TemplateValues] {
        AgreementStatus.allCases.compactMap { status in
            guard let count = search.result.statusCounts[status], count > 0 else { return nil }
            return ["status": status.rawValue, "text": phrases.language.of(status.name), "count": phrases.count(count)]
        }
    }

    // MARK: Links

    private func link(_ visit: PageVisit, _ query: AgreementQuery, view: View? = nil, more: [(String, String)] = []) -> String {
        let view = view ?? self.view
        return visit.link("/porozumienia", query.parameters(today: search.today) + (view == .list ? [] : [("view", view.rawValue)]) + more)
    }

    private func changed(_ visit: PageVisit, _ change: (inout AgreementQuery) -> Void) -> String {
        var query = query
        change(&query)
        return link(visit, query)
    }

    private func address(_ path: String) -> String {
        let parameters = QueryText.join(query.parameters(today: search.today))
        return path + (parameters.isEmpty ? "" : "?" + parameters)
    }

    private var calendarURL: String {
        var parameters: [(String, String)] = []
        if let unit = query.unit { parameters.append(("unit", unit.stem)) }
        if let institution = query.institution { parameters.append(("institution", institution.text)) }
        return "/porozumienia/kalendarz.ics" + (parameters.isEmpty ? "" : "?" + QueryText.join(parameters))
    }

    private func nextURL(_ visit: PageVisit) -> String? {
        guard view != .map else { return nil }
        return search.next(after: range.upperBound).map { link(visit, query, more: [("cursor", $0.text)]) }
    }

    private func views(_ visit: PageVisit) -> [TemplateValues] {
        View.allCases.map { view in
            let label =
                switch view {
                case .list: visit.language.choose("Lista", "List")
                case .timeline: visit.language.choose("Oś czasu", "Timeline")
                case .map: visit.language.choose("Mapa", "Map")
                }
            return ["label": label, "url": link(visit, query, view: view), "isCurrent": view == self.view, "value": view.rawValue]
        }
    }

    private func sortOptions(_ visit: PageVisit) -> [TemplateValues] {
        AgreementQuery.Sort.allCases.filter { $0 != .relevance || !query.text.isEmpty }.map { sort in
            let label =
                switch sort {
                case .end: visit.language.choose("najbliższy koniec", "next to end")
                case .begin: visit.language.choose("najnowsze", "newest first")
                case .title: visit.language.choose("tytuł", "title")
                case .relevance: visit.language.choose("trafność", "relevance")
                }
            return ["value": sort.rawValue, "label": label, "selected": sort == query.effectiveSort]
        }
    }

    // MARK: Filters

    private struct Option {
        let value: String
        let label: String
        let count: Int
        let isChecked: Bool
    }

    private func facets(_ visit: PageVisit) -> [TemplateValues] {
        let (result, language) = (search.result, visit.language)
        let statuses = AgreementStatus.allCases.map {
            Option(value: $0.rawValue, label: language.of($0.name), count: result.statusCounts[$0] ?? 0, isChecked: query.statuses.contains($0))
        }
        let kinds = AgreementKind.allCases.map {
            Option(value: $0.rawValue, label: language.of($0.name), count: result.kindCounts[$0] ?? 0, isChecked: query.kinds.contains($0))
        }
        let forms = CooperationForm.allCases.map {
            Option(value: $0.rawValue, label: language.of($0.name), count: result.formCounts[$0] ?? 0, isChecked: query.forms.contains($0))
        }
        let programmes = JointProgramme.allCases.map {
            Option(
                value: $0.rawValue, label: language.of($0.name), count: result.programmeCounts[$0] ?? 0, isChecked: query.programmes.contains($0))
        }
        let targets = Set(result.targetCounts.keys).union(query.targets).map {
            Option(value: $0, label: names.term($0), count: result.targetCounts[$0] ?? 0, isChecked: query.targets.contains($0))
        }.sortedInPolish { $0.label }.sorted { $0.count > $1.count }
        return [
            facet("status", language.choose("Stan", "Status"), statuses, visit, isOpen: true),
            facet("unit", language.choose("Gdzie", "Where"), unitOptions(language), visit, isOpen: true, isRadio: true),
            facet("form", language.choose("Forma współpracy", "Form of cooperation"), forms, visit, isOpen: true),
            facet("programme", language.choose("Program", "Programme"), programmes, visit),
            facet("target", language.choose("Dla kogo", "For whom"), targets, visit),
            facet("kind", language.choose("Rodzaj dokumentu", "Kind of document"), kinds, visit),
        ].compactMap { $0 }
    }

    /// The unit asked for with those above it, and what lies below.
    private func unitOptions(_ language: Language) -> [Option] {
        let unit = query.unit.flatMap { $0.level == .kraj ? nil : $0 }
        let around = unit.map { unit in search.snapshot.territory.parents(of: unit).map(\.unit.code) + [unit] } ?? []
        var options = [Option(value: "", label: names.unit(.country), count: 0, isChecked: unit == nil)]
        options += around.map { Option(value: $0.stem, label: names.unit($0), count: 0, isChecked: $0.stem == unit?.stem) }
        let below = search.result.unitCounts.filter { $0.key != unit?.stem }.compactMap { stem, count in
            (try? TERYTCode(stem)).map { Option(value: stem, label: names.unit($0), count: count, isChecked: false) }
        }
        return options + below.sortedInPolish { $0.label }
    }

    private static let openOptions = 7

    private func facet(
        _ name: String, _ title: String, _ options: [Option], _ visit: PageVisit, isOpen: Bool = false, isRadio: Bool = false
    ) -> TemplateValues? {
        let options = options.filter { $0.count > 0 || $0.isChecked || isRadio }
        guard options.count > (isRadio ? 1 : 0) else { return nil }
        let phrases = Phrases(visit.language)
        func view(_ option: Option) -> TemplateValues {
            templateValues([
                "value": option.value, "label": option.label, "count": option.count > 0 ? phrases.count(option.count) : nil,
                "checked": option.isChecked, "id": "\(name)-\(option.value.isEmpty ? "any" : option.value)",
                "status": name == "status" ? option.value : nil,
            ])
        }
        let ordered = isRadio ? options : options.filter(\.isChecked) + options.filter { !$0.isChecked }
        let shown = max(isRadio ? 18 : Self.openOptions, options.count(where: \.isChecked))
        return [
            "name": name, "title": title, "isRadio": isRadio, "options": ordered.prefix(shown).map(view), "hasMore": ordered.count > shown,
            "moreOptions": ordered.dropFirst(shown).map(view), "open": isOpen || options.contains { $0.isChecked && !$0.value.isEmpty },
        ]
    }

    private func openSwitch(_ visit: PageVisit) -> TemplateValues? {
        guard search.result.openToJoinCount > 0 || query.isOpenToJoin != nil else { return nil }
        return ["checked": query.isOpenToJoin == true, "count": Phrases(visit.language).count(search.result.openToJoinCount)]
    }

    private func filters(_ visit: PageVisit) -> [TemplateValues] {
        let language = visit.language
        var filters: [TemplateValues] = []
        func add(_ label: String, _ change: (inout AgreementQuery) -> Void) { filters.append(["label": label, "removeURL": changed(visit, change)]) }
        if !query.text.isEmpty { add("„\(query.text)”") { $0.text = "" } }
        if let unit = query.unit, unit.level != .kraj { add(names.unit(unit)) { $0.unit = nil } }
        if let place = query.institution.flatMap({ search.registry.place(of: $0) }) {
            add(language.choose("strona: ", "party: ") + search.registry.institutions[place].name) { $0.institution = nil }
        }
        for status in AgreementStatus.allCases where query.statuses.contains(status) { add(language.of(status.name)) { $0.statuses.remove(status) } }
        for form in CooperationForm.allCases where query.forms.contains(form) { add(language.of(form.name)) { $0.forms.remove(form) } }
        for programme in JointProgramme.allCases where query.programmes.contains(programme) {
            add(language.of(programme.name)) { $0.programmes.remove(programme) }
        }
        for id in query.targets.sorted() { add(names.term(id)) { $0.targets.remove(id) } }
        for kind in AgreementKind.allCases where query.kinds.contains(kind) { add(language.of(kind.name)) { $0.kinds.remove(kind) } }
        if let open = query.isOpenToJoin {
            add(open ? language.choose("można przystąpić", "open to join") : language.choose("nie można przystąpić", "not open to join")) { $0.isOpenToJoin = nil }
        }
        if query.day != search.today {
            let today = search.today
            add(language.choose("stan na ", "as of ") + Phrases(language).period(query.day)) { $0.day = today }
        }
        return filters
    }

    private func alternativeViews(_ visit: PageVisit, _ phrases: Phrases) -> [TemplateValues] {
        alternatives.map { alternative in
            let what: String =
                switch alternative.dropped {
                case .text: visit.language.choose("słów wyszukiwania", "the words")
                case .unit: visit.language.choose("ograniczenia do obszaru", "the area")
                case .institution: visit.language.choose("wybranej instytucji", "the institution")
                case .status: visit.language.choose("wyboru stanu", "the status")
                case .kind: visit.language.choose("rodzaju dokumentu", "the kind of document")
                case .form: visit.language.choose("formy współpracy", "the form of cooperation")
                case .programme: visit.language.choose("programu", "the programme")
                case .target: visit.language.choose("grupy docelowej", "the target group")
                case .open: visit.language.choose("warunku przystąpienia", "openness to others")
                }
            return [
                "label": visit.language.choose("Bez \(what)", "Without \(what)"), "count": phrases.agreements(alternative.count),
                "url": link(visit, alternative.query),
            ]
        }
    }

    // MARK: Map

    private static let shownAreas = 60
    private static let shownLinks = 40

    private func mapView(_ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let map = AgreementMap(search)
        let registry = search.registry
        let areas = map.powiats.sorted { ($1.count, $0.code.stem) < ($0.count, $1.code.stem) }
        return templateValues([
            "dataURL": address("/api/v1/agreements/map") + (visit.language == .english ? (address("").isEmpty ? "?lang=en" : "&lang=en") : ""),
            "shownText": phrases.agreements(map.places.count), "onlyValid": query.statuses.isEmpty,
            "classes": map.classes.labels(phrases.count).enumerated().map { number, label -> TemplateValues in ["number": number + 1, "label": label] },
            "areas": areas.prefix(Self.shownAreas).map { area -> TemplateValues in
                [
                    "name": area.name, "terc": area.code.stem, "count": phrases.count(area.count),
                    "url": link(visit, { var query = query; query.unit = area.code; return query }(), view: .list),
                ]
            }, "hasAreas": !areas.isEmpty,
            "moreAreas": areas.count > Self.shownAreas ? phrases.count(areas.count - Self.shownAreas) : nil,
            "links": map.links.prefix(Self.shownLinks).map { link -> TemplateValues in
                let (from, to) = (registry.institutions[link.from], registry.institutions[link.to])
                return [
                    "from": from.name, "fromURL": visit.link("/instytucje/\(from.id)"), "to": to.name, "toURL": visit.link("/instytucje/\(to.id)"),
                    "count": phrases.count(link.count),
                    "agreements": link.agreements.prefix(3).map { place -> TemplateValues in
                        ["title": registry.agreements[place].title, "url": visit.link("/porozumienia/\(registry.agreements[place].id)")]
                    },
                ]
            }, "hasLinks": !map.links.isEmpty,
            "moreLinks": map.links.count > Self.shownLinks ? phrases.count(map.links.count - Self.shownLinks) : nil,
        ])
    }
}
