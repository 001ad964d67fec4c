// SPDX-License-Identifier: Apache-2.0

/// Territory as shared arcs: every stretch of border exists once, and the shapes of all layers are lists
/// of references to arcs. Neighbours, and a powiat and the gminas it is made of, therefore share their
/// borders to the last bit, whatever is done to the arcs.
///
/// Invariants (checked by `TopologyValidator`):
/// - an arc has at least two points and starts and ends at a junction, or is closed;
/// - exterior rings run counterclockwise in longitude/latitude (y to the north), holes clockwise, so a
///   shape always lies to the **left** of the arcs as its rings walk them;
/// - within one layer an arc is walked at most once in each direction.
public struct Topology: Sendable, Equatable {
    /// Points are longitude and latitude in degrees (EPSG:4326).
    public var arcs: [[Point]]
    /// One layer per territorial level, named as the level (`wojewodztwo`, `powiat`, `gmina`).
    public var layers: [Layer]

    public init(arcs: [[Point]], layers: [Layer]) {
        self.arcs = arcs
        self.layers = layers
    }

    public func layer(named name: String) -> Layer? {
        layers.first { $0.name == name }
    }

    public struct Layer: Sendable, Equatable {
        public var name: String
        /// Sorted by code.
        public var shapes: [Shape]

        public init(name: String, shapes: [Shape]) {
            self.name = name
            self.shapes = shapes
        }
    }

    public struct Shape: Sendable, Equatable {
        /// The stable TERC code without the kind digit: `26`, `2604`, `260409`.
        public var code: String
        public var polygons: [Polygon]

        public init(code: String, polygons: [Polygon]) {
            self.code = code
            self.polygons = polygons
        }
    }

    /// One exterior ring and its holes.
    public struct Polygon: Sendable, Equatable {
        public var rings: [[ArcReference]]

        public init(rings: [[ArcReference]]) {
            self.rings = rings
        }
    }

    /// An arc and the direction in which a ring walks it. Encoded as in TopoJSON: a reversed arc is the
    /// ones' complement of its index.
    public struct ArcReference: Sendable, Hashable {
        public var encoded: Int32

        @inlinable public init(encoded: Int32) { self.encoded = encoded }
        @inlinable public init(index: Int, isReversed: Bool) {
            encoded = isReversed ? ~Int32(index) : Int32(index)
        }
        @inlinable public var isReversed: Bool { encoded < 0 }
        @inlinable public var index: Int { Int(encoded < 0 ? ~encoded : encoded) }
    }
}

extension Topology {
    /// The shapes on both sides of an arc within one layer, as indexes into `Layer.shapes`; −1 is outside.
    public struct ArcSides: Sendable, Equatable {
        public var left: Int32 = -1
        public var right: Int32 = -1
        /// Whether the arc is a border in this layer: at least one side is a shape and the sides differ.
        @inlinable public var isBorder: Bool { left != right }

        public init(left: Int32 = -1, right: Int32 = -1) {
            self.left = left
            self.right = right
        }
    }

    /// For each arc, the shapes of `layer` to its left and right. Arcs inside a shape of the layer have
    /// −1 on both sides, as no ring of the layer walks them.
    public func sides(in layer: Layer) -> [ArcSides] {
        var sides = [ArcSides](repeating: ArcSides(), count: arcs.count)
        for (index, shape) in layer.shapes.enumerated() {
            for polygon in shape.polygons {
                for ring in polygon.rings {
                    for reference in ring {
                        if reference.isReversed {
                            sides[reference.index].right = Int32(index)
                        } else {
                            sides[reference.index].left = Int32(index)
                        }
                    }
                }
            }
        }
        return sides
    }

    /// The closed ring that a list of references walks; the first point is repeated at the end.
    public func points(of ring: [ArcReference]) -> [Point] {
        var points: [Point] = []
        for reference in ring {
            let arc = arcs[reference.index]
            let skip = points.isEmpty ? 0 : 1
            if reference.isReversed {
                points.append(contentsOf: arc.reversed().dropFirst(skip))
            } else {
                points.append(contentsOf: arc.dropFirst(skip))
            }
        }
        return points
    }
}
