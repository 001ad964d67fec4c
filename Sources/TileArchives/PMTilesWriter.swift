// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Writes a PMTiles archive, version 3: one file of tiles that a client reads by byte ranges from any web server.
///
/// The bytes of tiles wait in a file without a name until all are there, since the directories stand before them. The same tiles
/// give the same archive.
public final class PMTilesWriter {
    /// What was written.
    public struct Summary: Sendable, Equatable {
        /// Tiles that the archive answers for.
        public let tiles: Int
        /// Entries of the directories: runs of equal tiles are one.
        public let entries: Int
        /// Different contents.
        public let contents: Int
        public let bytes: Int
    }

    private let path: String
    private let compress: (([UInt8]) -> [UInt8])?
    private let staged: FileHandle
    private var buffer = Data()
    private var byteCount: UInt64 = 0
    private var entries: [PMTilesEntry] = []
    private var places: [ContentHash: (offset: UInt64, length: UInt32)] = [:]
    private var addressedTiles: UInt64 = 0

    private static let bufferSize = 1 << 20

    /// - Parameters:
    ///   - path: the file to write; it must not exist.
    ///   - compress: makes a gzip file of directories and metadata; nil leaves them as they are.
    /// - Throws: `TileArchiveError.file` when the folder cannot be written to.
    public init(path: String, compress: (([UInt8]) -> [UInt8])?) throws(TileArchiveError) {
        self.path = path
        self.compress = compress
        let staging = path + ".tiles"
        let descriptor = open(staging, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw .file(path: staging, reason: String(cString: strerror(errno))) }
        // Without a name nothing is left behind, however the process ends.
        unlink(staging)
        staged = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Adds a tile. Tiles come in the order of their numbers; equal tiles are stored once, a run of them as one entry.
    /// - Throws: `TileArchiveError.order`, `.file` when the disk is full.
    public func append(_ id: TileID, bytes: [UInt8]) throws(TileArchiveError) {
        if let last = entries.last, id.number < last.tileID + UInt64(last.runLength) {
            throw .order(id, after: TileID(number: last.tileID + UInt64(last.runLength) - 1))
        }
        addressedTiles += 1
        let hash = ContentHash(bytes)
        if let known = places[hash] {
            if let last = entries.last, last.offset == known.offset, last.tileID + UInt64(last.runLength) == id.number {
                entries[entries.count - 1].runLength += 1
            } else {
                entries.append(PMTilesEntry(tileID: id.number, offset: known.offset, length: known.length, runLength: 1))
            }
            return
        }
        let entry = PMTilesEntry(tileID: id.number, offset: byteCount, length: UInt32(bytes.count), runLength: 1)
        entries.append(entry)
        places[hash] = (entry.offset, entry.length)
        byteCount += UInt64(bytes.count)
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    private func flush() throws(TileArchiveError) {
        do { try staged.write(contentsOf: buffer) } catch { throw failure(error) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes the archive: header, root directory, metadata, leaf directories, tiles.
    /// - Throws: `TileArchiveError.file` when the disk is full; what there is of the file then stays for the caller to remove.
    public func finish(_ contents: TileArchiveContents) throws(TileArchiveError) -> Summary {
        try flush()
        let compress = compress ?? { $0 }
        let directories = try PMTilesDirectories(entries, compress: compress)
        let metadata = compress(Array(contents.metadata.utf8))
        let root = PMTilesHeader.Section(offset: UInt64(PMTilesHeader.byteCount), length: UInt64(directories.root.count))
        let metadataSection = PMTilesHeader.Section(offset: root.offset + root.length, length: UInt64(metadata.count))
        let leaves = PMTilesHeader.Section(offset: metadataSection.offset + metadataSection.length, length: UInt64(directories.leaves.count))
        let tiles = PMTilesHeader.Section(offset: leaves.offset + leaves.length, length: byteCount)
        let header = PMTilesHeader(
            root: root, metadata: metadataSection, leaves: leaves, tiles: tiles, addressedTiles: addressedTiles,
            tileEntries: UInt64(entries.count), tileContents: UInt64(places.count),
            internalCompression: self.compress == nil ? .none : .gzip, contents: contents)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, reason: String(cString: strerror(errno))) }
        let output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try output.write(contentsOf: Data(header.bytes + directories.root + metadata + directories.leaves))
            try staged.seek(toOffset: 0)
            while let part = try staged.read(upToCount: Self.bufferSize), !part.isEmpty { try output.write(contentsOf: part) }
            try output.synchronize()
            try output.close()
        } catch {
            throw failure(error)
        }
        return Summary(
            tiles: Int(addressedTiles), entries: entries.count, contents: places.count, bytes: Int(tiles.offset + tiles.length))
    }

    private func failure(_ error: any Error) -> TileArchiveError {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        let code = cause?.domain == NSPOSIXErrorDomain ? cause?.code : nil
        return .file(path: path, reason: code.map { String(cString: strerror(Int32($0))) } ?? error.localizedDescription)
    }
}

/// Tells contents apart: 128 bits and the length, so that equal hashes are equal contents for all that can happen.
public struct ContentHash: Hashable, Sendable {
    private let first: UInt64
    private let second: UInt64
    private let length: Int

    public init(_ bytes: [UInt8]) {
        // FNV-1a beside the same walk with a rotation and another prime.
        var first: UInt64 = 0xcbf2_9ce4_8422_2325
        var second: UInt64 = 0x9e37_79b9_7f4a_7c15
        for byte in bytes {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
            second = ((second << 23 | second >> 41) ^ UInt64(byte)) &* 0xff51_afd7_ed55_8ccd
        }
        self.first = first
        self.second = second
        length = bytes.count
    }

    /// 32 hexadecimal digits.
    public var text: String {
        func digits(_ number: UInt64) -> String {
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits(first) + digits(second)
    }
}
