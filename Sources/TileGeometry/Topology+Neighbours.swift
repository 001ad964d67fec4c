// SPDX-License-Identifier: Apache-2.0

extension Topology {
    /// For each shape of a layer, in the layer's order, the shapes with which it shares at least one arc,
    /// as ascending indexes into `Layer.shapes`. Touching in a single point is not being neighbours.
    public func neighbours(in layer: Layer) -> [[Int]] {
        var sets = [Set<Int>](repeating: [], count: layer.shapes.count)
        for side in sides(in: layer) where side.left >= 0 && side.right >= 0 && side.isBorder {
            sets[Int(side.left)].insert(Int(side.right))
            sets[Int(side.right)].insert(Int(side.left))
        }
        return sets.map { $0.sorted() }
    }
}
