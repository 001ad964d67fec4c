// SPDX-License-Identifier: Apache-2.0

import TileGeometry

/// The tiles of one scale (OGC 17-083r4, Two Dimensional Tile Matrix Set).
public struct TileMatrix: Sendable, Hashable {
    /// Its place in the set, 0 for the smallest scale.
    public let index: Int
    /// As in `1 : 944942.37`, for the standardised rendering pixel of 0.28 mm.
    public let scaleDenominator: Double
    /// Metres of the projected plane that a pixel covers.
    public let cellSizeMeters: Double
    /// Tiles from west to east and from north to south.
    public let width: Int
    public let height: Int
}

/// A rectangle of tiles of one matrix.
public struct TileMatrixLimits: Sendable, Hashable {
    public let columns: ClosedRange<Int>
    public let rows: ClosedRange<Int>

    public func contains(column: Int, row: Int) -> Bool { columns.contains(column) && rows.contains(row) }
}

/// A division of a projected plane into tiles at several scales: which plane, where the first tile begins, how large
/// the tiles are. The atlas serves two of them.
public struct TileMatrixSet: Sendable, Hashable {
    enum Plane: Sendable, Hashable {
        case webMercator, nationalGrid
    }

    let plane: Plane
    /// The code in the register of the EPSG.
    public let epsgCode: Int
    /// Easting and northing of the north-western corner of tile 0, 0 of every matrix, in metres.
    public let origin: Point
    /// Pixels along one side of a tile.
    public let tileSide: Int
    /// Whether the reference system names the northing before the easting.
    public let isNorthingFirst: Bool
    /// By their index.
    public let matrices: [TileMatrix]
    /// For each matrix, its scale as a multiple of the first one's.
    private let ratios: [Int]

    /// OGC 17-083r4, requirement on the scale: metres to a standardised rendering pixel.
    static let standardPixelMeters = 0.000_28

    public static func == (a: TileMatrixSet, b: TileMatrixSet) -> Bool { a.plane == b.plane }
    public func hash(into hasher: inout Hasher) { hasher.combine(plane) }

    /// Web Mercator as all web maps cut it: the well-known scale set GoogleMapsCompatible (OGC 07-057r7, annex E.4), to zoom 14.
    public static let webMercator = TileMatrixSet(
        plane: .webMercator, epsgCode: 3857, origin: Point(-20_037_508.342_789_244, 20_037_508.342_789_244), tileSide: 256,
        isNorthingFirst: false, firstCellSize: 156_543.033_928_040_97,
        ratios: TileCoordinate.zoomRange.map { 1 << $0 }, extentMeters: Point(40_075_016.685_578_488, 40_075_016.685_578_488))

    /// The national grid PL-1992 as the country's geoportal cuts it, so that tiles lie edge to edge with those of its
    /// orthophotomaps: the plane begins at northing 850,000 and easting 100,000, tiles have 512 pixels, and the scales are
    /// 1 : 32,000,000 to 1 : 5,000 on a screen of 96 dots to the inch.
    public static let nationalGrid = TileMatrixSet(
        plane: .nationalGrid, epsgCode: 2180, origin: Point(100_000, 850_000), tileSide: 512, isNorthingFirst: true,
        firstCellSize: 8_466.683_6, ratios: [1, 2, 4, 8, 16, 32, 64, 128, 320, 640, 1_280, 3_200, 6_400],
        // Where the geoportal's matrices end, some kilometres beyond the country.
        extentMeters: Point(766_900, 721_750))

    public static let all = [webMercator, nationalGrid]

    private init(
        plane: Plane, epsgCode: Int, origin: Point, tileSide: Int, isNorthingFirst: Bool, firstCellSize: Double, ratios: [Int],
        extentMeters: Point
    ) {
        self.plane = plane
        self.epsgCode = epsgCode
        self.origin = origin
        self.tileSide = tileSide
        self.isNorthingFirst = isNorthingFirst
        self.ratios = ratios
        matrices = ratios.enumerated().map { index, ratio in
            let cell = firstCellSize / Double(ratio)
            let tile = cell * Double(tileSide)
            // A hair less, so that a plane of a whole number of tiles does not get another one by rounding.
            func count(_ extent: Double) -> Int { max(1, Int((extent / tile - 1e-6).rounded(.up))) }
            return TileMatrix(
                index: index, scaleDenominator: cell / Self.standardPixelMeters, cellSizeMeters: cell,
                width: count(extentMeters.x), height: count(extentMeters.y))
        }
    }

    /// Metres along one side of the unit square that borders are projected to: the first matrix's tile.
    var unitSideMeters: Double { (matrices.first?.cellSizeMeters ?? 1) * Double(tileSide) }

    /// Pixels along one side of the unit square.
    func worldPixels(_ matrix: Int, scale: Int) -> Double {
        Double(ratios[min(max(matrix, 0), ratios.count - 1)] * tileSide * scale)
    }

    /// The tiles of a matrix that a rectangle of the unit square touches; nil when it lies beside the matrix.
    public func limits(_ matrix: Int, of box: BoundingBox) -> TileMatrixLimits? {
        guard matrices.indices.contains(matrix), !box.isEmpty else { return nil }
        let tiles = Double(ratios[matrix])
        func range(_ low: Double, _ high: Double, _ count: Int) -> ClosedRange<Int>? {
            let first = max(Int((low * tiles).rounded(.down)), 0)
            let last = min(Int((high * tiles).rounded(.down)), count - 1)
            return first <= last ? first...last : nil
        }
        guard let columns = range(box.minX, box.maxX, matrices[matrix].width), let rows = range(box.minY, box.maxY, matrices[matrix].height)
        else { return nil }
        return TileMatrixLimits(columns: columns, rows: rows)
    }

    /// Longitude and latitude of the centre of a pixel of a tile, in degrees.
    public func position(_ tile: TileCoordinate, column: Int, row: Int) -> Point {
        let pixels = worldPixels(tile.zoom, scale: 1)
        return unproject(
            Point(
                (Double(tile.x * tileSide + column) + 0.5) / pixels, (Double(tile.y * tileSide + row) + 0.5) / pixels))
    }

    /// The north-western and south-eastern corner of the rectangle, as easting and northing in metres.
    public func metres(of box: BoundingBox) -> (northWest: Point, southEast: Point) {
        func metres(_ x: Double, _ y: Double) -> Point { Point(origin.x + x * unitSideMeters, origin.y - y * unitSideMeters) }
        return (metres(box.minX, box.minY), metres(box.maxX, box.maxY))
    }
}
