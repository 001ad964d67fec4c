// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Testing

@Suite("Paging")
struct PagingTests {
    private func walk(_ query: SearchQuery, in index: DirectoryIndex) throws -> [String] {
        var query = query
        var seen: [String] = []
        repeat {
            let page = try index.search(query, now: TestDirectory.friday)
            #expect(page.hits.count <= query.limit)
            #expect(page.next == nil || page.hits.count == query.limit)
            seen += page.hits.map(\.entry.id.text)
            query.cursor = page.next
            if seen.count > 5000 { break }
        } while query.cursor != nil
        return seen
    }

    @Test(
        "every result once, in the order of one long page",
        arguments: [
            SearchQuery(), SearchQuery(sort: .name), SearchQuery(near: SearchPoint(longitude: 20, latitude: 50), sort: .distance),
            SearchQuery(near: SearchPoint(longitude: 20, latitude: 50)), SearchQuery(text: "pomoc"),
            SearchQuery(text: "ośrodek pomocy społecznej"),
            SearchQuery(text: "małopolskie"), SearchQuery(text: "bezdomni kraków"), SearchQuery(text: "kraków", sort: .distance),
            SearchQuery(types: [.dps]),
            SearchQuery(text: "ubóstwo limanowa"), SearchQuery(text: "wtz dla astronautów"),
        ])
    func walks(query: SearchQuery) throws {
        let index = try TestDirectory.real()
        var long = query
        long.limit = 1000
        let all = try index.search(long, now: TestDirectory.friday)
        let expected = all.hits.map(\.entry.id.text)
        #expect(all.next == nil)
        #expect(expected.count == all.total)
        #expect(Set(expected).count == expected.count)
        for limit in [1, 7, 20, 100] where limit > 1 || all.total < 60 {
            var paged = query
            paged.limit = limit
            #expect(try walk(paged, in: index) == expected)
        }
    }

    @Test("a cursor belongs to its search, whatever the size of the page")
    func foreignCursor() throws {
        let index = try TestDirectory.real()
        let query = SearchQuery(text: "pomoc", types: [.ops], limit: 5)
        let next = try #require(try index.search(query, now: TestDirectory.friday).next)
        var other = query
        other.cursor = next
        other.limit = 50
        #expect(try index.search(other, now: TestDirectory.friday).hits.count == 50)
        for change in [
            SearchQuery(text: "pomocy", types: [.ops], cursor: next), SearchQuery(text: "pomoc", types: [.dps], cursor: next),
            SearchQuery(text: "pomoc", types: [.ops], sort: .name, cursor: next),
            SearchQuery(text: "pomoc", types: [.ops], openNow: true, cursor: next),
            SearchQuery(text: "pomoc", types: [.ops], unit: try TERYTCode("12"), cursor: next),
        ] {
            #expect(throws: SearchQueryError.cursorOfAnotherSearch) { try index.search(change, now: TestDirectory.friday) }
        }
        // One letter changed.
        for position in stride(from: 0, to: next.count, by: 5) {
            var letters = Array(next)
            letters[position] = letters[position] == "A" ? "B" : "A"
            var damaged = query
            damaged.cursor = String(letters)
            #expect(throws: SearchQueryError.self) { try index.search(damaged, now: TestDirectory.friday) }
        }
    }

    @Test("a page goes on behind its last entry when the directory has changed, and says so when that entry is gone")
    func changedDirectory() throws {
        func index(_ names: [String]) throws -> DirectoryIndex {
            try TestDirectory.index(names.map { try TestDirectory.institution("id-\($0.lowercased())", .ngo, "Fundacja \($0)") })
        }
        let before = try index(["Ala", "Cecylia", "Ewa", "Gustaw"])
        var query = SearchQuery(sort: .name, limit: 2)
        query.cursor = try before.search(query, now: TestDirectory.friday).next
        let after = try index(["Ala", "Beata", "Cecylia", "Dorota", "Ewa", "Gustaw"])
        #expect(try after.search(query, now: TestDirectory.friday).hits.map(\.entry.name) == ["Fundacja Dorota", "Fundacja Ewa"])
        let gone = try index(["Ala", "Ewa", "Gustaw"])
        #expect(throws: SearchQueryError.outdatedCursor) { try gone.search(query, now: TestDirectory.friday) }
    }
}
