// SPDX-License-Identifier: Apache-2.0

import TileGeometry

/// A name on the map and where it stands.
public struct UnitLabel: Sendable, Hashable {
    public let unit: UnitAttributes
    /// Smaller is more important; a client shows these first.
    public let rank: Int
    /// Longitude and latitude in degrees: the place in the unit that is farthest from its border.
    public let position: Point

    public init(unit: UnitAttributes, rank: Int, position: Point) {
        self.unit = unit
        self.rank = rank
        self.position = position
    }
}

/// Labels as vector tiles: layer `label`, one point for each unit, in exactly one tile of a zoom.
public struct LabelTileset: Sendable {
    private let labels: [(label: UnitLabel, place: Point)]

    public init(labels: [UnitLabel]) {
        self.labels = labels.map { label in
            (label, WebMercator.project(longitude: label.position.x, latitude: label.position.y))
        }
    }

    /// No bytes when no label is in the tile.
    public func tile(_ tile: TileCoordinate) -> [UInt8] {
        let grid = TileGrid(arcs: [], tile: tile)
        let extent = 0..<VectorTileLayer.extent
        var output = VectorTileLayer(name: "label")
        for (label, place) in labels where grid.box.contains(place) {
            let point = grid.gridPoint(place)
            guard extent.contains(point.x), extent.contains(point.y) else { continue }
            var geometry = VectorTileGeometry()
            geometry.point(point)
            output.append(
                id: label.unit.featureID,
                attributes: [
                    .init(key: "terc", value: .text(label.unit.terc), isUnique: true),
                    .init(key: "name", value: .text(label.unit.name)),
                    .init(key: "rank", value: .unsigned(UInt64(max(label.rank, 0)))),
                ],
                type: .point, geometry: geometry)
        }
        guard !output.isEmpty else { return [] }
        var bytes = ProtobufWriter()
        output.write(to: &bytes)
        return bytes.bytes
    }
}
