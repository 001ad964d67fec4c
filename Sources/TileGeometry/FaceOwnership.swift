// SPDX-License-Identifier: Apache-2.0

/// Decides which unit each face of a subdivision belongs to, and notes where that was not clear.
struct FaceOwnership {
    struct Irregularity {
        var kind: TopologyBuildReport.Irregularity.Kind
        var units: [Int32]
        var squareMeters: Double
        var location: Point
        var givenTo: Int32?

        func named(_ codes: [String]) -> TopologyBuildReport.Irregularity {
            TopologyBuildReport.Irregularity(
                kind: kind, codes: units.map { codes[Int($0)] }, squareMeters: squareMeters,
                location: location, givenTo: givenTo.map { codes[Int($0)] })
        }
    }

    let subdivision: PlanarSubdivision
    let grid: QuantisationGrid
    let unitCount: Int
    /// The owner of each face; −1 is nobody.
    private(set) var owners: [Int32] = []
    private(set) var irregularities: [Irregularity] = []

    init(subdivision: PlanarSubdivision, grid: QuantisationGrid, unitCount: Int) {
        self.subdivision = subdivision
        self.grid = grid
        self.unitCount = unitCount
    }

    mutating func settle(gapFillSquareMeters: Double) {
        let areas = subdivision.cyclesOf.indices.map { area(of: $0) }
        var coveredArea = [Double](repeating: 0, count: unitCount)
        for (face, units) in subdivision.coverage.enumerated() {
            for unit in units { coveredArea[Int(unit)] += areas[face] }
        }
        // A town inside a rural gmina that lacks its hole is smaller than the gmina, and it is a real unit.
        owners = subdivision.coverage.map { units in
            units.min { (coveredArea[Int($0)], $0) < (coveredArea[Int($1)], $1) } ?? -1
        }
        let settled = owners
        for (face, units) in subdivision.coverage.enumerated() where face != Int(subdivision.unboundedFace) {
            if units.count > 1 {
                irregularities.append(
                    Irregularity(
                        kind: .overlap, units: units, squareMeters: areas[face],
                        location: location(of: face), givenTo: settled[face]))
            } else if units.isEmpty {
                let borders = borderLengths(of: face, owners: settled)
                let longest = borders.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
                let isFilled = areas[face] < gapFillSquareMeters && longest != nil
                if isFilled, let longest { owners[face] = longest }
                irregularities.append(
                    Irregularity(
                        kind: .gap, units: borders.keys.sorted(), squareMeters: areas[face],
                        location: location(of: face), givenTo: isFilled ? longest : nil))
            }
        }
        irregularities.sort { $0.squareMeters > $1.squareMeters }
    }

    private func rings(of face: Int) -> [[Point]] {
        subdivision.cyclesOf[face].map { start in
            subdivision.cycle(from: start).map {
                grid.point(subdivision.vertices[Int(subdivision.origin($0))])
            }
        }
    }

    private func area(of face: Int) -> Double {
        face == Int(subdivision.unboundedFace)
            ? .infinity : rings(of: face).reduce(0) { $0 + EllipsoidalArea.squareMeters(of: $1) }
    }

    private func location(of face: Int) -> Point {
        let rings = rings(of: face)
        return PointOfInaccessibility.innerPoint(of: rings) ?? rings.first?.first ?? Point(0, 0)
    }

    private func borderLengths(of face: Int, owners: [Int32]) -> [Int32: Double] {
        var lengths: [Int32: Double] = [:]
        for start in subdivision.cyclesOf[face] {
            for halfEdge in subdivision.cycle(from: start) {
                let across = owners[Int(subdivision.faceOf[Int(halfEdge ^ 1)])]
                guard across >= 0 else { continue }
                let a = subdivision.vertices[Int(subdivision.origin(halfEdge))]
                let b = subdivision.vertices[Int(subdivision.origin(halfEdge ^ 1))]
                let dx = Double(a.x - b.x)
                let dy = Double(a.y - b.y)
                lengths[across, default: 0] += (dx * dx + dy * dy).squareRoot()
            }
        }
        return lengths
    }
}

/// Chains the edges between different owners to arcs that run from junction to junction, or around.
struct ArcAssembly {
    let subdivision: PlanarSubdivision
    let owners: [Int32]
    let grid: QuantisationGrid

    func arcs() -> (arcs: [[Point]], sides: [Topology.ArcSides]) {
        var outgoing = [[Int32]](repeating: [], count: subdivision.vertices.count)
        for halfEdge in 0..<Int32(subdivision.edges.count * 2) where owner(halfEdge) != owner(halfEdge ^ 1) {
            outgoing[Int(subdivision.origin(halfEdge))].append(halfEdge)
        }
        var isDone = [Bool](repeating: false, count: subdivision.edges.count)
        var arcs: [[Point]] = []
        var sides: [Topology.ArcSides] = []

        func follow(_ start: Int32) {
            guard !isDone[Int(start >> 1)] else { return }
            var points = [point(subdivision.origin(start))]
            var halfEdge = start
            while true {
                isDone[Int(halfEdge >> 1)] = true
                let end = subdivision.origin(halfEdge ^ 1)
                points.append(point(end))
                let star = outgoing[Int(end)]
                guard star.count == 2 else { break }
                halfEdge = star[0] == halfEdge ^ 1 ? star[1] : star[0]
                if isDone[Int(halfEdge >> 1)] { break }
            }
            arcs.append(points)
            sides.append(Topology.ArcSides(left: owner(start), right: owner(start ^ 1)))
        }

        for star in outgoing where star.count > 2 { star.forEach(follow) }
        // What is left has no junction: islands and enclaves.
        for star in outgoing where star.count == 2 { follow(star[0]) }
        return (arcs, sides)
    }

    private func owner(_ halfEdge: Int32) -> Int32 {
        owners[Int(subdivision.faceOf[Int(halfEdge)])]
    }

    private func point(_ vertex: Int32) -> Point {
        grid.point(subdivision.vertices[Int(vertex)])
    }
}
