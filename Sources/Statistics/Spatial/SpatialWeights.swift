// SPDX-License-Identifier: Apache-2.0

/// Who is whose neighbour, each neighbour of a unit counting alike and all of them together as 1 (row-standardised, the
/// “R” of PySAL). A unit without neighbours, an island, has a row of zeros.
public struct SpatialWeights: Sendable, Equatable {
    /// For each unit the positions of its neighbours, ascending.
    public let neighbours: [[Int]]

    /// - Parameter neighbours: positions of neighbours per unit. A unit is never its own neighbour; positions outside and
    ///   repeated ones are dropped.
    public init(neighbours: [[Int]]) {
        self.neighbours = neighbours.enumerated().map { unit, row in
            Set(row.filter { $0 != unit && neighbours.indices.contains($0) }).sorted()
        }
    }

    public var unitCount: Int { neighbours.count }
    /// Pairs of neighbours, counted from both sides.
    public var linkCount: Int { neighbours.reduce(0) { $0 + $1.count } }
    /// Units without a neighbour.
    public var islands: [Int] { neighbours.indices.filter { neighbours[$0].isEmpty } }
    public var meanNeighbours: Double { unitCount == 0 ? 0 : Double(linkCount) / Double(unitCount) }

    /// Groups of units that hang together; an island is a group of its own.
    public var componentCount: Int {
        var seen = [Bool](repeating: false, count: unitCount)
        var both = neighbours
        for (unit, row) in neighbours.enumerated() { for other in row { both[other].append(unit) } }
        var components = 0
        for start in neighbours.indices where !seen[start] {
            components += 1
            var waiting = [start]
            seen[start] = true
            while let unit = waiting.popLast() {
                for other in both[unit] where !seen[other] {
                    seen[other] = true
                    waiting.append(other)
                }
            }
        }
        return components
    }

    /// The weights among some of the units, renumbered in their order; links to the others vanish and the rest of each row
    /// counts as 1 again.
    public func restricted(to units: [Int]) -> SpatialWeights {
        var positions = [Int?](repeating: nil, count: unitCount)
        for (position, unit) in units.enumerated() { positions[unit] = position }
        return SpatialWeights(neighbours: units.map { unit in neighbours[unit].compactMap { positions[$0] } })
    }

    /// The mean value of each unit's neighbours; 0 for an island, as its row is zero.
    public func lag(_ values: [Double]) -> [Double] {
        neighbours.map { row in
            row.isEmpty ? 0 : row.reduce(0) { $0 + values[$1] } / Double(row.count)
        }
    }

    /// The mean of the values that a unit's neighbours have; nil without a neighbour that has one.
    public func lag(_ values: [Double?]) -> [Double?] {
        neighbours.map { row in
            let present = row.compactMap { values[$0] }
            return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
        }
    }
}
