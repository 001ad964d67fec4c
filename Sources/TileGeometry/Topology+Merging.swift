// SPDX-License-Identifier: Apache-2.0

extension Topology {
    /// The area that shapes cover together, without the borders between them: an arc that has covered ground on both sides vanishes.
    ///
    /// - Parameter shapes: of this topology, from any layers; none may lie within another. Given twice, a shape counts once.
    /// - Returns: polygons, the largest first; references to the arcs of this topology.
    public func merged(_ shapes: [Shape]) -> [Polygon] {
        // Only the arcs of the shapes are looked at, so that the work grows with them and not with the country.
        var placeOf: [Int: Int] = [:]
        var used: [Int] = []
        var sides: [ArcSides] = []
        for reference in shapes.lazy.flatMap({ $0.polygons }).flatMap({ $0.rings }).joined() {
            let place = placeOf[reference.index] ?? used.count
            if place == used.count {
                placeOf[reference.index] = place
                used.append(reference.index)
                sides.append(ArcSides())
            }
            if reference.isReversed { sides[place].right = 0 } else { sides[place].left = 0 }
        }
        let polygons = RingAssembler(arcs: used.map { arcs[$0] }, sides: sides).polygons(ownerCount: 1).first ?? []
        return polygons.map { polygon in
            Polygon(
                rings: polygon.rings.map { ring in
                    ring.map { ArcReference(index: used[$0.index], isReversed: $0.isReversed) }
                })
        }
    }
}
