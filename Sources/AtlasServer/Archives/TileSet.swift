// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import Foundation
import TileArchives
import TileGeometry

/// Tiles that can be written as one archive: what they are and how each is drawn.
public struct TileSet: Sendable {
    /// What clients show as the name.
    public let name: String
    public let description: String
    public let attribution: String
    public let contents: TileArchiveContents
    /// `vector_layers` as a JSON array; nil for pictures.
    let vectorLayers: JSONValue?
    /// All places where there may be something, in the order of their numbers.
    let places: [TileID]
    /// The bytes of a tile as they stand in an archive; nil where there is nothing.
    let draw: @Sendable (TileCoordinate) throws -> [UInt8]?

    /// How many places are looked at: a measure of the work.
    public var placeCount: Int { places.count }

    /// Draws the tiles on all processors and hands them over in the order of their numbers; empty ones are left out.
    /// - Parameter progress: how many places have been looked at.
    public func forEach(
        progress: (Int) -> Void = { _ in }, _ body: (TileID, [UInt8]) throws -> Void
    ) async throws {
        let workers = max(ProcessInfo.processInfo.activeProcessorCount, 1)
        let batch = 64
        for start in stride(from: 0, to: places.count, by: batch * workers) {
            try Task.checkCancellation()
            let drawn = try await withThrowingTaskGroup(of: (Int, [(TileID, [UInt8])]).self) { group in
                for worker in 0..<workers {
                    let from = start + worker * batch
                    guard from < places.count else { break }
                    let part = places[from..<min(from + batch, places.count)]
                    let draw = draw
                    group.addTask {
                        var tiles: [(TileID, [UInt8])] = []
                        for id in part {
                            let (zoom, x, y) = id.coordinate
                            if let bytes = try draw(TileCoordinate(zoom: zoom, x: x, y: y)) { tiles.append((id, bytes)) }
                        }
                        return (worker, tiles)
                    }
                }
                var parts: [Int: [(TileID, [UInt8])]] = [:]
                for try await (worker, tiles) in group { parts[worker] = tiles }
                return parts.sorted { $0.key < $1.key }.flatMap(\.value)
            }
            for (id, bytes) in drawn { try body(id, bytes) }
            progress(min(start + batch * workers, places.count))
        }
    }

    /// The rows of the table `metadata` of MBTiles 1.3.
    public var metadataRows: [(name: String, value: String)] {
        let bounds = contents.bounds
        let center = contents.center
        func text(_ numbers: Double...) -> String { numbers.map { JSONValue.number($0).text }.joined(separator: ",") }
        var rows = [
            ("name", name), ("format", contents.kind == .png ? "png" : "pbf"),
            ("bounds", text(bounds.west, bounds.south, bounds.east, bounds.north)),
            ("center", text(center.longitude, center.latitude, Double(center.zoom))),
            ("minzoom", String(contents.zooms.lowerBound)), ("maxzoom", String(contents.zooms.upperBound)),
            ("attribution", attribution), ("description", description), ("type", "overlay"), ("version", AtlasVersion.current),
        ]
        if let vectorLayers { rows.append(("json", JSONValue.members([("vector_layers", vectorLayers)]).text)) }
        return rows
    }
}
