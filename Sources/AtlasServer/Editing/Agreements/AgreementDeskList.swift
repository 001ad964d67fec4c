// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// A page of the agreements that an account looks after.
struct AgreementDeskList {
    /// Which of them. Raw values stand in addresses.
    enum Choice: String, Sendable, CaseIterable {
        case all = "wszystkie"
        case valid = "obowiazuja"
        /// Valid, and at an end within ninety days.
        case ending = "koncza-sie"
        case planned = "planowane"
        case expired = "wygasle"
        case undated = "bez-dat"

        func name(_ language: Language) -> String {
            switch self {
            case .all: language.choose("Wszystkie", "All")
            case .valid: language.choose("Obowiązują", "Valid")
            case .ending: language.choose("Kończą się w\u{A0}90\u{A0}dni", "Ending within 90 days")
            case .planned: language.choose("Planowane", "Planned")
            case .expired: language.choose("Wygasłe", "Expired")
            case .undated: language.choose("Bez dat", "Undated")
            }
        }
    }

    private static let pageLength = 50
    private static let soon = 90

    let matter: AgreementMatter
    let choice: Choice
    let text: String
    let page: Int
    let today: Period
    /// Of each choice.
    private let counts: [Choice: Int]
    /// The places of those on this page.
    private let places: ArraySlice<Int>
    private let total: Int

    init(_ reader: QueryReader, _ matter: AgreementMatter, _ index: AgreementIndex, today: Period) throws {
        self.matter = matter
        self.today = today
        choice = try reader.choice("stan", Choice.self) ?? .all
        text = try reader.text("q") ?? ""
        page = try reader.integer("strona", in: 1...10_000) ?? 1
        var query = AgreementQuery(day: today)
        query.text = text
        let found = index.find(query)
        let own = matter.ownPlaces
        let registry = matter.registry
        var counts: [Choice: Int] = [:]
        var wanted: [Int] = []
        for place in found.places where own?.contains(place) ?? true {
            for each in Choice.allCases where Self.fits(registry.agreements[place], found.statuses[place], each, today) {
                counts[each, default: 0] += 1
                if each == choice { wanted.append(place) }
            }
        }
        self.counts = counts
        total = wanted.count
        places = wanted.dropFirst((page - 1) * Self.pageLength).prefix(Self.pageLength)
    }

    private static func fits(_ agreement: Agreement, _ status: AgreementStatus, _ choice: Choice, _ today: Period) -> Bool {
        switch choice {
        case .all: true
        case .valid: status == .valid
        case .ending: status == .valid && (agreement.daysLeft(on: today) ?? .max) <= soon
        case .planned: status == .planned
        case .expired: status == .expired
        case .undated: status == .undated
        }
    }

    func view(_ visit: PageVisit) -> TemplateValues {
        let names = AgreementNames(registry: matter.registry, territory: matter.territory, taxonomy: matter.taxonomy, language: visit.language)
        let rows = AgreementRowView(names: names, visit: visit, day: today)
        func link(_ choice: Choice, page: Int = 1) -> String {
            visit.link(
                AgreementDeskRoutes.path,
                (choice == .all ? [] : [("stan", choice.rawValue)]) + (text.isEmpty ? [] : [("q", text)]) + (page == 1 ? [] : [("strona", String(page))]))
        }
        let last = max(1, (total + Self.pageLength - 1) / Self.pageLength)
        return templateValues([
            "newURL": visit.link(AgreementDeskRoutes.path + "/nowe"), "generatorURL": visit.link(AgreementDraftRoutes.path),
            "action": AgreementDeskRoutes.path, "stan": choice == .all ? nil : choice.rawValue, "isEnglish": visit.language == .english ? true : nil, "q": text,
            "tabs": Choice.allCases.filter { $0 == .all || $0 == choice || counts[$0] != nil }.map {
                ["tabName": $0.name(visit.language), "tabURL": link($0), "tabCount": Phrases(visit.language).count(counts[$0] ?? 0), "isCurrent": $0 == choice] as TemplateValues
            },
            "isEmpty": total == 0 ? true : nil, "hasRows": places.isEmpty ? nil : true,
            "rows": places.map { place -> TemplateValues in
                var row = rows.view(place)
                let id = matter.registry.agreements[place].id
                row["editURL"] = visit.link("\(AgreementDeskRoutes.path)/\(id)")
                row["renewURL"] = visit.link(AgreementDeskRoutes.path + "/nowe", [("wzor", id.text)])
                row["endURL"] = visit.link("\(AgreementDeskRoutes.path)/\(id)") + "#terminated_on"
                row["canRenew"] = matter.registry.renewedBy[place] == nil
                row["canEnd"] = matter.registry.agreements[place].terminatedOn == nil && ["valid", "planned"].contains(row["status"] as? String ?? "")
                return row
            },
            "pageText": last > 1 ? "\(page) / \(last)" : nil, "earlierURL": page > 1 ? link(choice, page: page - 1) : nil,
            "laterURL": page < last ? link(choice, page: page + 1) : nil,
        ])
    }
}
