// SPDX-License-Identifier: Apache-2.0

import Foundation

extension TopoJSON {
    struct Reader {
        /// - Parameter wanted: the objects to read, in this order; `nil` reads all by name.
        static func read(_ data: Data, layers wanted: [String]?) throws -> Topology {
            let file = try JSONDecoder().decode(File.self, from: data)
            var arcs = file.arcs.map { $0.map(\.point) }
            for (index, arc) in arcs.enumerated() where arc.count < 2 { throw TopoJSONError.shortArc(index: index) }
            if let transform = file.transform { try apply(transform, to: &arcs) }

            var topology = Topology(arcs: arcs, layers: [])
            let names = file.objects.keys.sorted()
            for name in wanted ?? names {
                guard let object = file.objects[name] else {
                    throw TopoJSONError.missingObject(name, present: names)
                }
                guard object.type == "GeometryCollection" else {
                    throw TopoJSONError.unsupportedGeometry(object: name, number: 0, found: object.type)
                }
                topology.layers.append(try layer(name, object.geometries ?? [], in: topology))
            }
            return topology
        }

        // MARK: The file's own shape

        private struct File: Decodable {
            var transform: Transform?
            var objects: [String: Object]
            var arcs: [[JSONPosition]]

            private enum CodingKeys: String, CodingKey { case type, transform, objects, arcs }

            init(from decoder: any Decoder) throws {
                let file = try decoder.container(keyedBy: CodingKeys.self)
                // Another kind of file is told first, before its other members are found strange.
                guard let type = try file.decodeIfPresent(String.self, forKey: .type) else {
                    throw TopoJSONError.missingMember("type")
                }
                guard type == "Topology" else { throw TopoJSONError.notATopology(found: type) }
                for key in [CodingKeys.objects, .arcs] where !file.contains(key) {
                    throw TopoJSONError.missingMember(key.rawValue)
                }
                transform = try file.decodeIfPresent(Transform.self, forKey: .transform)
                objects = try file.decode([String: Object].self, forKey: .objects)
                arcs = try file.decode([[JSONPosition]].self, forKey: .arcs)
            }
        }

        private struct Transform: Decodable {
            var scale: [Double]
            var translate: [Double]

            private enum CodingKeys: CodingKey { case scale, translate }

            init(from decoder: any Decoder) throws {
                let members = try decoder.container(keyedBy: CodingKeys.self)
                scale = try members.decodeIfPresent([Double].self, forKey: .scale) ?? []
                translate = try members.decodeIfPresent([Double].self, forKey: .translate) ?? []
                guard scale.count == 2, translate.count == 2, scale.allSatisfy({ $0 != 0 }) else {
                    throw TopoJSONError.badTransform
                }
            }
        }

        private struct Object: Decodable {
            var type: String
            var geometries: [Geometry]?
        }

        private struct Geometry: Decodable {
            /// Polygons of rings of arc numbers; `nil` when the type has none, or they have another depth.
            var polygons: [[[ArcNumber]]]?
            var type = ""
            var id: String?
            var idText = "missing"

            private enum CodingKeys: CodingKey { case type, id, arcs }

            init(from decoder: any Decoder) throws {
                let members = try decoder.container(keyedBy: CodingKeys.self)
                type = try members.decodeIfPresent(String.self, forKey: .type) ?? ""
                do {
                    id = try members.decodeIfPresent(String.self, forKey: .id)
                    if let id { idText = "“\(id)”" }
                } catch DecodingError.typeMismatch {
                    // A number would have lost its leading zero.
                    idText = "that is not a string"
                }
                do {
                    switch type {
                    case "Polygon": polygons = [try members.decode([[ArcNumber]].self, forKey: .arcs)]
                    case "MultiPolygon": polygons = try members.decode([[[ArcNumber]]].self, forKey: .arcs)
                    default: break
                    }
                } catch DecodingError.typeMismatch {
                    type += " with arcs of another depth"
                }
            }
        }

        private struct ArcNumber: Decodable {
            var reference: Topology.ArcReference

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                let number = try value.decode(Double.self)
                // `JSONDecoder` would refuse a fraction too, but without the place.
                guard let encoded = Int32(exactly: number) else {
                    throw DecodingError.dataCorruptedError(in: value, debugDescription: "\(number) is not the number of an arc")
                }
                reference = Topology.ArcReference(encoded: encoded)
            }
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
                // Each step is a number, but huge steps add up to infinity.
                guard sumX.isFinite, sumY.isFinite else {
                    throw .damaged(place: "arcs[\(index)]", reason: "The steps add up to no number")
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
                guard let arcNumbers = geometry.polygons else {
                    throw .unsupportedGeometry(object: name, number: number, found: geometry.type)
                }
                var polygons: [Topology.Polygon] = []
                for polygon in arcNumbers {
                    let rings = polygon.map { $0.map(\.reference) }
                    guard !rings.isEmpty, !rings.contains(where: \.isEmpty) else {
                        throw .unsupportedGeometry(
                            object: name, number: number, found: "a \(geometry.type) with an empty list of arcs")
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
