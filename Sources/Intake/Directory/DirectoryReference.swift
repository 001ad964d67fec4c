// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What readers of the directory look things up in: the territory, the taxonomy and the sources that rows may name.
public struct DirectoryReference: Sendable {
    /// The current units.
    public let territory: TerritoryIndex
    public let geography: UnitGeography
    public let taxonomy: Taxonomy
    /// By id.
    public let sources: [String: Source]

    /// - Parameters:
    ///   - units: current and closed states.
    ///   - geography: `.unknown` when there are no boundaries: points are then taken as they are.
    public init(units: [TerritorialUnit], geography: UnitGeography, taxonomy: Taxonomy, sources: [Source]) {
        territory = TerritoryIndex(units)
        self.geography = geography
        self.taxonomy = taxonomy
        self.sources = Dictionary(sources.map { ($0.id, $0) }) { first, _ in first }
    }
}
