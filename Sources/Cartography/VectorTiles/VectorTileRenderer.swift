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
            guard !feature.isEmpty else { continue }
            let unit = attributes[index]
            output.append(
                id: unit.featureID,
                attributes: [
                    .init(key: "terc", value: .text(unit.terc), isUnique: true), .init(key: "name", value: .text(unit.name)),
                ],
                type: .polygon, geometry: feature)
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
    /// For each arc where its rounded points lie in `points`; empty: not rounded yet.
    private var rounded: [Range<Int32>]
    private var points: [GridPoint] = []
    /// The tile with its buffer and a grid step, in the unit square.
    let box: BoundingBox

    init(arcs: [[Point]], tile: TileCoordinate) {
        self.arcs = arcs
        self.tile = tile
        rounded = [Range<Int32>](repeating: 0..<0, count: arcs.count)
        let step = 1 / tile.tilesPerSide / Double(VectorTileLayer.extent)
        box = tile.boundsWebMercator.insetBy(-step * Double(VectorTileLayer.buffer + 1))
    }

    @inline(__always)
    func gridPoint(_ point: Point) -> GridPoint {
        let extent = Double(VectorTileLayer.extent)
        return GridPoint(
            x: Self.nearest((point.x * tile.tilesPerSide - Double(tile.x)) * extent),
            y: Self.nearest((point.y * tile.tilesPerSide - Double(tile.y)) * extent))
    }

    /// The nearest whole number, halves away from zero, without a call into the maths library.
    @inline(__always)
    private static func nearest(_ value: Double) -> Int32 {
        Int32(value < 0 ? value - 0.5 : value + 0.5)
    }

    /// The ring of a shape turned for vector tiles: the shape to the right of the walk as seen, hence
    /// exterior rings with positive area. Without repetition of the first point.
    mutating func ring(_ references: [Topology.ArcReference]) -> [GridPoint] {
        var capacity = 0
        for reference in references { capacity += roundedArc(reference.index).count }
        return points.withUnsafeBufferPointer { points in
            [GridPoint](unsafeUninitializedCapacity: capacity) { ring, count in
                for reference in references.reversed() {
                    let range = rounded[reference.index]
                    // Neighbouring points of an arc differ; where two arcs meet, one point is left out.
                    var index = Int(reference.isReversed ? range.lowerBound : range.upperBound - 1)
                    let step = reference.isReversed ? 1 : -1
                    for _ in range {
                        if count == 0 || points[index] != ring[count - 1] {
                            ring[count] = points[index]
                            count += 1
                        }
                        index += step
                    }
                }
                while count > 1, ring[0] == ring[count - 1] { count -= 1 }
            }
        }
    }

    private mutating func roundedArc(_ index: Int) -> Range<Int32> {
        if !rounded[index].isEmpty { return rounded[index] }
        let start = points.count
        arcs[index].withUnsafeBufferPointer { arc in
            for point in arc {
                let gridPoint = gridPoint(point)
                if points.count == start || gridPoint != points[points.count - 1] { points.append(gridPoint) }
            }
        }
        rounded[index] = Int32(start)..<Int32(points.count)
        return rounded[index]
    }
}
