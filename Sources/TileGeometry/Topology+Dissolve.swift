// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Topology {
    /// Adds a layer whose shapes are groups of the shapes of another layer. The new shapes reference the
    /// same arcs, so the borders of both layers coincide to the last bit; borders inside a group vanish.
    ///
    /// - Parameters:
    ///   - layer: the layer to merge, by name.
    ///   - name: the new layer's name; a layer of that name is replaced.
    ///   - code: the code of the group of a shape, from the shape's code: `{ String($0.prefix(4)) }` makes
    ///     powiats from gminas.
    /// - Throws: `TopologyLayerError` when there is no such layer.
    public mutating func dissolve(
        layer: String, into name: String, by code: (String) -> String
    ) throws(TopologyLayerError) {
        guard let source = self.layer(named: layer) else {
            throw TopologyLayerError(missing: layer, present: layers.map(\.name))
        }
        let codes = Set(source.shapes.map { code($0.code) }).sorted()
        let groupOf = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, Int32($0)) })
        let groups = source.shapes.map { groupOf[code($0.code)] ?? -1 }
        let grouped = sides(in: source).map { side in
            ArcSides(
                left: side.left < 0 ? -1 : groups[Int(side.left)],
                right: side.right < 0 ? -1 : groups[Int(side.right)])
        }
        let polygons = RingAssembler(arcs: arcs, sides: grouped).polygons(ownerCount: codes.count)
        let shapes = zip(codes, polygons).map { Shape(code: $0, polygons: $1) }
        layers.removeAll { $0.name == name }
        layers.append(Layer(name: name, shapes: shapes))
    }
}

/// A layer that a topology does not have.
public struct TopologyLayerError: Error, Sendable, Equatable, LocalizedError {
    public let missing: String
    public let present: [String]

    public var errorDescription: String? {
        "There is no layer “\(missing)”; the layers are: \(present.joined(separator: ", "))."
    }
}
