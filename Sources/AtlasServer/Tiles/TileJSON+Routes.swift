// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import HTTPTypes
import Hummingbird
import TileGeometry

/// TileJSON 3.0.0 of the tile sets, for clients that ask for an address and want to know the rest.
struct TileJSONRoutes: RouteGroup {
    let data: AtlasData

    static let access = RouteAccess.everyone

    static let documentation: [RouteDescription] = [
        RouteDescription("/tiles/units/{level}.json", summary: "TileJSON 3.0.0 of the vector tiles of a level", parameters: [.mappedLevel(required: true), .asOf]),
        RouteDescription("/tiles/labels/{level}.json", summary: "TileJSON 3.0.0 of the label points of a level", parameters: [.mappedLevel(required: true), .asOf]),
        RouteDescription(
            "/tiles/choropleth/{indicator}/{period}/{level}.json", summary: "TileJSON 3.0.0 of a choropleth map",
            parameters: [.indicator, .period, .mappedLevel(required: true)] + RouteParameter.style + [.asOf]),
    ]

    /// West, south, east, north of Poland with a little room, in degrees.
    static let bounds: JSONValue = [.number(14.0), .number(48.9), .number(24.3), .number(55.0)]

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/tiles/units/:level") { request, context in try vector(request, try context.parameters.require("level"), "units") }
        router.get("/tiles/labels/:level") { request, context in try vector(request, try context.parameters.require("level"), "labels") }
        router.get("/tiles/choropleth/:indicator/:period/:level") { request, context in
            try choropleth(
                request, indicator: try context.parameters.require("indicator"), period: try context.parameters.require("period"),
                file: try context.parameters.require("level"))
        }
    }

    private static func level(ofFile file: String) throws -> UnitLevel {
        guard file.hasSuffix(".json") else { throw Problem.notFound("tile set", file, accepted: "the form is {level}.json") }
        return try QueryReader.mappedLevel(String(file.dropLast(5)), status: .notFound)
    }

    private func vector(_ request: Request, _ file: String, _ kind: String) throws -> Response {
        let level = try Self.level(ofFile: file)
        let suffix = try data.current.asOfSuffix(QueryReader(request))
        let body = TileJSONDocument(
            name: "Powiatlas: \(level.rawValue)", description: nil, attribution: TileJSONDocument.boundariesAttribution,
            tiles: "\(request.publicOrigin)/tiles/\(kind)/\(level.rawValue)/{z}/{x}/{y}.mvt\(suffix)",
            vectorLayers: [kind == "units" ? .units(level) : .labels]
        ).json
        return body.response().cached(tag: StrongETag.make(body.text), for: request)
    }

    private func choropleth(_ request: Request, indicator: String, period: String, file: String) throws -> Response {
        let snapshot = data.current
        let level = try Self.level(ofFile: file)
        let coverage = try snapshot.existing(indicator)
        guard let period = coverage.periods.first(where: { $0.text == period }) else {
            throw Problem.notFound("period", period, accepted: coverage.periods.map(\.text).joined(separator: ", "))
        }
        // A style or a day that a tile would refuse is refused here already.
        _ = try snapshot.asOfSuffix(QueryReader(request))
        _ = try MapStyle(
            indicator: coverage.indicator.id, period: period, level: level, query: try QueryReader(request), snapshot: snapshot)
        let suffix = request.uri.query.map { "?\($0)" } ?? ""
        let base = "\(request.publicOrigin)/tiles/choropleth/\(coverage.indicator.id.text.inPath)/\(period)/\(level.rawValue)"
        let publisher = snapshot.sources[coverage.indicator.sourceID]?.publisher ?? ""
        let body = TileJSONDocument(
            name: "\(coverage.indicator.name.polish), \(period)", description: coverage.indicator.note.polish,
            attribution: [TileJSONDocument.boundariesAttribution, publisher].filter { !$0.isEmpty }.joined(separator: "; "),
            tiles: "\(base)/{z}/{x}/{y}.png\(suffix)"
        ).json
        return body.response().cached(tag: StrongETag.make(body.text), for: request)
    }
}

extension AtlasSnapshot {
    /// What addresses of tiles end in when a day is asked for: `?asof=2023`, else nothing.
    /// - Throws: 400 for a day of which nothing is known.
    func asOfSuffix(_ query: QueryReader) throws -> String {
        guard let text = try query.text("asof") else { return "" }
        _ = try timeline.day(text)
        return "?asof=\(text)"
    }
}
