// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Checks the invariants that `Topology` promises. What it finds it names; it never mends.
public struct TopologyValidator: Sendable {
    public enum Issue: Error, Sendable, Equatable, LocalizedError {
        /// An arc has fewer than two points, or repeats a point in a row.
        case degenerateArc(index: Int)
        /// An arc reference points beyond the list of arcs.
        case arcOutOfRange(layer: String, code: String, index: Int)
        /// The arcs of a ring do not meet, or its end is not its beginning.
        case openRing(layer: String, code: String)
        /// The first ring of a polygon runs clockwise, or a hole counterclockwise, or one has no area.
        case wrongOrientation(layer: String, code: String, isHole: Bool)
        case shapeWithoutArea(layer: String, code: String)
        /// Segments of two arcs, or of one, cross or touch other than in a common end.
        case crossing(firstArc: Int, secondArc: Int, near: Point)
        /// Two rings of a layer walk an arc in the same direction.
        case arcWalkedTwice(layer: String, index: Int, codes: [String])
        /// A shape is not as large as the shapes of the base layer whose codes begin with its code.
        case areaDiffers(layer: String, code: String, squareKilometers: Double, parts: Double)
        case duplicateCode(layer: String, code: String)

        public var errorDescription: String? {
            switch self {
            case .degenerateArc(let index): "Arc \(index) has fewer than two points, or repeats one."
            case .arcOutOfRange(let layer, let code, let index):
                "\(layer) \(code) refers to arc \(index), which does not exist."
            case .openRing(let layer, let code): "A ring of \(layer) \(code) is not closed."
            case .wrongOrientation(let layer, let code, let isHole):
                isHole
                    ? "A hole of \(layer) \(code) does not run clockwise."
                    : "An exterior ring of \(layer) \(code) does not run counterclockwise."
            case .shapeWithoutArea(let layer, let code): "\(layer) \(code) has no area."
            case .crossing(let first, let second, let point):
                "Arcs \(first) and \(second) cross or touch near \(point.x), \(point.y)."
            case .arcWalkedTwice(let layer, let index, let codes):
                "Arc \(index) is walked twice in the same direction in \(layer) (\(codes.joined(separator: ", ")))."
            case .areaDiffers(let layer, let code, let area, let parts):
                "\(layer) \(code) has \(area) km², its parts have \(parts) km²."
            case .duplicateCode(let layer, let code): "\(layer) \(code) comes twice."
            }
        }
    }

    public init() {}

    /// - Parameter baseLayer: the layer of which the others are dissolved; shapes of the others must be as
    ///   large as the sum of their parts (matched by code prefix). `nil` skips that comparison.
    /// - Returns: all violations; empty when the topology is sound.
    public func issues(in topology: Topology, baseLayer: String? = "gmina") -> [Issue] {
        var issues: [Issue] = []
        for (index, arc) in topology.arcs.enumerated()
        where arc.count < 2 || zip(arc, arc.dropFirst()).contains(where: { $0 == $1 }) {
            issues.append(.degenerateArc(index: index))
        }
        for layer in topology.layers { issues += shapeIssues(of: layer, in: topology) }
        // What follows needs arcs that can be walked.
        guard issues.allSatisfy({ if case .arcOutOfRange = $0 { false } else { true } }) else { return issues }
        for layer in topology.layers { issues += walkIssues(of: layer) }
        issues += sharedVertices(in: topology)
        issues += crossings(in: topology)
        if let baseLayer, let base = topology.layer(named: baseLayer) {
            issues += areaIssues(in: topology, base: base)
        }
        return issues
    }

    private func shapeIssues(of layer: Topology.Layer, in topology: Topology) -> [Issue] {
        var issues: [Issue] = []
        var codes = Set<String>()
        for shape in layer.shapes {
            if !codes.insert(shape.code).inserted {
                issues.append(.duplicateCode(layer: layer.name, code: shape.code))
            }
            var area = 0.0
            var isWalkable = true
            for polygon in shape.polygons {
                for (position, ring) in polygon.rings.enumerated() {
                    if let wrong = ring.first(where: { $0.index >= topology.arcs.count }) {
                        issues.append(.arcOutOfRange(layer: layer.name, code: shape.code, index: wrong.index))
                        isWalkable = false
                        continue
                    }
                    if !isClosed(ring, in: topology) {
                        issues.append(.openRing(layer: layer.name, code: shape.code))
                        isWalkable = false
                        continue
                    }
                    let ringArea = EllipsoidalArea.squareMeters(of: topology.points(of: ring))
                    area += ringArea
                    if position == 0 ? ringArea <= 0 : ringArea >= 0 {
                        issues.append(
                            .wrongOrientation(layer: layer.name, code: shape.code, isHole: position > 0))
                    }
                }
            }
            if isWalkable, area <= 0 { issues.append(.shapeWithoutArea(layer: layer.name, code: shape.code)) }
        }
        return issues
    }

    private func isClosed(_ ring: [Topology.ArcReference], in topology: Topology) -> Bool {
        guard let last = ring.last else { return false }
        func ends(_ reference: Topology.ArcReference) -> (start: Point?, end: Point?) {
            let arc = topology.arcs[reference.index]
            return reference.isReversed ? (arc.last, arc.first) : (arc.first, arc.last)
        }
        var position = ends(last).end
        for reference in ring {
            let (start, end) = ends(reference)
            if start == nil || start != position { return false }
            position = end
        }
        return topology.points(of: ring).count >= 4
    }

    private func walkIssues(of layer: Topology.Layer) -> [Issue] {
        var walkers: [Topology.ArcReference: String] = [:]
        var issues: [Issue] = []
        for shape in layer.shapes {
            for reference in shape.polygons.lazy.flatMap(\.rings).joined() {
                if let other = walkers.updateValue(shape.code, forKey: reference) {
                    issues.append(
                        .arcWalkedTwice(layer: layer.name, index: reference.index, codes: [other, shape.code]))
                }
            }
        }
        return issues
    }

    /// Arcs may meet in their ends only: a vertex between the ends occurs once.
    private func sharedVertices(in topology: Topology) -> [Issue] {
        var arcAt: [Point: Int] = [:]
        var issues: [Issue] = []
        for (index, arc) in topology.arcs.enumerated() where arc.count > 2 {
            for point in arc[1..<(arc.count - 1)] {
                if let other = arcAt.updateValue(index, forKey: point) {
                    issues.append(.crossing(firstArc: other, secondArc: index, near: point))
                }
            }
        }
        for (index, arc) in topology.arcs.enumerated() {
            for point in [arc.first, arc.last].compactMap({ $0 }) {
                if let other = arcAt[point] {
                    issues.append(.crossing(firstArc: other, secondArc: index, near: point))
                }
            }
        }
        return issues
    }

    private func areaIssues(in topology: Topology, base: Topology.Layer) -> [Issue] {
        let baseAreas = base.shapes.map { ($0.code, topology.squareKilometers(of: $0)) }
        var issues: [Issue] = []
        for layer in topology.layers where layer.name != base.name {
            var sums: [String: Double] = [:]
            let lengths = Set(layer.shapes.map(\.code.count))
            for (code, area) in baseAreas {
                for length in lengths { sums[String(code.prefix(length)), default: 0] += area }
            }
            for shape in layer.shapes {
                let area = topology.squareKilometers(of: shape)
                let parts = sums[shape.code] ?? 0
                // Both sum the same coordinates in another order.
                if abs(area - parts) > 1e-6 * max(area, parts) {
                    issues.append(
                        .areaDiffers(
                            layer: layer.name, code: shape.code, squareKilometers: area, parts: parts))
                }
            }
        }
        return issues
    }
}
