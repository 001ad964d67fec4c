// SPDX-License-Identifier: Apache-2.0

import Atlas
import TileGeometry

/// The borders of one layer, flattened for drawing: points in one run of memory, projected to the unit square
/// of whichever projection is drawn, and for each arc its rectangle, the units on its two sides and its rank.
/// Immutable, shared by all threads.
///
/// Units are numbered from 1 in the order of the layer's shapes; 0 is outside.
final class LayerBorders: @unchecked Sendable {
    struct Arc {
        var firstPoint: Int32
        var pointCount: Int32
        /// Unit to the left and to the right of the walk, seen with north up.
        var left: UInt16
        var right: UInt16
        var rank: BorderRank
        var minX: Double
        var minY: Double
        var maxX: Double
        var maxY: Double
    }

    let unitCount: Int
    let arcs: UnsafeBufferPointer<Arc>
    /// x, y, x, y… in the unit square, y to the south.
    let coordinates: UnsafePointer<Double>
    let coordinateCount: Int
    let grid: BorderGrid

    /// - Parameters:
    ///   - projected: for each arc of the topology its points in the unit square.
    ///   - sides: for each arc the shapes of the layer beside it.
    ///   - ranks: for each arc the highest level it separates.
    init(projected: [[Point]], sides: [Topology.ArcSides], ranks: [BorderRank], unitCount: Int) {
        // 65,534 units fit beside “outside” in 16 bits; shapes beyond that are not drawn.
        self.unitCount = min(unitCount, 65_534)
        var arcs: [Arc] = []
        var points: [Double] = []
        for (index, side) in sides.enumerated() where side.isBorder {
            let line = projected[index]
            guard line.count > 1 else { continue }
            let box = BoundingBox(of: line)
            arcs.append(
                Arc(
                    firstPoint: Int32(points.count / 2), pointCount: Int32(line.count),
                    left: Self.unit(side.left), right: Self.unit(side.right), rank: ranks[index],
                    minX: box.minX, minY: box.minY, maxX: box.maxX, maxY: box.maxY))
            for point in line {
                points.append(point.x)
                points.append(point.y)
            }
        }
        let arcStore = UnsafeMutableBufferPointer<Arc>.allocate(capacity: arcs.count)
        _ = arcStore.initialize(from: arcs)
        let pointStore = UnsafeMutablePointer<Double>.allocate(capacity: max(points.count, 1))
        pointStore.update(from: points, count: points.count)
        self.arcs = UnsafeBufferPointer(arcStore)
        coordinates = UnsafePointer(pointStore)
        coordinateCount = points.count
        grid = BorderGrid(self.arcs)
    }

    deinit {
        arcs.deallocate()
        coordinates.deallocate()
        grid.deallocate()
    }

    private static func unit(_ shape: Int32) -> UInt16 {
        shape < 0 || shape >= 65_534 ? 0 : UInt16(shape + 1)
    }

    /// The arcs whose rectangles come within `margin` pixels of the window.
    func arcs(near window: PixelWindow, margin: Double, into found: inout PlainBuffer<Int32>) {
        found.removeAll()
        grid.arcs(
            arcs, left: (window.originX - margin) / window.worldPixels, top: (window.originY - margin) / window.worldPixels,
            right: (window.originX + Double(window.width) + margin) / window.worldPixels,
            bottom: (window.originY + Double(window.height) + margin) / window.worldPixels, into: &found)
    }

    /// Memory held, in bytes.
    var byteCount: Int { arcs.count * MemoryLayout<Arc>.stride + coordinateCount * 8 + grid.byteCount }

    /// For each arc of the topology the highest level at which it is a border. Layers that are not named
    /// as a level count as the lowest.
    static func ranks(of topology: Topology) -> [BorderRank] {
        var ranks = [BorderRank](repeating: .gmina, count: topology.arcs.count)
        for layer in topology.layers {
            let rank: BorderRank =
                switch UnitLevel(rawValue: layer.name) {
                case .wojewodztwo: .wojewodztwo
                case .powiat: .powiat
                default: .gmina
                }
            for (index, side) in topology.sides(in: layer).enumerated() where side.isBorder {
                let isOutline = side.left < 0 || side.right < 0
                let here = isOutline ? .country : rank
                if here.rawValue > ranks[index].rawValue { ranks[index] = here }
            }
        }
        return ranks
    }
}
