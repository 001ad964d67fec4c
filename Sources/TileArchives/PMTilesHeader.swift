// SPDX-License-Identifier: Apache-2.0

/// What an archive says of its tiles beside their bytes.
public struct TileArchiveContents: Sendable {
    /// The kinds of tiles that the atlas has, by their numbers in a PMTiles header (section 3).
    public enum Kind: UInt8, Sendable {
        case vector = 1
        case png = 2
    }

    public let kind: Kind
    /// Whether each tile is a gzip file.
    public let isCompressed: Bool
    /// West, south, east, north in degrees.
    public let bounds: (west: Double, south: Double, east: Double, north: Double)
    public let zooms: ClosedRange<Int>
    /// What a client shows first.
    public let center: (longitude: Double, latitude: Double, zoom: Int)
    /// A JSON object.
    public let metadata: String

    public init(
        kind: Kind, isCompressed: Bool, bounds: (west: Double, south: Double, east: Double, north: Double), zooms: ClosedRange<Int>,
        center: (longitude: Double, latitude: Double, zoom: Int), metadata: String
    ) {
        self.kind = kind
        self.isCompressed = isCompressed
        self.bounds = bounds
        self.zooms = zooms
        self.center = center
        self.metadata = metadata
    }
}

/// The first 127 bytes of an archive (section 3).
struct PMTilesHeader {
    static let byteCount = 127

    struct Section {
        var offset: UInt64
        var length: UInt64
    }

    enum Compression: UInt8 {
        case none = 1
        case gzip = 2
    }

    var root: Section
    var metadata: Section
    var leaves: Section
    var tiles: Section
    var addressedTiles: UInt64
    var tileEntries: UInt64
    var tileContents: UInt64
    var internalCompression: Compression
    var contents: TileArchiveContents

    var bytes: [UInt8] {
        var bytes = Array("PMTiles".utf8) + [3]
        for section in [root, metadata, leaves, tiles] {
            Self.append(section.offset, to: &bytes)
            Self.append(section.length, to: &bytes)
        }
        for count in [addressedTiles, tileEntries, tileContents] { Self.append(count, to: &bytes) }
        // Clustered: the bytes of tiles lie in the order of their numbers.
        bytes.append(1)
        bytes.append(internalCompression.rawValue)
        bytes.append((contents.isCompressed ? Compression.gzip : .none).rawValue)
        bytes += [contents.kind.rawValue, UInt8(contents.zooms.lowerBound), UInt8(contents.zooms.upperBound)]
        let bounds = contents.bounds
        for degrees in [bounds.west, bounds.south, bounds.east, bounds.north] { Self.append(position: degrees, to: &bytes) }
        bytes.append(UInt8(contents.center.zoom))
        Self.append(position: contents.center.longitude, to: &bytes)
        Self.append(position: contents.center.latitude, to: &bytes)
        return bytes
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Positions are ten-millionths of a degree.
    private static func append(position degrees: Double, to bytes: inout [UInt8]) {
        append(Int32((min(max(degrees, -180), 180) * 1e7).rounded()), to: &bytes)
    }
}
