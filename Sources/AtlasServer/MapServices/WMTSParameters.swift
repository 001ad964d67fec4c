// SPDX-License-Identifier: Apache-2.0

import Cartography
import Foundation
import Hummingbird
import TileGeometry

/// The parameters of a request in key-value pairs. Names are in any case (OGC 06-121r3, clause 11.5.2).
struct WMTSParameters: Sendable {
    private var values: [String: String] = [:]

    /// - Throws: `OWSException` for a query that is too long or not UTF-8.
    init(_ request: Request) throws(OWSException) {
        let query = request.uri.query ?? ""
        guard query.utf8.count <= QueryReader.maximumQueryBytes else {
            throw OWSException(
                code: .invalidParameterValue,
                text: "the query has \(query.utf8.count) bytes; accepted: at most \(QueryReader.maximumQueryBytes)")
        }
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let raw = parts.count > 1 ? parts[1] : ""
            guard let value = raw.replacing("+", with: " ").removingPercentEncoding, !value.unicodeScalars.contains("\0") else {
                throw .invalid(String(parts[0]), String(raw), accepted: "percent-encoded UTF-8")
            }
            let name = parts[0].lowercased()
            if values[name] == nil, !value.isEmpty { values[name] = value }
        }
    }

    /// Whether nothing is asked for but, at most, which part of the maps to list.
    var isBare: Bool { values.keys.allSatisfy(Self.listing.contains) }

    private static let listing: Set = ["indicator", "level", "topic", "palette", "period", "lang"]

    /// - Parameter name: as the standard writes it.
    subscript(name: String) -> String? { values[name.lowercased()] }

    func required(_ name: String, accepted: String) throws(OWSException) -> String {
        guard let value = self[name] else { throw .missing(name, accepted: accepted) }
        return value
    }
}

/// Which tile of which map a request names, in either form of request.
struct WMTSTile: Sendable {
    let layer: MapServiceLayer
    let palette: String
    let period: String
    let set: TileMatrixSet
    let tile: TileCoordinate

    /// Names as they came.
    struct Names {
        var layer: String
        var style: String?
        var time: String?
        var set: String
        var matrix: String
        var row: String
        var column: String
    }

    init(_ names: Names, _ catalogue: MapServiceCatalogue) throws(OWSException) {
        guard let layer = catalogue.layer(names.layer) else {
            throw .invalid("Layer", names.layer, accepted: "the layers of the capabilities, such as \(catalogue.layers.first?.id ?? "none")")
        }
        self.layer = layer
        palette = try Self.palette(names.style)
        period = try Self.period(names.time, layer)
        guard let set = TileMatrixSet.all.first(where: { $0.serviceIdentifier == names.set }) else {
            throw .invalid("TileMatrixSet", names.set, accepted: TileMatrixSet.all.map(\.serviceIdentifier).joined(separator: ", "))
        }
        self.set = set
        guard let matrix = set.matrix(named: names.matrix) else {
            let last = set.matrices.count - 1
            throw .invalid(
                "TileMatrix", names.matrix, accepted: "\(set.serviceIdentifier(ofMatrix: 0)) … \(set.serviceIdentifier(ofMatrix: last))")
        }
        let row = try Self.number("TileRow", names.row)
        let column = try Self.number("TileCol", names.column)
        guard let limits = catalogue.limits(set, matrix) else {
            throw OWSException(code: .tileOutOfRange, locator: "TileMatrix", text: "the atlas has no boundaries, so there are no tiles")
        }
        try Self.check("TileRow", row, limits.rows)
        try Self.check("TileCol", column, limits.columns)
        do {
            tile = try TileCoordinate(zoom: matrix, x: column, y: row)
        } catch {
            throw OWSException(code: .tileOutOfRange, locator: "TileRow", text: error.localizedDescription)
        }
    }

    private static func palette(_ name: String?) throws(OWSException) -> String {
        guard let name, name != "default" else { return ChoroplethStyle.defaultPalette }
        guard let scheme = try? ColourScheme.named(name) else {
            throw .invalid("Style", name, accepted: "default, " + ColourScheme.all.map(\.name).joined(separator: ", "))
        }
        return scheme.name
    }

    /// `default` and `current` are the newest (OGC 07-057r7, table 8).
    private static func period(_ text: String?, _ layer: MapServiceLayer) throws(OWSException) -> String {
        guard let text, text != "default", text != "current" else { return layer.periods.newest.text }
        guard let period = layer.periods.periods.first(where: { $0.text == text }) else {
            throw .invalid("Time", text, accepted: layer.periods.periods.map(\.text).joined(separator: ", "))
        }
        return period.text
    }

    static func number(_ name: String, _ text: String) throws(OWSException) -> Int {
        guard text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
            throw .invalid(name, text, accepted: "a whole number")
        }
        return number
    }

    private static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(OWSException) {
        guard range.contains(value) else {
            throw OWSException(
                code: .tileOutOfRange, locator: name,
                text: "\(name) = \(value) is out of range; accepted in this matrix: \(range.lowerBound)…\(range.upperBound)")
        }
    }

    /// The tile's address among the choropleth tiles.
    var path: String {
        "\(ChoroplethRequest.prefix)\(layer.indicator.id)/\(period)/\(layer.level.rawValue)/\(tile.zoom)/\(tile.x)/\(tile.y).png"
    }

    var query: String { "palette=\(palette)" }
}
