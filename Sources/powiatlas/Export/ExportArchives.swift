// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AtlasDatabase
import AtlasServer
import Foundation

/// `powiatlas export pmtiles`
struct ExportPMTilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pmtiles", abstract: "Write map tiles as one PMTiles file, for any web server.",
        discussion: """
            Shapes of units with codes and names as vector tiles, a layer for each level; with
            --indicator pictures of one map. Clients read the file by ranges of bytes.

            Example:
              powiatlas export pmtiles --level all --zooms 4-12 --output units.pmtiles
              powiatlas export pmtiles --indicator ludnosc --output ludnosc.pmtiles
            """)

    @OptionGroup var tiles: TileOptions

    func run() async throws {
        do {
            let file = try NewFile(tiles.output, isReplacing: tiles.force, kind: "a PMTiles file") { $0.starts(with: Data("PMTiles".utf8)) }
            try await withDatabase(tiles.database) { store in
                let set = try await tiles.tiles(TileSets(store: store))
                var progress = ExportProgress(tiles.output, total: set.placeCount)
                let summary = try await file.write { path in try await set.writePMTiles(path: path) { progress.show($0) } }
                Progress().report("\(tiles.output): \(summary.tiles) tiles, \(summary.contents) different, \(summary.bytes) bytes")
            }
        } catch {
            throw refused(error)
        }
    }
}

/// `powiatlas export mbtiles`
struct ExportMBTilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mbtiles", abstract: "Write map tiles as one MBTiles file, for QGIS and mobile apps.",
        discussion: """
            Shapes of units with codes and names as vector tiles, a layer for each level; with
            --indicator pictures of one map, such as QField takes into the field.

            Example:
              powiatlas export mbtiles --level gmina --zooms 6-12 --output gminas.mbtiles
              powiatlas export mbtiles --indicator ludnosc --zooms 5-10 --output map.mbtiles
            """)

    @OptionGroup var tiles: TileOptions

    func run() async throws {
        do {
            let file = try NewFile(tiles.output, isReplacing: tiles.force, kind: "an MBTiles file", replaceable: Self.isMBTiles)
            try await withDatabase(tiles.database) { store in
                let set = try await tiles.tiles(TileSets(store: store))
                var progress = ExportProgress(tiles.output, total: set.placeCount)
                let summary = try await file.write { path in try await set.writeMBTiles(path: path) { progress.show($0) } }
                let size = (try? FileManager.default.attributesOfItem(atPath: tiles.output)[.size] as? Int) ?? 0
                Progress().report("\(tiles.output): \(summary.tiles) tiles, \(summary.contents) different, \(size) bytes")
            }
        } catch {
            throw refused(error)
        }
    }

    /// An SQLite file with the application id of MBTiles, big-endian at byte 68.
    private static func isMBTiles(_ start: Data) -> Bool {
        let bytes = Array(start)
        guard bytes.count >= 72, start.starts(with: Data("SQLite format 3".utf8)) else { return false }
        return bytes[68..<72].reduce(0) { $0 << 8 | Int32($1) } == MBTilesWriter.applicationID
    }
}
