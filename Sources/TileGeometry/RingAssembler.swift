// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Turns arcs that know their owners into shapes: walks the border of each owner, cuts the walk into
/// simple rings where it passes a junction twice, and gives every hole to the exterior ring around it.
///
/// It serves the base layer and, with owners mapped to groups, the layers dissolved from it.
struct RingAssembler {
    typealias Reference = Topology.ArcReference

    let arcs: [[Point]]
    /// The owner to the left and right of each arc; −1 is nobody.
    let sides: [Topology.ArcSides]

    /// - Returns: the polygons of each owner, largest first; empty for owners without any border.
    func polygons(ownerCount: Int) -> [[Topology.Polygon]] {
        var rings = [[[Reference]]](repeating: [], count: ownerCount)
        let (following, nodes) = link()
        var isDone = [Bool](repeating: false, count: arcs.count * 2)
        for start in 0..<Int32(arcs.count * 2) where !isDone[Int(start)] {
            let owner = owner(of: start)
            guard owner >= 0, sides[Int(start >> 1)].isBorder else { continue }
            var walk: [Int32] = []
            var positionOfNode: [Int32: Int] = [:]
            var halfArc = start
            repeat {
                isDone[Int(halfArc)] = true
                positionOfNode[nodes[Int(halfArc)]] = walk.count
                walk.append(halfArc)
                let end = nodes[Int(halfArc ^ 1)]
                if let position = positionOfNode[end] {
                    let loop = walk[position...]
                    rings[Int(owner)].append(loop.map { Reference(index: Int($0 >> 1), isReversed: $0 & 1 == 1) })
                    for member in loop { positionOfNode[nodes[Int(member)]] = nil }
                    walk.removeSubrange(position...)
                }
                halfArc = following[Int(halfArc)]
            } while halfArc != start
        }
        return rings.map(group)
    }

    @inline(__always)
    private func owner(of halfArc: Int32) -> Int32 {
        let side = sides[Int(halfArc >> 1)]
        return halfArc & 1 == 0 ? side.left : side.right
    }

    /// For each half-arc the one that continues the walk along the same owner, and the node it starts at.
    private func link() -> (following: [Int32], nodes: [Int32]) {
        var nodeOf: [Point: Int32] = [:]
        var nodes = [Int32](repeating: -1, count: arcs.count * 2)
        var outgoing: [[(angle: Double, halfArc: Int32)]] = []
        for (index, arc) in arcs.enumerated() where sides[index].isBorder {
            for (halfArc, corner, next) in [
                (Int32(index * 2), arc[0], arc[1]),
                (Int32(index * 2 + 1), arc[arc.count - 1], arc[arc.count - 2]),
            ] {
                let node = nodeOf[corner] ?? Int32(outgoing.count)
                if Int(node) == outgoing.count {
                    nodeOf[corner] = node
                    outgoing.append([])
                }
                nodes[Int(halfArc)] = node
                outgoing[Int(node)].append((atan2(next.y - corner.y, next.x - corner.x), halfArc))
            }
        }
        var following = [Int32](repeating: -1, count: arcs.count * 2)
        for var star in outgoing {
            star.sort { $0.angle < $1.angle }
            for (position, spoke) in star.enumerated() {
                following[Int(spoke.halfArc ^ 1)] = star[position == 0 ? star.count - 1 : position - 1].halfArc
            }
        }
        return (following, nodes)
    }

    private func group(_ rings: [[Reference]]) -> [Topology.Polygon] {
        let topology = Topology(arcs: arcs, layers: [])
        var exteriors: [(area: Double, points: [Point], box: BoundingBox, polygon: Topology.Polygon)] = []
        var holes: [(probe: Point, ring: [Reference])] = []
        for ring in rings {
            let points = topology.points(of: ring)
            let area = EllipsoidalArea.planarArea(of: points)
            if area > 0 {
                exteriors.append((area, points, BoundingBox(of: points), Topology.Polygon(rings: [ring])))
            } else if points.count > 1 {
                // A hole may touch its exterior in vertices, but not in the middle of a segment.
                holes.append((Point((points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2), ring))
            }
        }
        exteriors.sort { $0.area > $1.area }
        for hole in holes {
            // The last that contains it is the smallest.
            let around = exteriors.lastIndex {
                $0.box.contains(hole.probe) && RingContainment.contains($0.points, hole.probe)
            }
            if let around { exteriors[around].polygon.rings.append(hole.ring) }
        }
        return exteriors.map(\.polygon)
    }
}

enum RingContainment {
    /// Whether a point lies inside a closed ring, by counting the segments to its west (even–odd rule).
    static func contains(_ ring: [Point], _ point: Point) -> Bool {
        var isInside = false
        var previous = ring.last ?? point
        for current in ring {
            if (current.y > point.y) != (previous.y > point.y) {
                let x = current.x + (point.y - current.y) / (previous.y - current.y) * (previous.x - current.x)
                if x < point.x { isInside.toggle() }
            }
            previous = current
        }
        return isInside
    }
}
