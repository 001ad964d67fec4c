// SPDX-License-Identifier: Apache-2.0

/// Puts rings on the lattice, cleans them and collects their segments, each once, with the units that
/// walk them.
struct RingCleaning {
    let grid: QuantisationGrid
    private(set) var vertices: [GridPoint] = []
    private(set) var vertexOf: [GridPoint: Int32] = [:]
    /// Each segment once, the smaller vertex number first.
    private(set) var edges: [(from: Int32, to: Int32)] = []
    private var edgeOf: [UInt64: Int32] = [:]
    /// Which unit walks which edge, in ring order.
    private var steps: [(edge: Int32, unit: Int32, isForward: Bool)] = []

    private var inputPoints = 0
    private var repeatedPoints = 0
    private var spikes = 0
    private var degenerateRings = 0

    init(grid: QuantisationGrid) {
        self.grid = grid
    }

    /// Exterior rings are turned counterclockwise and holes clockwise.
    mutating func add(_ ring: [Point], unit: Int32, isHole: Bool) {
        var points = ring.map(grid.snap)
        if points.count > 1, points.first == points.last { points.removeLast() }
        inputPoints += points.count
        points = withoutRepeatsAndSpikes(points)
        var doubledArea = 0
        if points.count >= 3 {
            for (from, to) in zip(points, points.dropFirst()) {
                doubledArea = doubledArea &+ GridPoint.cross(points[0], from, to)
            }
        }
        guard doubledArea != 0 else {
            degenerateRings += 1
            return
        }
        if (doubledArea > 0) == isHole { points.reverse() }
        let numbers = points.map { number(of: $0) }
        for (position, from) in numbers.enumerated() {
            let to = numbers[position + 1 == numbers.count ? 0 : position + 1]
            steps.append((edge(from, to), unit, from < to))
        }
    }

    func describe(in report: inout TopologyBuildReport) {
        report.inputPointCount = inputPoints
        report.repeatedPointCount = repeatedPoints
        report.spikeCount = spikes
        report.degenerateRingCount = degenerateRings
    }

    /// The segments after splitting, with the net walks of each unit; those that cancel out are left away.
    func walks(along chains: [[Int32]]) -> (edges: [PlanarSubdivision.Edge], cancelled: Int) {
        var numberOf: [UInt64: Int32] = [:]
        var edges: [PlanarSubdivision.Edge] = []
        for step in steps {
            let chain = chains[Int(step.edge)]
            for (first, second) in zip(chain, chain.dropFirst()) where first != second {
                let key = Self.key(first, second)
                let number = numberOf[key] ?? Int32(edges.count)
                if Int(number) == edges.count {
                    numberOf[key] = number
                    edges.append(
                        PlanarSubdivision.Edge(from: min(first, second), to: max(first, second), walks: []))
                }
                let net: Int32 = (first < second) == step.isForward ? 1 : -1
                if let known = edges[Int(number)].walks.firstIndex(where: { $0.unit == step.unit }) {
                    edges[Int(number)].walks[known].net += net
                } else {
                    edges[Int(number)].walks.append((step.unit, net))
                }
            }
        }
        var cancelled = 0
        for index in edges.indices {
            let before = edges[index].walks.count
            edges[index].walks.removeAll { $0.net == 0 }
            cancelled += before - edges[index].walks.count
        }
        return (edges.filter { !$0.walks.isEmpty }, cancelled)
    }

    private mutating func withoutRepeatsAndSpikes(_ points: [GridPoint]) -> [GridPoint] {
        var result: [GridPoint] = []
        result.reserveCapacity(points.count)
        for point in points {
            append(point, to: &result)
        }
        // The same across the seam of the ring.
        while result.count >= 3 {
            if result[0] == result[result.count - 1] {
                repeatedPoints += 1
                result.removeLast()
            } else if result[1] == result[result.count - 1] {
                spikes += 1
                result.removeFirst()
            } else if result[0] == result[result.count - 2] {
                spikes += 1
                result.removeLast(1)
            } else {
                break
            }
        }
        return result
    }

    private mutating func append(_ point: GridPoint, to result: inout [GridPoint]) {
        if result.last == point {
            repeatedPoints += 1
        } else if result.count >= 2, result[result.count - 2] == point {
            spikes += 1
            result.removeLast()
        } else {
            result.append(point)
        }
    }

    private mutating func number(of point: GridPoint) -> Int32 {
        if let known = vertexOf[point] { return known }
        let number = Int32(vertices.count)
        vertices.append(point)
        vertexOf[point] = number
        return number
    }

    private mutating func edge(_ first: Int32, _ second: Int32) -> Int32 {
        let key = Self.key(first, second)
        if let known = edgeOf[key] { return known }
        let number = Int32(edges.count)
        edges.append((min(first, second), max(first, second)))
        edgeOf[key] = number
        return number
    }

    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(min(first, second))) << 32 | UInt64(UInt32(max(first, second)))
    }
}
