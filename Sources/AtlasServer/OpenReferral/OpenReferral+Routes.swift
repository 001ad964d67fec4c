// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpenReferral
import Synchronization

/// `/hsds/…`: the directory as Open Referral HSDS 3.0.
struct OpenReferralRoutes: RouteGroup {
    let data: AtlasData
    private let exchange = ExchangeCache()

    init(data: AtlasData) {
        self.data = data
    }

    private static let paging: [RouteParameter] = [
        .init("page", "the page, from 1", form: .integer(1...1_000_000)),
        .init("per_page", "items on a page: up to 1000, 100 with full, 20 000 with minimal", form: .integer(1...20_000)), .lang,
    ]

    private static let filters: [RouteParameter] = [
        .init("search", "words that must all begin words of the name, place or service"),
        .init("modified_after", "only what changed after this day"), .init("taxonomy_term_id", "only with this term"),
        .init("taxonomy_id", "only with a term of this taxonomy"), .init("organization_id", "only of this organization"),
        .init("minimal", "only ids and dates", form: .choice(["true", "false"])),
        .init("full", "with all that belongs to an item", form: .choice(["true", "false"])),
        .init("full_service", "organizations with their services in full", form: .choice(["true", "false"])),
        .init("postcode", "only in the gminas of a postal code"), .init("proximity", "metres around the postal code", form: .number),
        .init("top_only", "only the narrowest terms", form: .choice(["true", "false"])), .init("parent_id", "only terms below this one"),
        .init("format", "json", form: .choice(["json"])),
    ]

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] =
        [RouteDescription("/hsds", summary: "Open Referral HSDS 3.0: what this interface is")]
        + HSDSDirectory.Resource.allCases.flatMap { resource in
            [
                RouteDescription("/hsds/\(resource.rawValue)", summary: "HSDS 3.0: a page of \(resource.rawValue)", parameters: filters + paging),
                RouteDescription(
                    "/hsds/\(resource.rawValue)/{id}", summary: "HSDS 3.0: one of \(resource.rawValue)",
                    parameters: [.init("id", "a UUID"), .init("full_service", "an organization with its services in full", form: .choice(["true", "false"])), .lang]),
            ]
        }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/hsds") { request, _ in meta(request) }
        for resource in HSDSDirectory.Resource.allCases {
            router.get("/hsds/\(resource.rawValue)") { request, _ in try await list(request, resource) }
            router.get("/hsds/\(resource.rawValue)/:id") { request, context in
                try await one(request, resource, try context.parameters.require("id"))
            }
        }
    }

    private func meta(_ request: Request) -> Response {
        let base = request.publicOrigin
        let body: JSONValue = [
            "version": .string(HSDSDirectory.version), "profile": "https://docs.openreferral.org/en/3.0/",
            "openapi_url": .string(base + "/api/v1/openapi.json"),
        ]
        return body.response()
    }

    private func list(_ request: Request, _ resource: HSDSDirectory.Resource) async throws -> Response {
        let snapshot = data.current
        let query = try QueryReader(request)
        let filter = try query.exchangeFilter()
        let number = try query.integer("page", in: 1...1_000_000) ?? 1
        let perPage = try query.integer("per_page", in: 1...Self.pageLimit(filter)) ?? 50
        let directory = try await exchange.directory(snapshot, try Language(request, query))
        do {
            let page = try directory.page(of: resource, number: number, perPage: perPage, filter: filter)
            return Self.answer(page).cached()
        } catch let error as HSDSRequestError {
            throw Problem(status: .badRequest, detail: error.localizedDescription)
        }
    }

    /// An item with all that belongs to it has tens of kilobytes, one with its id and date under a hundred bytes.
    private static func pageLimit(_ filter: HSDSFilter) -> Int {
        filter.full || filter.fullService ? 100 : filter.minimal ? 20_000 : HSDSDirectory.perPageLimit
    }

    private func one(_ request: Request, _ resource: HSDSDirectory.Resource, _ id: String) async throws -> Response {
        let snapshot = data.current
        let query = try QueryReader(request)
        let directory = try await exchange.directory(snapshot, try Language(request, query))
        guard let object = directory.object(of: resource, id: id, fullService: try query.truth("full_service")) else {
            throw Problem.notFound(resource.rawValue, id, accepted: "GET /hsds/\(resource.rawValue) lists them")
        }
        return Self.answer(object).cached()
    }

    private static func answer(_ data: Data) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}

extension QueryReader {
    /// HSDS writes its flags as words.
    fileprivate func truth(_ name: String) throws -> Bool { try flag(name) ?? false }

    fileprivate func exchangeFilter() throws -> HSDSFilter {
        if let format = try text("format"), format != "json" { throw Problem.badParameter("format", format, accepted: "json") }
        var filter = HSDSFilter()
        filter.search = try text("search", maximumLength: 400)
        filter.modifiedAfter = try text("modified_after").map { text in
            // A moment counts as its day.
            guard let period = try? Period(String(text.prefix(10))) else {
                throw Problem.badParameter("modified_after", text, accepted: "a day such as 2026-03-06")
            }
            return period
        }
        filter.taxonomyTermID = try text("taxonomy_term_id")
        filter.taxonomyID = try text("taxonomy_id")
        filter.organizationID = try text("organization_id")
        filter.minimal = try truth("minimal")
        filter.full = try truth("full")
        filter.fullService = try truth("full_service")
        filter.topOnly = try truth("top_only")
        filter.parentID = try text("parent_id")
        filter.postcode = try text("postcode")
        filter.proximity = try number("proximity", in: 0...1_000_000)
        return filter
    }
}
