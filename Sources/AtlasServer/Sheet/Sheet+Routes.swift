// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Hummingbird

/// `/karta`: the adviser's sheet, picked services on one printable page. Nothing of it is stored: the address is all there is.
struct SheetRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer

    /// The most services that a sheet takes: five or six fit on a page.
    static let itemLimit = 20

    static let access = RouteAccess.everyone

    static let documentation = [
        RouteDescription(
            "/karta", summary: "Adviser sheet: picked institutions and services on a printable page",
            parameters: [
                .init("item", "an institution, or an institution and one of its services, such as rjps-132:schronienie; may stand several times"),
                .lang,
            ], contentType: "text/html")
    ]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/karta") { request, _ in
            let reader = try QueryReader(request)
            let visit = try PageVisit(request, reader)
            let snapshot = data.current
            let texts = try reader.texts("item", maximumCount: Self.itemLimit)
            let model = try await SheetModel(texts, in: snapshot)
            return try pages.render(
                "sheet", title: visit.language.choose("Karta dla klienta", "Sheet for a client"), section: .none,
                page: model.view(visit), visit: visit)
        }
    }
}

/// The institutions of a sheet, each with the services picked.
struct SheetModel: Sendable {
    struct Item: Sendable {
        let institution: Institution
        /// Services picked; all of its services count when it is empty.
        let services: [Service]
        let source: Source?
    }

    let items: [Item]
    /// The texts of the address that are known, in order.
    let itemTexts: [String]
    let unknown: [String]
    let taxonomy: Taxonomy
    let now = PolishClock.now

    init(_ texts: [String], in snapshot: AtlasSnapshot) async throws {
        let taxonomy = try await snapshot.directory.taxonomy
        self.taxonomy = taxonomy
        let picked = texts.map { (text: $0, item: SheetItem($0)) }
        var order: [InstitutionID] = []
        for case let item? in picked.map(\.item) where !order.contains(item.institution) { order.append(item.institution) }
        let wanted = order
        let institutions = try await snapshot.whole(\.directory) { try await snapshot.store.institutions(wanted) }
        let known = Set(institutions.map(\.id))
        items = institutions.map { institution in
            let wanted = picked.compactMap(\.item).filter { $0.institution == institution.id }.compactMap(\.service)
            let all = institution.allServices(taxonomy)
            return Item(
                institution: institution, services: all.filter { wanted.contains($0.termID) }, source: snapshot.sources[institution.sourceID])
        }
        unknown = picked.filter { !($0.item.map { known.contains($0.institution) } ?? false) }.map(\.text)
        itemTexts = picked.filter { $0.item.map { known.contains($0.institution) } ?? false }.map(\.text)
    }
}
