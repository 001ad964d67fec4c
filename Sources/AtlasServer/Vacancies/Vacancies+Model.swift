// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import PolishText

/// The offers of a unit on a day.
struct VacancyBoard: Sendable {
    let place: TerritorialUnit
    let day: Period
    let kind: Vacancy.Kind?
    let query: String?
    /// All of the unit that count on the day.
    let all: [PostedVacancy]
    /// Those of the kind that have all words of the query.
    let shown: [PostedVacancy]

    init(_ place: TerritorialUnit, kind: Vacancy.Kind?, query: String?, in snapshot: AtlasSnapshot, day: Period = PolishClock.now.day) async throws {
        self.place = place
        self.day = day
        self.kind = kind
        self.query = query
        let offers = try await snapshot.whole(\.vacancies) { try await snapshot.store.vacancies(in: place.code, on: day.lastDay) }
        all = offers
        shown = Self.filter(offers, kind: kind, query: query)
    }

    static func filter(_ offers: [PostedVacancy], kind: Vacancy.Kind?, query: String?) -> [PostedVacancy] {
        let words = fold(query ?? "").split { !($0.isLetter || $0.isNumber) }
        return offers.filter { offer in
            if let kind, offer.vacancy.kind != kind { return false }
            guard !words.isEmpty else { return true }
            let vacancy = offer.vacancy
            let parts: [String?] = [vacancy.title, vacancy.reference, vacancy.employer, vacancy.place, vacancy.requirements, vacancy.description]
            let text = fold(parts.compactMap { $0 }.joined(separator: " "))
            return words.allSatisfy { text.contains($0) }
        }
    }

    /// The oldest state of the feeds that the offers come from.
    var date: Period? { all.map(\.feed.date).min { $0.lastDay < $1.lastDay } }

    /// Who publishes the offers, each once.
    var publishers: [String] {
        var names: [String] = []
        for name in all.map(\.feed.name) where !names.contains(name) { names.append(name) }
        return names
    }

    func count(_ kind: Vacancy.Kind) -> Int { all.count { $0.vacancy.kind == kind } }
}
