// SPDX-License-Identifier: Apache-2.0

/// All pages of the values of a variable for a level.
struct BDLTable: Sendable {
    let series: [BDLUnitSeries]
    let lastUpdate: String?

    /// Fetches the pages and checks that they are of one state of the bank: it may be updated between two pages, or
    /// between an interrupted run and the one that continues it. Then all are fetched once more.
    ///
    /// - Parameter onPage: the page, counted from 1, the number of pages, and whether it was in the cache.
    static func fetch(
        _ query: BDLDataQuery, client: BDLClient, onPage: (_ page: Int, _ count: Int, _ isCached: Bool) -> Void
    ) async throws -> BDLTable {
        var mismatch: String?
        for _ in 0..<2 {
            let pages: [BDLDataPage]
            do {
                pages = try await self.pages(query, client: client, onPage: onPage)
            } catch BDLError.refused(404, _, _) {
                // The variable exists, or we would not be here: it has nothing for this level and these years.
                return BDLTable(series: [], lastUpdate: nil)
            }
            mismatch = self.mismatch(of: pages, variable: query.variable)
            if mismatch == nil { return BDLTable(series: pages.flatMap(\.results), lastUpdate: pages.compactMap(\.lastUpdate).max()) }
            await client.forgetPages(query, count: pages.count)
        }
        throw BDLError.inconsistentPages(variable: query.variable, level: query.level.name, reason: mismatch ?? "")
    }

    private static func pages(
        _ query: BDLDataQuery, client: BDLClient, onPage: (_ page: Int, _ count: Int, _ isCached: Bool) -> Void
    ) async throws -> [BDLDataPage] {
        var pages: [BDLDataPage] = []
        while true {
            let (page, isCached) = try await client.values(query, page: pages.count)
            pages.append(page)
            let expected = page.totalRecords.map { ($0 + BDLDataQuery.pageSize - 1) / BDLDataQuery.pageSize }
            let hasNext = page.hasNext ?? (expected.map { pages.count < $0 } ?? false)
            onPage(pages.count, max(expected ?? 0, pages.count + (hasNext ? 1 : 0)), isCached)
            if !hasNext || page.results.isEmpty { return pages }
        }
    }

    private static func mismatch(of pages: [BDLDataPage], variable: Int) -> String? {
        if let other = pages.lazy.compactMap(\.variableID).first(where: { $0 != variable }) { return "a page is of variable \(other)" }
        if Set(pages.compactMap(\.lastUpdate)).count > 1 { return "they are of different updates" }
        let totals = Set(pages.compactMap(\.totalRecords))
        if totals.count > 1 { return "they name different totals" }
        let ids = pages.flatMap { $0.results.map(\.id) }
        // Without links the total is all that says whether a page lacks.
        if pages.last?.hasNext == nil, let total = totals.first, total != ids.count {
            return "they hold \(ids.count) units where \(total) were announced"
        }
        if pages.last?.hasNext == true { return "a page in the middle is empty" }
        if Set(ids).count != ids.count { return "a unit stands on two of them" }
        return nil
    }
}
