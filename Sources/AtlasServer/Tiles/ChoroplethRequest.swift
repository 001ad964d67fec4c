// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import AtlasDatabase
import HTTPTypes
import TileGeometry

/// What a choropleth tile's address says:
/// `/tiles/choropleth/{indicator}/{period}/{level}/{z}/{x}/{y}[@2x].png?style`.
struct ChoroplethRequest: Sendable {
    static let prefix = "/tiles/choropleth/"

    let style: MapStyle
    let tile: TileCoordinate
    let scale: Int
    /// The `asof` parameter: the day whose division is asked for.
    let asOf: String?

    /// - Throws: `Problem` 404 for a level, indicator or period that is not there, 400 for what is malformed.
    init(path: Substring, query: Substring, snapshot: AtlasSnapshot) throws {
        let parts = path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 6 else {
            throw Problem.notFound(
                "tile", String(path), accepted: "the form is \(Self.prefix){indicator}/{period}/{level}/{z}/{x}/{y}.png")
        }
        let coverage = try snapshot.existing(String(parts[0]))
        let level = try QueryReader.mappedLevel(String(parts[2]), status: .notFound)
        let period = try Self.period(parts[1], coverage)
        var file = parts[5]
        guard file.hasSuffix(".png") else {
            throw Problem.notFound("tile", String(path), accepted: "the last part is {y}.png or {y}@2x.png")
        }
        file = file.dropLast(4)
        if file.hasSuffix("@2x") {
            file = file.dropLast(3)
            scale = 2
        } else {
            scale = 1
        }
        tile = try TileCoordinate(z: parts[3], x: parts[4], y: file)
        let query = try QueryReader(query: query)
        asOf = try query.text("asof")
        style = try MapStyle(indicator: coverage.indicator.id, period: period, level: level, query: query, snapshot: snapshot)
    }

    private static func period(_ text: Substring, _ coverage: IndicatorCoverage) throws -> Period {
        // Comparing texts is quicker than parsing one, and finds the same.
        if let period = coverage.periods.first(where: { $0.text == text }) { return period }
        throw coverage.unknown("period", String(text))
    }
}

extension TileCoordinate {
    /// The address of a tile from the parts of a path.
    init(z: some StringProtocol, x: some StringProtocol, y: some StringProtocol) throws {
        func number(_ name: String, _ text: some StringProtocol) throws -> Int {
            guard text.utf8.count <= 6, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
                throw Problem.badParameter(name, String(text), accepted: "a whole number")
            }
            return number
        }
        do {
            try self.init(zoom: try number("z", z), x: try number("x", x), y: try number("y", y))
        } catch let error as TileCoordinateError {
            throw Problem.badParameter(
                error.part, String(error.value), accepted: "\(error.accepted.lowerBound)…\(error.accepted.upperBound)")
        }
    }
}
