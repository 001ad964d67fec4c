// SPDX-License-Identifier: Apache-2.0

extension TopoJSON {
    struct Reader {
        var cursor: JSONCursor

        /// A geometry's arc numbers before its type is known.
        private indirect enum Nested {
            case number(Int32)
            case list([Nested])
        }

        private struct Geometry {
            var type = ""
            var id: String?
            var idText = "missing"
            var arcs: Nested?
        }

        private struct Transform {
            var scale: [Double] = []
            var translate: [Double] = []
        }

        mutating func read(layers wanted: [String]?) throws -> Topology {
            var type: String?
            var transform: Transform?
            var objects: [(name: String, type: String, geometries: [Geometry])]?
            var arcs: [[Point]]?
            guard cursor.peek() != nil else { throw cursor.damaged("“{”, but the file is empty,") }
            try cursor.object { cursor, name in
                switch name {
                case "type": type = try cursor.string()
                case "transform": transform = try Self.transform(&cursor)
                case "objects": objects = try Self.objects(&cursor)
                case "arcs": arcs = try Self.arcs(&cursor)
                default: try cursor.skip()
                }
            }
            guard cursor.peek() == nil else { throw cursor.damaged("the end of the file") }
            guard let type else { throw TopoJSONError.missingMember("type") }
            guard type == "Topology" else { throw TopoJSONError.notATopology(found: type) }
            guard let objects else { throw TopoJSONError.missingMember("objects") }
            guard var arcs else { throw TopoJSONError.missingMember("arcs") }
            for (index, arc) in arcs.enumerated() where arc.count < 2 { throw TopoJSONError.shortArc(index: index) }
            if let transform { try Self.apply(transform, to: &arcs) }

            var topology = Topology(arcs: arcs, layers: [])
            for name in wanted ?? objects.map(\.name) {
                guard let object = objects.first(where: { $0.name == name }) else {
                    throw TopoJSONError.missingObject(name, present: objects.map(\.name))
                }
                guard object.type == "GeometryCollection" else {
                    throw TopoJSONError.unsupportedGeometry(object: name, number: 0, found: object.type)
                }
                topology.layers.append(try Self.layer(name, object.geometries, in: topology))
            }
            return topology
        }

        // MARK: Members of the file

        private static func transform(_ cursor: inout JSONCursor) throws -> Transform {
            var transform = Transform()
            try cursor.object { cursor, name in
                switch name {
                case "scale": transform.scale = try pair(&cursor)
                case "translate": transform.translate = try pair(&cursor)
                default: try cursor.skip()
                }
            }
            guard transform.scale.count == 2, transform.translate.count == 2,
                transform.scale.allSatisfy({ $0 != 0 })
            else { throw TopoJSONError.badTransform }
            return transform
        }

        private static func pair(_ cursor: inout JSONCursor) throws -> [Double] {
            var numbers: [Double] = []
            try cursor.array { cursor in numbers.append(try cursor.number()) }
            return numbers
        }

        private static func arcs(_ cursor: inout JSONCursor) throws -> [[Point]] {
            var arcs: [[Point]] = []
            try cursor.array { cursor in
                var points: [Point] = []
                try cursor.array { cursor in
                    try cursor.take("[")
                    let x = try cursor.number()
                    try cursor.take(",")
                    points.append(Point(x, try cursor.number()))
                    // Further members of a position are allowed by the format and mean nothing here.
                    while cursor.takeIf(",") { _ = try cursor.number() }
                    try cursor.take("]")
                }
                arcs.append(points)
            }
            return arcs
        }

        private static func objects(
            _ cursor: inout JSONCursor
        ) throws -> [(name: String, type: String, geometries: [Geometry])] {
            var objects: [(name: String, type: String, geometries: [Geometry])] = []
            try cursor.object { cursor, name in
                var type = ""
                var geometries: [Geometry] = []
                try cursor.object { cursor, member in
                    switch member {
                    case "type": type = try cursor.string()
                    case "geometries":
                        try cursor.array { cursor in
                            geometries.append(try geometry(&cursor))
                        }
                    default: try cursor.skip()
                    }
                }
                objects.append((name, type, geometries))
            }
            return objects
        }

        private static func geometry(_ cursor: inout JSONCursor) throws -> Geometry {
            var geometry = Geometry()
            try cursor.object { cursor, name in
                switch name {
                case "type":
                    geometry.type = try cursor.string()
                case "id":
                    if cursor.peek() == UInt8(ascii: "\"") {
                        let id = try cursor.string()
                        geometry.id = id
                        geometry.idText = "“\(id)”"
                    } else {
                        // A number would have lost its leading zero.
                        geometry.idText = "that is not a string"
                        try cursor.skip()
                    }
                case "arcs":
                    geometry.arcs = try nested(&cursor, depth: 0)
                default:
                    try cursor.skip()
                }
            }
            return geometry
        }

        private static func nested(_ cursor: inout JSONCursor, depth: Int) throws -> Nested {
            guard cursor.peek() == UInt8(ascii: "[") else {
                guard let index = Int32(exactly: try cursor.number()) else {
                    throw cursor.damaged("a whole number before")
                }
                return .number(index)
            }
            guard depth < 3 else { throw cursor.damaged("an arc number, not a deeper list,") }
            var list: [Nested] = []
            try cursor.array { cursor in
                list.append(try nested(&cursor, depth: depth + 1))
            }
            return .list(list)
        }

        // MARK: Meaning

        /// Decodes the differences. A scale that is one over a whole number, as ours is, gives back exactly
        /// the decimals that were written: the sum is taken in cells.
        private static func apply(_ transform: Transform, to arcs: inout [[Point]]) throws(TopoJSONError) {
            let x = Axis(scale: transform.scale[0], translate: transform.translate[0])
            let y = Axis(scale: transform.scale[1], translate: transform.translate[1])
            for index in arcs.indices {
                var sumX = 0.0
                var sumY = 0.0
                for position in arcs[index].indices {
                    sumX += arcs[index][position].x
                    sumY += arcs[index][position].y
                    arcs[index][position] = Point(x.degrees(sumX), y.degrees(sumY))
                }
            }
        }

        private struct Axis {
            let scale: Double
            let translate: Double
            let cellsPerUnit: Double?
            let translateCells: Double

            init(scale: Double, translate: Double) {
                self.scale = scale
                self.translate = translate
                let cells = (1 / scale).rounded()
                let offset = (translate * cells).rounded()
                if cells >= 1, abs(1 / scale - cells) < 1e-6, abs(translate * cells - offset) < 1e-6 {
                    cellsPerUnit = cells
                    translateCells = offset
                } else {
                    cellsPerUnit = nil
                    translateCells = 0
                }
            }

            @inline(__always)
            func degrees(_ steps: Double) -> Double {
                if let cellsPerUnit { (steps + translateCells) / cellsPerUnit } else { steps * scale + translate }
            }
        }

        private static func layer(
            _ name: String, _ geometries: [Geometry], in topology: Topology
        ) throws(TopoJSONError) -> Topology.Layer {
            var shapes: [Topology.Shape] = []
            var codes = Set<String>()
            for (position, geometry) in geometries.enumerated() {
                let number = position + 1
                guard let id = geometry.id, !id.isEmpty, id.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
                    throw .badIdentifier(object: name, number: number, found: geometry.idText)
                }
                guard codes.insert(id).inserted else { throw .duplicateIdentifier(object: name, id: id) }
                let nested: [Nested]
                switch (geometry.type, geometry.arcs) {
                case ("Polygon", .some(let arcs)): nested = [arcs]
                case ("MultiPolygon", .some(.list(let list))): nested = list
                default: throw .unsupportedGeometry(object: name, number: number, found: geometry.type)
                }
                var polygons: [Topology.Polygon] = []
                for polygon in nested {
                    guard let rings = rings(polygon), !rings.isEmpty else {
                        throw .unsupportedGeometry(
                            object: name, number: number, found: geometry.type + " with arcs of another depth")
                    }
                    for ring in rings { try check(ring, object: name, id: id, in: topology) }
                    polygons.append(Topology.Polygon(rings: rings))
                }
                guard !polygons.isEmpty else {
                    throw .unsupportedGeometry(object: name, number: number, found: "an empty " + geometry.type)
                }
                shapes.append(Topology.Shape(code: id, polygons: polygons))
            }
            shapes.sort { $0.code < $1.code }
            return Topology.Layer(name: name, shapes: shapes)
        }

        private static func rings(_ nested: Nested) -> [[Topology.ArcReference]]? {
            guard case .list(let list) = nested else { return nil }
            var rings: [[Topology.ArcReference]] = []
            for item in list {
                guard case .list(let members) = item, !members.isEmpty else { return nil }
                var ring: [Topology.ArcReference] = []
                for member in members {
                    guard case .number(let encoded) = member else { return nil }
                    ring.append(Topology.ArcReference(encoded: encoded))
                }
                rings.append(ring)
            }
            return rings
        }

        private static func check(
            _ ring: [Topology.ArcReference], object: String, id: String, in topology: Topology
        ) throws(TopoJSONError) {
            for reference in ring where reference.index >= topology.arcs.count {
                throw .arcOutOfRange(
                    object: object, id: id, index: Int(reference.encoded), arcCount: topology.arcs.count)
            }
            var position: Point?
            for reference in ring + ring.prefix(1) {
                let arc = topology.arcs[reference.index]
                let (start, end) = reference.isReversed ? (arc.last, arc.first) : (arc.first, arc.last)
                if let position, position != start { throw .openRing(object: object, id: id) }
                position = end
            }
        }
    }
}
