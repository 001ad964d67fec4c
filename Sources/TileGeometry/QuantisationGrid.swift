// SPDX-License-Identifier: Apache-2.0

/// The lattice on which boundaries live: `cellsPerDegree` steps to a degree of longitude and of latitude.
///
/// A coordinate is stored as a whole number of cells and handed out as that number divided by
/// `cellsPerDegree`, which is the same `Double` that a decimal literal of the coordinate gives. So a file
/// whose coordinates have six decimals passes through the default grid unchanged.
public struct QuantisationGrid: Sendable, Hashable {
    /// Steps in one degree, at least 1.
    public let cellsPerDegree: Int

    /// One cell is 10⁻⁶ degree, about 0.11 m to the north and 0.07 m to the east in Poland.
    public static let microdegree = QuantisationGrid(validated: 1_000_000)

    /// - Returns: `nil` unless `cellsPerDegree` is 1…10,000,000.
    public init?(cellsPerDegree: Int) {
        guard (1...10_000_000).contains(cellsPerDegree) else { return nil }
        self.cellsPerDegree = cellsPerDegree
    }

    private init(validated cellsPerDegree: Int) {
        self.cellsPerDegree = cellsPerDegree
    }

    /// The side of a cell in degrees.
    public var cellDegrees: Double { 1 / Double(cellsPerDegree) }

    func snap(_ point: Point) -> GridPoint {
        GridPoint(
            x: Int((point.x * Double(cellsPerDegree)).rounded()),
            y: Int((point.y * Double(cellsPerDegree)).rounded()))
    }

    func point(_ gridPoint: GridPoint) -> Point {
        Point(Double(gridPoint.x) / Double(cellsPerDegree), Double(gridPoint.y) / Double(cellsPerDegree))
    }
}

/// A node of the lattice, in cells. Whole numbers make every orientation test exact.
struct GridPoint: Sendable, Hashable {
    var x: Int
    var y: Int

    /// Twice the signed area of the triangle `a`, `b`, `c`: positive when they turn counterclockwise.
    /// Coordinates differ by less than 2³¹ cells within a country, so the products fit.
    @inline(__always)
    static func cross(_ a: GridPoint, _ b: GridPoint, _ c: GridPoint) -> Int {
        (b.x - a.x) &* (c.y - a.y) &- (b.y - a.y) &* (c.x - a.x)
    }
}
