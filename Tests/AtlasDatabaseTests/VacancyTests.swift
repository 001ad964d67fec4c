// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Testing

@Suite struct VacancyTests {
    private func feed(_ id: String, _ date: String = "2026-11-01") throws -> VacancyFeed { VacancyFeed(id: id, name: id, date: try Period(date)) }

    private func offer(_ id: String, _ unit: String, to: String? = nil) throws -> Vacancy {
        Vacancy(id: id, kind: .job, title: "Praca \(id)", unit: try TERYTCode(unit), validTo: try to.map { try Period($0) })
    }

    @Test func aFeedReplacesItsOwnOffersOnly() async throws {
        try await withTestAtlas { store in
            _ = try await store.importVacancies([try offer("1", "2601"), try offer("2", "260101")], feed: try feed("pup-a"))
            _ = try await store.importVacancies([try offer("1", "2602")], feed: try feed("pup-b"))
            let numbers = try await store.vacancies(on: 20_261_101).map(\.number)
            let again = try await store.importVacancies([try offer("2", "260101"), try offer("3", "2601")], feed: try feed("pup-a"))
            #expect(again.summary == WriteSummary(added: 1, changed: 0, unchanged: 1))
            #expect(again.removed == 1)
            let version = try await store.versions().vacancies
            let same = try await store.importVacancies([try offer("2", "260101"), try offer("3", "2601")], feed: try feed("pup-a"))
            #expect(same.summary.unchanged == 2)
            let after = try await store.versions().vacancies
            #expect(after == version)
            let all = try await store.vacancies(on: 20_261_101)
            #expect(all.map { "\($0.feed.id) \($0.vacancy.id)" }.sorted() == ["pup-a 2", "pup-a 3", "pup-b 1"])
            // An offer keeps its address.
            #expect(Set(all.map(\.number)).intersection(numbers).count == 2)
            let dry = try await store.importVacancies([], feed: try feed("pup-b"), dryRun: true)
            #expect(dry.removed == 1)
            let counts = try await store.vacancyCounts(on: 20_261_101)
            #expect(counts == [try TERYTCode("2601"): [.job: 2], try TERYTCode("2602"): [.job: 1]])
        }
    }

    @Test func offersEndWithTheirDayOrThirtyDaysAfterTheirFeed() async throws {
        try await withTestAtlas { store in
            _ = try await store.importVacancies([try offer("ends", "2601", to: "2026-11-15"), try offer("open", "2601")], feed: try feed("pup-a"))
            func shown(_ day: Int) async throws -> [String] { try await store.vacancies(in: try TERYTCode("2601"), on: day).map(\.vacancy.id) }
            let (first, second, third) = (try await shown(20_261_115), try await shown(20_261_116), try await shown(20_261_202))
            #expect(first == ["ends", "open"])
            #expect(second == ["open"])
            #expect(third == [])
            let last = try await shown(20_261_201)
            #expect(last == ["open"])
        }
    }
}
