// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Reads an archive with plain directories as the specification of PMTiles says, without any of the writer's code.
struct ArchiveDecoder {
    let bytes: [UInt8]

    struct Entry: Equatable {
        var id: UInt64
        var run: UInt64
        var length: UInt64
        var offset: UInt64
    }

    func number(_ offset: Int, _ size: Int = 8) -> Int {
        bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    func section(_ index: Int) -> ArraySlice<UInt8> {
        let offset = number(8 + index * 16)
        return bytes[offset..<offset + number(16 + index * 16)]
    }

    static func entries(_ bytes: ArraySlice<UInt8>) -> [Entry] {
        var rest = bytes
        func varint() -> UInt64 {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while let byte = rest.popFirst() {
                value |= UInt64(byte & 0x7f) << shift
                if byte < 0x80 { break }
                shift += 7
            }
            return value
        }
        var entries = [Entry](repeating: Entry(id: 0, run: 0, length: 0, offset: 0), count: Int(varint()))
        var last: UInt64 = 0
        for index in entries.indices {
            last += varint()
            entries[index].id = last
        }
        for index in entries.indices { entries[index].run = varint() }
        for index in entries.indices { entries[index].length = varint() }
        for index in entries.indices {
            let offset = varint()
            entries[index].offset = offset == 0 ? entries[index - 1].offset + entries[index - 1].length : offset - 1
        }
        return entries
    }

    /// The entry that answers for a tile, found through leaves as a client does.
    func tile(_ id: UInt64) -> [UInt8]? {
        var directory = Self.entries(section(0))
        for _ in 0..<4 {
            guard let entry = directory.last(where: { $0.id <= id }) else { return nil }
            if entry.run == 0 {
                let start = number(40) + Int(entry.offset)
                directory = Self.entries(bytes[start..<start + Int(entry.length)])
                continue
            }
            guard id < entry.id + entry.run else { return nil }
            let start = number(56) + Int(entry.offset)
            return Array(bytes[start..<start + Int(entry.length)])
        }
        return nil
    }
}
