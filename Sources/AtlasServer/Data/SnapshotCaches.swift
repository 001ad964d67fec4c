// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import NIOCore
import Statistics

/// What a snapshot has read and worked out, shared with the snapshots of earlier days and handed on to the next version of the
/// data so far as that leaves it as it is.
final class SnapshotCaches: Sendable {
    let budget: MemoryBudget
    let tables: LeastRecentlyUsed<Dated<TableKey>, IndicatorTable>
    /// For each row of the stored tables of a level the place of its unit among those of the day.
    let places: LeastRecentlyUsed<Dated<UnitLevel>, StoredPlaces>
    let classifications: LeastRecentlyUsed<Dated<MapStyle>, ClassifiedUnits>
    let maps: LeastRecentlyUsed<Dated<MapStyle>, ClassifiedMap>
    let colourings: LeastRecentlyUsed<Dated<MapStyle>, TileColouring>
    let measures: LeastRecentlyUsed<Dated<String>, IndicatorCoverage>
    let weights: LeastRecentlyUsed<Dated<UnitLevel>, SpatialWeights>
    let autocorrelations: LeastRecentlyUsed<Dated<AutocorrelationKey>, AutocorrelationModel>
    let geometries: LeastRecentlyUsed<Dated<UnitLevel>, [String: String]>
    /// Finished files by their tags, which say what they show: nothing in it ever has to go.
    let pictures: LeastRecentlyUsed<String, ByteBuffer>

    /// A key of the division of a day: as `AtlasSnapshot.pastStart` numbers them.
    struct Dated<Key: Hashable & Sendable>: Hashable, Sendable {
        let start: Int
        let key: Key
    }

    struct TableKey: Hashable, Sendable {
        let indicator: IndicatorID
        let level: UnitLevel
    }

    struct StoredPlaces: Sendable {
        let unitNumbers: [UInt32]
        let places: [Int?]
    }

    init(budget: MemoryBudget) {
        self.budget = budget
        tables = LeastRecentlyUsed(budget: budget.bytes(.tables) / 10 * 9) { $0.costBytes }
        places = LeastRecentlyUsed(budget: budget.bytes(.tables) / 10) { 160 + $0.places.count * 20 }
        classifications = LeastRecentlyUsed(budget: budget.bytes(.classes)) { $0.costBytes }
        maps = LeastRecentlyUsed(budget: budget.bytes(.maps)) { $0.costBytes }
        colourings = LeastRecentlyUsed(budget: budget.bytes(.colours)) { $0.costBytes }
        measures = LeastRecentlyUsed(budget: budget.bytes(.measures)) { $0.costBytes }
        weights = LeastRecentlyUsed(budget: budget.bytes(.analyses) / 2) { 160 + $0.unitCount * 32 + $0.linkCount * 8 }
        autocorrelations = LeastRecentlyUsed(budget: budget.bytes(.analyses) / 2) { 512 + $0.lags.count * 160 }
        geometries = LeastRecentlyUsed(budget: budget.bytes(.boundaries)) { $0.values.reduce(0) { $0 + $1.utf8.count + 96 } }
        pictures = LeastRecentlyUsed(budgetBytes: budget.bytes(.pictures))
    }

    /// - Parameters:
    ///   - earlier: those of the version of the data before.
    ///   - isSame: whether nothing changed that answers about an indicator or measure rest on.
    ///   - keepsTerritory: whether units, names and boundaries are the same.
    init(carrying earlier: SnapshotCaches, keepsTerritory: Bool, isSame: @Sendable (IndicatorID) -> Bool) {
        budget = earlier.budget
        pictures = earlier.pictures
        var known: [IndicatorID: Bool] = [:]
        func keeps(_ id: IndicatorID) -> Bool {
            if let answer = known[id] { return answer }
            let answer = isSame(id)
            known[id] = answer
            return answer
        }
        tables = earlier.tables.copy { key, _ in keeps(key.key.indicator) }
        places = keepsTerritory ? earlier.places : earlier.places.copy { _, _ in false }
        classifications = earlier.classifications.copy { key, _ in keeps(key.key.indicator) }
        maps = earlier.maps.copy { key, _ in keeps(key.key.indicator) }
        colourings = earlier.colourings.copy { key, _ in keeps(key.key.indicator) }
        measures = earlier.measures.copy { _, coverage in keeps(coverage.indicator.id) }
        weights = keepsTerritory ? earlier.weights : earlier.weights.copy { _, _ in false }
        autocorrelations = earlier.autocorrelations.copy { key, _ in keeps(key.key.indicator) }
        geometries = keepsTerritory ? earlier.geometries : earlier.geometries.copy { _, _ in false }
    }

    var uses: [CacheUse] {
        var tables = CacheUse(part: .tables, tables, budgetBytes: budget.bytes(.tables))
        tables.bytes += places.totalCost
        var analyses = CacheUse(part: .analyses, autocorrelations, budgetBytes: budget.bytes(.analyses))
        analyses.bytes += weights.totalCost
        return [
            tables, CacheUse(part: .classes, classifications), CacheUse(part: .maps, maps), CacheUse(part: .colours, colourings),
            CacheUse(part: .measures, measures), analyses, CacheUse(part: .boundaries, geometries), CacheUse(part: .pictures, pictures),
        ]
    }
}

/// The part of a shared cache that belongs to the division of one day.
struct DayCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    let shared: LeastRecentlyUsed<SnapshotCaches.Dated<Key>, Value>
    let start: Int

    subscript(key: Key) -> Value? { shared[SnapshotCaches.Dated(start: start, key: key)] }

    func store(_ value: Value, for key: Key) { shared.store(value, for: SnapshotCaches.Dated(start: start, key: key)) }
}

extension TileColouring {
    /// What the colours take in memory, for the budget of a cache.
    var costBytes: Int { 1_024 + colouring.slots.count }
}

extension IndicatorCoverage {
    /// What it takes in memory, for the budget of a cache.
    var costBytes: Int {
        let texts = [indicator.name, indicator.unit, indicator.topic, indicator.note].reduce(0) { $0 + $1.polish.utf8.count + $1.english.utf8.count }
        return 1_024 + texts + indicator.id.text.utf8.count * 2 + (periods.count + forecastPeriods.count) * 32
    }
}
