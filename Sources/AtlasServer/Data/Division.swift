// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography

/// The units of a day with what is drawn of them. It knows no values, so it outlives their changes.
final class Division: Sendable {
    let territory: Territory
    let tiles: TileRendering
    /// The day whose division this is, when it is not today's, and the boundaries that show it.
    let past: (day: Int, edition: BoundaryEdition?)?
    /// For each shape of a layer the place of its unit among the level's units; nil without a current unit.
    let shapePositions: [UnitLevel: [Int?]]
    /// What vector tiles say of the shapes of each layer, in the layer's order.
    let shapeAttributes: [UnitLevel: [UnitAttributes]]
    let labels: [UnitLevel: LabelTileset]

    init(territory: Territory, tiles: TileRendering, past: (day: Int, edition: BoundaryEdition?)? = nil) {
        self.territory = territory
        self.tiles = tiles
        self.past = past
        shapePositions = tiles.shapeStems.mapValues { stems in stems.map { territory.positions[$0] } }
        shapeAttributes = tiles.shapeStems.mapValues { territory.attributes(ofShapes: $0) }
        labels = Dictionary(uniqueKeysWithValues: UnitLevel.mapped.map { ($0, territory.labels(at: $0)) })
    }

    /// What it takes in memory beside the tiles, for the budget of a cache.
    var costBytes: Int { 4_096 + territory.all.count * 900 }
}
