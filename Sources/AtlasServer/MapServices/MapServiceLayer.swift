// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import TileGeometry

/// A map as clients of map services see it: an indicator at a level, with its periods as times and the palettes as styles.
struct MapServiceLayer: Sendable {
    let indicator: Indicator
    let level: UnitLevel
    let periods: LevelPeriods

    /// `ludnosc.powiat`: ids of indicators have no dots.
    var id: String { "\(indicator.id).\(level.rawValue)" }
}

/// The layers of one version of the data, and where they lie.
struct MapServiceCatalogue: Sendable {
    /// In the order of the catalogue of indicators, from the largest units down.
    let layers: [MapServiceLayer]
    /// The territory in the unit square of each plane.
    let bounds: [TileMatrixSet: BoundingBox]
    let boundsDegrees: BoundingBox
    private let places: [String: Int]

    init(_ snapshot: AtlasSnapshot) async throws {
        let periods = try await snapshot.store.levelPeriods()
        layers = snapshot.indicators.flatMap { coverage in
            coverage.levels.compactMap { level in
                periods[coverage.indicator.id]?[level].map { MapServiceLayer(indicator: coverage.indicator, level: level, periods: $0) }
            }
        }
        places = Dictionary(layers.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        bounds = Dictionary(uniqueKeysWithValues: TileMatrixSet.all.map { ($0, $0.bounds(of: snapshot.tiles.geometry)) })
        boundsDegrees = snapshot.tiles.geometry.boundsDegrees
    }

    func layer(_ id: String) -> MapServiceLayer? { places[id].map { layers[$0] } }

    /// The tiles of a matrix that show something of the country; nil when none does.
    func limits(_ set: TileMatrixSet, _ matrix: Int) -> TileMatrixLimits? {
        bounds[set].flatMap { set.limits(matrix, of: $0) }
    }
}

/// The layers of the current data, made once for each version.
final class MapServiceCatalogues: Sendable {
    private let known = LeastRecentlyUsed<String, MapServiceCatalogue>(capacity: 2)

    func catalogue(_ snapshot: AtlasSnapshot) async throws -> MapServiceCatalogue {
        if let catalogue = known[snapshot.dataVersion] { return catalogue }
        let catalogue = try await MapServiceCatalogue(snapshot)
        known.store(catalogue, for: snapshot.dataVersion)
        return catalogue
    }
}

extension TileMatrixSet {
    /// `EPSG:2180`: how the country's map services name their sets.
    var serviceIdentifier: String { "EPSG:\(epsgCode)" }

    /// `EPSG:2180:7` in the national grid, as in the geoportal; plain zooms where the whole world counts so.
    func serviceIdentifier(ofMatrix index: Int) -> String {
        self == .nationalGrid ? "\(serviceIdentifier):\(index)" : String(index)
    }

    /// The place of the matrix with this identifier, in either form.
    func matrix(named name: String) -> Int? {
        let digits = name.hasPrefix(serviceIdentifier + ":") ? name.dropFirst(serviceIdentifier.count + 1) : name[...]
        guard digits.utf8.count <= 2, digits.utf8.allSatisfy({ (48...57).contains($0) }), let index = Int(digits),
            matrices.indices.contains(index)
        else { return nil }
        return index
    }
}
