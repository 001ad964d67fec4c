// SPDX-License-Identifier: Apache-2.0

/// Where the bytes of one tile, or of a run of equal ones, lie in an archive; with a run length of 0 where a leaf directory lies.
struct PMTilesEntry: Sendable, Equatable {
    var tileID: UInt64
    var offset: UInt64
    var length: UInt32
    var runLength: UInt32
}

/// Directories of a PMTiles archive (specification, version 3, section 4).
struct PMTilesDirectories {
    /// “The root directory must be contained in the first 16,384 bytes” (section 2): what the header leaves of them.
    static let rootLimit = 16_384 - PMTilesHeader.byteCount

    let root: [UInt8]
    /// The leaf directories one after another; none when the root has room for all entries.
    let leaves: [UInt8]

    /// - Throws: `TileArchiveError.directory` when not even leaves of a million entries make the root small enough.
    init(_ entries: [PMTilesEntry], compress: ([UInt8]) -> [UInt8]) throws(TileArchiveError) {
        // So many entries need 16 KiB even if each is compressed to a byte.
        if entries.count < 16_384 {
            let alone = compress(Self.serialised(entries[...]))
            if alone.count <= Self.rootLimit {
                root = alone
                leaves = []
                return
            }
        }
        // A client that wants one tile reads the root and one leaf: leaves as small as the root allows.
        var leafSize = max(4_096, entries.count / 3_500)
        while leafSize <= 1 << 20 {
            var pointers: [PMTilesEntry] = []
            var leaves: [UInt8] = []
            for start in stride(from: 0, to: entries.count, by: leafSize) {
                let part = entries[start..<min(start + leafSize, entries.count)]
                let bytes = compress(Self.serialised(part))
                pointers.append(
                    PMTilesEntry(
                        tileID: entries[start].tileID, offset: UInt64(leaves.count), length: UInt32(bytes.count), runLength: 0))
                leaves += bytes
            }
            let root = compress(Self.serialised(pointers[...]))
            if root.count <= Self.rootLimit {
                self.root = root
                self.leaves = leaves
                return
            }
            leafSize += leafSize / 5
        }
        throw .directory(entries: entries.count)
    }

    /// Section 4.2: the number of entries, then all tile ids as differences, all run lengths, all lengths, all offsets.
    static func serialised(_ entries: ArraySlice<PMTilesEntry>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 6 + 8)
        append(UInt64(entries.count), to: &bytes)
        var last: UInt64 = 0
        for entry in entries {
            append(entry.tileID - last, to: &bytes)
            last = entry.tileID
        }
        for entry in entries { append(UInt64(entry.runLength), to: &bytes) }
        for entry in entries { append(UInt64(entry.length), to: &bytes) }
        var next: UInt64?
        for entry in entries {
            // “If the offset of an entry is the end of the previous one, a zero is stored, otherwise the offset plus 1.”
            append(entry.offset == next ? 0 : entry.offset + 1, to: &bytes)
            next = entry.offset + UInt64(entry.length)
        }
        return bytes
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
