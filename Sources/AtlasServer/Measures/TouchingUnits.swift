// SPDX-License-Identifier: Apache-2.0

import Atlas
import Statistics
import TileGeometry

extension AtlasSnapshot {
    /// Who touches whom among the units of a level, in a border or in a single point (queen contiguity); in the order of the
    /// level's units.
    func spatialWeights(level: UnitLevel) -> SpatialWeights {
        if let known = weights[level] { return known }
        var neighbours = [[Int]](repeating: [], count: territory.units(at: level).count)
        if let layer = tiles.geometry.topology.layer(named: level.rawValue), let positions = shapePositions[level] {
            for (shape, touching) in tiles.geometry.topology.neighboursInAnyPoint(in: layer).enumerated() {
                guard let unit = positions[shape] else { continue }
                neighbours[unit] += touching.compactMap { positions[$0] }
            }
        }
        let made = SpatialWeights(neighbours: neighbours)
        weights.store(made, for: level)
        return made
    }
}
