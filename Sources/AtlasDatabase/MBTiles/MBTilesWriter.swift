// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TileArchives

/// Writes MBTiles 1.3: tiles in one SQLite file, for mobile applications, GDAL and tile servers.
///
/// Equal tiles are stored once: `tiles` is a view over `map` and `images`, as the specification allows.
public final class MBTilesWriter {
    /// “MPBX”, as section “Database” of the specification asks.
    public static let applicationID: Int32 = 0x4D50_4258

    private let path: String
    private let queue: DatabaseQueue
    private var pending: [(id: TileID, image: Int, bytes: [UInt8]?)] = []
    private var pendingBytes = 0
    private var images: [ContentHash: Int] = [:]
    private var tileCount = 0

    /// - Parameter path: the file to write; it must not exist.
    /// - Throws: `TileArchiveError.file`.
    public init(path: String) throws(TileArchiveError) {
        self.path = path
        guard !FileManager.default.fileExists(atPath: path) else { throw .file(path: path, reason: String(cString: strerror(EEXIST))) }
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { db in
                // Nobody reads the file before it is complete.
                try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA page_size = 4096; PRAGMA application_id = \(Self.applicationID)")
                try db.execute(
                    sql: """
                        CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
                        CREATE TABLE images (tile_id INTEGER PRIMARY KEY, tile_data BLOB NOT NULL);
                        CREATE TABLE map (
                            zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
                            tile_id INTEGER NOT NULL REFERENCES images (tile_id),
                            PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;
                        CREATE VIEW tiles AS
                            SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column, map.tile_row AS tile_row,
                                images.tile_data AS tile_data
                            FROM map JOIN images ON images.tile_id = map.tile_id;
                        """)
            }
        } catch {
            throw Self.failure(error, path)
        }
    }

    /// Adds a tile.
    /// - Throws: `TileArchiveError.file` when the disk is full.
    public func append(_ id: TileID, bytes: [UInt8]) throws(TileArchiveError) {
        let hash = ContentHash(bytes)
        tileCount += 1
        if let image = images[hash] {
            pending.append((id, image, nil))
        } else {
            let image = images.count + 1
            images[hash] = image
            pending.append((id, image, bytes))
            pendingBytes += bytes.count
        }
        if pending.count >= 1_000 || pendingBytes > 4 << 20 { try flush() }
    }

    private func flush() throws(TileArchiveError) {
        let rows = pending
        do {
            try queue.write { db in
                let image = try db.makeStatement(sql: "INSERT INTO images (tile_id, tile_data) VALUES (?, ?)")
                let place = try db.makeStatement(
                    sql: "INSERT INTO map (zoom_level, tile_column, tile_row, tile_id) VALUES (?, ?, ?, ?)")
                for row in rows {
                    if let bytes = row.bytes { try image.execute(arguments: [row.image, Data(bytes)]) }
                    let (zoom, x, y) = row.id.coordinate
                    // “in the TMS tiling scheme”: rows count from the south.
                    try place.execute(arguments: [zoom, x, (1 << zoom) - 1 - y, row.image])
                }
            }
        } catch {
            throw Self.failure(error, path)
        }
        pending.removeAll(keepingCapacity: true)
        pendingBytes = 0
    }

    /// Writes what describes the tiles and closes the file.
    /// - Parameter metadata: rows of the table of that name.
    /// - Returns: how many tiles, how many different ones.
    /// - Throws: `TileArchiveError.file` when the disk is full.
    public func finish(metadata: [(name: String, value: String)]) throws(TileArchiveError) -> (tiles: Int, contents: Int) {
        try flush()
        do {
            try queue.write { db in
                for row in metadata {
                    try db.execute(sql: "INSERT INTO metadata (name, value) VALUES (?, ?)", arguments: [row.name, row.value])
                }
            }
            try queue.close()
        } catch {
            throw Self.failure(error, path)
        }
        return (tileCount, images.count)
    }

    private static func failure(_ error: any Error, _ path: String) -> TileArchiveError {
        .file(path: path, reason: (error as? DatabaseError)?.message ?? error.localizedDescription)
    }
}
