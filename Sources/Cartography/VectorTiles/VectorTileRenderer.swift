// SPDX-License-Identifier: Apache-2.0

import TileGeometry

/// What a vector tile says of a unit beside its shape.
public struct UnitAttributes: Sendable, Hashable {
    /// The feature id: the code without its kind digit, read as a number.
    public let featureID: UInt64
    /// The full code.
    public let terc: String
    public let name: String

    public init(featureID: UInt64, terc: String, name: String) {
        self.featureID = featureID
        self.terc = terc
        self.name = name
    }
}

/// Units as Mapbox Vector Tiles 2.1: geometry, codes and names, no values, so that one tile serves every
/// indicator and period. Neighbours share their borders to the last grid step, as both are made of the
/// same generalised arcs on the same grid.
public final class VectorTileRenderer: Sendable {
    private let geometry: MapGeometry
    private let boxes: [String: Lazy<[BoundingBox]>]

    public init(geometry: MapGeometry) {
        self.geometry = geometry
        let topology = geometry.topology
        var boxes: [String: Lazy<[BoundingBox]>] = [:]
        for layer in topology.layers {
            boxes[layer.name] = Lazy {
                let arcs = geometry.arcs(zoom: MapGeometry.fullDetailZoom)
                let arcBoxes = arcs.map { BoundingBox(of: $0) }
                return layer.shapes.map { shape in
                    var box = BoundingBox.empty
                    for polygon in shape.polygons {
                        for ring in polygon.rings { for reference in ring { box.formUnion(arcBoxes[reference.index]) } }
                    }
                    return box
                }
            }
        }
        self.boxes = boxes
    }

    public convenience init(topology: Topology) {
        self.init(geometry: MapGeometry(topology: topology))
    }

    /// A tile with one layer, named as the level; no bytes when no unit is in it.
    /// - Parameter attributes: one for each shape of the layer, in the layer's order.
    /// - Throws: `ChoroplethTileError.unknownLayer`.
    public func units(
        layer name: String, tile: TileCoordinate, attributes: [UnitAttributes]
    ) throws(ChoroplethTileError) -> [UInt8] {
        let topology = geometry.topology
        guard let layer = topology.layer(named: name), let boxes = boxes[name]?.value else {
            throw .unknownLayer(name, accepted: topology.layers.map(\.name))
        }
        // A vector tile is shown at up to 1,024 pixels before the next zoom takes over: two zooms of detail more.
        var grid = TileGrid(arcs: geometry.arcs(zoom: tile.zoom + 2), tile: tile)
        var output = VectorTileLayer(name: name)
        for (index, shape) in layer.shapes.enumerated() where grid.box.intersects(boxes[index]) && index < attributes.count {
            var rings: [PolygonClipping.Ring] = []
            for polygon in shape.polygons { rings += PolygonClipping.clip(polygon.rings.map { grid.ring($0) }) }
            var feature = VectorTileGeometry()
            for ring in PolygonClipping.ordered(rings) { feature.ring(ring) }
            guard !feature.integers.isEmpty else { continue }
            let unit = attributes[index]
            output.append(
                id: unit.featureID, attributes: [("terc", .text(unit.terc)), ("name", .text(unit.name))],
                type: .polygon, geometry: feature.integers)
        }
        guard !output.isEmpty else { return [] }
        var bytes = ProtobufWriter()
        output.write(to: &bytes)
        return bytes.bytes
    }
}

/// Arcs on the integer grid of one tile, each rounded once and shared by its neighbours.
struct TileGrid {
    private let arcs: [[Point]]
    private let tile: TileCoordinate
    private var rounded: [Int: [GridPoint]] = [:]
    /// The tile with its buffer and a grid step, in the unit square.
    let box: BoundingBox

    init(arcs: [[Point]], tile: TileCoordinate) {
        self.arcs = arcs
        self.tile = tile
        let step = 1 / tile.tilesPerSide / Double(VectorTileLayer.extent)
        box = tile.boundsWebMercator.insetBy(-step * Double(VectorTileLayer.buffer + 1))
    }

    func gridPoint(_ point: Point) -> GridPoint {
        let extent = Double(VectorTileLayer.extent)
        return GridPoint(
            x: Int32(((point.x * tile.tilesPerSide - Double(tile.x)) * extent).rounded()),
            y: Int32(((point.y * tile.tilesPerSide - Double(tile.y)) * extent).rounded()))
    }

    /// The ring of a shape turned for vector tiles: the shape to the right of the walk as seen, hence
    /// exterior rings with positive area. Without repetition of the first point.
    mutating func ring(_ references: [Topology.ArcReference]) -> [GridPoint] {
        var points: [GridPoint] = []
        for reference in references.reversed() {
            let arc = roundedArc(reference.index)
            if reference.isReversed {
                append(arc, to: &points)
            } else {
                append(arc.reversed(), to: &points)
            }
        }
        while points.count > 1, points.first == points.last { points.removeLast() }
        return points
    }

    private func append(_ arc: some Sequence<GridPoint>, to points: inout [GridPoint]) {
        for point in arc where point != points.last { points.append(point) }
    }

    private mutating func roundedArc(_ index: Int) -> [GridPoint] {
        if let known = rounded[index] { return known }
        var points: [GridPoint] = []
        points.reserveCapacity(arcs[index].count)
        for point in arcs[index] {
            let gridPoint = gridPoint(point)
            if gridPoint != points.last { points.append(gridPoint) }
        }
        rounded[index] = points
        return points
    }
}
