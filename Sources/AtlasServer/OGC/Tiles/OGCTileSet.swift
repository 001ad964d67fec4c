// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import HTTPTypes
import Hummingbird
import TileGeometry

/// A tile set of a collection of units: its vector tiles, or the tiles of a map of an indicator (OGC 20-057, clause 9).
struct OGCTileSet: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case vector = "tiles"
        case map = "map/tiles"
    }

    let kind: Kind
    let collection: String
    let level: UnitLevel
    let matrixSet: TileMatrixSet
    /// `https://atlas.example.pl/ogc`.
    let base: String
    let language: Language
    /// What a map shows; nil for vector tiles.
    let map: OGCMap?
    let catalogue: MapServiceCatalogue
    /// What addresses of tiles carry on: style and day.
    let parameters: [(String, String)]

    /// The matrix sets that a kind of tiles comes in.
    static func matrixSets(_ kind: Kind) -> [TileMatrixSet] { kind == .vector ? [.webMercator] : TileMatrixSet.all }

    /// TileJSON is about Web Mercator only.
    static func formats(_ set: TileMatrixSet) -> [String] { set == .webMercator ? ["json", "tilejson"] : ["json"] }

    private var mediaType: String { kind == .vector ? "application/vnd.mapbox-vector-tile" : "image/png" }
    private var format: String { kind == .vector ? "mvt" : "png" }
    private var path: String { "\(base)/collections/\(collection)/\(kind.rawValue)/\(matrixSet.apiIdentifier)" }

    var title: String {
        let units = Phrases(language).level(level)
        guard let map else { return language.choose("Kafle wektorowe: ", "Vector tiles: ") + units }
        return "\(language.of(map.coverage.indicator.name)), \(Phrases(language).period(map.period)), \(units)"
    }

    private func address(_ format: String, below: String = "") -> String {
        path + below + "?" + (parameters + [("f", format)]).query
    }

    private func link(_ relation: String, _ address: String, _ type: String, _ title: String, isTemplate: Bool = false) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("href", .string(address)), ("rel", .string(relation)), ("type", .string(type)), ("title", .string(title)),
        ]
        if isTemplate { members.append(("templated", true)) }
        return .members(members)
    }

    private var tilesLink: JSONValue {
        link("item", address(format, below: "/{tileMatrix}/{tileRow}/{tileCol}"), mediaType, language.choose("Kafle", "Tiles"), isTemplate: true)
    }

    private var links: JSONValue {
        var links = [link("self", address("json"), "application/json", language.choose("Ten zbiór kafli", "This tile set"))]
        if Self.formats(matrixSet).contains("tilejson") {
            links.append(link("alternate", address("tilejson"), "application/json", "TileJSON 3.0.0"))
        }
        links.append(
            link(
                "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", "\(base)/tileMatrixSets/\(matrixSet.apiIdentifier)", "application/json",
                language.choose("Układ kafli", "Tile matrix set")))
        return .array(links + [tilesLink])
    }

    /// The common part of a list's entry and the metadata (OGC 17-083r4, clause 8).
    private var entry: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("title", .string(title)), ("dataType", .string(kind == .vector ? "vector" : "map")), ("crs", .string(matrixSet.crsURI)),
        ]
        if let uri = matrixSet.registeredURI { members.append(("tileMatrixSetURI", .string(uri))) }
        return members
    }

    var listEntry: JSONValue { .members(entry + [("links", links)]) }

    var metadata: JSONValue {
        let box = catalogue.boundsDegrees
        var members = entry
        members.append(("attribution", .string(attribution)))
        members.append(("tileMatrixSetLimits", matrixSet.limits(catalogue)))
        if !box.isEmpty {
            members.append(
                (
                    "boundingBox",
                    [
                        "lowerLeft": [.number(box.minX), .number(box.minY)], "upperRight": [.number(box.maxX), .number(box.maxY)],
                        "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                    ]
                ))
        }
        if kind == .vector {
            members.append(
                (
                    "layers",
                    [
                        [
                            "id": .string(level.rawValue), "dataType": "vector", "geometryDimension": 2,
                            "propertiesSchema": [
                                "type": "object",
                                "properties": [
                                    "terc": ["type": "string", "description": "TERC"], "name": ["type": "string"],
                                ],
                            ],
                        ]
                    ]
                ))
        }
        members.append(("links", links))
        return .members(members)
    }

    /// TileJSON 3.0.0; its tiles are addressed in the order of the OGC's template.
    var tileJSON: JSONValue {
        let box = catalogue.boundsDegrees
        return TileJSONDocument(
            name: title, description: nil, attribution: attribution,
            tiles: address(format, below: "/{z}/{y}/{x}"), bounds: box, maximumZoom: matrixSet.matrices.count - 1,
            vectorLayers: kind == .vector ? [.units(level)] : []
        ).json
    }

    private var attribution: String { map?.attribution ?? TileJSONDocument.boundariesAttribution }
}

/// The map that map tiles show.
struct OGCMap: Sendable {
    let coverage: IndicatorCoverage
    let period: Period
    let attribution: String

    static let parameters: [RouteParameter] =
        [RouteParameter("indicator", "id of an indicator; without it the atlas's first"), .period] + RouteParameter.style + [.asOf]

    /// - Throws: `Problem` for an indicator, period or style that is not there.
    init(_ query: QueryReader, level: UnitLevel, snapshot: AtlasSnapshot, catalogue: MapServiceCatalogue) throws {
        if let id = try query.text("indicator", maximumLength: IndicatorExpression.lengthLimit) {
            coverage = try snapshot.existing(id)
        } else if let first = snapshot.defaultIndicator {
            coverage = first
        } else {
            throw Problem.badParameter("indicator", "", accepted: "the id of an indicator; GET /api/v1/indicators lists them")
        }
        let indicator = coverage.indicator
        if let wanted = try query.period("period") {
            period = try coverage.existing(wanted)
        } else if let newest = catalogue.layer("\(indicator.id).\(level.rawValue)")?.periods.newest ?? coverage.periods.last {
            period = newest
        } else {
            throw Problem.notFound("value of indicator", indicator.id.text)
        }
        _ = try MapStyle(indicator: indicator.id, period: period, level: level, query: query, snapshot: snapshot)
        attribution = [TileJSONDocument.boundariesAttribution, snapshot.sources[indicator.sourceID]?.publisher ?? ""]
            .filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// The tile's address among the choropleth tiles.
    func path(_ level: UnitLevel, _ tile: TileCoordinate) -> String {
        "\(ChoroplethRequest.prefix)\(coverage.indicator.id.text.inPath)/\(period)/\(level.rawValue)/\(tile.zoom)/\(tile.x)/\(tile.y).png"
    }
}
