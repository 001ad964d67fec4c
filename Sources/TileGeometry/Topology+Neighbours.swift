// SPDX-License-Identifier: Apache-2.0

extension Topology {
    /// For each shape of a layer, in the layer's order, the shapes with which it shares at least one arc,
    /// as ascending indexes into `Layer.shapes`. Touching in a single point is not being neighbours (rook contiguity).
    public func neighbours(in layer: Layer) -> [[Int]] {
        var sets = [Set<Int>](repeating: [], count: layer.shapes.count)
        for side in sides(in: layer) where side.left >= 0 && side.right >= 0 && side.isBorder {
            sets[Int(side.left)].insert(Int(side.right))
            sets[Int(side.right)].insert(Int(side.left))
        }
        return sets.map { $0.sorted() }
    }

    /// The same for shapes that share at least one point of their borders: an arc or a single corner where four units
    /// meet (queen contiguity).
    ///
    /// Arcs of a topology meet at their ends only, so a common point is the common end of two arcs; a closed arc may
    /// start at a point where others pass, which is then an end of theirs too.
    public func neighboursInAnyPoint(in layer: Layer) -> [[Int]] {
        var sets = [Set<Int>](repeating: [], count: layer.shapes.count)
        var meeting: [Point: Set<Int>] = [:]
        for (arc, side) in zip(arcs, sides(in: layer)) where side.isBorder {
            let shapes = [side.left, side.right].filter { $0 >= 0 }.map(Int.init)
            for end in [arc.first, arc.last] {
                if let end { meeting[end, default: []].formUnion(shapes) }
            }
            if shapes.count == 2 {
                sets[shapes[0]].insert(shapes[1])
                sets[shapes[1]].insert(shapes[0])
            }
        }
        for shapes in meeting.values where shapes.count > 1 {
            for shape in shapes { sets[shape].formUnion(shapes) }
        }
        return sets.enumerated().map { shape, others in others.subtracting([shape]).sorted() }
    }
}
