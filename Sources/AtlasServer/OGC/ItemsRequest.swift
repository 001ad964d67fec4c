// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A request for features.
struct ItemsRequest: Sendable {
    static let limitRange = 1...10_000
    static let defaultLimit = 10

    /// Of the items of every collection.
    static let parameters: [RouteParameter] = [
        .init("limit", "most features on a page; more than the maximum counts as the maximum", form: .integer(limitRange)),
        .init("offset", "features to leave out first; the links next and prev set it", form: .integer(0...100_000_000)),
        .init("bbox", AreaFilter.form), .init("bbox-crs", "system of bbox, by its URI; without it CRS84: longitude, latitude"),
        .init("datetime", TemporalFilter.form), crs,
    ]

    /// Of a single feature.
    static let featureParameters: [RouteParameter] = [crs, .init("datetime", "the state of the feature on a day; " + TemporalFilter.form)]

    private static let crs = RouteParameter("crs", "system of the coordinates in the answer, by its URI; without it CRS84: longitude, latitude")

    let ask: OGCRequest
    let collection: any OGCCollection
    let selection: FeatureSelection
    let system: FeatureReferenceSystem
    let limit: Int
    let offset: Int

    /// - Throws: 400 for a value that is not accepted (requirement /req/core/query-param-invalid).
    init(_ ask: OGCRequest, _ collection: any OGCCollection, _ snapshot: AtlasSnapshot) throws {
        self.ask = ask
        self.collection = collection
        system = try ask.query.referenceSystem("crs") ?? .crs84
        // Requirement /req/crs/fc-bbox-crs-default-value: CRS84.
        let areaSystem = try ask.query.referenceSystem("bbox-crs") ?? .crs84
        try collection.checkAdditions(ask.query, snapshot)
        selection = FeatureSelection(
            snapshot: snapshot, query: ask.query,
            area: try ask.query.text("bbox").map { try AreaFilter($0, system: areaSystem) },
            time: try ask.query.text("datetime").map(TemporalFilter.init), language: ask.language, origin: ask.origin)
        limit = try Self.limit(ask.query)
        offset = try ask.query.integer("offset", in: 0...100_000_000) ?? 0
    }

    /// OGC 17-069r4, section 7.15.2: a server lowers what is above its maximum.
    private static func limit(_ query: QueryReader) throws -> Int {
        guard let text = try query.text("limit") else { return defaultLimit }
        guard let number = Int(text), number >= limitRange.lowerBound else {
            throw Problem.badParameter("limit", text, accepted: "a whole number \(limitRange.lowerBound)…\(limitRange.upperBound)")
        }
        return min(number, limitRange.upperBound)
    }

    /// The places of this page among so many matches.
    func page(of count: Int) -> Range<Int> {
        let start = min(offset, count)
        return start..<min(start + limit, count)
    }

    /// Links of a page of features; `next` only where there is more (/req/core/fc-links).
    func links(_ page: Range<Int>, count: Int) -> [OGCLink] {
        let type = ask.format == .json ? OGCLink.geoJSON : OGCLink.html
        var links = ask.selfLinks(type: OGCLink.geoJSON)
        func other(_ relation: String, _ offset: Int, _ polish: String, _ english: String) {
            links.append(
                OGCLink(
                    address: ask.address([("f", ask.format.rawValue), ("limit", String(limit)), ("offset", offset == 0 ? nil : String(offset))]),
                    relation: relation, type: type, title: ask.language.choose(polish, english), language: ask.language))
        }
        if page.upperBound < count { other("next", page.upperBound, "następna strona", "next page") }
        if offset > 0, count > 0 { other("prev", max(min(offset, count) - limit, 0), "poprzednia strona", "previous page") }
        links.append(collectionLink)
        return links
    }

    var collectionLink: OGCLink {
        ask.link(
            "/collections/\(collection.id)\(ask.carried(collection.additions.map(\.name)))", "collection", "kolekcja", "the collection")
    }

    /// Whether an answer is so long that it goes out while it is made.
    static let streamedFrom = 500
    static let chunkLength = 100
}

extension OGCFeature {
    /// A feature of GeoJSON.
    /// - Parameter members: that a single feature has beside, such as its links.
    func json(in system: FeatureReferenceSystem, members: [(String, JSONValue)] = []) throws -> JSONValue {
        .members(
            [
                ("type", "Feature"), ("id", .string(id)), ("geometry", try geometry?.transformed(to: system).json(decimals: system.decimals) ?? .null),
                ("properties", .members(properties.map { ($0.name, $0.value) })),
            ] + members)
    }
}
