// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import HTTPTypes
import Hummingbird

/// `/panel/instytucje`: the entries that somebody looks after.
struct InstitutionListRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.editors
    private static let pageSize = 50

    static let documentation = [
        RouteDescription(
            "/panel/instytucje", summary: "Page: the entries that the account looks after, with the day of confirmation and open suggestions",
            parameters: [
                .init("q", "words as in a search of the directory"), .init("powiat", "TERC code of the powiat or województwo in which the seat lies"),
                .init("cursor", "where the page begins"), .lang,
            ], contentType: "text/html")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/panel/instytucje") { request, context in
            let query = try QueryReader(request)
            let visit = try PageVisit(request, query)
            let account = try context.requireAccount()
            return try pages.panel(
                "edit-institutions", title: visit.language.choose("Instytucje", "Institutions"), place: .institutions,
                page: try await values(query, visit, account), visit: visit, context: context)
        }
    }

    private func values(_ query: QueryReader, _ visit: PageVisit, _ account: Account) async throws -> TemplateValues {
        let snapshot = data.current
        let directory = try await snapshot.directory
        let powers = account.powers
        let language = visit.language
        let drafts = try await snapshot.store.drafts(account: account.id).filter { $0.kind == .institution }
        let waiting = try await snapshot.store.openSuggestionCounts()
        var entries = powers.institutions.compactMap(directory.index.entry)
        var values: TemplateValues = [:]
        if powers.isAdministrator || powers.has(.coordinator) {
            let text = try query.text("q", maximumLength: SearchLimits.textCharacters) ?? ""
            let areas = areas(powers, language)
            let wanted = try query.code("powiat")
            guard wanted.map({ code in areas.contains { $0.code == code } }) ?? true else {
                throw Problem.badParameter("powiat", wanted?.stem ?? "", accepted: areas.compactMap { $0.code?.stem }.joined(separator: ", "))
            }
            let unit = wanted ?? areas.first?.code
            let search = SearchQuery(text: text, unit: unit, sort: text.isEmpty ? .name : .relevance, limit: Self.pageSize, cursor: try query.text("cursor", maximumLength: 400))
            let result: SearchResult
            do throws(SearchQueryError) { result = try directory.index.search(search, now: PolishClock.now) } catch {
                throw Problem(
                    status: .badRequest, detail: error.localizedDescription, polish: "Lista się zmieniła: zacznij szukać od nowa.", parameter: "cursor")
            }
            let isFirst = search.cursor == nil && text.isEmpty && wanted == nil
            let own = isFirst ? entries : []
            entries = own + result.hits.map(\.entry).filter { hit in !own.contains { $0.id == hit.id } }
            values["canSearch"] = true
            values["query"] = text
            values["countText"] = Phrases(language).found(result.total)
            values["areas"] = areas.map { area -> TemplateValues in
                ["value": area.code?.stem ?? "", "text": area.name, "isSelected": area.code == unit]
            }
            if let next = result.next {
                let kept = [("q", text), ("powiat", unit?.stem ?? "")].filter { !$0.1.isEmpty }
                values["nextURL"] = visit.link("/panel/instytucje", kept + [("cursor", next)])
            }
            values["newURL"] = visit.link("/panel/instytucje/nowa")
        }
        let drafted = Set(drafts.map(\.documentID))
        values["entries"] = entries.map { view($0, visit, isDraft: drafted.contains($0.id.text), waiting: waiting[$0.id] ?? 0) }
        values["hasEntries"] = entries.isEmpty ? nil : true
        let shown = drafts.compactMap { draft($0, visit, directory.index) }
        values["drafts"] = shown
        values["hasDrafts"] = shown.isEmpty ? nil : true
        return values
    }

    /// Units among which somebody may choose: all for an administrator, their own for a coordinator.
    private func areas(_ powers: Powers, _ language: Language) -> [(code: TERYTCode?, name: String)] {
        let territory = data.current.territory
        if powers.isAdministrator {
            return [(nil, language.choose("cała Polska", "the whole of Poland"))]
                + territory.units(at: .wojewodztwo).flatMap { region in
                    [(region.unit.code, region.unit.fullName)] + territory.children(of: region.unit.code).map { ($0.unit.code, "– " + $0.unit.fullName) }
                }
        }
        return powers.powiats.map { ($0, territory.unit($0)?.unit.fullName ?? $0.stem) }
    }

    private func view(_ entry: DirectoryEntry, _ visit: PageVisit, isDraft: Bool, waiting: Int) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let path = "/panel/instytucje/\(entry.id)"
        return templateValues([
            "name": entry.name, "typeLabel": visit.language.of(entry.type.label), "address": entry.address.oneLine.isEmpty ? nil : entry.address.oneLine,
            "verifiedText": phrases.verified(entry.verifiedOn), "editURL": visit.link(path), "quickURL": visit.link(path + "/wolne-miejsca"),
            "publicURL": visit.link("/instytucje/\(entry.id)"), "isDraft": isDraft ? true : nil,
            "suggestionsText": waiting == 0 ? nil : visit.language.choose("Zgłoszenia: \(waiting)", "Reports: \(waiting)"),
            "suggestionsURL": visit.link("/panel/zgloszenia", [("instytucja", entry.id.text)]),
        ])
    }

    private func draft(_ draft: EditDraft, _ visit: PageVisit, _ index: DirectoryIndex) -> TemplateValues? {
        let language = visit.language
        let when = Phrases(language).moment(draft.savedAt)
        if draft.documentID.isEmpty {
            let name = draft.fields[InstitutionField.name]?.first ?? ""
            return ["name": language.choose("Nowa instytucja", "New institution") + (name.isEmpty ? "" : ": \(name)"), "url": visit.link("/panel/instytucje/nowa"), "savedText": when]
        }
        guard let id = try? InstitutionID(draft.documentID), let entry = index.entry(id) else { return nil }
        return ["name": entry.name, "url": visit.link("/panel/instytucje/\(id)"), "savedText": when]
    }
}
