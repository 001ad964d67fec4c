// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Foundation
import Hummingbird

/// `/katalog`: the directory as a page of results with filters and a map.
struct CatalogueRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/katalog", summary: "Directory: search with filters, list and map",
            parameters: RouteParameter.search + [.init("cursor", "where the page of results begins")], contentType: "text/html")
    ]

    static let pageLength = 20

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/katalog") { request, _ in
            let snapshot = data.current
            let directory = try await snapshot.directory
            let reader = try QueryReader(request)
            let visit = try PageVisit(request, reader)
            let query = try reader.searchQuery(directory, defaultLimit: Self.pageLength, limits: 1...100)
            try snapshot.checkUnits(of: query)
            let model = try CatalogueModel(
                query: query, directory: directory, territory: snapshot.territory, now: PolishClock.now,
                firstNumber: reader.integer("from", in: 1...1_000_000) ?? 1)
            var page = model.view(visit)
            page["verificationText"] = data.verificationShares.share(of: nil, in: directory, on: PolishClock.now.day).sentence(Phrases(visit.language))
            page["knowledge"] = try await KnowledgeGroup(query, in: snapshot)?.view(visit)
            return try pages.render(
                "directory", title: visit.language.choose("Katalog instytucji", "Directory of institutions"), section: .directory,
                page: page, visit: visit)
        }
    }
}

/// A page of results.
struct CatalogueModel: Sendable {
    let query: SearchQuery
    let directory: DirectorySnapshot
    let territory: Territory
    let now: PolishMoment
    /// The number of the first hit on this page, counted over all pages.
    let firstNumber: Int
    let result: SearchResult

    init(query: SearchQuery, directory: DirectorySnapshot, territory: Territory, now: PolishMoment, firstNumber: Int) throws {
        self.query = query
        self.directory = directory
        self.territory = territory
        self.now = now
        self.firstNumber = query.cursor == nil ? 1 : firstNumber
        result = try directory.search(query, now: now)
    }
}
