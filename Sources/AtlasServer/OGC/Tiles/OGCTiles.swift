// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What OGC API – Tiles adds to the documents that all OGC APIs share: landing page, conformance
/// declaration, collections and API definition.
///
/// OGC 20-057, OGC API – Tiles – Part 1: Core, 1.0; OGC 17-083r4, Two Dimensional Tile Matrix Set, 2.0.
enum OGCTiles {
    /// Where the OGC APIs begin, below the origin of the server.
    static let root = "/ogc"

    /// The conformance classes that the tile resources meet, for `/ogc/conformance`.
    static let conformanceClasses: [String] =
        [
            "core", "tileset", "tilesets-list", "geodata-tilesets", "oas30", "png", "mvt",
        ].map { "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/\($0)" }
        + [
            "tilematrixset", "json-tilematrixset", "tilematrixsetlimits", "json-tilematrixsetlimits", "tilesetmetadata",
            "json-tilesetmetadata",
        ].map { "http://www.opengis.net/spec/tms/2.0/conf/\($0)" }

    /// Collections with tiles, and the level of units of each.
    private static let levels: KeyValuePairs<String, UnitLevel> = ["wojewodztwa": .wojewodztwo, "powiaty": .powiat, "gminy": .gmina]

    static var collections: [String] { levels.map(\.key) }

    /// The level of a collection of units; nil for collections that have no tiles.
    static func level(ofCollection collection: String) -> UnitLevel? { levels.first { $0.key == collection }?.value }

    /// The links of the landing page to the tile matrix sets.
    /// - Parameter base: the address of `/ogc` as clients see it, without a slash at the end.
    static func landingLinks(base: String) -> [JSONValue] {
        [
            link(
                "\(base)/tileMatrixSets", relation: "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", type: "application/json",
                title: "Układy kafli (tile matrix sets)")
        ]
    }

    /// The links of a collection to its tile sets; none for collections without tiles.
    /// - Parameter base: the address of `/ogc` as clients see it, without a slash at the end.
    static func collectionLinks(collection: String, base: String) -> [JSONValue] {
        guard level(ofCollection: collection) != nil else { return [] }
        return [
            link(
                "\(base)/collections/\(collection)/tiles", relation: "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                type: "application/json", title: "Kafle wektorowe (vector tiles)"),
            link(
                "\(base)/collections/\(collection)/map/tiles", relation: "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map",
                type: "application/json", title: "Kafle map wskaźników (map tiles of indicators)"),
        ]
    }

    static func link(_ address: String, relation: String, type: String, title: String) -> JSONValue {
        ["href": .string(address), "rel": .string(relation), "type": .string(type), "title": .string(title)]
    }
}
