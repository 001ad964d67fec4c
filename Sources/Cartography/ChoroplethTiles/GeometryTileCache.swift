// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The address of a geometry tile, in one number.
struct GeometryTileKey: Hashable, Sendable {
    let packed: UInt64
    /// Tells hatched versions of a tile apart.
    private var variant: UInt64 = 0

    /// Zooms fit in 5 bits, x and y in 24 each, layers in 8.
    init(layer: Int, zoom: Int, x: Int, y: Int, scale: Int) {
        packed = UInt64(layer) << 56 | UInt64(scale) << 53 | UInt64(zoom) << 48 | UInt64(x) << 24 | UInt64(y)
    }

    func variant(_ variant: UInt64) -> GeometryTileKey {
        var key = self
        key.variant = variant
        return key
    }

    func hash(into hasher: inout Hasher) {
        // One number is hashed in half the time, and two that are mixed to the same still differ as keys.
        hasher.combine(packed ^ variant)
    }

    var shard: Int { Int(truncatingIfNeeded: ((packed ^ variant) &* 0x9E37_79B9_7F4A_7C15) >> 60) }
}

/// Geometry tiles up to a number of bytes. The least recently used go first, by the clock algorithm: a use
/// sets a mark, and the hand that looks for room spares what is marked once. Sixteen shards, each with a
/// lock of its own that is held for a look-up or an insertion only, never while drawing.
final class GeometryTileCache: Sendable {
    private struct Slot {
        var key: GeometryTileKey
        var tile: GeometryTile
        var isUsed: Bool
    }

    private struct Shard {
        var places: [GeometryTileKey: Int] = [:]
        var slots: [Slot] = []
        var hand = 0
        var byteCount = 0
        var hits = 0
        var misses = 0
        var evictions = 0
    }

    private final class LockedShard: Sendable {
        let state = Mutex(Shard())
    }

    private let shards: [LockedShard]
    private let shardBudget: Int
    /// What an entry costs beside its tile: a place in the table and in the ring.
    private static let entryByteCount = 96

    init(budgetBytes: Int) {
        shards = (0..<16).map { _ in LockedShard() }
        shardBudget = max(budgetBytes / 16, 0)
    }

    func tile(_ key: GeometryTileKey) -> GeometryTile? {
        shards[key.shard].state.withLock { shard in
            guard let place = shard.places[key] else {
                shard.misses += 1
                return nil
            }
            shard.hits += 1
            shard.slots[place].isUsed = true
            return shard.slots[place].tile
        }
    }

    /// Keeps a tile; when another thread has kept one for this key meanwhile, that one is returned.
    func insert(_ tile: GeometryTile, _ key: GeometryTileKey) -> GeometryTile {
        let cost = tile.byteCount + Self.entryByteCount
        guard cost <= shardBudget else { return tile }
        return shards[key.shard].state.withLock { shard in
            if let place = shard.places[key] { return shard.slots[place].tile }
            while shard.byteCount + cost > shardBudget, !shard.slots.isEmpty {
                if shard.hand >= shard.slots.count { shard.hand = 0 }
                if shard.slots[shard.hand].isUsed {
                    shard.slots[shard.hand].isUsed = false
                    shard.hand += 1
                    continue
                }
                let victim = shard.slots[shard.hand]
                shard.places[victim.key] = nil
                shard.evictions += 1
                shard.byteCount -= victim.tile.byteCount + Self.entryByteCount
                let last = shard.slots.removeLast()
                if shard.hand < shard.slots.count {
                    shard.slots[shard.hand] = last
                    shard.places[last.key] = shard.hand
                }
            }
            shard.places[key] = shard.slots.count
            shard.slots.append(Slot(key: key, tile: tile, isUsed: false))
            shard.byteCount += cost
            return tile
        }
    }

    var byteCount: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.byteCount } } }
    var questions: (hits: Int, misses: Int, evictions: Int) {
        shards.reduce(into: (0, 0, 0)) { sum, shard in
            shard.state.withLock {
                sum.0 += $0.hits
                sum.1 += $0.misses
                sum.2 += $0.evictions
            }
        }
    }

    var tileCount: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.slots.count } } }
}
